"""Ray Data: blocks cleaned by tasks and by actors of a local Ray."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.importorskip("ray")

import pyarrow as pa
import ray
from tests.engines.documented import blocks, printed

from cleanarticle import OptionError, Options
from cleanarticle.integrations.ray import CleanArticle
from cleanarticle.integrations.tables import ColumnError

ARTICLE = "The bridge reopened on Friday, the council said."
PAGE = f"{ARTICLE}\n\nLeave a comment"
RESIDUE = "Leave a comment\n\nShare this article"

pytestmark = pytest.mark.filterwarnings("ignore")  # Ray's own


@pytest.fixture(scope="module", autouse=True)
def local_ray() -> Iterator[None]:
    ray.init(num_cpus=2, include_dashboard=False, configure_logging=False, log_to_driver=False)
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield
    ray.shutdown()


def dataset(count: int = 40) -> ray.data.Dataset:
    texts = [RESIDUE if row % 8 == 7 else None if row % 8 == 6 else PAGE for row in range(count)]
    return ray.data.from_arrow(pa.table({"row": list(range(count)), "text": texts}), override_num_blocks=4)


def test_actors_clean_every_row_and_add_what_became_of_it() -> None:
    cleaned = dataset().map_batches(
        CleanArticle,
        fn_constructor_kwargs={"column": "text", "options": Options(preset="body"), "spans": True},
        batch_format="pyarrow",
        batch_size=8,
        compute=ray.data.ActorPoolStrategy(size=2),
    )
    found = sorted(cleaned.take_all(), key=lambda row: row["row"])
    assert [row["row"] for row in found] == list(range(40))
    assert [row["text"] for row in found[:8]] == [ARTICLE] * 6 + [None, ""]
    assert [row["cleanarticle_verdict"] for row in found[5:8]] == ["article", None, "residue"]
    assert [row["cleanarticle_removed"] for row in found[5:8]] == [len(PAGE) - len(ARTICLE), None, len(RESIDUE)]
    assert {row["cleanarticle_error"] for row in found} == {None}
    assert [span["label"] for span in found[0]["cleanarticle_spans"]] == ["comments"]


def test_tasks_clean_with_an_instance_and_rows_are_dropped_by_their_verdict() -> None:
    cleaned = dataset().map_batches(CleanArticle("text"), batch_format="pyarrow")
    articles = cleaned.filter(lambda row: row["cleanarticle_verdict"] == "article")
    assert (cleaned.count(), articles.count()) == (40, 30)
    assert set(articles.unique("text")) == {ARTICLE}


@pytest.mark.parametrize(
    ("column", "message"),
    [("txt", "unknown column 'txt'; did you mean 'text'"), ("row", "'row' holds int64, not texts")],
)
def test_a_wrong_column_is_named(column: str, message: str) -> None:
    with pytest.raises(Exception, match=message):
        dataset().map_batches(CleanArticle(column), batch_format="pyarrow").take_all()


def test_a_column_is_not_written_over() -> None:
    clean = CleanArticle()
    once = clean(pa.table({"text": [PAGE]}))
    with pytest.raises(ColumnError, match="'cleanarticle_verdict' is there already"):
        clean(once)


def test_wrong_options_are_named_at_once() -> None:
    with pytest.raises(OptionError, match="did you mean 'body'"):
        CleanArticle(preset="bodi")


def test_example_of_the_page_prints_what_the_page_says(capsys: pytest.CaptureFixture[str]) -> None:
    for block in blocks("ray"):
        exec(block, {})  # noqa: S102 -- the page of our own documentation
    assert capsys.readouterr().out == printed("ray")
