"""What `facts` knows of a paragraph, however it is stored, and what votes may ask."""

import random
import re

import pytest

from cleanarticle.decide.votes import Votes
from cleanarticle.features.lexicon import Lexicon
from cleanarticle.features.paragraph import Facts, facts
from cleanarticle.text.fold import lower

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
# What `facts` takes for a date, as a pattern.
DATE = re.compile(
    r"\b(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}:\d{2}|\d{1,2} ?[ap]\.?m\b|(?:19|20)\d\d\b"
    rf"|{_MONTH} \d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}"
    r"|\d+ ?(?:hours?|days?|mins?|minutes?|weeks?|months?|years?|hrs?|h|d|w|mo) ago)"
)
_WORDS = """
    0 1 3 5 12 31 19 20 201 1999 2019 12345 . / - : _ ' am pm p.m a. m AUG jan sep. september octobers febabcdefg st nd
    rd th hours hour days d w mo m min hrs weeks x
"""
_OTHERS = (
    " ",
    "  ",
    " ago",
    "ago",
    " AGO",
    "\0",
    "\u0301",
    "\u0660",
    "\u00b2",
    "\u00e9",
    "wee\u212as",
    "m\u0130n",
    "年",
)
PIECES = (*_WORDS.split(), *_OTHERS, " ", " ")
NONE = Lexicon({})


def known(text: str) -> Facts:
    return facts(text, (0.0, 0.0, "", 0.0), NONE)


def test_dates_are_found_as_by_the_pattern() -> None:
    chance = random.Random(1)  # noqa: S311 -- no secret
    for _ in range(20_000):
        text = "".join(chance.choices(PIECES, k=chance.randrange(1, 9)))
        assert known(text).dated == (DATE.search(lower(text)) is not None), ascii(text)


@pytest.mark.parametrize("script", ["a Word", "ein Übel", "одно Слово", "一 個 字", "\U00010428 \U00010400"])
def test_what_a_text_is_does_not_hang_on_how_it_is_stored(script: str) -> None:
    plain, wide = (known(text) for text in (f"{script}, 12 hours ago!!", f"{script}, 12 hours ago!!\U0001f300"))
    for name in ("dated", "digits", "informal", "commas", "begin"):
        assert getattr(plain, name) == getattr(wide, name)


def test_a_vote_of_more_than_six_questions_is_refused() -> None:
    deep = "words 1 0 " * 7 + "1"
    with pytest.raises(ValueError, match="more than 6 questions"):
        Votes(0.0, [deep])


def test_more_limits_than_a_byte_can_rank_are_refused() -> None:
    with pytest.raises(ValueError, match="more than 255 different limits"):
        Votes(0.0, [f"words {i} 0 1" for i in range(256)])
