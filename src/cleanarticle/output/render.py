"""Turn decisions into removals and text; all handling of white space is here."""

from __future__ import annotations

from collections.abc import Set
from math import exp
from typing import Final

from cleanarticle.decide.naming import Decision
from cleanarticle.result import Match, Removal, Segment
from cleanarticle.rules.schema import DECISIVE
from cleanarticle.text.document import Document, Line, Span
from cleanarticle.text.paragraphs import Block

# Most matches for kept labels that are compared in a line; without a limit the time would be quadratic.
_CLAIMS: Final = 50


def render(
    document: Document,
    matches: list[tuple[Match, ...]],
    blocks: list[Block],
    decisions: list[Decision | None],
    dropped: Set[str],
) -> list[Removal]:
    """Return the removals, in the order of the text.

    Args:
        document: the source and its lines.
        matches: the rule matches in each line.
        blocks: the paragraphs.
        decisions: the decision for each paragraph; None for the article.
        dropped: the labels to drop.
    """
    result: list[Removal] = []
    start = 0
    for i, block in enumerate(blocks):
        if _goes(decisions[i], dropped):
            continue
        if start < i:
            _remove_run(document, blocks[start:i], decisions[start:i], result)
        start = i + 1
        for k in range(block.first, block.last + 1):
            if matches[k]:
                _remove_inside(document.text, document.lines[k], _inside(matches[k], dropped), result)
    if start < len(blocks):
        _remove_run(document, blocks[start:], decisions[start:], result)
    return result


def _goes(decision: Decision | None, dropped: Set[str]) -> bool:
    return decision is not None and decision[0] in dropped


def _remove_run(
    document: Document, blocks: list[Block], decisions: list[Decision | None], result: list[Removal]
) -> None:
    """Add a removal for each line of *blocks*, which are adjacent; each removal ends where the next begins."""
    top, bottom = blocks[0], blocks[-1]
    whole = _run_span(document, top.first, bottom.last)
    start = whole.start
    for i, block in enumerate(blocks):
        decision = decisions[i]
        if decision is None:
            continue
        label, reason, odds = decision
        score = 1 / (1 + exp(-odds))
        for k in range(block.first, block.last + 1):
            below = document.lines[k + 1] if k < bottom.last else None
            end = whole.end if below is None else below.start
            result.append(Removal(Span(start, end), label, reason, score))
            start = end


def _run_span(document: Document, first: int, last: int) -> Span:
    """Return the span of a run of removed lines and one of the separators around it, so that the wider one is left."""
    lines, text = document.lines, document.text
    if last + 1 == len(lines):
        if first == 0:
            return Span(0, len(text))
        above = lines[first - 1]
        return Span(above.end if text[-1] in "\r\n" else _content_end(text, above), len(text))
    below, top = lines[last + 1], lines[first]
    if first == 0:
        return Span(0, below.start)
    if below.gap > top.gap:
        above, bottom = lines[first - 1], lines[last]
        return Span(above.end, bottom.end)
    return Span(top.start, below.start)


def _content_end(text: str, line: Line) -> int:
    """Return the end of *line* without its line break."""
    end = line.end
    while end > line.start and text[end - 1] in "\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029":
        end -= 1
    return end


def _inside(matches: tuple[Match, ...], dropped: Set[str]) -> list[Match]:
    """Return the matches that remove a part of a kept line, in the order of the line."""
    found = []
    claims = []
    for match in matches:
        if not match.whole and match.weight >= DECISIVE:
            if match.label in dropped:
                found.append(match)
            else:
                claims.append(match)
    if claims:
        # A match for a kept label protects its text from matches of at most the same weight; a line has few of them.
        found = [match for match in found if not _claimed(match, claims[:_CLAIMS])]
    if len(found) > 1:
        found.sort(key=_place)
    return found


def _claimed(match: Match, claims: list[Match]) -> bool:
    """Return whether a match for a kept label covers *match* with at least the same weight."""
    for other in claims:
        if other.weight >= match.weight and other.start <= match.start and match.end <= other.end:
            return True
    return False


def _place(match: Match) -> tuple[int, int]:
    return match.start, -match.end


def _remove_inside(text: str, line: Line, found: list[Match], result: list[Removal]) -> None:
    """Add a removal for each match *found* in a kept line, except for overlaps."""
    end = 0
    for match in found:
        span = _seam(text, line, line.offset + match.start, line.offset + match.end)
        if end <= span.start < span.end:
            result.append(Removal(span, match.label, match.rule, 1 / (1 + exp(-match.weight))))
            end = span.end


def _seam(text: str, line: Line, start: int, end: int) -> Span:
    """Return the span from *start* to *end* in *line*, extended to leave no more than one space between words."""
    low, high = line.offset, line.offset + len(line.text)
    while start < end and text[start].isspace():
        start += 1
    while start > low and text[start - 1].isspace():
        start -= 1
    while end < high and text[end].isspace():
        end += 1
    if low < start and end < high and text[end] not in ".,;:!?)]}":
        if text[start].isspace():
            return Span(start + 1, end)
        if text[end - 1].isspace():
            return Span(start, end - 1)
    return Span(start, end)


def composed(outer: list[Removal], inner: list[Removal]) -> list[Removal]:
    """Merge the removals of two passes: *outer* in the source, *inner* in the text that *outer* leaves."""
    if not outer:
        return inner
    result: list[Removal] = []
    # How many of *outer* are before this point, and how many code points they remove.
    passed = shift = 0
    for removal in inner:
        start, end = removal.span.start, removal.span.end
        while start < end:
            stop = end + shift
            if passed < len(outer):
                above = outer[passed]
                if above.span.start <= start + shift:
                    result.append(above)
                    shift += len(above.span)
                    passed += 1
                    continue
                stop = min(stop, above.span.start)
            result.append(Removal(Span(start + shift, stop), removal.label, removal.reason, removal.score))
            start = stop - shift
    return result + outer[passed:]


def without(text: str, removals: list[Removal]) -> str:
    """Return *text* without *removals*.

    Raises:
        RuntimeError: the removals overlap, are out of order or outside the text; this is a bug in this package.
    """
    kept = []
    at = 0
    for removal in removals:
        start, end = removal.span.start, removal.span.end
        if not at <= start < end <= len(text):
            raise RuntimeError(f"cleanarticle would lose text: {removal} after {at} of {len(text)}; please report this")
        if at < start:
            kept.append(text[at:start])
        at = end
    kept.append(text[at:])
    return "".join(kept)


def tiles(text: str, removals: list[Removal]) -> tuple[Segment, ...]:
    """Return the removed and kept segments of *text*; joined, they are the text."""
    result = []
    at = 0
    for removal in removals:
        span = removal.span
        if at < span.start:
            result.append(Segment(Span(at, span.start)))
        result.append(Segment(span, removal))
        at = span.end
    if at < len(text):
        result.append(Segment(Span(at, len(text))))
    return tuple(result)
