"""The statistics of a report."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from cleanarticle.cli.corpus import Page
from cleanarticle.labels import LABELS
from cleanarticle.result import Result


@dataclass(frozen=True, slots=True)
class Entry:
    """A document of a report, with its number in the input, from 0."""

    number: int
    page: Page
    result: Result

    @property
    def least(self) -> float:
        """The lowest score of a removal; 1 if nothing was removed."""
        return min((removal.score for removal in self.result.removed), default=1.0)

    @property
    def parts(self) -> list[tuple[float, float, str]]:
        """For each label, start and width of its share of the source, in percent, and the label."""
        sizes: Counter[str] = Counter()
        for removal in self.result.removed:
            sizes[removal.label] += len(removal.span)
        parts, at = [], 0.0
        for label in LABELS:
            if sizes[label]:
                width = 100 * sizes[label] / len(self.result.source)
                parts.append((at, width, label))
                at += width
        return parts

    @property
    def suspicion(self) -> float:
        """Sort key for review: the share removed, plus 1 minus the lowest score of a removal."""
        return self.result.stats.share + 1 - self.least


@dataclass(slots=True)
class Tally:
    """Counts over documents.

    Attributes:
        documents: number of documents.
        removals: number of removed spans.
        removed: number of removed code points.
        characters: the length of the sources, in code points.
    """

    documents: int = 0
    removals: int = 0
    removed: int = 0
    characters: int = 0

    def add(self, removals: int, removed: int, characters: int) -> None:
        """Count one more document."""
        self.documents += 1
        self.removals += removals
        self.removed += removed
        self.characters += characters

    @property
    def share(self) -> float:
        """The share of the code points that was removed, from 0 to 1."""
        return self.removed / self.characters if self.characters else 0.0


@dataclass(slots=True)
class Summary:
    """The statistics of a corpus, and its most suspicious documents.

    Attributes:
        most: how many documents are kept to be shown.
        total: counts over all documents.
        verdicts: documents per verdict.
        labels: counts per label, over the documents that have it; `characters` stays 0.
        sites: counts per site, for documents with a URL.
    """

    most: int
    total: Tally = field(default_factory=Tally)
    verdicts: Counter[str] = field(default_factory=Counter)
    labels: dict[str, Tally] = field(default_factory=dict)
    sites: dict[str, Tally] = field(default_factory=dict)
    _heap: list[tuple[float, int, Entry]] = field(default_factory=list)

    def add(self, page: Page, result: Result) -> None:
        """Add a document."""
        entry = Entry(self.total.documents, page, result)
        stats = result.stats
        self.total.add(len(result.removed), stats.removed, stats.characters)
        self.verdicts[result.verdict] += 1
        sizes: Counter[str] = Counter()
        for removal in result.removed:
            sizes[removal.label] += len(removal.span)
        for label, size in sizes.items():
            self.labels.setdefault(label, Tally()).add(stats.labels[label], size, 0)
        if page.site:
            self.sites.setdefault(page.site, Tally()).add(len(result.removed), stats.removed, stats.characters)
        self._keep(entry)

    def _keep(self, entry: Entry) -> None:
        heapq.heappush(self._heap, (entry.suspicion, -entry.number, entry))
        if len(self._heap) > self.most:
            heapq.heappop(self._heap)

    @property
    def entries(self) -> list[Entry]:
        """The documents to show, the most suspicious first; equal ones in the order of the input."""
        return [entry for _, _, entry in sorted(self._heap, key=lambda item: (-item[0], -item[1]))]

    @property
    def by_label(self) -> list[tuple[str, Tally]]:
        """Counts per label, in the order of `LABELS`."""
        return [(label, self.labels[label]) for label in LABELS if label in self.labels]

    @property
    def counts(self) -> list[tuple[str, int]]:
        """Removals per label."""
        return [(label, tally.removals) for label, tally in self.by_label]

    @property
    def by_site(self) -> list[tuple[str, Tally]]:
        """Counts per site, sorted by the share removed, the largest first."""
        return sorted(self.sites.items(), key=lambda item: (-item[1].share, item[0]))


def summarize(documents: Iterable[tuple[Page, Result]], most: int) -> Summary:
    """Summarize *documents*; at most *most* of them, the most suspicious, are kept to be shown."""
    summary = Summary(most)
    for page, result in documents:
        summary.add(page, result)
    return summary
