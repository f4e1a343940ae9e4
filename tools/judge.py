"""The whole cleaner on the gold pages of sites that its coefficients have not seen.

    python tools/judge.py DATA build/models

DATA and the models of the folds are those of `tools/fit.py`.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from multiprocessing import Pool
from pathlib import Path

from align import label_lines, tokens
from cleanarticle import Cleaner, Options
from cleanarticle.decide.model import load_model

_GRAM = 4
Score = tuple[float, float]


def _read(path: Path) -> Iterable[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = tokens(text)
    if len(words) < _GRAM:
        return Counter([tuple(words)]) if words else Counter()
    return Counter(tuple(words[i : i + _GRAM]) for i in range(len(words) - _GRAM + 1))


def _score(text: str, gold: str) -> Score:
    """Precision and recall of one page over shingles of four words, as the ScrapingHub benchmark counts them."""
    have, want = _shingles(text), _shingles(gold)
    hits = sum((have & want).values())
    return (hits / have.total() if have else 0.0), (hits / want.total() if want else 1.0)


def _f1(scores: Sequence[Score]) -> float:
    p, r = (sum(s[k] for s in scores) / len(scores) for k in (0, 1))
    return 2 * p * r / (p + r) if p + r else 0.0


def _best(text: str, gold: str) -> str:
    """The lines of *text* that the gold has: the best that a remover of lines could do."""
    lines = text.splitlines()
    return "\n".join(line for line, label in zip(lines, label_lines(lines, gold), strict=True) if label)


Task = tuple[Path, str, str, str]
_CLEANERS: dict[tuple[Path, str], Cleaner] = {}


def _cleaner(model: Path, preset: str) -> Cleaner:
    key = (model, preset)
    if key not in _CLEANERS:
        _CLEANERS[key] = Cleaner(Options(preset=preset), model=load_model(model))
    return _CLEANERS[key]


def _judge(task: Task) -> tuple[str, Score, Score, Score, tuple[int, int, int]]:
    """Scores of a scraped text raw, cleaned and at best; for a gold text its words and those lost by either preset."""
    model, scraper, text, gold = task
    if scraper == "gold":
        words = Counter(tokens(text))
        lost = [(words - Counter(tokens(_cleaner(model, p).clean(text)))).total() for p in ("news", "body")]
        return scraper, (0, 0), (0, 0), (0, 0), (words.total(), *lost)
    cleaned = _cleaner(model, "body").clean(text)
    return scraper, _score(text, gold), _score(cleaned, gold), _score(_best(text, gold), gold), (0, 0, 0)


def _spots(task: tuple[Path, str, str, tuple[str, ...], tuple[str, ...]]) -> tuple[str, int, int, int, int]:
    """How many strings of a text must stay and stayed, must go and went."""
    model, scraper, text, stay, go = task
    cleaned = _cleaner(model, "body").clean(text)
    stay, go = tuple(s for s in stay if s in text), tuple(s for s in go if s in text)
    return scraper, len(stay), sum(s in cleaned for s in stay), len(go), sum(s not in cleaned for s in go)


def judge(data: Path, models: Sequence[Path], fold: Callable[[str], int]) -> None:
    """Print what the cleaner does to each page with the model of the fold that its site was left out of."""
    gold = {p["id"]: p for p in _read(data / "pages.jsonl.gz") if p["gold"].strip()}
    path = data / "snippets.jsonl.gz"
    spots = {p["id"]: p for p in _read(path)} if path.exists() else {}
    tasks: list[Task] = [(models[fold(p["url"])], "gold", p["gold"], p["gold"]) for p in gold.values()]
    spot_tasks = []
    for path in sorted((data / "text").glob("*.jsonl.gz")):
        scraper = path.name.removesuffix(".jsonl.gz")
        for row in _read(path):
            if row["id"] in gold and row["text"].strip():
                page = gold[row["id"]]
                tasks.append((models[fold(page["url"])], scraper, row["text"], page["gold"]))
            elif row["id"] in spots and row["text"].strip():
                spot = spots[row["id"]]
                model = models[fold(spot["url"])]
                spot_tasks.append((model, scraper, row["text"], tuple(spot["with"]), tuple(spot["without"])))
    with Pool() as pool:
        _print(pool.map(_judge, tasks, chunksize=20), pool.map(_spots, spot_tasks, chunksize=20))


def _print(
    judged: Sequence[tuple[str, Score, Score, Score, tuple[int, int, int]]],
    spots: Sequence[tuple[str, int, int, int, int]],
) -> None:
    pages: dict[str, list[tuple[Score, Score, Score]]] = defaultdict(list)
    for scraper, raw, cleaned, best, _ in judged:
        pages[scraper].append((raw, cleaned, best))
    for scraper, rows in pages.items():
        if scraper != "gold":
            raw, now, best = (_f1([row[k] for row in rows]) for k in (0, 1, 2))
            closed = (now - raw) / (best - raw)
            print(f"  {scraper:17} F1 {raw:.4f} -> {now:.4f}, at best {best:.4f}: {closed:6.1%} closed")
    words, news, body = (sum(row[4][k] for row in judged) for k in (0, 1, 2))
    print(f"  {'gold':17} words kept {1 - news / words:.4%} (news), {1 - body / words:.4%} (body)")
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    for scraper, *counts in spots:
        totals[scraper].update(dict(zip(("stay", "stayed", "go", "went"), counts, strict=True)))
    for scraper, n in totals.items():
        print(f"  {scraper:17} strings: {n['stayed'] / n['stay']:.2%} stayed, {n['went'] / max(1, n['go']):.2%} went")


def main() -> None:
    """Run from the command line."""
    from fit import FOLDS, fold_of, site_of

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("models", type=Path)
    args = parser.parse_args()
    models = [args.models / str(fold) for fold in range(FOLDS)]
    judge(args.data / "train", models, lambda url: fold_of(site_of(url)))


if __name__ == "__main__":
    main()
