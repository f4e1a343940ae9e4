"""What stays although it looks like boilerplate."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import cleanarticle
from cleanarticle.result import Match
from cleanarticle.rules.matching.guards import about, allowed, spoken
from cleanarticle.text.document import Line

STORY = (
    "The town closed its only library on Friday, after the roof over the reading room was found to be unsafe.",
    "Engineers who climbed into the attic said two of the oak beams had split from end to end during the frost.",
    "The library holds eleven thousand books, most of them given by a shipowner who died in the town in 1931.",
    "Readers may borrow from the mobile van until the roof is mended, which the council expects to take a year.",
    "The council set aside money for the roof three years ago, but spent it on the harbour wall after the storm.",
)
CALL = "Sign up for our daily newsletter and never miss a story."


def _around(*lines: str) -> str:
    return "\n\n".join([*STORY[:3], *lines, *STORY[3:]])


def test_call_in_the_middle_of_an_article_goes() -> None:
    assert cleanarticle.clean(_around(CALL)) == _around()


@pytest.mark.parametrize(
    "line",
    [
        f'"{CALL}"',
        f'"{CALL[:-1]}," the librarian called after them.',
        "Sign up for our daily newsletter, the van's driver pleaded with everyone who came for a book.",
        f'The driver had painted "{CALL}" on the side of the van.',
    ],
)
def test_the_same_words_as_speech_stay(line: str) -> None:
    assert cleanarticle.clean(_around(line)) == _around(line)


def test_call_stays_in_an_article_about_such_calls() -> None:
    about = (
        "Newsletters have become the trade's best hope, and publishers count every new subscriber with care.",
        "A newsletter costs little to send, and the readers who open one stay far longer on the site than others.",
        "Three in four newsletters are never opened, according to a survey of forty publishers in six countries.",
        "Sign up for our newsletter and we will tell you nothing twice, the most successful of them tells readers.",
        "The newsletter that began it all has eleven thousand readers, and its writer lives in a lighthouse.",
    )
    text = "\n\n".join(about)
    assert cleanarticle.clean(text) == text


def test_structure_alone_removes_nothing() -> None:
    text = "\n\n".join([*STORY, "Storm takes harbour wall", "Frost splits oak", "Van on the road"])
    assert cleanarticle.clean(text) == text


def test_headlines_go_where_a_heading_vouches_for_them() -> None:
    text = "\n\n".join([*STORY, "Related Articles", "Storm takes harbour wall", "Frost splits oak", "Van on the road"])
    assert cleanarticle.clean(text) == "\n\n".join(STORY)


def test_report_goes_on_below_a_prompt() -> None:
    text = _around("Leave a Reply")
    assert cleanarticle.clean(text) == _around()


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("", "empty"),
        (" \n\n ", "empty"),
        (_around(), "article"),
        ("Skip to main content\nLeave a Reply\nCopyright © 2024 Vale Post. All rights reserved.", "residue"),
        (
            "We use cookies and similar technologies to personalise content and ads. Accept all cookies\n"
            "Manage your cookie preferences",
            "wall",
        ),
        ("404\nPage not found\nThe page you are looking for does not exist.\nBack to home", "error"),
    ],
)
def test_verdict_tells_an_article_from_a_page_that_is_none(text: str, verdict: str) -> None:
    assert cleanarticle.analyze(text).verdict == verdict


# --- speech ---


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ('He called "sign up now" from the boat', "sign up now", True),
        ('"sign up now", it said on the boat', "sign up now", True),
        ('"sign up now"', '"sign up now"', True),
        ('"sign up now" stood on the boat', '"sign up now"', True),
        ('"sign up now" on the boat', "sign up now", True),
        ("sign up now", "sign up now", False),
        ('The "boat" sign up now', "sign up now", False),
        ('The "boat" and the "pier" sign up now "here"', "sign up now", False),
        ('The "boat sign up now', "sign up now", False),
        ('sign up now for 6" of rain', "sign up now", False),
        ('sign up now, the man told "Anna"', "sign up now", True),
        ("sign up now, the man told Anna", "sign up now", False),
        ("sign up now, the man told Anna.", "sign up now", True),
        ("sign up now! he pleaded.", "sign up now", True),
        ("sign up now. He pleaded.", "sign up now", False),
        ("Never, he said, sign up now.", "sign up now", False),
        ("sign up now, all of it is free to read.", "sign up now", False),
        ("sign up now? Read our guide.", "sign up now", False),
        ("sign up now, a b c d e f g h said.", "sign up now", True),
        ("sign up now, a b c d e f g h i said.", "sign up now", False),
    ],
)
def test_what_is_speech(text: str, words: str, expected: bool) -> None:
    start = text.index(words)
    assert spoken(text, start, start + len(words)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He called "sign up now" from the boat', True),
        ("sign up now, the man told Anna.", False),
        ('sign up now, the man told "Anna"', False),
    ],
)
def test_stretch_of_a_line_is_speech_in_quotation_marks_only(text: str, expected: bool) -> None:
    start = text.index("sign")
    assert spoken(text, start, start + 11, whole=False) == expected


# --- what the article is about ---

ABOUT = "The newsletter that the harbour sends to all its skippers on Friday has a new editor this {}"


def test_three_paragraphs_of_prose_make_a_subject() -> None:
    texts = [ABOUT.format("week" + end) for end in (".", "!", ")")]
    assert about(_lines(texts), {"newsletter", "comments"}) == {"newsletter"}
    assert about(_lines(texts[:2]), {"newsletter"}) == frozenset()
    assert about(_lines(texts), set()) == frozenset()
    assert about(_lines(texts), {"navigation"}) == frozenset()


@pytest.mark.parametrize(("spaces", "counts"), [(13, False), (14, True)])
def test_paragraph_of_fifteen_words_is_prose(spaces: int, counts: bool) -> None:
    assert bool(about(_lines(["newsletter" + " word" * spaces + "."] * 3), {"newsletter"})) == counts


@pytest.mark.parametrize(
    "line", [ABOUT.format("week"), "Newsletter.", "The newsletter has a new editor.", ABOUT.format("X")]
)
def test_headlines_and_short_lines_make_none(line: str) -> None:
    assert about(_lines([line] * 3), {"newsletter"}) == frozenset()


# --- matches that a guard weakens or refuses ---

LONG = "Sign up for our newsletter and we will send you the harbour's news on every Friday"


def _lines(texts: Sequence[str]) -> tuple[Line, ...]:
    return tuple(Line(0, len(text), text, 0, 0) for text in texts)


def _match(
    weight: float = 4.0, label: str = "newsletter", place: tuple[int, int] = (0, 26), *, whole: bool = True
) -> Match:
    return Match("x.y", label, whole, *place, weight)


def _allowed(text: str, *matches: Match) -> tuple[Match, ...]:
    return allowed(_lines([text]), [matches])[0]


def test_match_in_plain_words_is_let_through_as_it_is() -> None:
    assert _allowed(LONG, _match(), _match(-1.0)) == (_match(), _match(-1.0))


def test_spoken_match_is_refused_and_the_others_stay() -> None:
    text = f'"{LONG}," he said.'
    assert _allowed(text, _match(), _match(0.5), _match(-1.0), _match(0.0)) == (_match(-1.0), _match(0.0))


def test_stretch_in_quotation_marks_is_refused_and_another_stays() -> None:
    text = 'Sign up for "this and that" today'
    quoted, plain = _match(whole=False, place=(13, 26)), _match(whole=False, place=(0, 11))
    assert _allowed(text, quoted, plain) == (plain,)


def test_mark_that_is_never_closed_quotes_nothing() -> None:
    text = 'The "ferry and boat sign up now'
    assert _allowed(text, _match(whole=False, place=(20, 31))) != ()


SUBJECT = [ABOUT.format("week.")] * 3


@pytest.mark.parametrize(("size", "stays"), [(59, True), (60, True), (61, False), (90, False)])
def test_long_line_on_the_articles_subject_is_no_call(size: int, stays: bool) -> None:
    line = ("Sign up for our newsletter " + "and more " * 9)[:size].replace(" a ", " b ")
    found = allowed(_lines([*SUBJECT, line]), [(), (), (), (_match(0.5), _match(-1.0), _match(1.0, "share"))])[3]
    assert found == ((_match(0.5),) if stays else ()) + (_match(-1.0), _match(1.0, "share"))


@pytest.mark.parametrize(("times", "weight"), [(4, 4.0), (5, 1.0)])
def test_byline_again_and_again_is_only_a_hint(times: int, weight: float) -> None:
    byline = _match(label="byline", place=(0, 12))
    found = allowed(_lines(["By Mara Lind"] * times), [(byline,)] * times)
    assert {m.weight for line in found for m in line} == {weight}


def test_call_again_and_again_is_as_strong_as_once() -> None:
    found = allowed(_lines(["Sign up"] * 9), [(_match(),)] * 9)
    assert {m.weight for line in found for m in line} == {4.0}


@pytest.mark.parametrize(
    ("size", "part", "weight"), [(240, 30, 4.0), (241, 30, 1.0), (400, 200, 4.0), (400, 199, 1.0), (400, 150, 1.0)]
)
def test_small_part_of_a_long_paragraph_is_only_a_hint(size: int, part: int, weight: float) -> None:
    text = ("word " * 99)[:size]
    assert _allowed(text, _match(place=(0, part)))[0].weight == weight
    assert _allowed(text, _match(place=(0, part), whole=False))[0].weight == 4.0


def test_hint_is_never_made_stronger() -> None:
    text = "word " * 99
    assert [m.weight for m in _allowed(text, _match(0.5), _match(-2.0), _match(1.0))] == [0.5, -2.0, 1.0]
