"""A profile as a file: lines of one site in TOML that a person may edit, and the lines of a text that it matches."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from json import dumps
from pathlib import Path
from typing import Final

from cleanarticle.document import Document
from cleanarticle.labels import LABELS
from cleanarticle.learn.evidence import weight
from cleanarticle.learn.template import SLOTS, Template, canonical, compiled, literal, unknown_slot
from cleanarticle.options import unknown
from cleanarticle.result import Match
from cleanarticle.rules import RuleError

HEAD: Final = "head"
INSIDE: Final = "inside"
TAIL: Final = "tail"
PLACES: Final = (HEAD, INSIDE, TAIL)
# What a person vouches for counts as much as a rule does that decides alone.
_SURE: Final = 4.0
# A rule of this weight says that a sentence is not the article's.
_KNOWN: Final = 0.5
_SENTENCE_ENDS: Final = ".!?…。！？।؟"
_CLOSERS: Final = "\"')]»”"
_PROSE: Final = 60
_PROSE_UNSPACED: Final = 25

_HEADER: Final = """\
# The lines that the pages of this site share; `cleanarticle --profiles` leaves them out. Edit what you like.
#   text    the line; {number}, {date}, {time} and {name} stand for what changes, {any} for anything
#   label   what it is; yours is kept
#   places  where it is left out: head, inside or tail, that is above, between or below the article's paragraphs
#   count   how often it was seen, on so many different pages, of so many that were looked at
# You may add  off = true  (never use it),  sure = true  (use it whatever the counts say) and  note = "...".
# Delete a line, and it does not come back. Comments of your own are not kept: notes are.
"""
_MEMORY: Final = """\
# What the last run wrote, by name, label and places. What is no longer above was deleted by hand.
"""


class ProfileError(RuleError):
    """A profile that cannot be used; the message names the file, the line and the remedy."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a site.

    Attributes:
        text: the template, see `cleanarticle.learn.template`.
        label: what it is.
        places: where it is left out, of `PLACES`.
        count: how often it was seen.
        pages: how many different pages carry it.
        of: how many different pages were looked at since it was first seen.
        off: whether it is never used.
        sure: whether a person vouches for it; a line without counts is one that a person wrote.
        note: a person's words.
    """

    text: str
    label: str
    places: tuple[str, ...] = PLACES
    count: int = 0
    pages: int = 0
    of: int = 0
    off: bool = False
    sure: bool = False
    note: str = ""

    @property
    def slug(self) -> str:
        """A name that stays the same as long as the text does.

        >>> Entry("Sign up for our daily newsletter", "newsletter").slug
        'sign-up-for-our-ae922d'
        """
        plain = unicodedata.normalize("NFKD", self.text).encode("ascii", "ignore").decode().lower()
        words = re.findall(r"[a-z0-9]+", plain)[:4]
        return "-".join([*words, sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:6]])

    @property
    def weight(self) -> float:
        """Log-odds of being boilerplate, like a rule's."""
        return _SURE if self.sure or not self.of else weight(self.pages, self.of)


@dataclass(frozen=True)
class Profile:
    """What is known of a site.

    Attributes:
        site: its host.
        pages: how many different pages of it were looked at.
        entries: its lines.
        written: what the last run of learning wrote: slug, label and places.
        deleted: the slugs of those that a person deleted.
    """

    site: str
    pages: int = 0
    entries: tuple[Entry, ...] = ()
    written: frozenset[str] = frozenset()
    deleted: tuple[str, ...] = ()

    @cached_property
    def _index(self) -> _Index:
        return _Index.of(self.entries)

    def find(self, line: str) -> Entry | None:
        """The entry for a canonical *line*, see `cleanarticle.learn.template`; None where there is none in use."""
        return self._index.find(line)

    def evidence(self, document: Document, found: Sequence[tuple[Match, ...]]) -> list[tuple[Match, ...]]:
        """*found*, the matches of each line, and those of this profile.

        A line counts in full only in a place where it was learned.
        """
        hits = [self.find(canonical(line.text)) for line in document.lines]
        places = _places(document, [hit is not None or _removes(m) for hit, m in zip(hits, found, strict=True)])
        result = list(found)
        for i, hit in enumerate(hits):
            value = _weighed(hit, places[i]) if hit is not None else 0.0
            if hit is not None and value:
                rule = f"profile.{self.site}.{hit.slug}"
                size = len(document.lines[i].text)
                result[i] = (*found[i], Match(rule, hit.label, True, 0, size, value))
        return result


