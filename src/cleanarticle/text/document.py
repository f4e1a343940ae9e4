"""The source and its segments: the types that everything else is written in.

Offsets are code points of the original text.  Nothing here imports anything of ours.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
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


@dataclass(frozen=True)
class Line:
    """One line of the source, without its line break.

    Attributes:
        start: where the line begins in the source, white space included, in code points.
        end: where the next one begins.
        text: the line stripped, in the folded alphabet of `letters.fold`; as long as the stripped source.
        offset: where `text` begins in the source, in code points.
        gap: how many blank lines stand above it.
    """

    start: int
    end: int
    text: str
    offset: int
    gap: int

    @property
    def span(self) -> Span:
        """The line in the source, white space at its ends included."""
        return Span(self.start, self.end)


@dataclass(frozen=True)
class Document:
    """A text cut into its lines; lines without a visible character are left out but counted in `Line.gap`.

    Attributes:
        text: the source.
        folded: the source in the folded alphabet of `letters.fold`.
        lines: its lines.
    """

    text: str
    folded: str
    lines: tuple[Line, ...]
