"""What may never go, whatever the probabilities say."""

from __future__ import annotations

import pytest
from tests.paragraphs import HEADLINE, REPORT, SHORT, block, paragraph, rule

from cleanarticle.facts import Facts
from cleanarticle.veto import veto

ARTICLE, FURNITURE, BOILERPLATE = 0, 1, 2
QUOTED = '"We will keep it running through the winter," said the mayor.'


def _vetoed(texts: list[str], states: list[int], odds: float = 1.0, facts: list[Facts] | None = None) -> list[int]:
    known = facts or [paragraph(text) for text in texts]
    return veto([block(text) for text in texts], known, [odds] * len(texts), states)


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        (QUOTED, True),
        ("«Il traghetto resta in servizio tutto l'inverno», dice il sindaco.", True),
        ('"Ferry Runs On"', False),
        ('Sign up for "The Ferry", our letter on all that floats', False),
        ('"Never miss a ferry again, sign up now', False),
    ],
)
def test_quotation_stays(text: str, stays: bool) -> None:
    assert _vetoed([REPORT, text], [ARTICLE, BOILERPLATE])[1] == (ARTICLE if stays else BOILERPLATE)


def test_quotation_that_a_rule_has_decided_on_goes() -> None:
    known = [paragraph(REPORT), rule("newsletter", 3.0, QUOTED)]
    assert _vetoed([REPORT, QUOTED], [ARTICLE, BOILERPLATE], facts=known) == [ARTICLE, BOILERPLATE]


def test_last_prose_of_a_page_stays() -> None:
    assert _vetoed([HEADLINE, REPORT], [BOILERPLATE, BOILERPLATE]) == [BOILERPLATE, ARTICLE]
    assert _vetoed([HEADLINE, REPORT, REPORT], [BOILERPLATE, ARTICLE, BOILERPLATE]) == [2, 0, 2]
    assert _vetoed([SHORT, REPORT], [FURNITURE, BOILERPLATE]) == [FURNITURE, ARTICLE]


@pytest.mark.parametrize(("odds", "state"), [(2.9, ARTICLE), (3.0, BOILERPLATE)])
def test_prose_that_is_surely_boilerplate_is_no_last_prose(odds: float, state: int) -> None:
    assert _vetoed([REPORT], [BOILERPLATE], odds) == [state]


def test_prose_that_a_rule_has_decided_on_is_none_either() -> None:
    assert _vetoed([REPORT], [BOILERPLATE], facts=[rule("consent", 3.0, REPORT)]) == [BOILERPLATE]
