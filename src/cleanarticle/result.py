"""What an analysis returns: the article, and an account of every code point that is not in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cleanarticle.text.document import Span

Verdict = Literal["article", "empty", "residue", "wall", "error"]


@dataclass(frozen=True)
class Match:
    """A rule that fired on a line.

    Attributes:
        rule: its id.
        label: what it speaks for.
        whole: whether it speaks of the whole line, not of the matched stretch alone.
        start: where the stretch that it matched begins in the line, in code points.
        end: where it ends.
        weight: log-odds of being boilerplate; negative speaks for the article.
    """

    rule: str
    label: str
    whole: bool
    start: int
    end: int
    weight: float


@dataclass(frozen=True)
class Removal:
    """One stretch of the source that is left out, and why.

    Attributes:
        span: the stretch, in code points of the source.
        label: what it is; one of `cleanarticle.labels.LABELS`.
        reason: what decided: the id of a rule; or `words:` with the phrases that say the most for the label; or
            `place`, where it is what stands around; or `structure.` with the grammar of a list.
        score: how sure the decision is, from 0 to 1.
    """

    span: Span
    label: str
    reason: str
    score: float

    @property
    def ruled(self) -> bool:
        """Whether a rule decided."""
        return self.reason.partition(":")[0] not in ("words", "place") and not self.reason.startswith("structure.")

    def as_dict(self) -> dict[str, str | int | float]:
        """The same in plain values, as JSON can hold them.

        >>> from cleanarticle.text.document import Span
        >>> Removal(Span(7, 22), "comments", "en.comments.leave", 0.9).as_dict()
        {'start': 7, 'end': 22, 'label': 'comments', 'reason': 'en.comments.leave', 'score': 0.9}
        """
        start, end = self.span.start, self.span.end
        return {"start": start, "end": end, "label": self.label, "reason": self.reason, "score": self.score}


@dataclass(frozen=True)
class Segment:
    """A stretch of the source that was kept (`removal` is None) or left out.  Segments tile the source."""

    span: Span
    removal: Removal | None = None

    @property
    def kept(self) -> bool:
        """Whether the stretch is part of the article."""
        return self.removal is None


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts over one document.

    Attributes:
        characters: length of the source, in code points.
        removed: how many of them were left out, white space closed up at the seams included.
        labels: removals per label.
    """

    characters: int
    removed: int
    labels: Mapping[str, int]

    @property
    def share(self) -> float:
        """The share of the source that was left out, from 0 to 1."""
        return self.removed / self.characters if self.characters else 0.0


@dataclass(frozen=True)
class Result:
    r"""The outcome of one document.

    Attributes:
        source: the text as it came in.
        text: the article: kept slices of the source, in order.
        segments: kept and left-out stretches; together they are the source.
        verdict: `article`; or why there is none: `empty` (nothing came in), `residue` (only boilerplate),
            `wall` (a consent or paywall page), `error` (a page that says that there is no page).

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
        """Every removal, in the order of the source."""
        return tuple(s.removal for s in self.segments if s.removal is not None)

    @property
    def stats(self) -> Stats:
        """Counts over this document."""
        kept = sum(len(s.span) for s in self.segments if s.kept)
        labels = Counter(r.label for r in self.removed)
        return Stats(len(self.source), len(self.source) - kept, dict(labels))
