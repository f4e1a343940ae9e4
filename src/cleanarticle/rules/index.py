"""The built-in packs: one rule file per language, and an index of all of them that is built at install time.

To read thousands of rules and compute their prefilters takes seconds; the index stores the result.  It holds a digest
of the packs and the code that it was built from.  If the digest does not fit, the packs are read instead, so an edit to
a pack always takes effect.  An installed package holds the index only.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from cleanarticle.errors import RuleError
from cleanarticle.rules.languages import COMMON, EVERYWHERE
from cleanarticle.rules.matching.prefilter import Grams, door
from cleanarticle.rules.matching.scan import Scanner
from cleanarticle.rules.schema import Rule, check_unique, parse_pack
from cleanarticle.text.fold import caseless, fold

_PACKAGE: Final = Path(__file__).parents[1]
_PACKS: Final = Path("rules", "packs")
FOLDER: Final = _PACKAGE / _PACKS
_INDEX: Final = "index.bin"
_DIGEST_SIZE: Final = 16
# A decompressor allocates its whole dictionary, 8 MiB by default; what is packed here is about a megabyte.
_FILTERS: Final = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": 1 << 20}]
# Code that the index depends on, besides the packs.
_CODE: Final = (
    "rules/index.py",
    "rules/matching/patterns.py",
    "rules/matching/prefilter.py",
    "rules/matching/scan.pyx",
    "text/fold.pyx",
)


class Part:
    """The rules of languages that are always used together, and their scanner.

    Attributes:
        languages: the languages, or `common`.
        numbers: the indexes of these rules in the list of all rules, in order.
    """

    __slots__ = ("_dump", "_scanner", "languages", "numbers")

    def __init__(self, languages: frozenset[str], numbers: Sequence[int], scanner: Scanner | bytes) -> None:
        """Take a scanner, or its compressed dump, which is loaded at first use."""
        self.languages, self.numbers = languages, tuple(numbers)
        self._scanner = None if isinstance(scanner, bytes) else scanner
        self._dump = scanner if isinstance(scanner, bytes) else b""

    @property
    def scanner(self) -> Scanner:
        """The scanner; its rule numbers are indexes into `numbers`."""
        # Read the dump before the test: another thread may load the scanner and clear the dump in between.
        dump = self._dump
        if self._scanner is None:
            self._scanner = Scanner(dump=lzma.decompress(dump))
            self._dump = b""
        return self._scanner


class Packs:
    """Rules, and their parts (groups of languages with one scanner each).

    Attributes:
        rules: all rules; read from an index, they lack `why` and the examples, see `proven`.
        parts: the parts.
    """

    __slots__ = ("_proofs", "parts", "rules")

    def __init__(self, rules: Iterable[Rule], parts: Iterable[Part], proofs: bytes = b"") -> None:
        """Take rules, parts, and the compressed `why` texts and examples of the index."""
        self.rules, self.parts, self._proofs = tuple(rules), tuple(parts), proofs

    def proven(self) -> tuple[Rule, ...]:
        """Return all rules with `why` and their examples."""
        if not self._proofs:
            return self.rules
        return tuple(
            replace(rule, why=why, removes=tuple(removes), keeps=tuple(keeps))
            for rule, (why, removes, keeps) in zip(self.rules, _unpacked(self._proofs), strict=True)
        )


def packs(folder: Path = FOLDER) -> list[Path]:
    """The rule files of a folder, sorted by name."""
    return sorted(folder.glob("*.toml"))


@cache
def languages() -> tuple[str, ...]:
    """The codes (ISO 639-1) of the languages that have a pack.

    >>> "en" in languages()
    True
    """
    return tuple(sorted({language(rule) for rule in builtin_packs().rules} - {COMMON}))


def language(rule: Rule) -> str:
    """The language code of a pack's rule, or `common`."""
    return rule.id.partition(".")[0]


@cache
def builtin_packs() -> Packs:
    """All built-in packs; read once, at first use."""
    return load(FOLDER)


def load(folder: Path) -> Packs:
    """The packs of a folder: by their index, or from the rule files if the index is missing or out of date.

    Raises:
        RuleError: the folder has neither an index nor a pack, or a pack that cannot be used.
    """
    return _read(folder) or _build(folder)


