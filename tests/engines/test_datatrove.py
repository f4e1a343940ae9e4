"""DataTrove: pipelines on two tasks in two processes, resumed runs, and a reader that loses nothing."""

from __future__ import annotations

import bz2
import gzip
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

pytest.importorskip("datatrove")

from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter, ParquetWriter
from tests.engines.documented import blocks

from cleanarticle import OptionError, Options
from cleanarticle.integrations.datatrove import CleanArticle, JsonLinesReader

ARTICLE = "The bridge reopened on Friday, the council said."
PAGE = f"{ARTICLE}\n\nLeave a comment"
RESIDUE = "Leave a comment\n\nShare this article"


class FailsOnce(PipelineStep):
    """Ends the second task after two documents, once the first is done; not if a file says that all is mended."""

    type = "test"
    name = "fails once"

    def __init__(self, logs: Path, mended: Path) -> None:
        """Watch *logs* for the first task's end, and fail as long as nothing is *mended*."""
        super().__init__()
        self.first_done, self.mended = str(logs / "completions" / "00000"), str(mended)

    def run(self, data: Iterator[Document], rank: int = 0, world_size: int = 1) -> Iterator[Document]:  # noqa: ARG002
        """Pass the documents on."""
        for number, document in enumerate(data):
            if rank == 1 and number == 2 and not Path(self.mended).exists():
                wait_for(Path(self.first_done))
                raise OSError("the disk is gone")
            yield document


def wait_for(file: Path) -> None:
    end = time.monotonic() + 30
    while not file.exists() and time.monotonic() < end:
        time.sleep(0.05)


def write(folder: Path, **files: list[Mapping[str, object] | bytes]) -> Path:
    folder.mkdir()
    for name, lines in files.items():
        data = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
        (folder / f"{name}.jsonl").write_bytes(b"".join(line + b"\n" for line in data))
    return folder


def pages(count: int, name: str) -> list[Mapping[str, object] | bytes]:
    return [{"id": f"{name}{number}", "text": PAGE, "url": "https://news.example/"} for number in range(count)]


