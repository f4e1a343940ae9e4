"""Every rule carries its proof: lines that it removes and near misses that it keeps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleanarticle import Cleaner, Options, RuleError
from cleanarticle.labels import LABELS
from cleanarticle.rules.index import builtin_rules, language
from cleanarticle.rules.languages import COMMON
from cleanarticle.rules.matching.match import builtin_matcher
from cleanarticle.rules.matching.prefilter import literals
from cleanarticle.rules.proof.examples import ABOVE, BELOW, Problem, alone, beside, inside
from cleanarticle.rules.schema import Rule, parse_pack

RULES = builtin_rules()
POSITIVE = [rule for rule in RULES if rule.weight > 0]
PACKS = sorted({language(rule) for rule in RULES})


def _of(pack: str) -> list[Rule]:
    return [rule for rule in RULES if language(rule) == pack]


def _proved(found: Iterator[Problem]) -> list[tuple[str, str, str]]:
    return [(problem.rule, problem.message, problem.line) for problem in found]


@pytest.mark.parametrize("pack", PACKS)
def test_each_rule_proves_itself_alone(pack: str) -> None:
    assert _proved(problem for rule in _of(pack) for problem in alone(rule)) == []


@pytest.mark.parametrize("pack", PACKS)
def test_near_misses_of_a_pack_are_hit_by_no_rule_of_any_pack(pack: str) -> None:
    # That the matcher finds all that plain search finds is the business of test_match.py.
    matcher = builtin_matcher(None if pack == COMMON else frozenset({pack, "en"}))
    assert _proved(beside(_of(pack), matcher)) == []


# All examples take a minute: every run looks at a third of them, the nightly one at all.
THIRDS = [pytest.param(0, id="a third"), *[pytest.param(i, marks=pytest.mark.nightly) for i in (1, 2)]]


@pytest.mark.parametrize("third", THIRDS)
@pytest.mark.parametrize("pack", PACKS)
def test_examples_go_and_stay_as_they_say_through_the_whole_cleaner(pack: str, third: int) -> None:
    # The article around them is English.
    cleaner = Cleaner(Options(preset="body", languages=None if pack == COMMON else {pack, "en"}))
    assert _proved(problem for rule in _of(pack)[third::3] for problem in inside(rule, cleaner)) == []


def test_each_rule_id_names_its_pack_and_label() -> None:
    wrong = [r.id for r in RULES if r.id.split(".")[1] != r.label]
    assert wrong == []


def test_packs_cover_every_label() -> None:
    assert {r.label for r in RULES} == set(LABELS)


# The languages that most news is in; others have at least half as many rules.
MOST_USED = {"en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "tr", "zh", "ja", "ko", "ar"}


def test_each_language_has_enough_rules() -> None:
    counts = Counter(language(rule) for rule in POSITIVE)
    assert {code: n for code, n in counts.items() if n < (40 if code in MOST_USED else 20)} == {}


def test_there_are_enough_rules() -> None:
    assert len(POSITIVE) >= 120


def test_most_rules_are_woken_by_a_literal() -> None:
    some = RULES[::8]
    without = [r.id for r in some if not literals(r.pattern)]
    assert len(without) <= len(some) // 6, without


def test_patterns_have_no_unbounded_wildcards() -> None:
    without_sets = {r.id: re.sub(r"\[(?:\\.|[^\]\\])*\]", "", r.pattern) for r in RULES}
    assert [name for name, pattern in without_sets.items() if re.search(r"(?<!\\)\.[*+]", pattern)] == []


GOOD = {
    "id": '"house.share.row"',
    "label": '"share"',
    "scope": '"line"',
    "weight": "4",
    "pattern": "'^Pass it on'",
    "why": '"A call."',
    "removes": '["Pass it on", "Pass it on, friend"]',
    "keeps": '["They pass it on", "He said: pass it on"]',
}


def _pack(**changes: str | None) -> str:
    table = {**GOOD, **changes}
    return "[[rule]]\n" + "\n".join(f"{k} = {v}" for k, v in table.items() if v is not None)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"patern": "'x'"}, r"house\.toml: rule 'house.share.row': unknown key 'patern'; did you mean 'pattern'"),
        ({"label": '"shares"'}, r"unknown label 'shares'; did you mean 'share'"),
        ({"scope": '"lines"'}, r"unknown scope 'lines'; did you mean 'line'"),
        ({"pattern": "'('"}, r"the pattern is no regular expression"),
        ({"pattern": "'x*'"}, r"the pattern matches the empty text"),
        ({"why": None}, r"why is missing"),
        ({"removes": None}, r"removes is missing"),
        ({"keeps": '["one"]'}, r"keeps needs at least two lines"),
        ({"weight": '"4"'}, r"weight is a number of log-odds"),
        ({"id": '"House"'}, r"an id is lower-case words"),
        ({"pattern": '""'}, r"pattern is a text that is not blank"),
    ],
)
def test_bad_rule_is_refused_with_file_rule_and_remedy(changes: dict[str, str | None], message: str) -> None:
    with pytest.raises(RuleError, match=message):
        parse_pack(_pack(**changes), "house.toml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[rules]]\n", r"unknown key 'rules'; did you mean 'rule'"),
        ("rule = 3", r"rules are written as \[\[rule\]\] tables"),
        ("[[rule]", r"not TOML"),
        (_pack() + "\n" + _pack(), r"this id stands twice"),
    ],
)
def test_bad_pack_is_refused(text: str, message: str) -> None:
    with pytest.raises(RuleError, match=message):
        parse_pack(text, "house.toml")


def test_rules_of_the_user_work_beside_ours(tmp_path: Path) -> None:
    house = tmp_path / "house.toml"
    house.write_text(_pack(), encoding="utf-8")
    text = "\n\n".join([*ABOVE, "Pass it on", *BELOW])
    assert Cleaner().clean(text) == text
    result = Cleaner(Options(rules=[house])).analyze(text)
    assert [(r.label, r.reason) for r in result.removed] == [("share", "house.share.row")]
