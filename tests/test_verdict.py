"""The verdict of pages that hold no article, and of short stories that look like one of them."""

from __future__ import annotations

import tomllib
from itertools import product
from pathlib import Path

import pytest

from cleanarticle import Cleaner, Options, analyze
from cleanarticle.decide.verdict import is_suspect
from cleanarticle.result import Removal
from cleanarticle.text.document import Span

ERRORS = tomllib.loads((Path(__file__).parents[1] / "fixtures" / "errors" / "pages.toml").read_text(encoding="utf-8"))
PAGES = [
    pytest.param(f"{title}\n\n{body}", id=f"{language} {i} {k}")
    for language, page in ERRORS.items()
    for (i, title), (k, body) in product(enumerate(page["titles"]), enumerate(page["bodies"]))
]


@pytest.mark.parametrize("text", PAGES)
def test_error_page_is_called_so(text: str) -> None:
    assert analyze(text).verdict == "error"


def test_there_are_more_than_two_hundred_error_pages_in_twelve_languages() -> None:
    assert (len(ERRORS), len(PAGES)) == (12, 292)


@pytest.mark.parametrize(
    "text",
    [
        "About 500 people marched in Oslo on Saturday, police said.",
        "The S&P 500 lost 1.2 percent on Friday, its worst day since March.",
        "He won 404 votes, and the seat.",
        "404\n\nThat is how many votes the mayor won by on Sunday, with turnout at its lowest for thirty years.",
        "Page not found: how link rot eats the memory of the web\n\nA quarter of what was online is gone.",
        "Access denied\n\nThe harbour master refused to let the ferry dock on Monday, and nobody could say why.",
        "500\n\nDer Rat beschloss am Dienstag, fünfhundert Bäume am Hafen zu pflanzen, sagte der Bürgermeister.",
        "Something went wrong\n\nThe rocket rose for eleven seconds before it turned on its side above the sea.",
    ],
)
def test_short_story_with_a_number_is_no_error_page(text: str) -> None:
    assert analyze(text).verdict == "article"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("", "empty"),
        ("\u200b\n", "empty"),
        ("Share\n\nTweet\n\nLeave a comment", "residue"),
        ("404", "error"),
        ("Sorry, error 404: this page does not exist, or has been moved. Please check the address.", "error"),
        ("Sorry, page not found was all that the museum had to say for itself on Monday morning.", "article"),
        ("Not Found\n\nThe requested URL was not found on this server.", "error"),
    ],
)
def test_text_without_an_article(text: str, verdict: str) -> None:
    assert analyze(text).verdict == verdict


def test_long_text_below_such_a_title_is_no_error_page() -> None:
    assert analyze("404\n\n" + "The page is blank, says the site. " * 40).verdict == "article"


def _removal(start: int, end: int, reason: str) -> Removal:
    return Removal(Span(start, end), "related", reason, 1.0)


@pytest.mark.parametrize("reason", ["place", 'words: "read"', "structure.end"])
@pytest.mark.parametrize(
    ("end", "proofs", "expected"),
    [(51, 0, True), (50, 0, False), (51, 4, True), (51, 5, False)],
)
def test_text_is_suspect_if_most_of_it_would_go_without_proof(
    reason: str, end: int, proofs: int, expected: bool
) -> None:
    proven = [_removal(90 + i, 91 + i, "en.share.row") for i in range(proofs)]
    assert is_suspect("x" * 100, [_removal(0, end, reason), *proven]) == expected


def test_consent_or_paywall_text_is_not_suspect() -> None:
    for label in ("consent", "paywall"):
        assert not is_suspect("x" * 100, [Removal(Span(0, 99), label, "place", 1.0)])


@pytest.mark.parametrize("text", PAGES)
def test_error_page_is_called_so_with_every_label_dropped(text: str) -> None:
    assert Cleaner(Options(preset="body")).analyze(text).verdict == "error"


def test_suspect_text_comes_back_whole() -> None:
    text = "Schließen [X]\n\nVersandkosten und Lieferung\n"
    body = Cleaner(Options(preset="body"))
    result = body.analyze(text)
    assert (result.verdict, result.text, result.removed) == ("suspect", text, ())
    assert body.clean(text) == text
