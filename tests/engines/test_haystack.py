"""Haystack: documents go through a pipeline, which is saved as YAML and loaded again."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("haystack")

from haystack import Document, Pipeline
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore
from tests.engines.documented import blocks, printed

from cleanarticle import OptionError, Options
from cleanarticle.integrations.haystack import CleanArticle

ARTICLE = "The bridge reopened on Friday, the council said."
PAGE = f"{ARTICLE}\n\nLeave a comment"
RESIDUE = "Leave a comment\n\nShare this article"
RULE = """
[[rule]]
id = "house.newsletter.courier"
label = "newsletter"
scope = "line"
weight = 4.0
pattern = '''^Get the Courier every morning'''
why = "Our own call, under every story."
removes = ["Get the Courier every morning, free.", "Get the Courier every morning by e-mail"]
keeps = ["Residents get the Courier every morning at six.", "Who will get the Courier next?"]
"""


def test_example_of_the_page_prints_what_the_page_says(capsys: pytest.CaptureFixture[str]) -> None:
    exec("\n".join(blocks("haystack")), {})  # noqa: S102 -- the page of our own documentation
    assert capsys.readouterr().out == printed("haystack")


def test_cleans_between_other_components() -> None:
    store = InMemoryDocumentStore()
    pipeline = Pipeline()
    pipeline.add_component("cleaner", CleanArticle(spans=True))
    pipeline.add_component("splitter", DocumentSplitter(split_by="word", split_length=100))
    pipeline.add_component("writer", DocumentWriter(store))
    pipeline.connect("cleaner.documents", "splitter.documents")
    pipeline.connect("splitter.documents", "writer.documents")
    page = Document(content=PAGE, meta={"source": "bridge.txt"})
    pipeline.run({"cleaner": {"documents": [page]}})
    (stored,) = store.filter_documents()
    assert stored.content == ARTICLE
    assert stored.meta["source"] == "bridge.txt"
    assert stored.meta["cleanarticle_verdict"] == "article"
    assert stored.meta["cleanarticle_removed"] == len(PAGE) - len(ARTICLE)
    assert [span["label"] for span in stored.meta["cleanarticle_spans"]] == ["comments"]
    assert page == Document(content=PAGE, meta={"source": "bridge.txt"})


def test_a_pipeline_saved_as_yaml_and_loaded_cleans_the_same(tmp_path: Path) -> None:
    rules, saved = tmp_path / "house.toml", tmp_path / "pipeline.yaml"
    rules.write_text(RULE, encoding="utf-8")
    made = CleanArticle(Options(rules=[rules], keep={"comments"}), drop_verdicts={"residue", "empty"}, spans=True)
    pipeline = Pipeline()
    pipeline.add_component("cleaner", made)
    saved.write_text(pipeline.dumps(), encoding="utf-8")
    loaded = Pipeline.loads(saved.read_text(encoding="utf-8"), allowed_modules=[CleanArticle.__module__])
    assert loaded == pipeline
    pages = [Document(content=f"{PAGE}\n\nGet the Courier every morning, free."), Document(content="")]
    first, second = pipeline.run({"cleaner": {"documents": pages}}), loaded.run({"cleaner": {"documents": pages}})
    assert first == second
    assert [d.content for d in second["cleaner"]["documents"]] == [PAGE]
    assert len(second["cleaner"]["dropped"]) == 1


def test_keeps_what_is_no_article_unless_told_to_drop_it() -> None:
    pages = [Document(content=PAGE), Document(content=RESIDUE), Document(content="")]
    kept = CleanArticle().run(documents=pages)
    assert [d.meta["cleanarticle_verdict"] for d in kept["documents"]] == ["article", "residue", "empty"]
    assert kept["dropped"] == []
    left = CleanArticle(drop_verdicts=["residue", "empty"]).run(documents=pages)
    assert [d.content for d in left["documents"]] == [ARTICLE]
    assert [(d.content, d.meta["cleanarticle_verdict"]) for d in left["dropped"]] == [
        (RESIDUE, "residue"),
        ("", "empty"),
    ]


def test_documents_keep_their_ids_and_one_without_content_passes_as_it_is() -> None:
    page, image = Document(id="7", content=PAGE), Document(content=None, meta={"file": "a.png"})
    first, second = CleanArticle(drop_verdicts=["empty"]).run(documents=[page, image])["documents"]
    assert (first.id, first.content) == ("7", ARTICLE)
    assert second is image


def test_a_document_that_cannot_be_cleaned_stays_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    bad = Document(id="bad", content=PAGE)
    object.__setattr__(bad, "content", b"bytes")
    first, second = CleanArticle().run(documents=[bad, Document(content=PAGE)])["documents"]
    assert (first.content, second.content) == (b"bytes", ARTICLE)
    assert caplog.messages[0].startswith("document bad stays as it is: TypeError")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"preset": "bodi"}, "did you mean 'body'"),
        ({"presett": "body"}, "did you mean 'preset'"),
        ({"drop_verdicts": ["error", "walls"]}, "did you mean 'wall'"),
        ({"options": Options(), "preset": "body"}, "not both: preset"),
    ],
)
def test_wrong_arguments_are_named_at_once(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        CleanArticle(**arguments)  # type: ignore[arg-type]
