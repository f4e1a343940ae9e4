"""Fit phrases, votes and costs on lines that readers labelled and on whole pages with human gold.

    python tools/fit.py DATA --models build/models

`build/models` gets a model for each fold of sites, for `tools/judge.py`, and `all`, the one that ships.

DATA is a folder with

- `lines/docs.jsonl.gz` (records with id, site and text) and `lines/labels.jsonl.gz` (records with id, `labels`: line
  number to label, `parts`: line number to pairs of label and words); further folders of this kind are named by --lines;
- `pool/repeated.tsv`: lines that repeat over pages, with their labels (label, site, count, line);
- `train/pages.jsonl.gz` (records with id, url and gold) and `train/text/<scraper>.jsonl.gz` (records with id and text).

Everything is cross-fitted over folds of sites; no number is chosen on a site that it was fitted on.  Needs the extra
`fit`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from multiprocessing import Pool
from pathlib import Path
from random import Random
from urllib.parse import urlparse

import lightgbm
import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from align import label_lines
from cleanarticle.cleaner import Memory, evidence_of, read
from cleanarticle.decide.attached import footed, thread, threaded
from cleanarticle.decide.extent import COLUMNS, boundaries
from cleanarticle.decide.model import Costs, Model, parse_votes
from cleanarticle.decide.sequence import BOILERPLATE as BOILERPLATE_STATE
from cleanarticle.decide.sequence import sequence
from cleanarticle.decide.veto import veto
from cleanarticle.features.lexicon import KINDS, Lexicon, stem, tokens
from cleanarticle.features.paragraph import Facts, facts
from cleanarticle.features.surroundings import FEATURES, Table
from cleanarticle.labels import BOILERPLATE, FURNITURE
from cleanarticle.result import Match
from cleanarticle.rules.matching.match import builtin_matcher
from cleanarticle.rules.schema import DECISIVE
from cleanarticle.text.paragraphs import Block

Floats = npt.NDArray[np.float32]

SEED = 20
FOLDS = 5
PLACE = {kind: i for i, kind in enumerate(KINDS)}
GROUP = {kind: 0 if kind == "article" else 1 if kind in FURNITURE else 2 for kind in KINDS}
# A phrase counts where so many sites have it; fewer do where two of the labelled ones are among them.
SITES, FEW_SITES = 5, 3
# How much a line of the gold pages weighs beside a labelled one, when phrases and when votes are fitted: its label is
# what an annotator copied, and what kind of boilerplate it is has to be guessed.
PAGE_PHRASES, PAGE_VOTES = 0.1, 0.06
# A whole page as text is another kind of text than what labelled documents are, and weighs more.
WHOLE_VOTES = 0.5
REPEATED = 0.7
RIDGE, ROUNDS = 0.3, 60
# Weights below this are left out, and phrases whose weights are all below the second.
FAINT, TELLING = 0.08, 0.35
# Of the end of the article: votes; how much a word of the article weighs beside one of boilerplate; the most words that
# count; how much a labelled text weighs beside a page; the log-odds that are asked for.
FEWEST = 4
END_TREES, DEAR, MOST_WORDS, LABELLED, SURE = 150, 3.0, 600.0, 6.0, 1.0
TREES, FURNITURE_TREES, RATE, DEPTH, LEAVES, LEAST, RIDGE_VOTES = 180, 90, 0.12, 6, 32, 40, 5.0
# Longer pages are indexes and archives; beyond this many lines a page weighs no more.
LONGEST, FULL = 1500, 40
EXTRACTED = frozenset({"trafilatura", "trafilatura_body", "newspaper4k", "readability", "resiliparse"})
HEADER = "# Written by tools/fit.py; see cleanarticle/decide/model.py for how it is read.\n"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, what rules say of it, the blank lines above, and what it is; `other` is no article, None unknown."""

    text: str
    matches: tuple[Match, ...]
    gap: int
    label: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """One scraped text; `scraper` is `lines` where a reader labelled it, `gold` where it is the gold itself."""

    id: str
    scraper: str
    site: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """A text, and its gold or what a reader said of its lines."""

    id: str
    scraper: str
    site: str
    text: str
    gold: str
    labels: dict[str, str]
    parts: dict[str, list[list[str]]]