def rows(folder: Path) -> dict[str, list[dict[str, object]]]:
    return {
        file.name: [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        for file in sorted(folder.glob("*.jsonl"))
    }


def stats(folder: Path) -> dict[str, dict[str, int]]:
    """The totals of each step."""
    return {
        step["name"].split(": ")[1]: {
            name: value["total"] if isinstance(value, dict) else value for name, value in step["stats"].items()
        }
        for step in json.loads((folder / "stats.json").read_text())
    }


def executor(steps: list[PipelineStep], logs: Path) -> LocalPipelineExecutor:
    return LocalPipelineExecutor(steps, tasks=2, workers=2, logging_dir=str(logs), start_method="forkserver")


def read(folder: Path, dead: Path, max_document: int = 1 << 28, **reading: object) -> list[Document]:
    reader = JsonLinesReader(str(folder), str(dead), compression="infer", max_document=max_document, **reading)
    return list(reader.run())


def test_two_tasks_clean_every_document_and_count_what_went(tmp_path: Path) -> None:
    source = write(tmp_path / "in", a=[*pages(3, "a"), {"id": "r", "text": RESIDUE}], b=pages(2, "b"))
    executor(
        [
            JsonLinesReader(str(source), str(tmp_path / "dead")),
            CleanArticle(Options(preset="body"), spans=True),
            JsonlWriter(str(tmp_path / "out"), compression=None),
        ],
        tmp_path / "logs",
    ).run()
    written = rows(tmp_path / "out")  # DataTrove's writer leaves out what is empty
    assert {name: [row.get("text", "") for row in found] for name, found in written.items()} == {
        "00000.jsonl": [ARTICLE, ARTICLE, ARTICLE, ""],
        "00001.jsonl": [ARTICLE, ARTICLE],
    }
    first = written["00000.jsonl"][0]["metadata"]
    assert isinstance(first, dict)
    assert (first["url"], first["cleanarticle_verdict"]) == ("https://news.example/", "article")
    assert [span["label"] for span in first["cleanarticle_spans"]] == ["comments"]
    counted = stats(tmp_path / "logs")["cleanarticle"]
    assert (counted["total"], counted["forwarded"]) == (6, 6)
    assert (counted["verdict_article"], counted["verdict_residue"]) == (5, 1)
    assert counted["characters"] == 5 * len(PAGE) + len(RESIDUE)
    assert counted["removed"] == 5 * (len(PAGE) - len(ARTICLE)) + len(RESIDUE)
    assert sum(value for name, value in counted.items() if name.startswith("removed_")) == counted["removed"]
    assert not (tmp_path / "dead").exists() or not any((tmp_path / "dead").iterdir())


def test_a_resumed_run_skips_what_is_done_and_ends_as_an_undisturbed_one(tmp_path: Path) -> None:
    bad: list[Mapping[str, object] | bytes] = [b'{"text": "\xff"}']
    source = write(tmp_path / "in", a=pages(5, "a"), b=[*pages(5, "b"), *bad])

    def run(name: str) -> None:
        steps = [
            JsonLinesReader(str(source), str(tmp_path / name / "dead")),
            FailsOnce(tmp_path / name / "logs", tmp_path / "mended"),
            CleanArticle(),
            JsonlWriter(str(tmp_path / name / "out"), compression=None),
        ]
        executor(steps, tmp_path / name / "logs").run()

    with pytest.raises(OSError, match="the disk is gone"):
        run("first")
    assert [file.name for file in (tmp_path / "first" / "logs" / "completions").iterdir()] == ["00000"]
    done = tmp_path / "first" / "out" / "00000.jsonl"
    before = done.stat().st_mtime_ns
    (tmp_path / "mended").touch()
    run("first")
    run("second")
    assert done.stat().st_mtime_ns == before
    for folder in ("out", "dead"):
        assert rows(tmp_path / "first" / folder) == rows(tmp_path / "second" / folder)
    assert len(rows(tmp_path / "first" / "out")["00001.jsonl"]) == 5
    assert len(rows(tmp_path / "first" / "dead")["00001.jsonl"]) == 1


def test_dropped_documents_go_to_the_exclusion_writer_as_they_came(tmp_path: Path) -> None:
    step = CleanArticle(
        drop_verdicts={"residue"}, exclusion_writer=JsonlWriter(str(tmp_path / "dropped"), compression=None)
    )
    left = list(step.run(iter([Document(PAGE, "1"), Document(RESIDUE, "2"), Document("", "3")])))
    assert [(document.id, document.text) for document in left] == [("1", ARTICLE), ("3", "")]
    (row,) = rows(tmp_path / "dropped")["00000.jsonl"]
    assert (row["id"], row["text"]) == ("2", RESIDUE)
    assert isinstance(row["metadata"], dict)
    assert row["metadata"]["filter_reason"] == "residue"
    assert [step.stats[name].total for name in ("total", "forwarded", "dropped")] == [3, 2, 1]


def test_a_document_that_cannot_be_cleaned_stays_and_is_counted() -> None:
    step = CleanArticle()
    bad, none, good = step.run(iter([Document(b"bytes", "1"), Document(None, "2"), Document(PAGE, "3")]))
    assert bad.text == b"bytes"
    assert bad.metadata["cleanarticle_error"].startswith("TypeError: text must be str, not bytes")
    assert (none.text, none.metadata) == (None, {})
    assert good.text == ARTICLE
    assert (step.stats["failed"].total, step.stats["without_text"].total) == (1, 1)


def test_metadata_go_to_parquet_too(tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    writer = ParquetWriter(str(tmp_path), expand_metadata=True)
    list(writer.run(CleanArticle(spans=True).run(iter([Document(PAGE, "1")]))))
    (row,) = pq.read_table(next(tmp_path.glob("*.parquet"))).to_pylist()
    assert (row["text"], row["cleanarticle_removed"]) == (ARTICLE, len(PAGE) - len(ARTICLE))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "a \xff b"}', "not UTF-8: invalid start byte at byte 13"),
        (b'{"text": "a"', "not JSON: Expecting ',' delimiter at character 13"),
        (b'["a"]', "not a JSON object"),
        (b'{"text": "a", "text": "b"}', "field 'text' stands 2 times"),
        (b'{"text": "a", "inner": {"x": 1, "x": 2}}', "field 'x' stands 2 times"),
        (b'{"txt": "a"}', "unknown field 'txt'"),
        (b'{"text": null}', "field 'text' is not a string"),
        (b'{"text": 7}', "field 'text' is not a string"),
        (b'{"text": "\\ud83d"}', "half of a surrogate pair"),
        (b'{"text": "a", "score": NaN}', "not JSON: NaN"),
        (b'{"text": "a", "media": "none"}', ""),
        (b'{"text": "a", "deep": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deep"),
    ],
)
def test_a_bad_line_becomes_a_dead_letter_and_all_others_are_read(line: bytes, reason: str, tmp_path: Path) -> None:
    source = write(tmp_path / "in", a=[*pages(2, "a"), line, *pages(2, "b")])
    assert [document.id for document in read(source, tmp_path / "dead")] == ["a0", "a1", "b0", "b1"]
    (letter,) = rows(tmp_path / "dead")["00000.jsonl"]
    assert (letter["file"], letter["line"]) == (str(source / "a.jsonl"), 3)
    offset = letter["offset"]
    assert isinstance(offset, int)
    assert (source / "a.jsonl").read_bytes()[offset:].startswith(line)
    assert ("raw" in letter) != ("raw_base64" in letter)
    assert reason.replace("txt'", "text'; did you mean 'txt'") in str(letter["reason"])


