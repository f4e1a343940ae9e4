"""The table of features: each column holds what `FEATURES` says, under the number by which it is filled."""

from __future__ import annotations

import pytest
from tests.paragraphs import NONE, PROSE, QUESTION, REPORT, SHORT, Evidence, lexicon, paragraph, rule, weights

from cleanarticle.features import surroundings
from cleanarticle.features.paragraph import Facts
from cleanarticle.features.surroundings import FEATURES, Table

CALL = lexicon(ferry=weights(newsletter=4.0))
DATE = "On 3 May 2019 at 12:30"
STAMPED: Evidence = (4.0, 0.0, "comments", 0.0)


@pytest.mark.parametrize(("place", "name"), list(enumerate(FEATURES)))
def test_each_column_is_filled_under_its_own_number(place: int, name: str) -> None:
    assert getattr(surroundings, f"C_{name.upper()}") == place


def _columns(paragraphs: list[Facts], gaps: list[int] | None = None) -> dict[str, list[float]]:
    table = Table(paragraphs, gaps or [0] * len(paragraphs))
    rows = table.rows()
    columns = {name: table.column(name) for name in FEATURES}
    assert [[columns[name][i] for name in FEATURES] for i in range(table.size)] == rows
    return columns


PAGE = [
    paragraph(PROSE),
    paragraph(SHORT),
    rule("related", 4.0, "More stories"),
    paragraph(DATE),
    paragraph(QUESTION),
    rule("copyright", 4.0, "Ferry Press"),
]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("words", [32, 4, 2, 6, 15, 2]),
        ("words_above", [-1, 32, 4, 2, 6, 15]),
        ("words_below", [4, 2, 6, 15, 2, -1]),
        ("end", [1, 1, 0, 0, 2, 0]),
        ("end_above", [-1, 1, 1, 0, 0, 2]),
        ("end_below", [1, 0, 0, 2, 0, -1]),
        ("dated", [0, 0, 0, 1, 0, 0]),
        ("evidence", [0, 0, 4, 0, 0, 4]),
        ("evidence_above", [0, 0, 0, 4, 0, 0]),
        ("evidence_below", [0, 4, 0, 0, 4, 0]),
        ("opener", [0, 0, 4, 0, 0, 0]),
        ("strong_above", [99, 99, 0, 1, 2, 0]),
        ("strong_below", [2, 1, 0, 2, 1, 0]),
        ("strong_before", [0, 0, 0, 1, 1, 1]),
        ("strong_after", [2, 2, 1, 1, 1, 0]),
        ("since_related", [99, 99, 0, 1, 2, 3]),
        ("since_foot", [99, 99, 99, 99, 99, 0]),
        ("since_comments", [99] * 6),
        ("boiler_rule", [0, 0, 4, 0, 0, 4]),
        ("boiler_rule_above", [0, 0, 0, 4, 0, 0]),
        ("boiler_rule_below", [0, 4, 0, 0, 4, 0]),
        ("from_top", [0, 1, 2, 3, 4, 5]),
        ("from_end", [5, 4, 3, 2, 1, 0]),
        ("paragraphs", [6] * 6),
        ("prose_before", [0, 1, 1, 1, 1, 1]),
        ("prose_above", [0, 1, 2, 3, 4, 5]),
        ("open_run", [0, 0, 2, 2, 0, 1]),
        ("repeated", [0] * 6),
    ],
)
def test_columns_by_name(name: str, values: list[float]) -> None:
    assert _columns(PAGE)[name] == values


def test_gaps_stand_above_and_below() -> None:
    columns = _columns([paragraph(SHORT)] * 3, [0, 2, 9])
    assert columns["gap_above"] == [0, 2, 4]
    assert columns["gap_below"] == [2, 4, 4]


def test_repeated_texts_are_counted() -> None:
    columns = _columns([paragraph(SHORT), paragraph(REPORT), paragraph(SHORT), paragraph(SHORT)])
    assert columns["repeated"] == [2, 0, 2, 2]
    assert columns["alike"] == [2, 0, 2, 2]


@pytest.mark.parametrize(
    ("evidence", "column", "weight"),
    [
        (STAMPED, "opener", 4.0),
        ((0.0, 4.0, "byline", 0.0), "furniture", 4.0),
        ((0.0, 4.0, "byline", 0.0), "trim_rule", 4.0),
        ((4.0, 0.0, "share", -2.0), "against", -2.0),
    ],
)
def test_rules_speak_in_their_own_columns(evidence: Evidence, column: str, weight: float) -> None:
    assert _columns([paragraph(SHORT, evidence)])[column] == [weight]
    assert _columns([paragraph(SHORT, NONE)])[column] == [0.0]


def test_what_phrases_say_stands_in_their_columns_and_in_those_of_the_neighbours() -> None:
    columns = _columns([paragraph("Ferry", known=CALL), paragraph("Lift", known=CALL), paragraph("Lift", known=CALL)])
    loud, silent = columns["boiler"][0], columns["boiler"][1]
    assert loud > silent
    assert columns["newsletter"][0] > columns["newsletter"][1]
    assert columns["boiler_above"] == [-7.0, loud, silent]
    assert columns["boiler_below"] == [silent, silent, -7.0]
    assert columns["boiler_most"] == [silent, max(loud, silent), loud]
    assert columns["boiler_head"] == pytest.approx([0.0, loud, (loud + silent) / 2])
    assert columns["boiler_rest"] == pytest.approx([silent, silent, 0.0])
