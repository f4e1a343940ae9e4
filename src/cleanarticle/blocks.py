"""Lines to paragraphs: what a scraper or a text editor broke into several lines is judged as one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from cleanarticle.document import Document, Line
from cleanarticle.result import Match
from cleanarticle.stopwords import STOPWORDS

# Hard-wrapped text is set in columns of about this many characters.
_NARROWEST: Final = 50
_WIDEST: Final = 110
_TERMINAL: Final = frozenset(".!?:…。！？।؟\"'”’»")
_CONTINUING: Final = frozenset(",.;:)]»")
# A rule that says this much about a whole line keeps the line apart.
_OWN_LINE: Final = 1.9


class Block(NamedTuple):
    """One or more lines that are one paragraph.

    Attributes:
        first: index of its first line in the document.
        last: index of its last line.
        text: its lines, joined with a space.
        gap: how many blank lines stand above it.
        matches: what its rules found.
    """

    first: int
    last: int
    text: str
    gap: int
    matches: tuple[Match, ...]


def _whole(matches: Sequence[Match]) -> bool:
    return any(m.whole and m.weight >= _OWN_LINE for m in matches)


def _wrap_width(lines: Sequence[Line], start: int) -> tuple[int, int]:
    """Where the run of lines from *start* without a blank line ends, and the width that it is set in, or 0."""
    end = start + 1
    widest = len(lines[start].text)
    while end < len(lines) and lines[end].gap == 0:
        widest = max(widest, len(lines[end].text))
        end += 1
    if end - start < 3 or not _NARROWEST <= widest <= _WIDEST:
        return end, 0
    return end, widest


def _continues(above: str, below: str, width: int) -> bool:
    """Whether *below* is the same paragraph as the line above it."""
    first = below[0]
    if above[-1] not in _TERMINAL:
        if first in _CONTINUING:
            return True
        if first.islower() and above[0] not in "*-•+":
            return True
        if above[-1] == "," or above.rsplit(None, 1)[-1] in STOPWORDS:
            return len(below) > 1
    if not width or first in "*-•+":
        return False
    return len(above) >= 45 and len(above) + 1 + len(below.split(None, 1)[0]) > width


def blocks(document: Document, matches: Sequence[Sequence[Match]]) -> list[Block]:
    """The paragraphs of *document*; *matches* holds the matches of each line."""
    lines = document.lines
    whole = [bool(found) and _whole(found) for found in matches]
    result: list[Block] = []
    start = run_end = width = 0
    for i, line in enumerate(lines):
        if i >= run_end:
            run_end, width = _wrap_width(lines, i)
        if i + 1 < run_end and not whole[i] and not whole[i + 1] and _continues(line.text, lines[i + 1].text, width):
            continue
        if start == i:
            result.append(Block(i, i, line.text, line.gap, tuple(matches[i])))
        else:
            text = " ".join([line.text for line in lines[start : i + 1]])
            found = tuple([m for j in range(start, i + 1) for m in matches[j]])
            result.append(Block(start, i, text, lines[start].gap, found))
        start = i + 1
    return result
