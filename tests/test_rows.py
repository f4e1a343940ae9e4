"""What stands under a heading for related stories goes with it, whatever it says."""

from __future__ import annotations

import pytest

from cleanarticle import analyze

STORY = "The council voted on Monday to keep the ferry running through the winter, in spite of what it costs the town."
STORIES = ("Bakery reopens on the hill", "Two herons seen at the weir", "Lorven choir wins in Stenmouth")


def _headed(*lines: str) -> list[str]:
    """The lines that go because of a heading above them."""
    result = analyze("\n\n".join(lines))
    spans = [removal.span for removal in result.removed if removal.reason == "structure.headed"]
    return [line for span in spans for line in result.source[span.start : span.end].split("\n") if line]


@pytest.mark.parametrize("end", [(), ("Copyright © 2024 The Harbour Gazette. All rights reserved.",)])
def test_headlines_below_a_heading_go_to_the_end_or_to_what_goes_anyway(end: tuple[str, ...]) -> None:
    assert _headed(STORY, "You might also like", *STORIES, *end) == list(STORIES)


def test_nothing_goes_where_the_article_goes_on_below() -> None:
    assert _headed(STORY, "You might also like", *STORIES, STORY) == []


def test_button_below_each_item_is_no_heading() -> None:
    items = [line for story in STORIES for line in (story, "Read More")]
    assert _headed(STORY, *items, "A list of all that the town runs") == []


def test_link_is_no_heading() -> None:
    assert _headed(STORY, "VIDEO: https://example.com/heron", *STORIES) == []
