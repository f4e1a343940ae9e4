"""Dask: a function that cleans the records of a bag, one partition at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Unpack

from cleanarticle.cleaner import Cleaner
from cleanarticle.errors import unknown
from cleanarticle.integrations.documents import ERROR, Choices, DocumentCleaner, options_of
from cleanarticle.options import Options

Item = Mapping[str, object]


class CleanArticle:
    r"""Cleans one field of records, for `Bag.map_partitions`; adds fields with the result for each text.

    A record that cannot be cleaned stays, with the reason under `cleanarticle_error`.

    >>> clean = CleanArticle("text", preset="body")
    >>> clean([{"id": 7, "text": "Rain is due on Monday, forecasters said.\n\nLeave a comment"}])[0]["text"]
    'Rain is due on Monday, forecasters said.'
    """

    def __init__(
        self,
        text_key: str = "text",
        options: Options | None = None,
        *,
        url_key: str = "url",
        spans: bool = False,
        **choices: Unpack[Choices],
    ) -> None:
        """Choose the field, and what to remove.

        Args:
            text_key: the field that holds the text.
            options: what to remove; or give the same options as *choices*.
            url_key: the field that may hold the page's URL, which selects a site profile.
            spans: whether to report every removal, and not only the number of removed code points.
            choices: `preset` and all other options of `cleanarticle.Options`.

        Raises:
            OptionError: an option or a label that does not exist.
            RuleError: a rule file that cannot be used.
        """
        self._cleaner = DocumentCleaner(Cleaner(options_of(options, choices)), spans=spans)
        self._text_key = text_key
        self._url_key = url_key

    def __call__(self, partition: Iterable[Item]) -> list[Item]:
        """Cleaned copies of the records of a *partition*, in their order; the input records do not change."""
        return [self._clean(item, number) for number, item in enumerate(partition)]

    def _clean(self, item: Item, number: int) -> Item:
        if not isinstance(item, Mapping):
            raise TypeError(
                f"records must be dicts, not {type(item).__name__}; map cleanarticle.clean over plain texts"
            )
        if self._text_key not in item:
            return {**item, ERROR: str(unknown("field", self._text_key, map(str, item)))}
        url = item.get(self._url_key)
        cleaned = self._cleaner.clean(item[self._text_key], url or f"in place {number} of a partition", url)
        return {**item, self._text_key: cleaned.text, **cleaned.metadata}
