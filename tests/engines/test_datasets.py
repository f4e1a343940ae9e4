"""Hugging Face datasets: columns cleaned by `map`, in two processes, and remembered by its cache."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("datasets")

import datasets
from datasets import Dataset
from datasets.fingerprint import Hasher
from tests.engines.documented import blocks, printed

from cleanarticle import OptionError, Options
from cleanarticle.integrations.datasets import CleanArticle
from cleanarticle.integrations.tables import ColumnError

ARTICLE = "The bridge reopened on Friday, the council said."
PAGE = f"{ARTICLE}\n\nLeave a comment"
RESIDUE = "Leave a comment\n\nShare this article"

pytestmark = pytest.mark.filterwarnings("ignore")  # of the library's own


@pytest.fixture(autouse=True)
def quiet() -> None:
    datasets.disable_progress_bars()


def dataset(count: int = 40) -> Dataset:
    texts = [RESIDUE if row % 8 == 7 else None if row % 8 == 6 else PAGE for row in range(count)]
    return Dataset.from_dict({"row": list(range(count)), "text": texts})


def hash_elsewhere(code: str) -> str:
    """The hash that another process makes of the same function."""
    done = subprocess.run(
        [sys.executable, "-c", f"from datasets.fingerprint import Hasher\n{code}"],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(os.path.abspath(e) for e in sys.path if e)},  # noqa: PTH100
    )
    return done.stdout.strip()


def test_two_processes_clean_every_row_in_order() -> None:
    cleaned = dataset().map(CleanArticle("text", Options(preset="body"), spans=True), batched=True, num_proc=2)
    assert cleaned["row"][:] == list(range(40))
    assert cleaned["text"][:8] == [ARTICLE] * 6 + [None, ""]
    assert cleaned["cleanarticle_verdict"][5:8] == ["article", None, "residue"]
    assert cleaned["cleanarticle_removed"][5:8] == [len(PAGE) - len(ARTICLE), None, len(RESIDUE)]
    assert set(cleaned["cleanarticle_error"]) == {None}
    assert [span["label"] for span in cleaned[0]["cleanarticle_spans"]] == ["comments"]


def test_the_cache_knows_it_again_in_another_process_too(tmp_path: Path) -> None:
    dataset().save_to_disk(tmp_path / "pages")
    pages = Dataset.load_from_disk(tmp_path / "pages")
    clean = CleanArticle("text", keep={"tags", "title", "byline"}, drop={"caption", "credit"})
    first = pages.map(clean, batched=True)
    written = set((tmp_path / "pages").iterdir())
    again = pages.map(CleanArticle("text", keep=["byline", "tags", "title"], drop={"credit", "caption"}), batched=True)
    assert again._fingerprint == first._fingerprint
    assert set((tmp_path / "pages").iterdir()) == written
    code = (
        "from cleanarticle.integrations.datasets import CleanArticle\n"
        "print(Hasher.hash(CleanArticle('text', keep={'title', 'byline', 'tags'}, drop={'caption', 'credit'})))"
    )
    assert hash_elsewhere(code) == Hasher.hash(clean)


def test_other_options_or_an_edited_rule_file_are_something_else(tmp_path: Path) -> None:
    rules = tmp_path / "own.toml"
    rule = (
        '[[rule]]\nid = "own.advert.{}"\nlabel = "advert"\nscope = "line"\nweight = 4.0\npattern = "^Win a trip"\n'
        'why = "A game."\nremoves = ["Win a trip!", "Win a trip to the coast"]\n'
        'keeps = ["They win a trip.", "A trip."]\n'
    )
    rules.write_text(rule.format("one"))
    before = Hasher.hash(CleanArticle("text", rules=[rules]))
    rules.write_text(rule.format("two"))
    hashes = {before, Hasher.hash(CleanArticle("text", rules=[rules])), Hasher.hash(CleanArticle("text"))}
    hashes |= {Hasher.hash(CleanArticle("body")), Hasher.hash(CleanArticle("text", preset="body"))}
    assert len(hashes) == 5


def test_streams_are_cleaned_as_they_come() -> None:
    cleaned = dataset().to_iterable_dataset().map(CleanArticle("text"), batched=True, batch_size=4)
    assert next(iter(cleaned))["text"] == ARTICLE


def test_a_wrong_column_is_named() -> None:
    with pytest.raises(ColumnError, match="unknown column 'txt'; did you mean 'text'"):
        dataset().map(CleanArticle("txt"), batched=True)
    with pytest.raises(ColumnError, match="'cleanarticle_verdict' is there already"):
        dataset().map(CleanArticle("text"), batched=True).map(CleanArticle("text"), batched=True)


def test_a_value_that_is_no_text_stays_and_says_why() -> None:
    cleaned = dataset(2).map(CleanArticle("row"), batched=True)
    assert cleaned["row"][:] == [0, 1]
    assert cleaned["cleanarticle_error"][0].startswith("TypeError: text must be str, not int")


def test_without_batches_it_says_what_is_missing() -> None:
    with pytest.raises(ColumnError, match="batched=True"):
        dataset().map(CleanArticle("text"))


def test_wrong_options_are_named_at_once() -> None:
    with pytest.raises(OptionError, match="did you mean 'body'"):
        CleanArticle(preset="bodi")


def test_example_of_the_page_prints_what_the_page_says(capsys: pytest.CaptureFixture[str]) -> None:
    for block in blocks("datasets"):
        exec(block, {})  # noqa: S102 -- the page of our own documentation
    assert capsys.readouterr().out == printed("datasets")