def test_the_tools_own_reader_loses_the_rest_of_the_file(tmp_path: Path) -> None:
    source = write(tmp_path / "in", a=[*pages(2, "a"), b'{"text": "\xff"}', *pages(2, "b")])
    assert len(list(JsonlReader(str(source)).run())) < 4


def test_what_is_odd_but_whole_is_read(tmp_path: Path) -> None:
    lines: list[Mapping[str, object] | bytes] = [
        b'\xef\xbb\xbf{"text": "with a mark"}',
        b"  ",
        {"id": 7, "text": "", "n": 2**70, "m": 2**62},
        b'{"text": "one\\ud83d\\ude00", "x": 1e999}\r',
        {"text": "a", "url": "outer", "metadata": {"url": "inner"}},
        {"text": "b", "url": "outer", "metadata": {"site": "inner"}},
        '{"text": "a\u2028b\x85c"}'.encode(),
        b'{"text": \r "cr"}',
    ]
    reader = JsonLinesReader(str(write(tmp_path / "in", a=lines)), str(tmp_path / "dead"), add_file_path=False)
    found = list(reader.run())
    assert [document.text for document in found] == ["with a mark", "", "one😀", "a", "b", "a\u2028b\x85c", "cr"]
    assert (found[1].id, found[1].metadata) == (7, {"n": str(2**70), "m": 2**62})
    assert found[2].metadata == {"x": "1e999"}
    assert found[3].metadata == {"url": "outer", "metadata": {"url": "inner"}}
    assert found[4].metadata == {"url": "outer", "site": "inner"}
    assert reader.stats["blank_lines"].total == 1
    assert not list((tmp_path).glob("dead/*"))


def test_reads_what_datatrove_writes(tmp_path: Path) -> None:
    medium = {"id": "m", "type": 1, "url": "https://a.example/a.png", "media_bytes": "aGk="}
    source = write(tmp_path / "in", a=[{"text": "a", "id": "1", "media": [medium], "metadata": {"url": "u"}}])
    first = read(source, tmp_path / "dead")
    assert first[0].media[0].media_bytes == b"hi"
    writer = JsonlWriter(str(tmp_path / "again"), save_media_bytes=True)
    list(writer.run(iter(first)))
    (again,) = read(tmp_path / "again", tmp_path / "dead", add_file_path=False)
    assert (again.text, again.id, again.metadata["url"], again.media[0].url) == ("a", "1", "u", medium["url"])


def packed(kind: str) -> Callable[[bytes], bytes]:
    if kind == "gz":
        return gzip.compress
    compress: Callable[[bytes], bytes] = pytest.importorskip("zstandard").ZstdCompressor().compress
    return compress


