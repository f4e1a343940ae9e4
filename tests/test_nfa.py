"""An automaton says no only where its pattern would; and it says no nearly always where its pattern would."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from cleanarticle.doors import Door
from cleanarticle.letters import fold
from cleanarticle.nfa import automata
from cleanarticle.packs import builtin_packs, builtin_rules
from cleanarticle.scan import Scanner
from cleanarticle.segment import segment

ANY_LINE = Door(longest=1 << 30, starts=None, need=None, wakes=None)


def _may_match(pattern: str, line: str) -> bool:
    return Scanner([ANY_LINE], automata([pattern])).candidates(line, [(0, len(line))]) == [[0]]


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("sign in", ["please sign in now"], ["sign on", "SIGN IN"]),
        ("(?i)sign in", ["Sign In", "SIGN IN"], ["signin"]),
        ("^sign in$", ["sign in"], ["sign in now", "do sign in", "Sign in"]),
        ("(?i)^a(?-i:B)c$", ["ABC", "aBc"], ["abc", "Abc"]),
        ("^(?:log|sign) (?:in|up)$", ["log in", "sign up"], ["log", "log ins"]),
        ("^[a-c]{2,3}$", ["ab", "cab"], ["a", "abca", "ad"]),
        ("^[^a-c ]+$", ["xyz", "Äö"], ["xay", "x y", ""]),
        (r"^\p{Lu}\p{L}+$", ["Über", "Ada", "Женя"], ["ada", "A", "A1"]),
        (r"(?i)^\p{Lu}$", ["a", "A"], ["1"]),
        (r"^[^\p{L}\p{N}]+$", ["»— !", "…"], ["a", "»7"]),
        (r"^\d{1,2}\.\s?\w+$", ["7. May", "31.mai", "٣. مايو"], [". May", "7. May 2"]),
        (r"^[\p{Han}]{2}$", ["评论"], ["ab", "ой"]),
        ("^a*b?c$", ["c", "aaac", "bc"], ["bbc", "ab"]),
        ("(?i)ß", ["STRAßE"], ["strasse"]),
        ("(?i)^σας$", ["ΣΑΣ", "σας"], ["σα"]),
        ("(?i)^dışarı$", ["DIŞARI", "dışarı"], ["dşarı"]),
        ("^(?:a|^b)c|d$", ["ac", "bc", "xd"], ["xac", "dx"]),
        ("^[📷🎥] by$", ["📷 by"], ["x by", " by"]),
        ("📷", ["see 📷 here"], ["see here"]),
        ("^(?=.*x)[a-z]+$", ["axe"], ["AXE"]),
        (r"^a{20}$", ["a" * 20], ["b" * 20, "a" * 5]),
    ],
)
def test_what_an_automaton_takes(pattern: str, yes: list[str], no: list[str]) -> None:
    assert [line for line in yes if not _may_match(pattern, line)] == []
    assert [line for line in no if line and _may_match(pattern, line)] == []


@pytest.mark.parametrize("pattern", [r"(a)\1", r"\p{Cyrillic}", r"\P{L}", "(?<=ab|c)d("])
def test_pattern_that_cannot_be_an_automaton_is_always_tried(pattern: str) -> None:
    assert _may_match(pattern, "zz")


_ATOMS = st.sampled_from(
    [
        *("a", "B", "ß", "İ", "1", " ", "-", ".", "é", "ı", "☎", "[ab]", "[^ab]", "[A-Z]", "[а-я]", "[一-龥]"),
        *(r"\w", r"\W", r"\d", r"\s", r"\S", r"\b", r"[^\w]"),
        *(r"\p{L}", r"\p{Lu}", r"\p{Ll}", r"[^\p{L}]", r"[\p{Lu}\d]", r"[^\p{N}\s]"),
    ]
)
_PATTERNS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "{1,3}", "{0,9}", "{12,40}", "*?"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
        inner.map(lambda part: f"(?i:{part})"),
        inner.map(lambda part: f"(?={part})"),
        inner.map(lambda part: f"(?<!{part})" if "{" not in part and "*" not in part else part),
    ),
    max_leaves=7,
)
_LINES = st.text(alphabet="aAbBİıißẞſéÉ1٣ -.яЯ一☎́²_\u200b😀", min_size=1, max_size=12)


@given(_PATTERNS, st.sampled_from(["", "^"]), st.sampled_from(["", "$"]), st.booleans(), st.lists(_LINES, max_size=8))
def test_no_match_of_any_pattern_is_missed(
    middle: str, start: str, end: str, ignorecase: bool, lines: list[str]
) -> None:
    pattern = f"{'(?i)' if ignorecase else ''}{start}{middle}{end}"
    wanted = regex.compile(pattern)
    folded = [fold(line) for line in lines]
    assert [line for line in folded if wanted.search(line) and not _may_match(pattern, line)] == []


def test_near_misses_of_the_packs_are_seldom_tried() -> None:
    document = segment("\n".join(line for rule in builtin_rules() for line in rule.keeps))
    lines = [(line.offset, len(line.text)) for line in document.lines]
    tried = builtin_packs().scanner.candidates(fold(document.text), lines)
    assert sum(map(len, tried)) < 0.1 * len(lines)
