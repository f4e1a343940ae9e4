"""Probabilities to decisions: the best sequence of article, furniture and boilerplate, where every change costs."""

from __future__ import annotations

from itertools import pairwise, product
from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.paragraphs import NONE, PROSE, SHORT, Evidence, lexicon, paragraph, rule, weights

from cleanarticle.decide.model import Costs
from cleanarticle.decide.sequence import sequence
from cleanarticle.features.paragraph import Facts

NEVER = -20.0  # log-odds where that is no question
# So much of the article stands around what is asked about that the text looks clean.
AROUND = 2000


def _amid(known: list[Facts], boilerplate: list[float], furniture: list[float], costs: Costs) -> list[int]:
    """The states of some paragraphs that stand below a long article."""
    article = [NEVER] * AROUND
    states = sequence([paragraph(SHORT)] * AROUND + known, article + boilerplate, article + furniture, costs)
    return states[AROUND:]


def _states(boilerplate: list[float], furniture: list[float] | None = None, costs: Costs | None = None) -> str:
    """What each paragraph is: `+` article, `f` furniture, `-` boilerplate."""
    trim = furniture or [NEVER] * len(boilerplate)
    known = [paragraph(SHORT)] * len(boilerplate)
    return "".join("+f-"[state] for state in _amid(known, boilerplate, trim, costs or Costs()))


@pytest.mark.parametrize(
    ("boilerplate", "furniture", "states"),
    [
        ([], [], ""),
        ([-1.0], [NEVER], "+"),
        ([1.0], [NEVER], "-"),
        ([-1.0], [1.0], "f"),
        ([3.0], [5.0], "-"),
        ([-1.0, 2.0, -3.0], [-2.0, 0.0, 2.0], "+-f"),
    ],
)
def test_without_costs_the_likeliest_is_chosen(boilerplate: list[float], furniture: list[float], states: str) -> None:
    assert _states(boilerplate, furniture) == states


@pytest.mark.parametrize(("odds", "state"), [(1.9, "+"), (2.1, "-")])
def test_boilerplate_must_be_surer_by_its_cost(odds: float, state: str) -> None:
    assert _states([odds], costs=Costs(boilerplate=2.0)) == state


@pytest.mark.parametrize(("odds", "state"), [(0.9, "+"), (1.1, "f")])
def test_furniture_must_be_surer_by_its_cost(odds: float, state: str) -> None:
    assert _states([-9.0], [odds], Costs(furniture=1.0)) == state


@pytest.mark.parametrize(
    ("odds", "states"), [([-5.0, 1.4, -5.0], "+++"), ([-5.0, 1.6, -5.0], "+-+"), ([5.0, -1.4, 5.0], "---")]
)
def test_a_change_must_pay(odds: list[float], states: str) -> None:
    assert _states(odds, costs=Costs(change=0.75)) == states


def test_prose_needs_more() -> None:
    known, costs = [paragraph(PROSE)], Costs(prose=2.0)
    assert _amid(known, [1.9], [NEVER], costs) == [0]
    assert _amid(known, [2.1], [NEVER], costs) == [2]
    assert _amid(known, [NEVER], [1.9], costs) == [0]
    assert _amid([paragraph(SHORT)], [0.1], [NEVER], costs) == [2]


@pytest.mark.parametrize(("share", "state"), [(0, "+"), (30, "+"), (60, "-"), (90, "-")])
def test_the_more_of_a_text_is_boilerplate_the_less_it_costs(share: int, state: str) -> None:
    odds = [*[NEVER] * 100, *[-NEVER] * share, NEVER, 1.0]
    known = [paragraph(SHORT)] * len(odds)
    states = sequence(known, odds, [NEVER] * len(odds), Costs(boilerplate=2.1))
    assert "+f-"[states[-1]] == state


@pytest.mark.parametrize(("known", "state"), [("ferry", 2), ("lift", 0)])
def test_text_of_words_that_the_lexicon_does_not_know_needs_more(known: str, state: int) -> None:
    words = lexicon(**{known: weights(share=0.1)})
    assert sequence([paragraph("Ferry, ferry", known=words)], [1.0], [NEVER], Costs(abroad=2.0)) == [state]


@pytest.mark.parametrize(("odds", "state"), [(1.9, "+"), (2.1, "-")])
def test_the_longer_the_surer(odds: float, state: str) -> None:
    assert len(SHORT.split()) == 4
    assert _states([odds], costs=Costs(words=1.0)) == state


