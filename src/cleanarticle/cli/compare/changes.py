"""Two results of each document to the lines that change, counted and sampled."""

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
# What the kinds of change say to a reader.
KINDS: Final = {GOES: "now go", STAYS: "now stay", RENAMED: "get another label"}


@dataclass(frozen=True, slots=True)
class Change:
    """A line that the two sides treat differently.

    Attributes:
        place: the document.
        number: the line in it, from 1.
        text: the line.
        kind: `goes` (the new side leaves more of it out), `stays` (less), or `label` (the same, for another reason).
        label: under which label it goes; for `stays`, went.
        old: label, rule and score on the old side, empty where all of it stayed.
        new: those on the new side.
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
    """How a line changes, empty where it does not."""
    was, now = _kept(before), _kept(after)
    if was != now:
        return STAYS if len(now) > len(was) else GOES
    labels = [{removal.label for removal in row.removals} for row in (before, after)]
    return RENAMED if labels[0] != labels[1] else ""


@dataclass(slots=True)
class Comparison:
    """What changes over a corpus.

    Attributes:
        old: the name of one side.
        new: that of the other.
        size: how many different lines are kept of each kind and label, for review.
        documents: how many were compared.
        changed: in how many of them a line changes.
        lines: lines that change, by kind and label.
        verdicts: documents whose verdict changes, by the old one and the new one.
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
        """Take in one more document."""
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
        """For each kind and label how many lines change, and the sample, the most frequent lines first."""
        order = [(kind, label) for kind in KINDS for label in (*LABELS, "") if (kind, label) in self.lines]
        return [(*group, self.lines[group], self._samples[group].samples) for group in order]

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """Lines per kind of change."""
        return [(kind, sum(n for (k, _), n in self.lines.items() if k == kind)) for kind in KINDS]
