"""Decisions to text: the only place that knows about white space."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from cleanarticle.document import Document, Line, Span
from cleanarticle.result import Removal, Segment

_CLINGS = frozenset(".,;:!?)]}")


def _runs(count: int, removed: Mapping[int, Removal]) -> Iterator[tuple[int, int]]:
    """First and last index of each stretch of removed lines."""
    start = None
    for i in range(count + 1):
        if i < count and i in removed:
            start = i if start is None else start
        elif start is not None:
            yield start, i - 1
            start = None


def _run_span(document: Document, first: int, last: int) -> Span:
    """What goes with a run of removed lines, so that one separator, the wider one, is left in its place."""
    lines, text = document.lines, document.text
    if last + 1 == len(lines):
        if first == 0:
            return Span(0, len(text))
        above = lines[first - 1]
        return Span(above.end if text[-1] in "\r\n" else _content_end(text, above), len(text))
    below = lines[last + 1]
    if first == 0:
        return Span(0, below.start)
    if below.gap > lines[first].gap:
        return Span(lines[first - 1].end, lines[last].end)
    return Span(lines[first].start, below.start)


def _content_end(text: str, line: Line) -> int:
    """Where *line* ends, its line break left out."""
    end = line.end
    while end > line.start and text[end - 1] in "\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029":
        end -= 1
    return end


def _line_removals(document: Document, removed: Mapping[int, Removal]) -> Iterator[Removal]:
    """One removal for each removed line; those of a run stand end to end."""
    for first, last in _runs(len(document.lines), removed):
        whole = _run_span(document, first, last)
        cuts = [whole.start, *(document.lines[i].start for i in range(first + 1, last + 1)), whole.end]
        for i in range(first, last + 1):
            yield replace(removed[i], span=Span(cuts[i - first], cuts[i - first + 1]))


def _seam(text: str, line: Line, span: Span) -> Span:
    """*span*, inside *line*, with the white space that would be left over, and no more."""
    low, high = line.offset, line.offset + len(line.text)
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while start > low and text[start - 1].isspace():
        start -= 1
    while end < high and text[end].isspace():
        end += 1
    between = low < start and end < high
    if between and text[end] not in _CLINGS and (text[start].isspace() or text[end - 1].isspace()):
        return Span(start + 1, end) if text[start].isspace() else Span(start, end - 1)
    return Span(start, end)


def _inline_removals(document: Document, inline: Mapping[int, Sequence[Removal]]) -> Iterator[Removal]:
    for i, found in inline.items():
        end = 0
        for removal in sorted(found, key=lambda r: (r.span.start, -r.span.end)):
            span = _seam(document.text, document.lines[i], removal.span)
            if span.start >= end:
                yield replace(removal, span=span)
                end = span.end


def render(
    document: Document, removed: Mapping[int, Removal], inline: Mapping[int, Sequence[Removal]]
) -> tuple[Segment, ...]:
    """Segments that tile the source.

    Args:
        document: the source and its lines.
        removed: the removal of each line that goes as a whole, by index.
        inline: the removals inside lines that stay, by index.
    """
    result: list[Segment] = []
    at = 0
    removals = [*_line_removals(document, removed), *_inline_removals(document, inline)]
    for removal in sorted(removals, key=lambda r: r.span):
        if removal.span.start > at:
            result.append(Segment(Span(at, removal.span.start)))
        result.append(Segment(removal.span, removal))
        at = removal.span.end
    if at < len(document.text):
        result.append(Segment(Span(at, len(document.text))))
    return tuple(result)
