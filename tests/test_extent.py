"""Where the article ends: at the first boilerplate with little but boilerplate below."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from tests.paragraphs import PROSE, REPORT, SHORT, paragraph, rule

from cleanarticle.cleaner import Cleaner
from cleanarticle.decide.extent import COLUMNS, boundaries, end
from cleanarticle.decide.model import Costs, Model
from cleanarticle.decide.votes import Votes
from cleanarticle.features.lexicon import Lexicon
from cleanarticle.features.paragraph import Facts
from cleanarticle.features.surroundings import Table

A, B = 0, 2
# Two paragraphs of the article, a call, two teasers that look like article, a call.
KNOWN = [paragraph(PROSE), paragraph(REPORT), rule("related"), paragraph(REPORT), paragraph(REPORT), rule("copyright")]
ODDS = [-4.0, -2.0, 9.0, -1.0, -3.5, 3.0]
STATES = [A, A, B, A, A, B]
REMOVED = Votes(0.0, ["removed 0.4 -1 1"], COLUMNS)


def _model(votes: Votes, cost: float = 0.0) -> Model:
    none = Votes(0.0, [])
    return Model(Lexicon({}), none, none, votes, Costs(end=cost))


def _found(known: list[Facts], odds: list[float], states: list[int]) -> dict[int, dict[str, float]]:
    table = Table(known, [1] * len(known))
    return {k: dict(zip(COLUMNS, values, strict=True)) for k, values in boundaries(known, odds, states, table)}


def test_columns_describe_what_is_kept_and_removed_above_and_below() -> None:
    values = _found(KNOWN, ODDS, STATES)[2]
    article = KNOWN[0].words
    expected = {
        "below": 4,
        "removed": 2 / 4,
        "removed_words": 8 / 38,
        "odds": (6.0 - 1.0 - 3.5 + 3.0) / 4,
        "odds_words": (6.0 * 2 - 4.5 * 15**0.5 + 3.0 * 2) / (2 + 2 * 15**0.5 + 2),
        "odds_next": 4.5 / 4,
        "odds_next12": 4.5 / 4,
        "odds_here": 6.0,
        "rule_here": 4.0,
        "kept_run": 30,
        "kept_longest": 15,
        "kept_long": 0,
        "kept_below": 30 / (article + 15 + 30),
        "kept_above": article + 15,
        "removed_here": 1,
        "kept_then": 30,
        "sure_below": 15 / (article + 15),
        "length_below": 15,
        "length_above": (article + 15) / 2,
    }
    assert {name: values[name] for name in expected} == pytest.approx(expected)


def test_overlap_and_distances_are_those_of_the_table() -> None:
    table = Table(KNOWN, [1] * 6)
    values = _found(KNOWN, ODDS, STATES)[2]
    shared = table.column("overlap_above")
    assert values["overlap_below"] == pytest.approx((shared[3] + shared[4]) / 2)
    assert values["overlap_above"] == pytest.approx(
        sum(s for s in shared[:2] if s >= 0) / sum(s >= 0 for s in shared[:2])
    )
    for name in ("since_related", "since_comments", "since_foot", "since_call", "since_author"):
        assert values[name] == table.column(name)[2]


@pytest.mark.parametrize(
    ("known", "states"),
    [
        ([paragraph(PROSE), rule("related"), rule("related")], [A, B, B]),  # nothing is kept below
        ([paragraph(PROSE), rule("related"), paragraph(REPORT), rule("author")], [A, B, A, 1]),  # a single paragraph is
        ([paragraph(SHORT), rule("related"), *[paragraph(REPORT)] * 2], [A, B, A, A]),  # no prose above
        ([paragraph(PROSE), paragraph(REPORT)], [A, A]),
        ([], []),
    ],
)
def test_no_boundary(known: list[Facts], states: list[int]) -> None:
    assert _found(known, [0.0] * len(known), states) == {}


@pytest.mark.parametrize(("weight", "places"), [(2.9, [1]), (3.0, [2, 1])])
def test_inside_boilerplate_only_a_decisive_rule_makes_a_boundary(weight: float, places: list[int]) -> None:
    known = [paragraph(PROSE), rule("related"), rule("related", weight), *[paragraph(REPORT)] * 2]
    assert list(_found(known, [0.0] * 5, [A, B, B, A, A])) == places


@pytest.mark.parametrize(
    ("votes", "cost", "expected"),
    [
        (REMOVED, 0.0, 2),
        (REMOVED, 1.1, 6),
        (Votes(0.0, ["removed 0.6 -1 1"], COLUMNS), 0.0, 6),
    ],
)
def test_article_ends_where_the_votes_exceed_the_cost(votes: Votes, cost: float, expected: int) -> None:
    assert end(KNOWN, ODDS, STATES, Table(KNOWN, [1] * 6), _model(votes, cost)) == expected


def test_the_highest_of_several_ends_counts() -> None:
    known = [paragraph(PROSE), *[rule("related"), paragraph(REPORT)] * 3]
    sure = Votes(1.0, [], COLUMNS)
    assert end(known, [0.0] * 7, [A, *[B, A] * 3], Table(known, [1] * 7), _model(sure)) == 1


def test_votes_with_columns_of_their_own_outlive_a_pickle() -> None:
    copy = pickle.loads(pickle.dumps(REMOVED))
    rows = [[0.3 if name == "removed" else 0.0 for name in COLUMNS], [0.7] * len(COLUMNS)]
    assert copy.scores(rows) == REMOVED.scores(rows) == [-1.0, 1.0]


FIXTURES = Path(__file__).parents[1] / "fixtures" / "pages"


@pytest.mark.parametrize(
    ("page", "line"),
    [
        ("ar", "إغلاق طريق المطحنة ثلاثة أيام لأعمال الصيانة"),
    ],
)
def test_headline_of_another_story_goes_with_what_stands_below_the_article(page: str, line: str) -> None:
    text = (FIXTURES / page / "page.txt").read_text(encoding="utf-8")
    removed = {removal.span.of(text).strip(): removal.reason for removal in Cleaner().analyze(text).removed}
    assert removed[line] == "structure.end"
