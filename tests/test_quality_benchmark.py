"""The quality benchmark, run as users run it, on tiny data sets in both public layouts."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "quality.py"
PROMPT = "Leave a Reply"
NOTICE = "Your email address will not be published. Required fields are marked *"
ARTICLES = (
    (
        "The ferry to the northern islands will run twice a day from Monday, the harbour office said.",
        "Crews spent the winter replacing both engines and the ramp on which lorries drive aboard.",
        "Islanders had asked for the second crossing for years, because the clinic closes at noon.",
        "Tickets stay at the old price until autumn, when the council will look at the numbers again.",
    ),
    (
        "A bakery in the old town has kept the same oven burning since the year it opened.",
        "Its owner, the third in the family, says that the bricks would crack if they ever grew cold.",
        "Each night at two she shovels in beech wood, and by five the first loaves are on the shelf.",
        "The city has now put the oven on its list of monuments, together with the chimney.",
    ),
)


def _html(article: Sequence[str]) -> bytes:
    lines = "".join(f"<p>{line}</p>" for line in (*article, PROMPT, NOTICE))
    return f"<html lang='en'><head><title>News</title></head><body><article>{lines}</article></body></html>".encode()


def _write_pages(folder: Path, names: Sequence[str]) -> None:
    (folder / "html").mkdir(parents=True)
    for name, article in zip(names, ARTICLES, strict=True):
        (folder / "html" / f"{name}.html.gz").write_bytes(gzip.compress(_html(article)))


@pytest.fixture
def wcxb(tmp_path: Path) -> Path:
    """Two articles as WCXB lays them out, the second without a page type, and a forum page without HTML."""
    root = tmp_path / "wcxb"
    _write_pages(root / "dev", ("0001", "0002"))
    (root / "dev" / "ground-truth").mkdir()
    kinds = ("article", None, "forum")
    for i, (kind, article) in enumerate(zip(kinds, (*ARTICLES, ARTICLES[0]), strict=True), 1):
        truth: dict[str, object] = {"file_id": f"{i:04}", "ground_truth": {"main_content": "\n\n".join(article)}}
        if kind:
            truth["_internal"] = {"page_type": {"primary": kind}}
        (root / "dev" / "ground-truth" / f"{i:04}.json").write_text(json.dumps(truth), encoding="utf-8")
    return root


@pytest.fixture
def scrapinghub(tmp_path: Path) -> Path:
    """The same articles as ScrapingHub lays them out."""
    root = tmp_path / "scrapinghub"
    _write_pages(root, ("a1", "b2"))
    articles = zip(("a1", "b2"), ARTICLES, strict=True)
    truth = {name: {"articleBody": "\n".join(lines), "url": "https://news.example/"} for name, lines in articles}
    (root / "ground-truth.json").write_text(json.dumps(truth), encoding="utf-8")
    return root


def _run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), *map(str, arguments), "--scraper", "trafilatura"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)
    assert "Traceback" not in done.stderr
    return done


def test_figures_of_both_layouts_together(wcxb: Path, scrapinghub: Path, tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    done = _run(wcxb, scrapinghub, "--html", "--lang", "en", "--json", out)
    assert done.returncode == 0, done.stderr
    figures = json.loads(out.read_text(encoding="utf-8"))
    assert list(figures) == ["trafilatura", "gold", "html"]
    found = figures["trafilatura"]
    assert found["pages"] == figures["html"]["pages"] == 4
    assert "2 of 3 pages" in done.stderr
    # The prompt and the notice are 3 and 11 words, and every run of four words that holds one of them is wrong.
    runs = [len(" ".join(article).replace(",", "").split()) - 3 for article in ARTICLES]
    assert found["raw"]["precision"] == pytest.approx(sum(n / (n + 14) for n in runs) / 2)
    assert found["raw"]["recall"] == 1
    assert found["oracle"]["f1"] == found["cleaned"]["f1"] == found["closed"] == figures["html"]["closed"] == 1
    assert any(line.split()[:2] == ["trafilatura", "4"] and "100.0%" in line for line in done.stdout.splitlines())


def test_limit_and_filters(scrapinghub: Path) -> None:
    limited = _run(scrapinghub, "--limit", "1")
    assert [line.split()[:2] for line in limited.stdout.splitlines()[-2:]] == [["trafilatura", "1"], ["gold", "1"]]
    assert _run(scrapinghub, "--lang", "de").returncode == 2


@pytest.mark.parametrize(("floor", "code"), [("0.9", 0), ("1.01", 1)])
def test_gate(scrapinghub: Path, tmp_path: Path, floor: str, code: int) -> None:
    floors = tmp_path / "floors.toml"
    floors.write_text(f"[floors]\ntrafilatura = {floor}\nbs4 = 2\n", encoding="utf-8")
    done = _run(scrapinghub, "--gate", floors)
    assert done.returncode == code, done.stderr
    assert ("trafilatura: closed 100.00% is below its floor of 101.00%" in done.stderr) == bool(code)
    assert "bs4" not in done.stderr


@pytest.mark.parametrize("floors", ["[floors]\nbs4 = 0.2", "[floors]\ntrafilatur = 0.2", "[floors"])
def test_gate_that_checks_nothing_is_an_error(scrapinghub: Path, tmp_path: Path, floors: str) -> None:
    path = tmp_path / "floors.toml"
    path.write_text(floors, encoding="utf-8")
    done = _run(scrapinghub, "--gate", path)
    assert done.returncode == 2
    assert str(path) in done.stderr


def test_folder_without_data_set(tmp_path: Path) -> None:
    done = _run(tmp_path)
    assert done.returncode == 2
    assert "ground-truth.json" in done.stderr


def _lines(path: Path, records: Sequence[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress("".join(json.dumps(record) + "\n" for record in records).encode()))


@pytest.mark.parametrize(("floor", "code"), [("0.99", 0), ("1.01", 1)])
def test_stored_scrapes_and_the_floor_of_the_article_itself(tmp_path: Path, floor: str, code: int) -> None:
    golds = ["\n\n".join(article) for article in ARTICLES]
    _lines(tmp_path / "pages.jsonl.gz", [{"id": str(i), "url": "", "gold": gold} for i, gold in enumerate(golds)])
    texts = [{"id": str(i), "text": f"{gold}\n\n{PROMPT}\n\n{NOTICE}"} for i, gold in enumerate(golds)]
    _lines(tmp_path / "text" / "trafilatura.jsonl.gz", texts)
    floors = tmp_path / "floors.toml"
    floors.write_text(f"[floors]\ntrafilatura = 0.9\ngold = {floor}\n", encoding="utf-8")
    done = _run(tmp_path, "--gate", floors)
    assert done.returncode == code, done.stderr
    assert ("gold: 100.000% kept is below its floor of 101.000%" in done.stderr) == bool(code)
    assert "100.0%" in done.stdout
