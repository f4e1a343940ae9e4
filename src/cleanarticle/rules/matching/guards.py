"""Which matches count: none of somebody's speech, none of what the article is about."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Set
from typing import Final

from cleanarticle.labels import FURNITURE
from cleanarticle.result import Match
from cleanarticle.rules.matching.subjects import SAYING, SUBJECTS, any_of
from cleanarticle.text.document import Line
from cleanarticle.text.phrases import Phrases

# Speech without marks: what is called out comes first, who said so follows the comma.
_REPORTED: Final = re.compile(
    r"[,?!] (?:[\w'-]+ ){0,8}?(?<!\bto )(?:said|says|promised|read|reads|ran|runs|added|replied|wrote|announced|warned"
    r"|told|joked|explained|recalled|boasted|pleaded)\b"
)

# An article is about a subject that this many of its paragraphs name.
_ABOUT: Final = 3
# A paragraph of prose has this many spaces or more.
_SPEAKING: Final = 14
# A byline, a date or a credit that stands more often than this is part of a list or a thread, and only a hint.
_ONCE: Final = 4
_HINT: Final = 1.0
# A longer line is a paragraph; a rule that matches less than half of it is only a hint.
_NOTICE: Final = 240
# Longer lines may be sentences about a call rather than the call.
_CALL: Final = 60


def spoken(text: str, start: int, end: int, whole: bool = True) -> bool:
    """Whether the stretch of *text* is somebody's speech: in quotation marks, or beside a verb of saying.

    What speaks of the stretch alone, and not of the *whole* line, is speech only in quotation marks.

    >>> spoken('"Subscribe to our newsletter," the host said.', 0, 27)
    True
    """
    return _spoken(text, _marks(text), start, end, whole)


def _marks(text: str) -> list[int]:
    """Where quotation marks stand."""
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
    """Those of *labels* whose subject the article is about; of its lines, those of prose count."""
    asked = labels & SUBJECTS.keys()
    if not asked:
        return frozenset()
    texts = [line.text for line in lines]
    prose = [text.lower() for text in texts if text[-1] in ".!?\"')" and text.count(" ") >= _SPEAKING]
    return frozenset([label for label in asked if _often(any_of(SUBJECTS[label]), prose)])


def _often(subject: Phrases, prose: list[str]) -> bool:
    """Whether enough paragraphs name a subject."""
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
    """The matches of each line that no guard refuses; *matches* holds what the rules found in each."""
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
    """Whether what looks like boilerplate is what the article is about, or somebody's speech."""
    if match.weight <= 0:
        return False
    return (len(text) > _CALL and match.label in subjects) or _spoken(text, marks, match.start, match.end, match.whole)


def _weighed(match: Match, text: str, fired: dict[str, int]) -> Match:
    """*match*; or no more than a hint, where its rule fires again and again or matches a small part of a paragraph."""
    if match.weight <= _HINT:
        return match
    if fired.get(match.rule, 0) > _ONCE or (
        match.whole and len(text) > _NOTICE and 2 * (match.end - match.start) < len(text)
    ):
        return Match(match.rule, match.label, match.whole, match.start, match.end, _HINT)
    return match
