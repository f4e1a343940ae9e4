"""Compare two results of each document; count and sample the lines that change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from cleanarticle.cli.compare.sample import Sample, Sampler
from cleanarticle.cli.corpus import Page
from cleanarticle.labels import LABELS
from cleanarticle.output.explain import Row, rows
from cleanarticle.result import Result

GOES, STAYS, RENAMED = "goes", "stays", "label"
# The kinds of change, in words for the output.
KINDS: Final = {GOES: "now go", STAYS: "now stay", RENAMED: "get another label"}


@dataclass(frozen=True, slots=True)
class Change:
    """A line that the two sides treat differently.

    Attributes:
        place: the place of the document.
        number: the line number in the document, from 1.
        text: the text of the line.
        kind: `goes` (the new side removes more of the line), `stays` (less), or `label` (the same, with another label).
        label: the label on the new side; for `stays`, on the old side.
        old: label, rule and score on the old side; empty if the whole line stayed.
        new: the same on the new side.
    """

    place: str
    number: int
    text: str
    kind: str
    label: str
    old: str
    new: str


def changes(page: Page, old: Result, new: Result) -> Iterator[Change]:
    """The lines of a document on which two results differ."""
    for before, after in zip(rows(old), rows(new), strict=True):
        kind = _kind(before, after)
        if kind:
            text = "".join(piece.text for piece in after.pieces)
            label = before.label if kind == STAYS else after.label
            yield Change(page.place, after.number, text, kind, label, before.notes, after.notes)


def _kept(row: Row) -> str:
    return "".join("".join(piece.text for piece in row.pieces if piece.removal is None).split())


def _kind(before: Row, after: Row) -> str:
    """The kind of change of a line; empty if it does not change."""
    was, now = _kept(before), _kept(after)
    if was != now:
        return STAYS if len(now) > len(was) else GOES
    labels = [{removal.label for removal in row.removals} for row in (before, after)]
    return RENAMED if labels[0] != labels[1] else ""


@dataclass(slots=True)
class Comparison:
    """The changes in a corpus.

    Attributes:
        old: the name of the old side.
        new: the name of the new side.
        size: how many different lines of each kind and label are sampled for review.
        documents: number of compared documents.
        changed: number of documents with a changed line.
        lines: number of changed lines, by kind and label.
        verdicts: number of documents with a changed verdict, by old and new verdict.
    """

    old: str
    new: str
    size: int
    documents: int = 0
    changed: int = 0
    lines: Counter[tuple[str, str]] = field(default_factory=Counter)
    verdicts: Counter[tuple[str, str]] = field(default_factory=Counter)
    _samples: dict[tuple[str, str], Sampler[Change]] = field(default_factory=dict)

    def add(self, page: Page, old: Result, new: Result) -> None:
        """Add a document."""
        self.documents += 1
        if old.verdict != new.verdict:
            self.verdicts[old.verdict, new.verdict] += 1
        found = list(changes(page, old, new))
        self.changed += bool(found)
        for change in found:
            self.lines[change.kind, change.label] += 1
            group = self._samples.setdefault((change.kind, change.label), Sampler(self.size))
            group.add(change.text, change)

    @property
    def groups(self) -> list[tuple[str, str, int, list[Sample[Change]]]]:
        """For each kind and label, the number of changed lines and the sample, the most frequent lines first."""
        order = [(kind, label) for kind in KINDS for label in (*LABELS, "") if (kind, label) in self.lines]
        return [(*group, self.lines[group], self._samples[group].samples) for group in order]

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """The number of changed lines per kind."""
        return [(kind, sum(n for (k, _), n in self.lines.items() if k == kind)) for kind in KINDS]
