"""The scanner only saves time: what it rules out, no pattern would have found."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from cleanarticle.errors import RuleError
from cleanarticle.options import Options
from cleanarticle.result import Match
from cleanarticle.rules.index import Part, builtin_packs, builtin_rules, language
from cleanarticle.rules.matching.match import Known, Matcher, builtin_matcher
from cleanarticle.rules.matching.prefilter import Grams, door, literals, longest, starts
from cleanarticle.rules.matching.scan import Scanner
from cleanarticle.rules.schema import Rule
from cleanarticle.text.fold import fold
from cleanarticle.text.segment import segment

RULES = builtin_rules()
NUMBERS = {rule.id: number for number, rule in enumerate(RULES)}
PARTS = builtin_packs().parts
FIXTURES = Path(__file__).parents[1] / "fixtures"
LONGEST_SHAPE = 300


@cache
def _pattern(rule: Rule) -> regex.Pattern[str]:
    return regex.compile(rule.pattern)


def _tried(folded: str, lines: list[tuple[int, int]]) -> list[set[int]]:
    """For each line the numbers of the rules of all languages that are worth trying."""
    tried: list[set[int]] = [set() for _ in lines]
    for part in PARTS:
        for here, found in zip(tried, part.scanner.candidates(folded, lines), strict=True):
            here.update(part.numbers[i] for i in found)
    return tried


def _missed(text: str, rules: Iterable[Rule]) -> list[tuple[str, str]]:
    """Those of *rules* that match a line although the scanner says that they cannot, with the line."""
    document = segment(text)
    lines = [(line.offset, len(line.text)) for line in document.lines]
    tried = _tried(fold(text), lines)
    wanted = [(NUMBERS[rule.id], rule, _pattern(rule)) for rule in rules]
    return [
        (rule.id, line.text)
        for line, numbers in zip(document.lines, tried, strict=True)
        for number, rule, pattern in wanted
        if number not in numbers
        and pattern.search(line.text)
        and (len(line.text) <= LONGEST_SHAPE or literals(rule.pattern))
    ]


# All rules on all examples take minutes: every run looks at a fourth of them, the nightly one at all.
FOURTHS = [pytest.param(0, id="a fourth"), *[pytest.param(i, marks=pytest.mark.nightly) for i in range(1, 4)]]


@pytest.mark.parametrize("fourth", FOURTHS)
@pytest.mark.parametrize("pack", sorted({language(rule) for rule in RULES}))
def test_no_example_of_a_pack_is_missed_by_its_rules(pack: str, fourth: int) -> None:
    rules = [rule for rule in RULES if language(rule) == pack][fourth::4]
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
    ("pattern", "expected"),
    [
        ("^a{1,9}$", 9),
        ("^(?:ab|c)$", 2),
        ("^a", 1 << 30),
        ("^a+$", 1 << 30),
        ("^(?!b)(?=.{4,9}$)a+", 9),
        ("(?:^abc|^b)(?=x$)", 1 << 30),
    ],
)
def test_how_long_a_line_of_a_pattern_may_be(pattern: str, expected: int) -> None:
    assert longest(pattern) == expected


def test_matcher_of_the_packs_is_made_once_for_each_choice_of_languages() -> None:
    assert builtin_matcher() is builtin_matcher()
    assert builtin_matcher(frozenset({"en"})) is builtin_matcher(frozenset({"en"})) is not builtin_matcher()


def test_scanner_is_the_same_after_a_dump() -> None:
    text = "\n".join(line for rule in RULES for line in rule.removes)
    document = segment(text)
    lines = [(line.offset, len(line.text)) for line in document.lines]
    for part in PARTS:
        one = Scanner(dump=part.scanner.dump())
        assert one.dump() == part.scanner.dump()
        assert one.candidates(fold(text), lines) == part.scanner.candidates(fold(text), lines)


def test_few_rules_are_tried_on_a_line_of_prose() -> None:
    text = "\n".join(random.Random(4).sample(_fixture_lines(), 400))  # noqa: S311
    document = segment(text)
    lines = [(line.offset, len(line.text)) for line in document.lines]
    (english,) = [part for part in PARTS if "en" in part.languages]
    assert sum(map(len, english.scanner.candidates(fold(text), lines))) < 2 * len(lines)


@pytest.mark.parametrize(
    ("pattern", "tried", "spared"),
    [
        (r"(?i)\brate us\b", ["Please rate us!", "Rate us"], ["They separate us", "rate users"]),
        (r"(?i)^.{3,40} (?:AP|Reuters)$", ["The hall. AP", "A crowd - Reuters"], ["An app for it", "Reuters said so"]),
        (r"(?i)subscribe.{0,9}here", ["Subscribe right here"], ["Subscribers left", "They subscribe to he re"]),
        (r"(?i)\b\(c\) \d", ["a(c) 2"], ["(c) two"]),
    ],
)
def test_scanner_looks_for_every_literal_with_its_edges(pattern: str, tried: list[str], spared: list[str]) -> None:
    scanner = Scanner([door(pattern, Grams("rate us separate us subscribe ap c"))])
    for lines, expected in ((tried, [[0]]), (spared, [[]])):
        for line in lines:
            assert scanner.candidates(line, [(0, len(line))]) == expected, line


def test_same_literal_wakes_again_on_the_next_line_and_in_the_next_text() -> None:
    scanner = Scanner([door("(?i)tell a friend", Grams())])
    text = "tell a friend\nno\ntell a friend"
    lines = [(0, 13), (14, 2), (17, 13)]
    assert scanner.candidates(text, lines) == scanner.candidates(text, lines) == [[0], [], [0]]


def test_literal_does_not_reach_over_the_end_of_its_line() -> None:
    assert Scanner([door("(?i)tell a friend", Grams())]).candidates("tell a friend", [(0, 7), (7, 6)]) == [[], []]


# --- what the matcher finds with rules of one's own ---


def _own(number: int, scope: str, pattern: str, weight: float = 4.0) -> Rule:
    return Rule(f"house.tags.n{number}", "tags", scope, weight, pattern, "Ours.", ("a", "b"), ("c", "d"))


def _found(text: str, *own: Rule, languages: Iterable[str] | None = None) -> list[list[tuple[str, str]]]:
    """For each line the rules that matched in it, with what they matched."""
    document = segment(text)
    matches = Matcher(builtin_packs(), own, Options(languages=languages)).match(document, {})
    return [
        [(m.rule, line.text[m.start : m.end]) for m in found]
        for line, found in zip(document.lines, matches, strict=True)
    ]


@pytest.mark.parametrize(
    ("scope", "text", "found"),
    [
        ("line", "Set in Caslon", ["Caslon"]),
        ("line", "Caslon and Caslon", ["Caslon"]),
        ("opener", "Set in Caslon", ["Caslon"]),
        ("prefix", "Caslon set", ["Caslon"]),
        ("prefix", "Set in Caslon", []),
        ("suffix", "Set in Caslon", ["Caslon"]),
        ("suffix", "Caslon set", []),
        ("inline", "Caslon and Caslon", ["Caslon", "Caslon"]),
        ("line", "Set in Futura", []),
    ],
)
def test_match_stands_where_its_scope_says(scope: str, text: str, found: list[str]) -> None:
    rule = _own(1, scope, "Caslon")
    assert _found(f"Rain.\n\n   {text}\n", rule) == [[], [(rule.id, words) for words in found]]
    assert _found(text, rule) == _found(text, _own(0, "line", "Garamond"), rule)


def test_match_carries_what_its_rule_says() -> None:
    rule = _own(1, "suffix", "Caslon", 2.5)
    text = "Rain.\n  Set in Caslon"
    (found,) = Matcher(builtin_packs(), [rule]).match(segment(text), {})[1]
    assert found == Match(rule.id, "tags", whole=False, start=7, end=13, weight=2.5)


def test_empty_matches_are_none() -> None:
    assert _found("Caslon", _own(1, "inline", r"(?<=Cas)(?:x?)|lon")) == [[("house.tags.n1", "lon")]]


def test_rule_for_the_article_is_asked_only_where_one_speaks_against_it() -> None:
    speaks, weak = _own(1, "line", "Caslon", -2.0), _own(2, "line", "Futura", 0.5)
    assert _found("Set in Caslon\nSet in Caslon and Futura", speaks, weak) == [
        [],
        [(weak.id, "Futura"), (speaks.id, "Caslon")],
    ]


GERMAN, ENGLISH = "Lesen Sie auch: Fähre fällt aus", "Read more: Ferry row grows"


@pytest.mark.parametrize(
    ("languages", "found"), [(None, {"en", "de"}), ({"en"}, {"en"}), ({"de"}, {"de"}), ((), set()), ({"fi"}, set())]
)
def test_only_rules_of_live_languages_are_asked(languages: Iterable[str] | None, found: set[str]) -> None:
    rule = _own(1, "line", "Caslon")
    lines = _found(f"{GERMAN}\n{ENGLISH}\nSet in Caslon", rule, languages=languages)
    packs = {name.partition(".")[0] for line in lines for name, _ in line}
    assert packs - {"common"} == {*found, "house"}
    assert lines[2] == [(rule.id, "Caslon")]


GERMAN_STORY = (
    "Die Bücherei der Stadt ist seit Freitag geschlossen, weil das Dach über dem Lesesaal nicht mehr sicher ist.\n"
    "Zwei der Balken sind nach dem Frost von einem Ende bis zum anderen gerissen, wie die Bauleute sagten.\n"
)
ENGLISH_STORY = (
    "The town closed its only library on Friday, after the roof over the reading room was found to be unsafe.\n"
    "Two of the beams had split from end to end during the frost, and the builders would not go in again.\n"
)


@pytest.mark.parametrize(
    ("story", "languages", "found"),
    [
        (GERMAN_STORY, None, {"en", "de"}),
        (ENGLISH_STORY, None, {"en"}),
        (ENGLISH_STORY, {"de"}, {"de"}),
        (GERMAN_STORY, {"en"}, {"en"}),
        ("", None, {"en", "de"}),
    ],
    ids=["German", "English", "German chosen", "English chosen", "no language told"],
)
def test_a_rule_is_asked_in_a_text_of_its_language(
    story: str, languages: Iterable[str] | None, found: set[str]
) -> None:
    lines = _found(f"{story}{GERMAN}\n{ENGLISH}\nSet in Caslon", _own(1, "line", "Caslon"), languages=languages)
    assert {name.partition(".")[0] for line in lines for name, _ in line} - {"common"} == {*found, "house"}


def test_rules_come_in_the_order_of_the_packs_with_ones_own_last() -> None:
    own = _own(1, "line", "Ferry")
    (found,) = _found(ENGLISH, own)
    assert [name for name, _ in found][-1] == own.id
    assert len(found) > 1


def test_id_of_a_pack_cannot_be_taken() -> None:
    taken = replace(_own(1, "line", "Caslon"), id=RULES[0].id)
    with pytest.raises(RuleError, match=r"the rule files and the built-in packs: rule .* twice"):
        Matcher(builtin_packs(), [taken])


def test_line_that_was_seen_before_is_found_again_in_its_new_place() -> None:
    matcher = Matcher(builtin_packs(), [_own(1, "line", "Caslon")])
    known: Known = {}
    for text in ("Caslon\nRain.", "Rain.\n\nCaslon\nCaslon", "Caslon"):
        document = segment(text)
        matches = matcher.match(document, known)
        found = [line.offset + m.start for line, of_line in zip(document.lines, matches, strict=True) for m in of_line]
        assert found == [i for i in range(len(text)) if text.startswith("Caslon", i)]


class Raced(Part):
    """A part whose scanner another thread has loaded, and whose dump it has dropped, by the time the dump is read."""

    __slots__ = ()

    @property
    def _dump(self) -> bytes:
        self._scanner = Scanner([door("(?i)tell a friend", Grams())])
        return b""

    @_dump.setter
    def _dump(self, dump: bytes) -> None:
        pass


def test_scanner_that_another_thread_loads_meanwhile_is_taken() -> None:
    part = Raced(frozenset({"en"}), [0], b"dropped")
    assert part.scanner.candidates("tell a friend", [(0, 13)]) == [[0]]
