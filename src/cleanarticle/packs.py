"""The packs that ship: a file of rules for each language, and an index over all of them that is built at install time.

Reading some thousand rules and working out when each is worth trying takes seconds; the index keeps the outcome.  It
carries a digest of the packs that it was built from, so an edited pack is never overlooked: without a fitting index the
packs themselves are read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass, replace
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

from cleanarticle.doors import Grams, door
from cleanarticle.languages import FOLDER, packs
from cleanarticle.letters import caseless, fold
from cleanarticle.nfa import automata, expressible
from cleanarticle.rules import Rule, check_unique, parse_pack
from cleanarticle.scan import Scanner

_INDEX: Final = "index.bin"
_DIGEST_SIZE: Final = 16
# What the index depends on besides the packs.
_CODE: Final = ("dfa.pyx", "doors.py", "letters.pyx", "nfa.py", "packs.py", "scan.pyx")


@dataclass(frozen=True, slots=True)
class Packs:
    """Rules, and the scanner that says which of them to try."""

    rules: tuple[Rule, ...]
    scanner: Scanner


def language(rule: Rule) -> str:
    """The language, or `common`, that a rule of a pack belongs to."""
    return rule.id.partition(".")[0]


@cache
def builtin_packs() -> Packs:
    """All packs that ship; read once, at the first use."""
    return _read(FOLDER) or _build(FOLDER)


def builtin_rules() -> tuple[Rule, ...]:
    """The rules of every pack that ships, in the order of the packs' names."""
    return builtin_packs().rules


def index(rules: Iterable[Rule]) -> Packs:
    """*rules* with a scanner over them; what their near misses say stands for prose."""
    kept = tuple(rules)
    grams = Grams(caseless(fold("\n".join(line for rule in kept for line in rule.keeps))))
    patterns = [rule.pattern for rule in kept]
    # What speaks for the article is only asked where something speaks against it.
    late = [number for number, rule in enumerate(kept) if rule.weight <= 0]
    doors = [door(pattern, grams) for pattern in patterns]
    # Without an automaton, a rule is tried wherever a line begins as it asks.
    doors = [
        replace(each, together=False) if each.together and not expressible(pattern) else each
        for each, pattern in zip(doors, patterns, strict=True)
    ]
    together = [number for number, each in enumerate(doors) if each.together]
    return Packs(kept, Scanner(doors, automata(patterns, together), late, grams.rarest))


def write_index(folder: Path = FOLDER) -> None:
    """Write the index of the packs in *folder* beside them."""
    built = _build(folder)
    table = json.dumps([astuple(rule) for rule in built.rules], ensure_ascii=False, separators=(",", ":")).encode()
    head = _digest(folder) + len(table).to_bytes(8, "little")
    (folder / _INDEX).write_bytes(head + table + built.scanner.dump())


def _digest(folder: Path) -> bytes:
    """A digest of the packs and of the code that the index depends on."""
    digest = blake2b(digest_size=_DIGEST_SIZE)
    code = Path(__file__).parent
    for path in (*packs(folder), *(code / name for name in _CODE)):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.digest()


def _read(folder: Path) -> Packs | None:
    """The packs by their index; None if there is none that fits."""
    try:
        data = (folder / _INDEX).read_bytes()
    except OSError:
        return None
    if data[:_DIGEST_SIZE] != _digest(folder):
        return None
    start = _DIGEST_SIZE + 8
    end = start + int.from_bytes(data[_DIGEST_SIZE:start], "little")
    rules = tuple(
        Rule(name, label, scope, weight, pattern, why, tuple(removes), tuple(keeps))
        for name, label, scope, weight, pattern, why, removes, keeps in json.loads(data[start:end])
    )
    return Packs(rules, Scanner(dump=data[end:]))


def _build(folder: Path) -> Packs:
    rules = [rule for path in packs(folder) for rule in parse_pack(path.read_text(encoding="utf-8"), path.name)]
    check_unique(rules, "built-in packs")
    return index(rules)
