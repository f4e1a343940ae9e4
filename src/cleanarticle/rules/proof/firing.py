"""Report where the rules of a file fire on a corpus, and the outcomes."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cleanarticle.cleaner import Cleaner
from cleanarticle.cli.compare.changes import Change, changes
from cleanarticle.cli.compare.sample import Sampler
from cleanarticle.cli.corpus import Page
from cleanarticle.options import Options
from cleanarticle.result import Match, Removal, Result
from cleanarticle.rules.index import builtin_packs
from cleanarticle.rules.matching.guards import allowed, spoken
from cleanarticle.rules.matching.match import Matcher
from cleanarticle.rules.schema import Rule
from cleanarticle.text.document import Document
from cleanarticle.text.fold import fold
from cleanarticle.text.segment import segment

# Outcomes of a line on which a rule fires.  The last one is counted in addition to `GOES`.
GOES, ALREADY, SPEECH, SUBJECT, HINT, STAYS, IN_PROSE = OUTCOMES = (
    "goes",
    "already",
    "speech",
    "subject",
    "hint",
    "stays",
    "in prose",
)
MEANINGS: Final = {
    GOES: "goes because of the rule",
    ALREADY: "goes without it",
    SPEECH: "stays: somebody's speech",
    SUBJECT: "stays: what the article is about",
    HINT: "stays: the rule is no more than a hint here",
    STAYS: "stays for other reasons",
    IN_PROSE: "goes from between two kept paragraphs",
}
# A paragraph of prose has at least this many characters, and ends with one of these.
_PROSE: Final = 60
_ENDS: Final = tuple(".!?\"')。！？؟।")


@dataclass(frozen=True, slots=True)
class Hit:
    """A line on which a rule fires: its document, its text, and what else removes it, if anything."""

    place: str
    text: str
    other: str = ""


class Firing:
    """Counts what the rules of a file do on a corpus.

    Attributes:
        documents: number of documents read.
        outcomes: number of matches, by rule and outcome.
        fired: number of documents in which a rule fires, by rule.
        samples: lines to review, by rule and outcome.
        others: number of lines that change although none of the rules fires on them.
        elsewhere: a sample of these lines.
    """

    def __init__(self, rules: Sequence[Rule], options: Options, size: int) -> None:
        """Take the rules, the options that include their file, and the sample size per outcome."""
        own = {rule.id for rule in rules}
        self._own = own
        self._matcher = Matcher(builtin_packs(), rules, options)
        self._with = Cleaner(options)
        self._size = size
        self.documents = 0
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self.fired: Counter[str] = Counter()
        self.samples: dict[tuple[str, str], Sampler[Hit]] = {}
        self.others = 0
        self.elsewhere: Sampler[Change] = Sampler(size)

    def add(self, page: Page, without: Cleaner) -> None:
        """Add one document; *without* is a cleaner without the file."""
        self.documents += 1
        document = segment(page.text)
        found = self._matcher.match(document, {})
        if not any(match.rule in self._own for matches in found for match in matches):
            return
        before, after = without.analyze(page.text), self._with.analyze(page.text)
        look = _Look(document, allowed(document.lines, found), before, after)
        touched = set()
        for i, matches in enumerate(found):
            for match in matches:
                if match.rule in self._own:
                    touched.add(document.lines[i].text)
                    self._count(page, look, i, match)
        self.fired.update({match.rule for matches in found for match in matches if match.rule in self._own})
        for change in changes(page, before, after):
            if fold(change.text.strip()) not in touched:
                self.others += 1
                self.elsewhere.add(change.text, change)

    def _count(self, page: Page, look: _Look, i: int, match: Match) -> None:
        line = look.document.lines[i]
        outcome, other = look.outcome(i, match)
        for each in (outcome, IN_PROSE) if outcome == GOES and look.in_prose(i, match) else (outcome,):
            self.outcomes[match.rule, each] += 1
            sampler = self.samples.setdefault((match.rule, each), Sampler(self._size))
            sampler.add(line.text, Hit(page.place, line.text, other))


@dataclass(frozen=True, slots=True)
class _Look:
    """A document: its lines, the matches that count, and its results without and with the rules."""

    document: Document
    allowed: list[tuple[Match, ...]]
    before: Result
    after: Result

    def outcome(self, i: int, match: Match) -> tuple[str, str]:
        """The outcome of a match, and what else removes the line."""
        line = self.document.lines[i]
        middle = line.offset + ((match.start + match.end) // 2 if not match.whole else len(line.text) // 2)
        was = _removal(self.before, middle)
        if was:
            return ALREADY, f"{was.label} {was.reason}"
        if _removal(self.after, middle):
            return GOES, ""
        return self._guard(i, match), ""

    def _guard(self, i: int, match: Match) -> str:
        """The reason why a match does not remove its line."""
        left = [m for m in self.allowed[i] if (m.rule, m.start) == (match.rule, match.start)]
        if not left:
            speech = spoken(self.document.lines[i].text, match.start, match.end, match.whole)
            return SPEECH if speech else SUBJECT
        return HINT if left[0].weight < match.weight else STAYS

    def in_prose(self, i: int, match: Match) -> bool:
        """Whether the match labels a whole line between two paragraphs of prose that stay."""
        return match.whole and 0 < i < len(self.document.lines) - 1 and self._prose(i - 1) and self._prose(i + 1)

    def _prose(self, i: int) -> bool:
        line = self.document.lines[i]
        whole = len(line.text) >= _PROSE and line.text.endswith(_ENDS)
        return whole and not _removal(self.after, line.offset + len(line.text) // 2)


def _removal(result: Result, at: int) -> Removal | None:
    """The removal of the code point at offset *at*, or None."""
    segments = result.segments
    return segments[bisect_right(segments, at, key=lambda each: each.span.start) - 1].removal


def with_and_without(base: Options, file: str) -> tuple[Options, Options]:
    """Return *base* with the rules of *file*, and without them."""
    others = tuple(path for path in base.rules if str(path) != file)
    return replace(base, rules=(*others, file)), replace(base, rules=others)


def rows(firing: Firing, rules: Sequence[Rule]) -> Iterator[tuple[str, ...]]:
    """Yield a table of the outcomes: a header row, then a row for each rule."""
    yield ("rule", "fires", "documents", *OUTCOMES)
    for rule in rules:
        counts = [firing.outcomes[rule.id, outcome] for outcome in OUTCOMES]
        yield (rule.id, *map(str, (sum(counts[:-1]), firing.fired[rule.id], *counts)))
