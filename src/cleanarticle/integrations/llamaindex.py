"""LlamaIndex: a transformation for an ingestion pipeline, before the splitter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Self, Unpack

from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.schema import BaseNode, Document, ImageDocument, ImageNode, TextNode, TransformComponent

from cleanarticle.cleaner import Cleaner
from cleanarticle.integrations.documents import KEYS, Choices, DocumentCleaner, digest, options_of, plain, verdicts
from cleanarticle.options import Options

_DIGEST = "digest"


class CleanArticle(TransformComponent):
    r"""Cleans the text of documents and text nodes; adds verdict and number of removed code points to their metadata.

    These metadata are excluded from embeddings and prompts.  Other nodes stay as they are.  A document that cannot be
    cleaned stays as it is, with the reason under `cleanarticle_error`.

    Raises:
        OptionError: an option, a label or a verdict that does not exist.
        RuleError: a rule file that cannot be used.

    >>> page = Document(text="Rain is due on Monday, forecasters said.\n\nLeave a comment")
    >>> [document.text for document in CleanArticle(preset="body")([page])]
    ['Rain is due on Monday, forecasters said.']
    """

    preset: str
    drop: list[str]
    keep: list[str]
    rules: list[str]
    languages: list[str] | None
    pattern_timeout: float
    profiles: str | None
    drop_verdicts: list[str]
    spans: bool
    url_key: str
    _cleaner: DocumentCleaner = PrivateAttr()

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
            drop_verdicts: documents with these verdicts are dropped; by default all stay.
            spans: whether to add every removal as `cleanarticle_spans`; some vector stores accept no lists in metadata.
            url_key: the metadata key of the page's URL, which selects a site profile.
            choices: `preset` and all other options of `cleanarticle.Options`.
        """
        chosen, dropped = options_of(options, choices), verdicts(drop_verdicts)
        super().__init__(drop_verdicts=sorted(dropped), spans=spans, url_key=url_key, **plain(chosen))
        self._cleaner = DocumentCleaner(Cleaner(chosen), dropped, spans)

    def __call__(self, nodes: Sequence[BaseNode], **kwargs: object) -> Sequence[BaseNode]:  # noqa: ARG002
        """Cleaned copies of the nodes; the input nodes do not change, and LlamaIndex's *kwargs* are ignored."""
        return [fresh for node in nodes for fresh in self._fresh(node)]

    def _fresh(self, node: BaseNode) -> list[BaseNode]:
        """The cleaned copy of one node; an empty list if it is dropped."""
        text = _text(node)
        if text is None:
            return [node]
        cleaned = self._cleaner.clean(text, node.node_id, node.metadata.get(self.url_key))
        fresh = node.model_copy(
            update={
                "metadata": {**node.metadata, **cleaned.metadata},
                "excluded_embed_metadata_keys": _with_keys(node.excluded_embed_metadata_keys),
                "excluded_llm_metadata_keys": _with_keys(node.excluded_llm_metadata_keys),
            }
        )
        if cleaned.text != text:
            fresh.set_content(cleaned.text)
        return [] if cleaned.dropped else [fresh]

    @classmethod
    def class_name(cls) -> str:
        """The name under which LlamaIndex saves the component."""
        return "CleanArticle"

    def to_dict(self, **kwargs: object) -> dict[str, object]:
        """The saved form of the component, from which LlamaIndex also makes its cache key.

        The digest changes that key when the version, a rule file or a profile changes.
        """
        return {**super().to_dict(**kwargs), _DIGEST: digest(self._cleaner.cleaner.options)}

    @classmethod
    def from_dict(cls, data: Mapping[str, object], **kwargs: object) -> Self:
        """The component that was saved as *data*; its rule files are read again."""
        made: Self = super().from_dict({name: value for name, value in data.items() if name != _DIGEST}, **kwargs)
        return made


def _text(node: BaseNode) -> str | None:
    """The text of *node*; None if it has none, and for an image without text."""
    if isinstance(node, (ImageNode, ImageDocument)):
        return node.text or None
    if isinstance(node, Document):
        return node.text_resource.text or "" if node.text_resource else None
    return node.text if isinstance(node, TextNode) else None


def _with_keys(excluded: Sequence[str]) -> list[str]:
    return [*excluded, *(key for key in KEYS if key not in excluded)]
