"""The grammar of a headline list without links: topics, headline, `Author | time`, and again.

Nothing in such a list is known by its words.  What gives it away is that the same few shapes come round again, that
a stamp closes every round, and that no article follows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from cleanarticle.document import Document, Line
from cleanarticle.result import Match

# So few rounds may be a live blog's, or a list of dates that the article gives.
_FEWEST: Final = 4
# A round is a stamp and at most this many lines above it.
_TALLEST: Final = 3
# Longer lines are prose.
_LONGEST: Final = 160
_WEIGHT: Final = 5.0
# What speaks for boilerplate beyond doubt.
_CLEAR: Final = 4.0

_STAMP_TIME: Final = (
    r"(?:\d{1,2}[:.]\d{2}(?: ?[ap]m)?|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}"
    r"|\d{1,3} ?(?:min(?:ute)?s?|h(?:ours?|rs?)?|d(?:ays?)?|weeks?|months?) ago"
    r"|(?:\d{1,2} )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?(?: \d{1,2})?,?(?: \d{4})?)"
)
# Name, divider, time; or the time alone.
_STAMP: Final = re.compile(rf"(?:[^|•·\n]{{2,60}}[|•·] ?)?{_STAMP_TIME}", re.IGNORECASE)
_NAMED: Final = re.compile(rf"[^|•·\n]{{2,60}}[|•·] ?{_STAMP_TIME}", re.IGNORECASE)


def _stamps(lines: Sequence[Line]) -> list[int]:
    return [i for i, line in enumerate(lines) if len(line.text) <= 90 and _STAMP.fullmatch(line.text)]


def _round(lines: Sequence[Line], after: int, stamp: int) -> int | None:
    """Where the round that *stamp* closes begins, or None if what stands above it is no headline."""
    start = max(after + 1, stamp - _TALLEST + 1)
    above = range(stamp - 1, start - 1, -1)
    first = stamp
    for i in above:
        if len(lines[i].text) > _LONGEST or lines[i].text[-1] in ".:":
            break
        first = i
    return first if first < stamp else None


def _runs(lines: Sequence[Line], stamps: Sequence[int]) -> list[tuple[int, int, int]]:
    """First line, last line and number of rounds of each stretch where one round follows the other."""
    runs: list[tuple[int, int, int]] = []
    previous = -1
    for stamp in stamps:
        start = _round(lines, previous, stamp)
        if start is not None:
            if runs and runs[-1][1] + 1 == start:
                runs[-1] = (runs[-1][0], stamp, runs[-1][2] + 1)
            else:
                runs.append((start, stamp, 1))
        previous = stamp
    return runs


def _regular(first: int, stamps: Sequence[int]) -> bool:
    """Whether the rounds have much the same height."""
    heights = [b - a for a, b in pairwise([first - 1, *stamps])]
    return max(heights) - min(heights) <= 1


def rows(document: Document) -> list[Match | None]:
    """For each line a match if it belongs to a headline list."""
    lines = document.lines
    result: list[Match | None] = [None] * len(lines)
    stamps = _stamps(lines)
    if len(stamps) < _FEWEST:
        return result
    for first, last, rounds in _runs(lines, stamps):
        mine = [i for i in stamps if first <= i <= last]
        named = sum(1 for i in mine if _NAMED.fullmatch(lines[i].text))
        prose_below = any(len(line.text) > _LONGEST and line.text[-1] in '.!?"' for line in lines[last + 1 :])
        if rounds < _FEWEST or prose_below or named * 2 < rounds or not _regular(first, mine):
            continue
        for i in range(first, last + 1):
            result[i] = Match("structure.rows", "related", "line", lines[i].span, _WEIGHT)
    return result


# A topic line has at least this many words.
_TOPICS: Final = 4


def topics(document: Document, matches: Sequence[Sequence[Match]]) -> dict[int, Match]:
    """Lines of bare topics under the article: names that the article speaks of, set without a divider.

    Such a line stands after a sentence, has capitals only and no small words, and what follows is boilerplate beyond
    doubt.
    """
    lines = document.lines
    found = {}
    for i in range(1, len(lines) - 1):
        below = matches[i + 1]
        if not any(m.whole and m.weight >= _CLEAR for m in below) or matches[i]:
            continue
        words = lines[i].text.split()
        if len(words) < _TOPICS or len(lines[i].text) > _LONGEST or not all(w[0].isupper() for w in words):
            continue
        ended = lines[i - 1].text[-1] in '.!?"' and len(lines[i - 1].text) > len(lines[i].text)
        above = " ".join(line.text for line in lines[:i])
        if ended and lines[i].text[-1].isalnum() and all(w in above for w in words):
            found[i] = Match("structure.topics", "tags", "line", lines[i].span, _CLEAR)
    return found
