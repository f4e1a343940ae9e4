"""Decisions to text: the only place that knows about white space."""

from __future__ import annotations

from collections.abc import Set
from math import exp
from typing import Final

from cleanarticle.decide.naming import Decision
from cleanarticle.result import Match, Removal, Segment
from cleanarticle.rules.schema import DECISIVE
from cleanarticle.text.document import Document, Line, Span
from cleanarticle.text.paragraphs import Block

# So many stretches of a line that stay are looked at: a line made of them would take time with their square.
_CLAIMS: Final = 50


def render(
    document: Document,
    matches: list[tuple[Match, ...]],
    blocks: list[Block],
    decisions: list[Decision | None],
    dropped: Set[str],
) -> list[Removal]:
    """What goes from the text, in its order.

    Args:
        document: the source and its lines.
        matches: what the rules found in each line.
        blocks: the paragraphs.
        decisions: for each paragraph what it is, if it is not the article.
        dropped: the labels of what goes.
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
    """One removal for each line of *blocks*, which stand one below the other; they end where the next begins."""
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
    """What goes with a run of removed lines, so that one separator, the wider one, is left in its place."""
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
    """Where *line* ends, its line break left out."""
    end = line.end
    while end > line.start and text[end - 1] in "\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029":
        end -= 1
    return end


def _inside(matches: tuple[Match, ...], dropped: Set[str]) -> list[Match]:
    """The rules that remove a stretch of a line that stays, in the order of the line."""
    found = []
    claims = []
    for match in matches:
        if not match.whole and match.weight >= DECISIVE:
            if match.label in dropped:
                found.append(match)
            else:
                claims.append(match)
    if claims:
        # What a rule at least as strong says of the same stretch counts; a line has few that stay.
        found = [match for match in found if not _claimed(match, claims[:_CLAIMS])]
    if len(found) > 1:
        found.sort(key=_place)
    return found


def _claimed(match: Match, claims: list[Match]) -> bool:
    """Whether a rule at least as strong says that the stretch is what stays."""
    for other in claims:
        if other.weight >= match.weight and other.start <= match.start and match.end <= other.end:
            return True
    return False


def _place(match: Match) -> tuple[int, int]:
    return match.start, -match.end


def _remove_inside(text: str, line: Line, found: list[Match], result: list[Removal]) -> None:
    """A removal for each of what was *found* in a line that stays."""
    end = 0
    for match in found:
        span = _seam(text, line, line.offset + match.start, line.offset + match.end)
        if end <= span.start < span.end:
            result.append(Removal(span, match.label, match.rule, 1 / (1 + exp(-match.weight))))
            end = span.end


def _seam(text: str, line: Line, start: int, end: int) -> Span:
    """The stretch from *start* to *end*, inside *line*, with the white space that would be left over, and no more."""
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
    """Everything that goes from the source: *outer*, and *inner*, which was decided on the text that *outer* leaves."""
    if not outer:
        return inner
    result: list[Removal] = []
    # How many of *outer* stand above, and how much they remove.
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
    """*text* without *removals*: slices of it, in order.

    Raises:
        RuntimeError: the removals do not stand one behind the other inside the text; a fault of this package.
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
    """*removals* and what they leave of *text*; together they are the text."""
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
