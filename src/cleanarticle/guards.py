"""What stays although it looks like boilerplate: speech, what the article is about, and a budget."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Set
from typing import Final

from cleanarticle.document import Line
from cleanarticle.facts import QUESTION, SENTENCE, Facts
from cleanarticle.labels import BOILERPLATE, FURNITURE
from cleanarticle.phrases import Phrases
from cleanarticle.result import Match
from cleanarticle.rules import DECISIVE
from cleanarticle.subjects import SAYING, SUBJECTS, any_of

# Speech without marks: what is called out comes first, who said so follows the comma.
_REPORTED: Final = re.compile(
    r"[,?!] (?:[\w'-]+ ){0,8}?(?:said|says|promised|read|reads|ran|runs|added|replied|wrote|announced|warned|told|joked"
    r"|explained|recalled|boasted|pleaded)\b",
    re.IGNORECASE,
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


# A paragraph that is as surely no article as this, in log-odds, may be a title without further proof.
_TITLE: Final = -0.7
# What is as surely no article as this needs no rule to prove it.
_SURE: Final = -1.5


def anchored(
    facts: list[Facts], odds: list[float | None], named: list[tuple[str, str, float] | None]
) -> list[float | None]:
    """The decisions, less those by structure alone where no decisive rule proves that there is boilerplate.

    Furniture proves only furniture: an article has its own title and date.
    """
    decisive = _decisive(facts)
    if not decisive.isdisjoint(BOILERPLATE):
        return odds
    result = odds.copy()
    for i, f in enumerate(facts):
        value, name = odds[i], named[i]
        furniture = name is not None and name[0] in FURNITURE
        sure = value is not None and value < (_TITLE if furniture else _SURE)
        if f.evidence < DECISIVE and not (furniture and decisive) and not sure:
            result[i] = None
    return result


def _decisive(facts: list[Facts]) -> set[str]:
    """The labels that a rule has decided on."""
    labels = set()
    for f in facts:
        if f.evidence >= DECISIVE:
            labels.add(f.label)
    return labels


# Text in which decisive rules of fewer labels than this fire is clean for the most part.
_DIRTY: Final = 6


def cleanliness(facts: list[Facts]) -> float:
    """How clean a text looks: 1 where no decisive rule fires, 0 where those of many labels do.

    An extractor's output, or an article already cleaned, has little to lose; a whole page has much.
    """
    return max(0.0, 1 - len(_decisive(facts).intersection(BOILERPLATE)) / _DIRTY)


# Below a call or an advert the article goes on; headings of other labels stand over sentences.
_IN_PASSING: Final = frozenset({"newsletter", "advert", "share"})
# What is this surely boilerplate is no article's only paragraph either.
_HOPELESS: Final = -3.0
# A thread shows itself within so many paragraphs below its heading.
_THREAD: Final = 6
# Shorter paragraphs may be teasers.
_SENTENCE: Final = 10
# A sentence below a heading that a rule knows goes unless its own evidence says this much for the article;
# any other sentence goes only if its evidence says this much against.
_UNLIKELY: Final = 0.2
_SURELY_NOT: Final = -1.5
# Where no thread of comments has begun, sentences that address nobody go only by this much; unless their own words
# say as much as `_UNTOLD` against them.
_NEUTRAL: Final = -2.5
_UNTOLD: Final = -0.5
# A rule of this weight in a run vouches for the run.
_VOUCHES: Final = 1.5
# What a run of lines without such a rule must bring together, in log-odds, to go by structure alone.
_BARE: Final = 2.0
# What it must bring besides, in a text that is otherwise clean: at the end or the beginning, and inside.
_OUTER: Final = 4.0
_INNER: Final = 8.0
# What the lines of a run that no decided heading opens must bring on average in a text that is otherwise clean.
_EACH: Final = 2.0


def _limit(facts: list[Facts], i: int) -> float:
    """Sentences below the heading *i* go if their log-odds are no more than this."""
    heading = facts[i]
    if heading.label != "comments":
        return _SURELY_NOT if heading.label in _IN_PASSING else _UNLIKELY
    # A thread shows itself: somebody speaks of himself, or in the words and signs of a chat, or under a name.
    for f in facts[i + 1 : i + 1 + _THREAD]:
        if f.me or f.informal or f.name:
            return _UNLIKELY
    return _HOPELESS


def _brings_enough(facts: list[Facts], odds: list[float | None], start: int, end: int, clean: float) -> bool:
    """Whether the run from *start* to before *end* brings enough together to go."""
    total = 0.0
    vouched = False
    for i in range(start, end):
        f = facts[i]
        total += odds[i] or 0.0
        vouched = vouched or f.evidence >= _VOUCHES
    f = facts[start]
    if f.evidence < DECISIVE and total > -_EACH * clean * (end - start):
        return False
    inside = start > 0 and end < len(facts)
    return vouched or total <= -_BARE - clean * (_INNER if inside else _OUTER)


def _neutral(f: Facts) -> bool:
    return f.sentences > 0 and f.own > _UNTOLD and f.you + f.me + f.informal == 0


def proven(facts: list[Facts], odds: list[float | None], clean: float) -> list[float | None]:
    """The decisions, less sentences in doubt, and less runs that bring too little together; the more *clean*, the more.

    Args:
        facts: the paragraphs.
        odds: for each None if it stays, or else its log-odds of being article.
        clean: how clean the text looks, see `cleanliness`.
    """
    result = odds.copy()
    limit = _SURELY_NOT
    thread = False
    for i, f in enumerate(facts):
        value = odds[i]
        if value is None:
            limit = _SURELY_NOT
        elif f.evidence >= DECISIVE:
            limit = _limit(facts, i)
        sentence = f.words >= _SENTENCE and f.end in (SENTENCE, QUESTION) and f.evidence < _VOUCHES
        thread = thread or (f.evidence >= DECISIVE and f.label == "comments")
        bound = _NEUTRAL if limit == _SURELY_NOT and not thread and _neutral(f) else limit
        if value is not None and sentence and value > bound:
            result[i] = None
    start = 0
    for i in range(len(result) + 1):
        if i == len(result) or result[i] is None:
            if i > start and not _brings_enough(facts, result, start, i, clean):
                _spare(facts, result, start, i)
            start = i + 1
    return result


def _spare(facts: list[Facts], odds: list[float | None], start: int, end: int) -> None:
    """Keep what no rule has decided on from *start* to before *end*."""
    for i in range(start, end):
        f = facts[i]
        if f.evidence < DECISIVE:
            odds[i] = None


# A paragraph that shares this much of its vocabulary with the others goes on with their story.
_CONTINUES: Final = 0.1
# Words of a writer about himself, or of a chat, per word; reports have fewer.
_CHATTY: Final = 0.03
# Paragraphs that are more surely boilerplate than this, in log-odds, go all the same; in a clean text, by one more.
_DOUBTFUL: Final = -1.2
# This many paragraphs of report in a row are the article's.
_STRETCH: Final = 2


def _reports(f: Facts, overlap: float) -> bool:
    """Whether a paragraph is prose in the third person on the article's own subject."""
    return (
        f.words >= _SENTENCE
        and f.end == SENTENCE
        and f.evidence <= 0
        and overlap >= _CONTINUES
        and f.me + f.informal <= _CHATTY * f.words
    )


