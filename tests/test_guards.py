"""What stays although it looks like boilerplate."""

from __future__ import annotations

import pytest

import cleanarticle

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
