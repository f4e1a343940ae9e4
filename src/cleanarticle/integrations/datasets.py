"""Hugging Face datasets: a function for `map`, whose cache knows it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Unpack

from cleanarticle.integrations.documents import Choices, digest, options_of, plain
from cleanarticle.integrations.tables import ColumnError, TableCleaner, Values
from cleanarticle.options import Options


class CleanArticle:
    r"""Cleans one column of a dataset, for `map(…, batched=True)`; columns are added that say what became of each text.

    Two with equal options are the same to the library's cache, in other processes too, until a release, a rule file or
    a profile changes.

    >>> clean = CleanArticle("text", preset="body")
    >>> clean({"text": ["Rain is due on Monday, forecasters said.\n\nLeave a comment"]})["text"]
    ['Rain is due on Monday, forecasters said.']
    """

    def __init__(
        self,
        column: str = "text",
        options: Options | None = None,
        *,
        url_column: str | None = None,
        spans: bool = False,
        **choices: Unpack[Choices],
    ) -> None:
        """Choose the column, and what to remove.

        Args:
            column: the texts to clean.
            options: what to remove; or the same one by one, as *choices*.
            url_column: the pages' addresses, which choose site profiles.
            spans: whether every removal is told in a column, and not only how much was removed.
            choices: `preset` and all else that `cleanarticle.Options` takes.

        Raises:
            OptionError: an option or a label that does not exist, or site profiles without a *url_column*.
            RuleError: a rule file that cannot be used.
        """
        self._cleaner = TableCleaner(column, options, url_column=url_column, spans=spans, **choices)
        self._options = options_of(options, choices)
        self._column, self._url_column, self._spans = column, url_column, spans

    def __call__(self, batch: Mapping[str, Values]) -> dict[str, Values]:
        """The columns of *batch* that change or are added.

        Raises:
            ColumnError: no such column, one that would be written over, or a single example instead of a batch.
        """
        if isinstance(batch.get(self._column, ()), (str, type(None))):
            raise ColumnError(
                f"column {self._column!r} holds no list of texts; batches are needed: map(…, batched=True)"
            )
        return self._cleaner.columns(batch)

    def __reduce__(self) -> tuple[Callable[..., CleanArticle], tuple[object, ...]]:
        """What the cache compares, and another process makes a copy from: plain values, always in the same order."""
        options = self._options
        return _made, (self._column, plain(options), self._url_column, self._spans, digest(options))


def _made(column: str, choices: Choices, url_column: str | None, spans: bool, _digest: str) -> CleanArticle:
    return CleanArticle(column, url_column=url_column, spans=spans, **choices)
