"""Packs and lines to matches: one pass of one automaton over all literals, then the few patterns that it woke."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as sre_parser  # type: ignore[attr-defined]
from typing import Final

import ahocorasick
import regex

from cleanarticle.document import Document, Span
from cleanarticle.result import Match
from cleanarticle.rules import Rule, builtin_rules
from cleanarticle.segment import lower

# A literal shorter than this wakes its pattern on nearly every line.
_SHORTEST_LITERAL: Final = 3
# Lines longer than this are prose or tables; a pattern without a literal only describes short lines.
_LONGEST_SHAPE: Final = 300
_UNICODE_CLASS: Final = re.compile(r"\\[pP]\{[^}]*\}")


def _candidates(parsed: Iterable[tuple[object, object]]) -> list[frozenset[str]]:
    """Sets of literals of which every match of the parsed pattern holds at least one."""
    found: list[frozenset[str]] = []
    run = ""
    for op, arg in parsed:
        if op is sre.LITERAL:
            run += chr(arg)  # type: ignore[arg-type]
            continue
        if op is sre.AT:
            continue
        found.append(frozenset({lower(run)}))
        run = ""
        nested = _nested(op, arg)
        if nested is not None:
            found.append(nested)
    found.append(frozenset({lower(run)}))
    return found


def _nested(op: object, arg: object) -> frozenset[str] | None:
    if not isinstance(arg, tuple):
        return None
    if op is sre.SUBPATTERN:
        return _best(arg[-1])
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT) and arg[0] >= 1:
        return _best(arg[2])
    if op is sre.BRANCH:
        branches = [_best(branch) for branch in arg[1]]
        return frozenset().union(*branches) if all(branches) else None
    return None


def _best(parsed: Iterable[tuple[object, object]]) -> frozenset[str]:
    """The set whose shortest literal is longest; empty where there is none."""
    return max(_candidates(parsed), key=lambda s: (min(map(len, s), default=0), -len(s)), default=frozenset())


def literals(pattern: str) -> frozenset[str]:
    """Lower-case literals of which every match of *pattern* holds at least one; empty if none is known.

    >>> sorted(literals("(?i)^(?:sign|log) in to .{0,9}comment"))
    [' in to ']
    """
    try:
        best = _best(sre_parser.parse(_UNICODE_CLASS.sub(r"\\w", pattern)))
    except (re.error, RecursionError, OverflowError):
        return frozenset()
    return best if min(map(len, best), default=0) >= _SHORTEST_LITERAL else frozenset()


class Matcher:
    """All rules of a cleaner, compiled.

    Pickles as its rules and compiles again where it lands.
    """

    __slots__ = ("_automaton", "_patterns", "_shapes", "rules")

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Compile *rules*; their order is their precedence among equal weights."""
        self.rules = tuple(rules)
        self._patterns = [regex.compile(rule.pattern) for rule in self.rules]
        words: dict[str, list[int]] = {}
        shapes = []
        for number, rule in enumerate(self.rules):
            woken_by = literals(rule.pattern)
            for word in woken_by:
                words.setdefault(word, []).append(number)
            if not woken_by:
                shapes.append(number)
        self._shapes = tuple(shapes)
        self._automaton = ahocorasick.Automaton()
        for word, numbers in words.items():
            self._automaton.add_word(word, tuple(numbers))
        if words:
            self._automaton.make_automaton()

    def __reduce__(self) -> tuple[type[Matcher], tuple[tuple[Rule, ...]]]:
        return Matcher, (self.rules,)

    def _woken(self, document: Document, folded: str) -> dict[int, set[int]]:
        """Rules to try, per line number."""
        woken: dict[int, set[int]] = {}
        if not len(self._automaton):
            return woken
        starts = [line.span.start for line in document.lines]
        for end, numbers in self._automaton.iter(folded):
            line = bisect_right(starts, end) - 1
            if line >= 0:
                woken.setdefault(line, set()).update(numbers)
        return woken

    def match(self, document: Document, folded: str) -> list[list[Match]]:
        """The matches of every line; *folded* is the whole text, folded and in lower case."""
        woken = self._woken(document, folded)
        result = []
        for number, line in enumerate(document.lines):
            tried = sorted(woken.get(number, ()))
            if len(line.text) <= _LONGEST_SHAPE:
                tried += self._shapes
            result.append([m for rule in tried for m in self._try(rule, line.text, line.offset)])
        return result

    def _try(self, number: int, text: str, offset: int) -> Iterable[Match]:
        rule, pattern = self.rules[number], self._patterns[number]
        if rule.scope != "inline":
            hit = pattern.search(text)
            hits = [hit] if hit and _placed(rule.scope, hit.span(), len(text)) else []
        else:
            hits = [hit for hit in pattern.finditer(text) if hit.end() > hit.start()]
        for hit in hits:
            yield Match(rule.id, rule.label, rule.scope, Span(offset + hit.start(), offset + hit.end()), rule.weight)


def _placed(scope: str, span: tuple[int, int], length: int) -> bool:
    """Whether a hit stands where its scope says."""
    if scope == "prefix":
        return span[0] == 0
    return scope != "suffix" or span[1] == length


@cache
def builtin_matcher() -> Matcher:
    """The matcher of the packs that ship; compiled once, at the first use."""
    return Matcher(builtin_rules())
