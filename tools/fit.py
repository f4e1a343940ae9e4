"""Fit the lexicon and the votes on scraped pages with human gold, and say how well they do on sites unseen.

    python tools/fit.py DATA --out src/cleanarticle/model
    python tools/fit.py DATA --folds 3 --judge  # cross-validation, folds by site, with the whole cleaner

DATA is a folder with `pages.jsonl.gz` (records with id, url and gold), `text/<scraper>.jsonl.gz` (records with id and
text), and perhaps `snippets.jsonl.gz` (records with id, url, and the strings that must stay, `with`, and go,
`without`): on these pages the labels are what the extractors agree on; see `consensus.py`.  Needs the `fit` extra.
"""

from __future__ import annotations

import argparse
import gzip
import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlparse

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.ensemble import HistGradientBoostingClassifier

from align import label_lines
from cleanarticle.cleaner import Memory, evidence_of, read
from cleanarticle.coefficients import Model, load_model
from cleanarticle.facts import Facts, Words, facts, signs, tokens
from cleanarticle.features import FEATURES
from cleanarticle.features import Table as Features
from cleanarticle.match import builtin_matcher
from cleanarticle.score import Votes
from consensus import EXTRACTORS as VOTERS
from consensus import consensus
from judge import judge

Floats = npt.NDArray[np.float32]

SEED = 20
# A word speaks only where this many sites have it.
SITES = 15
# A weight below this is left out of the lexicon.
FAINT = 0.05
# Longer paragraphs are judged by their shape; as in `facts`.
LEXICAL = 40
# Pages longer than this are indexes and archives.
LONGEST = 1500
TREES, RATE, DEPTH, LEAF = 240, 0.12, 4, 250
RIDGE_WORDS, RIDGE_TREES = 8.0, 5.0
# Scrapers that leave few lines; their pages count double, since there are fewer lines to learn from.
EXTRACTORS = frozenset({"trafilatura", "trafilatura_body", "newspaper4k", "readability", "resiliparse", "gold"})
NOTHING = Model(Words({}), Votes(0.0, []))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What the facts of a paragraph are made of, the blank lines above it, and whether it is article; None: unknown."""

    text: str
    evidence: float
    name: str
    against: float
    gap: int
    label: bool | None

    def facts(self, words: Words) -> Facts:
        """Its facts."""
        return facts(self.text, self.evidence, self.name, self.against, words)


@dataclass(frozen=True, slots=True)
class Page:
    """One scraped page."""

    id: str
    scraper: str
    site: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """A scraped text and what tells which of its lines are the article: the gold, or the extractors' texts."""

    id: str
    scraper: str
    site: str
    text: str
    gold: str
    extracts: dict[str, str]
    stay: tuple[str, ...] = ()
    go: tuple[str, ...] = ()


