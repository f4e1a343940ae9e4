"""What may never go, whatever the probabilities say."""

from __future__ import annotations

import pytest
from tests.paragraphs import HEADLINE, REPORT, SHORT, block, paragraph, rule, weights

from cleanarticle.decide.veto import veto
from cleanarticle.features.lexicon import Lexicon, tokens
from cleanarticle.features.paragraph import Facts
from cleanarticle.result import Match

ARTICLE, FURNITURE, BOILERPLATE = 0, 1, 2
QUOTED = '"We will keep it running through the winter," said the mayor.'


WORDS = tokens(REPORT)[1:-1]


def _lexicon(words: list[str], kind: str = "newsletter") -> Lexicon:
    """A lexicon that knows some words, each of which speaks for a kind of text."""
    return Lexicon({"": weights(), **{word: weights(**{kind: 2.0}) for word in words}})


# Knows every word of the report, and takes it for a call.
CALL = _lexicon(WORDS)


def _vetoed(texts: list[str], states: list[int], odds: float = 1.0, facts: list[Facts] | None = None) -> list[int]:
    known = facts or [paragraph(text, known=CALL) for text in texts]
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


@pytest.mark.parametrize(
    ("words", "kind", "known", "stays"),
    [
        (WORDS, "newsletter", 15, False),
        (WORDS, "article", 15, True),
        (WORDS[1:5], "newsletter", 4, False),
        (WORDS[1:4], "newsletter", 3, True),
    ],
)
def test_sentence_does_not_go_for_its_place_alone(words: list[str], kind: str, known: int, stays: bool) -> None:
    facts = paragraph(REPORT, known=_lexicon(words, kind))
    assert (facts.asked, facts.known) == (15, known)
    assert _vetoed([REPORT, REPORT], [ARTICLE, BOILERPLATE], facts=[facts, facts])[1] == (0 if stays else BOILERPLATE)


def test_short_sentence_and_one_that_a_rule_speaks_against_do() -> None:
    short, hinted = paragraph("The council voted to keep the ferry."), rule("newsletter", 1.5, REPORT)
    assert _vetoed([REPORT, SHORT, REPORT], [0, 2, 2], facts=[paragraph(REPORT), short, hinted]) == [0, 2, 2]


def test_last_prose_of_a_page_stays() -> None:
    assert _vetoed([HEADLINE, REPORT], [BOILERPLATE, BOILERPLATE]) == [BOILERPLATE, ARTICLE]
    assert _vetoed([HEADLINE, REPORT, REPORT], [BOILERPLATE, ARTICLE, BOILERPLATE]) == [2, 0, 2]
    assert _vetoed([SHORT, REPORT], [FURNITURE, BOILERPLATE]) == [FURNITURE, ARTICLE]


@pytest.mark.parametrize(("odds", "state"), [(2.9, ARTICLE), (3.0, BOILERPLATE)])
def test_prose_that_is_surely_boilerplate_is_no_last_prose(odds: float, state: int) -> None:
    assert _vetoed([REPORT], [BOILERPLATE], odds) == [state]


def test_prose_that_a_rule_has_decided_on_is_none_either() -> None:
    assert _vetoed([REPORT], [BOILERPLATE], facts=[rule("consent", 3.0, REPORT)]) == [BOILERPLATE]


@pytest.mark.parametrize(
    ("weight", "whole", "state"), [(3.0, False, ARTICLE), (2.9, False, BOILERPLATE), (2.5, True, BOILERPLATE)]
)
def test_what_is_left_of_a_line_is_judged_without_the_part_that_goes(weight: float, whole: bool, state: int) -> None:
    match = Match("en.navigation.image-tool", "navigation", whole, 0, 5, weight)
    known = [paragraph(REPORT), paragraph(HEADLINE)]
    assert veto([block(REPORT), block(HEADLINE, match)], known, [1.0, 1.0], [ARTICLE, BOILERPLATE])[1] == state
