"""The example runs by one command: it cleans its archives on two workers, and every story comes out whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("datatrove")
pytest.importorskip("pyarrow")

import pyarrow.parquet as pq
from tests.engines.stories import LAST_PARAGRAPHS

EXAMPLE = Path(__file__).parents[2] / "examples" / "warc_datatrove.py"


def run(folder: Path) -> str:
    return subprocess.run(
        [sys.executable, EXAMPLE, folder], check=True, capture_output=True, text=True, timeout=120
    ).stdout


@pytest.fixture(scope="module")
def cleaned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, dict[str, str]]:
    folder = tmp_path_factory.mktemp("warc")
    printed = run(folder)
    rows = [row for file in folder.glob("articles/*.parquet") for row in pq.read_table(file).to_pylist()]
    return folder, printed, {row["url"].split("/", 3)[3]: row["text"] for row in rows}


def test_every_story_is_there(cleaned: tuple[Path, str, dict[str, str]]) -> None:
    assert set(cleaned[2]) == {*LAST_PARAGRAPHS, "index.html"}
    assert cleaned[1].splitlines()[-2].startswith("11 pages, 2 dropped")


@pytest.mark.parametrize("page", LAST_PARAGRAPHS)
def test_a_story_ends_with_its_last_paragraph(cleaned: tuple[Path, str, dict[str, str]], page: str) -> None:
    assert cleaned[2][page].endswith(LAST_PARAGRAPHS[page])


def test_run_again_it_has_nothing_left_to_do(cleaned: tuple[Path, str, dict[str, str]]) -> None:
    folder, printed, _ = cleaned
    written = {file: file.stat().st_mtime_ns for file in folder.glob("articles/*.parquet")}
    assert run(folder) == printed
    assert {file: file.stat().st_mtime_ns for file in folder.glob("articles/*.parquet")} == written
