"""Haystack: a component for documents, between a converter and a splitter or writer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Self, Unpack

from haystack import Document, component, default_from_dict, default_to_dict

from cleanarticle.cleaner import Cleaner
from cleanarticle.integrations.documents import Choices, Cleaned, DocumentCleaner, options_of, plain, verdicts
from cleanarticle.options import Options


@component
class CleanArticle:
    r"""Cleans the content of documents; adds verdict and number of removed code points to their meta.

    A document that cannot be cleaned stays as it is, with the reason under `cleanarticle_error`.

    Raises:
        OptionError: an option, a label or a verdict that does not exist.
        RuleError: a rule file that cannot be used.

    >>> page = Document(content="Rain is due on Monday, forecasters said.\n\nLeave a comment")
    >>> [document.content for document in CleanArticle(preset="body").run([page])["documents"]]
    ['Rain is due on Monday, forecasters said.']
    """

    def __init__(
        self,
        options: Options | None = None,
        *,
        drop_verdicts: Iterable[str] = (),
        spans: bool = False,
        url_key: str = "url",
        **choices: Unpack[Choices],
    ) -> None:
        """Choose what to remove, and which documents to drop.

        Args:
            options: what to remove; or give the same options as *choices*.
            drop_verdicts: documents with these verdicts go to the output `dropped`; by default none.
            spans: whether to add every removal as `cleanarticle_spans`; some document stores accept no lists in meta.
            url_key: the meta key of the page's URL, which selects a site profile.
            choices: `preset` and all other options of `cleanarticle.Options`.
        """
        self._cleaner = DocumentCleaner(Cleaner(options_of(options, choices)), verdicts(drop_verdicts), spans)
        self._url_key = url_key

    @component.output_types(documents=list[Document], dropped=list[Document])
    def run(self, documents: list[Document]) -> dict[str, list[Document]]:
        """Cleaned copies of the documents, as `documents`, and those with a verdict to drop, as `dropped`.

        The copies keep their ids; the input documents do not change.
        """
        kept: list[Document] = []
        dropped: list[Document] = []
        for document in documents:
            cleaned = self._cleaner.clean(document.content, document.id, document.meta.get(self._url_key))
            (dropped if cleaned.dropped else kept).append(_fresh(document, cleaned))
        return {"documents": kept, "dropped": dropped}

    def to_dict(self) -> dict[str, object]:
        """The component as saved in the YAML of a pipeline; rule files are saved as paths."""
        cleaner = self._cleaner
        told = {"drop_verdicts": sorted(cleaner.drop_verdicts), "spans": cleaner.spans, "url_key": self._url_key}
        saved: dict[str, object] = default_to_dict(self, **told, **plain(cleaner.cleaner.options))
        return saved

    @classmethod
    def from_dict(cls, data: dict[str, object]) -> Self:
        """The component that was saved as *data*."""
        made: Self = default_from_dict(cls, data)
        return made


def _fresh(document: Document, cleaned: Cleaned) -> Document:
    if not isinstance(document.content, str):  # Haystack allows only str or None as content
        return document
    return replace(document, content=cleaned.text, meta={**document.meta, **cleaned.metadata})
