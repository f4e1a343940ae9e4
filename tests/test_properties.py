"""What holds for every text."""

from __future__ import annotations

import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleanarticle import Cleaner, Options, Result
from cleanarticle.labels import LABELS, PRESETS

PROSE = (
    "The council voted nine to four on Monday to keep the ferry running through the winter, despite the cost.",
    "Residents of the island had asked for a second boat, which the mayor said the town could not pay for.",
    '"Subscribe to the newsletter," the captain told passengers, who laughed and went below for their coffee.',
    "Fuel has become a third dearer since spring, and the operator wants the subsidy to rise with it next year.",
    "A decision on the new pier is expected in June, when the regional assembly meets for the last time.",
)
BITS = (
    *(
        "Skip to main content",
        "Leave a Reply",
        "Your email address will not be published. Required fields are marked *",
    ),
    *("Related Articles", "Home | News | Sport", "Share this article", "ADVERTISEMENT", "Read more: Ferry row grows"),
    *(
        "Copyright © 2024 Island Post. All rights reserved.",
        "By Mara Lind",
        "May 3, 2024",
        "Sign up for our newsletter",
    ),
    *("Ferry to stay", "Photo: Mara Lind", "3 comments", "Tags: ferry, island", "Yes.", "18:57", "», «", "| a | b |"),
    *("Log in to comment", "Facebook", "Twitter", "Cookies help us deliver our services. Accept all cookies"),
)
LINES = st.one_of(st.sampled_from(PROSE), st.sampled_from(BITS), st.text(max_size=40))
ENDS = st.sampled_from(["\n", "\n\n", "\n\n\n", "\n \n"])
PAGES = st.lists(st.tuples(LINES, ENDS), max_size=24).map(lambda rows: "".join(a + b for a, b in rows))
OPTIONS = st.builds(
    Options,
    preset=st.sampled_from(sorted(PRESETS)),
    drop=st.frozensets(st.sampled_from(LABELS), max_size=3),
    keep=st.frozensets(st.sampled_from(LABELS), max_size=3),
)
SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _tiles(result: Result) -> bool:
    at = 0
    for segment in result.segments:
        if segment.span.start != at or segment.span.end <= at:
            return False
        at = segment.span.end
    return at == len(result.source)


@SLOW
@given(PAGES, OPTIONS)
def test_segments_tile_the_input_and_the_output_is_its_kept_slices(text: str, options: Options) -> None:
    result = Cleaner(options).analyze(text)
    assert result.source == text
    assert _tiles(result)
    assert result.text == "".join(s.span.of(text) for s in result.segments if s.kept)


@SLOW
@given(PAGES, OPTIONS)
def test_what_goes_has_a_label_that_the_options_drop(text: str, options: Options) -> None:
    result = Cleaner(options).analyze(text)
    assert {r.label for r in result.removed} <= options.dropped
    assert all(0 <= r.score <= 1 and r.reason for r in result.removed)


@SLOW
@given(PAGES, OPTIONS)
def test_cleaning_twice_is_cleaning_once(text: str, options: Options) -> None:
    cleaner = Cleaner(options)
    once = cleaner.clean(text)
    assert cleaner.clean(once) == once


@SLOW
@given(PAGES, OPTIONS)
def test_explaining_changes_nothing(text: str, options: Options) -> None:
    assert Cleaner(options).clean(text) == Cleaner(options).analyze(text).text


@SLOW
@given(PAGES)
def test_windows_line_ends_change_nothing_else(text: str) -> None:
    plain = text.replace("\r", " ")
    assert Cleaner().clean(plain.replace("\n", "\r\n")) == Cleaner().clean(plain).replace("\n", "\r\n")


@SLOW
@given(PAGES, st.sampled_from(LABELS), OPTIONS)
def test_dropping_one_more_label_never_returns_text(text: str, label: str, options: Options) -> None:
    more = Options(preset=options.preset, drop={*options.drop, label}, keep=frozenset(options.keep) - {label})
    fewer = Cleaner(options).analyze(text)
    kept = [s.span for s in fewer.segments if s.kept]
    for segment in Cleaner(more).analyze(text).segments:
        if segment.kept and segment.span.of(text).strip():
            start, end = segment.span.start, segment.span.end
            inside = sum(max(0, min(end, s.end) - max(start, s.start)) for s in kept)
            blank = sum(c.isspace() for c in text[start:end])
            assert inside >= end - start - blank


@settings(deadline=None, max_examples=200)
@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=300))
def test_no_text_raises(text: str) -> None:
    assert _tiles(Cleaner().analyze(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n",
        "\x00",
        "\ud800",
        "a\rb\rc",
        "\ufeffone line",
        "\u202e",
        "\u0301" * 50,
        "\n" * 5000,
        "x" * 5_000_000,
    ],
    ids=["empty", "blank", "newline", "nul", "surrogate", "cr", "bom", "bidi", "marks", "newlines", "5 MB"],
)
def test_odd_texts_come_out_whole(text: str) -> None:
    assert Cleaner().clean(text) == text


@pytest.mark.parametrize(
    ("text", "hint"), [(None, "a str is needed"), (b"bytes", "clean_html"), (3, "a str is needed")]
)
def test_what_is_no_text_is_refused_with_a_hint(text: object, hint: str) -> None:
    with pytest.raises(TypeError, match=hint):
        Cleaner().clean(text)  # type: ignore[arg-type]


PAGE = "\n\n".join([BITS[0], PROSE[0], BITS[3], *PROSE[1:], *BITS[1:8]])


def test_cleaner_survives_pickling_and_threads() -> None:
    cleaner = Cleaner(Options(preset="body"))
    expected = cleaner.clean(PAGE)
    assert pickle.loads(pickle.dumps(cleaner)).clean(PAGE) == expected
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(cleaner.clean, [PAGE] * 16)) == {expected}


def test_hash_seed_changes_nothing() -> None:
    code = f"import cleanarticle; print(cleanarticle.analyze({PAGE!r}).segments)"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(outputs) == 1
