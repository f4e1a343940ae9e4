"""What the packs of all languages cost: loading them, and matching against all instead of one.

    python benchmarks/packs.py                  # on the articles and pages in fixtures/
    python benchmarks/packs.py pages.jsonl text # on a field of a file of JSON lines

Loading is measured in fresh processes, matching in this one, warm; medians of several rounds.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from cleanarticle.options import Options
from cleanarticle.rules.index import builtin_packs, builtin_rules
from cleanarticle.rules.matching.match import Matcher
from cleanarticle.text.document import Document
from cleanarticle.text.segment import segment

ROUNDS = 7
LOADING = (
    "import time, cleanarticle.cleaner; from cleanarticle.rules.index import builtin_packs;"
    "start = time.perf_counter();"
    "builtin_packs(); print(time.perf_counter() - start)"
)


def loading() -> float:
    """Seconds to load all packs, in a process that has imported the package."""
    runs = [
        subprocess.run([sys.executable, "-c", LOADING], capture_output=True, text=True, check=True)
        for _ in range(ROUNDS)
    ]
    return statistics.median(float(run.stdout) for run in runs)


def texts(arguments: Sequence[str]) -> list[str]:
    """The texts to match."""
    if arguments:
        path, name = arguments
        return [json.loads(line)[name] for line in Path(path).read_text(encoding="utf-8").splitlines()]
    fixtures = Path(__file__).parents[1] / "fixtures"
    paths = [*fixtures.glob("untouched/en/*.txt"), *fixtures.glob("pages/en/**/page.txt")]
    return [path.read_text(encoding="utf-8") for path in sorted(paths)]


def matching(matcher: Matcher, documents: Sequence[Document]) -> float:
    """Seconds for all documents."""
    start = time.perf_counter()
    for document in documents:
        matcher.match(document, {})
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    documents = [segment(text) for text in texts(sys.argv[1:])]
    one = Matcher(builtin_packs(), (), Options(languages={"en"}))
    every = Matcher(builtin_packs())
    for matcher in (one, every):
        matching(matcher, documents)
    rounds = [(matching(one, documents), matching(every, documents)) for _ in range(ROUNDS)]
    english, all_packs = (statistics.median(times) / len(documents) * 1000 for times in zip(*rounds, strict=True))
    print(f"loading {len(builtin_rules())} rules: {loading() * 1000:.0f} ms")
    print(f"matching, ms per document of {len(documents)}: English {english:.3f}, all {all_packs:.3f}", end=", ")
    print(f"ratio {all_packs / english:.2f}")


if __name__ == "__main__":
    main()
