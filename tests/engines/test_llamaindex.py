"""LlamaIndex: documents go through ingestion pipelines with a cache, workers and a splitter."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("llama_index.core")

from llama_index.core import Document
from llama_index.core.ingestion import IngestionCache, IngestionPipeline
from llama_index.core.ingestion.pipeline import get_transformation_hash
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import ImageNode, MediaResource, MetadataMode, Node, TextNode
from tests.engines.documented import blocks, printed

from cleanarticle import OptionError, Options
from cleanarticle.integrations.llamaindex import CleanArticle

ARTICLE = "The bridge reopened on Friday, the council said."
PAGE = f"{ARTICLE}\n\nLeave a comment"
RESIDUE = "Leave a comment\n\nShare this article"
RULE = """
[[rule]]
id = "house.newsletter.courier"
label = "newsletter"
scope = "line"
weight = {weight}
pattern = '''^Get the Courier every morning'''
why = "Our own call, under every story."
removes = ["Get the Courier every morning, free.", "Get the Courier every morning by e-mail"]
keeps = ["Residents get the Courier every morning at six.", "Who will get the Courier next?"]
"""


def test_example_of_the_page_prints_what_the_page_says(capsys: pytest.CaptureFixture[str]) -> None:
    for block in blocks("llamaindex"):
        exec(block, {})  # noqa: S102 -- the page of our own documentation
    assert capsys.readouterr().out == printed("llamaindex")


def test_cleans_before_the_splitter_and_tells_neither_embeddings_nor_prompts() -> None:
    page = Document(text=PAGE, id_="7", metadata={"source": "bridge.txt"})
    pipeline = IngestionPipeline(transformations=[CleanArticle(spans=True), SentenceSplitter()])
    (node,) = pipeline.run(documents=[page])
    assert node.get_content(MetadataMode.NONE) == ARTICLE
    assert node.metadata["cleanarticle_verdict"] == "article"
    assert node.metadata["cleanarticle_removed"] == len(PAGE) - len(ARTICLE)
    assert [span["label"] for span in node.metadata["cleanarticle_spans"]] == ["comments"]
    for mode in (MetadataMode.EMBED, MetadataMode.LLM):
        assert node.get_content(mode) == f"source: bridge.txt\n\n{ARTICLE}"
    assert node.source_node is not None
    assert node.source_node.node_id == "7"
    assert (page.text, page.metadata, page.excluded_embed_metadata_keys) == (PAGE, {"source": "bridge.txt"}, [])


def test_a_second_run_comes_out_of_the_cache_and_other_options_do_not() -> None:
    cache = IngestionCache()
    page = Document(text=PAGE)
    for expected, options in [(1, Options()), (1, Options()), (2, Options(keep={"comments"}))]:
        IngestionPipeline(transformations=[CleanArticle(options)], cache=cache).run(documents=[page])
        assert len(cache.cache.get_all(cache.collection)) == expected


def test_the_key_of_the_cache_is_the_same_in_every_process() -> None:
    code = (
        "from llama_index.core.ingestion.pipeline import get_transformation_hash as h;"
        "from cleanarticle.integrations.llamaindex import CleanArticle;"
        "print(h([], CleanArticle(drop={'title', 'credit', 'author'}, drop_verdicts={'wall', 'error'})))"
    )
    keys = {
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(keys) == 1


def test_an_edited_rule_file_is_another_key(tmp_path: Path) -> None:
    rules = tmp_path / "house.toml"
    keys = set()
    for weight in ("4.0", "3.0"):
        rules.write_text(RULE.format(weight=weight), encoding="utf-8")
        keys.add(get_transformation_hash([], CleanArticle(rules=[rules])))
    assert len(keys) == 2


def test_workers_clean_as_one_process_does() -> None:
    pages = [Document(text=f"{n}. {PAGE}", id_=str(n)) for n in range(4)]
    pipeline = IngestionPipeline(transformations=[CleanArticle(preset="body")], disable_cache=True)
    assert [n.text for n in pipeline.run(documents=pages, num_workers=2)] == [f"{n}. {ARTICLE}" for n in range(4)]


def test_survives_pickling_and_saving() -> None:
    first = CleanArticle(drop={"title"}, languages=["en"], drop_verdicts={"residue"}, spans=True)
    for copy in (pickle.loads(pickle.dumps(first)), CleanArticle.from_dict(first.to_dict())):
        assert copy.to_dict() == first.to_dict()
        cleaned = copy([TextNode(text=PAGE), TextNode(text=RESIDUE)])
        assert [node.get_content(MetadataMode.NONE) for node in cleaned] == [ARTICLE]


def test_keeps_what_is_no_article_unless_told_to_drop_it() -> None:
    pages = [Document(text=PAGE), Document(text=RESIDUE), Document(text="")]
    kept = IngestionPipeline(transformations=[CleanArticle()]).run(documents=pages)
    verdicts = [n.metadata.get("cleanarticle_verdict") for n in kept]
    assert verdicts == ["article", "residue", None]  # to LlamaIndex an empty text is none
    left = IngestionPipeline(transformations=[CleanArticle(drop_verdicts=["residue", "empty"])]).run(documents=pages)
    assert [n.get_content(MetadataMode.NONE) for n in left] == [ARTICLE, ""]


def test_what_has_no_text_of_its_own_passes_as_it_is() -> None:
    nodes = [ImageNode(image_url="a.png"), Node(text_resource=MediaResource(text=PAGE)), Document()]
    done = CleanArticle(drop_verdicts=["empty"])(nodes)
    assert all(after is before for after, before in zip(done, nodes, strict=True))


def test_a_document_that_cannot_be_cleaned_stays_and_says_why(caplog: pytest.LogCaptureFixture) -> None:
    bad = TextNode.model_construct(text=b"bytes", id_="bad")
    first, second = CleanArticle()([bad, TextNode(text=PAGE)])
    assert first.metadata["cleanarticle_error"].startswith("TypeError: text must be str, not bytes")
    assert second.get_content(MetadataMode.NONE) == ARTICLE
    assert caplog.messages[0].startswith("document bad stays as it is: TypeError")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"preset": "bodi"}, "did you mean 'body'"),
        ({"presett": "body"}, "did you mean 'preset'"),
        ({"drop_verdicts": "wall"}, "belong in a set or list"),
        ({"options": Options(), "preset": "body"}, "not both: preset"),
    ],
)
def test_wrong_arguments_are_named_at_once(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        CleanArticle(**arguments)  # type: ignore[arg-type]
