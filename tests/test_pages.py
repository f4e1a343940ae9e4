"""One whole page per language and some of what extractors leave: the article comes out, and hardly anything else."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from benchmarks.quality import Tally

from cleanarticle import Cleaner, Options
from cleanarticle.rules.index import languages

ROOT = Path(__file__).parents[1]
PAGES = sorted(path.parent for path in (ROOT / "fixtures").glob("pages/**/page.txt"))
BODY = Cleaner(Options(preset="body"))
# Shorter lines may be subheads, which look like the headlines of other stories.
PARAGRAPH = 40


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _read(page: Path) -> tuple[str, str]:
    return (page / "page.txt").read_text(encoding="utf-8"), (page / "article.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT / "fixtures" / "pages")))
def test_no_paragraph_of_the_article_is_lost(page: Path) -> None:
    text, article = _read(page)
    left = _lines(BODY.clean(text))
    assert [line for line in _lines(article) if line not in left and len(line) >= PARAGRAPH] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT / "fixtures" / "pages")))
def test_article_is_part_of_its_page(page: Path) -> None:
    text, article = _read(page)
    lines = iter(_lines(text))
    assert all(line in lines for line in _lines(article))


def test_every_language_has_a_page_and_articles() -> None:
    assert {path.name for path in (ROOT / "fixtures" / "pages").iterdir()} == set(languages())
    untouched = {path.name: len(list(path.iterdir())) for path in (ROOT / "fixtures" / "untouched").iterdir()}
    assert {code: untouched.get(code, 0) for code in languages() if untouched.get(code, 0) < 3} == {}


def _closed(pages: Sequence[Path]) -> float:
    tally = Tally()
    for page in pages:
        text, article = _read(page)
        tally.add(text, BODY.clean(text), article)
    return tally.figures().closed


@pytest.mark.parametrize("kind", ["page", "residue"])
def test_sample_stays_above_its_floor(kind: str) -> None:
    floors = tomllib.loads((ROOT / "benchmarks" / "floors.toml").read_text(encoding="utf-8"))["sample"]
    pages = [page for page in PAGES if page.name.startswith("residue") == (kind == "residue")]
    assert _closed(pages) >= floors[kind]


def test_table_of_languages_is_what_the_packs_hold() -> None:
    script = ROOT / "tools" / "languages.py"
    assert subprocess.run([sys.executable, script, "--check"], check=False).returncode == 0
