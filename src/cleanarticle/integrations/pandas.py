"""pandas: adds the accessor `series.cleanarticle` when this module is imported."""

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
        AttributeError: the type of the series is not text.

    >>> pages = pd.Series(["Rain is due on Monday, forecasters said.\n\nLeave a comment", None])
    >>> pages.cleanarticle.clean(preset="body")[0]
    'Rain is due on Monday, forecasters said.'
    """

    def __init__(self, series: pd.Series) -> None:
        """Store the *series*; called by pandas."""
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
        """The cleaned texts, as a series with the same index, name and type.

        A value that cannot be cleaned, such as bytes, stays, and a warning is logged; `analyze` gives the reason in a
        column.

        Args:
            options: what to remove; or give the same options as *choices*.
            urls: the URLs of the pages, one for each value, which select site profiles.
            choices: `preset` and all other options of `cleanarticle.Options`.

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
        """A frame with the same index: the cleaned `text`, and columns with the result for each text.

        Args:
            options: what to remove; or give the same options as *choices*.
            urls: the URLs of the pages, one for each value, which select site profiles.
            spans: whether to add a column with every removal, and not only the number of removed code points.
            choices: `preset` and all other options of `cleanarticle.Options`.

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
