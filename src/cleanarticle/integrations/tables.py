"""Shared code of the adapters for tables: they clean a text column and add columns with the result for each text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar, Unpack

from cleanarticle.cleaner import Cleaner
from cleanarticle.errors import OptionError, unknown
from cleanarticle.integrations.documents import ERROR, REMOVED, SPANS, VERDICT, Choices, DocumentCleaner, options_of
from cleanarticle.options import Options
from cleanarticle.output.arrow import removals_type

if TYPE_CHECKING:
    import pyarrow

    Rows = TypeVar("Rows", pyarrow.Table, pyarrow.RecordBatch)

Values = Sequence[object]


class ColumnError(ValueError):
    """A column that is missing, holds no text, or would be overwritten; the message names it."""


class TextCleaner:
    """Cleans the texts of a column, given as a sequence.

    Attributes:
        told: the names of the added columns, which hold the result for each text.
    """

    def __init__(self, options: Options | None = None, *, spans: bool = False, **choices: Unpack[Choices]) -> None:
        """Choose what to remove.

        Args:
            options: what to remove; or give the same options as *choices*.
            spans: whether to report every removal, and not only the number of removed code points.
            choices: `preset` and all other options of `cleanarticle.Options`.

        Raises:
            OptionError: an option or a label that does not exist.
            RuleError: a rule file that cannot be used.
        """
        self.options = options_of(options, choices)
        self._cleaner = DocumentCleaner(Cleaner(self.options), spans=spans)
        self.told = (VERDICT, REMOVED, ERROR, *([SPANS] if spans else []))

    def clean(self, texts: Values, urls: Values | None = None) -> tuple[Values, dict[str, Values]]:
        """The cleaned texts, and the added columns with the result for each text.

        None means no text, and stays.  A text that cannot be cleaned stays, too, and the error column says why.

        Raises:
            ValueError: more or fewer *urls* than texts.
        """
        urls = [None] * len(texts) if urls is None else urls
        if len(urls) != len(texts):
            raise ValueError(f"{len(texts):,} texts, but {len(urls):,} addresses")
        articles: list[object] = []
        told: dict[str, list[object]] = {name: [] for name in self.told}
        for row, (text, url) in enumerate(zip(texts, urls, strict=True)):
            cleaned = self._cleaner.clean(text, url if isinstance(url, str) else f"in row {row} of a batch", url)
            articles.append(cleaned.text)
            for name, values in told.items():
                values.append(cleaned.metadata.get(name))
        return articles, dict(told)


class TableCleaner:
    """Cleans a text column of Arrow tables and record batches, and adds columns with the result for each text."""

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
            column: the column of texts to clean.
            options: what to remove; or give the same options as *choices*.
            url_column: the column of page URLs, which select site profiles; None if there is none.
            spans: whether to add a column with every removal, and not only the number of removed code points.
            choices: `preset` and all other options of `cleanarticle.Options`.

        Raises:
            OptionError: an option or a label that does not exist, or site profiles without a *url_column*.
            RuleError: a rule file that cannot be used.
        """
        self._cleaner = TextCleaner(options, spans=spans, **choices)
        if self._cleaner.options.profiles is not None and url_column is None:
            raise OptionError("profiles are chosen by the page's address; url_column says where it is")
        self._column = column
        self._url_column = url_column

    @property
    def told(self) -> tuple[str, ...]:
        """The names of the added columns."""
        return self._cleaner.told

    def check(self, names: Iterable[str]) -> None:
        """Check that a table whose columns have these *names* can be cleaned.

        Raises:
            ColumnError: the column does not exist, or an added column would have the name of an existing one.
        """
        known = list(names)
        for name in (self._column, self._url_column):
            if name is not None and name not in known:
                raise ColumnError(str(unknown("column", name, known)))
            if name is not None and known.count(name) > 1:
                raise ColumnError(f"column {name!r} stands {known.count(name)} times")
        for name in self.told:
            if name in known:
                raise ColumnError(f"column {name!r} is there already, and would be written over")

    def columns(self, table: Mapping[str, Values]) -> dict[str, Values]:
        """The changed and added columns of a table of plain lists.

        Raises:
            ColumnError: see `check`.
        """
        self.check(table)
        urls = None if self._url_column is None else table[self._url_column]
        articles, told = self._cleaner.clean(table[self._column], urls)
        return {self._column: articles, **told}

    def rows(self, table: Rows) -> Rows:
        """The table with its texts cleaned and the columns added; number and order of rows stay.

        Raises:
            ColumnError: see `check`; or the type of the column is not text.
        """
        import pyarrow as pa

        self.check(table.schema.names)
        place = table.schema.get_field_index(self._column)
        field = table.schema.field(place)
        _check_texts(field)
        urls = None if self._url_column is None else table.column(self._url_column).to_pylist()
        articles, told = self._cleaner.clean(table.column(place).to_pylist(), urls)
        table = table.set_column(place, field, pa.array(articles, field.type))
        for name, values in told.items():
            table = table.append_column(name, pa.array(values, _type(name)))
        return table

    def batches(self, batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        """Apply `rows` to each record batch."""
        return map(self.rows, batches)


def _check_texts(field: pyarrow.Field) -> None:
    from pyarrow import types

    kind = field.type.value_type if types.is_dictionary(field.type) else field.type
    if not any(holds(kind) for holds in (types.is_string, types.is_large_string, types.is_string_view, types.is_null)):
        raise ColumnError(f"column {field.name!r} holds {field.type}, not texts")


def _type(name: str) -> pyarrow.DataType:
    import pyarrow as pa

    if name == SPANS:
        return removals_type()
    return pa.int64() if name == REMOVED else pa.string()