@dataclass(frozen=True, slots=True)
class _Index:
    """Lines by their text, and those that have to be compared, by their first character; "" where that is a slot."""

    exact: Mapping[str, Entry]
    slotted: Mapping[str, list[tuple[Template, Entry]]]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> _Index:
        exact: dict[str, Entry] = {}
        slotted: dict[str, list[tuple[Template, Entry]]] = {}
        for entry in entries:
            template = compiled(entry.text)
            if entry.off:
                continue
            if template.opened:
                slotted.setdefault(template.text[0].removesuffix("{"), []).append((template, entry))
            else:
                exact.setdefault(template.text, entry)
        return cls(exact, slotted)

    def find(self, line: str) -> Entry | None:
        if not line:
            return None
        entry = self.exact.get(line)
        if entry is not None or not self.slotted:
            return entry
        for first in (line[0], ""):
            for template, slotted in self.slotted.get(first, ()):
                if template.matches(line):
                    return slotted
        return None


def prose(text: str) -> bool:
    """Whether *text* is a sentence of an article's length."""
    bare = text.rstrip(_CLOSERS)
    long = len(text) >= _PROSE or (len(text) >= _PROSE_UNSPACED and not text.isascii() and " " not in text)
    return long and bare != "" and bare[-1] in _SENTENCE_ENDS


def sentence(text: str) -> bool:
    """Whether *text* ends as a sentence does, or is as long as prose."""
    bare = text.rstrip(_CLOSERS)
    return len(text) > 2 * _PROSE or (bare != "" and bare[-1] in _SENTENCE_ENDS)


def _removes(matches: tuple[Match, ...]) -> bool:
    return any(match.whole and match.weight >= _KNOWN for match in matches)


def _places(document: Document, known: Sequence[bool]) -> list[str | None]:
    """Where each line stands beside the paragraphs that nothing is known of; None where there is no such paragraph."""
    body = [i for i, line in enumerate(document.lines) if not known[i] and prose(line.text)]
    if not body:
        return [None] * len(document.lines)
    first, last = body[0], body[-1]
    return [HEAD if i < first else TAIL if i > last else INSIDE for i in range(len(document.lines))]


def _weighed(entry: Entry, place: str | None) -> float:
    """What *entry* says of a line in a place."""
    return entry.weight if place in entry.places else 0.0


def load(path: Path) -> Profile:
    """The profile in a file.

    Raises:
        ProfileError: a file that cannot be read, no TOML, an unknown key, a value of a wrong type.
    """
    try:
        data = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path}: cannot be read: {error}") from None
    return parse(data, str(path))


def parse(data: str, where: str) -> Profile:
    """The profile in the text of a file; *where* names it in errors.

    Raises:
        ProfileError: no TOML, an unknown key, a value of a wrong type, a line given twice.

    >>> parse("pages = 3", "example.com.toml")
    Traceback (most recent call last):
    ...
    cleanarticle.learn.profile.ProfileError: example.com.toml: site is missing: site = "example.com"
    """
    try:
        table = tomllib.loads(data)
    except (ValueError, RecursionError) as error:
        raise ProfileError(f"{where}: not TOML: {error}") from None
    problem = _unknown(table, ("site", "pages", "line", "memory")) or _wrong(table, _TOP)
    lines, memory = table.get("line", []), table.get("memory", {})
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        problem = problem or "lines are written as [[line]] tables"
    if not isinstance(memory, dict):
        problem = problem or "memory is a table: [memory]"
    else:
        problem = problem or _unknown(memory, tuple(_KEPT)) or _wrong(memory, _KEPT)
    if problem:
        raise ProfileError(f"{where}: {problem}")
    entries = tuple(_entry(line, where, number) for number, line in enumerate(lines, 1))
    twice = _twice(entries)
    if twice:
        raise ProfileError(f"{where}: line {twice!r} stands twice")
    written, deleted = frozenset(memory.get("written", ())), tuple(memory.get("deleted", ()))
    return Profile(table["site"], table.get("pages", 0), entries, written, deleted)


def _twice(entries: Iterable[Entry]) -> str | None:
    seen: set[str] = set()
    for entry in entries:
        text = compiled(entry.text).text
        if text in seen:
            return entry.text
        seen.add(text)
    return None


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _text(value: object) -> bool:
    return isinstance(value, str) and value.strip() != ""


def _number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _flag(value: object) -> bool:
    return isinstance(value, bool)


_TOP: Final = {"site": (_text, "a host in quotes"), "pages": (_number, "a number")}
_KEPT: Final = {"written": (_texts, "a list of texts"), "deleted": (_texts, "a list of texts")}
_LINE: Final = {
    "text": (_text, "a text that is not blank"),
    "label": (_text, "a label in quotes"),
    "places": (_texts, 'a list of places, as in ["tail"]'),
    "count": (_number, "a number"),
    "pages": (_number, "a number"),
    "of": (_number, "a number"),
    "off": (_flag, "true or false"),
    "sure": (_flag, "true or false"),
    "note": (lambda value: isinstance(value, str), "a text"),
}


def _unknown(table: Mapping[str, object], known: Sequence[str]) -> str | None:
    return next((str(unknown("key", key, known)) for key in table if key not in known), None)