@pytest.mark.parametrize("kind", ["gz", "zst"])
def test_a_packed_file_that_breaks_off_is_read_up_to_there(kind: str, tmp_path: Path) -> None:
    lines = b"".join(json.dumps({"id": str(n), "text": os.urandom(40_000).hex()}).encode() + b"\n" for n in range(20))
    data = packed(kind)(lines)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / f"a.jsonl.{kind}").write_bytes(data)
    assert len(read(tmp_path / "in", tmp_path / "dead")) == 20
    (tmp_path / "in" / f"a.jsonl.{kind}").write_bytes(data[: len(data) // 2])
    found = read(tmp_path / "in", tmp_path / "dead")
    assert 5 <= len(found) <= 10
    letters = rows(tmp_path / "dead")["00000.jsonl"]
    assert str(letters[-1]["reason"]).startswith("the rest cannot be read")


def test_other_kinds_of_packing_are_those_of_fsspec(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl.bz2").write_bytes(bz2.compress(json.dumps({"text": PAGE}).encode()))
    (document,) = read(tmp_path / "in", tmp_path / "dead")
    assert document.text == PAGE
    with pytest.raises(ValueError, match="gzipp"):
        list(JsonLinesReader(str(tmp_path / "in"), str(tmp_path / "dead"), compression="gzipp").run())


def test_a_line_too_long_to_hold_is_named_and_the_next_ones_are_read(tmp_path: Path) -> None:
    source = write(tmp_path / "in", a=[*pages(1, "a"), {"text": "x" * 2_000_000}, *pages(1, "b")])
    assert [d.id for d in read(source, tmp_path / "dead", max_document=1_000_000)] == ["a0", "b0"]
    (letter,) = rows(tmp_path / "dead")["00000.jsonl"]
    assert (letter["line"], letter["reason"]) == (2, "larger than 1,000,000 bytes (--max-document)")


def test_dead_letters_of_an_earlier_try_go(tmp_path: Path) -> None:
    source = write(tmp_path / "in", a=[b"no JSON"])
    read(source, tmp_path / "dead")
    assert len(rows(tmp_path / "dead")["00000.jsonl"]) == 1
    (source / "a.jsonl").write_text('{"text": "mended"}\n')
    read(source, tmp_path / "dead")
    assert rows(tmp_path / "dead") == {}


def test_limit_skip_and_pattern_mean_what_they_mean_in_datatrove(tmp_path: Path) -> None:
    source = write(tmp_path / "in", a=pages(5, "a"), b=pages(5, "b"))
    found = read(source, tmp_path / "dead", limit=2, skip=1, glob_pattern="b*", default_metadata={"from": "b"})
    assert [(document.id, document.metadata["from"]) for document in found] == [("b1", "b"), ("b2", "b")]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"preset": "bodi"}, "did you mean 'body'"),
        ({"drop_verdicts": {"walls"}}, "did you mean 'wall'"),
        ({"options": Options(), "preset": "body"}, "not both: preset"),
    ],
)
def test_wrong_arguments_are_named_at_once(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        CleanArticle(**arguments)  # type: ignore[arg-type]


def test_the_page_runs(tmp_path: Path) -> None:
    local, cluster = blocks("datatrove")
    write(tmp_path / "scraped", a=pages(2, "a"), b=[{"text": RESIDUE}, b"no JSON"])
    (tmp_path / "page.py").write_text(local)
    path = os.pathsep.join(str(Path(entry).absolute()) for entry in sys.path if entry)
    subprocess.run(
        [sys.executable, "page.py"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    counted = stats(tmp_path / "logs")
    assert (counted["cleanarticle"]["forwarded"], counted["cleanarticle"]["dropped"]) == (2, 1)
    assert len(rows(tmp_path / "dead")["00001.jsonl"]) == 1
    names: dict[str, object] = {"executor": executor([CleanArticle()], tmp_path / "other")}
    exec(cluster, names)  # noqa: S102 -- the page of our own documentation
    assert re.fullmatch("SlurmPipelineExecutor", type(names["on_slurm"]).__name__)
