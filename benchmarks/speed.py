"""How fast texts are cleaned, measured beside what else one might run on them.

    python -m benchmarks.speed                                       # on generated pages
    python -m benchmarks.speed --extracted trafilatura.jsonl.gz --whole bs4.jsonl.gz --html pages.jsonl.gz
    python -m benchmarks.speed --gate --json figures.json

Files hold JSON lines, packed by gzip or not: `text` in --extracted (what an extractor returned) and --whole (all of a
page's text), `html` in --html.  Only documents of the sizes in `SIZES` count, and where documents have an `id`, only
the pages of the extracted texts.

One process and warm: every contender has read all documents once before, as patterns are compiled and automata grow at
their first use; how fast the second half of that first reading went is printed as well.  In each round all contenders
take the same documents.  A ratio is the median of the rounds' ratios, time is the process's CPU time.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from itertools import islice
from pathlib import Path
from time import process_time
from typing import Any, Final

from benchmarks.pages import pages
from benchmarks.startup import Startup, measure_startup

from cleanarticle import clean, clean_html

# Reads one document; what it returns is of no interest.
Contender = Callable[[str], object]
OURS: Final = "cleanarticle"
# Least and most bytes, least and most lines of a document: means of 6 kB and 30 lines, of 11 kB and 250 lines.
SIZES: Final = {"extracted": (3_000, 10_000, 10, 60), "whole": (5_000, 20_000, 100, 400)}


@dataclass(frozen=True, slots=True)
class Demand:
    """A figure and its bound.

    Attributes:
        name: what is compared.
        value: the figure.
        bound: the least that it may be, or the most.
        most: whether the bound is the most.
    """

    name: str
    value: float
    bound: float
    most: bool = False

    @property
    def met(self) -> bool:
        """Whether the figure is within its bound."""
        return self.value <= self.bound if self.most else self.value >= self.bound

    def __str__(self) -> str:
        """A line of the report."""
        sign, verdict = ("<=" if self.most else ">="), ("met" if self.met else "NOT MET")
        return f"{self.name:58} {self.value:9.3f}  {sign} {self.bound:<6g} {verdict}"


@dataclass(frozen=True, slots=True)
class Figures:
    """What a contender took in each round.

    Attributes:
        documents: how many it read in all.
        size: their bytes.
        seconds: CPU time of each round.
        first: documents in a second when the second half of them was read for the first time.
    """

    documents: int
    size: int
    seconds: tuple[float, ...]
    first: float

    @property
    def speed(self) -> float:
        """Documents in a second, by the median round."""
        return self.documents / len(self.seconds) / statistics.median(self.seconds)

    def row(self, name: str, ours: Figures) -> str:
        """A line of the report."""
        speeds = f"{self.speed:9.0f} docs/s {self.speed * self.size / self.documents / 1e6:8.2f} MB/s"
        times = f"   ours is {ratio(ours, self):8.2f} times as fast"
        return f"  {name:26}{speeds}{times}   first reading {self.first:6.0f} docs/s"


def ratio(one: Figures, other: Figures) -> float:
    """How many times as fast *one* is as *other*."""
    return statistics.median(b / a for a, b in zip(one.seconds, other.seconds, strict=True))


# --- Contenders ------------------------------------------------------------------------------------------------------


def _c4() -> Contender:
    document = import_module("datatrove.data").Document
    c4 = import_module("datatrove.pipeline.filters").C4QualityFilter(split_paragraph=True, min_num_sentences=-1)
    return lambda text: c4.filter(document(text=text, id=""))


def _winnow() -> Contender:
    read: Contender = import_module("winnow").clean
    return read


def _trafilatura() -> Contender:
    read: Contender = import_module("trafilatura").extract
    return read


def _resiliparse() -> Contender:
    extract = import_module("resiliparse.extract.html2text").extract_plain_text
    return lambda html: clean(extract(html, main_content=False, alt_texts=False))


C4, WINNOW, TRAFILATURA, RESILIPARSE = "C4QualityFilter", "winnow-md", "trafilatura", "resiliparse + cleanarticle"
PEERS: Final[Mapping[str, Callable[[], Contender]]] = {
    C4: _c4,
    WINNOW: _winnow,
    TRAFILATURA: _trafilatura,
    RESILIPARSE: _resiliparse,
}


def contenders(*names: str) -> dict[str, Contender]:
    """Those of the peers *names* that are installed."""
    found = {}
    for name in names:
        try:
            found[name] = PEERS[name]()
        except ImportError as error:
            print(f"{name} is left out: {error}", file=sys.stderr)
    return found


# --- Measuring -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured: the number of rounds, and documents in each."""

    rounds: int
    batch: int

    @property
    def documents(self) -> int:
        """How many documents that takes."""
        return self.rounds * self.batch

    def split(self, documents: Sequence[str]) -> list[Sequence[str]]:
        """The batches of the rounds; smaller ones where there are few documents."""
        batch = max(1, min(self.batch, len(documents) // self.rounds))
        return [documents[start : start + batch] for start in range(0, self.rounds * batch, batch)]


def race(runners: Mapping[str, Contender], documents: Sequence[str], plan: Plan) -> dict[str, Figures]:
    """All runners on the same documents, one batch after another; every round another one begins."""
    rounds = plan.split(documents)
    names = list(runners)
    first = {name: _first_reading(runners[name], [text for texts in rounds for text in texts]) for name in names}
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for n, texts in enumerate(rounds):
        for name in names[n % len(names) :] + names[: n % len(names)]:
            seconds[name].append(_time(runners[name], texts))
    size = sum(len(text.encode()) for texts in rounds for text in texts)
    return {name: Figures(sum(map(len, rounds)), size, tuple(seconds[name]), first[name]) for name in names}


def _first_reading(runner: Contender, texts: Sequence[str]) -> float:
    """Warm *runner* up on *texts*; the documents in a second of the second half."""
    half = len(texts) // 2
    _time(runner, texts[:half])
    return (len(texts) - half) / max(_time(runner, texts[half:]), 1e-9)


def _time(runner: Contender, texts: Sequence[str]) -> float:
    start = process_time()
    for text in texts:
        runner(text)
    return process_time() - start


class _Timed:
    """trafilatura's `extract` with a watch on it, to tell its time from ours while we call it."""

    def __init__(self, call: Callable[..., object]) -> None:
        self.call = call
        self.seconds = 0.0

    def __call__(self, *args: object, **options: object) -> object:
        start = process_time()
        try:
            return self.call(*args, **options)
        finally:
            self.seconds += process_time() - start


@dataclass(frozen=True, slots=True)
class Shares:
    """Parts of `clean_html` in times of trafilatura's `extract` alone, over the same pages.

    Attributes:
        total: all of it.
        around: what stands around trafilatura's readings and the making and freeing of the tree, which it would do
            itself if it was not handed one: decoding, checks, the page's own prose.
        cleaning: the cleaner on the text that comes out.
    """

    total: float
    around: float
    cleaning: float


def html_shares(documents: Sequence[str], plan: Plan) -> Shares:
    """The parts of `clean_html`; medians of the rounds."""
    module: Any = import_module("trafilatura")
    ours: Any = import_module("cleanarticle.html.extraction")
    extract, timed = module.extract, _Timed(module.extract)
    rounds = plan.split(documents)
    for texts in rounds:
        _time(clean_html, texts)
    found = []
    for texts in rounds:
        alone = _time(extract, texts)
        sources: Any = [text.encode() for text in texts]
        parsing = _time(ours._tree, sources)
        timed.seconds = 0.0
        module.extract = timed
        try:
            read = _time(ours.extract, texts)
        finally:
            module.extract = extract
        total = _time(clean_html, texts)
        found.append((total / alone, (read - timed.seconds - parsing) / alone, (total - read) / alone))
    return Shares(*(statistics.median(column) for column in zip(*found, strict=True)))


# --- Documents -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of a run, by the shape in which they come."""

    extracted: list[str]
    whole: list[str]
    html: list[str]


def generated(number: int) -> Documents:
    """As many pages, in all three shapes."""
    made = list(islice(pages(), number))
    return Documents([p.extracted for p in made], [p.whole for p in made], [p.html for p in made])


def stored(args: argparse.Namespace, number: int) -> Documents:
    """Documents of the files that the command line names, at most *number* of each; no file, no documents."""
    extracted = _fitting(_records(args.extracted), "extracted")[:number]
    whole = _fitting(_records(args.whole), "whole")[:number]
    known = {record["id"] for record in extracted if "id" in record}
    html = [r["html"] for r in _records(args.html) if not known or "id" not in r or r["id"] in known]
    return Documents([r["text"] for r in extracted], [r["text"] for r in whole], html[:number])


def _records(path: Path | None) -> list[dict[str, str]]:
    if path is None:
        return []
    data = path.read_bytes()
    return [json.loads(line) for line in (gzip.decompress(data) if path.suffix == ".gz" else data).splitlines()]


def _fitting(records: Sequence[dict[str, str]], shape: str) -> list[dict[str, str]]:
    smallest, largest, fewest, most = SIZES[shape]
    return [
        record
        for record in records
        if smallest <= len(record["text"].encode()) <= largest and fewest <= record["text"].count("\n") + 1 <= most
    ]


def describe(name: str, documents: Sequence[str]) -> str:
    """The mean size of *documents*."""
    size = statistics.mean(len(text.encode()) for text in documents) / 1000
    lines = statistics.mean(text.count("\n") + 1 for text in documents)
    return f"{name}: {len(documents)} documents, {size:.1f} kB and {lines:.0f} lines on average"


# --- Report ----------------------------------------------------------------------------------------------------------


def text_demands(shape: str, documents: Sequence[str], plan: Plan) -> list[Demand]:
    """Clean text against the peers that take text; prints the table."""
    peers = contenders(C4, WINNOW) if shape == "extracted" else contenders(C4)
    figures = race({OURS: clean, **peers}, documents, plan)
    print(describe(shape, documents))
    print("\n".join(f.row(name, figures[OURS]) for name, f in figures.items()))
    bounds = {C4: 1.0, WINNOW: 60.0}
    return [Demand(f"{shape}: ours to {p}", ratio(figures[OURS], figures[p]), bounds[p]) for p in peers]


def html_demands(documents: Documents, plan: Plan) -> list[Demand]:
    """What takes HTML against trafilatura, and the cleaner on text against it; prints the table."""
    peers = contenders(TRAFILATURA, RESILIPARSE)
    if TRAFILATURA not in peers:
        return []
    figures = race(peers, documents.html, plan)
    print(describe("html", documents.html))
    print("\n".join(f.row(name, figures[TRAFILATURA]).split("   ours")[0] for name, f in figures.items()))
    read = figures[TRAFILATURA]
    demands = []
    if documents.extracted:
        text = race({OURS: clean}, documents.extracted, plan)[OURS]
        made = "extracted: ours to trafilatura, which made the text"
        demands.append(Demand(made, text.speed / read.speed, 100.0))
    if RESILIPARSE in peers:
        demands.append(Demand(f"html: {RESILIPARSE} to {TRAFILATURA}", ratio(figures[RESILIPARSE], read), 8.0))
    shares = html_shares(documents.html, plan)
    print(
        f"  clean_html takes {shares.total:.2f} times as long as trafilatura alone: of its time our reading around it"
        f" takes {shares.around:.1%}, the cleaner {shares.cleaning:.1%}, its own second readings the rest"
    )
    return [*demands, Demand("html: our reading around trafilatura, to its time", shares.around, 0.03, most=True)]


def startup_demands(startup: Startup) -> list[Demand]:
    """What importing and the first call cost; prints the table."""
    print(f"start\n{startup}")
    return [
        Demand("start: ms to import, above bare Python", startup.wall, 80.0, most=True),
        Demand("start: modules for HTML before the first HTML", len(startup.early), 0, most=True),
    ]


def measure(documents: Documents, plan: Plan) -> list[Demand]:
    """All that can be measured on *documents*."""
    demands: list[Demand] = []
    for shape, texts in (("extracted", documents.extracted), ("whole", documents.whole)):
        if texts:
            demands += text_demands(shape, texts, plan)
    return demands + (html_demands(documents, plan) if documents.html else [])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    for shape in ("extracted", "whole", "html"):
        add(f"--{shape}", type=Path, metavar="FILE", help=f"JSON lines with the {shape} documents")
    add("--rounds", type=int, default=9, help="how often each contender runs (default: %(default)s)")
    add("--batch", type=int, default=60, help="documents in a round (default: %(default)s)")
    add("--no-startup", action="store_true", help="don't measure imports")
    add("--json", type=Path, metavar="OUT", help="write the demands and their figures to this file too")
    add("--gate", action="store_true", help="exit 1 when a demand is not met")
    return parser


def main() -> int:
    """Run the benchmark; 0, or 1 when a demand is not met and --gate asks for it."""
    args = _parser().parse_args()
    plan = Plan(args.rounds, args.batch)
    given = args.extracted or args.whole or args.html
    documents = stored(args, plan.documents) if given else generated(plan.documents)
    demands = measure(documents, plan) + ([] if args.no_startup else startup_demands(measure_startup()))
    print("\n".join(["demands", *map(str, demands)]))
    if args.json:
        rows = [asdict(demand) | {"met": demand.met} for demand in demands]
        args.json.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    if args.gate and not demands:
        # A gate that checks nothing would look like one that was passed.
        print("nothing to demand was measured", file=sys.stderr)
        return 2
    return int(args.gate and not all(demand.met for demand in demands))


if __name__ == "__main__":
    sys.exit(main())
