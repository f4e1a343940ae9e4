"""The scanner only saves time: what it rules out, no pattern would have found."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from cleanarticle.doors import door, literals, longest, starts
from cleanarticle.match import builtin_matcher
from cleanarticle.packs import builtin_rules
from cleanarticle.scan import Scanner
from cleanarticle.segment import fold, lower, segment

RULES = builtin_rules()
PATTERNS = [regex.compile(rule.pattern) for rule in RULES]
SCANNER = Scanner([door(rule.pattern) for rule in RULES])
FIXTURES = Path(__file__).parents[1] / "fixtures"


def _missed(text: str) -> list[tuple[str, str]]:
    """Rules and lines that match although the scanner says that they cannot."""
    document = segment(text)
    lines = [(line.offset, len(line.text)) for line in document.lines]
    tried = SCANNER.candidates(lower(fold(text)), lines)
    shapeless = 300
    return [
        (rule.id, line.text)
        for line, numbers in zip(document.lines, tried, strict=True)
        for number, (rule, pattern) in enumerate(zip(RULES, PATTERNS, strict=True))
        if number not in numbers
        and pattern.search(line.text)
        and (literals(rule.pattern) or len(line.text) <= shapeless)
    ]


def test_no_example_of_any_rule_is_missed() -> None:
    assert _missed("\n".join(line for rule in RULES for line in (*rule.removes, *rule.keeps))) == []


def test_no_line_of_the_fixtures_is_missed() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(FIXTURES.rglob("*.txt"))]
    assert _missed("\n".join(texts)) == []


@given(st.data())
def test_no_mixture_of_examples_is_missed(data: st.DataObject) -> None:
    examples = st.sampled_from([line for rule in RULES for line in rule.removes])
    pieces = data.draw(st.lists(examples, min_size=1, max_size=4))
    seed = data.draw(st.integers(0, 2**32))
    words = " ".join(pieces).split()
    random.Random(seed).shuffle(words)  # noqa: S311 -- no secret
    text = data.draw(st.sampled_from([" ", "  ", "\n", "\t"])).join([*pieces, " ".join(words)])
    assert _missed(data.draw(st.sampled_from([text, text.upper(), text.title(), text.swapcase()]))) == []


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("^(?:by|von) ", {"by ", "von"}),
        (r"^\d?x", {*(f"{n}x" for n in range(10)), "x"}),
        ("^a(?:b|cd)?$", {"a", "ab", "acd"}),
        (r"^\W?read", {"\0", "rea"}),
        (r"^(?=.{0,9}z)(?:on|off)", {"on", "off"}),
        (r"^(?=on|off).{1,9}$", {"on", "off"}),
        (r"^(?!x)(?:on|off)", {"on", "off"}),
        (r"^\p{Lu}", None),
        ("read", None),
        ("^(?:a|.)", None),
    ],
)
def test_how_lines_of_a_pattern_begin(pattern: str, expected: set[str] | None) -> None:
    assert starts(pattern) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"), [("^a{1,9}$", 9), ("^(?:ab|c)$", 2), ("^a", 1 << 30), ("^a+$", 1 << 30)]
)
def test_how_long_a_line_of_a_pattern_may_be(pattern: str, expected: int) -> None:
    assert longest(pattern) == expected


def test_matcher_of_the_packs_is_made_once_for_each_choice_of_languages() -> None:
    assert builtin_matcher() is builtin_matcher()
    assert builtin_matcher(frozenset({"en"})) is builtin_matcher(frozenset({"en"})) is not builtin_matcher()


def test_scanner_is_the_same_after_a_dump() -> None:
    copy = Scanner(dump=SCANNER.dump())
    text = "\n".join(line for rule in RULES for line in rule.removes)
    document = segment(text)
    lines = [(line.offset, len(line.text)) for line in document.lines]
    assert copy.dump() == SCANNER.dump()
    assert copy.candidates(lower(fold(text)), lines) == SCANNER.candidates(lower(fold(text)), lines)


def test_same_literal_wakes_again_on_the_next_line_and_in_the_next_text() -> None:
    scanner = Scanner([door("(?i)tell a friend")])
    text = "tell a friend\nno\ntell a friend"
    lines = [(0, 13), (14, 2), (17, 13)]
    assert scanner.candidates(text, lines) == scanner.candidates(text, lines) == [[0], [], [0]]


def test_literal_does_not_reach_over_the_end_of_its_line() -> None:
    assert Scanner([door("(?i)tell a friend")]).candidates("tell a friend", [(0, 9), (9, 4)]) == [[], []]
