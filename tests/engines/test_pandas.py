"""pandas: the accessor of a series."""

from __future__ import annotations

import logging

import pytest

pytest.importorskip("pandas")

import pandas as pd
from tests.engines.documented import blocks, printed

import cleanarticle.integrations.pandas  # noqa: F401 -- registers the accessor
from cleanarticle import OptionError, Options

ARTICLE = "The bridge reopened on Friday, the council said."
PAGE = f"{ARTICLE}\n\nLeave a comment"
RESIDUE = "Leave a comment\n\nShare this article"


@pytest.mark.parametrize("dtype", ["object", "string", "str"])
def test_clean_keeps_index_name_type_and_what_is_missing(dtype: str) -> None:
    pages = pd.Series([PAGE, None, RESIDUE], index=["a", "b", "c"], name="body", dtype=dtype)
    cleaned = pages.cleanarticle.clean(Options(preset="body"))
    assert (cleaned.name, list(cleaned.index), cleaned.dtype) == ("body", ["a", "b", "c"], pages.dtype)
    assert (cleaned["a"], cleaned["c"]) == (ARTICLE, "")
    assert cleaned.isna().tolist() == [False, True, False]
    assert pages["a"] == PAGE


def test_analyze_says_what_became_of_each_text() -> None:
    pages = pd.Series([PAGE, None, RESIDUE, 7], index=[3, 1, 4, 1])
    told = pages.cleanarticle.analyze(preset="body", spans=True)
    assert list(told.index) == [3, 1, 4, 1]
    assert told["cleanarticle_verdict"].tolist() == ["article", pd.NA, "residue", pd.NA]
    assert told["cleanarticle_removed"].tolist() == [len(PAGE) - len(ARTICLE), pd.NA, len(RESIDUE), pd.NA]
    assert told["text"].iloc[3] == 7
    assert told["cleanarticle_error"].iloc[3].startswith("TypeError: text must be str, not int")
    assert told["cleanarticle_error"].isna().tolist() == [True, True, True, False]
    assert [span["label"] for span in told["cleanarticle_spans"].iloc[0]] == ["comments"]
    frame = pd.DataFrame({"id": range(4), "body": pages.to_numpy()}, index=pages.index)
    assert frame.assign(body=told["text"].to_numpy())["body"].iloc[0] == ARTICLE


def test_what_cannot_be_cleaned_stays_and_is_named_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        cleaned = pd.Series([b"bytes", PAGE]).cleanarticle.clean()
    assert cleaned.tolist() == [b"bytes", ARTICLE]
    assert caplog.messages[0].startswith("document in row 0 of a batch stays as it is: TypeError: text must be str")


def test_an_empty_series_stays_one() -> None:
    assert pd.Series([], dtype="str").cleanarticle.clean().tolist() == []
    assert pd.Series([], dtype="object").cleanarticle.analyze().empty


def test_a_series_of_numbers_has_no_such_accessor() -> None:
    with pytest.raises(AttributeError, match="series 'views' holds int64, not texts"):
        _ = pd.Series([1, 2], name="views").cleanarticle


def test_addresses_may_be_missing() -> None:
    urls = pd.Series(["https://news.example/", None], dtype="string")
    assert pd.Series([PAGE, PAGE]).cleanarticle.clean(urls=urls).tolist() == [ARTICLE, ARTICLE]


def test_addresses_must_be_as_many_as_texts() -> None:
    with pytest.raises(ValueError, match="2 texts, but 1 addresses"):
        pd.Series([PAGE, PAGE]).cleanarticle.clean(urls=["https://news.example/"])


def test_wrong_options_are_named() -> None:
    with pytest.raises(OptionError, match="did you mean 'body'"):
        pd.Series([PAGE]).cleanarticle.clean(preset="bodi")


def test_example_of_the_page_prints_what_the_page_says(capsys: pytest.CaptureFixture[str]) -> None:
    for block in blocks("pandas"):
        exec(block, {})  # noqa: S102 -- the page of our own documentation
    assert capsys.readouterr().out == printed("pandas")
