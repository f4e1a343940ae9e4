"""Read rule packs (TOML) and report their errors."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import regex

from cleanarticle.errors import RuleError, short, unknown
from cleanarticle.labels import LABELS

# The scale of weights.  A match of this weight holds whatever stands around it: a person vouches for it, or a structure
# of several lines shows it.
CERTAIN: Final = 4.0
# A match of this weight or more decides alone; a weaker one is weighed with the lines around it.
DECISIVE: Final = 3.0
# From this weight on, a hint keeps its line out of joined paragraphs and is trusted at the foot of a text.
HINT: Final = 1.9
# The weight of a match that was found in a doubtful place.
DOUBTFUL: Final = 1.0
# From this weight on, a match says which label its line has if the line goes.
TELLING: Final = 0.5
SCOPES: Final = ("line", "prefix", "suffix", "inline", "opener")
_REQUIRED: Final = ("id", "label", "scope", "weight", "pattern", "why", "removes", "keeps")
# The largest built-in pack has 0.9 MB and 850 rules.
MOST_BYTES: Final = 2_000_000
MOST_RULES: Final = 2000
_LONGEST_PATTERN: Final = 4000
_LONGEST_ID: Final = 100
# The time of tomllib grows with the square of the number of parts in a dotted key.
_LONG_KEY: Final = re.compile(r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){16}""")
_HEADER: Final = re.compile(r"^[ \t]*\[", re.MULTILINE)
_ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)+")

