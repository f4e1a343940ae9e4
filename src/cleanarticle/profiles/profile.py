"""The profile of a site, and how its lines are matched in a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Final

from cleanarticle.profiles.evidence import weight
from cleanarticle.profiles.template import ANY, DATE, NAME, NUMBER, TIME, Template, canonical, compiled
from cleanarticle.result import Match
from cleanarticle.rules.schema import CERTAIN, TELLING
from cleanarticle.text.document import Document, Line
from cleanarticle.text.segment import segment

HEAD: Final = "head"
INSIDE: Final = "inside"
TAIL: Final = "tail"
PLACES: Final = (HEAD, INSIDE, TAIL)
_SENTENCE_ENDS: Final = ".!?…。！？।؟"
_CLOSERS: Final = "\"')]»”"
_PROSE: Final = 60
_PROSE_UNSPACED: Final = 25


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a site.

    Attributes:
        text: the template, see `cleanarticle.profiles.template`.
        label: the label of the line.
        places: the places where the line is removed, a subset of `PLACES`.
        count: how often the line was seen.
        pages: how many different pages contain the line.
        of: how many different pages were read since the line was first seen; 0 if a person wrote the entry.
        off: whether the entry is never used.
        sure: whether a person confirmed the entry; its counts are then ignored.
        note: a comment by a person.
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
        """An identifier made from the text; it changes only if the text changes.

        >>> Entry("Sign up for our daily newsletter", "newsletter").slug
        'sign-up-for-our-ae922d'
        """
        plain = unicodedata.normalize("NFKD", self.text).encode("ascii", "ignore").decode().lower()
        words = re.findall(r"[a-z0-9]+", plain)[:4]
        return "-".join([*words, sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:6]])

    @property
    def weight(self) -> float:
        """Log-odds that the line is boilerplate, on the same scale as rule weights."""
        return CERTAIN if self.sure or not self.of else weight(self.pages, self.of)


@dataclass(frozen=True)
class Profile:
    """The known lines of a site.

    Attributes:
        site: the host.
        pages: how many different pages of the site were read.
        entries: the lines of the site.
        written: what the last learning run wrote: slug, label and places of each entry.
        deleted: the slugs of the entries that a person deleted.
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
        """The entry in use that matches a canonical *line* (see `cleanarticle.profiles.template`), or None."""
        return self._index.find(line)

    def knows(self, text: str) -> bool:
        """Whether *text* contains a line that an entry in use matches."""
        return any(self._of(line) for line in segment(text).lines)

    def _of(self, line: Line) -> Entry | None:
        """The entry in use that matches a line of a text, or None."""
        return self._index.find(canonical(line.text)) if self._index.may_hold(line.text) else None

    def evidence(self, document: Document, found: Sequence[tuple[Match, ...]]) -> list[tuple[Match, ...]]:
        """The matches of each line: those in *found*, then that of this profile.

        An entry counts only in the places where it was learned.
        """
        hits = [self._of(line) for line in document.lines]
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
    """A lookup index of the entries in use.

    Attributes:
        exact: the entries without `{name}` and `{any}`, by their text.
        slotted: the entries with `{name}` or `{any}`, by their first character; "" if they begin with a slot.
        openings: the first two characters of each text, or the one before its first slot.
        numbered: whether a text begins with a number or time slot.
        anyhow: whether a text begins with another slot.
    """

    exact: Mapping[str, Entry]
    slotted: Mapping[str, list[tuple[Template, Entry]]]
    openings: frozenset[str]
    numbered: bool
    anyhow: bool

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
        texts = [*exact, *(template.text for many in slotted.values() for template, _ in many)]
        openings = frozenset(text.split("{")[0][:2] for text in texts) - {""}
        numbered = any(text.startswith((NUMBER, TIME)) for text in texts)
        anyhow = any(text.startswith((DATE, NAME, ANY)) for text in texts)
        return cls(exact, slotted, openings, numbered, anyhow)

    def may_hold(self, text: str) -> bool:
        """Whether an entry may match *text*: a fast prefilter on its first two characters, before `canonical`."""
        known = text[:2] in self.openings or text[0] in self.openings or (self.numbered and text[0].isdecimal())
        return known or self.anyhow

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
    """Whether *text* ends like a sentence and has at least 60 code points (25 in scripts without spaces)."""
    bare = text.rstrip(_CLOSERS)
    long = len(text) >= _PROSE or (len(text) >= _PROSE_UNSPACED and not text.isascii() and " " not in text)
    return long and bare != "" and bare[-1] in _SENTENCE_ENDS


def sentence(text: str) -> bool:
    """Whether *text* ends like a sentence, or has more than 120 code points."""
    bare = text.rstrip(_CLOSERS)
    return len(text) > 2 * _PROSE or (bare != "" and bare[-1] in _SENTENCE_ENDS)


def _removes(matches: tuple[Match, ...]) -> bool:
    return any(match.whole and match.weight >= TELLING for match in matches)


def _places(document: Document, known: Sequence[bool]) -> list[str | None]:
    """The place of each line: before, between or after the paragraphs not in *known*; None if there are none."""
    body = [i for i, line in enumerate(document.lines) if not known[i] and prose(line.text)]
    if not body:
        return [None] * len(document.lines)
    first, last = body[0], body[-1]
    return [HEAD if i < first else TAIL if i > last else INSIDE for i in range(len(document.lines))]


def _weighed(entry: Entry, place: str | None) -> float:
    """The log-odds that *entry* gives to a line in *place*; 0 in a place where it was not learned."""
    return entry.weight if place in entry.places else 0.0
