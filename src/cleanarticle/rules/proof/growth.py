r"""Measure how long a pattern takes on lines made to slow it down.

A bait is a line that nearly matches.  It begins with text that matches the pattern up to one of its repeats.  Then text
that the repeat matches (its food) is repeated many times.  The end makes the match fail, so that the search must try
every way to split the line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from math import log
from time import thread_time
from typing import Final

import regex

from cleanarticle.rules.matching.patterns import CHARS, LOOKS, REPEATS, Parsed, UnreadablePatternError, nested
from cleanarticle.rules.proof.lint import Reading

# Food that many classes match: words, separators, digits, letters of other scripts.
_FOOD: Final = ("a", " ", ",", "1", "A", ".", "-", "|", "'", "中", "я", "ab, ", "Ab ", "a,", "a ", "1 ", "· ")
# A line end that few patterns match.
_SPOIL: Final = '~"!?.:~'
_FAVOURITES: Final = "aAя中1 ,.-|"
_MOST_BAITS: Final = 400
# A pattern that takes this many seconds on 400 characters is too slow; the slowest in the packs takes a tenth of it.
DEAR: Final = 0.05
_SIZES: Final = (30, 60, 120, 240, 400)
_FLOOR: Final = 5e-5
# Length of the longest line in code points; a time on it, in seconds, that needs no further test; and the largest
# exponent that noise can cause.
SIZE: Final = 64_000
_QUICK: Final = 0.02
# No pattern of linear time takes this many seconds on a line of `SIZE`.
_ENDLESS: Final = 2.0
MOST_SLOPE: Final = 1.15


@dataclass(frozen=True, slots=True)
class Bait:
    """A line of any size: a beginning, food repeated, an end."""

    head: str
    food: str
    tail: str

    def line(self, size: int) -> str:
        """Build the line, about *size* code points long."""
        turns = max(1, (size - len(self.head) - len(self.tail)) // len(self.food))
        return f"{self.head}{self.food * turns}{self.tail}"


def baits(pattern: str, examples: Sequence[str] = ()) -> Iterator[Bait]:
    """Yield baits for *pattern*: from its repeats, if it can be parsed, and from *examples* of lines it matches."""
    seen: dict[tuple[str, str], None] = {("", food): None for food in _FOOD}
    seen |= {(example[:half], food): None for example in examples for half in _cuts(example) for food in _FOOD[:11]}
    seen |= {("", example): None for example in examples}
    whole = "".join(examples[:1])
    with suppress(UnreadablePatternError):
        cook = _Cook(pattern)
        seen |= dict.fromkeys(islice(cook.at_repeats(cook.tree, ""), _MOST_BAITS))
        whole = cook.shortest(cook.tree)
    for head, food in seen:
        yield Bait(head, food, _SPOIL)
        # A search stops at once if the line lacks literals of the pattern, so add a text that has them.
        yield Bait(head, food, _SPOIL + whole)


def _cuts(line: str) -> set[int]:
    return {0, len(line) // 2, len(line)}


class _Cook:
    """Builds texts that a pattern may match."""

    def __init__(self, pattern: str) -> None:
        reading = Reading(pattern)
        self.tree = reading.tree
        self._alphabet = reading.alphabet

    def _any(self, op: object, arg: object) -> str:
        held = self._alphabet.choices(op, arg)
        return next((char for char in _FAVOURITES if char in held), held[:1] or "a")

    def shortest(self, parsed: Parsed) -> str:
        """Build a short text that *parsed* may match."""
        return "".join(self._short(op, arg) for op, arg in parsed)

    def _short(self, op: object, arg: object) -> str:
        if op in CHARS:
            return self._any(op, arg)
        if op in REPEATS:
            least: int = arg[0]  # type: ignore[index]
            return self.shortest(arg[2]) * min(least, 99)  # type: ignore[index]
        if op in LOOKS:
            return ""
        return next((self.shortest(inner) for inner in nested(op, arg)), "")

    def at_repeats(self, parsed: Parsed, head: str) -> Iterator[tuple[str, str]]:
        """Yield, for each repeat of *parsed*, the text before it and its food."""
        for op, arg in parsed:
            if op in REPEATS:
                yield from ((head, food) for food in self._foods(arg[2]))  # type: ignore[index]
            for inner in nested(op, arg) if op not in CHARS else ():
                yield from self.at_repeats(inner, head)
            head += self._short(op, arg)

    def _foods(self, body: Parsed) -> list[str]:
        if len(body) == 1 and body[0][0] in CHARS:
            held = self._alphabet.choices(*body[0])
            return [char for char in _FAVOURITES if char in held] or list(held[:2])
        once = [self._short(op, arg) for op, arg in body]
        spare = {i: more for i, step in enumerate(body) if (more := self._filled(*step)) and not once[i]}
        foods = ["".join(once), "".join(spare.get(i, short) for i, short in enumerate(once))]
        foods += ["".join((*once[:i], more, *once[i + 1 :])) for i, more in islice(spare.items(), 8)]
        return [food for food in dict.fromkeys((*foods, foods[1] + foods[0])) if food]

    def _filled(self, op: object, arg: object) -> str:
        return self.shortest(arg[2]) if op in REPEATS else ""  # type: ignore[index]


def seconds(pattern: regex.Pattern[str], line: str, limit: float = 5.0) -> float:
    """Measure the CPU time of a search through *line*, in seconds; *limit* if it takes longer."""
    started = thread_time()
    try:
        pattern.search(line, timeout=limit)
    except TimeoutError:
        return limit
    return thread_time() - started


def dear(pattern: str, examples: Sequence[str] = (), limit: float = DEAR) -> str | None:
    """Find a line of at most 400 characters on which a search takes *limit* seconds or more; None if none is found.

    A line is slow if two runs in a row are slow, or if all lines so far took more than ten times *limit*.

    >>> dear("^(?:[a-z]{1,24} ?){1,9}$") is None
    False
    """
    compiled, spent = regex.compile(pattern), 0.0
    for line in lines(pattern, examples):
        took = seconds(compiled, line, limit)
        spent += took
        if spent > 10 * limit or (took >= limit and seconds(compiled, line, limit) >= limit):
            return line
    return None


def lines(pattern: str, examples: Sequence[str] = ()) -> Iterator[str]:
    """Yield lines from all baits, in sizes that fill bounded repeats to different degrees."""
    for bait in baits(pattern, examples):
        yield from dict.fromkeys(map(bait.line, _SIZES))


def slope(pattern: regex.Pattern[str], bait: Bait) -> float:
    """Measure the exponent of time growth from lines of 2,000 to 64,000 code points: 1 is linear, 2 quadratic.

    Times below `_FLOOR` seconds are noise and count as `_FLOOR`.
    """
    small, large = (
        max(_FLOOR, min(seconds(pattern, bait.line(size)) for _ in range(3))) for size in (SIZE // 32, SIZE)
    )
    return log(large / small) / log(32)


def growing(pattern: str, every: Iterable[Bait]) -> str | None:
    """Find a line from one of the baits on which time grows faster than the line length; None if none is found."""
    compiled = regex.compile(pattern)
    for bait in every:
        line = bait.line(SIZE)
        took = seconds(compiled, line, _ENDLESS)
        if took >= _ENDLESS or (took > _QUICK and min(slope(compiled, bait) for _ in range(2)) > MOST_SLOPE):
            return line
    return None
