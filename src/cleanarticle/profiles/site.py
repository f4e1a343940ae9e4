"""The lines of a site, from its pages: those that enough different pages carry in places where no article stands."""

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

# Fewer pages prove nothing.
_PAGES: Final = 2
# The share of pages that carry a line in some place, of which one must be sure: where a rule knows the line, where none
# does but it is no sentence, where it is one, and where other sites have the same sentence.
_KNOWN: Final = 0.03
_BARE: Final = 0.15
_SENTENCE: Final = 0.5
_ELSEWHERE: Final = 0.6
# A line that no rule knows must not stand in other places on more of its pages than this: what stands below other
# stories and above its own is a headline, and what stands among the paragraphs of some is a part of them.
_STRAYS: Final = 0.02
# A line that only this page has belongs to the article if it stands so near to its paragraphs, as a list does.
_NEAR: Final = 3
# A headline says this much or more; a menu's words are fewer.
_HEADLINE: Final = 6

Elsewhere = Callable[[str], bool]


@dataclass(slots=True)
class Tally:
    """What is counted of a line.

    Attributes:
        count: how often it was seen.
        labels: how often the cleaner left it out under each label.
        ruled: how often by a rule.
        sentences: how often it ended as a sentence does.
        pages: for each place the witnesses that carry it there.
        values: texts that it was seen as, where it is a template of several.
    """

    count: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    ruled: int = 0
    sentences: int = 0
    pages: dict[str, set[int]] = field(default_factory=lambda: {place: set() for place in PLACES})
    values: set[str] = field(default_factory=set)

    def add(self, seen: Seen, place: str, witness: int) -> None:
        """Count *seen* in a place of a witness."""
        self.count += 1
        self.ruled += seen.ruled
        self.sentences += seen.sentence
        if seen.label:
            self.labels[seen.label] += 1
        self.pages[place].add(witness)
        self.values.add(seen.text)

    @property
    def sentence(self) -> bool:
        """Whether it is a sentence rather than a line of a page."""
        return 2 * self.sentences >= self.count

    @property
    def known(self) -> bool:
        """Whether a rule knows it."""
        return 2 * self.ruled >= self.count

    @property
    def carried(self) -> set[int]:
        """The witnesses that carry it."""
        return self.pages[HEAD] | self.pages[TAIL] | self.pages[INSIDE]


def learn(site: str, pages: Sequence[Sequence[Seen]], elsewhere: Elsewhere) -> Profile:
    """The profile of *site*.

    Args:
        site: its host.
        pages: the lines of each page.
        elsewhere: whether other sites have a sentence, too.
    """
    groups = witnesses([sketch(s.text for s in page if s.prose) for page in pages])
    profile = _profile(site, pages, groups, elsewhere)
    # What is known to be the site's own does not make two stories one.
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
    # One reporter's byline stands on a few pages, everybody's on most.
    few = {text for text, entry in entries.items() if share(entry.pages, of) < _SENTENCE}
    unsure = [item for item in placed if item[0].text not in entries or item[0].text in few]
    templates = _templates(unsure, lines, of)
    covered = {text for text in few if any(compiled(form).matches(text) for form in templates)}
    kept = [entry for text, entry in entries.items() if text not in covered]
    return Profile(site, of, tuple(sorted([*kept, *templates.values()], key=order)))


def order(entry: Entry) -> tuple[int, int, str]:
    """Entries stand by their place, what most pages carry first."""
    return (PLACES.index(entry.places[0]) if entry.places else len(PLACES), -entry.pages, entry.text)


def _placed(pages: Sequence[Sequence[Seen]], groups: Sequence[int]) -> list[tuple[Seen, str, int]]:
    """Every line with its place beside the lines of the article, which no other witness has, and its witness."""
    carriers: dict[str, set[int]] = {}
    for page, witness in zip(pages, groups, strict=True):
        for seen in page:
            carriers.setdefault(seen.text, set()).add(witness)
    result = []
    for page, witness in zip(pages, groups, strict=True):
        first, last = _body(page, [i for i, s in enumerate(page) if s.telling and len(carriers[s.text]) == 1])
        for i, seen in enumerate(page) if last >= 0 else ():  # without a paragraph of its own a page shows no place
            result.append((seen, HEAD if i < first else TAIL if i > last else INSIDE, witness))
    return result


def _body(page: Sequence[Seen], own: Sequence[int]) -> tuple[int, int]:
    """The first and the last line of the article: its *own* paragraphs, and its own lines near to them; or 0 and -1."""
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
    """The line, where enough speaks for it."""
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
    """The places in which enough pages carry a line, if it keeps to them; among paragraphs only a rule proves it."""
    spoilt = set() if tally.known else tally.pages[INSIDE]
    places = PLACES if tally.known else (HEAD, TAIL)
    carried = {place: len(tally.pages[place] - spoilt) for place in places}
    proven = tuple(place for place in places if carried[place] >= _PAGES and share(carried[place], of) >= bar)
    strays: set[int] = set().union(*(tally.pages[place] for place in PLACES if place not in proven))
    return proven if tally.known or len(strays) <= _STRAYS * len(tally.carried) else ()


def _named(text: str, tally: Tally, places: tuple[str, ...], of: int) -> Entry:
    """The entry of a line."""
    pages = len(set().union(*(tally.pages[place] for place in places)))
    return Entry(text, _label(text, tally, places, share(pages, of)), places, tally.count, pages, of)


def _label(text: str, tally: Tally, places: Sequence[str], sure: float) -> str:
    """What the cleaner calls the line, or else what its place and shape say."""
    labels = sorted(tally.labels, key=lambda name: (-tally.labels[name], LABELS.index(name)))
    if labels and not (labels[0] in ("title", "caption") and sure >= _SENTENCE):
        return labels[0]
    if HEAD in places and (NAME in text or DATE in text):
        return "byline"
    if HEAD in places or tally.sentence or text.count(" ") + 1 < _HEADLINE:
        return "navigation"
    return "related"


def _templates(rest: Iterable[tuple[Seen, str, int]], lines: dict[str, Tally], of: int) -> dict[str, Entry]:
    """Entries with slots for names, among lines that are none by themselves; those with fewer slots first."""
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
    """The templates that enough pages carry, counted anew over the lines that each is the first to cover."""
    good = {form for form, tally in tallies.items() if _shared(tally, of)}
    mine: dict[str, Tally] = {}
    for seen, place, witness, forms in members:
        form = next((form for form in forms if form in good), None)
        if form:
            mine.setdefault(form, Tally()).add(seen, place, witness)
    places = {form: _shared(tally, of) for form, tally in mine.items() if compiled(form).opened}
    return {form: _named(form, mine[form], proven, of) for form, proven in places.items() if proven}


def _shared(tally: Tally, of: int) -> tuple[str, ...]:
    """Where several names stand in one template on enough pages, as often as a byline does, not as headlines do."""
    pages = len(tally.carried)
    if len(tally.values) < _PAGES or pages <= _PAGES or tally.count > 2 * pages:
        return ()
    return _proven(tally, of, _KNOWN if tally.known else _SENTENCE)
