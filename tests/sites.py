r"""Sites out of nothing: pages that share a template, and all that is repeated and yet no template.

The same seed gives the same site.  A site has 20 to 60 lines of its own in one of several languages, some on all its
pages and some on most, with numbers, dates and names in them; its stories have refrains, paragraphs that other sites
have too, near-duplicates, and lists of other stories below them.

>>> one = site(seed=7, stories=3)
>>> one == site(seed=7, stories=3), len(one.pages) >= 3
(True, True)
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Final


@dataclass(frozen=True, slots=True)
class Language:
    """The words of a language: what stands around articles, and what they are made of.

    Attributes:
        head: lines above the article.
        tail: lines below it.
        notices: sentences of the site about itself; `{site}` is its name, `{town}` its town.
        slotted: lines that change from page to page, above the article; `{name}`, `{date}` and `{number}` change.
        counted: such lines below the article.
        advert: what stands between paragraphs.
        refrains: sentences that stories of all kinds say.
        sentences: what stories are made of; `{who}`, `{what}`, `{when}`, `{name}` and `{number}` change.
        who: subjects.
        what: objects.
        when: times.
        months: names of months.
    """

    head: Sequence[str]
    tail: Sequence[str]
    notices: Sequence[str]
    slotted: Sequence[str]
    counted: Sequence[str]
    advert: str
    refrains: Sequence[str]
    sentences: Sequence[str]
    who: Sequence[str]
    what: Sequence[str]
    when: Sequence[str]
    months: Sequence[str]


_DATA: Final = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
LANGUAGES: Final = {code: Language(**lines) for code, lines in _DATA["languages"].items()}
# Every paragraph that agencies sell is in stories of several sites, and of one site in several.
_AGENCY: Final = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page.

    Attributes:
        text: what it says.
        template: what it is an instance of; empty in what is a story's own.
        title: whether it is the story's title.
        teaser: whether it is the title of another story, in a list below this one.
    """

    text: str
    template: str = ""
    title: bool = False
    teaser: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its address and its lines; `agency` holds the paragraphs that other sites have, too."""

    url: str
    lines: tuple[Line, ...]
    agency: tuple[str, ...]

    @property
    def text(self) -> str:
        """The page as a scraper returns it."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Site:
    """A site and its pages; `templates` are the lines that its pages share, with slots."""

    host: str
    templates: frozenset[str]
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class _Slot:
    """A template, and how likely a page has it."""

    template: str
    chance: float


def sites(seed: int, count: int, stories: int | None = None) -> Iterator[Site]:
    """So many sites; each of 5 to 200 stories where *stories* does not say how many."""
    for number in range(count):
        random = Random(f"{seed}/{number}")  # noqa: S311 (no secrets here)
        yield site(seed * 1000 + number, stories or random.randint(5, 200))


