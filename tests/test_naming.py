"""Which label a paragraph has, and what the account says of why."""

from __future__ import annotations

import pytest
from tests.paragraphs import REPORT, block, lexicon, paragraph, weights

from cleanarticle.decide.naming import Decision, name
from cleanarticle.result import Match

WORDS = lexicon(
    sign_up=weights(newsletter=4.0),
    inbox=weights(newsletter=3.0),
    more_stories=weights(related=6.0),
    photo=weights(credit=5.0),
    ferry=weights(article=2.0),
)
ARTICLE, FURNITURE, BOILERPLATE = 0, 1, 2


def _named(*rows: tuple[str, int, tuple[Match, ...]]) -> list[Decision | None]:
    blocks = [block(text, *matches) for text, _, matches in rows]
    known = [paragraph(text, known=WORDS) for text, _, _ in rows]
    return name(blocks, known, [state for _, state, _ in rows], [1.5] * len(rows), WORDS)


def _match(label: str, weight: float, *, whole: bool = True) -> Match:
    return Match(f"en.{label}.rule", label, whole, 0, 4, weight)


def test_article_has_no_label() -> None:
    assert _named((REPORT, ARTICLE, ())) == [None]


def test_rule_names_its_line() -> None:
    assert _named(("Sign up", BOILERPLATE, (_match("share", 4.0),))) == [("share", "en.share.rule", 4.0)]


@pytest.mark.parametrize(
    "matches",
    [
        (_match("share", 0.4),),
        (_match("share", 4.0, whole=False),),
        (_match("byline", 4.0),),
    ],
    ids=["hardly a hint", "a part of the line", "of the other group"],
)
def test_other_rules_do_not(matches: tuple[Match, ...]) -> None:
    assert _named(("Sign up", BOILERPLATE, matches)) == [("newsletter", 'words: "Sign up"', 1.5)]


def test_strongest_rule_names() -> None:
    rules = (_match("share", 2.0), _match("related", 4.0), _match("tags", 4.0))
    decision = _named(("Sign up", BOILERPLATE, rules))[0]
    assert decision is not None
    assert decision[0] == "related"


def test_phrases_name_within_the_group_and_are_told_the_strongest_first() -> None:
    assert _named(("To your inbox: sign up", BOILERPLATE, ())) == [("newsletter", 'words: "sign up", "inbox"', 1.5)]
    assert _named(("Photo: sign up", FURNITURE, ())) == [("credit", 'words: "Photo"', 1.5)]


def test_where_words_say_nothing_the_place_has_decided() -> None:
    decisions = _named(("Storm takes wall", BOILERPLATE, ()))
    assert [d and d[1] for d in decisions] == ["place"]


def test_what_stands_below_a_heading_has_its_label() -> None:
    decisions = _named(
        ("More stories", BOILERPLATE, ()),
        ("Storm takes wall", BOILERPLATE, ()),
        (REPORT, ARTICLE, ()),
        ("Storm", 2, ()),
    )
    assert [d and d[0] for d in decisions] == ["related", "related", None, "navigation"]
