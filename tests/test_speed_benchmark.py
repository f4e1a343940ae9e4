"""The benchmarks of speed and growth on next to nothing, and what importing the package brings in."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import islice
from math import isnan, nan
from pathlib import Path

import pytest
from benchmarks.growth import CASES, Run, judge, prefix, rule_cases, run, slope, text_of
from benchmarks.pages import pages
from benchmarks.speed import OURS, WINNOW, Demand, Figures, Plan, race, ratio
from benchmarks.startup import HEAVY

from cleanarticle.rules.index import builtin_rules

ROOT = Path(__file__).parents[1]
# Ten times the demand of `benchmarks/speed.py`: tests run on busy machines.
IMPORT_AT_MOST = 800_000


def _python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, cwd=ROOT, check=True)


def test_pages_have_the_sizes_that_speed_is_measured_on() -> None:
    made = list(islice(pages(seed=3), 40))
    assert len(set(made)) == 40
    for texts, size, lines in (([p.extracted for p in made], 6_000, 30), ([p.whole for p in made], 11_000, 250)):
        assert sum(map(len, texts)) / 40 == pytest.approx(size, rel=0.15)
        assert sum(text.count("\n") + 1 for text in texts) / 40 == pytest.approx(lines, rel=0.15)


def test_the_same_seed_makes_the_same_pages() -> None:
    assert list(islice(pages(seed=4), 3)) == list(islice(pages(seed=4), 3))
    assert next(pages(seed=4)) != next(pages(seed=5))


def test_every_document_is_read_before_it_is_measured_and_then_once() -> None:
    seen: list[str] = []
    documents = [str(n) for n in range(6)]
    figures = race({"one": seen.append, "other": len}, documents, Plan(rounds=3, batch=2))
    assert seen == documents * 2
    assert figures["one"].documents == 6
    assert figures["one"].first > 0


def test_a_ratio_says_how_many_times_as_fast() -> None:
    assert ratio(Figures(3, 3, (1.0, 2.0, 9.0), 1.0), Figures(3, 3, (2.0, 4.0, 1.0), 1.0)) == 2.0


@pytest.mark.parametrize(("value", "most", "met"), [(1.0, False, True), (0.9, False, False), (0.9, True, True)])
def test_a_demand_is_met_or_not(value: float, most: bool, met: bool) -> None:
    assert Demand("name", value, 1.0, most).met is met
    assert ("NOT MET" in str(Demand("name", value, 1.0, most))) is not met


def _measure_file(folder: Path, peers: str) -> tuple[subprocess.CompletedProcess[str], list[dict[str, object]]]:
    """The speed script on a small file, with *peers* as the code that says which peers there are."""
    extracted, figures = folder / "extracted.jsonl", folder / "figures.json"
    lines = [json.dumps({"text": page.extracted}) for page in islice(pages(), 8)]
    extracted.write_text("\n".join([*lines, json.dumps({"text": "Too short to count."})]) + "\n", encoding="utf-8")
    code = f"from benchmarks import speed; speed.PEERS = {{{peers}}}; raise SystemExit(speed.main())"
    options = ["--extracted", str(extracted), "--rounds", "2", "--batch", "2", "--no-startup", "--json", str(figures)]
    command = [sys.executable, "-c", code, *options, "--gate"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    return done, json.loads(figures.read_text(encoding="utf-8"))


def test_a_gate_without_peers_is_not_passed(tmp_path: Path) -> None:
    missing = "lambda: __import__('no_such_peer')"
    done, demands = _measure_file(tmp_path, f"speed.C4: {missing}, speed.WINNOW: {missing}")
    assert "extracted: 4 documents" in done.stdout
    assert f"{OURS} " in done.stdout
    assert f"{WINNOW} is left out" in done.stderr
    assert (done.returncode, demands) == (2, [])


def test_the_gate_closes_where_a_peer_is_faster(tmp_path: Path) -> None:
    done, demands = _measure_file(tmp_path, "speed.C4: lambda: len, speed.WINNOW: lambda: len")
    assert done.returncode == 1
    assert "NOT MET" in done.stdout
    assert [demand["met"] for demand in demands] == [False, False]


def test_the_slope_of_quadratic_time_is_two() -> None:
    runs = [Run(n, n * n * 1e-9, 1.0) for n in (1000, 4000, 16000)]
    assert slope(runs) == pytest.approx(2.0)
    assert isnan(slope(runs[:1]))


def test_a_run_whose_time_is_up_is_not_as_it_should_be() -> None:
    line, met = judge("bait", [Run(1000, 1e-6, 1.0), Run(4000, 4e-6, 1.0), Run(16000, nan, nan)], {1: 1.0, 2: 1.0})
    assert not met
    assert "NOT MET" in line
    assert judge("bait", [Run(1000, 1e-6, 1.0), Run(4000, 4e-6, 1.0)], {1: 1.0, 2: 1.0})[1]


@pytest.mark.parametrize("case", [*CASES, *rule_cases()[:2]])
def test_texts_have_the_size_asked_for(case: str) -> None:
    assert len(text_of(case, 5000).encode()) == pytest.approx(5000, rel=0.1)


def test_a_run_says_size_and_seconds() -> None:
    size, seconds, _ = run("spaces", 1000)
    assert size == 1000
    assert seconds > 0


def test_a_prefix_is_shorter_than_the_line_that_its_rule_is_for() -> None:
    for rule in builtin_rules():
        assert rule.removes[0].strip().startswith(prefix(rule))


def test_text_brings_in_nothing_that_only_html_needs() -> None:
    code = "import sys, cleanarticle; cleanarticle.clean('Rain is due.\\n\\nLeave a comment'); print(*sys.modules)"
    loaded = set(_python("-c", code).stdout.split())
    assert "cleanarticle" in loaded
    assert not loaded.intersection(HEAVY)


def test_the_import_is_quick_and_loads_no_pack() -> None:
    code = "import cleanarticle, cleanarticle.rules.index as i; print(i.builtin_packs.cache_info().currsize)"
    done = _python("-X", "importtime", "-c", code)
    assert done.stdout == "0\n"
    rows = [line.removeprefix("import time:").split("|") for line in done.stderr.splitlines()]
    took = {row[-1].strip(): row[1] for row in rows if len(row) == 3}
    assert int(took["cleanarticle"]) < IMPORT_AT_MOST