@pytest.mark.parametrize(("words", "odds", "state"), [(64, 5.9, 0), (64, 6.1, 2), (4000, 6.1, 2)])
def test_above_some_length_a_line_costs_no_more(words: int, odds: float, state: int) -> None:
    assert _amid([paragraph("ferry " * words)], [odds], [NEVER], Costs(words=1.0)) == [state]


@pytest.mark.parametrize(("said", "odds", "state"), [(3.0, 1.9, 0), (3.0, 2.1, 2), (4.0, 0.1, 2)])
def test_place_alone_needs_more(said: float, odds: float, state: int) -> None:
    known = paragraph("Ferry", (2.0, 0.0, "newsletter", 0.0), lexicon(ferry=weights(newsletter=said)))
    assert known.boiler == pytest.approx(1.0, abs=0.2)
    assert _amid([known], [odds], [NEVER], Costs(place=2.0)) == [state]


@pytest.mark.parametrize(("prose", "odds", "state"), [(0, 1.9, 0), (0, 2.1, 2), (1, 0.5, 0), (1, 0.7, 2), (20, 0.1, 2)])
def test_lines_of_a_text_without_prose_are_items_of_its_lists(prose: int, odds: float, state: int) -> None:
    known = [*[paragraph(SHORT)] * 5, *[paragraph(PROSE)] * prose, paragraph(SHORT)]
    odds_of = [*[NEVER] * (5 + prose), odds]
    assert sequence(known, odds_of, [NEVER] * len(known), Costs(lists=2.0))[-1] == state


@pytest.mark.parametrize(("words", "state"), [(18, 1), (19, 0)])
def test_after_a_title_the_article_begins_at_no_cost(words: int, state: int) -> None:
    known = [paragraph("Ferry " * words), *[paragraph(SHORT)] * AROUND]
    furniture = [0.1, *[NEVER] * AROUND]
    assert sequence(known, [NEVER] * len(known), furniture, Costs(change=0.75))[0] == state


@pytest.mark.parametrize(
    ("evidence", "state"),
    [
        (NONE, 0),
        ((2.9, 0.0, "share", 0.0), 0),
        ((3.0, 0.0, "share", 0.0), 2),
        ((4.0, 0.0, "share", -1.0), 2),
        ((4.0, 0.0, "share", -1.5), 0),
        ((0.0, 3.0, "byline", 0.0), 1),
        ((3.0, 4.0, "byline", 0.0), 1),
    ],
)
def test_decisive_rule_decides_amid_the_article(evidence: Evidence, state: int) -> None:
    known = [paragraph(), paragraph("Share", evidence), paragraph()]
    assert sequence(known, [-6.0] * 3, [-6.0] * 3, Costs(3.0, 3.0, 3.0, 1.0)) == [0, state, 0]


def test_a_rule_takes_nothing_with_it() -> None:
    known = [paragraph(SHORT), rule("newsletter"), paragraph(SHORT)]
    assert sequence(known, [-0.5, 0.0, -0.5], [NEVER] * 3, Costs(1.0, 1.0, 1.0, 0.3)) == [0, 2, 0]


CHANGE = 0.75
QUARTERS = st.integers(-16, 16).map(lambda n: n / 4)


def _worth(boilerplate: list[float], furniture: list[float], states: tuple[int, ...]) -> float:
    total = -CHANGE * sum(a != b for a, b in pairwise(states))
    first = [CHANGE, *[0.0] * len(states)]  # a text may begin with its title
    for b, f, bonus, state in zip(boilerplate, furniture, first, states, strict=False):
        p = 1 / (1 + exp(-b))
        total += (log(1 - p) - max(0, f + bonus), log(1 - p) + min(0, f + bonus), log(p))[state]
    return total


@given(st.lists(st.tuples(QUARTERS, QUARTERS), min_size=1, max_size=6))
def test_no_other_sequence_is_worth_more(odds: list[tuple[float, float]]) -> None:
    boilerplate, furniture = [b for b, _ in odds], [f for _, f in odds]
    states = sequence([paragraph(SHORT)] * len(odds), boilerplate, furniture, Costs(change=CHANGE))
    best = max(_worth(boilerplate, furniture, other) for other in product(range(3), repeat=len(odds)))
    assert _worth(boilerplate, furniture, tuple(states)) == pytest.approx(best)
