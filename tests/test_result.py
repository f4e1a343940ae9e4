"""The types that come back are plain values, compiled or not."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest

import cleanarticle
from cleanarticle import Removal, Segment
from cleanarticle.output.render import composed, tiles, without
from cleanarticle.text.document import Span

SPAN = Span(start=3, end=9)
REMOVAL = Removal(span=SPAN, label="tags", reason="en.tags.list", score=0.75)
TEXT = "0123456789"


def _removals(*places: tuple[int, int]) -> list[Removal]:
    return [Removal(Span(start, end), "tags", f"x.{start}", 1.0) for start, end in places]


def _places(removals: list[Removal]) -> list[tuple[int, int, str]]:
    return [(r.span.start, r.span.end, r.reason) for r in removals]


@pytest.mark.parametrize("value", [SPAN, REMOVAL, Segment(SPAN, REMOVAL), cleanarticle.analyze("Leave a comment")])
def test_copies_are_equal(value: Span | Removal | Segment | cleanarticle.Result) -> None:
    for same in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value)), dataclasses.replace(value)):
        assert same == value
        assert hash(same) == hash(value)
        assert repr(same) == repr(value)


@pytest.mark.parametrize("value", [SPAN, REMOVAL, Segment(SPAN), cleanarticle.analyze("")])
def test_values_do_not_change(value: Span | Removal | Segment | cleanarticle.Result) -> None:
    for field in dataclasses.fields(value):
        with pytest.raises(AttributeError):
            setattr(value, field.name, None)


def test_values_show_what_they_hold() -> None:
    assert repr(SPAN) == "Span(start=3, end=9)"
    assert dataclasses.asdict(REMOVAL)["span"] == {"start": 3, "end": 9}
    assert dataclasses.replace(REMOVAL, score=1.0).score == 1.0
    assert sorted([Span(3, 9), Span(1, 2), Span(3, 4)]) == [Span(1, 2), Span(3, 4), Span(3, 9)]
    assert Segment(SPAN).kept
    assert not Segment(SPAN, REMOVAL).kept


def test_removals_of_the_second_reading_are_split_where_the_first_took_something() -> None:
    outer, inner = _removals((2, 4), (6, 7)), _removals((1, 5))
    both = composed(outer, inner)
    assert _places(both) == [(1, 2, "x.1"), (2, 4, "x.2"), (4, 6, "x.1"), (6, 7, "x.6"), (7, 8, "x.1")]
    assert without(TEXT, both) == "089"


def test_removals_of_the_second_reading_stand_behind_those_of_the_first_at_the_same_place() -> None:
    assert _places(composed(_removals((0, 2)), _removals((0, 1), (7, 8)))) == [
        (0, 2, "x.0"),
        (2, 3, "x.0"),
        (9, 10, "x.7"),
    ]


@pytest.mark.parametrize("places", [((3, 3),), ((3, 5), (4, 6)), ((5, 6), (1, 2)), ((8, 11),)])
def test_removals_that_would_lose_text_are_refused(places: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(RuntimeError, match="lose text"):
        without(TEXT, _removals(*places))


def test_segments_tile_the_text() -> None:
    segments = tiles(TEXT, _removals((0, 2), (2, 3), (9, 10)))
    assert "".join(s.span.of(TEXT) for s in segments) == TEXT
    assert [s.kept for s in segments] == [False, False, True, False]
