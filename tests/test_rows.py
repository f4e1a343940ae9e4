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


def _bulleted(*lines: str) -> list[str]:
    """The lines that go because they are a list of headlines below the article."""
    result = analyze("\n".join(lines))
    spans = [removal.span for removal in result.removed if removal.reason == "structure.teasers"]
    return [line for span in spans for line in result.source[span.start : span.end].split("\n") if line]


LIST = tuple(f"- {story}" for story in STORIES)
TAGS = "Filed under: Ferry, Winter"


@pytest.mark.parametrize(
    ("lines", "gone"),
    [
        ((STORY, *LIST, TAGS), LIST),
        ((STORY, *LIST), ()),
        ((STORY, *LIST, TAGS, STORY), ()),
        (("The council will pay for these on top of what it has paid for the ferry until now:", *LIST, TAGS), ()),
        ((STORY, "What it pays for", *LIST, TAGS), ()),
        ((STORY, "- A pier for the ferry that is to be built on the island.", *LIST, TAGS), ()),
        ((STORY, LIST[0], TAGS), ()),
    ],
    ids=["teasers", "last lines", "the article goes on", "led to", "headed", "sentences among them", "one alone"],
)
def test_bulleted_headlines_between_a_sentence_and_the_foot_go(lines: tuple[str, ...], gone: tuple[str, ...]) -> None:
    assert _bulleted(*lines) == list(gone)


CRUMBS = "1. Home\n2. Harbour\n3. Ferries"
PROSE = f"{STORY} {STORY}"


@pytest.mark.parametrize(
    ("text", "goes"),
    [
        (f"{CRUMBS}\nFerry to run all winter\n{PROSE}", 3),
        (f"Share\n{CRUMBS}\nFerry to run all winter\n{PROSE}", 3),
        (f"1. Home\nFerry to run all winter\n{PROSE}", 0),
        (f"1. Home\n2. Harbour\n3. Ferries\n4. Piers\n5. Locks\n{PROSE}", 0),
        (f"1. Una Voss, 2:31\n2. Milo Brandt, 2:33\n{PROSE}", 0),
        (f"The best ferries of the coast are these.\n{CRUMBS}\n{PROSE}", 0),
        (f"Harbour\n{CRUMBS}", 0),
    ],
)
def test_numbered_breadcrumb_goes(text: str, goes: int) -> None:
    result = analyze(text)
    spans = [removal.span for removal in result.removed if removal.reason == "structure.crumbs"]
    assert sum(span.of(text).strip().count("\n") + 1 for span in spans) == goes
