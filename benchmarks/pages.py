r"""News pages out of nothing: the same seed gives the same pages, and no two of them are alike.

Speed is measured on them where no real pages are at hand.  They have the sizes that real ones have (the means over some
1,400 news pages): an article of 6 kB and 30 lines as an extractor returns it, the same page's whole text of 11 kB and
250 lines, and its HTML.

>>> page = next(pages(seed=1))
>>> page.extracted.count("\n") < page.whole.count("\n")
True
>>> page == next(pages(seed=1))
True
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from random import Random
from typing import Final


def _words(text: str) -> Sequence[str]:
    return text.split("|")


_PLACES: Final = _words(
    "Aldmouth|Brackwell|Carrowby|Dunsea|Eastvale|Fernholt|Garnock|Hollin|Inverby|Kestrel-on-Sea|Larkfield|"
    "Marlow-Bay|Northgate|Orrinside|Penwick|Quarrydale|Rushmoor|Saltby|Thornhaven|Upper-Wick|Vanebridge|"
    "Westerly|Yarrowdale"
)
_FIRST: Final = _words(
    "Ada|Bertil|Clara|Dinesh|Elif|Farid|Greta|Hamish|Ines|Jonas|Kavita|Lars|Miriam|Noor|Oskar|Petra|Quentin|"
    "Rosa|Samir|Tilda|Uma|Viktor|Wanda|Yusuf|Zofia"
)
_LAST: Final = _words(
    "Abara|Bergqvist|Castell|Dray|Ekholm|Farrow|Grange|Haldane|Imrie|Jarrett|Kowal|Lindgren|Mbeki|Nordby|"
    "Okafor|Pryce|Quill|Rademaker|Sorley|Tanaka|Ullman|Verhoeven|Whitlock|Yates|Zeman"
)
_WHO: Final = _words(
    "council|harbour board|school board|hospital trust|ferry company|fire service|county court|"
    "housing agency|water utility|farmers' union|rail operator|museum|library service|tax office|"
    "planning committee|bus company|coast guard|chamber of commerce|election office|police department"
)
_WHAT: Final = _words(
    "bridge|budget|timetable|flood wall|contract|report|survey|vote|plan|strike|grant|inquiry|ban|court case|"
    "permit|new clinic|old mill|swimming pool|night service|market hall|wind farm|quarry|cycle path|"
    "reservoir|archive"
)
_DID: Final = _words(
    "approved|delayed|rejected|published|defended|postponed|reopened|questioned|promised|paid for|cancelled|"
    "inspected|welcomed|criticised|extended|reviewed|announced|abandoned|signed|measured"
)
_WHEN: Final = _words(
    "on Monday|on Tuesday|on Wednesday night|late on Thursday|on Friday|at the weekend|last month|"
    "in early spring|two years ago|before the summer|after a long debate|without a vote|for the third time|"
    "this week"
)
_HOW: Final = _words(
    "although the costs had doubled since the first estimate|"
    "after residents had complained for more than a year|"
    "while engineers were still looking at the foundations|because the money from the region never came|"
    "which nobody in the town hall had expected|even though the opposition had asked for more time|"
    "as the minutes of the meeting show|in spite of three letters from the ministry|"
    "when the last of the tenders turned out to be the cheapest|so that work can begin before the frost|"
    "despite a petition with several thousand names|since the older building no longer meets the rules"
)
_ADJECTIVES: Final = _words(
    "small|new|costly|local|public|temporary|heavy|quiet|careful|final|late|disputed|curious|narrow|northern|"
    "long|rural|shared|modest|regional"
)
_NOUNS: Final = _words(
    "road|winter|family|engine|price|letter|valley|market|storm|neighbour|shift|season|ticket|garden|wage|"
    "boat|harvest|office|teacher|driver|roof|tunnel|street|station|pension|field|tower|school|patient|"
    "election"
)
_SECTIONS: Final = _words(
    "Home|News|Sport|Business|Opinion|Culture|Travel|Science|Weather|Puzzles|Obituaries|Property|Motoring|"
    "Books|Film|Music|Food|Health|Education|Technology|Politics|World|Courts|Farming|Letters|Archive"
)
_RESIDUE: Final = _words(
    "Sign up for our daily newsletter|Share this article|Read more: {0}|Advertisement|Leave a comment|"
    "Photo: {1}|Follow us on Facebook and Instagram|Related: {0}|Subscribe to continue reading|"
    "Tags: {2}, {3}|This article contains affiliate links.|© 2024 {2} Courier. All rights reserved."
)
_HEAD: Final = _words(
    "Skip to main content|Menu|Search|Sign in|Subscribe|My account|Newsletters|E-paper|Listen live|Puzzles|Jobs|Cars"
)
_SHARING: Final = _words("Share|Facebook|X|WhatsApp|Email|Copy link|Print|Save for later|Comments")
_FOOT: Final = _words(
    "About us|Contact us|Work for us|Advertise with us|Privacy policy|Cookie policy|Terms of use|Complaints|"
    "Site map|Accessibility|Modern slavery statement|Manage consent|Back to top|Follow us|Facebook|Instagram|"
    "YouTube|RSS"
)
_RUBRICS: Final = _words("Most read|Related stories|More from {0}|Recommended for you|Editor's picks|In pictures")

# What a page carries besides text: half of the real ones are larger than 120 kB and have more than 700 elements.
_SCRIPT: Final = "<script>layer.push({id:%d,slot:'s%d',sizes:[[300,250],[728,90]],lazy:true,refresh:30});</script>"
_SCRIPTS: Final = 700
_LINK: Final = (
    "<li class='item item--%d'><div class='card'><a class='card__link' href='/stories/%d' data-track='teaser'>"
    "<span class='card__text'>%s</span></a></div></li>"
)


@dataclass(frozen=True, slots=True)
class Page:
    """One page in the three shapes in which text reaches a cleaner.

    Attributes:
        extracted: the article with a few lines that an extractor left.
        whole: all of the page's text, a line for each block.
        html: the page itself.
    """

    extracted: str
    whole: str
    html: str


def pages(seed: int = 20) -> Iterator[Page]:
    """Pages without end."""
    random = Random(seed)  # noqa: S311 (no secrets here)
    while True:
        yield _page(random)


def headline(random: Random) -> str:
    """A headline, which is also what a teaser says."""
    place, who, did, what = (random.choice(words) for words in (_PLACES, _WHO, _DID, _WHAT))
    when, noun = random.choice(_WHEN), random.choice(_NOUNS)
    return random.choice(
        (f"{place} {who} {did} {what} {when}", f"{what.capitalize()} in {place}: why the {who} {did} a {noun}")
    )


def paragraph(random: Random) -> str:
    """One to three sentences of news."""
    return " ".join(_sentence(random) for _ in range(random.randint(1, 3)))


def _name(random: Random) -> str:
    return f"{random.choice(_FIRST)} {random.choice(_LAST)}"


def _sentence(random: Random) -> str:
    who, did, what, when, how = (random.choice(words) for words in (_WHO, _DID, _WHAT, _WHEN, _HOW))
    adjective, other, noun, more = (random.choice(words) for words in (_ADJECTIVES, _ADJECTIVES, _NOUNS, _NOUNS))
    kinds = (
        f"The {who} {did} the {adjective} {what} {when}, {how}.",
        f'"We have seen many a {adjective} {noun}, but never one with so {other} a {more}," said {_name(random)}, who '
        f"speaks for the {who}.",
        f"{_name(random)} of {random.choice(_PLACES)} said that the {noun} and the {more} would cost "
        f"{random.randint(2, 900)},000 a year, {how}.",
        f"{when.capitalize()} the {who} {did} it, and the {adjective} {noun} has been {other} ever since, {how}.",
        f"Of {random.randint(20, 990)} people asked in {random.choice(_PLACES)}, {random.randint(3, 90)} percent "
        f"wanted a {adjective} {what}.",
    )
    return random.choice(kinds)


def _residue(random: Random) -> str:
    return random.choice(_RESIDUE).format(
        headline(random), _name(random), random.choice(_PLACES), random.choice(_NOUNS)
    )


def _article(random: Random) -> list[str]:
    """Headline, byline, paragraphs."""
    dated = f"{random.randint(1, 28)} March 2024, {random.randint(1, 12)}:{random.randint(10, 59)}pm"
    body = [paragraph(random) for _ in range(random.randint(19, 29))]
    return [headline(random), f"By {_name(random)}", dated, *body]


def _page(random: Random) -> Page:
    article = _article(random)
    extracted = list(article)
    for _ in range(random.randint(2, 6)):
        extracted.insert(random.randint(len(article) // 2, len(extracted)), _residue(random))
    head, foot = _around(random)
    sharing = random.sample(_SHARING, 6)
    whole = [*head, *article[:3], *sharing, *article[3:], *foot]
    return Page(
        "\n".join(extracted), "\n".join(whole), _html(random, (head, [*article[:3]], sharing, article[3:], foot))
    )


def _around(random: Random) -> tuple[list[str], list[str]]:
    """What stands before the article and after it."""
    head = [*random.sample(_HEAD, 10), *random.sample(_SECTIONS, 20), random.choice(_PLACES), "Breaking news"]
    foot = [_residue(random) for _ in range(5)]
    for rubric in random.sample(_RUBRICS, 5):
        foot.append(rubric.format(random.choice(_PLACES)))
        foot += [line for _ in range(random.randint(7, 11)) for line in _teaser(random)]
    year = f"© 2024 {random.choice(_PLACES)} Courier. All rights reserved."
    return head, [*foot, *random.sample(_SECTIONS, 20), *random.sample(_FOOT, 15), year]


def _teaser(random: Random) -> Sequence[str]:
    """A headline that leads elsewhere, its section and its age."""
    return headline(random), random.choice(_SECTIONS), f"{random.randint(1, 23)} hours ago"


def _html(random: Random, parts: Sequence[Sequence[str]]) -> str:
    head, top, sharing, body, foot = parts
    title, byline, dated = map(escape, top)
    scripts = "".join(_SCRIPT % (random.randint(1, 10**6), n) for n in range(_SCRIPTS))
    meta = f"<div class='meta'><span class='byline'>{byline}</span><time>{dated}</time></div>"
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in body)
    return (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>{scripts}</head><body>"
        f"<header><nav><ul>{_links(head)}</ul></nav></header><main><article><h1>{title}</h1>{meta}"
        f"<ul class='share'>{_links(sharing)}</ul><div class='article-body'>{paragraphs}</div></article></main>"
        f"<aside><ul class='teasers'>{_links(foot[:-36])}</ul></aside><footer><ul>{_links(foot[-36:])}</ul></footer>"
        "</body></html>"
    )


def _links(lines: Sequence[str]) -> str:
    return "".join(_LINK % (n, n, escape(line)) for n, line in enumerate(lines))
