"""LangChain: documents go through the transformer, alone and behind a loader."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator

import pytest

pytest.importorskip("langchain_core")

from langchain_core.document_loaders import BaseLoader
from langchain_core.documents import BaseDocumentTransformer, Document
from langchain_core.runnables import RunnableLambda
from tests.engines.documented import blocks, printed

from cleanarticle import OptionError, Options
from cleanarticle.integrations.langchain import CleanArticleTransformer

ARTICLE = "The bridge reopened on Friday, the council said."
PAGE = f"{ARTICLE}\n\nLeave a comment"
RESIDUE = "Leave a comment\n\nShare this article"


class Pages(BaseLoader):
    """Loads what it was given, and counts how much of it was asked for."""

    def __init__(self, *texts: str) -> None:
        """Hold *texts*."""
        self.texts = texts
        self.loaded = 0

    def lazy_load(self) -> Iterator[Document]:
        """One document for each text."""
        for text in self.texts:
            self.loaded += 1
            yield Document(text, metadata={"source": f"page {self.loaded}"})


def test_example_of_the_page_prints_what_the_page_says(capsys: pytest.CaptureFixture[str]) -> None:
    for block in blocks("langchain"):
        exec(block, {})  # noqa: S102 -- the page of our own documentation
    assert capsys.readouterr().out == printed("langchain")


def test_is_a_transformer_that_keeps_id_and_metadata_and_leaves_its_input_alone() -> None:
    transformer = CleanArticleTransformer()
    page = Document(PAGE, id="7", metadata={"source": "bridge.txt"})
    (cleaned,) = transformer.transform_documents([page])
    assert isinstance(transformer, BaseDocumentTransformer)
    assert (cleaned.page_content, cleaned.id) == (ARTICLE, "7")
    assert cleaned.metadata == {
        "source": "bridge.txt",
        "cleanarticle_verdict": "article",
        "cleanarticle_removed": len(PAGE) - len(ARTICLE),
    }
    assert page == Document(PAGE, id="7", metadata={"source": "bridge.txt"})


def test_lazily_asks_a_loader_for_no_more_than_is_needed() -> None:
    loader = Pages(PAGE, PAGE, PAGE)
    cleaned = CleanArticleTransformer().lazy_transform_documents(loader.lazy_load())
    assert next(cleaned).page_content == ARTICLE
    assert loader.loaded == 1


def test_works_in_a_chain_and_asynchronously() -> None:
    transformer = CleanArticleTransformer(Options(preset="body"))
    chain = RunnableLambda(lambda texts: Pages(*texts).load()) | transformer.transform_documents
    assert [d.page_content for d in chain.invoke([PAGE])] == [ARTICLE]
    assert [d.page_content for d in asyncio.run(transformer.atransform_documents([Document(PAGE)]))] == [ARTICLE]


def test_keeps_what_is_no_article_unless_told_to_drop_it(caplog: pytest.LogCaptureFixture) -> None:
    documents = Pages(PAGE, RESIDUE, "").load()
    kept = CleanArticleTransformer().transform_documents(documents)
    assert [d.metadata["cleanarticle_verdict"] for d in kept] == ["article", "residue", "empty"]
    with caplog.at_level(logging.INFO):
        left = CleanArticleTransformer(drop_verdicts={"residue", "empty"}).transform_documents(documents)
    assert [d.metadata["source"] for d in left] == ["page 1"]
    assert caplog.messages == ["document page 2 dropped: residue", "document page 3 dropped: empty"]


def test_tells_every_removal_on_demand() -> None:
    (cleaned,) = CleanArticleTransformer(spans=True).transform_documents([Document(PAGE)])
    (span,) = cleaned.metadata["cleanarticle_spans"]
    assert PAGE[span["start"] : span["end"]].strip() == "Leave a comment"
    assert span["label"] == "comments"


def test_a_document_that_cannot_be_cleaned_stays_and_says_why(caplog: pytest.LogCaptureFixture) -> None:
    bad = Document.model_construct(page_content=b"bytes", metadata={"source": "bad.txt"}, id=None)
    empty = Document.model_construct(page_content=None, metadata={}, id=None)
    first, second, third = CleanArticleTransformer().transform_documents([bad, empty, Document(PAGE)])
    assert first.page_content == b"bytes"
    assert first.metadata["cleanarticle_error"].startswith("TypeError: text must be str, not bytes")
    assert (second.page_content, second.metadata) == (None, {})
    assert third.page_content == ARTICLE
    assert caplog.messages[0].startswith("document bad.txt stays as it is: TypeError")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"preset": "bodi"}, "did you mean 'body'"),
        ({"presett": "body"}, "did you mean 'preset'"),
        ({"drop": {"coments"}}, "did you mean 'comments'"),
        ({"drop_verdicts": {"walls"}}, "did you mean 'wall'"),
        ({"drop_verdicts": {"article"}}, "nothing would be left"),
        ({"options": Options(), "preset": "body"}, "not both: preset"),
    ],
)
def test_wrong_arguments_are_named_at_once(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        CleanArticleTransformer(**arguments)  # type: ignore[arg-type]
