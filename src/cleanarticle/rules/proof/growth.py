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

from cleanarticle.rules.matching.patterns import (
    CHARS,
    LOOKS,
    REPEATS,
    Parsed,
    UnreadablePatternError,
    ignores_case,
    nested,
    parse,
    sre,
)

# Food that many classes match: words, separators, digits, letters of other scripts.
_FOOD: Final = ("a", " ", ",", "1", "A", ".", "-", "|", "'", "中", "я", "ab, ", "Ab ", "a,", "a ", "1 ", "· ")
# A line end that few patterns match.
_SPOIL: Final = '~"!?.:~'
# Characters that a class is fed with, and more for a class that holds none of them.
_FAVOURITES: Final = "aAя中1 ,.-|"
_OTHERS: Final = "\"#'!:;?/«»•()अ한אعกΩ\u0301\u200d🙂"
_CATEGORIES: Final = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}
_MOST_BAITS: Final = 400
# A pattern that takes this many seconds on 400 characters is too slow; the slowest in the packs takes a tenth of it.
DEAR: Final = 0.05
_SIZES: Final = (22, 27, 30, 60, 120, 240, 400)
_FLOOR: Final = 5e-5
# Length of the longest line in code points; a time on it, in seconds, that needs no further test; a time that a pattern
# of linear time never takes; and the largest exponent that noise can cause.
SIZE: Final = 8_000
_QUICK: Final = 0.003
_ENDLESS: Final = 0.25
MOST_SLOPE: Final = 1.4


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
    whole, named = "".join(examples[:1]), ""
    with suppress(UnreadablePatternError):
        cook = _Cook(pattern)
        seen |= dict.fromkeys(islice(cook.at_repeats(cook.tree, ""), _MOST_BAITS))
        whole, named = cook.shortest(cook.tree), cook.named(cook.tree)
    for head, food in seen:
        yield Bait(head, food, _SPOIL)
        # A search stops at once if the line lacks literals of the pattern, so add texts that have them.
        yield Bait(head, food, _SPOIL + whole)
        yield Bait(whole[1:] + head, food, _SPOIL)
        if named:
            yield Bait(head, food, named)


def _cuts(line: str) -> set[int]:
    return {0, len(line) // 2, len(line)}


class _Cook:
    """Builds texts that a pattern may match."""

    def __init__(self, pattern: str) -> None:
        self._classes: dict[str, str] = {}
        self.tree = parse(pattern, self._stand_in)
        self._flags = regex.IGNORECASE if ignores_case(self.tree) else 0

    def _stand_in(self, name: str) -> str:
        """A character of private use in the place of a property class, which the standard parser does not know."""
        char = chr(0xF0000 + len(self._classes))
        self._classes[char] = name
        return char

    def _choices(self, op: object, arg: object) -> list[str]:
        """Characters that a one-character step matches, favourites first."""
        members: Parsed = arg if op is sre.IN else [(op, arg)]  # type: ignore[assignment]
        named = [chr(code) for code in _codes(members) if chr(code) not in self._classes]
        matches = regex.compile(self._class(members), self._flags).match
        return [char for char in dict.fromkeys((*_FAVOURITES, *named, *_OTHERS)) if matches(char)]

    def _class(self, members: Parsed) -> str:
        """The class of *members* as `regex` spells it."""
        (op, _), *_ = members
        if op is sre.ANY:
            return "."
        negated = op in (sre.NEGATE, sre.NOT_LITERAL)
        items = "".join(self._item(op, arg) for op, arg in members if op is not sre.NEGATE)
        return f"[{'^' if negated else ''}{items}]"

    def _item(self, op: object, arg: object) -> str:
        if op is sre.CATEGORY:
            return _CATEGORIES[arg]
        if op is sre.RANGE:
            return "-".join(rf"\U{code:08x}" for code in arg)  # type: ignore[attr-defined]
        code: int = arg  # type: ignore[assignment]
        return self._classes.get(chr(code)) or rf"\U{code:08x}"

    def shortest(self, parsed: Parsed) -> str:
        """Build a short text that *parsed* may match."""
        return "".join(self._short(op, arg) for op, arg in parsed)

    def _short(self, op: object, arg: object) -> str:
        if op in CHARS:
            return "".join(self._choices(op, arg)[:1])
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
                for food in self._foods(arg[2]):  # type: ignore[index]
                    yield head, food
                    yield "", head + food
            for inner in nested(op, arg) if op not in CHARS else ():
                yield from self.at_repeats(inner, head)
            head += self._short(op, arg)

    def named(self, parsed: Parsed) -> str:
        """The characters that *parsed* names, each once: a class that excludes one ends there."""
        chars = map(chr, _codes(parsed))
        return "".join(dict.fromkeys(char for char in chars if char not in self._classes))

    def _foods(self, body: Parsed) -> list[str]:
        if len(body) == 1 and body[0][0] in CHARS:
            return self._choices(*body[0])
        once = [self._short(op, arg) for op, arg in body]
        spare = {i: more for i, step in enumerate(body) if (more := self._filled(*step)) and not once[i]}
        foods = ["".join(once), "".join(spare.get(i, short) for i, short in enumerate(once))]
        foods += ["".join((*once[:i], more, *once[i + 1 :])) for i, more in islice(spare.items(), 8)]
        foods += [self.shortest(branch) for op, arg in body if op is sre.BRANCH for branch in nested(op, arg)[:8]]
        return [food for food in dict.fromkeys((*foods, foods[1] + foods[0])) if food]

    def _filled(self, op: object, arg: object) -> str:
        return self.shortest(arg[2]) if op in REPEATS else ""  # type: ignore[index]


def _codes(parsed: Parsed) -> Iterator[int]:
    """The code points that *parsed* names."""
    for op, arg in parsed:
        if op in (sre.LITERAL, sre.NOT_LITERAL):
            yield arg  # type: ignore[misc]
        elif op is sre.RANGE:
            yield from arg  # type: ignore[misc]
        for inner in nested(op, arg):
            yield from _codes(inner)


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
    """Measure the exponent of time growth from lines of 1,000 to 8,000 code points: 1 is linear, 2 quadratic.

    Times below `_FLOOR` seconds are noise and count as `_FLOOR`.
    """
    small, large = (min(seconds(pattern, bait.line(size), _ENDLESS) for _ in range(2)) for size in (SIZE // 8, SIZE))
    return log(max(_FLOOR, large) / max(_FLOOR, small)) / log(8)


def growing(pattern: str, every: Iterable[Bait]) -> str | None:
    """Find a line from one of the baits on which time grows faster than the line length; None if none is found."""
    compiled = regex.compile(pattern)
    for bait in every:
        line = bait.line(SIZE)
        took = seconds(compiled, line, _ENDLESS)
        if took >= _ENDLESS or (took > _QUICK and min(slope(compiled, bait) for _ in range(2)) > MOST_SLOPE):
            return line
    return None
