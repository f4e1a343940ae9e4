"""LangChain: a document transformer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Unpack

from langchain_core.documents import BaseDocumentTransformer, Document

from cleanarticle.cleaner import Cleaner
from cleanarticle.integrations.documents import Choices, DocumentCleaner, options_of, verdicts
from cleanarticle.options import Options


class CleanArticleTransformer(BaseDocumentTransformer):
    r"""Cleans the page content of documents; adds verdict and number of removed code points to their metadata.

    A document that cannot be cleaned stays as it is, with the reason under `cleanarticle_error`.

    Raises:
        OptionError: an option, a label or a verdict that does not exist.
        RuleError: a rule file that cannot be used.

    >>> cleaned = CleanArticleTransformer(preset="body").transform_documents(
    ...     [Document("Rain is due on Monday, forecasters said.\n\nLeave a comment")]
    ... )
    >>> cleaned[0].page_content, cleaned[0].metadata
    ('Rain is due on Monday, forecasters said.', {'cleanarticle_verdict': 'article', 'cleanarticle_removed': 17})
    """

    def __init__(
        self,
        options: Options | None = None,
        *,
        drop_verdicts: Iterable[str] = (),
        spans: bool = False,
        url_key: str = "source",
        **choices: Unpack[Choices],
    ) -> None:
        """Choose what to remove, and which documents to drop.

        Args:
            options: what to remove; or give the same options as *choices*.
            drop_verdicts: documents with these verdicts are dropped; by default all stay.
            spans: whether to add every removal as `cleanarticle_spans`; some vector stores accept no lists in metadata.
            url_key: the metadata key of the page's URL, which selects a site profile.
            choices: `preset` and all other options of `cleanarticle.Options`.
        """
        self._cleaner = DocumentCleaner(Cleaner(options_of(options, choices)), verdicts(drop_verdicts), spans)
        self._url_key = url_key

    def lazy_transform_documents(self, documents: Iterable[Document]) -> Iterator[Document]:
        """Cleaned copies of the documents, made lazily one at a time; the input documents do not change."""
        for document in documents:
            name = document.id or document.metadata.get("source")
            cleaned = self._cleaner.clean(document.page_content, name, document.metadata.get(self._url_key))
            if not cleaned.dropped:
                metadata = {**document.metadata, **cleaned.metadata}
                yield document.model_copy(update={"page_content": cleaned.text, "metadata": metadata})

    def transform_documents(self, documents: Sequence[Document], **kwargs: object) -> Sequence[Document]:  # noqa: ARG002
        """Cleaned copies of the documents; *kwargs* are ignored."""
        return list(self.lazy_transform_documents(documents))
