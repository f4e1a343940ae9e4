"""Learn the profile of a site: the lines that enough different pages contain outside the article text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from cleanarticle.labels import LABELS
from cleanarticle.profiles.evidence import share
from cleanarticle.profiles.page import Seen
from cleanarticle.profiles.profile import HEAD, INSIDE, PLACES, TAIL, Entry, Profile
from cleanarticle.profiles.template import DATE, NAME, compiled, literal, skeletons
from cleanarticle.profiles.witness import sketch, witnesses

# Minimum number of witnesses (see `cleanarticle.profiles.witness`) that contain a line.
_PAGES: Final = 2
# Minimum share of pages that contain a line in one place (lower bound at 95 %): for a line that a rule matches, another
# line that is not a sentence, a sentence, and a sentence that other sites have, too.
_KNOWN: Final = 0.03
_BARE: Final = 0.15
_SENTENCE: Final = 0.5
_ELSEWHERE: Final = 0.6
# Maximum share of pages that have a line in other places, if no rule matches it.  A line above one story and below
# others is a headline; a line between paragraphs is part of the article.
_STRAYS: Final = 0.02
# A line that only one page has, such as a list row, is part of the article up to this many lines from its paragraphs.
_NEAR: Final = 3
# Minimum number of words of a headline; menu items have fewer.
_HEADLINE: Final = 6

Elsewhere = Callable[[str], bool]


@dataclass(slots=True)
class Tally:
    """The counts of a line or template.

    Attributes:
        count: how often it was seen.
        labels: how often the cleaner removed it, by label.
        ruled: how often a rule removed it.
        sentences: how often it ended like a sentence, or was long.
        pages: for each place, the witnesses that contain it there.
        values: the different texts that it matched.
    """

    count: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    ruled: int = 0
    sentences: int = 0
    pages: dict[str, set[int]] = field(default_factory=lambda: {place: set() for place in PLACES})
    values: set[str] = field(default_factory=set)

    def add(self, seen: Seen, place: str, witness: int) -> None:
        """Count *seen*, which a witness has in *place*."""
        self.count += 1
        self.ruled += seen.ruled
        self.sentences += seen.sentence
        if seen.label:
            self.labels[seen.label] += 1
        self.pages[place].add(witness)
        self.values.add(seen.text)

    @property
    def sentence(self) -> bool:
        """Whether it was a sentence at least half of the times."""
        return 2 * self.sentences >= self.count

    @property
    def known(self) -> bool:
        """Whether a rule removed it at least half of the times."""
        return 2 * self.ruled >= self.count

    @property
    def carried(self) -> set[int]:
        """The witnesses that contain it in any place."""
        return self.pages[HEAD] | self.pages[TAIL] | self.pages[INSIDE]


def learn(site: str, pages: Sequence[Sequence[Seen]], elsewhere: Elsewhere) -> Profile:
    """Learn the profile of *site*.

    Args:
        site: the host.
        pages: the lines of each page.
        elsewhere: tells whether other sites have a sentence, too.
    """
    groups = witnesses([sketch(s.text for s in page if s.prose) for page in pages])
    profile = _profile(site, pages, groups, elsewhere)
    # Group the pages again without the lines of the site: shared boilerplate does not make two stories the same.
    ours = {entry.text for entry in profile.entries}
    if any(seen.prose and seen.text in ours for page in pages for seen in page):
        bodies = [sketch(s.text for s in page if s.prose and s.text not in ours) for page in pages]
        profile = _profile(site, pages, witnesses(bodies), elsewhere)
    return profile


def _profile(site: str, pages: Sequence[Sequence[Seen]], groups: Sequence[int], elsewhere: Elsewhere) -> Profile:
    of = len(set(groups))
    placed = _placed(pages, groups)
    lines: dict[str, Tally] = {}
    for seen, place, witness in placed:
        lines.setdefault(seen.text, Tally()).add(seen, place, witness)
    entries = {text: entry for text, tally in lines.items() if (entry := _entry(text, tally, of, elsewhere))}
    # The byline of one reporter is on few pages; the template for all reporters is on most.
    few = {text for text, entry in entries.items() if share(entry.pages, of) < _SENTENCE}
    unsure = [item for item in placed if item[0].text not in entries or item[0].text in few]
    templates = _templates(unsure, lines, of)
    covered = {text for text in few if any(compiled(form).matches(text) for form in templates)}
    kept = [entry for text, entry in entries.items() if text not in covered]
    return Profile(site, of, tuple(sorted([*kept, *templates.values()], key=order)))


def order(entry: Entry) -> tuple[int, int, str]:
    """Sort key of entries: by place, then those on most pages first."""
    return (PLACES.index(entry.places[0]) if entry.places else len(PLACES), -entry.pages, entry.text)


def _placed(pages: Sequence[Sequence[Seen]], groups: Sequence[int]) -> list[tuple[Seen, str, int]]:
    """Every line with its place relative to the article (lines that no other witness has) and its witness."""
    carriers: dict[str, set[int]] = {}
    for page, witness in zip(pages, groups, strict=True):
        for seen in page:
            carriers.setdefault(seen.text, set()).add(witness)
    result = []
    for page, witness in zip(pages, groups, strict=True):
        first, last = _body(page, [i for i, s in enumerate(page) if s.telling and len(carriers[s.text]) == 1])
        for i, seen in enumerate(page) if last >= 0 else ():  # a page without a paragraph of its own gives no places
            result.append((seen, HEAD if i < first else TAIL if i > last else INSIDE, witness))
    return result


def _body(page: Sequence[Seen], own: Sequence[int]) -> tuple[int, int]:
    """The first and last line of the article: its *own* paragraphs and own lines near them; 0 and -1 if none."""
    paragraphs = [i for i in own if page[i].prose]
    if not paragraphs:
        return 0, -1
    first, last = paragraphs[0], paragraphs[-1]
    for i in own:
        if last < i <= last + _NEAR:
            last = i
    for i in reversed(own):
        if first - _NEAR <= i < first:
            first = i
    return first, last


def _entry(text: str, tally: Tally, of: int, elsewhere: Elsewhere) -> Entry | None:
    """The entry for a line, or None if too few pages contain it."""
    if not (literal(text) or text == DATE):
        return None
    places = _proven(tally, of, _bar(text, tally, elsewhere))
    return _named(text, tally, places, of) if places else None


def _bar(text: str, tally: Tally, elsewhere: Elsewhere) -> float:
    if tally.known:
        return _KNOWN
    if not tally.sentence:
        return _BARE
    return _ELSEWHERE if elsewhere(text) else _SENTENCE


def _proven(tally: Tally, of: int, bar: float) -> tuple[str, ...]:
    """The places where enough pages contain a line that is rare elsewhere; `INSIDE` only if a rule matches it."""
    spoilt = set() if tally.known else tally.pages[INSIDE]
    places = PLACES if tally.known else (HEAD, TAIL)
    carried = {place: len(tally.pages[place] - spoilt) for place in places}
    proven = tuple(place for place in places if carried[place] >= _PAGES and share(carried[place], of) >= bar)
    strays: set[int] = set().union(*(tally.pages[place] for place in PLACES if place not in proven))
    return proven if tally.known or len(strays) <= _STRAYS * len(tally.carried) else ()


def _named(text: str, tally: Tally, places: tuple[str, ...], of: int) -> Entry:
    """Make the entry of a line or template."""
    pages = len(set().union(*(tally.pages[place] for place in places)))
    return Entry(text, _label(text, tally, places, share(pages, of)), places, tally.count, pages, of)


def _label(text: str, tally: Tally, places: Sequence[str], sure: float) -> str:
    """The most frequent label that the cleaner gave to the line, or else one derived from its place and form."""
    labels = sorted(tally.labels, key=lambda name: (-tally.labels[name], LABELS.index(name)))
    if labels and not (labels[0] in ("title", "caption") and sure >= _SENTENCE):
        return labels[0]
    if HEAD in places and (NAME in text or DATE in text):
        return "byline"
    if HEAD in places or tally.sentence or text.count(" ") + 1 < _HEADLINE:
        return "navigation"
    return "related"


def _templates(rest: Iterable[tuple[Seen, str, int]], lines: dict[str, Tally], of: int) -> dict[str, Entry]:
    """Entries with slots for names, from lines without a frequent entry of their own."""
    tallies: dict[str, Tally] = {}
    members: list[tuple[Seen, str, int, list[str]]] = []
    forms: dict[str, list[str]] = {}
    for seen, place, witness in rest:
        if seen.text not in forms:
            sentence = lines[seen.text].sentence and not seen.ruled
            forms[seen.text] = [] if sentence else skeletons(seen.text)
        if forms[seen.text]:
            members.append((seen, place, witness, forms[seen.text]))
            for form in forms[seen.text]:
                tallies.setdefault(form, Tally()).add(seen, place, witness)
    return _chosen(tallies, members, of)


def _chosen(
    tallies: dict[str, Tally], members: Iterable[tuple[Seen, str, int, list[str]]], of: int
) -> dict[str, Entry]:
    """The templates that enough pages contain; each line is counted only for the first such template."""
    good = {form for form, tally in tallies.items() if _shared(tally, of)}
    mine: dict[str, Tally] = {}
    for seen, place, witness, forms in members:
        form = next((form for form in forms if form in good), None)
        if form:
            mine.setdefault(form, Tally()).add(seen, place, witness)
    places = {form: _shared(tally, of) for form, tally in mine.items() if compiled(form).opened}
    return {form: _named(form, mine[form], proven, of) for form, proven in places.items() if proven}


def _shared(tally: Tally, of: int) -> tuple[str, ...]:
    """The places of a template with several names on enough pages, at most twice per page: bylines, not headlines."""
    pages = len(tally.carried)
    if len(tally.values) < _PAGES or pages <= _PAGES or tally.count > 2 * pages:
        return ()
    return _proven(tally, of, _KNOWN if tally.known else _SENTENCE)
