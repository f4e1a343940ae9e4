r"""Patterns as trees: the one place that touches the standard library's parser of regular expressions.

The parser is private and has moved before; `tests/test_patterns.py` says which of its promises broke.  A pattern is
written for `regex`; what the standard syntax lacks, classes such as `\p{Lu}`, is put aside before it is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Final

# The names of operations.
sre = _constants
# A pattern as the parser leaves it: steps, each an operation and its argument.
Parsed = Sequence[tuple[object, object]]
REPEATS: Final = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
LOOKS: Final = (sre.ASSERT, sre.ASSERT_NOT)
CHARS: Final = (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY)
PROPERTY: Final = re.compile(r"\\[pP](?:\{[^}]*\}|[A-Z])")


class UnreadablePatternError(ValueError):
    """A pattern with syntax that only the `regex` package can read."""


def parse(pattern: str, stand_in: Callable[[str], str] | None = None) -> Parsed:
    r"""*pattern* as a tree.

    Args:
        pattern: a regular expression.
        stand_in: what is read instead of a class of characters by property, given its name, such as `\p{Lu}`; without
            it, any character of a word.

    Raises:
        UnreadablePatternError: it has syntax that the standard parser lacks.

    >>> [op is sre.LITERAL for op, _ in parse("ab")]
    [True, True]
    """
    try:
        return _parser.parse(PROPERTY.sub(lambda found: stand_in(found[0]) if stand_in else r"\w", pattern))  # type: ignore[no-any-return]
    except (re.error, OverflowError, RecursionError):
        raise UnreadablePatternError(pattern) from None


def widths(parsed: Parsed) -> Sequence[tuple[int, int]]:
    """The least and the greatest length of each group, the whole first, of a tree that `parse` returned."""
    return parsed.state.groupwidths  # type: ignore[attr-defined, no-any-return]


def width(parsed: Parsed) -> tuple[int, int]:
    """The least and the greatest length of what a tree matches, in code points."""
    return parsed.getwidth()  # type: ignore[attr-defined, no-any-return]


def ignores_case(parsed: Parsed) -> bool:
    """Whether a tree that `parse` returned stands for a pattern with `(?i)` at its beginning."""
    return bool(parsed.state.flags & re.IGNORECASE)  # type: ignore[attr-defined]


def nested(op: object, arg: object) -> list[Parsed]:
    """The trees inside a step."""
    if op is sre.IN or op is sre.ATOMIC_GROUP:
        return [arg]  # type: ignore[list-item]
    if not isinstance(arg, tuple):
        return []
    if op is sre.BRANCH:
        return list(arg[1])
    if op is sre.GROUPREF_EXISTS:
        return [arg[1], arg[2] or []]
    return [arg[-1]] if op in (*REPEATS, sre.SUBPATTERN, *LOOKS) else []
