"""The result of an analysis: the article, and the reason for every code point that is not in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cleanarticle.text.document import Span

Verdict = Literal["article", "empty", "residue", "wall", "error", "suspect"]


@dataclass(frozen=True)
class Match:
    """A match of a rule in a line.

    Attributes:
        rule: the rule's id.
        label: the rule's label.
        whole: whether the rule applies to the whole line, not only to the matched text.
        start: start of the matched text in the line, in code points.
        end: its end, exclusive.
        weight: log-odds of being boilerplate; negative values count for the article.
    """

    rule: str
    label: str
    whole: bool
    start: int
    end: int
    weight: float


@dataclass(frozen=True)
class Removal:
    """A removed span of the source, and why it was removed.

    Attributes:
        span: the span, in code points of the source.
        label: one of `cleanarticle.labels.LABELS`.
        reason: the id of the rule that decided; or `words:` and the phrases with the highest weight for the label; or
            `place` if the surrounding paragraphs decided; or `structure.` and the kind of list or thread.
        score: confidence of the decision, from 0 to 1.
    """

    span: Span
    label: str
    reason: str
    score: float

    @property
    def ruled(self) -> bool:
        """Whether a rule decided, not the model or the structure."""
        return self.reason.partition(":")[0] not in ("words", "place") and not self.reason.startswith("structure.")

    def as_dict(self) -> dict[str, str | int | float]:
        """Return a dict of plain values, for JSON.

        >>> from cleanarticle.text.document import Span
        >>> Removal(Span(7, 22), "comments", "en.comments.leave", 0.9).as_dict()
        {'start': 7, 'end': 22, 'label': 'comments', 'reason': 'en.comments.leave', 'score': 0.9}
        """
        start, end = self.span.start, self.span.end
        return {"start": start, "end": end, "label": self.label, "reason": self.reason, "score": self.score}


@dataclass(frozen=True)
class Segment:
    """A span of the source, kept (`removal` is None) or removed; the segments cover the source without gaps."""

    span: Span
    removal: Removal | None = None

    @property
    def kept(self) -> bool:
        """Whether the span is part of the article."""
        return self.removal is None


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts for one document.

    Attributes:
        characters: length of the source, in code points.
        removed: number of removed code points, including white space next to the removals.
        labels: number of removals for each label.
    """

    characters: int
    removed: int
    labels: Mapping[str, int]

    @property
    def share(self) -> float:
        """The removed share of the source, from 0 to 1."""
        return self.removed / self.characters if self.characters else 0.0


@dataclass(frozen=True)
class Result:
    r"""The result for one document.

    Attributes:
        source: the input text.
        text: the article: the kept spans of the source, in order.
        segments: the kept and removed spans; joined, they are the source.
        verdict: `article`; or why there is none: `empty` (no visible input), `residue` (only boilerplate),
            `wall` (a consent or paywall page), `error` (an error page, such as "page not found").  `suspect`: more than
            half of the text would have gone without proof, so all of it is kept.

    >>> import cleanarticle
    >>> result = cleanarticle.analyze("Rain is due on Monday, forecasters said.\n\nLeave a comment")
    >>> [(r.label, r.span.of(result.source).strip()) for r in result.removed]
    [('comments', 'Leave a comment')]
    """

    source: str
    text: str
    segments: tuple[Segment, ...]
    verdict: Verdict

    @property
    def removed(self) -> tuple[Removal, ...]:
        """All removals, in the order of the source."""
        return tuple(s.removal for s in self.segments if s.removal is not None)

    @property
    def stats(self) -> Stats:
        """Counts for this document."""
        kept = sum(len(s.span) for s in self.segments if s.kept)
        labels = Counter(r.label for r in self.removed)
        return Stats(len(self.source), len(self.source) - kept, dict(labels))
