"""How much better a scraped page is once it is cleaned, measured against text that people marked as the article.

    python benchmarks/quality.py path/to/wcxb path/to/article-extraction-benchmark
    python benchmarks/quality.py path/to/wcxb --scraper trafilatura --limit 200 --html
    python benchmarks/quality.py path/to/wcxb --gate floors.toml --json figures.json

Data sets are read as they are distributed:

    WCXB         dev/html/*.html.gz and dev/ground-truth/*.json
    ScrapingHub  html/*.html.gz and ground-truth.json
    stored       pages.jsonl.gz (id, url, gold), text/<scraper>.jsonl.gz (id, text), html/*.html.gz: scraped before

Scrapers: trafilatura (with comments, its default), trafilatura_body (without), newspaper4k, readability and
resiliparse look for the article; bs4, inscriptis and resiliparse_full return all of a page's text.  `gold` is the
article itself, from which nothing should go.

Measures:
    P, R, F1  precision and recall of each page's runs of four words, their means over the pages, F1 of the means
    oracle    F1 of the best cleaner that can only drop whole lines
    closed    (F1 - raw F1) / (oracle - raw F1): which share of what dropping lines can win was won
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Final, NoReturn

from cleanarticle import Cleaner, OptionError, Options
from cleanarticle.html.extraction import decode

# --- Measures --------------------------------------------------------------------------------------------------------

Shingles = Counter[tuple[str, ...]]

_WORD: Final = re.compile(r"\w+")
# Thai, kana, Han and Hangul: a word of these is a clause, so each character counts as a word.
_UNSPACED: Final = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_RUN: Final = 4
# Shorter lines than this occur in an article by chance; they count when the article has them as lines.
_SHORT: Final = 6


def words(text: str) -> list[str]:
    """The words of *text* in lower case."""
    result: list[str] = []
    for word in _WORD.findall(text.lower()):
        result += list(word) if _UNSPACED.search(word) else [word]
    return result


def shingles(tokens: Sequence[str]) -> Shingles:
    """Each run of four words; all words as one run when there are fewer."""
    if len(tokens) < _RUN:
        return Counter([tuple(tokens)] if tokens else [])
    return Counter(zip(*(tokens[i:] for i in range(_RUN)), strict=False))


@dataclass(frozen=True, slots=True)
class Score:
    """Precision and recall, of a page or as means over many."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def score(text: str, gold: str) -> Score:
    """How well *text* renders *gold*."""
    found, wanted = shingles(words(text)), shingles(words(gold))
    hits = (found & wanted).total()
    return Score(hits / found.total() if found else 0.0, hits / wanted.total() if wanted else 1.0)


def mean(scores: Sequence[Score]) -> Score:
    """The means of precision and recall."""
    count = len(scores)
    return Score(sum(s.precision for s in scores) / count, sum(s.recall for s in scores) / count)


class Gold:
    """The article as lines claim it, each of its runs of words once."""

    def __init__(self, text: str) -> None:
        self._runs = shingles(words(text))
        self._lines = Counter(tuple(words(line)) for line in text.splitlines())

    def claim(self, line: str) -> bool:
        """Whether *line* belongs to what is left of the article; what belongs is taken from it."""
        tokens = words(line)
        mine = shingles(tokens)
        belongs = self._has_line(tokens, mine) if len(tokens) < _SHORT else self._has_half(mine)
        if belongs and len(tokens) >= _RUN:
            self._runs -= mine
        return belongs

    def _has_line(self, tokens: Sequence[str], mine: Shingles) -> bool:
        if tokens and self._lines[tuple(tokens)]:
            self._lines[tuple(tokens)] -= 1
            return True
        return len(tokens) >= _RUN and mine <= self._runs

    def _has_half(self, mine: Shingles) -> bool:
        return 2 * (mine & self._runs).total() >= mine.total()


def best_lines(text: str, gold: str) -> str:
    """What the best cleaner that can only drop whole lines would leave of *text*."""
    left = Gold(gold)
    return "\n".join(line for line in text.splitlines() if left.claim(line))


# --- Data sets -------------------------------------------------------------------------------------------------------

_DECLARED_LANGUAGE: Final = re.compile(
    rb"<html\b[^<>]{0,1000}?\blang\s{0,9}=\s{0,9}[\"']?([a-z]{2,3})\b", re.IGNORECASE
)
_DECLARED_WITHIN: Final = 8192


