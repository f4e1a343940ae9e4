"""Match the rules of packs against lines: a scanner selects the few patterns to try on each line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final, TypeAlias

import regex

from cleanarticle.errors import PatternTimeoutError
from cleanarticle.options import Options
from cleanarticle.result import Match
from cleanarticle.rules.index import Packs, builtin_packs, language, scanner
from cleanarticle.rules.languages import COMMON, EVERYWHERE, languages_of
from cleanarticle.rules.schema import Rule, check_unique
from cleanarticle.text.document import Document, Line

# Rule number, start and end in the line.
Found = Sequence[tuple[int, int, int]]
Spans = list[tuple[int, int]]
# The matches of a line, by the languages of the whole text and by the text of the line.
Known: TypeAlias = dict[frozenset[str] | None, dict[str, tuple[Match, ...]]]
# A longer text, in characters, has stopwords of its language if we know the language.
_LONG: Final = 6000
# Further matches at a line's ends are searched in windows of this length, in characters.  A match this close to the cut
# end of a window is discarded: the cut may have caused it.
_STRETCH: Final = 400
_MARGIN: Final = 20


class _Bounded:
    """A pattern with a time limit, for user rules only: the limit makes a search seven times as slow."""

    def __init__(self, pattern: regex.Pattern[str], name: str, seconds: float) -> None:
        self._pattern, self._name, self._seconds = pattern, name, seconds

    def search(self, text: str) -> regex.Match[str] | None:
        try:
            return self._pattern.search(text, timeout=self._seconds)
        except TimeoutError:
            raise self._error() from None

    def match(self, text: str) -> regex.Match[str] | None:
        try:
            return self._pattern.match(text, timeout=self._seconds)
        except TimeoutError:
            raise self._error() from None

    def finditer(self, text: str) -> Iterable[regex.Match[str]]:
        try:
            return list(self._pattern.finditer(text, timeout=self._seconds))
        except TimeoutError:
            raise self._error() from None

    def _error(self) -> PatternTimeoutError:
        return PatternTimeoutError(f"rule {self._name} took more than {self._seconds:g} seconds on a line")


Pattern: TypeAlias = "regex.Pattern[str] | _Bounded"


class Matcher:
    """The rules of a cleaner: those of the packs, possibly for some languages only, and the user's own.

    A pattern is compiled at its first use.
    """

    def __init__(self, packs: Packs, own: Sequence[Rule] = (), options: Options | None = None) -> None:
        """Take the rules; at equal weights, earlier rules win, and packs come first.

        Args:
            packs: rules with their scanners.
            own: the user's rules.
            options: the languages to use, and the time limit for a user's pattern.

        Raises:
            RuleError: two rules have the same id.
        """
        self.rules = (*packs.rules, *own)
        if own:
            check_unique(self.rules, "the rule files and the built-in packs")
        self._patterns: list[Pattern | None] = [None] * len(self.rules)
        self._parts = packs.parts
        self._own = len(packs.rules)
        self._scanner = scanner(own) if own else None
        self._seconds = options.pattern_timeout if options else 0.0
        # The user's choice replaces the language guess.
        self._chosen = None if options is None or options.live is None else frozenset([*options.live, COMMON])
        self._silent: frozenset[int] = frozenset()
        if self._chosen is not None and not self._chosen >= EVERYWHERE:
            self._silent = frozenset([i for i, r in enumerate(packs.rules) if language(r) not in self._chosen])

    def _tried(self, folded: str, lines: Sequence[Line], home: frozenset[str] | None) -> list[list[int]]:
        """Return, for each line, the numbers of the rules to try, from packs of the given languages.

        Packs of other languages are skipped: a short word may mean something else in another language.

        Args:
            folded: the text.
            lines: its lines.
            home: the possible languages of the text; None for any.
        """
        places = [(line.offset, len(line.text)) for line in lines]
        tried: list[list[int]] = [[] for _ in lines]
        for part in self._parts:
            if home is None or not part.languages.isdisjoint(home):
                numbers = part.numbers
                for here, found in zip(tried, part.scanner.candidates(folded, places), strict=True):
                    if found:
                        here += [numbers[i] for i in found]
        if self._silent:
            tried = [[i for i in here if i not in self._silent] for here in tried]
        for here in tried:
            here.sort()
        if self._scanner is not None:
            for here, found in zip(tried, self._scanner.candidates(folded, places), strict=True):
                here += [self._own + i for i in found]
        return tried

    def match(self, document: Document, known: Known) -> list[tuple[Match, ...]]:
        """Return the matches of every line.

        A rule is tried only if the text may be in its language.  Rules with weight 0 or less (for the article) are
        tried only on lines where a rule for removal matched.

        Args:
            document: the lines.
            known: a cache of matches from earlier calls, by languages and line text; new matches are added.
        """
        home = self._home(document.folded) if self._chosen is None else self._chosen
        seen = known.setdefault(home, {})
        fresh = list({line.text: line for line in document.lines if line.text not in seen}.values())
        if fresh:
            tried = self._tried(document.folded, fresh, home)
            for line, numbers in zip(fresh, tried, strict=True):
                found = self._find(numbers, line.text) if numbers else ()
                seen[line.text] = tuple([_fired(self.rules[number], start, end) for number, start, end in found])
        return [seen[line.text] for line in document.lines]

    def _home(self, folded: str) -> frozenset[str] | None:
        """The possible languages of a text; a long text of unknown language uses only the packs for every text."""
        found = languages_of(folded)
        if found is None:
            return EVERYWHERE if len(folded) > _LONG else None
        return EVERYWHERE if found <= EVERYWHERE else found | EVERYWHERE

    def _find(self, numbers: Sequence[int], text: str) -> Found:
        found: list[tuple[int, int, int]] = []
        speaking = []
        for number in numbers:
            if self.rules[number].weight > 0:
                found += self._spans(number, text)
            else:
                speaking.append(number)
        if found:
            for number in speaking:
                found += self._spans(number, text)
        return found

    def _compiled(self, number: int) -> Pattern:
        rule = self.rules[number]
        plain = regex.compile(rule.pattern)
        pattern = _Bounded(plain, rule.id, self._seconds) if number >= self._own and self._seconds else plain
        self._patterns[number] = pattern
        return pattern

    def _spans(self, number: int, text: str) -> list[tuple[int, int, int]]:
        scope, pattern = self.rules[number].scope, self._patterns[number] or self._compiled(number)
        if scope in ("line", "opener"):
            hit = pattern.search(text)
            return [] if hit is None else [(number, *hit.span())]
        if scope == "inline":
            hits = [hit.span() for hit in pattern.finditer(text) if hit.end() > hit.start()]
        else:
            hit = pattern.search(text)
            hits = [hit.span()] if hit and _placed(scope, hit.start(), hit.end(), len(text)) else []
        if hits and (hits[0][0] == 0 or hits[-1][1] == len(text)):
            hits = _peeled(pattern, text, hits)
        return [(number, start, end) for start, end in hits]


def _fired(rule: Rule, start: int, end: int) -> Match:
    return Match(rule.id, rule.label, rule.scope in ("line", "opener"), start, end, rule.weight)


def _placed(scope: str, start: int, end: int, length: int) -> bool:
    """Whether a hit is at the position that its scope requires."""
    return start == 0 if scope == "prefix" else end == length


def _peeled(pattern: Pattern, text: str, hits: Spans) -> Spans:
    """Add hits that are at a line's end once the hits outside them are removed, repeatedly.

    Without this, each of them would need another pass over the whole text.
    """
    result = list(hits)
    if hits[0][0] == 0:
        result[1:1] = _next_from_start(pattern, text, hits[0][1], hits[1][0] if len(hits) > 1 else len(text))
    if hits[-1][1] == len(text):
        result[-1:-1] = _next_from_end(pattern, text, result[-2][1] if len(result) > 1 else 0, hits[-1][0])
    return result


def _next_from_start(pattern: Pattern, text: str, start: int, limit: int) -> Spans:
    found: Spans = []
    while True:
        while start < limit and text[start].isspace():
            start += 1
        stretch = text[start : min(start + _STRETCH, limit)]
        hit = pattern.match(stretch)
        cut = start + len(stretch) < len(text)
        if hit is None or hit.end() == 0 or (cut and hit.end() + _MARGIN > len(stretch)):
            return found
        found.append((start, start + hit.end()))
        start += hit.end()


def _next_from_end(pattern: Pattern, text: str, limit: int, end: int) -> Spans:
    found: Spans = []
    while True:
        while end > limit and text[end - 1].isspace():
            end -= 1
        start = max(limit, end - _STRETCH)
        spans = [hit.span() for hit in pattern.finditer(text[start:end])]
        if not spans or spans[-1][0] == spans[-1][1] or spans[-1][1] < end - start:
            return found[::-1]
        first = spans[-1][0]
        if start > 0 and first < _MARGIN:
            return found[::-1]
        found.append((start + first, end))
        end = start + first


@cache
def builtin_matcher(languages: frozenset[str] | None = None) -> Matcher:
    """The matcher of the built-in packs, cached for each choice of languages; None for all."""
    return Matcher(builtin_packs(), (), Options(languages=languages))
