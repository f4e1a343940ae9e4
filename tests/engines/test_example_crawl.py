"""The example runs by one command: it crawls its site, and every story comes out whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("scrapy")
pytest.importorskip("pyarrow")

import pyarrow.parquet as pq
from tests.engines.stories import LAST_PARAGRAPHS

EXAMPLE = Path(__file__).parents[2] / "examples" / "crawl"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, dict[str, object]]]:
    output = tmp_path_factory.mktemp("crawl") / "new folder" / "articles.parquet"
    done = subprocess.run(
        [sys.executable, EXAMPLE / "crawl.py", output], check=True, capture_output=True, text=True, timeout=120
    )
    assert done.stderr == ""
    return done.stdout, {row["url"].split("/", 3)[3]: row for row in pq.read_table(output).to_pylist()}


def test_every_story_is_there_and_nothing_else(crawled: tuple[str, dict[str, dict[str, object]]]) -> None:
    assert set(crawled[1]) == set(LAST_PARAGRAPHS)


@pytest.mark.parametrize("page", LAST_PARAGRAPHS)
def test_a_story_begins_with_its_title_and_ends_with_its_last_paragraph(
    crawled: tuple[str, dict[str, dict[str, object]]], page: str
) -> None:
    row = crawled[1][page]
    assert str(row["title"]).startswith(str(row["text"]).splitlines()[0])
    assert str(row["text"]).endswith(LAST_PARAGRAPHS[page])


@pytest.mark.parametrize("residue", ["Newsletter", "newsletter", "©", "ADVERTISEMENT", "ANZEIGE", "PUBLICITÉ", "Share"])
def test_no_story_holds_residue(crawled: tuple[str, dict[str, dict[str, object]]], residue: str) -> None:
    assert [page for page, row in crawled[1].items() if residue in str(row["text"])] == []


def test_prints_what_went_and_what_was_dropped(crawled: tuple[str, dict[str, dict[str, object]]]) -> None:
    lines = crawled[0].splitlines()
    assert len(lines) == 1 + len(LAST_PARAGRAPHS) + 2
    assert lines[-1].startswith("10 pages, ")
    assert "dropped: error 1, wall 1" in lines[-1]
