"""Hugging Face datasets: a function for `map`, whose cache knows it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cleanarticle.integrations.documents import SPANS, Choices, digest, plain
from cleanarticle.integrations.tables import ColumnError, TableCleaner, Values


class CleanArticle(TableCleaner):
    r"""Cleans one column of a dataset, for `map(…, batched=True)`; the arguments are those of `TableCleaner`.

    Two with equal options are the same to the library's cache, in other processes too, until a release, a rule file or
    a profile changes.

    >>> clean = CleanArticle("text", preset="body")
    >>> clean({"text": ["Rain is due on Monday, forecasters said.\n\nLeave a comment"]})["text"]
    ['Rain is due on Monday, forecasters said.']
    """

    def __call__(self, batch: Mapping[str, Values]) -> dict[str, Values]:
        """The columns of *batch* that change or are added.

        Raises:
            ColumnError: no such column, one that would be written over, or a single example instead of a batch.
        """
        if isinstance(batch.get(self._column, ()), (str, type(None))):
            raise ColumnError(
                f"column {self._column!r} holds no list of texts; batches are needed: map(…, batched=True)"
            )
        return self.columns(batch)

    def __reduce__(self) -> tuple[Callable[..., CleanArticle], tuple[object, ...]]:
        """What the cache compares, and another process makes a copy from: plain values, always in the same order."""
        options = self._cleaner.options
        return _made, (self._column, plain(options), self._url_column, SPANS in self.told, digest(options))


def _made(column: str, choices: Choices, url_column: str | None, spans: bool, _digest: str) -> CleanArticle:
    return CleanArticle(column, url_column=url_column, spans=spans, **choices)
