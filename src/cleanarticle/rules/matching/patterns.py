r"""Parse patterns into trees; the only module that uses the regex parser of the standard library.

The parser is private and has moved before; `tests/test_patterns.py` checks what we rely on.  Patterns are written for
`regex`.  Classes such as `\p{Lu}`, which the standard parser lacks, are replaced before parsing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Final

# The opcodes of the parser.
sre = _constants
# A parsed pattern: steps, each an opcode and its argument.
Parsed = Sequence[tuple[object, object]]
REPEATS: Final = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
LOOKS: Final = (sre.ASSERT, sre.ASSERT_NOT)
CHARS: Final = (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY)
PROPERTY: Final = re.compile(r"\\[pP](?:\{[^}]*\}|[A-Z])")
# Syntax of `regex` that the standard parser reads as plain characters: fuzzy matches and named classes.
_READ_OTHERWISE: Final = re.compile(r"\{[^{}]*[a-z][^{}]*\}|\[:\^?\w+:\]")


class UnreadablePatternError(ValueError):
    """A pattern with syntax that only the `regex` package can parse."""


def parse(pattern: str, stand_in: Callable[[str], str] | None = None) -> Parsed:
    r"""Parse *pattern* into a tree.

    Args:
        pattern: a regular expression.
        stand_in: gives the replacement for a property class such as `\p{Lu}`; by default `\w`.

    Raises:
        UnreadablePatternError: the pattern has syntax that the standard parser lacks or reads differently.

    >>> [op is sre.LITERAL for op, _ in parse("ab")]
    [True, True]
    """
    if _READ_OTHERWISE.search(PROPERTY.sub("", pattern)):
        raise UnreadablePatternError(pattern)
    try:
        return _parser.parse(PROPERTY.sub(lambda found: stand_in(found[0]) if stand_in else r"\w", pattern))  # type: ignore[no-any-return]
    except (re.error, OverflowError, RecursionError):
        raise UnreadablePatternError(pattern) from None


def width(parsed: Parsed) -> tuple[int, int]:
    """Minimum and maximum length of a match of a tree, in code points."""
    return parsed.getwidth()  # type: ignore[attr-defined, no-any-return]


def ignores_case(parsed: Parsed) -> bool:
    """Whether the pattern of a tree from `parse` begins with `(?i)`."""
    return bool(parsed.state.flags & re.IGNORECASE)  # type: ignore[attr-defined]


def nested(op: object, arg: object) -> list[Parsed]:
    """The subtrees of a step."""
    if op is sre.IN or op is sre.ATOMIC_GROUP:
        return [arg]  # type: ignore[list-item]
    if not isinstance(arg, tuple):
        return []
    if op is sre.BRANCH:
        return list(arg[1])
    if op is sre.GROUPREF_EXISTS:
        return [arg[1], arg[2] or []]
    return [arg[-1]] if op in (*REPEATS, sre.SUBPATTERN, *LOOKS) else []