@dataclass(frozen=True, slots=True)
class Page:
    """A page and its article.

    Attributes:
        name: the page's id in its data set.
        path: the file with its HTML.
        gold: the article's text.
        kind: article, forum, product and so on; empty where the data set does not say.
        stored: what scrapers made of it before, by scraper; None where that was not stored.
    """

    name: str
    path: Path
    gold: str
    kind: str = ""
    stored: Mapping[str, str] | None = None

    def html(self) -> bytes:
        """The page as it was downloaded."""
        return gzip.decompress(self.path.read_bytes())

    def language(self) -> str:
        """The language that the page declares, such as `en`; empty for none."""
        found = _DECLARED_LANGUAGE.search(self.html()[:_DECLARED_WITHIN])
        return found.group(1).decode().lower() if found else ""


def read_dataset(root: Path) -> list[Page]:
    """The pages of the data set in the folder *root* that have HTML and gold, in the order of their ids."""
    if (root / "pages.jsonl.gz").is_file():
        return _read_stored(root)
    folder = root / "dev" if (root / "dev").is_dir() else root
    truths = _truths(folder) or _fail(f"{root}: holds neither dev/ground-truth/*.json nor ground-truth.json")
    pages = [_page(folder, name, truth) for name, truth in sorted(truths.items())]
    usable = [page for page in pages if page.gold.strip() and page.path.exists()]
    _note(f"{root}: {len(usable)} of {len(pages)} pages have both HTML and gold")
    return usable


def _records(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _read_stored(root: Path) -> list[Page]:
    texts: dict[str, dict[str, str]] = {}
    for file in sorted((root / "text").glob("*.jsonl.gz")):
        for record in _records(file):
            texts.setdefault(record["id"], {})[file.name.removesuffix(".jsonl.gz")] = record["text"]
    records = sorted(_records(root / "pages.jsonl.gz"), key=lambda record: record["id"])
    pages = [
        Page(r["id"], root / "html" / f"{r['id']}.html.gz", r["gold"], stored=texts.get(r["id"], {})) for r in records
    ]
    _note(f"{root}: {len(pages)} pages, scraped before")
    return pages


def _truths(folder: Path) -> dict[str, object]:
    """What the data set says of each page, by the page's id."""
    whole = folder / "ground-truth.json"
    if whole.is_file():
        known: dict[str, object] = json.loads(whole.read_text(encoding="utf-8"))
        return known
    files = (folder / "ground-truth").glob("*.json")
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in files}


def _page(folder: Path, name: str, truth: object) -> Page:
    gold = _text(truth, ("ground_truth", "main_content"), ("main_content",), ("articleBody",))
    kind = _text(truth, ("_internal", "page_type", "primary"), ("page_type", "primary"), ("page_type",))
    return Page(name, folder / "html" / f"{name}.html.gz", gold, kind)


def _text(value: object, *places: tuple[str, ...]) -> str:
    """The first string at one of the *places*, which schemas name differently."""
    for place in places:
        found = value
        for key in place:
            found = found.get(key) if isinstance(found, dict) else None
        if isinstance(found, str):
            return found
    return ""


# --- Scrapers --------------------------------------------------------------------------------------------------------

