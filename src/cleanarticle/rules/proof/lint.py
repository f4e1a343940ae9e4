r"""Check that a pattern is safe: estimate from the pattern alone how many steps a search may take.

A backtracking search tries every way to split a text among the repeats of a pattern.  Two adjacent repeats over the
same characters, `\d+\d+`, can split a run of n digits in n ways; a repeat inside a repeat, `(\d+)+`, in 2**n ways.  The
search itself is like a repeat over all characters: it starts at each position of the line, unless the pattern begins
with `^`.

The pattern is read from left to right.  A repeat stays *open* until a character follows that it cannot match; then only
one way to end it is left.  The ways of a new repeat are multiplied by those of the open repeats that can match the same
text.  The estimate is an upper bound, for the worst possible line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import combinations
from math import log2
from typing import Final, NamedTuple

import regex

from cleanarticle.rules.matching.patterns import (
    CHARS,
    LOOKS,
    PROPERTY,
    REPEATS,
    Parsed,
    UnreadablePatternError,
    ignores_case,
    nested,
    parse,
    sre,
    widths,
)

# A pattern that may take more steps than this (powers of two) is suspect: per position if the search starts at every
# position of the line, otherwise per line.
_SUSPECT_PLACE: Final = 12
_SUSPECT_LINE: Final = 20
# Limits for the nesting of repeats and for the steps of the check; readable rules stay far below.
_DEEPEST: Final = 5
_LONGEST_WALK: Final = 50_000

_STARTS: Final = (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING)
_SHAPES: Final = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}

# A set of characters is a bit set over this sample and the pattern's own letters.  The sample needs only one character
# of each kind that patterns distinguish.  A line has no line feed.
_SAMPLE: Final = "".join(map(chr, range(32, 127))) + "\t\xa0àÀßЖжΩω中あア한אءगก٣²„»•©—€\u0301\u200d🙂"
_PLACEHOLDER: Final = 0xF0000  # private use: replaces a property class, which the standard parser does not know
# Syntax that the standard parser reads as plain characters: fuzzy matches and named classes.
_READ_OTHERWISE: Final = re.compile(r"\{[^{}]*[a-z][^{}]*\}|\[:\^?\w+:\]")

NESTED: Final = (
    "a repeat stands inside a repeat, as in '(a+)+', and may share a text out with it in too many ways; let each turn "
    "begin with a character that the inner repeat cannot hold, or drop one of the two"
)
SQUARE: Final = (
    "two unbounded repeats may hold the same characters, as in 'a+a+' or '.*x.*', so time grows with the square of the "
    "line; bound them, as in '.{0,60}', or put a character between them that they cannot hold"
)
EVERYWHERE: Final = (
    "an unbounded repeat is tried at every place of the line, as in '\\s+$', so time grows with the square of the "
    "line; bound it, as in '\\s{0,9}$', or begin the pattern with '^'"
)
DEEP: Final = f"it nests repeats more than {_DEEPEST} deep; write it flatter"
LONG: Final = "it is too intricate to be judged; split it into several rules"
BACK: Final = "a backreference stands inside a repeat; write out what it repeats"

FOREIGN: Final = (
    "it has an unbounded repeat next to syntax that cannot be judged; bound every repeat, as in '.{0,60}', or write "
    "it without fuzzy matches, recursion and sets within sets"
)
# A pattern that only `regex` can parse must not have unbounded repeats.
_LOOSE: Final = re.compile(r"(?<!\\)(?:[*+](?!\+)|\{\d*,\})|\(\?(?:R|&|P>|\d)")


class UnsafePatternError(ValueError):
    """A pattern that may take too long on some line; the message gives the reason and a remedy."""


class _Ways(NamedTuple):
    """A number of ways or steps: the line length to the power *lines*, times 2 to the power *bits*."""

    lines: int = 0
    bits: float = 0.0

    def by(self, other: _Ways) -> _Ways:
        """The product."""
        return _Ways(self.lines + other.lines, self.bits + other.bits)


_ONE: Final = _Ways()


def _product(factors: Iterable[_Ways]) -> _Ways:
    return reduce(_Ways.by, factors, _ONE)


def _turns(most: int) -> _Ways:
    return _Ways(1) if most >= sre.MAXREPEAT else _Ways(0, log2(max(most, 1)))


@dataclass(frozen=True, slots=True)
class _Loop:
    """A repeat that has begun.

    Attributes:
        number: its id.
        chars: the characters that it may match, as a bit set.
        must: character sets that the text must use: those of every turn, and those of the steps after the repeat.
        ways: the number of ways in which it may end.
        shared: the number of ways to split a text between it and the repeats that were open when it began.
    """

    number: int
    chars: int
    must: frozenset[int]
    ways: _Ways
    shared: _Ways = _ONE

    def shares(self, other: _Loop) -> bool:
        """Whether both repeats, and all steps between them, can match the same text."""
        both = self.chars & other.chars
        return bool(both) and all(chars & both for chars in self.must | other.must)


@dataclass(frozen=True, slots=True)
class _State:
    """A position in a pattern, with the number of ways to reach it on one text: by ended and by open repeats."""

    settled: _Ways
    open: tuple[_Loop, ...] = ()

    @property
    def ways(self) -> _Ways:
        """The number of ways to reach this position on one text, for one start of the search."""
        return _product([self.settled, *(loop.shared for loop in self.open)])

    def past(self, chars: int) -> _State:
        """Return the state after one of *chars*; a repeat that cannot match it ends, in one way only."""
        over = _product(loop.shared for loop in self.open if not loop.chars & chars)
        left = tuple(replace(loop, must=loop.must | {chars}) for loop in self.open if loop.chars & chars)
        return _State(self.settled.by(over), left)


def _codes(parsed: Parsed) -> Iterator[int]:
    """Yield the code points that a pattern names."""
    for op, arg in parsed:
        if op in (sre.LITERAL, sre.NOT_LITERAL):
            yield arg  # type: ignore[misc]
        elif op is sre.RANGE:
            yield from arg  # type: ignore[misc]
        for inner in nested(op, arg):
            yield from _codes(inner)


def _refers_back(parsed: Parsed) -> bool:
    return any(op is sre.GROUPREF or any(map(_refers_back, nested(op, arg))) for op, arg in parsed)


def _settled_tail(parsed: Parsed) -> Parsed:
    """Reduce a repeat at the end of *parsed* to its minimum: no step follows that could make it backtrack."""
    steps = list(parsed)
    if len(steps) > 1 and steps[-1][0] is sre.AT and _is_any(steps[-2]):
        steps.pop()
    if steps and steps[-1][0] is sre.MAX_REPEAT:
        times: tuple[int, int, Parsed] = steps[-1][1]  # type: ignore[assignment]
        steps[-1] = (sre.MAX_REPEAT, (times[0], times[0], times[2]))
    return steps


def _is_any(step: tuple[object, object]) -> bool:
    op, arg = step
    return op in REPEATS and [inner for inner, _ in arg[2]] == [sre.ANY]  # type: ignore[index]


class Alphabet:
    """The characters that a pattern distinguishes, with sets of them as bit sets."""

    def __init__(self, tree: Parsed, properties: Mapping[int, str], caseless: bool) -> None:
        own = "".join(chr(code) for code in _codes(tree) if code < _PLACEHOLDER)
        self._all = "".join(dict.fromkeys(_SAMPLE + own + own.lower() + own.upper()))
        self._properties = properties
        self._caseless = caseless
        self._known: dict[str, int] = {}
        self._held: dict[tuple[object, int], int] = {}
        self._places = {char: 1 << i for i, char in enumerate(self._all)}
        self.everything = (1 << len(self._all)) - 1

    def choices(self, op: object, arg: object) -> str:
        """The characters that a one-character step matches."""
        held = self._step(op, arg, self._caseless)
        return "".join(char for char, place in self._places.items() if held & place)

    def holds(self, op: object, arg: object) -> int:
        """The set of characters that a one-character step may match, in either case, as any part may ignore case."""
        key = (op, arg if isinstance(arg, int) else id(arg))
        if key not in self._held:
            self._held[key] = self._step(op, arg, either=True)
        return self._held[key]

    def _step(self, op: object, arg: object, either: bool) -> int:
        if op is sre.ANY:
            return self.everything
        if op is sre.IN:
            return self._class(arg, either)  # type: ignore[arg-type]
        one = self._item(sre.LITERAL, arg, either)
        return one if op is sre.LITERAL else self.everything & ~one

    def _class(self, items: Parsed, either: bool) -> int:
        negated = items[0][0] is sre.NEGATE
        wide = self._caseless or (either and not negated)
        chars = reduce(int.__or__, (self._item(op, arg, wide) for op, arg in items[negated:]), 0)
        return self.everything & ~chars if negated else chars

    def _item(self, op: object, arg: object, either: bool) -> int:
        if op is sre.CATEGORY:
            return self._matching(_SHAPES[arg])
        if op is sre.RANGE:
            return self._between(chr(arg[0]), chr(arg[1]), either)  # type: ignore[index]
        if arg in self._properties:
            return self._matching(self._properties[arg])  # type: ignore[index]
        char = chr(arg)  # type: ignore[arg-type]
        return reduce(
            int.__or__, (self._places.get(c, 0) for c in ((char, char.lower(), char.upper()) if either else char))
        )

    def _between(self, first: str, last: str, either: bool) -> int:
        key = f"{first}{last}{either}"
        if key not in self._known:
            self._known[key] = self._bits(
                any(first <= c <= last for c in ((char, char.lower(), char.upper()) if either else char))
                for char in self._all
            )
        return self._known[key]

    def _matching(self, shape: str) -> int:
        if shape not in self._known:
            found = regex.compile(shape, regex.IGNORECASE if self._caseless else 0).match
            self._known[shape] = self._bits(found(char) is not None for char in self._all)
        return self._known[shape]

    def _bits(self, held: Iterator[bool]) -> int:
        return sum(1 << i for i, is_held in enumerate(held) if is_held)


class Reading:
    r"""A parsed pattern.

    Attributes:
        tree: the steps, as the standard parser reads them.
        properties: classes such as `\p{Lu}`, by the code points that replace them in the tree.
        alphabet: the characters that the pattern distinguishes.
        widths: the minimum and maximum length of each group.
    """

    def __init__(self, pattern: str) -> None:
        """Parse *pattern*.

        Raises:
            UnreadablePatternError: the pattern has syntax that the standard parser lacks or reads differently.
        """
        properties: dict[int, str] = {}

        def placeholder(name: str) -> str:
            code = _PLACEHOLDER + len(properties)
            properties[code] = name
            return chr(code)

        if _READ_OTHERWISE.search(PROPERTY.sub("", pattern)):
            raise UnreadablePatternError(pattern)
        self.tree: Parsed = parse(pattern, placeholder)
        self.properties = properties
        self.widths: Sequence[tuple[int, int]] = widths(self.tree)
        self.alphabet = Alphabet(self.tree, properties, ignores_case(self.tree))


class _Walk(Reading):
    """One pass through a pattern, from left to right."""

    def __init__(self, pattern: str) -> None:
        super().__init__(pattern)
        self._agreeing: dict[int, tuple[int, list[tuple[int, frozenset[int]]]]] = {}
        self.suspect = False
        self._steps = self._depth = self._loops = 0

    def judge(self) -> None:
        """Raise UnsafePatternError if a search may take too long."""
        self._read(_settled_tail(self.tree), _State(_ONE, (self._loop(self.alphabet.everything, (), _Ways(1)),)))

    def _loop(self, chars: int, must: Iterable[int], ways: _Ways) -> _Loop:
        self._loops += 1
        return _Loop(self._loops, chars, frozenset(must), ways)

    # --- what a pattern may match ---

    def _chars(self, parsed: Parsed) -> int:
        """The set of all characters that a match of *parsed* may contain."""
        chars = 0
        for op, arg in parsed:
            if op in CHARS:
                chars |= self.alphabet.holds(op, arg)
            elif op is sre.GROUPREF:
                chars = self.alphabet.everything
            elif op not in LOOKS:
                for inner in nested(op, arg):
                    chars |= self._chars(inner)
        return chars

    def _must(self, parsed: Parsed) -> set[int]:
        """Character sets such that every match of *parsed* contains a character of each."""
        must: set[int] = set()
        for op, arg in parsed:
            if op in CHARS:
                must.add(self.alphabet.holds(op, arg))
            elif op is sre.BRANCH:
                must |= set.intersection(*(self._must(branch) for branch in nested(op, arg)))
            elif op in (sre.SUBPATTERN, sre.ATOMIC_GROUP) or (op in REPEATS and arg[0]):  # type: ignore[index]
                must |= self._must(nested(op, arg)[0])
        return must

    def _head(self, parsed: Parsed) -> list[int]:
        """The sets of the first characters, as far as their positions are fixed."""
        head: list[int] = []
        for op, arg in parsed:
            if op in CHARS:
                head.append(self.alphabet.holds(op, arg))
            elif op is sre.SUBPATTERN and _is_plain(nested(op, arg)[0]):
                head += self._head(nested(op, arg)[0])
            elif op not in (sre.AT, *LOOKS):
                return head or [self._first(parsed)[0]]
        return head

    def _first(self, parsed: Parsed) -> tuple[int, bool]:
        """The set of first characters, and whether the match may be empty."""
        chars = 0
        for op, arg in parsed:
            if op in CHARS:
                return chars | self.alphabet.holds(op, arg), False
            if op is sre.GROUPREF:
                return self.alphabet.everything, True
            if op in (sre.AT, *LOOKS):
                continue
            firsts = [self._first(inner) for inner in nested(op, arg)]
            chars |= reduce(int.__or__, (first for first, _ in firsts), 0)
            optional = op in REPEATS and not arg[0]  # type: ignore[index]
            if not optional and not any(empty for _, empty in firsts):
                return chars, False
        return chars, True

    # --- the pass over the pattern ---

    def _read(self, parsed: Parsed, state: _State) -> _State:
        for op, arg in parsed:
            self._steps += 1
            if self._steps > _LONGEST_WALK:
                raise UnsafePatternError(LONG)
            state = self._step(op, arg, state)
        return state

    def _step(self, op: object, arg: object, state: _State) -> _State:
        if op in CHARS:
            return state.past(self.alphabet.holds(op, arg))
        if op is sre.AT:
            return _State(_ONE) if arg in _STARTS else state
        if op in REPEATS:
            return self._repeat(op, arg, state)  # type: ignore[arg-type]
        if op in (sre.BRANCH, sre.GROUPREF_EXISTS):
            return self._branch(nested(op, arg), state)
        if op is sre.GROUPREF:
            width = self.widths[arg][1]  # type: ignore[call-overload]
            return self._begin(self._loop(self.alphabet.everything, (), _turns(width)), state)
        return self._group(op, arg, state)

    def _group(self, op: object, arg: object, state: _State) -> _State:
        for inner in nested(op, arg):
            end = self._read(inner, state)
            if op is sre.SUBPATTERN:
                return end
            if op is sre.ATOMIC_GROUP:
                return reduce(_State.past, self._must(inner), state)
        return state

    def _branch(self, branches: list[Parsed], state: _State) -> _State:
        ends = [self._read(branch, state) for branch in branches]
        some = [branch for branch in branches if len(branch)]
        agreeing, more = self._agree(some)
        merged = self._merge(state, ends, max(agreeing, len(branches) - len(some)))
        if 0 < len(some) < len(branches):
            must = set.intersection(*(self._must(branch) for branch in some))
            more = [*more, (reduce(int.__or__, map(self._chars, some)), frozenset(must))]
        if not more:
            return merged
        chars, must_more = reduce(lambda one, other: (one[0] | other[0], one[1] & other[1]), more)
        begun = self._begin(self._loop(chars, must_more, _turns(2)), state)
        return _State(merged.settled, (*merged.open, begun.open[-1]))

    def _agree(self, branches: list[Parsed]) -> tuple[int, list[tuple[int, frozenset[int]]]]:
        """The maximum number of *branches* that match one text, and the rest of branches that extend another one."""
        key = id(branches[0]) if branches else 0
        if key not in self._agreeing:
            heads = [(self._head(branch), _is_plain(branch)) for branch in branches]
            self._steps += len(heads) ** 2 // 50
            counts = [1] * len(heads)
            more = []
            for (i, (one, plain)), (j, (other, plain_too)) in combinations(enumerate(heads), 2):
                if not all(map(int.__and__, one, other)):
                    continue
                if plain and plain_too and len(one) != len(other):
                    rest = max(one, other, key=len)[min(len(one), len(other)) :]
                    more.append((reduce(int.__or__, rest), frozenset(rest)))
                else:
                    counts[i] += 1
                    counts[j] += 1
            self._agreeing[key] = max(counts, default=1), more
        return self._agreeing[key]

    def _merge(self, before: _State, ends: list[_State], agreeing: int) -> _State:
        """Return the state after the branches join."""
        old = {loop.number for loop in before.open}
        left = [same for number in old if (same := [x for end in ends for x in end.open if x.number == number])]
        loops = [replace(same[0], must=frozenset.intersection(*(x.must for x in same))) for same in left]
        fresh = [new for end in ends if (new := [x for x in end.open if x.number not in old])]
        if fresh:
            every = [loop for new in fresh for loop in new]
            chars = reduce(int.__or__, (loop.chars for loop in every))
            must = frozenset.intersection(*(loop.must for loop in every))
            ways = max(_product(loop.ways for loop in new) for new in fresh)
            shared = max(_product(loop.shared for loop in new) for new in fresh)
            loops.append(replace(self._loop(chars, must, ways), shared=shared))
        merged = _State(max(end.settled for end in ends).by(_turns(agreeing)), tuple(loops))
        self._afford(merged.ways)
        return merged

    def _repeat(self, op: object, arg: tuple[int, int, Parsed], state: _State) -> _State:
        least, most, body = arg
        if most == 0:
            return state
        if _refers_back(body):
            raise UnsafePatternError(BACK)
        if len(body) == 1 and body[0][0] in CHARS:
            return self._run(op, (least, most), self.alphabet.holds(*body[0]), state)
        if most == 1:
            return self._read(body, state) if least else self._branch([[], body], state)
        return self._again(least, most, body, state)

    def _run(self, op: object, turns: tuple[int, int], chars: int, state: _State) -> _State:
        """Read a repeat of one character."""
        least, most = turns
        ends = _turns(most if most >= sre.MAXREPEAT else most - least + 1)
        begun = self._begin(self._loop(chars, (chars,), ends), state, steps=_turns(most))
        after = state.past(chars) if least else state
        if op is sre.POSSESSIVE_REPEAT or least == most:
            return after
        return _State(after.settled, (*after.open, begun.open[-1]))

    def _again(self, least: int, most: int, body: Parsed, state: _State) -> _State:
        """Read a repeat of a group; each further turn multiplies the ways as the second one does."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise UnsafePatternError(DEEP)
        first = self._read(body, state)
        second = self._read(body, first)
        self._depth -= 1
        lines, bits = (one - other for one, other in zip(second.ways, first.ways, strict=True))
        if lines or (bits and most >= sre.MAXREPEAT):
            raise UnsafePatternError(NESTED)
        begun = self._begin(self._loop(self._chars(body), self._must(body), _turns(most)), state)
        grown = first.settled.by(_Ways(0, bits * (most - 1) if bits else 0.0))
        after = _State(grown, (*first.open, begun.open[-1]))
        self._afford(after.ways)
        return after if least else self._merge(state, [state, after], 1)

    def _begin(self, loop: _Loop, state: _State, steps: _Ways | None = None) -> _State:
        """Open *loop*; multiply its ways by those of open repeats that can match the same text."""
        sharing = [other for other in state.open if other.shares(loop)]
        everywhere = any(other.number == 1 for other in sharing)
        self._afford(_product([state.settled, steps or loop.ways, *(other.ways for other in sharing)]), everywhere)
        shared = min(loop.ways, max((other.ways for other in sharing), default=_ONE))
        return _State(state.settled, (*state.open, replace(loop, shared=shared)))

    def _afford(self, steps: _Ways, everywhere: bool = False) -> None:
        if steps.lines > 1:
            raise UnsafePatternError(EVERYWHERE if everywhere else SQUARE)
        self.suspect |= steps.bits > (_SUSPECT_PLACE if steps.lines else _SUSPECT_LINE)


def _is_plain(parsed: Parsed) -> bool:
    return all(op in CHARS for op, _ in parsed)


def check(pattern: str) -> bool:
    r"""Check *pattern*; True if it should be timed too, as it may be slow although its time is linear.

    Raises:
        UnsafePatternError: time grows faster than the line; the message gives the reason and a remedy.

    >>> check(r"^sign up .{0,60}newsletter")
    False
    >>> check(r"\s+$")
    Traceback (most recent call last):
        ...
    cleanarticle.rules.proof.lint.UnsafePatternError: an unbounded repeat is tried at every place of the line, as in ...
    """
    try:
        walk = _Walk(pattern)
        walk.judge()
    except UnreadablePatternError:
        if _LOOSE.search(pattern):
            raise UnsafePatternError(FOREIGN) from None
        return True
    except RecursionError:
        raise UnsafePatternError(DEEP) from None
    return walk.suspect