def _read(path: Path) -> Iterable[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def site_of(url: str) -> str:
    """The site of an address: the last two parts of its host."""
    return ".".join(urlparse(url).netloc.split(".")[-2:])


def _page(job: Job) -> Page:
    reading = read(job.text, builtin_matcher(), Memory(NOTHING))
    lines = [line.span.of(job.text) for line in reading.document.lines]
    known = label_lines(lines, job.gold) if job.gold else consensus(lines, job.extracts, job.stay, job.go)
    paragraphs: list[Paragraph] = []
    for block in reading.blocks:
        words: dict[bool | None, float] = defaultdict(float)
        for i in range(block.first, block.last + 1):
            words[known[i]] += len(lines[i].split()) + 0.1
        if job.gold and len(words) > 1:
            words.pop(None, None)
        label = max(words, key=lambda value: words[value])
        if job.gold and label is None:
            label = bool(paragraphs and paragraphs[-1].label)
        paragraphs.append(Paragraph(block.text, *evidence_of(block), block.gap, label))
    return Page(job.id, job.scraper, job.site, tuple(paragraphs))


def load(data: Path, scrapers: Sequence[str] | None = None) -> list[Page]:
    """Every page of *data* as each scraper saw it, and its gold as a scrape with nothing to remove."""
    gold = {p["id"]: p for p in _read(data / "pages.jsonl.gz") if p["gold"].strip()}
    spots = {p["id"]: p for p in _read(data / "snippets.jsonl.gz")} if (data / "snippets.jsonl.gz").exists() else {}
    jobs = [Job(k, "gold", site_of(p["url"]), p["gold"], p["gold"], {}) for k, p in gold.items()]
    seen: dict[str, dict[str, str]] = defaultdict(dict)
    for path in sorted((data / "text").glob("*.jsonl.gz")):
        scraper = path.name.removesuffix(".jsonl.gz")
        for row in _read(path):
            page = gold.get(row["id"])
            if row["id"] in spots:
                seen[row["id"]][scraper] = row["text"]
            elif page is not None and row["text"].strip() and (scrapers is None or scraper in scrapers):
                jobs.append(Job(row["id"], scraper, site_of(page["url"]), row["text"], page["gold"], {}))
    for name, texts in seen.items():
        extracts = {k: v for k, v in texts.items() if k in VOTERS}
        spot = spots[name]
        for scraper in sorted(set(texts) - EXTRACTORS | {"resiliparse"}):
            text = texts.get(scraper, "")
            if text.strip() and (scrapers is None or scraper in scrapers):
                site = site_of(spot["url"])
                jobs.append(Job(name, scraper, site, text, "", extracts, tuple(spot["with"]), tuple(spot["without"])))
    with Pool() as pool:
        pages = pool.map(_page, jobs, chunksize=20)
    return [p for p in pages if any(x.label for x in p.paragraphs) and len(p.paragraphs) < LONGEST]


@dataclass(frozen=True, slots=True)
class Table:
    """All paragraphs of all pages in one table."""

    label: Floats
    weight: Floats
    words: Floats
    page: npt.NDArray[np.int64]


def table_of(pages: Sequence[Page]) -> Table:
    """Every page weighs the same whatever its length; inside it a paragraph weighs its words, or nothing if unknown."""
    label, weight, words, number = [], [], [], []
    for i, page in enumerate(pages):
        sizes = [_size(p) for p in page.paragraphs]
        share = (2.0 if page.scraper in EXTRACTORS else 1.0) / (sum(sizes) + 1)
        for paragraph, size in zip(page.paragraphs, sizes, strict=True):
            label.append(paragraph.label is True)
            weight.append(0.0 if paragraph.label is None else share * (size + 1))
            words.append(size)
            number.append(i)
    weights = np.array(weight, dtype=np.float32)
    return Table(
        np.array(label, dtype=np.float32),
        weights / weights.mean(),
        np.array(words, dtype=np.float32),
        np.array(number),
    )


def _size(paragraph: Paragraph) -> int:
    return paragraph.facts(NOTHING.words).words


def _part(table: Table, rows: npt.NDArray[np.bool_]) -> Table:
    return Table(table.label[rows], table.weight[rows], table.words[rows], table.page[rows])


def _names(page: Page) -> list[set[str]]:
    """The names under which the lexicon knows each paragraph; single words only in short ones."""
    names = []
    for paragraph in page.paragraphs:
        f = paragraph.facts(NOTHING.words)
        names.append({*signs(f), *(tokens(paragraph.text) if f.words <= LEXICAL else ())})
    return names


def _bag(pages: Sequence[Page]) -> tuple[csr_matrix, list[str]]:
    """Which names each paragraph has, and the names that enough sites have."""
    with Pool() as pool:
        all_names = pool.map(_names, pages, chunksize=50)
    sites: dict[str, set[str]] = defaultdict(set)
    for page, paragraphs in zip(pages, all_names, strict=True):
        for name in set().union(*paragraphs):
            sites[name].add(page.site)
    vocabulary = sorted(name for name, found in sites.items() if len(found) >= SITES or name[0] == "<")
    number = {name: i for i, name in enumerate(vocabulary)}
    rows, cols, row = [], [], 0
    for paragraphs in all_names:
        for names in paragraphs:
            here = sorted(number[name] for name in names if name in number)
            rows.extend([row] * len(here))
            cols.extend(here)
            row += 1
    return csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, cols)), shape=(row, len(number))), vocabulary


def fit_lexicon(bag: csr_matrix, table: Table) -> Floats:
    """Ridge logistic regression; the last number is the base."""
    pages = np.bincount(table.page)
    weight = np.sqrt((table.words + 1) / np.maximum(1, pages)[table.page])
    weight = (weight / weight.mean()).astype(np.float32)
    transposed = bag.T.tocsr()

    def loss(beta: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        z = bag @ beta[:-1].astype(np.float32) + np.float32(beta[-1])
        slope = (1 / (1 + np.exp(-z)) - table.label) * weight
        value = float((weight * (np.logaddexp(0, z) - table.label * z)).sum()) + RIDGE_WORDS * beta[:-1] @ beta[:-1] / 2
        return value, np.concatenate([transposed @ slope + RIDGE_WORDS * beta[:-1], [slope.sum()]])

    start = np.zeros(bag.shape[1] + 1)
    fitted = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 60})
    return np.asarray(fitted.x, dtype=np.float32)


def fold_of(site: str, folds: int) -> int:
    """The fold of a site: the same in every run."""
    return zlib.crc32(site.encode()) % folds


