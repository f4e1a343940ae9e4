"""Phrases: how a text is cut into words, what they sum up to, and which say the most."""

from __future__ import annotations

import math
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.paragraphs import lexicon, paragraph, weights

from cleanarticle.decide.model import builtin_model, parse_phrases
from cleanarticle.features.lexicon import KINDS, Lexicon, stem, tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Read More", "^ read more $"),
        ("Don't miss: 12 of 40!", "^ don't miss : 0 of 0 ! $"),
        ("well-known, state-of-the-art", "^ well-known state-of the-art $"),
        ("a.b 'c' - d_e $5", "^ a b c d e 0 $"),
        ("© 2024 » |", "^ © 0 » | $"),
        ("关于我们 2", "^ 关 于 我 们 0 $"),
        ("कॉपीराइट", "^ कॉपीराइट $"),
        ("¹½", "^ 0 $"),
        ("ÄRGER \U00010400", "^ ärger \U00010428 $"),
        ("...", "^ $"),
    ],
)
def test_words_and_signs_of_a_text(text: str, words: str) -> None:
    assert tokens(text) == words.split(" ")


def test_of_a_long_text_the_ends_are_read() -> None:
    assert tokens("a " * 28 + "b " * 12) == ["^", *"a" * 28, *"b" * 12, "$"]
    assert tokens("a " * 28 + "x " + "b " * 12) == ["^", *"a" * 28, "~", *"b" * 12, "$"]
    assert tokens("a " * 28 + "x " * 999 + "b " * 12) == ["^", *"a" * 28, "~", *"b" * 12, "$"]


@pytest.mark.parametrize(
    ("word", "beginning"),
    [
        ("newsletteranmeldung", "newslet*"),
        ("подписаться", "подписа*"),
        ("comments", ""),
        ("commenter", "comment*"),
        ("mother-in-law", ""),
        ("whoever-knows", "whoever*"),
        ("©", ""),
    ],
)
def test_long_words_are_known_by_their_beginning_too(word: str, beginning: str) -> None:
    assert stem(word) == beginning
    known = Lexicon({"": weights(), **({beginning: weights(tags=1.0)} if beginning else {})})
    assert known.strongest(word, "tags") == ([word] if beginning else [])


PHRASES = {
    "": weights(article=1.0),
    "sign": weights(newsletter=0.5),
    "sign up": weights(newsletter=2.0, share=-1.0),
    "^ sign up": weights(newsletter=1.0),
    "up $": weights(related=0.75),
    "0": weights(navigation=0.25),
    "~": weights(article=3.0),
    "subscri*": weights(paywall=0.5),
}


def _shares(text: str) -> list[float]:
    """The probabilities of a text as their definition has them."""
    words = tokens(text)
    runs = [" ".join(words[i : i + size]) for size in (1, 2, 3) for i in range(len(words) - size + 1)]
    runs = [run for run in runs if run not in ("^", "$")] + [stem(word) for word in words if stem(word)]
    sums = [sum(PHRASES[run][k] for run in runs if run in PHRASES) for k in range(len(KINDS))]
    odds = [math.exp(base + total / math.sqrt(len(words))) for base, total in zip(PHRASES[""], sums, strict=True)]
    return [value / sum(odds) for value in odds]


@given(st.lists(st.sampled_from(["sign", "up", "4", "x", "Sign", "subscribers"]), max_size=80).map(" ".join))
def test_probabilities_are_those_of_the_definition(text: str) -> None:
    assert paragraph(text or ".", known=Lexicon(PHRASES)).shares == pytest.approx(_shares(text or "."), rel=1e-4)


def test_groups_are_told_in_log_odds() -> None:
    known = paragraph("Photo", known=lexicon(photo=weights(credit=30.0, title=30.0)))
    assert known.trim == pytest.approx(6.0, abs=0.3)
    assert known.boiler == pytest.approx(-5.8, abs=0.3)
    assert known.own == pytest.approx(-5.8, abs=0.3)


def test_words_that_are_known_are_counted() -> None:
    known = paragraph("Photo of a ferry, 1907", known=lexicon(photo=weights(credit=1.0), ferry_0=weights(title=1.0)))
    assert (known.asked, known.known) == (4, 1)


def test_strongest_phrases_do_not_overlap() -> None:
    known = Lexicon(PHRASES)
    assert known.strongest("Sign up 3 signs up", "newsletter") == ["Sign up"]
    assert known.strongest("Sign up 3 signs up", "related") == ["up"]
    assert known.strongest("Sign up", "share") == []
    assert known.strongest("Sign up", "newsletter", 0) == []


def test_lexicon_outlives_a_pickle() -> None:
    text = "Sign up 3"
    copy = pickle.loads(pickle.dumps(Lexicon(PHRASES)))
    assert paragraph(text, known=copy).shares == paragraph(text, known=Lexicon(PHRASES)).shares


def test_phrases_are_read_by_label() -> None:
    found = parse_phrases("# a note\n\tarticle 1\nsign up\tnewsletter 2 share -1\n#\tshare 1\n")
    assert found == {"": weights(article=1.0), "sign up": weights(newsletter=2.0, share=-1.0), "#": weights(share=1.0)}


def test_the_model_that_ships_knows_a_call_when_it_reads_one() -> None:
    known = builtin_model().lexicon
    call = paragraph("Sign up for our free weekly newsletter", known=known)
    assert KINDS[max(range(len(KINDS)), key=lambda k: call.shares[k])] == "newsletter"
