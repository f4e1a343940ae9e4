"""Match headline lists and similar lists by their layout, because their words do not identify them.

A headline list without links repeats a round of lines: topics, headline, `Author | time`.  The last line of a round is
its stamp.  It is a list if rounds of similar height repeat, each ends with a stamp, and no article text follows.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import Final

from cleanarticle.result import Match
from cleanarticle.rules.schema import CERTAIN
from cleanarticle.text.document import Document, Line

# Fewer rounds may be a live blog, or a list of dates in the article.
_FEWEST: Final = 4
# A round is a stamp and at most this many lines above it.
_TALLEST: Final = 3
# Longer lines are prose.
_LONGEST: Final = 160
_STAMP_LONGEST: Final = 90
_WEIGHT: Final = 5.0

_STAMP_TIME: Final = (
    r"(?:\d{1,2}[:.]\d{2}(?: ?[ap]m)?|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}"
    r"|\d{1,3} ?(?:min(?:ute)?s?|h(?:ours?|rs?)?|d(?:ays?)?|weeks?|months?) ago"
    r"|(?:\d{1,2} )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?(?: \d{1,2})?,?(?: \d{4})?)"
)
# First letters of months; case-insensitive patterns match the long s as an s.
_MONTHS: Final = frozenset(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "ſep", "oct", "nov", "dec"])
# A name, a divider and a time; or the time alone.
_STAMP: Final = re.compile(rf"(?:[^|•·\n]{{2,60}}[|•·] ?)?{_STAMP_TIME}", re.IGNORECASE)
_NAMED: Final = re.compile(rf"[^|•·\n]{{2,60}}[|•·] ?{_STAMP_TIME}", re.IGNORECASE)


def _may_stamp(text: str) -> bool:
    """Prefilter for `_STAMP`: whether *text* has a divider, or begins with a digit or a month."""
    first = text[0]
    if first.isdecimal() or "|" in text or "•" in text or "·" in text:
        return True
    return first in "jfmasondJFMASONDſ" and text[:3].lower() in _MONTHS


def _stamps(lines: tuple[Line, ...]) -> list[int]:
    result = []
    for i, line in enumerate(lines):
        if len(line.text) <= _STAMP_LONGEST and _may_stamp(line.text) and _STAMP.fullmatch(line.text):
            result.append(i)
    return result


def _round(lines: tuple[Line, ...], after: int, stamp: int) -> int | None:
    """First line of the round that ends with *stamp*, or None if the line above it is not a headline."""
    start = max(after + 1, stamp - _TALLEST + 1)
    above = range(stamp - 1, start - 1, -1)
    first = stamp
    for i in above:
        text = lines[i].text
        if len(text) > _LONGEST or text[-1] in ".:":
            break
        first = i
    return first if first < stamp else None


def _runs(lines: tuple[Line, ...], stamps: list[int]) -> list[tuple[int, int, int]]:
    """First line, last line and number of rounds of each run of adjacent rounds."""
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


def _regular(first: int, stamps: list[int]) -> bool:
    """Whether the heights of the rounds differ by at most one line."""
    heights = [b - a for a, b in pairwise([first - 1, *stamps])]
    return max(heights) - min(heights) <= 1


def _last_prose(lines: tuple[Line, ...]) -> int:
    """Index of the last line of prose; -1 if there is none."""
    for i in range(len(lines) - 1, -1, -1):
        text = lines[i].text
        if len(text) > _LONGEST and text[-1] in '.!?"':
            return i
    return -1


def rows(document: Document) -> dict[int, Match]:
    """Return a match for each line of a headline list, by line index."""
    lines = document.lines
    result: dict[int, Match] = {}
    stamps = _stamps(lines)
    if len(stamps) < _FEWEST:
        return result
    last_prose = _last_prose(lines)
    for first, last, rounds in _runs(lines, stamps):
        if rounds < _FEWEST or last_prose > last:
            continue
        mine = stamps[bisect_left(stamps, first) : bisect_right(stamps, last)]
        named = len([i for i in mine if _NAMED.fullmatch(lines[i].text)])
        if named * 2 < rounds or not _regular(first, mine):
            continue
        for i in range(first, last + 1):
            result[i] = Match("structure.rows", "related", True, 0, len(lines[i].text), _WEIGHT)
    return result


# A topic line has at least this many words.
_TOPICS: Final = 4
# Maximum number of lines to compare with all the text above them; an article has only a few such lines.
_MOST_TOPICS: Final = 20


def topics(document: Document, matches: list[tuple[Match, ...]]) -> dict[int, Match]:
    """Return a match for each line of topics under the article: names from its text, without a divider.

    Such a line follows a sentence, each of its words begins with a capital, and the next line is clearly boilerplate or
    furniture.
    """
    lines = document.lines
    found: dict[int, Match] = {}
    asked = 0
    for i in range(1, len(lines) - 1):
        if matches[i] or not matches[i + 1] or not _clear(matches[i + 1]) or not _has_topics(lines, i):
            continue
        asked += 1
        if asked > _MOST_TOPICS:
            break
        if _names_of_above(lines, i):
            found[i] = Match("structure.topics", "tags", True, 0, len(lines[i].text), CERTAIN)
    return found


# A breadcrumb as some scrapers write it, "1. Home"; it begins in the first `_TOP` lines.
_CRUMB: Final = re.compile(r"[1-9][.)] ?[^\W\d][^\d,;.!?]{0,45}")
_TOP: Final = 6
_CRUMBS: Final = range(2, 5)


def crumbs(document: Document) -> dict[int, Match]:
    """Return a match for each line of a numbered breadcrumb above the article, if it has 2 to 4 items."""
    lines = document.lines
    found: dict[int, Match] = {}
    for first in range(min(_TOP, len(lines))):
        if len(lines[first].text) > _LONGEST or lines[first].text[-1] == ".":
            break
        end = first
        while end < len(lines) and lines[end].text[0] == str(end - first + 1) and _CRUMB.fullmatch(lines[end].text):
            end += 1
        if end - first in _CRUMBS and _last_prose(lines) >= end:
            for i in range(first, end):
                found[i] = Match("structure.crumbs", "navigation", True, 0, len(lines[i].text), _WEIGHT)
            break
    return found


# A heading has at most this many characters, and a headline below it at least this many words.
_HEADING: Final = 60
_HEADLINE: Final = 3


def headed(document: Document, matches: list[tuple[Match, ...]]) -> dict[int, Match]:
    """Return a match for each headline below a heading for related stories, if only headlines follow it.

    The headlines have no sentence end; they go on to the end of the text or to a line that is clearly boilerplate or
    furniture.  A line that occurs more than once, such as a button below each list item, or that contains a URL, is
    not a heading.
    """
    lines = document.lines
    found: dict[int, Match] = {}
    times: dict[str, int] = {}
    for line in lines:
        times[line.text] = times.get(line.text, 0) + 1
    for i in range(len(lines) - 1):
        text = lines[i].text
        if len(text) > _HEADING or not _heads(matches[i]) or times[text] > 1 or "://" in text:
            continue
        end = i + 1
        while end < len(lines) and not _clear(matches[end]) and _is_headline(lines[end].text):
            end += 1
        if end == len(lines) or _clear(matches[end]):
            for k in range(i + 1, end):
                found[k] = Match("structure.headed", "related", True, 0, len(lines[k].text), CERTAIN)
    return found


# Start of a bulleted headline, in folded text.
_BULLETS: Final = ("- ", "* ", "• ", "· ")
# Fewest items of a list.
_TEASERS: Final = 2


def teasers(document: Document, matches: list[tuple[Match, ...]]) -> dict[int, Match]:
    """Return a match for each line of a bulleted list of headlines under the article.

    A list that belongs to the article has an introduction above it.  This one follows a sentence, and all lines below
    it are clearly boilerplate or furniture.
    """
    lines = document.lines
    end = len(lines)
    while end > 0 and _clear(matches[end - 1]):
        end -= 1
    first = end
    while first > 0 and not matches[first - 1] and _is_teaser(lines[first - 1].text):
        first -= 1
    if end == len(lines) or end - first < _TEASERS or first == 0 or not _is_sentence(lines[first - 1].text):
        return {}
    return {i: Match("structure.teasers", "related", True, 0, len(lines[i].text), CERTAIN) for i in range(first, end)}


def _is_teaser(text: str) -> bool:
    """Whether a line is a headline after a bullet."""
    return text.startswith(_BULLETS) and text[2:3].isupper() and _is_headline(text[2:])


def _is_sentence(text: str) -> bool:
    """Whether a line is prose that does not introduce a list."""
    return len(text) > _HEADING and text[-1] in '.!?"' and not text.startswith(_BULLETS)


def _heads(matches: tuple[Match, ...]) -> bool:
    """Whether a line is clearly a heading for related stories."""
    for match in matches:  # noqa: SIM110 -- a loop becomes C, a generator does not
        if match.whole and match.label == "related" and match.weight >= CERTAIN:
            return True
    return False


def _is_headline(text: str) -> bool:
    """Whether a line may be the headline of another story."""
    if text[-1] in ".:;,!\"')" or text.lower() == text:  # or a script without capitals: its sentence ends are not known
        return False
    return text.count(" ") + 1 >= _HEADLINE and len(text) <= _LONGEST


def _clear(matches: tuple[Match, ...]) -> bool:
    """Whether a line is clearly boilerplate or furniture."""
    for match in matches:  # noqa: SIM110 -- a loop becomes C, a generator does not
        if match.whole and match.weight >= CERTAIN:
            return True
    return False


def _has_topics(lines: tuple[Line, ...], i: int) -> bool:
    """Whether a line follows a sentence and all its words begin with a capital."""
    text, above = lines[i].text, lines[i - 1].text
    words = text.split()
    if len(words) < _TOPICS or len(text) > _LONGEST or not all(w[0].isupper() for w in words):
        return False
    return above[-1] in '.!?"' and len(above) > len(text) and text[-1].isalnum()


def _names_of_above(lines: tuple[Line, ...], i: int) -> bool:
    """Whether the lines above contain every word of line *i*."""
    article = " ".join([line.text for line in lines[:i]])
    return all(word in article for word in lines[i].text.split())
