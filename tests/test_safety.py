"""Rules that could stop the cleaner, and files that could stop the reading of rules, are refused at once."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tools import audit

from cleanarticle import Cleaner, Options, RuleError
from cleanarticle.rules.index import builtin_rules
from cleanarticle.rules.proof.lint import BACK, DEEP, FOREIGN, NESTED, WILD, UnsafePatternError, check
from cleanarticle.rules.schema import MOST_BYTES, Rule, load_pack, slowness

RULES = builtin_rules()
ENTRY = """[[rule]]
id = "house.share.row"
label = "share"
scope = "line"
weight = 4.0
pattern = '''{}'''
why = "A call."
removes = ["Pass it on", "Pass it on, friend"]
keeps = ["They pass it on", "He said: pass it on"]
"""


def written(folder: Path, pattern: str) -> Path:
    path = folder / "house.toml"
    path.write_text(ENTRY.format(pattern), encoding="utf-8")
    return path


# --- patterns ---


def problem(pattern: str) -> str:
    return slowness(Rule("house.share.row", "share", "line", 4.0, pattern, "", (), ())) or ""


REFUSED = {
    r"^(a+)+$": NESTED,
    r"^((?:a+))*$": NESTED,
    r"^(\w*)*x": NESTED,
    r"(?:\p{L}+)+x": NESTED,
    r"^(.*a){20}": WILD,
    r"^(?:x.+?){2}": WILD,
    r"^(.)(?:\1)+x": BACK,
    r"^(?:(?:(?:(?:(?:(?:a{1,2}b){1,2}c){1,2}d){1,2}e){1,2}f){1,2}g){1,2}x": DEEP,
    r"^(?:abc){e<=2}.*x": FOREIGN,
    r"^[[:alpha:]]+ (?:abc){1}": FOREIGN,
}


@pytest.mark.parametrize("pattern", REFUSED)
def test_pattern_that_is_never_safe_is_refused_with_its_reason(pattern: str) -> None:
    assert problem(pattern) == f"the pattern is not safe: {REFUSED[pattern]}"


@pytest.mark.parametrize(("turns", "measured"), [(12, False), (13, True)])
def test_more_ways_than_two_to_the_twelfth_are_measured(turns: int, measured: bool) -> None:
    assert check(f"^(?:a?){{{turns}}}b").cost == measured


@pytest.mark.parametrize(("depth", "refused"), [(5, False), (6, True)])
def test_repeats_nest_at_most_five_deep(depth: int, refused: bool) -> None:
    assert (DEEP in problem("^" + "(?:" * depth + "a" + "){2}" * depth)) == refused


def test_message_about_nested_repeats_shows_the_fault_that_it_answers() -> None:
    assert problem("(a+)+").count("'(a+)+'") == 1


@pytest.mark.parametrize(
    "pattern",
    [
        r"^(?:[a-z]{1,9} ?)+$",
        r"x.*y.*z",
        r"^.*a.*b",
        r"^a+a+b",
        r"^a*[ab]*b*c",
        r"^\d+(?:,\d*)*[0-9]+x",
        r"^(?:x+y*)*z",
        r"^[^,]*,.*[^x]+$",
        r"\s+$",
        r"[ \t]+\n",
        r"foo.*bar",
        r"(?:\w+ )+x",
        r"(?=.*x)a",
    ],
)
def test_time_that_grows_faster_than_the_line_is_measured(pattern: str) -> None:
    assert "time grows faster than the line, as on" in problem(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"^(a|a)*b",
        r"^(?:a|aa)+$",
        r"^(?:comment|comments|commentsx?)+x?s*$",
        r"^(?:[A-Z]\w+ ?){1,4}$",
        r"^([a-z]{1,24} ?){1,9}$",
        r"^(a{1,20}){1,20}x",
        r"^((a{0,5}){0,5}){0,5}b",
        r"^(?:a{1,2}){1,30}b",
        r"^(?:a{1,20}b?){1,9}c",
        r"^Topics: (?:[^.!?]{2,40}[,;|]\s?){0,20}[^.!?]{2,40}$",
    ],
)
def test_short_line_that_takes_long_is_found_by_measuring(pattern: str) -> None:
    assert "takes 50 ms or more" in problem(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"^foo.*",
        r"foo.*$",
        r"^.*$",
        r"foo\s+bar",
        r"foo\s*$",
        r"^(?:\w+\s)+x",
        r"^\w+(?:\s\w+)*$",
        r"^\s*foo\s*:\s*\S+",
        r"\bfoo\b.{0,80}\bbar\b.{0,80}$",
        r"^[^:]*: [^|]*\|",
        r"^\d+ (?:comments?|replies) ?$",
        r"(?:comments?|repl(?:y|ies))+",
        r"^a++b",
        r"^(?>a+)+b",
        r"\p{Lu}\p{Ll}{1,20} said",
        r"^\w+@\w+\.com$",
        r"(?i)^sign up (?:for|to) .{0,60}\bnewsletters?\b",
    ],
)
def test_everyday_pattern_passes(pattern: str) -> None:
    assert problem(pattern) == ""


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        (r"^(a+)+$", r"house\.toml: rule 'house\.share\.row': the pattern is not safe: .* drop one of the two"),
        (r"^(?:a{1,20}){1,20}x", r"the pattern is not safe: a line such as 'a.* lower the bounds"),
        (r"^(?:Pass it on){e<=3}[a-z]{1,90}[a-z]{1,90}[a-z]{1,90}[a-z]{1,90}\d", r"the pattern is not safe: a line"),
        ("(?:" * 5 + "a{1,1000}" + "){1,1000}" * 5 + "b", r"the pattern is not safe"),
        ("|".join(f"a{n}" for n in range(60_000)), r"at most 4,000 characters; split it"),
        ("(" * 1900 + "a" + ")" * 1900, r"no regular expression|not safe"),
        ("[a-z]{1,9}" * 399 + "!", r"not safe"),
    ],
)
def test_unsafe_rule_is_refused_at_load_within_a_second(tmp_path: Path, pattern: str, message: str) -> None:
    path = written(tmp_path, pattern)
    with in_a_second(), pytest.raises(RuleError, match=message):
        load_pack(path)


class in_a_second:  # noqa: N801 -- reads as a phrase
    """Fails where its block takes more than a second of this processor."""

    def __enter__(self) -> None:
        self.started = time.process_time()

    def __exit__(self, *_error: object) -> None:
        assert time.process_time() - self.started < 1


# --- files ---


def missing(path: Path) -> None:
    assert not path.exists()


def fifo(path: Path) -> None:
    os.mkfifo(path)


def sparse(path: Path, size: int) -> None:
    path.touch()
    os.truncate(path, size)


def text(content: str | bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    return write


GOOD = ENTRY.format("^Pass it on")
HOSTILE: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (missing, "no such file"),
    "folder": (Path.mkdir, "a folder, pipe or device"),
    "pipe": (fifo, "a folder, pipe or device"),
    "not UTF-8": (text(GOOD.replace("A call", "Caf\udce9").encode("utf-8", "surrogateescape")), "no UTF-8 at byte"),
    "100 MB": (lambda path: sparse(path, 100_000_000), f"at most {MOST_BYTES:,} bytes"),
    "a million rules": (text("[[rule]]\n" * 1_000_000), f"at most {MOST_BYTES:,} bytes"),
    "many rules": (text("[[rule]]\n" * 50_000), "at most 2,000 rules"),
    "many tables": (text("".join(f"[a{n}.b.c.d]\n" for n in range(30_000))), "at most 2,000 rules"),
    "deep lists": (text("a = " + "[" * 100_000), "nested too deep"),
    "deep tables": (text("a = " + "{b=" * 100_000), "nested too deep"),
    "a long key": (text("a." * 100_000 + "a = 1"), "a key has more than 16 parts"),
    "a long quoted key": (text('"a" . ' * 80_000 + "a = 1"), "a key has more than 16 parts"),
    "many keys": (text("".join(f"k{n} = 1\n" for n in range(40_000))), "unknown key 'k0'"),
    "a huge key": (text("x" * 500_000 + " = 1"), "unknown key 'xxxx"),
    "a huge number": (text(GOOD.replace("4.0", "9" * 400_000)), "not TOML"),
    "not a number": (text(GOOD.replace("4.0", "nan")), "weight is a number"),
    "infinite": (text(GOOD.replace("4.0", "-inf")), "weight is a number"),
    "an id that steers": (text(GOOD.replace("house.share", r"house\u001b[31m\u202e")), "an id is lower-case"),
    "a huge id": (text(GOOD.replace("house.share", "x" * 400_000)), "an id is lower-case"),
    "unknown key": (text(GOOD + "wieght = 1"), "unknown key 'wieght'; did you mean 'weight'"),
}


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_of_rules_is_a_short_clear_error_within_a_second(tmp_path: Path, name: str) -> None:
    make, message = HOSTILE[name]
    path = tmp_path / "house.toml"
    make(path)
    with in_a_second(), pytest.raises(RuleError) as caught:
        Cleaner(Options(rules=[path]))
    shown = str(caught.value)
    assert shown.startswith(str(path))
    assert message in shown
    assert len(shown) < 1000
    assert shown.isprintable()


def test_byte_order_mark_of_an_editor_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert [rule.id for rule in load_pack(path)] == ["house.share.row"]


# --- the packs ---


# All of them take longer than a run of the tests may; the nightly run takes all.
SHARES = [pytest.param(0, id="a sixtieth"), *[pytest.param(i, marks=pytest.mark.nightly) for i in range(1, 60)]]


def test_packs_have_none_of_the_shapes_that_are_refused() -> None:
    refused = {}
    for rule in RULES:
        try:
            check(rule.pattern)
        except UnsafePatternError as error:
            refused[rule.id] = str(error)
    assert refused == {}


@pytest.mark.parametrize("share", SHARES)
def test_no_pattern_of_the_packs_is_slow(share: int) -> None:
    assert {rule.id: why for rule in RULES[share::60] if (why := slowness(rule))} == {}


def test_audit_spells_patterns_for_recheck() -> None:
    assert audit.scripts(RULES[:40]).keys() == {rule.id for rule in RULES[:40]}