def rows(path: Path) -> Iterable[dict[str, str]]:
    """The records of a packed file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def site_of(url: str) -> str:
    """The site of an address: the last two parts of its host."""
    return ".".join(urlparse(url).netloc.split(".")[-2:])


def fold_of(site: str) -> int:
    """The fold of a site: the same in every run."""
    return zlib.crc32(site.encode()) % FOLDS


def _said(job: Job, number: int, line: str) -> str:
    """What a reader said of most of a line."""
    label = job.labels.get(str(number), "article")
    words = Counter({label: len(line.split())})
    for part, text in job.parts.get(str(number), []):
        words[part] += len(text.split())
        words[label] -= len(text.split())
    return words.most_common(1)[0][0]


def page_of(job: Job) -> Page:
    """The paragraphs of a text as the cleaner sees them, with their labels."""
    reading = read(job.text, builtin_matcher(), Memory(NOTHING))
    lines = [line.span.of(job.text) for line in reading.document.lines]
    known: list[str | None]
    if job.gold:
        known = [None if label is None else "article" if label else "other" for label in label_lines(lines, job.gold)]
    else:
        numbers = np.searchsorted(
            [i for i, char in enumerate(job.text) if char == "\n"], [line.offset for line in reading.document.lines]
        )
        known = [_said(job, int(number) + 1, line) for number, line in zip(numbers, lines, strict=True)]
        known = [None if label == "?" else "article" if label == "keep" else label for label in known]
    paragraphs: list[Paragraph] = []
    for block in reading.blocks:
        words: Counter[str | None] = Counter()
        for i in range(block.first, block.last + 1):
            words[known[i]] += len(lines[i].split()) + 1
        paragraphs.append(Paragraph(block.text, block.matches, block.gap, words.most_common(1)[0][0]))
    return Page(job.id, job.scraper, job.site, tuple(paragraphs))


def labelled(folder: Path, left_out: frozenset[str] = frozenset()) -> list[Job]:
    """The texts of a folder that a reader has labelled."""
    said = {record["id"]: record for record in rows(folder / "labels.jsonl.gz")}
    jobs = []
    for doc in rows(folder / "docs.jsonl.gz"):
        if doc["id"] in said and doc["site"] not in left_out:
            record = said[doc["id"]]
            labels, parts = record["labels"], record["parts"]
            jobs.append(Job(doc["id"], "lines", doc["site"], doc["text"], "", labels, parts))  # type: ignore[arg-type]
    return jobs


def golden(train: Path, left_out: frozenset[str] = frozenset()) -> list[Job]:
    """The gold pages as a part of the scrapers saw them, and their gold as a text with nothing to remove.

    Of a page every second text of an extractor is taken, and one whole page: more would only repeat it.
    """
    pages = {page["id"]: page for page in rows(train / "pages.jsonl.gz") if page["gold"].strip()}
    sites = {name: site_of(page["url"]) for name, page in pages.items()}
    jobs = [Job(k, "gold", sites[k], p["gold"], p["gold"], {}, {}) for k, p in pages.items() if _chance(k, "gold") < 40]
    files = sorted((train / "text").glob("*.jsonl.gz"))
    whole = [path.name for path in files if path.name.removesuffix(".jsonl.gz") not in EXTRACTED]
    for path in files:
        scraper = path.name.removesuffix(".jsonl.gz")
        for row in rows(path):
            name = row["id"]
            if name not in pages or not row["text"].strip():
                continue
            taken = (
                _chance(name, scraper) < 50
                if scraper in EXTRACTED
                else whole.index(path.name) == _chance(name, "whole") % len(whole)
            )
            if taken:
                jobs.append(Job(name, scraper, sites[name], row["text"], pages[name]["gold"], {}, {}))
    return [job for job in jobs if job.site not in left_out]


def _chance(*names: str) -> int:
    """A number below 100 that is the same in every run."""
    return zlib.crc32(" ".join(names).encode()) % 100


def load(jobs: Sequence[Job]) -> list[Page]:
    """The pages of *jobs*."""
    with Pool() as pool:
        pages = pool.map(page_of, jobs, chunksize=20)
    return _as_unseen([page for page in pages if 0 < len(page.paragraphs) < LONGEST])


def _as_unseen(pages: Sequence[Page]) -> list[Page]:
    """The pages without the matches of rules that match on no other site.

    Rules are written after what was read; on a site that nobody has read, those that fit one site only are silent.
    """
    sites: dict[str, set[str]] = defaultdict(set)
    for page in pages:
        for paragraph in page.paragraphs:
            for match in paragraph.matches:
                sites[match.rule].add(page.site)
    return [
        replace(
            page,
            paragraphs=tuple(
                replace(paragraph, matches=tuple(m for m in paragraph.matches if len(sites[m.rule]) > 1))
                for paragraph in page.paragraphs
            ),
        )
        for page in pages
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """A line that phrases are learned from: its site, its text, how often it is what, and its weight."""

    site: str
    text: str
    labels: Counter[str]
    weight: float


def repeated(path: Path, left_out: frozenset[str] = frozenset()) -> list[Line]:
    """The lines that repeat over pages."""
    lines = []
    for row in path.read_text(encoding="utf-8").splitlines()[1:]:
        label, site, _, text = row.split("\t")
        label = "article" if label == "keep" else label
        if label in PLACE and site not in left_out:
            lines.append(Line(site, text, Counter({label: 1}), REPEATED))
    return lines


def lines_of(pages: Sequence[Page]) -> list[Line]:
    """The different paragraphs of each site, the labelled ones first."""
    found: dict[tuple[bool, str, str], Counter[str]] = defaultdict(Counter)
    for page in pages:
        if page.scraper != "gold":
            for paragraph in page.paragraphs:
                if paragraph.label is not None:
                    found[page.scraper != "lines", page.site, paragraph.text][paragraph.label] += 1
    return [
        Line(site, text, labels, PAGE_PHRASES if whole else 1.0)
        for (whole, site, text), labels in sorted(found.items(), key=lambda item: item[0][0])
    ]


def phrases(text: str) -> tuple[list[str], int]:
    """The runs of one to three words of a text, beginnings of words, and how many words it has with its borders."""
    words = tokens(text)
    runs = words[1:-1]
    runs += [beginning for beginning in map(stem, words[1:-1]) if beginning]
    runs += [" ".join(words[i : i + 2]) for i in range(len(words) - 1)]
    runs += [" ".join(words[i : i + 3]) for i in range(len(words) - 2)]
    return runs, len(words)


@dataclass(frozen=True, slots=True)
class Bag:
    """Which phrases each line has, scaled as the cleaner scales them; what each line is; its weight and its fold."""

    names: list[str]
    counts: csr_matrix
    shares: Floats
    weights: Floats
    folds: npt.NDArray[np.int64]
    sure: npt.NDArray[np.bool_]


def bag_of(lines: Sequence[Line]) -> Bag:
    """The bag of *lines*; a line that is no article, and nobody knows what, has its share left open (nan)."""
    with Pool() as pool:
        runs = pool.map(phrases, [line.text for line in lines], chunksize=2000)
    sites: dict[str, set[str]] = defaultdict(set)
    read_by: dict[str, set[str]] = defaultdict(set)
    for line, (names, _) in zip(lines, runs, strict=True):
        for name in set(names):
            if len(sites[name]) < SITES:
                sites[name].add(line.site)
            if line.weight >= REPEATED and len(read_by[name]) < 2:
                read_by[name].add(line.site)
    kept = sorted(n for n, s in sites.items() if len(s) >= SITES or (len(s) >= FEW_SITES and len(read_by[n]) >= 2))
    place = {name: i for i, name in enumerate(kept)}
    indices, indptr, values = [], [0], []
    for names, size in runs:
        here = [place[name] for name in names if name in place]
        indices += here
        values += [1 / np.sqrt(size)] * len(here)
        indptr.append(len(indices))
    counts = csr_matrix(
        (np.array(values, dtype=np.float32), np.array(indices, dtype=np.int32), np.array(indptr)),
        shape=(len(lines), len(kept)),
    )
    counts.sum_duplicates()
    shares = np.zeros((len(lines), len(KINDS)), dtype=np.float32)
    for i, line in enumerate(lines):
        for label, n in line.labels.items():
            if label == "other":
                shares[i, 1:] = np.nan
            else:
                shares[i, PLACE[label]] += n / line.labels.total()
    length = np.array([len(line.text.split()) for line in lines])
    weights = np.array([line.weight for line in lines]) * np.minimum(3, 1 + np.log1p(length) / 3)
    folds = np.array([fold_of(line.site) for line in lines])
    sure = np.array([line.weight >= REPEATED for line in lines])
    return Bag(kept, counts, shares, weights.astype(np.float32), folds, sure)


def _regression(counts: csr_matrix, shares: Floats, weights: Floats) -> Floats:
    """Multinomial ridge regression; the last row is where the sums start."""
    across = counts.T.tocsr()
    size = counts.shape[1]

    def loss(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        beta = flat.reshape(size + 1, -1).astype(np.float32)
        z = counts @ beta[:-1] + beta[-1]
        top = z.max(axis=1, keepdims=True)
        odds = np.exp(z - top)
        total = odds.sum(axis=1, keepdims=True)
        value = float((weights * ((np.log(total) + top)[:, 0] - (shares * z).sum(axis=1))).sum())
        value += RIDGE * float((beta[:-1].astype(np.float64) ** 2).sum()) / 2
        slope = (odds / total - shares) * weights[:, None]
        steps = np.concatenate([across @ slope + RIDGE * beta[:-1], slope.sum(axis=0, keepdims=True)])
        return value, steps.astype(np.float64).ravel()

    start = np.zeros((size + 1) * shares.shape[1])
    options = {"maxiter": ROUNDS, "maxcor": 6}
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x, dtype=np.float32).reshape(
        size + 1, -1
    )


def _scores(counts: csr_matrix, beta: Floats) -> Floats:
    z = counts @ beta[:-1] + beta[-1]
    odds = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True), dtype=np.float32)


def settle(bag: Bag) -> Bag:
    """*bag* with the open shares settled by what the labelled lines of all sites say."""
    beta = _regression(bag.counts[bag.sure], bag.shares[bag.sure], bag.weights[bag.sure])
    guess = _scores(bag.counts, beta)
    guess[:, 0] = 0
    guess /= guess.sum(axis=1, keepdims=True)
    shares = bag.shares.copy()
    unsure = np.isnan(shares[:, 1])
    shares[unsure, 1:] = guess[unsure, 1:] * (1 - shares[unsure, :1])
    return Bag(bag.names, bag.counts, shares, bag.weights, bag.folds, bag.sure)


def fit_phrases(bag: Bag, rows: npt.NDArray[np.bool_]) -> dict[str, tuple[float, ...]]:
    """The weights of the phrases by some rows of the bag, less what says little."""
    return pruned(bag.names, _regression(bag.counts[rows], bag.shares[rows], bag.weights[rows]))


def pruned(names: Sequence[str], beta: Floats) -> dict[str, tuple[float, ...]]:
    """Weights by phrase; what says little is left out."""
    found = {"": tuple(round(float(w), 2) for w in beta[-1])}
    for name, weights in zip(names, beta, strict=False):
        # Only differences between labels count.
        centred = weights - weights.mean()
        if np.abs(centred).max() >= TELLING:
            found[name] = tuple(round(float(w), 2) if abs(w) >= FAINT else 0.0 for w in centred)
    return found


def _table(job: tuple[Page, Lexicon]) -> tuple[Floats, list[tuple[float, float]]]:
    page, lexicon = job
    known: list[Facts] = [facts(p.text, evidence_of(p.matches), lexicon) for p in page.paragraphs]
    table = np.array(Table(known, [p.gap for p in page.paragraphs]).rows(), dtype=np.float32)
    return table, [(f.trim, f.boiler) for f in known]


@dataclass(frozen=True, slots=True)
class Rows:
    """The paragraphs of all pages: features, whether boilerplate, whether furniture, weights, words, page, fold."""

    features: Floats
    boilerplate: npt.NDArray[np.bool_]
    furniture: npt.NDArray[np.bool_]
    weights: Floats
    page: npt.NDArray[np.int64]
    fold: npt.NDArray[np.int64]


def rows_of(pages: Sequence[Page], lexicons: Sequence[Lexicon]) -> Rows:
    """The features of every paragraph, its phrases weighed by the lexicon of the other sites."""
    with Pool() as pool:
        tables = pool.map(_table, [(page, lexicons[fold_of(page.site)]) for page in pages], chunksize=40)
    boiler, trim, weights, number = [], [], [], []
    for i, (page, (_, said)) in enumerate(zip(pages, tables, strict=True)):
        share = PAGE_VOTES if page.scraper in EXTRACTED or page.scraper == "gold" else WHOLE_VOTES
        full = min(1.0, FULL / len(page.paragraphs)) * share
        for paragraph, (trim_odds, boiler_odds) in zip(page.paragraphs, said, strict=True):
            label = paragraph.label
            if label == "other":
                label = _guessed(paragraph, trim_odds, boiler_odds)
            boiler.append(label in BOILERPLATE)
            trim.append(label in FURNITURE)
            size = np.sqrt(len(tokens(paragraph.text)))
            weights.append(0.0 if label is None else size if page.scraper == "lines" else size * full)
            number.append(i)
    page_number = np.array(number)
    return Rows(
        np.concatenate([table for table, _ in tables]),
        np.array(boiler),
        np.array(trim),
        np.array(weights, dtype=np.float32),
        page_number,
        np.array([fold_of(page.site) for page in pages])[page_number],
    )


def _guessed(paragraph: Paragraph, trim: float, boiler: float) -> str:
    """Whether what the gold of a page has not is furniture or boilerplate: by its rules, or else by its phrases."""
    for_boiler, for_trim, _, _ = evidence_of(paragraph.matches)
    if for_boiler or for_trim:
        return "title" if for_trim > for_boiler else "navigation"
    return "title" if trim > boiler else "navigation"


def fit_votes(table: Rows, rows: npt.NDArray[np.bool_], target: npt.NDArray[np.bool_], trees: int) -> str:
    """The votes for *target*, boosted one after the other (gradient boosting), in the form that `parse_votes` reads."""
    data = lightgbm.Dataset(
        table.features[rows],
        target[rows].astype(np.float32),
        weight=table.weights[rows] / table.weights[rows].mean(),
        params={"max_bin": 127, "verbose": -1},
    )
    options = {
        "objective": "binary",
        "learning_rate": RATE,
        "num_leaves": LEAVES,
        "max_depth": DEPTH,
        "min_data_in_leaf": LEAST,
        "lambda_l2": RIDGE_VOTES,
        "feature_fraction": 0.4,
        "bagging_fraction": 0.7,
        "bagging_freq": 1,
        "seed": SEED,
        "deterministic": True,
        "num_threads": 1,
        "verbose": -1,
    }
    booster = lightgbm.train(options, data, trees)
    names = list(FEATURES)
    lines = [_vote(tree["tree_structure"], names) for tree in booster.dump_model()["tree_info"]]
    return "0\n" + "\n".join(lines) + "\n"


def _vote(node: dict[str, object], names: Sequence[str]) -> str:
    if "leaf_value" in node:
        return f"{node['leaf_value']:.4f}"
    below, above = _vote(node["left_child"], names), _vote(node["right_child"], names)  # type: ignore[arg-type]
    return f"{names[int(str(node['split_feature']))]} {node['threshold']:.6g} {below} {above}"


def write_phrases(found: dict[str, tuple[float, ...]]) -> str:
    """The phrases as `parse_phrases` reads them: those of a label together, the strongest first."""

    def told(weights: tuple[float, ...]) -> str:
        order = sorted(range(len(KINDS)), key=lambda k: (-abs(weights[k]), k))
        return " ".join(f"{KINDS[k]} {weights[k]:g}" for k in order if weights[k])

    def rank(item: tuple[str, tuple[float, ...]]) -> tuple[bool, int, float, str]:
        name, weights = item
        top = max(range(len(KINDS)), key=lambda k: weights[k])
        return bool(name), top, -weights[top], name

    return "".join(f"{name}\t{told(weights)}\n" for name, weights in sorted(found.items(), key=rank))


def write_costs(costs: Costs) -> str:
    """Costs as `parse_costs` reads them."""
    return "".join(f"{name} {getattr(costs, name):g}\n" for name in Costs.__slots__)


@dataclass(frozen=True, slots=True)
class Ends:
    """What may be the end of an article: features, whether it is, weights, fold."""

    features: Floats
    right: npt.NDArray[np.bool_]
    weights: Floats
    fold: npt.NDArray[np.int64]


def _ends(job: tuple[Page, Model]) -> list[tuple[list[float], float, float]]:
    """The boundaries of a page: features, words of boilerplate and words of the article that would go besides."""
    page, model = job
    known: list[Facts] = [facts(p.text, evidence_of(p.matches), model.lexicon) for p in page.paragraphs]
    blocks = [Block(i, i, p.text, p.gap, p.matches) for i, p in enumerate(page.paragraphs)]
    table = Table(known, [p.gap for p in page.paragraphs])
    boilerplate, furniture = model.boilerplate.evidence(table), model.furniture.evidence(table)
    states = veto(blocks, known, boilerplate, sequence(known, boilerplate, furniture, model.costs))
    states = threaded(known, footed(known, boilerplate, states), thread(blocks, boilerplate))
    gain, loss = [0.0], [0.0]
    for f, state, paragraph in reversed(list(zip(known, states, page.paragraphs, strict=True))):
        kept = state != BOILERPLATE_STATE and paragraph.label is not None
        article = paragraph.label == "article" or paragraph.label in FURNITURE
        gain.append(gain[-1] + f.words * (kept and not article))
        loss.append(loss[-1] + f.words * (kept and article))
    return [
        (values, gain[len(known) - k], loss[len(known) - k])
        for k, values in boundaries(known, boilerplate, states, table)
    ]


def with_inserts(page: Page) -> Page:
    """*page* with a part of its article, and with some of its boilerplate between paragraphs of the article.

    The article of a training page is long, and little stands in it.  On other sites it is short, with a call or two
    amid it.
    """
    chance = Random(f"{page.id} {page.scraper}")  # noqa: S311 -- the same in every run
    article = [i for i, p in enumerate(page.paragraphs) if p.label == "article"]
    strong = [p for p in page.paragraphs if p.label not in ("article", None) and evidence_of(p.matches)[0] >= DECISIVE]
    if len(article) < FEWEST or not strong:
        return page
    kept = set(article[: max(FEWEST, round(len(article) * chance.uniform(0.2, 1.0)))])
    places = set(chance.sample(article[1:], min(len(article) - 1, chance.randint(1, 4))))
    paragraphs: list[Paragraph] = []
    for i, paragraph in enumerate(page.paragraphs):
        if i in places and i in kept:
            paragraphs += chance.choices(strong, k=chance.randint(1, 4))
        if paragraph.label != "article" or i in kept:
            paragraphs.append(paragraph)
    return replace(page, paragraphs=tuple(paragraphs))


def ends_of(pages: Sequence[Page], models: Sequence[Model]) -> Ends:
    """The boundaries of all pages, by the models of the other sites."""
    pages = [page for page in pages if page.scraper != "gold"]
    pages += [with_inserts(page) for page in pages]
    with Pool() as pool:
        found = pool.map(_ends, [(page, models[fold_of(page.site)]) for page in pages], chunksize=40)
    features, gains, weights, folds = [], [], [], []
    for page, boundaries_of_page in zip(pages, found, strict=True):
        for values, gain, loss in boundaries_of_page:
            features.append(values)
            gains.append(gain - DEAR * loss)
            weights.append(
                min(abs(gains[-1]), MOST_WORDS) / len(boundaries_of_page) * (LABELLED if page.scraper == "lines" else 1)
            )
            folds.append(fold_of(page.site))
    return Ends(
        np.array(features, dtype=np.float32),
        np.array(gains) > 0,
        np.array(weights, dtype=np.float32),
        np.array(folds),
    )


def fit_end(ends: Ends, rows: npt.NDArray[np.bool_]) -> str:
    """The votes for the end of the article."""
    data = lightgbm.Dataset(
        ends.features[rows], ends.right[rows].astype(np.float32), weight=ends.weights[rows] / ends.weights[rows].mean()
    )
    options = {
        "objective": "binary",
        "learning_rate": 0.05,
        "num_leaves": 12,
        "max_depth": DEPTH,
        "min_data_in_leaf": 60,
        "lambda_l2": RIDGE_VOTES,
        "feature_fraction": 0.6,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "max_bin": 127,
        "seed": SEED,
        "deterministic": True,
        "num_threads": 1,
        "verbose": -1,
    }
    booster = lightgbm.train(options, data, END_TREES)
    lines = [_vote(tree["tree_structure"], COLUMNS) for tree in booster.dump_model()["tree_info"]]
    return f"{-SURE}\n" + "\n".join(lines) + "\n"


def write(folder: Path, found: dict[str, tuple[float, ...]], votes: dict[str, str], costs: Costs) -> None:
    """The files of a model; *votes* by name."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "phrases.txt").write_text(HEADER + write_phrases(found), encoding="utf-8")
    for name, lines in votes.items():
        (folder / f"{name}.txt").write_text(HEADER + lines, encoding="utf-8")
    (folder / "costs.txt").write_text(HEADER + write_costs(costs), encoding="utf-8")