@cache
def builtin_rules() -> tuple[Rule, ...]:
    """The rules of all built-in packs, with examples, sorted by pack name."""
    return builtin_packs().proven()


def scanner(rules: Sequence[Rule], grams: Grams | None = None) -> Scanner:
    """Build a scanner for *rules*; *grams* are n-gram counts of prose, by default of the rules' `keeps` examples."""
    known = grams or _grams(rules)
    return Scanner([door(rule.pattern, known) for rule in rules], known.rarest)


def _grams(rules: Iterable[Rule]) -> Grams:
    return Grams(caseless(fold("\n".join(line for rule in rules for line in rule.keeps))))


def _part_of(rule: Rule) -> frozenset[str]:
    """The languages of the part that a rule belongs to; the languages used for every text form one part."""
    code = language(rule)
    return EVERYWHERE if code in EVERYWHERE else frozenset({code})


def _parts(rules: Sequence[Rule]) -> list[Part]:
    grams = _grams(rules)
    numbers: dict[frozenset[str], list[int]] = {}
    for number, rule in enumerate(rules):
        numbers.setdefault(_part_of(rule), []).append(number)
    return [Part(codes, each, scanner([rules[i] for i in each], grams)) for codes, each in numbers.items()]


def write_index(folder: Path = FOLDER, package: Path = _PACKAGE) -> None:
    """Write the index of the packs in *package* (a source tree of this package) into *folder*."""
    built = _build(package / _PACKS)
    dumps = [_compressed(part.scanner.dump()) for part in built.parts]
    proofs = _packed([(rule.why, rule.removes, rule.keeps) for rule in built.rules])
    head = _packed(
        [
            [(rule.id, rule.label, rule.scope, rule.weight, rule.pattern) for rule in built.rules],
            [(sorted(part.languages), part.numbers, len(dump)) for part, dump in zip(built.parts, dumps, strict=True)],
            len(proofs),
        ]
    )
    folder.mkdir(exist_ok=True)
    (folder / _INDEX).write_bytes(
        _digest(package / _PACKS, package) + len(head).to_bytes(8, "little") + head + proofs + b"".join(dumps)
    )


def _packed(table: object) -> bytes:
    return _compressed(json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode())


def _compressed(data: bytes) -> bytes:
    return lzma.compress(data, filters=_FILTERS)


def _unpacked(data: bytes) -> Any:  # the inverse of `_packed`
    return json.loads(lzma.decompress(data))


def _digest(folder: Path, package: Path) -> bytes:
    """A digest of the packs in *folder*, and of the code in *package* that the index depends on."""
    from hashlib import blake2b  # takes 3 MB, and an installed package has no packs to compare

    digest = blake2b(digest_size=_DIGEST_SIZE)
    for path in (*packs(folder), *(package / name for name in _CODE)):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.digest()


def _read(folder: Path) -> Packs | None:
    """Read the packs from their index; None if it is missing or out of date."""
    try:
        data = (folder / _INDEX).read_bytes()
    except OSError:
        return None
    if packs(folder) and data[:_DIGEST_SIZE] != _digest(folder, _PACKAGE):
        return None
    start = _DIGEST_SIZE + 8
    at = start + int.from_bytes(data[_DIGEST_SIZE:start], "little")
    rules, parts, proofs = _unpacked(data[start:at])
    end = at + proofs
    packed, at = data[at:end], end
    found = []
    for codes, numbers, size in parts:
        found.append(Part(frozenset(codes), numbers, data[at : at + size]))
        at += size
    bare = [Rule(name, label, scope, weight, pattern, "", (), ()) for name, label, scope, weight, pattern in rules]
    return Packs(bare, found, packed)


def _build(folder: Path) -> Packs:
    """Read the packs of a folder and compute what the index would hold.

    Raises:
        RuleError: the folder has no pack, or one that cannot be used.
    """
    files = packs(folder)
    if not files:
        raise RuleError(f"{folder} has neither packs nor an index: install cleanarticle again")
    rules = [rule for path in files for rule in parse_pack(path.read_text(encoding="utf-8"), path.name)]
    check_unique(rules, "built-in packs")
    return Packs(rules, _parts(rules))
