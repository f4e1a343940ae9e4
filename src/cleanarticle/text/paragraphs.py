"""Join lines to paragraphs, where a scraper or a text editor broke a paragraph into several lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cleanarticle.features.stopwords import STOPWORDS
from cleanarticle.result import Match
from cleanarticle.rules.schema import HINT
from cleanarticle.text.document import Document, Line

# Width of hard-wrapped text, in characters.
_NARROWEST: Final = 50
_WIDEST: Final = 110


@dataclass(frozen=True)
class Block:
    """One paragraph of one or more lines.

    Attributes:
        first: index of its first line in the document.
        last: index of its last line.
        text: its lines, joined with a space.
        gap: number of blank lines above it.
        matches: the rule matches of its lines.
    """

    first: int
    last: int
    text: str
    gap: int
    matches: tuple[Match, ...]


def _apart(matches: tuple[Match, ...]) -> bool:
    """Whether a rule of weight `HINT` or more matches the whole line, which then stays a paragraph of its own."""
    for match in matches:  # noqa: SIM110 -- a loop becomes C, a generator does not
        if match.whole and match.weight >= HINT:
            return True
    return False


def _wrap_width(lines: tuple[Line, ...], start: int) -> tuple[int, int]:
    """End of the run of lines from *start* without a blank line, and its wrap width; 0 if it is not hard-wrapped."""
    end = start + 1
    line = lines[start]
    widest = len(line.text)
    while end < len(lines):
        line = lines[end]
        if line.gap > 0:
            break
        widest = max(widest, len(line.text))
        end += 1
    return end, widest if end - start >= 3 and _NARROWEST <= widest <= _WIDEST else 0


def _continues(above: str, below: str, width: int) -> bool:
    """Whether *below* continues the paragraph of the line above it."""
    last, first = above[-1], below[0]
    if last not in ".!?:…。！？।؟\"'”’»":
        if first in ",.;:)]»":
            return True
        if first.islower() and above[0] not in "*-•+":
            return True
        if last == "," or _last_word(above) in STOPWORDS:
            return len(below) > 1
    if not width or first in "*-•+":
        return False
    return len(above) >= 45 and len(above) + 1 + _first_word_size(below) > width


def _last_word(text: str) -> str:
    start = len(text)
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    return text[start:]


def _first_word_size(text: str) -> int:
    end = 0
    while end < len(text) and not text[end].isspace():
        end += 1
    return end


def blocks(document: Document, matches: list[tuple[Match, ...]]) -> list[Block]:
    """Return the paragraphs of *document*; *matches* holds the rule matches of each line."""
    lines = document.lines
    result: list[Block] = []
    start = run_end = width = 0
    for i, line in enumerate(lines):
        if i >= run_end:
            run_end, width = _wrap_width(lines, i)
        if i + 1 < run_end and not _apart(matches[i]) and not _apart(matches[i + 1]):
            below = lines[i + 1]
            if _continues(line.text, below.text, width):
                continue
        if start == i:
            result.append(Block(i, i, line.text, line.gap, matches[i]))
        else:
            result.append(_joined(lines, matches, start, i))
        start = i + 1
    return result


def _joined(lines: tuple[Line, ...], matches: list[tuple[Match, ...]], first: int, last: int) -> Block:
    """Join the lines from *first* to *last* to one paragraph."""
    line = lines[first]
    text = " ".join([line.text for line in lines[first : last + 1]])
    return Block(first, last, text, line.gap, tuple([m for found in matches[first : last + 1] for m in found]))
