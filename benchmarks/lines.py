"""How well boilerplate lines are told from the article, in scraped news whose every line was labelled by a reader.

    python benchmarks/lines.py --corpora folder/with/clones
    python benchmarks/lines.py --corpora folder/with/clones --sites-of first --by corpus
    python benchmarks/lines.py --docs docs.jsonl.gz more.jsonl.gz --by label

The labels are in lines/labels.jsonl.gz, the texts in four public repositories, to be cloned into one folder:
ramybaly/Article-Bias-Prediction, EnyanDai/FakeHealth, FakeNewsChallenge/fnc-1 and jpposadas/FakeNewsCorpusSpanish (its
workbooks need openpyxl).  Or --docs names files of JSON lines (id, text), packed by gzip or not.  Only texts that have
the digest of what was labelled are measured; how many are not found or differ is said.

Cleaners: cleanarticle with the preset; RefinedWeb's line-wise corrections as its paper describes them (appendix G.2);
from the `bench` extra winnow-md and the line rules of DataTrove's C4QualityFilter.  These know no presets and give one
answer, which is held against both.

Measures, over words; a line's words are gone when the line is gone, or when they are cut out of it:
    recall     share of the boilerplate's words that went; with preset body the furniture is boilerplate too
    per page   the same share for each document that has boilerplate, and the mean of these
    precision  share of the words that went that were boilerplate
    lost       words of the article that went, of 10,000
    perfect    documents with nothing left in and nothing lost
Lines labelled `?` count nowhere.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NoReturn

from cleanarticle import Cleaner, Options

LABELS: Final = Path(__file__).parent / "lines" / "labels.jsonl.gz"
# What stays, what counts nowhere, and what goes with preset body only; all other labels are boilerplate.
KEEP: Final = "keep"
UNDECIDED: Final = "?"
FURNITURE: Final = frozenset({"title", "byline", "caption", "credit", "author"})
PRESETS: Final = ("news", "body")

# --- Labels ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a reader said of a document.

    Attributes:
        name: the document's id.
        group: the set in which it was labelled, first or more.
        lang: the language.
        digest: SHA-256 of the text that was labelled, in hexadecimal.
        labels: the labels of whole lines by the line's number, from 1; other lines stay.
        parts: the labels of parts of lines, as start, end and label, by the line's number.
    """

    name: str
    group: str
    lang: str
    digest: str
    labels: Mapping[int, str]
    parts: Mapping[int, Sequence[tuple[int, int, str]]]

    @property
    def corpus(self) -> str:
        """The corpus, as ids begin with it."""
        return self.name.partition("-")[0]

    def stretches(self, number: int, length: int) -> Iterator[tuple[int, int, str]]:
        """The stretches of a line of this *length*, as start, end and label."""
        rest, at = self.labels.get(number, KEEP), 0
        for start, end, label in self.parts.get(number, ()):
            yield at, start, rest
            yield start, end, label
            at = end
        yield at, length, rest


def read_labels(path: Path) -> list[Labelled]:
    """The labels of all documents."""
    return [_labelled(record) for record in _records(path)]


def _labelled(record: Mapping[str, Any]) -> Labelled:
    parts: dict[int, list[tuple[int, int, str]]] = {}
    for number, start, end, label in record["parts"]:
        parts.setdefault(number, []).append((start, end, label))
    labels = {int(number): label for number, label in record["labels"].items()}
    return Labelled(record["id"], record["set"], record["lang"], record["sha256"], labels, parts)


def _records(path: Path) -> list[dict[str, Any]]:
    try:
        data = path.read_bytes()
        lines = (gzip.decompress(data) if path.suffix == ".gz" else data).splitlines()
        return [json.loads(line) for line in lines]
    except (OSError, ValueError) as error:
        _fail(f"{path}: {error}")


# --- Corpora ---------------------------------------------------------------------------------------------------------

# From the folder of a clone and the ids that are asked for to ids and texts; others may be among them.
Reader = Callable[[Path, Collection[str]], Iterator[tuple[str, str]]]


