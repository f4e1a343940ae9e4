"""Dask: bags of records, cleaned in two processes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("dask")

from dask import bag
from tests.engines.documented import blocks, printed

from cleanarticle import OptionError, Options
from cleanarticle.integrations.dask import CleanArticle

ARTICLE = "The bridge reopened on Friday, the council said."
PAGE = f"{ARTICLE}\n\nLeave a comment"
RESIDUE = "Leave a comment\n\nShare this article"


def test_two_processes_clean_every_record_in_order() -> None:
    records = [{"id": number, "text": RESIDUE if number % 4 == 3 else PAGE} for number in range(40)]
    cleaned = bag.from_sequence(records, npartitions=4).map_partitions(
        CleanArticle("text", Options(preset="body"), spans=True)
    )
    found = cleaned.compute(scheduler="processes", num_workers=2)
    assert [record["id"] for record in found] == list(range(40))
    assert [record["text"] for record in found[:4]] == [ARTICLE, ARTICLE, ARTICLE, ""]
    assert found[0]["cleanarticle_removed"] == len(PAGE) - len(ARTICLE)
    assert [span["label"] for span in found[0]["cleanarticle_spans"]] == ["comments"]
    counts = cleaned.pluck("cleanarticle_verdict").frequencies().compute(scheduler="processes", num_workers=2)
    assert dict(counts) == {"article": 30, "residue": 10}


def test_json_lines_to_json_lines(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.jsonl").write_text(f"{json.dumps({'text': PAGE})}\n" * 3)
    read = bag.read_text(str(tmp_path / "*.jsonl")).map(json.loads)
    read.map_partitions(CleanArticle()).map(json.dumps).to_textfiles(str(tmp_path / "out-*.jsonl"), compute=True)
    rows = [json.loads(line) for file in tmp_path.glob("out-*") for line in file.read_text().splitlines()]
    assert [row["text"] for row in rows] == [ARTICLE] * 6


def test_a_record_that_cannot_be_cleaned_stays_and_says_why() -> None:
    records: list[object] = [{"text": 7}, {"txt": PAGE}, {"text": None}, {"text": PAGE}]
    bad, missing, none, good = bag.from_sequence(records).map_partitions(CleanArticle()).compute(scheduler="sync")
    assert bad["text"] == 7
    assert bad["cleanarticle_error"].startswith("TypeError: text must be str, not int")
    assert missing == {"txt": PAGE, "cleanarticle_error": "unknown field 'text'; did you mean 'txt'? Valid: txt"}
    assert none == {"text": None}
    assert good["text"] == ARTICLE


def test_plain_texts_are_pointed_to_the_function_for_them() -> None:
    with pytest.raises(TypeError, match=r"records must be dicts, not str; map cleanarticle\.clean"):
        bag.from_sequence([PAGE]).map_partitions(CleanArticle()).compute(scheduler="sync")


def test_wrong_options_are_named_at_once() -> None:
    with pytest.raises(OptionError, match="did you mean 'body'"):
        CleanArticle(preset="bodi")


def test_example_of_the_page_prints_what_the_page_says(capsys: pytest.CaptureFixture[str]) -> None:
    for block in blocks("dask"):
        exec(block, {})  # noqa: S102 -- the page of our own documentation
    assert capsys.readouterr().out == printed("dask")
