"""Patterns to automata that match at least what the patterns match; the scanner runs them to spare the patterns a try.

An automaton sees a line as `cleanarticle.segment.fold` leaves it.  What it cannot express (what stands around a place,
what was captured before, long counted repeats) it takes as met, so it never says no where the pattern says yes.
The construction is Thompson's, https://doi.org/10.1145/363347.363387.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as sre_parser  # type: ignore[attr-defined]
from typing import Any, Final

from cleanarticle.letters import caseless

# Characters beyond the first plane share these places; see `scan`.
_PLANE: Final = 0x10000

# Kinds of nodes: a character, a character in any case, a set, any character, several ways on, the line's start and end,
# the pattern's end.
CHAR, CASELESS, SET, ANY, SPLIT, START, END, MATCH = range(8)

# Kinds of characters; of those in doubt, every class is taken to hold them.
SIGN, UPPER, LOWER, LETTER, DIGIT, CONNECTOR, SPACE, DOUBT = range(8)
_LETTERS: Final = frozenset({UPPER, LOWER, LETTER})
_WORD: Final = _LETTERS | {DIGIT, CONNECTOR}
_ALL: Final = frozenset(range(DOUBT))
_CATEGORIES: Final = {
    sre.CATEGORY_DIGIT: frozenset({DIGIT}),
    sre.CATEGORY_NOT_DIGIT: _ALL - {DIGIT},
    sre.CATEGORY_SPACE: frozenset({SPACE}),
    sre.CATEGORY_NOT_SPACE: _ALL - {SPACE},
    sre.CATEGORY_WORD: _WORD,
    sre.CATEGORY_NOT_WORD: _ALL - _WORD,
}
# The properties that rules name, each as a private character while a pattern is parsed: kinds of characters, or the
# characters from a code point on, and whether that is exact.
_PROPERTIES: Final[dict[str, tuple[frozenset[int], int, bool]]] = {
    "L": (_LETTERS, _PLANE, True),
    "Lu": (frozenset({UPPER}), _PLANE, True),
    "Ll": (frozenset({LOWER}), _PLANE, True),
    "N": (frozenset({DIGIT}), _PLANE, True),
    "Nd": (frozenset({DIGIT}), _PLANE, True),
    "M": (frozenset(), _PLANE, True),
    "P": (frozenset({SIGN, CONNECTOR}), _PLANE, False),
    "S": (frozenset({SIGN}), _PLANE, False),
    "So": (frozenset({SIGN}), _PLANE, False),
    "Zs": (frozenset({SPACE}), _PLANE, False),
    "Thai": (frozenset(), 0x0E00, False),
    "Hangul": (frozenset(), 0x1100, False),
    "Han": (frozenset(), 0x2E80, False),
    "Hiragana": (frozenset(), 0x3000, False),
    "Katakana": (frozenset(), 0x3000, False),
}
_PRIVATE: Final = 0xF0000
_NAMES: Final = {name: chr(_PRIVATE + i) for i, name in enumerate(_PROPERTIES)}
_PROPERTY: Final = re.compile(r"\\p\{(\w+)\}")

_EDGES: Final = {
    sre.AT_BEGINNING: START,
    sre.AT_BEGINNING_STRING: START,
    sre.AT_END: END,
    sre.AT_END_STRING: END,
}

# Longer counted repeats become unbounded ones.
_COPIES: Final = 10
_OPTIONAL: Final = 3
# Patterns that need more nodes than this get no automaton.
_LARGEST: Final = 12_000
_LARGEST_TOGETHER: Final = 200_000
_Parsed = Iterable[tuple[object, object]]
_Ranges = tuple[tuple[int, int], ...]


class _UnsupportedError(Exception):
    """A pattern that cannot be made an automaton."""


@cache
def kinds() -> bytes:
    """The kind of each character of the first plane."""
    return bytes(map(_kind, range(_PLANE)))


def _kind(code: int) -> int:
    char = chr(code)
    if char.isspace():
        return SPACE
    if code < 128 and not char.isalnum():
        return CONNECTOR if char == "_" else SIGN
    category = unicodedata.category(char)
    known = {"Lu": UPPER, "Ll": LOWER, "Lo": LETTER, "Nd": DIGIT}
    if category in known:
        return known[category]
    return SIGN if category[0] in "PS" and category not in ("Pc", "So") else DOUBT


@cache
def small() -> bytes:
    """Each character of the first plane as patterns without regard to case see it; two bytes each, as they lie here."""
    return array("H", [_small(code) for code in range(_PLANE)]).tobytes()


def _small(code: int) -> int:
    char = caseless(chr(code)) if not 0xD800 <= code < 0xE000 else chr(code)
    return ord(char) if len(char) == 1 and ord(char) < _PLANE else code


@dataclass(slots=True)
class Automata:
    """The automata of many patterns, in tables.

    Attributes:
        nodes: kind, value and the number of the next node, for each node.
        links: where splits lead to: for a split, its value says how many and its next where they begin.
        sets: kinds as bits, whether all but these are meant, whether case counts (0 or 1 each), first range, number of
            ranges, and the characters below 128 as two halves of 64 bits, for each set.
        ranges: first and last character of each range.
        entries: first node, node to enter, and the number of nodes, for each pattern; -1 to enter where there is none.
            The last are those of the automaton for many patterns together; its ends have the numbers of the patterns,
            counted from 1, as their values.
    """

    nodes: array[int] = field(default_factory=lambda: array("i"))
    links: array[int] = field(default_factory=lambda: array("i"))
    sets: array[int] = field(default_factory=lambda: array("Q"))
    ranges: array[int] = field(default_factory=lambda: array("H"))
    entries: array[int] = field(default_factory=lambda: array("i"))


def expressible(pattern: str) -> bool:
    """Whether there is an automaton for *pattern*."""
    builder = _Builder()
    builder.add([(0, pattern)], _LARGEST)
    return builder.tables.entries[1] >= 0


def automata(patterns: Sequence[str], together: Iterable[int] = ()) -> Automata:
    """The automata of *patterns*, and one of those, by their places, that are run *together*.

    Every match of these last ends where the line ends.

    Raises:
        ValueError: those that are run together have no automaton, since one is not `expressible` or they are too many.
    """
    builder = _Builder()
    for pattern in patterns:
        builder.add([(0, pattern)], _LARGEST)
    several = [(number + 1, patterns[number]) for number in together]
    builder.add(several, _LARGEST_TOGETHER)
    if several and builder.tables.entries[-2] < 0:
        raise ValueError(f"no automaton for {len(several)} patterns together: without it none of them would be tried")
    return builder.tables


class _Builder:
    def __init__(self) -> None:
        self.tables = Automata()
        self._sets: dict[tuple[object, ...], int] = {}
        self._first = self._largest = self._number = 0

    def add(self, patterns: Sequence[tuple[int, str]], largest: int) -> None:
        """Add one automaton for all of *patterns*, each with a value for its ends."""
        tables = self.tables
        nodes, links = len(tables.nodes), len(tables.links)
        self._first, self._largest = nodes // 3, largest
        try:
            entry = self._together(patterns)
        except (_UnsupportedError, re.error, RecursionError, OverflowError):
            del tables.nodes[nodes:], tables.links[links:]
            entry = -1
        tables.entries.extend((self._first, entry, len(tables.nodes) // 3 - self._first))

    def _together(self, patterns: Sequence[tuple[int, str]]) -> int:
        entries = []
        for number, pattern in patterns:
            self._number = number
            entries.append(self._pattern(pattern))
        return self._split(entries) if entries else -1

    def _pattern(self, pattern: str) -> int:
        if any(name not in _NAMES for name in _PROPERTY.findall(pattern)) or r"\P" in pattern:
            raise _UnsupportedError
        parsed = sre_parser.parse(_PROPERTY.sub(lambda m: _NAMES[m[1]], pattern))
        return self._sequence(parsed, self._node(MATCH), parsed.state.flags)

    def _node(self, kind: int, value: int = 0, following: int = 0) -> int:
        number = len(self.tables.nodes) // 3
        if number - self._first > self._largest:
            raise _UnsupportedError
        self.tables.nodes.extend((kind, value, following))
        return number

    def _split(self, ways: Sequence[int]) -> int:
        if len(ways) == 1:
            return ways[0]
        self.tables.links.extend(ways)
        return self._node(SPLIT, len(ways), len(self.tables.links) - len(ways))

    def _sequence(self, parsed: _Parsed, following: int, flags: int) -> int:
        for op, arg in reversed(list(parsed)):
            following = self._step(op, arg, following, flags)
        return following

    def _step(self, op: object, arg: Any, following: int, flags: int) -> int:
        """The node by which one step of a pattern is entered that goes on to *following*."""
        if op in (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY):
            return self._character(op, arg, following, flags)
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            return self._repeat(arg, following, flags)
        if op is sre.BRANCH:
            return self._split([self._sequence(branch, following, flags) for branch in arg[1]])
        if op is sre.SUBPATTERN:
            return self._sequence(arg[3], following, (flags | arg[1]) & ~arg[2])
        if op is sre.ATOMIC_GROUP:
            return self._sequence(arg, following, flags)
        if op in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
            kind = _EDGES.get(arg) if op is sre.AT else None
            return following if kind is None else self._node(kind, self._number, following)
        raise _UnsupportedError

    def _character(self, op: object, arg: Any, following: int, flags: int) -> int:
        if op is sre.ANY:
            return self._node(ANY, 0, following)
        if op is sre.IN:
            return self._node(SET, self._set(tuple(arg), flags), following)
        if op is sre.NOT_LITERAL or arg >= _PLANE:
            items = ((sre.LITERAL, arg),) if op is sre.LITERAL else ((sre.NEGATE, None), (sre.LITERAL, arg))
            return self._node(SET, self._set(items, flags), following)
        if flags & re.IGNORECASE:
            return self._node(CASELESS, _small(arg), following)
        return self._node(CHAR, arg, following)

    def _repeat(self, arg: Any, following: int, flags: int) -> int:
        least, most, body = arg
        copies = min(least, max(1, _COPIES // _weight(body)))
        entry = following
        if most == sre.MAXREPEAT or most - least > _OPTIONAL or copies < least:
            entry = self._node(SPLIT, 2, len(self.tables.links))
            at = len(self.tables.links)
            self.tables.links.extend((0, following))
            self.tables.links[at] = self._sequence(body, entry, flags)
        else:
            for _ in range(most - least):
                entry = self._split([self._sequence(body, entry, flags), following])
        for _ in range(copies):
            entry = self._sequence(body, entry, flags)
        return entry

    def _set(self, items: tuple[tuple[object, Any], ...], flags: int) -> int:
        ignorecase = bool(flags & re.IGNORECASE)
        key = (str(items), ignorecase)
        if key not in self._sets:
            self._sets[key] = len(self._sets)
            negated = items[0][0] is sre.NEGATE
            held, ranges = _members(items[negated:], exact=negated, ignorecase=ignorecase)
            low = high = 0
            for code in range(128):
                inside = kinds()[code] in held or any(
                    first <= (_small(code) if ignorecase else code) <= last for first, last in ranges
                )
                if inside != negated:
                    low, high = low | (code < 64) << (code & 63), high | (code >= 64) << (code & 63)
            at = len(self.tables.ranges) // 2
            for pair in ranges:
                self.tables.ranges.extend(pair)
            bits = sum(1 << kind for kind in held)
            self.tables.sets.extend((bits, negated, ignorecase, at, len(ranges), low, high))
        return self._sets[key]


def _weight(parsed: _Parsed) -> int:
    """How many nodes, roughly, a stretch of a pattern needs."""
    total = 0
    for op, arg in parsed:
        if op is sre.BRANCH and isinstance(arg, tuple):
            total += sum(map(_weight, arg[1]))
        elif op is sre.SUBPATTERN and isinstance(arg, tuple):
            total += _weight(arg[3])
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT) and isinstance(arg, tuple):
            total += _weight(arg[2]) * max(1, min(arg[0], _COPIES))
        else:
            total += 1
    return max(1, total)


def _members(items: Iterable[tuple[object, Any]], *, exact: bool, ignorecase: bool) -> tuple[frozenset[int], _Ranges]:
    """Kinds of characters and ranges that a class names; no more than it names if *exact*, else no fewer."""
    held: set[int] = set()
    codes: set[int] = set()
    for op, arg in items:
        first, last = (arg, arg) if op is sre.LITERAL else arg if op is sre.RANGE else (0, -1)
        if op is sre.CATEGORY:
            held |= _CATEGORIES[arg]
        elif first >= _PRIVATE:
            more, since, known = list(_PROPERTIES.values())[first - _PRIVATE]
            held |= more if known or not exact else frozenset()
            codes.update(range(since, _PLANE) if not exact else ())
        elif last >= _PLANE:
            # Beyond the first plane characters share places: all of them may be meant, or none of them surely.
            codes.update(range(min(first, 0xE000), 0xF000) if not exact else range(first, min(last, 0xDFFF) + 1))
        else:
            codes.update(range(first, last + 1))
    if ignorecase:
        codes = {_small(code) for code in codes}
        held |= {UPPER, LOWER} if held & {UPPER, LOWER} else set()
    return frozenset(held), _ranges(codes)


def _ranges(codes: Iterable[int]) -> _Ranges:
    runs = groupby(enumerate(sorted(codes)), lambda pair: pair[1] - pair[0])
    return tuple((run[0][1], run[-1][1]) for run in (list(group) for _, group in runs))
