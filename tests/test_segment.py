"""Lines, paragraphs and literals: exact offsets whatever the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanarticle.rules.matching.prefilter import literals
from cleanarticle.text.fold import fold, lower
from cleanarticle.text.paragraphs import blocks
from cleanarticle.text.segment import segment

ANY = st.text(st.characters(codec=None, exclude_categories=()))


@given(ANY)
def test_folding_and_lowering_keep_every_place(text: str) -> None:
    assert len(fold(text)) == len(lower(text)) == len(text)


@given(ANY)
def test_lines_stand_where_they_say(text: str) -> None:
    document = segment(text)
    at = 0
    for line in document.lines:
        assert line.span.start >= at
        assert fold(text)[line.offset : line.offset + len(line.text)] == line.text
        at = line.span.end


@pytest.mark.parametrize("capital", ["İstanbul", "STRASSE ẞ", "ΣΊΣΥΦΟΣ"])
def test_letters_that_would_grow_keep_their_place(capital: str) -> None:
    assert len(lower(capital)) == len(capital)


def _paragraphs(text: str) -> list[str]:
    document = segment(text)
    return [b.text for b in blocks(document, [()] * len(document.lines))]


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "The lock keepers will open the sluices by hand until the gate is\n"
        "mended, a job that takes two people most of an hour. The board has\n"
        "asked for money to replace both gates in the spring."
    )
    assert len(_paragraphs(text)) == 1


def test_pieces_of_a_broken_sentence_are_one_paragraph() -> None:
    assert _paragraphs("The barge\nAnna Maria\n, built in 1931,\nis waiting in the upper\nbasin.") == [
        "The barge",
        "Anna Maria , built in 1931, is waiting in the upper basin.",
    ]


def test_list_items_and_headlines_stay_apart() -> None:
    assert len(_paragraphs("Barges wait\nGate cracks\nBoard pays\n- one\n- two")) == 5


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"(?i)^Sign Up (?:now|here)", {"sign up now", "sign up here"}),
        (r"^(?:Share|Tweet)$", {"share", "tweet"}),
        (r"^\d+ (?:am|pm)", {" am", " pm"}),
        (r"(?:am|pm)$", set()),
        (r"(?:ab|cd)+", set()),
        (r"\p{Lu}ottom", {"ottom"}),
    ],
)
def test_every_match_holds_one_of_the_literals(pattern: str, expected: set[str]) -> None:
    assert literals(pattern) == expected
