"""The scanner only saves time: what it rules out, no pattern would have found."""

from __future__ import annotations

import random
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from cleanarticle.doors import Grams, door, literals, longest, starts
from cleanarticle.letters import fold
from cleanarticle.match import builtin_matcher
from cleanarticle.packs import builtin_packs, builtin_rules, language
from cleanarticle.rules import Rule
from cleanarticle.scan import Scanner
from cleanarticle.segment import segment

RULES = builtin_rules()
NUMBERS = {rule.id: number for number, rule in enumerate(RULES)}
SCANNER = builtin_packs().scanner
FIXTURES = Path(__file__).parents[1] / "fixtures"
LONGEST_SHAPE = 300


@cache
def _pattern(rule: Rule) -> regex.Pattern[str]:
    return regex.compile(rule.pattern)


def _missed(text: str, rules: Iterable[Rule]) -> list[tuple[str, str]]:
    """Those of *rules* that match a line although the scanner says that they cannot, with the line."""
    document = segment(text)
    lines = [(line.offset, len(line.text)) for line in document.lines]
    tried = SCANNER.candidates(fold(text), lines)
    wanted = [(NUMBERS[rule.id], rule, _pattern(rule)) for rule in rules]
    return [
        (rule.id, line.text)
        for line, numbers in zip(document.lines, map(set, tried), strict=True)
        for number, rule, pattern in wanted
        # What speaks for the article is only asked where something speaks against it.
        if number not in numbers
        and (rule.weight > 0 or any(RULES[i].weight > 0 for i in numbers))
        and pattern.search(line.text)
        and (len(line.text) <= LONGEST_SHAPE or literals(rule.pattern))
    ]


@pytest.mark.parametrize("pack", sorted({language(rule) for rule in RULES}))
def test_no_example_of_a_pack_is_missed_by_its_rules(pack: str) -> None:
    rules = [rule for rule in RULES if language(rule) == pack]
    assert _missed("\n".join(line for rule in rules for line in (*rule.removes, *rule.keeps)), rules) == []


def _fixture_lines() -> list[str]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(FIXTURES.rglob("*.txt"))]
    return [line for text in texts for line in text.splitlines() if line.strip()]


def test_no_line_of_the_fixtures_is_missed() -> None:
    assert _missed("\n".join(random.Random(4).sample(_fixture_lines(), 150)), RULES) == []  # noqa: S311


@pytest.mark.nightly
def test_no_line_at_all_is_missed_by_any_rule() -> None:
    lines = [line for rule in RULES for line in (*rule.removes, *rule.keeps)]
    assert _missed("\n".join([*_fixture_lines(), *lines]), RULES) == []


@given(st.data())
def test_no_mixture_of_examples_is_missed(data: st.DataObject) -> None:
    rules = data.draw(st.lists(st.sampled_from(RULES), min_size=1, max_size=4))
    pieces = [data.draw(st.sampled_from(rule.removes)) for rule in rules]
    seed = data.draw(st.integers(0, 2**32))
    words = " ".join(pieces).split()
    random.Random(seed).shuffle(words)  # noqa: S311 -- no secret
    text = data.draw(st.sampled_from([" ", "  ", "\n", "\t"])).join([*pieces, " ".join(words)])
    assert _missed(data.draw(st.sampled_from([text, text.upper(), text.title(), text.swapcase()])), rules) == []


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("^(?:by|von) ", {"by ", "von"}),
        (r"^\d?x", {"\1x", "x"}),
        ("^[1-9]x", {"\1x"}),
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
    one, other = Scanner(dump=SCANNER.dump()), Scanner(dump=Scanner(dump=SCANNER.dump()).dump())
    text = "\n".join(line for rule in RULES for line in rule.removes)
    document = segment(text)
    lines = [(line.offset, len(line.text)) for line in document.lines]
    assert one.dump() == other.dump() == SCANNER.dump()
    assert one.candidates(fold(text), lines) == other.candidates(fold(text), lines)


def test_same_literal_wakes_again_on_the_next_line_and_in_the_next_text() -> None:
    scanner = Scanner([door("(?i)tell a friend", Grams())])
    text = "tell a friend\nno\ntell a friend"
    lines = [(0, 13), (14, 2), (17, 13)]
    assert scanner.candidates(text, lines) == scanner.candidates(text, lines) == [[0], [], [0]]


def test_literal_does_not_reach_over_the_end_of_its_line() -> None:
    assert Scanner([door("(?i)tell a friend", Grams())]).candidates("tell a friend", [(0, 7), (7, 6)]) == [[], []]
