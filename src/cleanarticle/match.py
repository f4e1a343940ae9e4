"""Packs and lines to matches: the scanner says which few patterns are worth trying on which line; these are tried."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as sre_parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Final

import regex

from cleanarticle.document import Document, Span
from cleanarticle.result import Match
from cleanarticle.rules import Rule, builtin_rules
from cleanarticle.scan import Door, Scanner
from cleanarticle.segment import lower

if TYPE_CHECKING:
    from cleanarticle.scan import Need

# A word shorter than this stands on nearly every line; signs that prose hardly has may be shorter.
_SHORTEST_LITERAL: Final = 3
_IDEOGRAPHS: Final = "\u2e80"
# Longer words that hold a literal of two or three letters.
_COMMON: Final = "that there their this the and with ing tion ould have which from were here our ant"
_OFTEN: Final = 99
_PLAIN_SIGNS: Final = frozenset(" .,:;!?'\"()-_")
# The longest line, where a pattern does not say.
_UNBOUND: Final = 1 << 30
# A class of more characters than this says little.
_LARGEST_CLASS: Final = 12
# A rule is known by the first characters of its lines, up to this many, and by no more than so many beginnings.
_LONGEST_START: Final = 3
_MOST_STARTS: Final = 1500
# Lines longer than this are prose or tables; a pattern without a literal only describes short lines.
_LONGEST_SHAPE: Final = 300
# Stands for any character that is neither letter nor digit.
_SIGN: Final = "\0"
_UNICODE_CLASS: Final = re.compile(r"\\[pP]\{[^}]*\}")
_Parsed = Iterable[tuple[object, object]]


def _rare(literal: str) -> bool:
    """Whether few lines hold *literal*."""
    if len(literal) >= _SHORTEST_LITERAL or (len(literal) == 2 and min(literal) >= _IDEOGRAPHS):
        return True
    return bool(literal) and not any(c.isalnum() or c in _PLAIN_SIGNS for c in literal)


def _noise(literals: frozenset[str]) -> float:
    """How often, roughly, one of *literals* stands in a text."""
    return sum(4.0 ** -len(word) * (_OFTEN if word.strip() in _COMMON else 1) for word in literals)


def _members(items: Iterable[tuple[object, object]]) -> frozenset[str] | None:
    """The lower-case characters of a class; None if it says little, `_SIGN` for all but letters and digits."""
    found: set[str] = set()
    items = list(items)
    if (sre.NEGATE, None) in items:
        return frozenset({_SIGN}) if (sre.CATEGORY, sre.CATEGORY_WORD) in items else None
    for op, arg in items:
        if op is sre.LITERAL:
            found.add(lower(chr(arg)))  # type: ignore[arg-type]
        elif op is sre.RANGE and arg[1] - arg[0] <= _LARGEST_CLASS:  # type: ignore[index]
            found.update(lower(chr(c)) for c in range(arg[0], arg[1] + 1))  # type: ignore[index]
        elif op is sre.CATEGORY and arg is sre.CATEGORY_DIGIT:
            found.update("0123456789")
        elif op is sre.CATEGORY and arg is sre.CATEGORY_SPACE:
            found.add(" ")
        elif op is sre.CATEGORY and arg is sre.CATEGORY_NOT_WORD:
            found.add(_SIGN)
        else:
            return None
    return frozenset(found)


def _char(op: object, arg: object) -> str | None:
    """The one character that a step of a pattern matches, if it is one; in folded text all white space is a blank."""
    if op is sre.LITERAL:
        return chr(arg)  # type: ignore[arg-type]
    if op is sre.IN and isinstance(arg, list) and arg == [(sre.CATEGORY, sre.CATEGORY_SPACE)]:
        return " "
    return None


def _candidates(parsed: _Parsed) -> list[frozenset[str]]:
    """Sets of literals of which every match of the parsed pattern holds at least one."""
    found: list[frozenset[str]] = []
    run = ""
    for op, arg in parsed:
        if op is sre.AT:
            continue
        char = _char(op, arg)
        if char is not None:
            run += char
            continue
        found.append(frozenset({lower(run)}))
        run = ""
        nested = _nested(op, arg)
        if nested is not None:
            found.append(nested)
    found.append(frozenset({lower(run)}))
    return found


def _nested(op: object, arg: object) -> frozenset[str] | None:
    if op is sre.IN and isinstance(arg, list):
        members = _members(arg)
        return members if members and _SIGN not in members and len(members) <= _LARGEST_CLASS else None
    if not isinstance(arg, tuple):
        return None
    if op is sre.SUBPATTERN or (op is sre.ASSERT and arg[0] == 1):
        return _best(arg[-1])
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT) and arg[0] >= 1:
        return _best(arg[2])
    if op is sre.BRANCH:
        branches = [_best(branch) for branch in arg[1]]
        return frozenset().union(*branches) if all(branches) else None
    return None


def _best(parsed: _Parsed) -> frozenset[str]:
    """The set of rare literals that wakes least often; empty where there is none."""
    rare = [found for found in _candidates(parsed) if found and all(map(_rare, found))]
    return min(rare, key=lambda found: (_noise(found), sorted(found)), default=frozenset())


def _parse(pattern: str) -> _Parsed:
    """*pattern* as a tree; an empty one, which says nothing, if it has what the standard syntax lacks."""
    try:
        return sre_parser.parse(_UNICODE_CLASS.sub(r"\\w", pattern))  # type: ignore[no-any-return]
    except (re.error, RecursionError, OverflowError):
        return ()


def literals(pattern: str) -> frozenset[str]:
    """Lower-case literals of which every match of *pattern* holds at least one; empty if none is known.

    >>> sorted(literals("(?i)^(?:sign|log) in .{0,9}comment"))
    ['comment']
    """
    return _best(_parse(pattern))


@dataclass(slots=True)
class _Starts:
    """How the lines may begin that a pattern matches from their start, in lower case.

    Attributes:
        size: the longest beginning that is of interest.
        live: beginnings that end where the pattern was read to.
        done: beginnings that nothing more is known of; `_SIGN` for any that is neither letter nor digit.
    """

    size: int
    live: set[str] = field(default_factory=lambda: {""})
    done: set[str] = field(default_factory=set)

    def read(self, parsed: _Parsed) -> None:
        """Take in the next steps of a parsed pattern."""
        for op, arg in parsed:
            if op is sre.ASSERT and isinstance(arg, tuple) and arg[0] == 1:
                self._foresee(arg[1])
            elif op not in (sre.AT, sre.ASSERT, sre.ASSERT_NOT) and self.live:
                self._step(op, arg)

    def _step(self, op: object, arg: object) -> None:
        if op is sre.LITERAL:
            self._grow(frozenset({lower(chr(arg))}))  # type: ignore[arg-type]
        elif op is sre.IN and isinstance(arg, list):
            self._grow(_members(arg))
        elif isinstance(arg, tuple) and op is sre.SUBPATTERN:
            self.read(arg[-1])
        elif isinstance(arg, tuple) and op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            self._repeat(*arg)
        elif isinstance(arg, tuple) and op is sre.BRANCH:
            before, after = self.live, set[str]()
            for branch in arg[1]:
                self.live = set(before)
                self.read(branch)
                after |= self.live
            self.live = after
        else:
            self._grow(None)

    def _foresee(self, parsed: _Parsed) -> None:
        """Take in what stands ahead, if that says more than the steps that follow may."""
        ahead = _Starts(self.size, set(self.live))
        ahead.read(parsed)
        if "" not in ahead.live | ahead.done:
            self.done |= ahead.live | ahead.done
            self.live = set()

    def _grow(self, chars: frozenset[str] | None) -> None:
        """Add one of *chars* to every beginning that is alive; None for a character of which nothing is known."""
        known = frozenset() if chars is None else chars - {_SIGN}
        if chars is None:
            self.done |= self.live
        elif _SIGN in chars:
            self.done |= {start or _SIGN for start in self.live}
        grown = {start + char for start in self.live for char in known}
        self.done |= {start for start in grown if len(start) >= self.size}
        self.live = {start for start in grown if len(start) < self.size}

    def _repeat(self, least: int, most: int, parsed: _Parsed) -> None:
        after = set(self.live) if least == 0 else set[str]()
        for i in range(1, min(int(most), least + self.size) + 1):
            self.read(parsed)
            if i >= least:
                after |= self.live
        self.live = after


def starts(pattern: str) -> frozenset[str] | None:
    """Beginnings, in lower case, of which every line has one that *pattern* matches from its start; None if any.

    >>> sorted(starts("^(?:by|von) "))
    ['by ', 'von']
    """
    parsed = _parse(pattern)
    if not _bound(parsed, sre.AT_BEGINNING, 0):
        return None
    for size in range(_LONGEST_START, 0, -1):
        found = _Starts(size)
        found.read(parsed)
        done = found.done | found.live
        if len(done) <= _MOST_STARTS:
            return frozenset(done) if done and "" not in done else None
    return None


def _bound(parsed: _Parsed, sign: object, at: int) -> bool:
    """Whether every match of the parsed pattern has *sign*, `^` or `$`, as its step number *at*, 0 or -1."""
    steps = list(parsed)
    if not steps:
        return False
    op, arg = steps[at]
    if op is sre.AT:
        return arg is sign
    if isinstance(arg, tuple) and op is sre.SUBPATTERN:
        return _bound(arg[-1], sign, at)
    return isinstance(arg, tuple) and op is sre.BRANCH and all(_bound(branch, sign, at) for branch in arg[1])


def longest(pattern: str) -> int:
    """The longest line, in code points, that *pattern* can match from start to end; `_UNBOUND` if it is not bound."""
    parsed = _parse(pattern)
    if not _bound(parsed, sre.AT_BEGINNING, 0) or not _bound(parsed, sre.AT_END, -1):
        return _UNBOUND
    return int(min(_UNBOUND, parsed.getwidth()[1]))  # type: ignore[attr-defined]


def _all(parsed: _Parsed) -> Need | None:
    """What a line must hold for the parsed pattern to match; None if nothing is known."""
    parts: list[Need] = []
    run = ""
    for op, arg in [*parsed, (None, None)]:
        if op is sre.AT:
            continue
        char = _char(op, arg)
        if char is not None:
            run += char
            continue
        if _rare(run) or (run and not run[0].isalnum() and not run[0].isspace()):
            parts.append(lower(run))
        run = ""
        nested = _any(op, arg)
        if nested is not None:
            parts.append(nested)
    return parts[0] if len(parts) == 1 else (True, tuple(parts)) if parts else None


def _any(op: object, arg: object) -> Need | None:
    if not isinstance(arg, tuple):
        return None
    if op is sre.SUBPATTERN or (op is sre.ASSERT and arg[0] == 1):
        return _all(arg[-1])
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT) and arg[0] >= 1:
        return _all(arg[2])
    if op is sre.BRANCH:
        branches = [_all(branch) for branch in arg[1]]
        known = tuple(need for need in branches if need is not None)
        return (False, known) if len(known) == len(branches) else None
    return None


# Number of the rule, start and end in the line.
Found = Sequence[tuple[int, int, int]]


def door(pattern: str) -> Door:
    """What a line must have for *pattern* to be worth trying."""
    limit, wakes = longest(pattern), literals(pattern)
    if not wakes:
        limit = min(limit, _LONGEST_SHAPE)
    return Door(limit, starts(pattern), _all(_parse(pattern)), wakes or None)


class Matcher:
    """All rules of a cleaner, compiled.

    Pickles as its rules and compiles again where it lands.
    """

    __slots__ = ("_patterns", "_removing", "_scanner", "rules")

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Compile *rules*; their order is their precedence among equal weights."""
        self.rules = tuple(rules)
        self._patterns = [regex.compile(rule.pattern) for rule in self.rules]
        self._removing = [rule.weight > 0 for rule in self.rules]
        self._scanner = Scanner([door(rule.pattern) for rule in self.rules])

    def __reduce__(self) -> tuple[type[Matcher], tuple[tuple[Rule, ...]]]:
        return Matcher, (self.rules,)

    def match(self, document: Document, folded: str, known: dict[str, Found]) -> list[Sequence[Match]]:
        """The matches of every line.

        Rules that speak for the article are asked only where a rule for removal has matched.

        Args:
            document: the lines.
            folded: the whole text, folded and in lower case.
            known: what was found in lines of the same text before; what is found now is added.
        """
        fresh = [line for line in document.lines if line.text not in known]
        tried = self._scanner.candidates(folded, [(line.offset, len(line.text)) for line in fresh])
        for line, numbers in zip(fresh, tried, strict=True):
            known[line.text] = self._find(numbers, line.text) if numbers else ()
        return [
            [_placed_at(self.rules[number], start + line.offset, end + line.offset) for number, start, end in found]
            if (found := known[line.text])
            else ()
            for line in document.lines
        ]

    def _find(self, numbers: Sequence[int], text: str) -> Found:
        found: list[tuple[int, int, int]] = []
        speaking = []
        for number in numbers:
            if self._removing[number]:
                found += self._spans(number, text)
            else:
                speaking.append(number)
        if found:
            for number in speaking:
                found += self._spans(number, text)
        return found

    def _spans(self, number: int, text: str) -> list[tuple[int, int, int]]:
        scope, pattern = self.rules[number].scope, self._patterns[number]
        if scope == "inline":
            return [(number, *hit.span()) for hit in pattern.finditer(text) if hit.end() > hit.start()]
        hit = pattern.search(text)
        return [(number, *hit.span())] if hit and _placed(scope, hit.span(), len(text)) else []


def _placed_at(rule: Rule, start: int, end: int) -> Match:
    return Match(rule.id, rule.label, rule.scope, Span(start, end), rule.weight)


def _placed(scope: str, span: tuple[int, int], length: int) -> bool:
    """Whether a hit stands where its scope says."""
    if scope == "prefix":
        return span[0] == 0
    return scope != "suffix" or span[1] == length


@cache
def builtin_matcher() -> Matcher:
    """The matcher of the packs that ship; compiled once, at the first use."""
    return Matcher(builtin_rules())
