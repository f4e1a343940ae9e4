# cython: boundscheck=False, wraparound=False
"""Cut a text into lines with exact offsets; the source itself is kept unchanged."""

from __future__ import annotations

from cleanarticle.text.document import Document, Line
from cleanarticle.text.fold import fold, line_end


def segment(text: str) -> Document:
    r"""Cut *text* into lines at every line break of `str.splitlines`.

    >>> [(line.text, line.gap) for line in segment("One\n\n  Two\r\n").lines]
    [('One', 0), ('Two', 1)]
    """
    folded = fold(text)
    lines = []
    end = gap = 0
    size = len(folded)
    while end < size:
        start, end = end, line_end(folded, end)
        first, last = start, end
        while first < last and folded[first].isspace():
            first += 1
        if first == last:
            gap += 1
            continue
        while folded[last - 1].isspace():
            last -= 1
        lines.append(Line(start, end, folded[first:last], first, gap))
        gap = 0
    return Document(text, folded, tuple(lines))
