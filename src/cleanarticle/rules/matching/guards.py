"""Discard matches inside quoted speech and matches on the subject of the article; weaken doubtful ones."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Set
from typing import Final

from cleanarticle.labels import FURNITURE
from cleanarticle.result import Match
from cleanarticle.rules.matching.subjects import SAYING, SUBJECTS, any_of
from cleanarticle.rules.schema import DOUBTFUL
from cleanarticle.text.document import Line
from cleanarticle.text.phrases import Phrases

# Speech without quotation marks: the words first, then a comma and a verb of saying.
_REPORTED: Final = re.compile(
    r"[,?!] (?:[\w'-]+ ){0,8}?(?<!\bto )(?:said|says|promised|read|reads|ran|runs|added|replied|wrote|announced|warned"
    r"|told|joked|explained|recalled|boasted|pleaded)\b"
)

# Fewest paragraphs that name a subject if the article is about it.
_ABOUT: Final = 3
# Fewest spaces in a paragraph of prose.
_SPEAKING: Final = 14
# If a rule for a byline, date or credit matches more often than this, its matches are part of a list or a thread and
# become hints.
_ONCE: Final = 4
# A longer line, in characters, is a paragraph; a match of less than half of it becomes a hint.
_NOTICE: Final = 240
# A longer line, in characters, may be a sentence about boilerplate rather than boilerplate.
_CALL: Final = 60


def spoken(text: str, start: int, end: int, whole: bool = True) -> bool:
    """Whether the span of *text* is speech: in quotation marks, or next to a verb of saying.

    If a match labels only its span, not the *whole* line, only quotation marks count.

    >>> spoken('"Subscribe to our newsletter," the host said.', 0, 27)
    True
    """
    return _spoken(text, _marks(text), start, end, whole)


def _marks(text: str) -> list[int]:
    """The positions of all quotation marks."""
    return [i for i, char in enumerate(text) if char == '"'] if '"' in text else []


def _spoken(text: str, marks: list[int], start: int, end: int, whole: bool) -> bool:
    if marks and bisect_left(marks, start) % 2 == 1 and marks[-1] >= end:
        return True
    if not whole:
        return False
    opened = text[start : start + 1] == '"' and marks[-1] > start
    if opened or (marks and any_of(SAYING).found(text.lower())):
        return True
    return text[-1] == "." and _REPORTED.search(text, start) is not None


def about(lines: tuple[Line, ...], labels: Set[str]) -> frozenset[str]:
    """The *labels* whose subject the article is about, judged by its lines of prose."""
    asked = labels & SUBJECTS.keys()
    if not asked:
        return frozenset()
    texts = [line.text for line in lines]
    prose = [text.lower() for text in texts if text[-1] in ".!?\"')" and text.count(" ") >= _SPEAKING]
    return frozenset([label for label in asked if _often(any_of(SUBJECTS[label]), prose)])


def _often(subject: Phrases, prose: list[str]) -> bool:
    """Whether at least `_ABOUT` paragraphs name a subject."""
    missing = _ABOUT
    for i, text in enumerate(prose):
        if missing > len(prose) - i:
            return False
        if subject.found(text):
            missing -= 1
            if missing == 0:
                return True
    return False


def allowed(lines: tuple[Line, ...], matches: list[tuple[Match, ...]]) -> list[tuple[Match, ...]]:
    """Return the matches of each line that count; *matches* holds all matches of each line."""
    asked = set()
    fired: dict[str, int] = {}
    for i, line in enumerate(lines):
        for match in matches[i]:
            if match.weight > 0 and len(line.text) > _CALL:
                asked.add(match.label)
            if match.label in FURNITURE:
                fired[match.rule] = fired.get(match.rule, 0) + 1
    subjects = about(lines, asked)
    result = matches.copy()
    for i, line in enumerate(lines):
        found = matches[i]
        if found:
            text, marks = line.text, _marks(line.text)
            kept = [_weighed(match, text, fired) for match in found if not _refused(match, text, marks, subjects)]
            result[i] = tuple(kept)
    return result


def _refused(match: Match, text: str, marks: list[int], subjects: Set[str]) -> bool:
    """Whether a match is on the subject of the article or inside speech."""
    if match.weight <= 0:
        return False
    return (len(text) > _CALL and match.label in subjects) or _spoken(text, marks, match.start, match.end, match.whole)


def _weighed(match: Match, text: str, fired: dict[str, int]) -> Match:
    """*match*, lowered to a hint if its rule fires too often or it covers a small part of a paragraph."""
    if match.weight <= DOUBTFUL:
        return match
    if fired.get(match.rule, 0) > _ONCE or (
        match.whole and len(text) > _NOTICE and 2 * (match.end - match.start) < len(text)
    ):
        return Match(match.rule, match.label, match.whole, match.start, match.end, DOUBTFUL)
    return match
