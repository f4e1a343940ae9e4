"""Spark: data frames cleaned on two local cores, in the workers' own processes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest

pytest.importorskip("pyspark")

from pyspark.sql import DataFrame, SparkSession
from tests.engines.documented import blocks, printed

from cleanarticle import OptionError, Options
from cleanarticle.integrations.spark import clean, clean_udf
from cleanarticle.integrations.tables import ColumnError

ARTICLE = "The bridge reopened on Friday, the council said."
PAGE = f"{ARTICLE}\n\nLeave a comment"
RESIDUE = "Leave a comment\n\nShare this article"

pytestmark = pytest.mark.filterwarnings("ignore")  # Spark's own


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        path = os.pathsep.join(os.path.abspath(entry) for entry in sys.path if entry)  # noqa: PTH100 -- also of archives
        patch.setenv("PYTHONPATH", path)
        session = (
            SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate()
        )
        yield session
        session.stop()


def frame(spark: SparkSession, count: int = 40) -> DataFrame:
    texts = [RESIDUE if row % 8 == 7 else None if row % 8 == 6 else PAGE for row in range(count)]
    return spark.createDataFrame(list(enumerate(texts)), "row int, text string").repartition(2)


def test_cleans_every_row_and_adds_what_became_of_it(spark: SparkSession) -> None:
    cleaned = clean(frame(spark), "text", Options(preset="body"), spans=True)
    found = sorted(cleaned.collect(), key=lambda row: row["row"])
    assert cleaned.columns == [
        "row",
        "text",
        "cleanarticle_verdict",
        "cleanarticle_removed",
        "cleanarticle_error",
        "cleanarticle_spans",
    ]
    assert [row["row"] for row in found] == list(range(40))
    assert [row["text"] for row in found[:8]] == [ARTICLE] * 6 + [None, ""]
    assert [row["cleanarticle_verdict"] for row in found[5:8]] == ["article", None, "residue"]
    assert [row["cleanarticle_removed"] for row in found[5:8]] == [len(PAGE) - len(ARTICLE), None, len(RESIDUE)]
    assert {row["cleanarticle_error"] for row in found} == {None}
    assert [span["label"] for span in found[0]["cleanarticle_spans"]] == ["comments"]


def test_works_in_sql_and_on_what_was_written_to_parquet(spark: SparkSession, tmp_path: object) -> None:
    clean(frame(spark)).write.parquet(f"{tmp_path}/cleaned")
    spark.read.parquet(f"{tmp_path}/cleaned").createOrReplaceTempView("cleaned")
    query = "SELECT cleanarticle_verdict, count(*) AS n FROM cleaned GROUP BY 1"
    assert {row[0]: row[1] for row in spark.sql(query).collect()} == {"article": 30, None: 5, "residue": 5}


def test_a_function_of_a_column_gives_structs(spark: SparkSession) -> None:
    rows = frame(spark).select("row", clean_udf(preset="body")("text").alias("article")).orderBy("row").collect()
    assert rows[0]["article"].asDict() == {
        "text": ARTICLE,
        "cleanarticle_verdict": "article",
        "cleanarticle_removed": len(PAGE) - len(ARTICLE),
        "cleanarticle_error": None,
    }
    assert [rows[6]["article"]["text"], rows[7]["article"]["text"]] == [None, ""]


@pytest.mark.parametrize(
    ("column", "message"), [("txt", "unknown column 'txt'; did you mean 'text'"), ("row", "'row' holds int, not texts")]
)
def test_a_wrong_column_is_named_before_anything_runs(column: str, message: str, spark: SparkSession) -> None:
    with pytest.raises(ColumnError, match=message):
        clean(frame(spark), column)


def test_a_column_is_not_written_over(spark: SparkSession) -> None:
    with pytest.raises(ColumnError, match="'cleanarticle_verdict' is there already"):
        clean(clean(frame(spark)))


def test_wrong_options_are_named_at_once(spark: SparkSession) -> None:
    with pytest.raises(OptionError, match="did you mean 'body'"):
        clean(frame(spark), preset="bodi")
    with pytest.raises(OptionError, match="url_column"):
        clean(frame(spark), profiles=".")


def test_example_of_the_page_prints_what_the_page_says(spark: SparkSession, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {"spark": spark}
    for block in blocks("spark"):
        exec(block, names)  # noqa: S102 -- the page of our own documentation
    assert isinstance(names["structs"], DataFrame)
    assert capsys.readouterr().out == printed("spark")