def _wrong(table: Mapping[str, object], kinds: Mapping[str, tuple[object, str]]) -> str | None:
    """The first value of *table* that is not what its key asks for."""
    for key, (fits, meaning) in kinds.items():
        if key == "site" and key not in table:
            return 'site is missing: site = "example.com"'
        if key in table and callable(fits) and not fits(table[key]):
            return f"{key} is {meaning}"
    return None


def _entry(table: Mapping[str, object], where: str, number: int) -> Entry:
    problem = _problem(table)
    if problem:
        name = repr(table["text"]) if _text(table.get("text")) else f"number {number}"
        raise ProfileError(f"{where}: line {name}: {problem}")
    places, note = table.get("places"), table.get("note")
    count, pages, of = (value if isinstance(value, int) else 0 for value in map(table.get, ("count", "pages", "of")))
    return Entry(
        text=str(table["text"]),
        label=str(table["label"]),
        places=tuple(place for place in PLACES if place in places) if isinstance(places, list) else PLACES,
        count=count,
        pages=pages,
        of=of,
        off=table.get("off") is True,
        sure=table.get("sure") is True,
        note=note if isinstance(note, str) else "",
    )


def _problem(table: Mapping[str, object]) -> str | None:
    """What is wrong with a line's table, or None."""
    problem = _unknown(table, tuple(_LINE)) or _wrong(table, _LINE)
    missing = next((f"{key} is missing" for key in ("text", "label") if key not in table), None)
    if problem or missing:
        return problem or missing
    if table["label"] not in LABELS:
        return str(unknown("label", table["label"], LABELS))
    places = table.get("places", [])
    for place in places if isinstance(places, list) else ():
        if place not in PLACES:
            return str(unknown("place", place, PLACES))
    return _text_problem(str(table["text"]))


def _text_problem(text: str) -> str | None:
    slot = unknown_slot(text)
    if slot:
        return str(unknown("slot", slot, SLOTS))
    if re.search(r"\{(?:name|any)\}\{(?:name|any)\}", text):
        return "two open slots need something between them"
    if not literal(text) and text.strip() != "{date}":
        return "a template needs a word besides its slots"
    return None


def render(profile: Profile) -> str:
    """*profile* as the text of a file; reading it gives *profile*."""
    blocks = [f"{_HEADER}\nsite = {_quoted(profile.site)}\npages = {profile.pages}\n"]
    blocks += [_block(entry) for entry in profile.entries]
    memory = [f"{_MEMORY}[memory]\n", _list("written", sorted(profile.written)), _list("deleted", profile.deleted)]
    return "\n".join([*blocks, "".join(memory)])


def show(profile: Profile) -> str:
    """*profile* for reading: a line each, with its label and what speaks for it, by place."""
    head = f"{profile.site}: {len(profile.entries)} lines, learned from {profile.pages} different pages\n"
    rows = []
    for place in PLACES:
        mine = [entry for entry in profile.entries if entry.places and entry.places[0] == place]
        if mine:
            rows.append(f"\n{place}\n" + "".join(_row(entry) for entry in mine))
    deleted = "".join(f"  {text}\n" for text in profile.deleted)
    return head + "".join(rows) + (f"\ndeleted by hand\n{deleted}" if deleted else "")


def _row(entry: Entry) -> str:
    seen = f"{entry.pages} of {entry.of}" if entry.of else "by hand"
    marks = [mark for mark, on in (("off", entry.off), ("sure", entry.sure)) if on]
    also = [f"also {place}" for place in entry.places[1:]]
    extra = ", ".join([*marks, *also, *([entry.note] if entry.note else [])])
    return f"  {entry.label:<11}{seen:>12}  {entry.text}{f'  ({extra})' if extra else ''}\n"


def _block(entry: Entry) -> str:
    rows = [f"text = {_quoted(entry.text)}", f"label = {_quoted(entry.label)}"]
    rows.append(f"places = [{', '.join(_quoted(place) for place in entry.places)}]")
    if entry.of:
        rows += [f"count = {entry.count}", f"pages = {entry.pages}", f"of = {entry.of}"]
    rows += [f"{key} = true" for key, on in (("off", entry.off), ("sure", entry.sure)) if on]
    if entry.note:
        rows.append(f"note = {_quoted(entry.note)}")
    return "[[line]]\n" + "".join(f"{row}\n" for row in rows)


def _list(key: str, texts: Iterable[str]) -> str:
    rows = "".join(f"    {_quoted(text)},\n" for text in texts)
    return f"{key} = [\n{rows}]\n" if rows else f"{key} = []\n"


def _quoted(text: str) -> str:
    """*text* as a string of TOML, which is one of JSON but for DEL and lone surrogates."""
    plain = text.encode("utf-8", "replace").decode()
    return dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007f")