NOTHING = Model(Lexicon({}), parse_votes("0"), parse_votes("0"), parse_votes("0", COLUMNS), Costs())

# Chosen on the labelled documents with the models of the other folds: the dearest of a grid below which the words of
# the article that go stop getting fewer.
COSTS = Costs(
    boilerplate=0.0, furniture=1.2, prose=8.0, change=0.8, abroad=4.0, place=3.2, words=0.2, lists=18.0, end=2.6
)


def _fit(pages: Sequence[Page], lexicons: Sequence[dict[str, tuple[float, ...]]], folder: Path) -> None:
    """Fit the votes for every fold and for all, and write the models."""
    table = rows_of(pages, [Lexicon(found) for found in lexicons[:FOLDS]])
    parts: dict[int, tuple[str, str]] = {}
    for fold in range(FOLDS + 1):
        rows = (table.fold != fold) & (table.weights > 0)
        boilerplate = fit_votes(table, rows, table.boilerplate, TREES)
        furniture = fit_votes(table, rows & ~table.boilerplate, table.furniture, FURNITURE_TREES)
        parts[fold] = boilerplate, furniture
        print(f"votes {fold}", flush=True)
    models = [
        Model(Lexicon(lexicons[fold]), parse_votes(votes), parse_votes(others), NOTHING.end, COSTS)
        for fold, (votes, others) in parts.items()
        if fold < FOLDS
    ]
    ends = ends_of(pages, models)
    for fold, (boilerplate, furniture) in parts.items():
        votes = {"boilerplate": boilerplate, "furniture": furniture, "end": fit_end(ends, ends.fold != fold)}
        write(folder / ("all" if fold == FOLDS else str(fold)), lexicons[fold], votes, COSTS)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--lines", type=Path, nargs="*", default=[], help="further folders with docs and labels")
    parser.add_argument("--without", type=Path, help="a file with the ids of documents whose sites are left out")
    parser.add_argument("--models", type=Path, required=True, help="keep each fold's model, and that of all, here")
    args = parser.parse_args()
    ids = frozenset(args.without.read_text(encoding="utf-8").split()) if args.without else frozenset()
    left_out = frozenset(doc["site"] for doc in rows(args.data / "lines" / "docs.jsonl.gz") if doc["id"] in ids)
    jobs = [job for folder in (args.data / "lines", *args.lines) for job in labelled(folder, left_out)]
    pages = load(jobs + golden(args.data / "train", left_out))
    print(f"{len(pages)} texts, {sum(len(page.paragraphs) for page in pages)} paragraphs", flush=True)
    bag = settle(bag_of(lines_of(pages) + repeated(args.data / "pool" / "repeated.tsv", left_out)))
    lexicons = [fit_phrases(bag, bag.folds != fold) for fold in range(FOLDS + 1)]
    print(f"{len(lexicons[-1])} phrases", flush=True)
    _fit(pages, lexicons, args.models)


if __name__ == "__main__":
    main()
