"""What stays although it looks like boilerplate: speech, what the article is about, and a budget."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from typing import Final

from cleanarticle.facts import QUESTION, SENTENCE, Facts
from cleanarticle.labels import BOILERPLATE, FURNITURE
from cleanarticle.result import Match
from cleanarticle.subjects import SAYING, SUBJECTS, any_of

# A rule of this weight or more decides alone; weaker ones need what stands around them.
DECISIVE: Final = 3.0

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


def spoken(text: str, start: int, end: int, *, whole: bool = True) -> bool:
    """Whether the stretch of *text* is somebody's speech: in quotation marks, or beside a verb of saying.

    What speaks of the stretch alone, and not of the *whole* line, is speech only in quotation marks.

    >>> spoken('"Subscribe to our newsletter," the host said.', 0, 27)
    True
    """
    if text.count('"', 0, start) % 2 == 1 and '"' in text[end:]:
        return True
    if not whole:
        return False
    opened = text[start : start + 1] == '"' and '"' in text[start + 1 :]
    if opened or ('"' in text and any_of(SAYING).search(text.lower()) is not None):
        return True
    return text[-1] == "." and _REPORTED.search(text, start) is not None


def about(texts: Sequence[str], labels: Set[str]) -> frozenset[str]:
    """Those of *labels* whose subject the article is about; of its paragraphs, those of prose count."""
    prose = (
        [text.lower() for text in texts if text[-1:] in ".!?\"')" and text.count(" ") >= _SPEAKING] if labels else []
    )
    return frozenset(
        label
        for label in labels & SUBJECTS.keys()
        if sum(1 for text in prose if any_of(SUBJECTS[label]).search(text)) >= _ABOUT
    )


def allowed(
    texts: Sequence[str], offsets: Sequence[int], matches: Sequence[Sequence[Match]]
) -> list[tuple[Match, ...]]:
    """The matches of each line that no guard refuses.

    Args:
        texts: the lines, folded.
        offsets: where each begins in the source, in code points.
        matches: what the rules found in each.
    """
    asked = {m.label for t, found in zip(texts, matches, strict=True) for m in found if m.weight > 0 and len(t) > _CALL}
    subjects = about(texts, asked)
    fired = Counter(m.rule for found in matches for m in found if m.label in FURNITURE)
    result = []
    for text, offset, found in zip(texts, offsets, matches, strict=True):
        kept = []
        for m in found:
            if m.weight > 0 and m.label in subjects and len(text) > _CALL:
                continue
            if m.weight > 0 and spoken(text, m.span.start - offset, m.span.end - offset, whole=m.whole):
                continue
            hint = fired[m.rule] > _ONCE or (m.whole and len(text) > _NOTICE and 2 * len(m.span) < len(text))
            kept.append(replace(m, weight=_HINT) if hint and m.weight > _HINT else m)
        result.append(tuple(kept))
    return result


# A paragraph that is as surely no article as this, in log-odds, may be a title without further proof.
_TITLE: Final = -0.7
# What is as surely no article as this needs no rule to prove it.
_SURE: Final = -1.5


def anchored(
    facts: Sequence[Facts], odds: Sequence[float | None], named: Sequence[tuple[str, str] | None]
) -> list[float | None]:
    """The decisions, less those by structure alone where no decisive rule proves that there is boilerplate.

    Furniture proves only furniture: an article has its own title and date.
    """
    decisive = {f.label for f in facts if f.evidence >= DECISIVE}
    if not decisive.isdisjoint(BOILERPLATE):
        return list(odds)
    result: list[float | None] = []
    for f, value, name in zip(facts, odds, named, strict=True):
        furniture = name is not None and name[0] in FURNITURE
        sure = value is not None and value < (_TITLE if furniture else _SURE)
        stays = f.evidence < DECISIVE and not (furniture and decisive) and not sure
        result.append(None if stays else value)
    return result


# Text in which decisive rules of fewer labels than this fire is clean for the most part.
_DIRTY: Final = 6


def cleanliness(facts: Sequence[Facts]) -> float:
    """How clean a text looks: 1 where no decisive rule fires, 0 where those of many labels do.

    An extractor's output, or an article already cleaned, has little to lose; a whole page has much.
    """
    labels = {f.label for f in facts if f.evidence >= DECISIVE}
    return max(0.0, 1 - len(labels.intersection(BOILERPLATE)) / _DIRTY)


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
# A rule of this weight in a run vouches for the run.
_VOUCHES: Final = 1.5
# What a run of lines without such a rule must bring together, in log-odds, to go by structure alone.
_BARE: Final = 2.0
# What it must bring besides, in a text that is otherwise clean: at the end or the beginning, and inside.
_OUTER: Final = 4.0
_INNER: Final = 8.0
# What the lines of a run that no decided heading opens must bring on average in a text that is otherwise clean.
_EACH: Final = 2.0


def _runs(odds: Sequence[float | None]) -> Iterator[tuple[int, int]]:
    """Start and end of each stretch that is to go."""
    start = 0
    for i in range(len(odds) + 1):
        if i == len(odds) or odds[i] is None:
            if i > start:
                yield start, i
            start = i + 1


def _limit(facts: Sequence[Facts], i: int) -> float:
    """Sentences below the heading *i* go if their log-odds are no more than this."""
    if facts[i].label == "comments":
        # A thread shows itself: somebody speaks of himself, or in the words and signs of a chat, or under a name.
        thread = any(f.me or f.informal or f.name for f in facts[i + 1 : i + 1 + _THREAD])
        return _UNLIKELY if thread else _HOPELESS
    return _SURELY_NOT if facts[i].label in _IN_PASSING else _UNLIKELY


def proven(facts: Sequence[Facts], odds: Sequence[float | None], clean: float) -> list[float | None]:
    """The decisions, less sentences in doubt, and less runs that bring too little together; the more *clean*, the more.

    Args:
        facts: the paragraphs.
        odds: for each None if it stays, or else its log-odds of being article.
        clean: how clean the text looks, see `cleanliness`.
    """
    result = list(odds)
    limit = _SURELY_NOT
    for i, (f, value) in enumerate(zip(facts, odds, strict=True)):
        if value is None:
            limit = _SURELY_NOT
        elif f.evidence >= DECISIVE:
            limit = _limit(facts, i)
        sentence = f.words >= _SENTENCE and f.end in (SENTENCE, QUESTION) and f.evidence < _VOUCHES
        if value is not None and sentence and value > limit:
            result[i] = None
    for start, end in _runs(result):
        total = sum(value for value in result[start:end] if value is not None)
        opened = facts[start].evidence >= DECISIVE
        enough = opened or total <= -_EACH * clean * (end - start)
        if not any(f.evidence >= _VOUCHES for f in facts[start:end]):
            inside = start > 0 and end < len(facts)
            enough = enough and total <= -_BARE - clean * (_INNER if inside else _OUTER)
        if not enough:
            decided = [f.evidence >= DECISIVE for f in facts[start:end]]
            result[start:end] = [v if rule else None for v, rule in zip(result[start:end], decided, strict=True)]
    return result


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


def budget(
    facts: Sequence[Facts], overlap: Sequence[float], odds: Sequence[float | None], clean: float
) -> list[float | None]:
    """The decisions, less those that would cost whole paragraphs of report without a sign of anything else.

    Threads and rivers of teasers have names, dates and headings between their paragraphs.  Where paragraph follows
    paragraph, in the third person and in the article's own words, the article goes on, whatever stands above.
    """
    result = list(odds)
    start = 0
    for i in range(len(facts) + 1):
        value = odds[i] if i < len(facts) else None
        if value is not None and value > _DOUBTFUL - clean and _reports(facts[i], overlap[i]):
            continue
        if i - start >= _STRETCH:
            result[start:i] = [None] * (i - start)
        start = i + 1
    return result


def rescued(facts: Sequence[Facts], odds: Sequence[float | None]) -> list[float | None]:
    """The decisions; but where no prose would stay, prose in the third person that no rule speaks against does."""
    prose = [f.words >= _SENTENCE and f.end == SENTENCE and f.evidence < _VOUCHES for f in facts]
    if any(value is None and is_prose for value, is_prose in zip(odds, prose, strict=True)):
        return list(odds)
    result = list(odds)
    for i, (f, value) in enumerate(zip(facts, odds, strict=True)):
        chatty = f.me + f.informal > _CHATTY * f.words
        if value is not None and value > _HOPELESS and prose[i] and not chatty:
            result[i] = None
    return result
