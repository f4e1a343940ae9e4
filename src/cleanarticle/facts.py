"""What a paragraph looks like by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cleanarticle.blocks import Block
from cleanarticle.result import Match
from cleanarticle.segment import lower
from cleanarticle.stopwords import STOPWORDS

_UNSPACED: Final = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
_CASELESS: Final = re.compile(
    r"[\u0590-\u074f\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
_WORD: Final = re.compile(r"[^\W\d_]{2,}(?:['-][^\W\d_]+)?")
_MONTH: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DATE: Final = re.compile(
    r"\b(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}:\d{2}|\d{1,2} ?[ap]\.?m\b|(?:19|20)\d\d\b"
    rf"|{_MONTH} \d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}"
    r"|\d+ ?(?:hours?|days?|mins?|minutes?|weeks?|months?|years?|hrs?|h|d|w|mo) ago)"
)
_YOU: Final = re.compile(r"\b(?:you|your|yours|you're|you'll|us|our|we)\b")
_ME: Final = re.compile(r"\b(?:i|i'm|i've|my|me|lol|imo)\b")
_LINKISH: Final = re.compile(r"https?:|www\.|\.com\b|@\w|#\w|[|>»›→·•©]")
_INFORMAL: Final = re.compile(
    r"\b(?:thanks|thank you|great (?:post|article|read|info|tips)|lol|btw|imh?o|hi|hello|awesome"
    r"|love (?:this|it|the|your)|agree|congrats|wow|haha|nice)\b|!{1,3}|[\U0001f600-\U0001f64f]|:\)"
)
_SAYS: Final = re.compile(r"\b(?:says?|reply|replied|replies|wrote|commented|comment)\b")
_NEXT_SENTENCE: Final = re.compile(r"[.!?] +[A-Z\"']")
_TERMINAL: Final = frozenset(".!。！।۔")
_CLOSERS: Final = "\"')]}»”’*"

OPEN, SENTENCE, QUESTION, COLON, COMMA, ELLIPSIS = range(6)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a paragraph by itself.

    Attributes:
        words: how many; in a script without spaces, two characters count as one.
        end: how it ends, one of the constants of this module.
        begin: how it begins: 0 lower case, 1 capital, 2 digit, 3 quote, 4 bullet, 5 caseless letter, 6 other sign.
        stops: share of the words that bind sentences.
        capitals: share of words that begin with a capital.
        caseless: whether it is in a script without capitals.
        digits: how many.
        dated: whether it holds a date, a time or a year.
        you: words that address the reader or speak for the site.
        me: words of a writer who speaks of himself.
        linkish: signs of links, handles, menus.
        sentences: sentence ends inside.
        informal: words and signs of a chat.
        name: whether it may be somebody's name, or name and verb as above a comment.
        tokens: its words in lower case; empty for long paragraphs.
        vocabulary: its words of four letters or more that carry meaning.
        evidence: the strongest weight of a rule for a label.
        label: that label, or an empty text.
        against: what rules say for the article, 0 or negative.
    """

    words: int
    end: int
    begin: int
    stops: float
    capitals: float
    caseless: bool
    digits: int
    dated: bool
    you: int
    me: int
    linkish: int
    commas: int
    sentences: int
    quotes: int
    upper: bool
    informal: int
    name: bool
    tokens: frozenset[str]
    vocabulary: frozenset[str]
    evidence: float
    label: str
    against: float

    @property
    def prose(self) -> bool:
        """Whether it is a paragraph beyond doubt: long, ended, with the words that bind sentences, no rule against."""
        bound = self.caseless or self.stops >= 0.16
        return self.words >= 20 and self.end in (SENTENCE, QUESTION) and bound and self.evidence < 2.5


def _end(text: str) -> int:
    bare = text.rstrip(_CLOSERS)
    if not bare:
        return OPEN
    last = bare[-1]
    if last in "?？؟":
        return QUESTION
    if last == "…" or bare.endswith("..."):
        return ELLIPSIS
    if last in _TERMINAL:
        return SENTENCE
    return COLON if last in ":：" else COMMA if last in ",;،；、" else OPEN


def _begin(text: str) -> int:
    first = text[0]
    if first.islower():
        return 0
    if first.isupper():
        return 1
    if first.isdigit():
        return 2
    if first in "\"'«":
        return 3
    if first in "-*•·–—+":
        return 4
    return 5 if first.isalpha() else 6


def _strongest(matches: Sequence[Match]) -> tuple[float, str, float]:
    """Weight and label of the strongest match for removal, and the sum of what speaks for the article."""
    best, label, against = 0.0, "", 0.0
    for match in matches:
        if not match.whole:
            continue
        if match.weight > best:
            best, label = match.weight, match.label
        against += min(0.0, match.weight)
    return best, label, against


# Longer paragraphs are judged by their shape; single words say little there.
_LEXICAL: Final = 40


def facts(block: Block) -> Facts:
    """The facts of one paragraph."""
    text = block.text
    small = lower(text)
    words = text.split()
    unspaced = 0 if text.isascii() else len(_UNSPACED.findall(text))
    count = len(words) + unspaced // 2
    tokens = _WORD.findall(small)
    capitals = sum(1 for w in words if w[0].isupper())
    end = _end(text)
    evidence, label, against = _strongest(block.matches)
    return Facts(
        words=count,
        end=end,
        begin=_begin(text),
        stops=sum(1 for t in tokens if t in STOPWORDS) / max(1, len(tokens)),
        capitals=capitals / len(words),
        caseless=not text.isascii() and len(_CASELESS.findall(text)) * 3 > len(text),
        digits=sum(c.isdigit() for c in text) if count < 60 else 0,
        dated=count < 60 and _DATE.search(small) is not None,
        you=len(_YOU.findall(small)),
        me=len(_ME.findall(small)),
        linkish=len(_LINKISH.findall(small)),
        commas=text.count(", "),
        sentences=len(_NEXT_SENTENCE.findall(text)),
        quotes=text.count('"'),
        upper=text.isupper(),
        informal=len(_INFORMAL.findall(small)),
        name=(2 <= count <= 5 and capitals == len(words) and end == OPEN)
        or (count < 12 and _SAYS.search(small) is not None),
        tokens=frozenset(tokens) if count <= _LEXICAL else frozenset(),
        vocabulary=frozenset(t for t in tokens if len(t) > 3 and t not in STOPWORDS),
        evidence=evidence,
        label=label,
        against=against,
    )
