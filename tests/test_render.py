"""White space: what closes up, what stays, and the seams inside a line."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleanarticle
from cleanarticle.output.render import render, tiles
from cleanarticle.result import Match, Removal, Segment
from cleanarticle.text.document import Document, Span
from cleanarticle.text.paragraphs import Block
from cleanarticle.text.segment import segment

A = "The lock will stay shut until the gate is mended, the harbour master said on Tuesday evening."
B = "Three barges are waiting in the upper basin, where the town has set up water and power for the crews."
C = "The board has asked for money to replace both gates in the spring, when the canal carries less freight."
GONE = "Your email address will not be published. Required fields are marked *"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"{A}\n\n{GONE}\n\n{B}", f"{A}\n\n{B}"),
        (f"{A}\n{GONE}\n{B}", f"{A}\n{B}"),
        (f"{A}\n{GONE}\n\n{B}", f"{A}\n\n{B}"),
        (f"{A}\n\n{GONE}\n{B}", f"{A}\n\n{B}"),
        (f"{A}\n\n\n{GONE}\n\n{B}", f"{A}\n\n\n{B}"),
        (f"{GONE}\n\n{A}\n\n{B}", f"{A}\n\n{B}"),
        (f"\n\n{GONE}\n{A}\n\n{B}", f"{A}\n\n{B}"),
        (f"{A}\n\n{B}\n\n{GONE}", f"{A}\n\n{B}"),
        (f"{A}\n\n{B}\n\n{GONE}\n", f"{A}\n\n{B}\n"),
        (f"{A}\r\n\r\n{GONE}\r\n\r\n{B}\r\n", f"{A}\r\n\r\n{B}\r\n"),
        (f"{A}\r\r{GONE}\r\r{B}", f"{A}\r\r{B}"),
        (f"\ufeff{A}\n\n{GONE}\n\n{B}", f"\ufeff{A}\n\n{B}"),
    ],
)
def test_one_separator_is_left_where_lines_went(text: str, wanted: str) -> None:
    assert cleanarticle.clean(text) == wanted


def test_text_without_removals_keeps_every_blank() -> None:
    text = f"\n \n  {A}  \n\n\n\n\t{B}\n \n"
    assert cleanarticle.clean(text) == text


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (f"{A} (Read more: The lock in pictures) {B}", f"{A} {B}"),
        (f"{A} (Read more: The lock in pictures)", A),
        (f"(Read more: The lock in pictures) {A}", A),
        (f"{A[:-1]} (Read more: The lock in pictures).", A),
        (f"{A} ADVERTISEMENT {B}", f"{A} {B}"),
        (f"{A}ADVERTISEMENT{B}", f"{A}{B}"),
        (f"ADVERTISEMENT {A}", A),
        (f"{A} Click here to subscribe.", A),
        (f"{A} Click here to subscribe. {B}", f"{A} {B}"),
        (f"{A} [Also read: Barges wait for weeks] {B} ADVERTISEMENT {C} Click here to subscribe.", f"{A} {B} {C}"),
    ],
)
def test_seam_inside_a_line_reads_clean(line: str, wanted: str) -> None:
    assert cleanarticle.clean(line) == wanted
    assert cleanarticle.clean(f"{C}\n\n{line}\n\n{B}") == f"{C}\n\n{wanted}\n\n{B}"


def test_each_removed_line_has_its_own_span() -> None:
    result = cleanarticle.analyze(f"{A}\n\n{B}\n\nLeave a Reply\n{GONE}\n")
    assert [r.span.of(result.source).strip() for r in result.removed] == ["Leave a Reply", GONE]


# --- the door itself ---

LINES = ("One. Two (x) three.", "Four  ADVERT  five.", "Six", "  Seven. ")
ENDS = ("\n", "\n\n", "\r\n", "\r", "\n \n\n", "\u2028", "\x85", "\x0b", "")


def _removal(start: int, end: int) -> Removal:
    return Removal(Span(start, end), "advert", "x.y", 0.9)


def _stretches(text: str) -> st.SearchStrategy[tuple[int, int]]:
    """Where a stretch of *text* that holds more than white space may begin and end."""
    return st.sampled_from([(a, b) for a, b in combinations(range(len(text) + 1), 2) if text[a:b].strip()])


def _rendered(document: Document, removed: dict[int, Removal], inline: dict[int, list[Removal]]) -> tuple[Segment, ...]:
    """The segments when some lines go, and stretches of some others."""
    lines = document.lines
    matches = [
        tuple(
            Match(
                "x.y", "advert", whole=False, start=r.span.start - line.offset, end=r.span.end - line.offset, weight=9.0
            )
            for r in inline.get(i, ())
        )
        for i, line in enumerate(lines)
    ]
    blocks = [Block(i, i, line.text, line.gap, matches[i]) for i, line in enumerate(lines)]
    decisions = [("advert", "x.y", -2.0) if i in removed else None for i in range(len(lines))]
    return tiles(document.text, render(document, matches, blocks, decisions, {"advert"}))


@st.composite
def documents(draw: st.DrawFn) -> tuple[Document, dict[int, Removal], dict[int, list[Removal]]]:
    """A document, some of its lines, and stretches inside some others that hold more than white space."""
    parts = draw(st.lists(st.tuples(st.sampled_from(LINES), st.sampled_from(ENDS)), max_size=6))
    document = segment(draw(st.sampled_from(["", "\n", " \r\n"])) + "".join(line + end for line, end in parts))
    count = len(document.lines)
    gone = draw(st.sets(st.integers(0, count - 1))) if count else set()
    inline: dict[int, list[Removal]] = {}
    for i, line in enumerate(document.lines):
        spans = draw(st.lists(_stretches(line.text), max_size=3))
        if spans and i not in gone:
            inline[i] = [_removal(line.offset + start, line.offset + end) for start, end in spans]
    return document, {i: _removal(document.lines[i].start, document.lines[i].end) for i in gone}, inline


@given(documents())
def test_segments_tile_whatever_goes(made: tuple[Document, dict[int, Removal], dict[int, list[Removal]]]) -> None:
    document, removed, inline = made
    segments = _rendered(document, removed, inline)
    edges = [0, *(s.span.end for s in segments)]
    assert [s.span.start for s in segments] == edges[:-1]
    assert all(len(s.span) for s in segments)
    assert edges[-1] == len(document.text)
    assert all(s.removal is None or s.removal.span == s.span for s in segments)
    assert all(a.removal or b.removal for a, b in pairwise(segments))


@given(documents())
def test_every_removed_line_goes_and_no_letter_of_another(
    made: tuple[Document, dict[int, Removal], dict[int, list[Removal]]],
) -> None:
    document, removed, _ = made
    left = "".join(s.span.of(document.text) for s in _rendered(document, removed, {}) if s.kept)
    stay = [line for i, line in enumerate(document.lines) if i not in removed]
    assert [line.text for line in segment(left).lines] == [line.text for line in stay]


def _left(text: str, *gone: int) -> str:
    document = segment(text)
    removed = {i: _removal(document.lines[i].start, document.lines[i].end) for i in gone}
    return "".join(s.span.of(text) for s in _rendered(document, removed, {}) if s.kept)


@pytest.mark.parametrize(
    "end", ["\n", "\r\n", "\r", "\u2028", "\x85", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\u2029"]
)
def test_text_without_a_line_end_gets_none(end: str) -> None:
    assert _left(f"A{end}B{end}{end}X", 2) == f"A{end}B"
    assert _left(f"A{end}X", 1) == "A"


@pytest.mark.parametrize(
    ("text", "gone", "wanted"),
    [
        ("X", [0], ""),
        ("\nX\n\n", [0], ""),
        ("X\n\nY\n", [0, 1], ""),
        ("A\nX\n", [1], "A\n"),
        ("A\r\n\r\nX\r\n", [1], "A\r\n"),
        ("A  \nX", [1], "A  "),
        ("A X\nX", [1], "A X"),
        ("X\n\n\nA", [0], "A"),
        ("A\n\nX\n\nB", [1], "A\n\nB"),
        ("A\n\nX\n \nB", [1], "A\n\nB"),
        ("A\n \nX\n\nB", [1], "A\n \nB"),
        ("A\nX\nY\n\n\nB", [1, 2], "A\n\n\nB"),
        ("A\n\n\nX\nY\nB", [1, 2], "A\n\n\nB"),
        ("A\nX\nB\nY\nC", [1, 3], "A\nB\nC"),
    ],
)
def test_the_wider_separator_stays(text: str, gone: list[int], wanted: str) -> None:
    assert _left(text, *gone) == wanted


def _without(text: str, *gone: str) -> str:
    document = segment(text)
    found = [_removal(text.index(words), text.index(words) + len(words)) for words in gone]
    return "".join(s.span.of(text) for s in _rendered(document, {}, {0: found}) if s.kept)


@pytest.mark.parametrize(
    ("text", "gone", "wanted"),
    [
        ("One X two", "X", "One two"),
        ("One X two", " X", "One two"),
        ("One X two", "X ", "One two"),
        ("One X two", " X ", "One two"),
        ("One   X   two", "X", "One two"),
        ("One X, two", "X", "One, two"),
        ("One X. Two", "X", "One. Two"),
        ("(One X) two", "X", "(One) two"),
        ("OneXtwo", "X", "Onetwo"),
        ("One Xtwo", "X", "One two"),
        ("OneX two", "X", "One two"),
        ("X one", "X", "one"),
        ("One X", "X", "One"),
        ("  X one  ", "X", "  one  "),
        ("  One X  ", "X", "  One  "),
        ("One\u00a0X\ttwo", "X", "One\u00a0two"),
        ("One\tXtwo", "X", "One\ttwo"),
    ],
)
def test_one_space_is_left_where_words_went(text: str, gone: str, wanted: str) -> None:
    assert _without(text, gone) == wanted


def test_of_stretches_that_overlap_the_longest_of_the_first_goes() -> None:
    assert _without("One two three four", "two", "two three") == "One four"
    assert _without("One two three four", "two three", "three four") == "One four"
    assert _without("One two three four", "two", "four") == "One three"


def test_lone_space_between_words_is_nothing_to_remove() -> None:
    segments = _rendered(segment("One two"), {}, {0: [_removal(3, 4)]})
    assert [len(s.span) for s in segments] == [7]
