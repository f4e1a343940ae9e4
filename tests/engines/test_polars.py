"""Polars: the namespace of expressions, eager, lazy and streamed."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("polars")

import polars as pl
from tests.engines.documented import blocks, printed

import cleanarticle.integrations.polars  # noqa: F401 -- registers the namespace
from cleanarticle import OptionError, Options

ARTICLE = "The bridge reopened on Friday, the council said."
PAGE = f"{ARTICLE}\n\nLeave a comment"
RESIDUE = "Leave a comment\n\nShare this article"
PAGES = pl.DataFrame({"id": [1, 2, 3], "text": [PAGE, None, RESIDUE]})


def test_clean_keeps_rows_name_and_nulls() -> None:
    cleaned = PAGES.with_columns(pl.col("text").cleanarticle.clean(Options(preset="body")))
    assert cleaned.to_dict(as_series=False) == {"id": [1, 2, 3], "text": [ARTICLE, None, ""]}
    assert cleaned.schema == PAGES.schema


def test_analyze_says_what_became_of_each_text() -> None:
    told = PAGES.select(pl.col("text").cleanarticle.analyze(preset="body", spans=True)).unnest("text")
    assert told["cleanarticle_verdict"].to_list() == ["article", None, "residue"]
    assert told["cleanarticle_removed"].to_list() == [len(PAGE) - len(ARTICLE), None, len(RESIDUE)]
    assert told["cleanarticle_error"].to_list() == [None, None, None]
    assert [span["label"] for span in told["cleanarticle_spans"][0]] == ["comments"]
    assert told["cleanarticle_removed"].dtype == pl.Int64


def test_lazy_frames_know_their_schema_and_stream_files(tmp_path: Path) -> None:
    pl.concat([PAGES] * 100).write_parquet(tmp_path / "pages.parquet")
    lazy = pl.scan_parquet(tmp_path / "pages.parquet").with_columns(pl.col("text").cleanarticle.analyze())
    schema = lazy.collect_schema()["text"]
    assert isinstance(schema, pl.Struct)
    assert [field.name for field in schema.fields][:2] == ["text", "cleanarticle_verdict"]
    lazy.unnest("text").sink_parquet(tmp_path / "articles.parquet")
    written = pl.read_parquet(tmp_path / "articles.parquet")
    assert written["cleanarticle_verdict"].value_counts(sort=True).height == 3
    assert written["text"].to_list() == [ARTICLE, None, ""] * 100


def test_works_within_groups_and_on_no_rows() -> None:
    grouped = PAGES.group_by("id", maintain_order=True).agg(pl.col("text").cleanarticle.clean())
    assert grouped["text"].to_list() == [[ARTICLE], [None], [""]]
    assert PAGES.clear().select(pl.col("text").cleanarticle.clean()).schema == {"text": pl.String}
    assert pl.DataFrame({"text": [None]}).select(pl.col("text").cleanarticle.clean())["text"].to_list() == [None]


def test_a_column_of_numbers_is_named() -> None:
    with pytest.raises(Exception, match="column 'id' holds Int64, not texts"):
        PAGES.select(pl.col("id").cleanarticle.clean())


def test_addresses_come_from_another_column(tmp_path: Path) -> None:
    pages = PAGES.with_columns(url=pl.lit("https://news.example/a"))
    cleaned = pages.select(pl.col("text").cleanarticle.clean(profiles=tmp_path, url="url"))
    assert cleaned["text"].to_list() == [ARTICLE, None, ""]


def test_wrong_options_are_named_at_once() -> None:
    with pytest.raises(OptionError, match="did you mean 'body'"):
        pl.col("text").cleanarticle.clean(preset="bodi")


def test_example_of_the_page_prints_what_the_page_says(capsys: pytest.CaptureFixture[str]) -> None:
    for block in blocks("polars"):
        exec(block, {})  # noqa: S102 -- the page of our own documentation
    assert capsys.readouterr().out == printed("polars")
