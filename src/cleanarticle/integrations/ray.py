"""Ray Data: a callable class for `map_batches`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleanarticle.integrations.tables import TableCleaner

if TYPE_CHECKING:
    import pyarrow


class CleanArticle(TableCleaner):
    r"""Cleans one column of texts of a dataset; the arguments are those of `TableCleaner`.

    Pass to `map_batches` the class with its arguments, or an instance; in both cases with `batch_format="pyarrow"`.

    >>> import pyarrow
    >>> clean = CleanArticle("text", preset="body")
    >>> batch = clean(pyarrow.table({"text": ["Rain is due on Monday, forecasters said.\n\nLeave a comment"]}))
    >>> batch.column("text").to_pylist(), batch.column("cleanarticle_removed").to_pylist()
    (['Rain is due on Monday, forecasters said.'], [17])
    """

    def __call__(self, batch: pyarrow.Table) -> pyarrow.Table:
        """The batch with its texts cleaned and the columns added.

        Raises:
            ColumnError: no such column, one that holds no texts, or one that would be overwritten.
        """
        return self.rows(batch)
