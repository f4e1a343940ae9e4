"""The types that all other modules share: the source text, its lines and spans.

Offsets count code points of the original text.  This module imports nothing else from the package.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Span:
    """A half-open range of the source, in code points.

    >>> Span(4, 9).of("The quick fox")
    'quick'
    """

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """Return the part of *text* that this span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True)
class Line:
    """One line of the source, without its line break.

    Attributes:
        start: offset of the line in the source, leading white space included, in code points.
        end: offset of the next line.
        text: the line, stripped and folded by `fold.fold`; as long as the stripped source.
        offset: offset of `text` in the source, in code points.
        gap: number of blank lines above it.
    """

    start: int
    end: int
    text: str
    offset: int
    gap: int

    @property
    def span(self) -> Span:
        """The span of the line in the source, white space at both ends included."""
        return Span(self.start, self.end)


@dataclass(frozen=True)
class Document:
    """A text cut into lines; blank lines are left out but counted in `Line.gap`.

    Attributes:
        text: the source.
        folded: the source, folded by `fold.fold`; as long as the source.
        lines: its lines.
    """

    text: str
    folded: str
    lines: tuple[Line, ...]
