"""Hugging Face datasets: a function for `map` that works with the cache of the library."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cleanarticle.integrations.documents import SPANS, Choices, digest, plain
from cleanarticle.integrations.tables import ColumnError, TableCleaner, Values


class CleanArticle(TableCleaner):
    r"""Cleans one column of a dataset, for `map(…, batched=True)`; the arguments are those of `TableCleaner`.

    Functions with equal options have the same cache key, in other processes, too, until the release, a rule file or a
    profile changes.

    >>> clean = CleanArticle("text", preset="body")
    >>> clean({"text": ["Rain is due on Monday, forecasters said.\n\nLeave a comment"]})["text"]
    ['Rain is due on Monday, forecasters said.']
    """

    def __call__(self, batch: Mapping[str, Values]) -> dict[str, Values]:
        """The changed and added columns of *batch*.

        Raises:
            ColumnError: no such column, one that would be overwritten, or a single example instead of a batch.
        """
        if isinstance(batch.get(self._column, ()), (str, type(None))):
            raise ColumnError(
                f"column {self._column!r} holds no list of texts; batches are needed: map(…, batched=True)"
            )
        return self.columns(batch)

    def __reduce__(self) -> tuple[Callable[..., CleanArticle], tuple[object, ...]]:
        """Plain values in a fixed order, for the cache key and for copies in other processes."""
        options = self._cleaner.options
        return _made, (self._column, plain(options), self._url_column, SPANS in self.told, digest(options))


def _made(column: str, choices: Choices, url_column: str | None, spans: bool, _digest: str) -> CleanArticle:
    return CleanArticle(column, url_column=url_column, spans=spans, **choices)