def _bias(root: Path, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """abp-<ID>; `content_original` is what newspaper3k returned, `content` its tokens."""
    for name in names:
        path = root / "data" / "jsons" / f"{name.removeprefix('abp-')}.json"
        if path.is_file():
            yield name, _field(path, "content_original")


# From the last letter of an id to the folder, and to how the names of its files begin.
_HEALTH: Final = {"R": ("HealthRelease", "news_rev"), "S": ("HealthStory", "story_rev")}


def _health(root: Path, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """fakehealth-<the last ten characters of the file's name><R or S>."""
    for name in names:
        folder, start = _HEALTH[name[-1]]
        path = root / "dataset" / "content" / folder / f"{start}{name.removeprefix('fakehealth-')[:-1]}.json"
        if path.is_file():
            yield name, _field(path, "text")


def _field(path: Path, field: str) -> str:
    return str(json.loads(path.read_text(encoding="utf-8"))[field])


def _challenge(root: Path, _: Collection[str]) -> Iterator[tuple[str, str]]:
    """fnc-<the file's first five letters><Body ID>."""
    for path in (root / "train_bodies.csv", root / "competition_test_bodies.csv"):
        if path.is_file():
            # A clone may have the line breaks of another system; these are read as one.
            with path.open(encoding="utf-8") as lines:
                for row in csv.DictReader(lines):
                    yield f"fnc-{path.name[:5]}{row['Body ID']}", row["articleBody"]


def _spanish(root: Path, _: Collection[str]) -> Iterator[tuple[str, str]]:
    """spanish-<file><row>, rows counted from 0; the first row names the columns, in capitals in test.xlsx."""
    load = import_module("openpyxl").load_workbook
    for path in (root / "train.xlsx", root / "development.xlsx", root / "test.xlsx"):
        if path.is_file():
            head, *rows = load(path).worksheets[0].iter_rows(values_only=True)
            column = [str(name).casefold() for name in head].index("text")
            for number, row in enumerate(rows):
                # Excel writes the first half of a line break as this.
                yield f"spanish-{path.stem}{number}", str(row[column] or "").replace("_x000D_", "")


@dataclass(frozen=True, slots=True)
class Corpus:
    """A public repository, and how its documents are read."""

    repository: str
    read: Reader

    def folder(self, clones: Path) -> Path:
        """Where it is among the *clones*: below its owner's name, or by its own as `git clone` names it."""
        full = clones / self.repository
        return full if full.is_dir() else clones / full.name


CORPORA: Final = {
    "abp": Corpus("ramybaly/Article-Bias-Prediction", _bias),
    "fakehealth": Corpus("EnyanDai/FakeHealth", _health),
    "fnc": Corpus("FakeNewsChallenge/fnc-1", _challenge),
    "spanish": Corpus("jpposadas/FakeNewsCorpusSpanish", _spanish),
}


@dataclass(frozen=True, slots=True)
class Page:
    """A labelled document with its text."""

    labelled: Labelled
    text: str


def from_corpora(clones: Path, labelled: Sequence[Labelled]) -> list[Page]:
    """The documents that the clones have."""
    pages = []
    for name, corpus in CORPORA.items():
        wanted = [one for one in labelled if one.corpus == name]
        root = corpus.folder(clones)
        texts: list[tuple[str, str]] = []
        if not root.is_dir():
            _note(f"{corpus.repository}: no clone in {clones}")
        elif wanted:
            try:
                texts = list(corpus.read(root, {one.name for one in wanted}))
            except ImportError as error:
                _note(f"{corpus.repository} cannot be read: {error}")
        pages += match(wanted, texts, corpus.repository)
    return pages


def from_records(paths: Sequence[Path], labelled: Sequence[Labelled]) -> list[Page]:
    """The documents that are stored in files of JSON lines."""
    texts = [(record["id"], record["text"]) for path in paths for record in _records(path)]
    return match(labelled, texts, ", ".join(map(str, paths)))


def match(wanted: Sequence[Labelled], texts: Iterable[tuple[str, str]], source: str) -> list[Page]:
    """Those of the *wanted* documents that are among the *texts* as they were labelled; says what is missing."""
    known: set[str] = set()
    digests: dict[str, str] = {}
    for name, text in texts:
        known.add(name)
        digests[sha256(text.encode(errors="surrogatepass")).hexdigest()] = text
    # By the digest alone: where a corpus numbers its documents anew, the text still is the one that was labelled.
    found = [Page(one, digests[one.digest]) for one in wanted if one.digest in digests]
    missing = [one.name for one in wanted if one.digest not in digests]
    differ = sum(name in known for name in missing)
    if wanted:
        said = f"{len(missing) - differ} are not found, {differ} differ from the text that was labelled"
        _note(f"{source}: {len(found)} of {len(wanted)} labelled documents; {said}")
    return found


# --- Cleaners --------------------------------------------------------------------------------------------------------

Clean = Callable[[str], str]
OURS: Final = "cleanarticle"


def _winnow() -> Clean:
    clean = import_module("winnow").clean
    return lambda text: str(clean(text).markdown)


def _c4() -> Clean:
    document = import_module("datatrove.data").Document
    # Without the rules that drop a whole document: what is measured is lines.
    c4 = import_module("datatrove.pipeline.filters").C4QualityFilter(
        split_paragraph=True, min_num_sentences=-1, filter_lorem_ipsum=False, filter_curly_bracket=False
    )

    def clean(text: str) -> str:
        found = document(text=text, id="")
        c4.filter(found)
        return str(found.text)

    return clean


# RefinedWeb's paper names one item of each kind; these are of their sort.
_COUNTED: Final = "likes?|shares?|comments?|views?|followers?|replies|reply|retweets?|votes?|reads?|points?|claps?"
_COUNTER: Final = re.compile(rf"[\d.,]+\s?[km]?\+?\s+(?:{_COUNTED})", re.IGNORECASE)
_ITEMS: Final = re.compile(
    r"^(?:sign[- ]?(?:in|up)|log[- ]?in|register|subscribe|follow us|share (?:this|on)|skip to|click here)\b"
    r"|\b(?:read more|see more|load more|show more|learn more|continue reading)\W*$"
    r"|\b(?:items? in (?:your )?cart|add to cart|all rights reserved|terms of use|privacy policy)\b",
    re.IGNORECASE,
)
_SHORT: Final = 10


def refinedweb(text: str) -> str:
    """What RefinedWeb's line-wise corrections leave of *text*; its discarding of whole documents is left out."""
    return "\n".join(_corrected(line) for line in text.split("\n"))


def _corrected(line: str) -> str:
    words = line.split()
    letters = [char for char in line if char.isalpha()]
    mainly_upper = sum(map(str.isupper, letters)) * 2 > len(letters)
    only_digits = not letters and any(map(str.isdigit, line))
    if mainly_upper or only_digits or len(words) <= 1 or _COUNTER.fullmatch(line.strip()):
        return ""
    # The paper says `edit`: what matches is cut, not the line.
    return _ITEMS.sub("", line) if len(words) <= _SHORT else line


PEERS: Final[dict[str, Callable[[], Clean]]] = {
    "winnow-md": _winnow,
    "C4 lines (DataTrove)": _c4,
    "RefinedWeb lines": lambda: refinedweb,
}


def peers() -> dict[str, Clean]:
    """The peers that are installed."""
    found = {}
    for name, load in PEERS.items():
        try:
            found[name] = load()
        except ImportError as error:
            _note(f"{name} is left out: {error}")
    return found


# --- Measures --------------------------------------------------------------------------------------------------------

# A word: of scripts without spaces each character, and so each sign.
_WORD: Final = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+|\S")
# How many words of a document have a label, and went or not.
Words = Counter[tuple[str, bool]]


def judge(page: Page, cleaned: str) -> Words:
    """The words of *page* by their label, and by whether they are gone from the *cleaned* text."""
    result: Words = Counter()
    lines = page.text.split("\n")
    for number, (line, left) in enumerate(zip(lines, remains(lines, cleaned.split("\n")), strict=True), 1):
        stretches = page.labelled.stretches(number, len(line))
        words = [(word.group(), label) for start, end, label in stretches for word in _WORD.finditer(line, start, end)]
        # Asked of the line first: where parts meet within a word, there are more words here than in what is left.
        whole = left == line.strip()
        stays = [True] * len(words) if whole else staying([word for word, _ in words], _WORD.findall(left))
        result.update((label, not stay) for (_, label), stay in zip(words, stays, strict=True))
    return result


def remains(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """For each of the lines *before* cleaning what the lines *after* it still hold of it."""
    a, b = [line.strip() for line in before], [line.strip() for line in after]
    result = [""] * len(a)
    for kind, start, end, first, last in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "equal":
            result[start:end] = a[start:end]
            continue
        free = range(start, end)
        for left in filter(None, b[first:last]):
            fits = [i for i in free if _within(left, a[i])]
            if fits:  # of the lines that it can be left of, the shortest
                best = min(fits, key=lambda i: len(a[i]))
                result[best] = left
                free = range(best + 1, end)
    return result


def _within(part: str, line: str) -> bool:
    """Whether *part* can be what is left of *line*: its characters, in order, white space aside."""
    rest = iter(line)
    return all(char in rest for char in part if not char.isspace())


def staying(words: Sequence[str], left: Sequence[str]) -> list[bool]:
    """For each of the *words* of a line whether it is among those that are *left*."""
    result = [False] * len(words)
    for place, _, size in SequenceMatcher(None, words, left, autojunk=False).get_matching_blocks():
        result[place : place + size] = [True] * size
    return result


@dataclass(slots=True)
class Tally:
    """Words and documents, counted."""

    boilerplate: int = 0
    went: int = 0
    article: int = 0
    lost: int = 0
    documents: int = 0
    perfect: int = 0
    dirty: int = 0
    shares: float = 0.0

    def add_words(self, words: Words, preset: str) -> None:
        """Count words, without the document that they are of."""
        for (label, gone), count in words.items():
            if goes(label, preset):
                self.boilerplate += count
                self.went += count * gone
            elif label != UNDECIDED:
                self.article += count
                self.lost += count * gone

    def add(self, words: Words, preset: str) -> None:
        """Count a document."""
        one = Tally()
        one.add_words(words, preset)
        self.add_words(words, preset)
        self.documents += 1
        self.perfect += one.went == one.boilerplate and not one.lost
        if one.boilerplate:
            self.dirty += 1
            self.shares += one.went / one.boilerplate

    @property
    def cells(self) -> list[str]:
        """Recall, per page, precision, lost, perfect; empty where there is nothing to measure."""
        return [
            _ratio(self.went, self.boilerplate),
            _ratio(self.shares, self.dirty),
            _ratio(self.went, self.went + self.lost) if self.documents else "",
            f"{10_000 * self.lost / self.article:.1f}" if self.article else "",
            f"{self.perfect / self.documents:.1%}" if self.documents else "",
        ]


def goes(label: str, preset: str) -> bool:
    """Whether what has the *label* should go."""
    return label not in (KEEP, UNDECIDED) and (preset == "body" or label not in FURNITURE)


def _ratio(part: float, whole: float) -> str:
    return f"{part / whole:.3f}" if whole else ""


# --- Report ----------------------------------------------------------------------------------------------------------

# How documents are told apart; labels are told apart within them.
GROUPS: Final[Mapping[str, Callable[[Labelled], str]]] = {
    "lang": lambda labelled: labelled.lang,
    "corpus": lambda labelled: CORPORA[labelled.corpus].repository,
}
# Preset, cleaner and group, and what was counted for them.
Row = tuple[str, str, str, Tally]


def measure(pages: Sequence[Page], by: str | None) -> Iterator[Row]:
    """A row for each preset, each cleaner and each group, the largest group first."""
    others = {name: [judge(page, clean(page.text)) for page in pages] for name, clean in peers().items()}
    for preset in PRESETS:
        ours = Cleaner(Options(preset=preset))
        for name, judged in {OURS: [judge(page, ours.clean(page.text)) for page in pages], **others}.items():
            tallies = count(pages, judged, preset, by).items()
            for group, tally in sorted(tallies, key=lambda item: -item[1].boilerplate - item[1].article):
                yield preset, name, group, tally


def count(pages: Sequence[Page], judged: Sequence[Words], preset: str, by: str | None) -> dict[str, Tally]:
    """What was judged of each page, by group."""
    result: dict[str, Tally] = {}
    for page, words in zip(pages, judged, strict=True):
        if by != "label":
            result.setdefault(GROUPS[by](page.labelled) if by else "", Tally()).add(words, preset)
            continue
        for (label, gone), number in words.items():
            if label != UNDECIDED:
                result.setdefault(label, Tally()).add_words(Counter({(label, gone): number}), preset)
    return result


def table(rows: Iterable[Row], by: str | None) -> str:
    """The rows in Markdown, without the columns in which nothing stands."""
    head = ["preset", "cleaner", by or "", "recall", "per page", "precision", "lost of 10,000", "perfect"]
    body = [[preset, name, group, *tally.cells] for preset, name, group, tally in rows]
    used = [i for i in range(len(head)) if any(cells[i] for cells in body)]
    lines = [[cells[i] for i in used] for cells in (head, ["---"] * len(head), *body)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _note(message: str) -> None:
    print(message, file=sys.stderr)


def _fail(message: str) -> NoReturn:
    _note(f"lines.py: {message}")
    raise SystemExit(2)


# --- Command line ----------------------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--corpora", type=Path, metavar="DIR", help="folder with clones of the repositories")
    source.add_argument("--docs", type=Path, nargs="+", metavar="FILE", help="JSON lines with the texts instead")
    add = parser.add_argument
    add("--labels", type=Path, default=LABELS, metavar="FILE", help="the labels (default: those beside this script)")
    sets = ("first", "more", "all")
    add("--sites-of", choices=sets, default="all", help="documents of this set of labels only (default: %(default)s)")
    add("--by", choices=["label", *GROUPS], help="a row for each of these")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark."""
    args = _parser().parse_args(arguments)
    labelled = [one for one in read_labels(args.labels) if args.sites_of in ("all", one.group)]
    pages = from_records(args.docs, labelled) if args.docs else from_corpora(args.corpora, labelled)
    if not pages:
        _fail("no document to measure")
    rows = list(measure(pages, args.by))
    print(f"{len(pages)} of {len(labelled)} labelled documents\n")
    print(table(rows, args.by))
    return 0


if __name__ == "__main__":
    sys.exit(main())
