"""The source and its segments: the types that everything else is written in.

Offsets are code points of the original text.  Nothing here imports anything of ours.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of the source, in code points.

    >>> Span(4, 9).of("The quick fox")
    'quick'
    """

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The stretch of *text* that this span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the source, without its line break.

    Attributes:
        span: where the line stands, white space at its ends included.
        text: the line stripped, in the folded alphabet of `segment.fold`; as long as the stripped source.
        offset: where `text` begins in the source, in code points.
        gap: how many blank lines stand above it.
    """

    span: Span
    text: str
    offset: int
    gap: int


@dataclass(frozen=True, slots=True)
class Document:
    """A text cut into its lines; lines without a visible character are left out but counted in `Line.gap`."""

    text: str
    lines: tuple[Line, ...]
