"""Polars: adds the namespace `pl.col(…).cleanarticle` when this module is imported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Unpack

import polars as pl

from cleanarticle.integrations.documents import ERROR, REMOVED, SPANS, VERDICT, Choices
from cleanarticle.integrations.tables import ColumnError, TextCleaner
from cleanarticle.options import Options

_REMOVAL: Final = {
    "start": pl.Int64(),
    "end": pl.Int64(),
    "label": pl.String(),
    "reason": pl.String(),
    "score": pl.Float64(),
}
_DTYPES: Final = {
    VERDICT: pl.String(),
    REMOVED: pl.Int64(),
    ERROR: pl.String(),
    SPANS: pl.List(pl.Struct(_REMOVAL)),
}


@pl.api.register_expr_namespace("cleanarticle")
class CleanArticleNamespace:
    r"""Cleans the texts of an expression; nulls stay nulls.

    >>> pages = pl.DataFrame({"text": ["Rain is due on Monday, forecasters said.\n\nLeave a comment", None]})
    >>> pages.select(pl.col("text").cleanarticle.clean(preset="body")).to_series().to_list()
    ['Rain is due on Monday, forecasters said.', None]
    """

    def __init__(self, expr: pl.Expr) -> None:
        """Store the expression; called by Polars."""
        self._expr = expr

    def clean(
        self,
        options: Options | None = None,
        *,
        url: pl.Expr | str | None = None,
        **choices: Unpack[Choices],
    ) -> pl.Expr:
        """The cleaned texts.

        Args:
            options: what to remove; or give the same options as *choices*.
            url: the URLs of the pages, which select site profiles.
            choices: `preset` and all other options of `cleanarticle.Options`.

        Raises:
            OptionError: an option or a label that does not exist.
            RuleError: a rule file that cannot be used.
        """
        return self.analyze(options, url=url, **choices).struct.field("text")

    def analyze(
        self,
        options: Options | None = None,
        *,
        url: pl.Expr | str | None = None,
        spans: bool = False,
        **choices: Unpack[Choices],
    ) -> pl.Expr:
        """Structs with the cleaned `text`, and fields with the result for each text.

        Args:
            options: what to remove; or give the same options as *choices*.
            url: the URLs of the pages, which select site profiles.
            spans: whether to report every removal, and not only the number of removed code points.
            choices: `preset` and all other options of `cleanarticle.Options`.

        Raises:
            OptionError: an option or a label that does not exist.
            RuleError: a rule file that cannot be used.
        """
        cleaner = TextCleaner(options, spans=spans, **choices)
        schema = {"text": pl.String(), **{name: _DTYPES[name] for name in cleaner.told}}
        inputs = [self._expr] if url is None else [self._expr, url]
        return pl.map_batches(inputs, _structs(cleaner, schema), return_dtype=pl.Struct(schema), is_elementwise=True)


def _structs(cleaner: TextCleaner, schema: dict[str, pl.DataType]) -> Callable[[Sequence[pl.Series]], pl.Series]:
    def structs(inputs: Sequence[pl.Series]) -> pl.Series:
        texts = inputs[0]
        if texts.dtype not in (pl.String, pl.Null):
            raise ColumnError(f"column {texts.name!r} holds {texts.dtype}, not texts")
        articles, told = cleaner.clean(texts, inputs[1] if len(inputs) > 1 else None)
        return pl.DataFrame({"text": articles, **told}, schema=schema).to_struct(texts.name)

    return structs
