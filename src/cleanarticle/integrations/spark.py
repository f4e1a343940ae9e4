"""Spark: a function that cleans a column of a data frame by `mapInArrow`, and a pandas UDF for one column."""

from __future__ import annotations

from collections.abc import Callable
from typing import Unpack

import pandas as pd
from pyspark.sql import Column, DataFrame
from pyspark.sql.functions import pandas_udf
from pyspark.sql.types import ArrayType, DoubleType, LongType, StringType, StructType

from cleanarticle.integrations.documents import ERROR, REMOVED, SPANS, VERDICT, Choices
from cleanarticle.integrations.tables import ColumnError, TableCleaner, TextCleaner
from cleanarticle.options import Options


def clean(
    frame: DataFrame,
    column: str = "text",
    options: Options | None = None,
    *,
    url_column: str | None = None,
    spans: bool = False,
    **choices: Unpack[Choices],
) -> DataFrame:
    """*frame* with its texts cleaned and columns added with the result for each text; evaluated lazily, as in Spark.

    Args:
        frame: any data frame; number and order of rows stay.
        column: the column of texts to clean.
        options: what to remove; or give the same options as *choices*.
        url_column: the column of page URLs, which select site profiles.
        spans: whether to add a column with every removal, and not only the number of removed code points.
        choices: `preset` and all other options of `cleanarticle.Options`.

    Raises:
        OptionError: an option or a label that does not exist, or site profiles without a *url_column*.
        RuleError: a rule file that cannot be used.
        ColumnError: no such column, one that holds no texts, or one that would be overwritten.
    """
    cleaner = TableCleaner(column, options, url_column=url_column, spans=spans, **choices)
    cleaner.check(frame.columns)
    if not isinstance(frame.schema[column].dataType, StringType):
        raise ColumnError(f"column {column!r} holds {frame.schema[column].dataType.simpleString()}, not texts")
    schema = StructType(list(frame.schema.fields))
    for name in cleaner.told:
        schema = schema.add(name, _type(name))
    return frame.mapInArrow(cleaner.batches, schema)


def clean_udf(options: Options | None = None, **choices: Unpack[Choices]) -> Callable[[Column | str], Column]:
    """A UDF for `select` and `withColumn`: returns structs of text, verdict, removed code points and error.

    Args:
        options: what to remove; or give the same options as *choices*.
        choices: `preset` and all other options of `cleanarticle.Options`.

    Raises:
        OptionError: an option or a label that does not exist.
        RuleError: a rule file that cannot be used.
    """
    cleaner = TextCleaner(options, **choices)

    def cleaned(texts: pd.Series) -> pd.DataFrame:
        articles, told = cleaner.clean(texts)
        return pd.DataFrame({"text": articles, **told}, dtype=object)

    schema = StructType().add("text", StringType())
    for name in cleaner.told:
        schema = schema.add(name, _type(name))
    made: Callable[[Column | str], Column] = pandas_udf(cleaned, schema)
    return made


def _type(name: str) -> LongType | StringType | ArrayType:
    if name == SPANS:
        removal = StructType().add("start", LongType()).add("end", LongType())
        return ArrayType(removal.add("label", StringType()).add("reason", StringType()).add("score", DoubleType()))
    return {VERDICT: StringType(), REMOVED: LongType(), ERROR: StringType()}[name]