_BLOCKS: Final = (
    *("address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "td", "th"),
    *("tr", "ul"),
)

# From a page's HTML to text.
Scraper = Callable[[str], str]


def _trafilatura(*, comments: bool) -> Scraper:
    module = _module("trafilatura")

    def scrape(html: str) -> str:
        text: str | None = module.extract(html, include_comments=comments)
        return text or ""

    return scrape


def _newspaper4k() -> Scraper:
    module = _module("newspaper")

    def scrape(html: str) -> str:
        # Without this it downloads the page's images to find the largest.
        article = module.Article("", fetch_images=False)
        article.download(input_html=html)
        article.parse()
        return str(article.text)

    return scrape


def _readability() -> Scraper:
    module = _module("readability")
    return lambda html: _paragraphs(module.Document(html).summary())


def _paragraphs(html: str) -> str:
    """The text of *html* with a line for each block; bs4's would break a line at each link."""
    tree = _module("lxml.html").fromstring(" ".join(html.split()))
    for element in tree.iter(*_BLOCKS):
        element.text = "\n" + (element.text or "")
        element.tail = "\n" + (element.tail or "")
    lines = (line.strip() for line in str(tree.text_content()).splitlines())
    return "\n\n".join(line for line in lines if line)


def _resiliparse(*, article: bool) -> Scraper:
    module = _module("resiliparse.extract.html2text")
    return lambda html: str(module.extract_plain_text(html, main_content=article, alt_texts=False))


def _bs4() -> Scraper:
    module = _module("bs4")
    return lambda html: str(module.BeautifulSoup(html, "lxml").get_text("\n"))


def _inscriptis() -> Scraper:
    module = _module("inscriptis")
    return lambda html: str(module.get_text(html))


# Imported when asked for: a run with one scraper needs only that one.
SCRAPERS: Final[dict[str, Callable[[], Scraper]]] = {
    "trafilatura": lambda: _trafilatura(comments=True),
    "trafilatura_body": lambda: _trafilatura(comments=False),
    "newspaper4k": _newspaper4k,
    "readability": _readability,
    "resiliparse": lambda: _resiliparse(article=True),
    "bs4": _bs4,
    "inscriptis": _inscriptis,
    "resiliparse_full": lambda: _resiliparse(article=False),
}
# The row of `--html`: raw is trafilatura alone, cleaned is `clean_html` on the same page.
HTML: Final = "html"
# The row of the article itself; what counts is the recall of what cleaning leaves.
GOLD: Final = "gold"


def _module(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ImportError as error:
        _fail(f"cannot import {name} ({error}): install the bench extra, or name other scrapers with --scraper")


def scraped(name: str, scraper: Scraper, page: str) -> str:
    """What *scraper* makes of *page*; nothing where it fails, as scrapers do on some pages."""
    try:
        return scraper(page)
    except Exception as error:  # any of them may raise anything
        _note(f"{name} failed: {type(error).__name__}: {error}"[:200])
        return ""


# --- Running ---------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Tally:
    """A scraper's scores, page by page."""

    raw: list[Score] = field(default_factory=list)
    cleaned: list[Score] = field(default_factory=list)
    oracle: list[Score] = field(default_factory=list)

    def add(self, text: str, cleaned: str, gold: str) -> None:
        """Score one page."""
        self.raw.append(score(text, gold))
        self.cleaned.append(score(cleaned, gold))
        self.oracle.append(score(best_lines(text, gold), gold))

    def figures(self) -> Figures:
        """The figures over all pages."""
        return Figures(len(self.raw), mean(self.raw), mean(self.cleaned), mean(self.oracle))


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured for a scraper."""

    pages: int
    raw: Score
    cleaned: Score
    oracle: Score

    @property
    def closed(self) -> float:
        """The share of the oracle's gain that cleaning reached; 0 where the oracle gains nothing."""
        gain = self.oracle.f1 - self.raw.f1
        return (self.cleaned.f1 - self.raw.f1) / gain if gain > 0 else 0.0

    def as_json(self) -> dict[str, object]:
        """The figures as JSON takes them."""
        scores = {"raw": self.raw, "cleaned": self.cleaned, "oracle": self.oracle}
        flat = {name: {"precision": s.precision, "recall": s.recall, "f1": s.f1} for name, s in scores.items()}
        return {"pages": self.pages, **flat, "closed": self.closed}


def measure(pages: Iterator[Page], names: Sequence[str], cleaner: Cleaner) -> dict[str, Figures]:
    """The figures of each of the scrapers *names*; a page where a scraper finds no text does not count for it."""
    fresh = cache(lambda name: SCRAPERS["trafilatura" if name == HTML else name]())
    tallies = {name: Tally() for name in names}
    for page in pages:
        for name in names:
            text = page_text(page, name, fresh)
            if name == HTML:
                # Pages that trafilatura loses count here: not losing them is what is measured.
                tallies[name].add(text, cleaner.clean_html(page.html()), page.gold)
            elif text.strip():
                tallies[name].add(text, cleaner.clean(text), page.gold)
    return {name: tally.figures() for name, tally in tallies.items() if tally.raw}


def page_text(page: Page, name: str, fresh: Callable[[str], Scraper]) -> str:
    """What the scraper *name* makes of *page*: as stored, or fresh."""
    if name == GOLD:
        return page.gold
    if page.stored is not None and name != HTML:
        return page.stored.get(name, "")
    return scraped(name, fresh(name), decode(page.html()))


def choose(args: argparse.Namespace) -> Iterator[Page]:
    """The pages that the options ask for."""
    pages = (page for root in args.datasets for page in read_dataset(root))
    if args.page_type != "any":
        # Data sets that name no types are all articles.
        pages = (page for page in pages if page.kind in ("", args.page_type))
    if args.lang:
        pages = (page for page in pages if page.language() == args.lang)
    return islice(pages, args.limit)


# --- Report and gate -------------------------------------------------------------------------------------------------


def table(figures: dict[str, Figures]) -> str:
    """The figures, a line for each scraper."""
    head = f"{'':16} {'':>5}  {'raw':^17}     {'cleaned':^17}  {'line':>6}"
    names = f"{'scraper':16} {'pages':>5}  {'P':>5} {'R':>5} {'F1':>5}  ->  {'P':>5} {'R':>5} {'F1':>5}  oracle  closed"
    return "\n".join([head, names, *(_row(name, f) for name, f in figures.items())])


def _row(name: str, f: Figures) -> str:
    raw, cleaned = (f"{s.precision:.3f} {s.recall:.3f} {s.f1:.3f}" for s in (f.raw, f.cleaned))
    return f"{name:16} {f.pages:5}  {raw}  ->  {cleaned}  {f.oracle.f1:6.3f}  {f.closed:6.1%}"


def read_floors(path: Path, names: Sequence[str]) -> dict[str, float]:
    """The least figure of each of *names* that the file sets one for."""
    try:
        floors = tomllib.loads(path.read_text(encoding="utf-8")).get("floors", {})
    except (OSError, ValueError) as error:
        _fail(f"{path}: {error}")
    for name, value in floors.items():
        if name not in (*SCRAPERS, HTML, GOLD) or not isinstance(value, (int, float)):
            _fail(f"{path}: {name} = {value!r}: a scraper and a number are needed")
    # A gate that checks nothing would look like one that was passed.
    return {name: floors[name] for name in names if name in floors} or _fail(f"{path}: no floor for {', '.join(names)}")


def below(figures: dict[str, Figures], floors: dict[str, float]) -> list[str]:
    """A line for each figure that is below its floor or was not measured."""
    failures = []
    for name, floor in floors.items():
        if name not in figures:
            failures.append(f"{name}: no page measured, floor {floor:.1%}")
        elif name == GOLD and figures[name].cleaned.recall < floor:
            failures.append(f"{name}: {figures[name].cleaned.recall:.3%} kept is below its floor of {floor:.3%}")
        elif name != GOLD and figures[name].closed < floor:
            failures.append(f"{name}: closed {figures[name].closed:.2%} is below its floor of {floor:.2%}")
    return failures


def _note(message: str) -> None:
    print(message, file=sys.stderr)


def _fail(message: str) -> NoReturn:
    _note(f"quality.py: {message}")
    raise SystemExit(2)


# --- Command line ----------------------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("datasets", nargs="+", type=Path, metavar="DATASET", help="folder of a data set; several are measured as one")
    add("--preset", default="body", help="the preset to clean with (default: %(default)s)")
    add("--scraper", action="append", choices=SCRAPERS, help="this scraper only; may be repeated (default: all)")
    add("--limit", type=int, metavar="N", help="the first N pages only")
    add("--lang", metavar="CODE", help="only pages that declare this language in <html lang>, such as en")
    add("--page-type", default="article", metavar="TYPE", help="WCXB's page type, or any (default: %(default)s)")
    add("--html", action="store_true", help="measure clean_html on the pages' HTML too, beside trafilatura alone")
    add("--json", type=Path, metavar="OUT", help="write the figures to this file too")
    add("--gate", type=Path, metavar="FLOORS", help="TOML file with [floors]; exit 1 when a figure is below one")
    return parser


def main() -> int:
    """Run the benchmark; 0, or 1 when a figure is below its floor."""
    args = _parser().parse_args()
    names = [*dict.fromkeys(args.scraper or SCRAPERS), GOLD] + [HTML] * args.html
    floors = read_floors(args.gate, names) if args.gate else {}
    try:
        cleaner = Cleaner(Options(preset=args.preset))
    except OptionError as error:
        _fail(str(error))
    figures = measure(choose(args), names, cleaner) or _fail("no page to measure")
    print(table(figures))
    if args.json:
        args.json.write_text(json.dumps({name: f.as_json() for name, f in figures.items()}, indent=2) + "\n")
    failures = below(figures, floors)
    for failure in failures:
        _note(failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
