"""Evidence to decisions: the best sequence of article and boilerplate, where every change costs."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.paragraphs import paragraph, rule

from cleanarticle.decode import benefit, decode

CHANGE = 0.75  # what a change from one to the other costs, in log-odds
CEILING = 6.0  # what one paragraph's evidence counts at most


def _stays(evidence: list[float]) -> str:
    """The decisions, `+` for article and `-` for boilerplate."""
    odds = decode([paragraph() for _ in evidence], evidence, 0.0)
    return "".join("+" if value is None else "-" for value in odds)


@pytest.mark.parametrize(
    ("evidence", "decisions"),
    [
        ([], ""),
        ([1.0], "+"),
        ([0.0], "+"),
        ([-1.0], "-"),
        ([3.0, -1.4, 3.0], "+++"),
        ([3.0, -1.6, 3.0], "+-+"),
        ([3.0, -0.7], "++"),
        ([3.0, -0.8], "+-"),
        ([-0.7, 3.0], "++"),
        ([-0.8, 3.0], "-+"),
        ([-3.0, 1.4, -3.0], "---"),
        ([-3.0, 1.6, -3.0], "-+-"),
        ([-3.0, 0.8], "-+"),
        ([3.0, -0.8, -0.8, 3.0], "+--+"),
        ([3.0, 3.0, 3.0, -2.0, -2.0, -2.0], "+++---"),
        ([-2.0, -2.0, 3.0, -2.0, 3.0, -2.0], "--+-+-"),
    ],
)
def test_a_change_must_pay(evidence: list[float], decisions: str) -> None:
    assert _stays(evidence) == decisions


@pytest.mark.parametrize(
    ("evidence", "decisions"),
    [([3.0, -1.5, 3.0], "+++"), ([3.0, -0.75], "++"), ([-0.75, 3.0], "++")],
    ids=["inside", "at the end", "at the beginning"],
)
def test_where_both_weigh_the_same_the_paragraph_stays(evidence: list[float], decisions: str) -> None:
    assert _stays(evidence) == decisions


def _worth(evidence: list[float], kept: tuple[bool, ...]) -> float:
    changes = sum(a != b for a, b in pairwise(kept))
    return sum(value for value, stays in zip(evidence, kept, strict=True) if stays) - CHANGE * changes


QUARTERS = st.integers(-24, 24).map(lambda n: n / 4)


@given(st.lists(QUARTERS, min_size=1, max_size=8))
def test_no_other_sequence_is_worth_more(evidence: list[float]) -> None:
    chosen = tuple(mark == "+" for mark in _stays(evidence))
    best = max(_worth(evidence, kept) for kept in product((True, False), repeat=len(evidence)))
    assert _worth(evidence, chosen) == best


@pytest.mark.parametrize(("value", "held"), [(-1.5, -1.5), (-6.0, -6.0), (-9.0, -6.0), (-100.0, -6.0)])
def test_what_goes_tells_its_odds_within_bounds(value: float, held: float) -> None:
    assert decode([paragraph()], [value], 0.0) == [held]


def test_one_paragraph_cannot_outweigh_many() -> None:
    assert _stays([-2.0, -2.0, -2.0, -2.0, 100.0]) == "----+"
    assert _stays([-CEILING, 1.0, 100.0, 1.0, -CEILING]) == "-+++-"
    assert _stays([100.0, *[-2.0] * 4, 100.0]) == "+----+"


@pytest.mark.parametrize(
    ("evidence", "against", "goes"),
    [(2.9, 0.0, False), (3.0, 0.0, True), (6.0, 0.0, True), (4.0, -1.0, True), (4.0, -1.5, False)],
)
def test_decisive_rule_decides_between_two_paragraphs_of_article(evidence: float, against: float, goes: bool) -> None:
    known = [paragraph(), paragraph("Share", evidence, "share", against), paragraph()]
    assert (decode(known, [5.0, 5.0, 5.0], 0.0)[1] is not None) == goes


def test_the_stronger_the_rule_the_surer_the_decision() -> None:
    odds = [decode([rule("share", weight)], [5.0], 0.0)[0] for weight in (3.0, 4.0, 6.0)]
    assert odds == [-2.0, -3.0, -5.0]
    assert decode([rule("share", 4.0)], [-5.5], 0.0) == [-5.5]


def test_doubt_speaks_for_each_paragraph() -> None:
    known = [paragraph(), paragraph()]
    assert decode(known, [-1.5, -1.5], 0.5) == [-1.0, -1.0]
    assert decode(known, [-1.5, -1.5], 1.5) == [None, None]
    assert decode([rule("share", 4.0)], [-9.0], 2.0) == [-6.0]


# --- the benefit of the doubt ---

KNOWN = ("the", "council", "voted", "keep", "ferry")


def _benefit(*texts: str) -> float:
    return benefit([paragraph(text, lexicon=KNOWN) for text in texts])


def test_text_in_a_known_language_has_little_benefit_of_the_doubt() -> None:
    assert 0 < _benefit("The council voted.") == _benefit("Council voted, the ferry zzz.") < 0.5


def test_text_of_unknown_words_has_much() -> None:
    assert _benefit("Zwarte vogels zingen.") > _benefit("The council zingen vogels zwarte.") > _benefit("The council.")
    assert _benefit("Zwarte vogels zingen.") == pytest.approx(2.1)


def test_words_count_over_the_whole_text() -> None:
    assert _benefit("Zwarte vogels zingen.", "The council voted to keep the ferry.") < _benefit("Zwarte vogels zingen.")


def test_text_without_a_word_has_none_of_the_doubt_of_an_unknown_language() -> None:
    assert _benefit("1 2 3") == benefit([]) == _benefit("The council.")