def own_scores(pages: Sequence[Page], table: Table, folds: int = 5) -> tuple[Floats, dict[str, float]]:
    """Own log-odds of every paragraph from a lexicon of other sites, and the lexicon of all."""
    bag, vocabulary = _bag(pages)
    known = table.weight > 0
    fold_number = np.array([fold_of(p.site, folds) for p in pages])[table.page]
    own = np.zeros(len(table.label), dtype=np.float32)
    for k in range(folds):
        train = (fold_number != k) & known
        beta = fit_lexicon(bag[train], _part(table, train))
        own[fold_number == k] = bag[fold_number == k] @ beta[:-1] + beta[-1]
    beta = fit_lexicon(bag[known], _part(table, known))
    weights = {name: round(float(beta[i]), 2) for i, name in enumerate(vocabulary) if abs(beta[i]) >= FAINT}
    return np.clip(own, -5, 5), {**weights, "<base>": round(float(beta[-1]), 2)}


def _rows(job: tuple[Page, Sequence[float], Words]) -> Floats:
    page, own, words = job
    known = [paragraph.facts(words) for paragraph in page.paragraphs]
    for f, value in zip(known, own, strict=True):
        f.own = value
    return np.array(Features(known, [p.gap for p in page.paragraphs]).rows(), dtype=np.float32)


def feature_table(pages: Sequence[Page], own: Floats, words: Words) -> Floats:
    """The features of every paragraph."""
    starts = np.cumsum([0, *(len(p.paragraphs) for p in pages)])
    jobs = ((p, own[a:b].tolist(), words) for p, a, b in zip(pages, starts[:-1], starts[1:], strict=True))
    with Pool() as pool:
        return np.concatenate(list(pool.imap(_rows, jobs, chunksize=50)))


def fit_model(features: Floats, table: Table) -> HistGradientBoostingClassifier:
    """The votes, boosted one after the other."""
    model = HistGradientBoostingClassifier(
        max_iter=TREES,
        learning_rate=RATE,
        max_depth=DEPTH,
        l2_regularization=RIDGE_TREES,
        min_samples_leaf=LEAF,
        early_stopping=False,
        random_state=SEED,
    )
    known = table.weight > 0
    return model.fit(features[known], table.label[known], sample_weight=table.weight[known])


def write_votes(model: HistGradientBoostingClassifier) -> str:
    """The votes as text, in the form that `cleanarticle.score.parse_votes` reads."""
    names = list(FEATURES)
    lines = [f"{float(np.ravel(model._baseline_prediction)[0]):.4f}"]
    lines.extend(_write(tree.nodes, 0, names) for (tree,) in model._predictors)
    return "\n".join(lines) + "\n"


def _write(nodes: npt.NDArray[np.void], at: int, names: Sequence[str]) -> str:
    node = nodes[at]
    if node["is_leaf"]:
        return f"{node['value']:.4f}"
    below, above = _write(nodes, node["left"], names), _write(nodes, node["right"], names)
    return f"{names[node['feature_idx']]} {node['num_threshold']:.5g} {below} {above}"


def fit(pages: Sequence[Page], out: Path) -> Model:
    """Fit lexicon and votes, write both files, read them back."""
    table = table_of(pages)
    own, lexicon = own_scores(pages, table)
    model = fit_model(feature_table(pages, own, Words(lexicon)), table)
    words = sorted(lexicon.items(), key=lambda item: (item[1], item[0]))
    out.mkdir(parents=True, exist_ok=True)
    text = "".join(f"{weight:.2f} {word}\n" for word, weight in words)
    (out / "lexicon.txt").write_text(HEADER + text, encoding="utf-8")
    (out / "votes.txt").write_text(HEADER + write_votes(model), encoding="utf-8")
    print(f"{len(table.label)} paragraphs, {len(lexicon)} words and signs, {TREES} votes -> {out}", flush=True)
    return load_model(out)


HEADER = "# Written by tools/fit.py; see cleanarticle/coefficients.py for how it is read.\n"


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--scrapers", nargs="*", help="only these")
    parser.add_argument("--folds", type=int, default=0, help="fit on all sites but one fold, judge on that, for each")
    parser.add_argument("--models", type=Path, help="with --folds: keep each fold's model in this folder")
    parser.add_argument("--out", type=Path, help="fit on all, write the model here")
    args = parser.parse_args()
    pages = load(args.data, args.scrapers)
    print(f"{len(pages)} scraped pages, seed {SEED}", flush=True)
    with TemporaryDirectory() as scratch:
        folder = args.models or Path(scratch)
        for k in range(args.folds):
            fit([p for p in pages if fold_of(p.site, args.folds) != k], folder / f"fold{k}")
        if args.folds:
            models = [folder / f"fold{k}" for k in range(args.folds)]
            judge(args.data, models, lambda url: fold_of(site_of(url), args.folds))
    if args.out:
        fit(pages, args.out)


if __name__ == "__main__":
    main()