_SLOW: Final = (
    "a line such as {} takes {:.0f} ms or more; lower the bounds of its repeats, or put characters "
    "between them that they cannot hold"
)
_GROWS: Final = (
    "time grows faster than the line, as on {}; begin the pattern with '^', bound its repeats, as in '.{{0,60}}', or "
    "put a character between two repeats that neither can hold"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern that is evidence for a label, with examples that test it.

    Attributes:
        id: `pack.label.name`, unique over all packs.
        label: the label of a match.
        scope: what gets the label. `line`: the whole line. `opener`: the whole line, which also starts a block that
            runs on. `prefix`, `suffix`: only the match, at the line's start or end. `inline`: only the match.
        weight: log-odds that a match adds; negative means article.
        pattern: a regular expression, searched in the stripped line after `cleanarticle.text.fold.fold`.
        why: one line on why articles do not say this.
        removes: example lines that the rule must remove, at least two.
        keeps: similar lines that must stay (near misses), at least two.
    """

    id: str
    label: str
    scope: str
    weight: float
    pattern: str
    why: str
    removes: tuple[str, ...]
    keeps: tuple[str, ...]


def _fail(where: str, rule: object, message: str) -> RuleError:
    return RuleError(f"{where}: rule {short(rule)}: {message}")


def _check_type(entry: Mapping[str, object], key: str) -> str | None:
    value = entry[key]
    if key == "weight":
        ok = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= 20
        return None if ok else "weight is a number of log-odds from -20 to 20"
    if key in ("removes", "keeps"):
        ok = isinstance(value, list) and len(value) >= 2 and all(isinstance(v, str) and v.strip() for v in value)
        return None if ok else f"{key} needs at least two lines: they are the rule's proof"
    return None if isinstance(value, str) and value.strip() else f"{key} is a text that is not blank"


def _problem(entry: Mapping[str, object]) -> str | None:
    """The first error in a rule's table, or None."""
    for key in entry:
        if key not in _REQUIRED:
            return str(unknown("key", key, _REQUIRED))
    missing = [f"{key} is missing" for key in _REQUIRED if key not in entry]
    wrong = missing or [problem for key in _REQUIRED if (problem := _check_type(entry, key))]
    if wrong:
        return wrong[0]
    if len(str(entry["id"])) > _LONGEST_ID or not _ID.fullmatch(str(entry["id"])):
        return "an id is lower-case words and hyphens in parts with dots between, as in 'house.newsletter.sign-up'"
    if entry["label"] not in LABELS:
        return str(unknown("label", entry["label"], LABELS))
    if entry["scope"] not in SCOPES:
        return str(unknown("scope", entry["scope"], SCOPES))
    return _pattern_problem(str(entry["pattern"]))


def _pattern_problem(pattern: str) -> str | None:
    if len(pattern) > _LONGEST_PATTERN:
        return f"a pattern has at most {_LONGEST_PATTERN:,} characters; split it into several rules"
    try:
        compiled = regex.compile(pattern)
    except (regex.error, RecursionError, OverflowError, ValueError) as error:
        return f"the pattern is no regular expression: {error}"
    return "the pattern matches the empty text" if compiled.search("") else None


def _rule(entry: Mapping[str, object]) -> Rule:
    def lines(key: str) -> tuple[str, ...]:
        value = entry[key]
        return tuple(value) if isinstance(value, list) else ()

    weight = entry["weight"]
    return Rule(
        id=str(entry["id"]),
        label=str(entry["label"]),
        scope=str(entry["scope"]),
        weight=float(weight) if isinstance(weight, (int, float)) else 0.0,
        pattern=str(entry["pattern"]),
        why=str(entry["why"]),
        removes=lines("removes"),
        keeps=lines("keeps"),
    )


def parse_pack(data: str, where: str) -> tuple[Rule, ...]:
    """Parse the text of a pack; error messages name it as *where*.

    Raises:
        RuleError: invalid TOML, an unknown key, a bad pattern, missing examples or a duplicate id.
    """
    table = _toml(data, where)
    for key in table:
        if key != "rule":
            raise RuleError(f"{where}: {unknown('key', key, ['rule'])}")
    entries = table.get("rule", [])
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        raise RuleError(f"{where}: rules are written as [[rule]] tables")
    for number, entry in enumerate(entries, 1):
        problem = _problem(entry)
        if problem:
            raise _fail(where, entry.get("id", f"number {number}"), problem)
    rules = tuple(_rule(entry) for entry in entries)
    check_unique(rules, where)
    return rules


def _toml(data: str, where: str) -> dict[str, object]:
    """Parse *data* as TOML; refuse input that would take long to parse."""
    if len(_HEADER.findall(data)) > MOST_RULES:
        raise RuleError(f"{where}: a file has at most {MOST_RULES:,} rules; split it into several")
    if _LONG_KEY.search(data):
        raise RuleError(f"{where}: not TOML for rules: a key has more than 16 parts; a rule's keys have one")
    try:
        return tomllib.loads(data)
    except RecursionError:
        raise RuleError(f"{where}: not TOML for rules: nested too deep") from None
    except ValueError as error:  # invalid TOML, or a number of more than 4,300 digits
        raise RuleError(f"{where}: not TOML: {error}") from None


def check_unique(rules: Iterable[Rule], where: str) -> None:
    """Raise RuleError if two rules have the same id."""
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise _fail(where, rule.id, "this id stands twice")
        seen.add(rule.id)


def slowness(rule: Rule) -> str | None:
    """Say why a rule's pattern may take too long on some line; None if it does not."""
    # Imported for the rules of users only: the built-in packs are checked at build time.
    from cleanarticle.rules.proof import growth, lint

    try:
        doubts = lint.check(rule.pattern)
    except lint.UnsafePatternError as error:
        return f"the pattern is not safe: {error}"
    if doubts.cost and (line := growth.dear(rule.pattern, rule.removes)):
        return f"the pattern is not safe: {_SLOW.format(short(line), growth.DEAR * 1000)}"
    if doubts.growth and (line := growth.growing(rule.pattern, growth.baits(rule.pattern, rule.removes))):
        return f"the pattern is not safe: {_GROWS.format(short(line))}"
    return None


def check_speed(rules: Iterable[Rule], where: str) -> None:
    """Raise RuleError if a pattern may take too long on some line."""
    for rule in rules:
        problem = slowness(rule)
        if problem:
            raise _fail(where, rule.id, problem)


def _read(path: Path) -> str:
    if not path.exists():
        raise RuleError(f"{path}: cannot be read: no such file")
    if not path.is_file():  # reading a pipe may block, a device may be endless
        raise RuleError(f"{path}: cannot be read: a folder, pipe or device; rules stand in a file")
    with path.open("rb") as stream:
        data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise RuleError(f"{path}: a file of rules has at most {MOST_BYTES:,} bytes; split it into several")
    return data.decode("utf-8-sig")


def read_pack(path: Path) -> tuple[Rule, ...]:
    """Read the rules of a file without checking the speed of their patterns.

    Raises:
        RuleError: as `parse_pack`; also if the file is too large or cannot be read.
    """
    try:
        data = _read(path)
    except UnicodeDecodeError as error:
        raise RuleError(f"{path}: cannot be read: no UTF-8 at byte {error.start}; save it as UTF-8") from None
    except (OSError, ValueError) as error:
        if isinstance(error, RuleError):
            raise
        raise RuleError(f"{path}: cannot be read: {error}") from None
    return parse_pack(data, str(path))


def load_pack(path: Path) -> tuple[Rule, ...]:
    """Read the rules of a file and check the speed of their patterns.

    Raises:
        RuleError: as `read_pack`; also if a pattern may be too slow.
    """
    rules = read_pack(path)
    check_speed(rules, str(path))
    return rules
