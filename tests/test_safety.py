"""Rules that could stop the cleaner, and files that could stop the reading of rules, are refused at once."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from cleanarticle import Cleaner, Options, RuleError
from cleanarticle.rules.index import builtin_rules
from cleanarticle.rules.proof.growth import baits, dear, growing
from cleanarticle.rules.proof.lint import BACK, DEEP, EVERYWHERE, FOREIGN, NESTED, SQUARE, UnsafePatternError, check
from cleanarticle.rules.schema import MOST_BYTES, load_pack

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

UNSAFE = {
    r"^(a+)+$": SQUARE,
    r"^(\w*)*x": SQUARE,
    r"^(a|a)*b": NESTED,
    r"^(?:a|aa)+$": NESTED,
    r"^(?:comment|comments|commentsx?)+x?s*$": NESTED,
    r"^(.*a){20}": SQUARE,
    r"^(?:[a-z]{1,9} ?)+$": NESTED,
    r"x.*y.*z": EVERYWHERE,
    r"^.*a.*b": SQUARE,
    r"^a+a+b": SQUARE,
    r"^a*[ab]*b*c": SQUARE,
    r"^\d+(?:,\d*)*[0-9]+x": SQUARE,
    r"^(?:x+y*)*z": SQUARE,
    r"^[^,]*,.*[^x]+$": SQUARE,
    r"^(?:[A-Z]\w+ ?){1,4}$": SQUARE,
    r"\s+$": EVERYWHERE,
    r"[ \t]+\n": EVERYWHERE,
    r"foo.*bar": EVERYWHERE,
    r"(?:\p{L}+)+x": EVERYWHERE,
    r"(?:\w+ )+x": EVERYWHERE,
    r"(?=.*x)a": EVERYWHERE,
    r"^(.)(?:\1)+x": BACK,
    r"^(?:(?:(?:(?:(?:(?:a{1,2}b){1,2}c){1,2}d){1,2}e){1,2}f){1,2}g){1,2}x": DEEP,
    r"^(?:abc){e<=2}.*x": FOREIGN,
    r"^[[:alpha:]]+ (?:abc){1}": FOREIGN,
}


@pytest.mark.parametrize("pattern", UNSAFE)
def test_pattern_that_grows_faster_than_the_line_is_refused_with_its_reason(pattern: str) -> None:
    with pytest.raises(UnsafePatternError) as caught:
        check(pattern)
    assert str(caught.value) == UNSAFE[pattern]


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
    assert not check(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"^([a-z]{1,24} ?){1,9}$",
        r"^(a{1,20}){1,20}x",
        r"^((a{0,5}){0,5}){0,5}b",
        r"^(?:a{1,2}){1,30}b",
        r"^(?:a{1,20}b?){1,9}c",
        r"^Topics: (?:[^.!?]{2,40}[,;|]\s?){0,20}[^.!?]{2,40}$",
    ],
)
def test_bounded_repeats_that_multiply_are_found_by_measuring(pattern: str) -> None:
    assert check(pattern)
    assert dear(pattern)


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        (r"^(a+)+$", r"house\.toml: rule 'house\.share\.row': the pattern is not safe: two unbounded .* bound them"),
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
SHARES = [pytest.param(0, id="a tenth"), *[pytest.param(i, marks=pytest.mark.nightly) for i in range(1, 10)]]


@pytest.mark.parametrize("share", SHARES)
def test_packs_pass_the_linter(share: int) -> None:
    unsafe = {}
    for rule in RULES[share::10]:
        try:
            check(rule.pattern)
        except UnsafePatternError as error:
            unsafe[rule.id] = str(error)
    assert unsafe == {}


@pytest.mark.parametrize("share", SHARES)
def test_no_pattern_of_the_packs_grows_faster_than_the_line(share: int) -> None:
    # A few baits for each; `make audit` tries hundreds.
    ours = RULES[share::10]
    slow = [rule.id for rule in ours if growing(rule.pattern, islice(baits(rule.pattern, rule.removes), 34, 43, 4))]
    assert slow == []


def test_a_pattern_that_grows_faster_than_the_line_is_noticed() -> None:
    assert growing(r"[a-z]+x[^!]+!", baits(r"[a-z]+x[^!]+!"))


@pytest.mark.nightly
@pytest.mark.parametrize("share", range(8))
def test_no_bait_slows_a_pattern_of_the_packs(share: int) -> None:
    ours = RULES[share::8]
    slow = {rule.id: line for rule in ours if (line := dear(rule.pattern, rule.removes))}
    slow |= {rule.id: line for rule in ours if (line := growing(rule.pattern, baits(rule.pattern, rule.removes)))}
    assert slow == {}
