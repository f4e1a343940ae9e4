"""What is known of a site, and which lines of a text it speaks against."""

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
from cleanarticle.text.document import Document, Line
from cleanarticle.text.segment import segment

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


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a site.

    Attributes:
        text: the template, see `cleanarticle.profiles.template`.
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
        """The entry for a canonical *line*, see `cleanarticle.profiles.template`; None where there is none in use."""
        return self._index.find(line)

    def knows(self, text: str) -> bool:
        """Whether a line of *text* is in use here."""
        return any(self._of(line) for line in segment(text).lines)

    def _of(self, line: Line) -> Entry | None:
        """The entry for a line of a text."""
        return self._index.find(canonical(line.text)) if self._index.may_hold(line.text) else None

    def evidence(self, document: Document, found: Sequence[tuple[Match, ...]]) -> list[tuple[Match, ...]]:
        """*found*, the matches of each line, and those of this profile.

        A line counts in full only in a place where it was learned.
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
    """The lines in use.

    Attributes:
        exact: by their text.
        slotted: those that have to be compared, by their first character; "" where that is a slot.
        openings: the first two characters of each, or what stands before a slot.
        numbered: whether one begins with a number or a time.
        anyhow: whether one begins with another slot.
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
        """Whether a line that begins like *text* is worth bringing into canonical form."""
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
