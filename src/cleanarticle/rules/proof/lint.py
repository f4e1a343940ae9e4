r"""Check a pattern for the shapes that can make a search slow.

A backtracking search tries every way to split a text among the repeats of a pattern.  Two repeats over the same
characters, `\d+\d+`, can split n digits in n ways; a repeat inside a repeat, `(\d+)+`, in 2**n ways.  The check counts
how many ways there could be at most, from the bounds alone.  A pattern with few ways is safe.  Any other is left to
`growth`, which measures it.
"""

from __future__ import annotations

from math import inf, log2
from typing import Final, NamedTuple

import regex

from cleanarticle.rules.matching.patterns import (
    REPEATS,
    Parsed,
    UnreadablePatternError,
    nested,
    parse,
    sre,
)

# A pattern that may split a text in more ways than this (powers of two) is measured: so many steps at each of the 400
# characters of a line take about as long as `growth.DEAR`.
MOST_BITS: Final = 12
# The deepest nesting of repeats; the packs have 3.
_DEEPEST: Final = 5

DEEP: Final = f"it nests repeats more than {_DEEPEST} deep; write it flatter"
BACK: Final = "a backreference stands inside a repeat; write out what it repeats"
FOREIGN: Final = (
    "it has an unbounded repeat next to syntax that cannot be judged; bound every repeat, as in '.{0,60}', or write "
    "it without fuzzy matches, recursion and sets within sets"
)
NESTED: Final = (
    "an unbounded repeat stands alone inside an unbounded repeat, as in '(a+)+', and a text can be split between the "
    "two in too many ways; drop one of the two"
)
WILD: Final = (
    "'.*' or '.+' stands inside a repeat, and each turn can hold any part of the line; bound it, as in '.{0,60}', or "
    "name the characters that it may hold"
)
# A pattern that only `regex` can parse must not have unbounded repeats.
_LOOSE: Final = regex.compile(r"(?<!\\)(?:[*+](?!\+)|\{\d*,\})|\(\?(?:R|&|P>|\d)")


class UnsafePatternError(ValueError):
    """A pattern that may take too long on some line; the message gives the reason and a remedy."""


class Doubts(NamedTuple):
    """What the bounds of a pattern do not show, so that it must be measured.

    Attributes:
        cost: whether a short line may take too long.
        growth: whether time may grow faster than the line.
    """

    cost: bool
    growth: bool


def check(pattern: str) -> Doubts:
    r"""Check *pattern* and say what must be measured.

    Raises:
        UnsafePatternError: it cannot be safe, or cannot be judged; the message gives the reason and a remedy.

    >>> check(r"^sign up .{0,60}newsletter")
    Doubts(cost=False, growth=False)
    >>> check(r"\s+$")
    Doubts(cost=False, growth=True)
    >>> check(r"^(a+)+$")
    Traceback (most recent call last):
        ...
    cleanarticle.rules.proof.lint.UnsafePatternError: an unbounded repeat stands alone inside an unbounded repeat, ...
    """
    try:
        tree = parse(pattern)
        _forbid(tree, 0)
    except UnreadablePatternError:
        if _LOOSE.search(pattern):
            raise UnsafePatternError(FOREIGN) from None
        return Doubts(cost=True, growth=False)
    except RecursionError:
        raise UnsafePatternError(DEEP) from None
    unbounded, bits = _ways(tree)
    # Without `^` the search itself is like an unbounded repeat: it starts at every place of the line.
    anywhere = bool(unbounded) and not pattern.startswith("^")
    return Doubts(cost=bits > MOST_BITS, growth=unbounded + anywhere > 1 or (bits == inf))


def _forbid(parsed: Parsed, depth: int) -> None:
    """Raise UnsafePatternError for a shape that is never safe; *depth* repeats stand around *parsed*."""
    if depth > _DEEPEST:
        raise UnsafePatternError(DEEP)
    for op, arg in parsed:
        if op is sre.GROUPREF and depth:
            raise UnsafePatternError(BACK)
        if op is sre.IN:
            continue
        if _endless(op, arg) and _is_repeat(arg[-1]):  # type: ignore[index]
            raise UnsafePatternError(NESTED)
        if depth and _endless(op, arg) and arg[-1][0][0] is sre.ANY:  # type: ignore[index]
            raise UnsafePatternError(WILD)
        for inner in nested(op, arg):
            _forbid(inner, depth + (op in REPEATS))


def _endless(op: object, arg: object) -> bool:
    # A possessive repeat gives nothing back, so a text is split in one way only.
    return op in (sre.MAX_REPEAT, sre.MIN_REPEAT) and arg[1] >= sre.MAXREPEAT  # type: ignore[index]


def _is_repeat(parsed: Parsed) -> bool:
    """Whether *parsed* is an unbounded repeat alone, in any number of groups."""
    if len(parsed) != 1:
        return False
    (op, arg), *_ = parsed
    return _endless(op, arg) or (op is sre.SUBPATTERN and _is_repeat(nested(op, arg)[0]))


def _ways(parsed: Parsed) -> tuple[int, float]:
    """The number of unbounded repeats, and the ways in which the bounded ones can split a text, in powers of two."""
    unbounded, bits = 0, 0.0
    for op, arg in parsed:
        if op is sre.IN:
            continue
        inner = [_ways(each) for each in nested(op, arg)]
        unbounded += max((count for count, _ in inner), default=0)
        most = max((each for _, each in inner), default=0.0)
        if op is sre.BRANCH:
            bits += most + log2(len(inner))
        elif op in REPEATS:
            turns: tuple[int, int, Parsed] = arg  # type: ignore[assignment]
            repeats, split = _turns(op, turns[0], turns[1], most, bool(inner[0][0]))
            unbounded, bits = unbounded + repeats, bits + split
        else:
            bits += most
    return unbounded, bits


def _turns(op: object, least: int, most: int, inside: float, endless: bool) -> tuple[int, float]:
    """The same for one repeat whose body has *inside* bits, and an unbounded repeat if *endless*."""
    if op is sre.POSSESSIVE_REPEAT:
        return 0, inside
    if most >= sre.MAXREPEAT:
        return 1, inf if inside or endless else 0.0
    split = log2(most - least + 1) + inside * most
    return 0, inf if endless and most > 1 else split
