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
    r"""Cleans the content of documents; their meta gain the verdict and how much was removed.

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
            options: what to remove; or the same one by one, as *choices*.
            drop_verdicts: verdicts whose documents go to the output `dropped`; by default none does.
            spans: whether meta gain every removal under `cleanarticle_spans`; not every document store takes lists.
            url_key: where the meta have a page's address, which chooses a site profile.
            choices: `preset` and all else that `cleanarticle.Options` takes.
        """
        self._cleaner = DocumentCleaner(Cleaner(options_of(options, choices)), verdicts(drop_verdicts), spans)
        self._url_key = url_key

    @component.output_types(documents=list[Document], dropped=list[Document])
    def run(self, documents: list[Document]) -> dict[str, list[Document]]:
        """The documents cleaned, as `documents`, and those whose verdict is not wanted, as `dropped`.

        They keep their ids; those that came in do not change.
        """
        kept: list[Document] = []
        dropped: list[Document] = []
        for document in documents:
            cleaned = self._cleaner.clean(document.content, document.id, document.meta.get(self._url_key))
            (dropped if cleaned.dropped else kept).append(_fresh(document, cleaned))
        return {"documents": kept, "dropped": dropped}

    def to_dict(self) -> dict[str, object]:
        """The component as a pipeline's YAML holds it; rule files by their paths."""
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
    if not isinstance(document.content, str):  # Haystack refuses to make such a document, unless it has no content
        return document
    return replace(document, content=cleaned.text, meta={**document.meta, **cleaned.metadata})
