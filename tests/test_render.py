"""White space: what closes up, what stays, and the seams inside a line."""

from __future__ import annotations

import pytest

import cleanarticle

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