def site(seed: int, stories: int) -> Site:
    """A site with so many different stories, and near-duplicates of some of them."""
    random = Random(seed)  # noqa: S311
    code = random.choice(sorted(LANGUAGES))
    language = LANGUAGES[code]
    name = f"{random.choice(_DATA['towns'])} {random.choice(_DATA['papers'])}"
    host = f"{name.lower().replace(' ', '-')}-{seed}.example"
    own = {"site": name, "town": random.choice(_DATA["towns"])}
    head, tail = _template(random, language, own)
    refrains = random.sample(language.refrains, 3)
    pages: list[Page] = []
    for number in range(stories):
        pages.append(_page(random, language, (head, tail), refrains, f"https://www.{host}/{code}/{number}"))
    for number in range(random.randint(1, 2 + stories // 5)):
        pages.append(_again(random, random.choice(pages[:stories]), f"https://{host}/again/{number}"))
    random.shuffle(pages)
    if random.random() < 0.5:
        titles = [line.text for page in pages for line in page.lines if line.title]
        pages = [_listed(random, page, titles) for page in pages]
    return Site(host, frozenset(slot.template for slot in (*head, *tail)) | {language.advert}, tuple(pages))


def extracted(one: Site) -> Site:
    """*one* as an extractor returns its pages: with the site's own sentences, and eight of its other lines."""
    other = sorted(template for template in one.templates if not template.endswith("."))
    left = {*Random(one.host).sample(other, 8), *(one.templates - set(other))}  # noqa: S311
    pages = tuple(
        replace(page, lines=tuple(line for line in page.lines if not line.template or line.template in left))
        for page in one.pages
    )
    return Site(one.host, frozenset(left), pages)


def _template(random: Random, language: Language, own: Mapping[str, str]) -> tuple[list[_Slot], list[_Slot]]:
    """What stands above the stories of a site and below them: 20 to 60 lines."""
    head = [*random.sample(language.head, random.randint(6, 22))]
    tail = [
        *random.sample(language.tail, random.randint(9, 22)),
        *random.sample(language.notices, random.randint(2, 5)),
    ]
    head += random.sample(language.slotted[:2], 1) + random.sample(language.slotted[2:], random.randint(0, 1))
    tail += random.sample(language.counted, random.randint(2, 4))
    filled = [[_own(line, own) for line in lines] for lines in (head, tail)]
    above, below = ([_Slot(line, _chance(random, line)) for line in lines] for lines in filled)
    return above, below


def _own(line: str, own: Mapping[str, str]) -> str:
    return re.sub(r"\{(site|town)\}", lambda found: own[found[1]], line)


def _chance(random: Random, line: str) -> float:
    """Seven lines in ten are on every page, the others on most; what a site says in sentences is on nearly all."""
    if random.random() < 0.7:
        return 1.0
    return random.uniform(0.95, 1.0) if line.endswith(".") else random.uniform(0.6, 0.95)


def _person(random: Random) -> str:
    return f"{random.choice(_DATA['first'])} {random.choice(_DATA['last'])}"


def _filled(random: Random, language: Language, line: str) -> str:
    """*line* with something in its slots."""
    makers = {
        "name": lambda: _person(random),
        "number": lambda: str(random.randint(2, 2999)),
        "date": lambda: f"{random.randint(1, 28)} {random.choice(language.months)} 2024",
        "who": lambda: random.choice(language.who),
        "what": lambda: random.choice(language.what),
        "when": lambda: random.choice(language.when),
    }
    text = re.sub(r"\{(\w+)\}", lambda found: makers[found[1]](), line)
    return text[0].upper() + text[1:]


def paragraph(random: Random, language: Language) -> str:
    """Two to four sentences of news."""
    return " ".join(_filled(random, language, random.choice(language.sentences)) for _ in range(random.randint(2, 4)))


def _agency(language: Language, number: int) -> str:
    return paragraph(Random(f"agency {number}"), language)  # noqa: S311


def _page(
    random: Random,
    language: Language,
    template: tuple[Sequence[_Slot], Sequence[_Slot]],
    refrains: Sequence[str],
    url: str,
) -> Page:
    head, tail = (
        [
            Line(_filled(random, language, slot.template), slot.template)
            for slot in slots
            if random.random() < slot.chance
        ]
        for slots in template
    )
    title = _filled(random, language, "{what}: {who}, {name}, {number}")
    body = [paragraph(random, language) for _ in range(random.randint(4, 9))]
    agency: tuple[str, ...] = ()
    if random.random() < 0.3:
        first = random.randrange(_AGENCY)
        agency = tuple(_agency(language, (first + i) % _AGENCY) for i in range(random.randint(1, 3)))
        at = random.randint(1, len(body))
        body[at:at] = agency
    for refrain in refrains:
        if random.random() < 0.35:
            body.insert(random.randint(1, len(body)), refrain)
    lines = [Line(text) for text in body]
    for _ in range(random.randint(0, 2)):
        lines.insert(random.randint(1, len(lines) - 1), Line(language.advert, language.advert))
    return Page(url, (*head, Line(title, title=True), *lines, *tail), agency)


def _listed(random: Random, page: Page, titles: Sequence[str]) -> Page:
    """*page* with the latest headlines below it."""
    own = {line.text for line in page.lines if line.title}
    others = sorted(set(titles) - own)
    teasers = [Line(text, teaser=True) for text in random.sample(others, min(5, len(others)))]
    return replace(page, lines=(*page.lines, *teasers))


def _again(random: Random, page: Page, url: str) -> Page:
    """*page* once more, with a sentence taken from one of its paragraphs."""
    own = [i for i, line in enumerate(page.lines) if not line.template and ". " in line.text]
    lines = list(page.lines)
    if own:
        at = random.choice(own)
        if lines[at].text not in page.agency:
            lines[at] = Line(lines[at].text.split(". ", 1)[1])
    return Page(url, tuple(lines), page.agency)
