"""pandas: `series.cleanarticle`, once this module is imported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Unpack

import pandas as pd

from cleanarticle.integrations.documents import ERROR, REMOVED, SPANS, VERDICT, Choices
from cleanarticle.integrations.tables import TextCleaner
from cleanarticle.options import Options

_DTYPES: Final = {VERDICT: "string", REMOVED: "Int64", ERROR: "string", SPANS: "object"}


@pd.api.extensions.register_series_accessor("cleanarticle")
class CleanArticleAccessor:
    r"""Cleans the texts of a series; missing values stay missing.

    Raises:
        AttributeError: the series is of a type that holds no texts.

    >>> pages = pd.Series(["Rain is due on Monday, forecasters said.\n\nLeave a comment", None])
    >>> pages.cleanarticle.clean(preset="body")[0]
    'Rain is due on Monday, forecasters said.'
    """

    def __init__(self, series: pd.Series) -> None:
        """Take the *series*, as pandas asks for it."""
        if not (pd.api.types.is_object_dtype(series.dtype) or pd.api.types.is_string_dtype(series.dtype)):
            raise AttributeError(f"series {series.name!r} holds {series.dtype}, not texts")
        self._series = series

    def clean(
        self,
        options: Options | None = None,
        *,
        urls: Sequence[object] | None = None,
        **choices: Unpack[Choices],
    ) -> pd.Series:
        """The articles, as a series with the same index, name and type.

        A value that cannot be cleaned, such as bytes, stays and is named in a warning in the log; `analyze` says why in
        a column.

        Args:
            options: what to remove; or the same one by one, as *choices*.
            urls: the pages' addresses, one for each value, which choose site profiles.
            choices: `preset` and all else that `cleanarticle.Options` takes.

        Raises:
            OptionError: an option or a label that does not exist.
            RuleError: a rule file that cannot be used.
            ValueError: more or fewer *urls* than values.
        """
        return self.analyze(options, urls=urls, **choices)["text"].rename(self._series.name)

    def analyze(
        self,
        options: Options | None = None,
        *,
        urls: Sequence[object] | None = None,
        spans: bool = False,
        **choices: Unpack[Choices],
    ) -> pd.DataFrame:
        """A frame with the same index: `text`, and columns that say what became of each.

        Args:
            options: what to remove; or the same one by one, as *choices*.
            urls: the pages' addresses, one for each value, which choose site profiles.
            spans: whether every removal is told in a column, and not only how much was removed.
            choices: `preset` and all else that `cleanarticle.Options` takes.

        Raises:
            OptionError: an option or a label that does not exist.
            RuleError: a rule file that cannot be used.
            ValueError: more or fewer *urls* than values.
        """
        missing = self._series.isna()
        texts = [None if none else value for value, none in zip(self._series, missing, strict=True)]
        articles, told = TextCleaner(options, spans=spans, **choices).clean(texts, urls)
        index = self._series.index
        frame = pd.DataFrame({"text": pd.Series(articles, index=index, dtype=self._series.dtype)})
        for name, values in told.items():
            frame[name] = pd.Series(values, index=index, dtype=_DTYPES[name])
        return frame
