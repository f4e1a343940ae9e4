"""Fit the lexicon and the votes on scraped pages with human gold, and say how well they do on sites unseen.

    python tools/fit.py DATA --out src/cleanarticle/model
    python tools/fit.py DATA --folds 5          # cross-validation only, folds by site

DATA is a folder with `pages.jsonl.gz` (records with id, url and gold) and `text/<scraper>.jsonl.gz` (records with id
and text).  Needs the `fit` extra.
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
from urllib.parse import urlparse

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.ensemble import HistGradientBoostingClassifier

from align import label_lines
from cleanarticle.blocks import Block
from cleanarticle.cleaner import read
from cleanarticle.facts import Facts
from cleanarticle.features import FEATURES, View, columns
from cleanarticle.lexicon import signs
from cleanarticle.match import builtin_matcher

Floats = npt.NDArray[np.float32]

SEED = 20
# A word speaks only where this many sites have it.
SITES = 15
# Pages longer than this are indexes and archives.
LONGEST = 1500
TREES, RATE, DEPTH, LEAF = 400, 0.1, 4, 100
RIDGE_WORDS, RIDGE_TREES = 8.0, 5.0
# Scrapers that leave few lines; their pages count double, since there are fewer lines to learn from.
EXTRACTORS = frozenset({"trafilatura", "trafilatura_body", "newspaper4k", "readability", "resiliparse", "gold"})


@dataclass(frozen=True, slots=True)
class Page:
    """One scraped page: its paragraphs, their facts, and whether the gold has them."""

    id: str
    scraper: str
    site: str
    blocks: tuple[Block, ...]
    facts: tuple[Facts, ...]
    labels: tuple[bool, ...]


def _read(path: Path) -> Iterable[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _site(url: str) -> str:
    return ".".join(urlparse(url).netloc.split(".")[-2:])


def _page(job: tuple[str, str, str, str, str]) -> Page:
    """A page from its id, scraper, site, text and gold."""
    name, scraper, site, text, gold = job
    reading = read(text, builtin_matcher())
    lines = reading.document.lines
    known = label_lines([line.span.of(text) for line in lines], gold)
    labels = []
    for block in reading.blocks:
        votes: dict[bool, int] = defaultdict(int)
        for i in range(block.first, block.last + 1):
            label = known[i]
            if label is not None:
                votes[label] += len(lines[i].text.split())
        labels.append(votes[True] >= votes[False] if votes else bool(labels and labels[-1]))
    return Page(name, scraper, site, reading.blocks, reading.facts, tuple(labels))


def load(data: Path, scrapers: Sequence[str] | None = None) -> list[Page]:
    """Every page of *data* as each scraper saw it, and its gold as a scrape with nothing to remove."""
    gold = {p["id"]: p for p in _read(data / "pages.jsonl.gz") if p["gold"].strip()}
    jobs = [(k, "gold", _site(p["url"]), p["gold"], p["gold"]) for k, p in gold.items()]
    for path in sorted((data / "text").glob("*.jsonl.gz")):
        scraper = path.name.removesuffix(".jsonl.gz")
        for row in _read(path) if scrapers is None or scraper in scrapers else ():
            page = gold.get(row["id"])
            if page is not None and row["text"].strip():
                jobs.append((row["id"], scraper, _site(page["url"]), row["text"], page["gold"]))
    with Pool() as pool:
        pages = pool.map(_page, jobs, chunksize=20)
    return [p for p in pages if any(p.labels) and len(p.blocks) < LONGEST]


@dataclass(frozen=True, slots=True)
class Table:
    """All paragraphs of all pages in one table."""

    label: Floats
    weight: Floats
    words: Floats
    page: npt.NDArray[np.int64]


def _table(pages: Sequence[Page]) -> Table:
    """Every page weighs the same whatever its length, and inside it a paragraph weighs its words."""
    label, weight, words, number = [], [], [], []
    for i, page in enumerate(pages):
        total = sum(f.words for f in page.facts) + 1
        share = 2.0 if page.scraper in EXTRACTORS else 1.0
        for f, known in zip(page.facts, page.labels, strict=True):
            label.append(known)
            weight.append(share * (f.words + 1) / total)
            words.append(f.words)
            number.append(i)
    weights = np.array(weight, dtype=np.float32)
    return Table(
        np.array(label, dtype=np.float32),
        weights / weights.mean(),
        np.array(words, dtype=np.float32),
        np.array(number),
    )


def _names(f: Facts) -> set[str]:
    return {*f.tokens, *signs(f)}


def _vocabulary(pages: Sequence[Page]) -> dict[str, int]:
    sites: dict[str, set[str]] = defaultdict(set)
    for page in pages:
        for f in page.facts:
            for name in _names(f):
                sites[name].add(page.site)
    return {name: i for i, name in enumerate(sorted(n for n, s in sites.items() if len(s) >= SITES or n[0] == "<"))}


def _bag(pages: Sequence[Page], vocabulary: dict[str, int]) -> csr_matrix:
    rows, cols = [], []
    row = 0
    for page in pages:
        for f in page.facts:
            for name in _names(f):
                if name in vocabulary:
                    rows.append(row)
                    cols.append(vocabulary[name])
            row += 1
    return csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, cols)), shape=(row, len(vocabulary)))


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
    vocabulary = _vocabulary(pages)
    bag = _bag(pages, vocabulary)
    fold_number = np.array([fold_of(p.site, folds) for p in pages])[table.page]
    own = np.zeros(len(table.label), dtype=np.float32)
    for k in range(folds):
        train = fold_number != k
        part = Table(table.label[train], table.weight[train], table.words[train], table.page[train])
        beta = fit_lexicon(bag[train], part)
        own[~train] = bag[~train] @ beta[:-1] + beta[-1]
    beta = fit_lexicon(bag, table)
    weights = {name: float(beta[i]) for name, i in vocabulary.items()}
    return np.clip(own, -5, 5), {**weights, "<base>": float(beta[-1])}


def _columns(job: tuple[Page, Sequence[float]]) -> Floats:
    page, own = job
    values = columns(View(page.blocks, page.facts, own))
    return np.array([values[name] for name in FEATURES], dtype=np.float32).T


def feature_table(pages: Sequence[Page], own: Floats) -> Floats:
    """The features of every paragraph."""
    starts = np.cumsum([0, *(len(p.blocks) for p in pages)])
    jobs = [(p, own[a:b].tolist()) for p, a, b in zip(pages, starts[:-1], starts[1:], strict=True)]
    with Pool() as pool:
        return np.concatenate(pool.map(_columns, jobs, chunksize=50))


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
    return model.fit(features, table.label, sample_weight=table.weight)


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


def report(pages: Sequence[Page], table: Table, votes: Floats) -> None:
    """Word-weighted precision and recall of the article, per scraper."""
    for scraper in sorted({p.scraper for p in pages}):
        mine = np.array([p.scraper == scraper for p in pages])[table.page]
        keep, gold = votes[mine] > 0, table.label[mine] > 0
        weight = table.weight[mine]
        right = weight[keep & gold].sum()
        precision, recall = right / max(1e-9, weight[keep].sum()), right / max(1e-9, weight[gold].sum())
        print(f"  {scraper:17} kept right {precision:.4f}  article kept {recall:.4f}")


def cross_validate(pages: Sequence[Page], table: Table, features: Floats, folds: int) -> None:
    """Fit on all folds but one, judge on that one, for each."""
    fold_number = np.array([fold_of(p.site, folds) for p in pages])[table.page]
    votes = np.zeros(len(table.label), dtype=np.float32)
    for k in range(folds):
        train = fold_number != k
        part = Table(table.label[train], table.weight[train], table.words[train], table.page[train])
        votes[~train] = fit_model(features[train], part).decision_function(features[~train])
        print(f"fold {k}: {int(train.sum())} paragraphs to fit, {int((~train).sum())} to judge", flush=True)
    report(pages, table, votes)


HEADER = "# Written by tools/fit.py; see cleanarticle/{module}.py for how it is read.\n"


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--scrapers", nargs="*")
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    pages = load(args.data, args.scrapers)
    table = _table(pages)
    print(f"{len(pages)} scraped pages, {len(table.label)} paragraphs, seed {SEED}", flush=True)
    own, lexicon = own_scores(pages, table)
    features = feature_table(pages, own)
    if args.folds:
        cross_validate(pages, table, features, args.folds)
    if args.out:
        words = sorted(lexicon.items(), key=lambda item: (item[1], item[0]))
        text = "".join(f"{weight:.2f} {word}\n" for word, weight in words if abs(weight) >= 0.05)
        (args.out / "lexicon.txt").write_text(HEADER.format(module="lexicon") + text, encoding="utf-8")
        model = fit_model(features, table)
        (args.out / "votes.txt").write_text(HEADER.format(module="score") + write_votes(model), encoding="utf-8")
        print("in-sample:")
        report(pages, table, model.decision_function(features))


if __name__ == "__main__":
    main()