def budget(facts: list[Facts], overlap: list[float], odds: list[float | None], clean: float) -> list[float | None]:
    """The decisions, less those that would cost whole paragraphs of report without a sign of anything else.

    Threads and rivers of teasers have names, dates and headings between their paragraphs.  Where paragraph follows
    paragraph, in the third person and in the article's own words, the article goes on, whatever stands above.
    """
    result = odds.copy()
    start = 0
    for i in range(len(facts) + 1):
        value = odds[i] if i < len(facts) else None
        if value is not None and value > _DOUBTFUL - clean and _reports(facts[i], overlap[i]):
            continue
        if i - start >= _STRETCH:
            result[start:i] = [None] * (i - start)
        start = i + 1
    return result


def _prose(f: Facts) -> bool:
    return f.words >= _SENTENCE and f.end == SENTENCE and f.evidence < _VOUCHES


def rescued(facts: list[Facts], odds: list[float | None]) -> list[float | None]:
    """The decisions; but where no prose would stay, prose in the third person that no rule speaks against does."""
    for i, f in enumerate(facts):
        if odds[i] is None and _prose(f):
            return odds
    result = odds.copy()
    for i, f in enumerate(facts):
        value = odds[i]
        chatty = f.me + f.informal > _CHATTY * f.words
        if value is not None and value > _HOPELESS and _prose(f) and not chatty:
            result[i] = None
    return result
