"""Which languages a text may be in."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleanarticle.rules.index import languages
from cleanarticle.rules.languages import languages_of

PAGES = Path(__file__).parents[1] / "fixtures" / "pages"


@pytest.mark.parametrize("code", languages())
def test_an_article_is_known_to_be_in_its_language(code: str) -> None:
    text = (PAGES / code / "article.txt").read_text(encoding="utf-8")
    assert code in (languages_of(text) or ())


@pytest.mark.parametrize("code", ["en", "de", "fa", "ja", "ru"])
def test_and_in_few_others(code: str) -> None:
    text = (PAGES / code / "article.txt").read_text(encoding="utf-8")
    assert len(languages_of(text) or ()) <= 3


@pytest.mark.parametrize("text", ["", "Share", "12:30", "Ferry, pier, boat"])
def test_few_words_tell_no_language(text: str) -> None:
    assert languages_of(text) is None


def test_the_middle_of_a_long_text_is_read() -> None:
    german = "Der Rat hat am Montag für die neue Brücke gestimmt, und das war nicht von ihm zu erwarten. "
    menu = "Home News Sport Weather The And Of To In " * 500
    assert "de" in (languages_of(menu + german * 200 + menu) or ())
