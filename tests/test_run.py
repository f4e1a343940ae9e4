"""`cleanarticle run`: files of many kinds in, the same documents cleaned out, in order, whatever the workers."""

from __future__ import annotations

import gzip
import io
import itertools
import json
import re
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from fastwarc.warc import WarcRecord, WarcRecordType
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleanarticle import Cleaner, analyze, clean, clean_html
from cleanarticle.cli.run.batches import LostBatch
from cleanarticle.cli.run.inputs import Input, Task, kind_of
from cleanarticle.cli.run.readers import Reader

TEXTS = [path.read_text(encoding="utf-8") for path in sorted(Path("fixtures/seeds").glob("*/*.txt"))] or [
    path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parent / "articles").glob("*.txt"))
]
STORY = "The ferry was late again on Monday, the harbour master said.\n\nLeave a Reply\n\nShare this article\n"
PAGE = "<html><body><article><p>{}</p></article><p>Leave a Reply</p></body></html>"
LONG = "The ferry was late again on day {}, the harbour master said, and nobody on the quay was surprised by it at all."


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cleanarticle", "run", "--no-config", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def records(count: int) -> list[dict[str, Any]]:
    return [{"id": f"r{n}", "text": f"Story {n}. " + STORY, "n": 1.5, "tags": ["a", "b"]} for n in range(count)]


def lines(rows: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def read(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".parquet":
        rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
        return rows
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    if path.suffix == ".zst":
        data = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data), read_across_frames=True).read()
    return [json.loads(line) for line in data.splitlines()]


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    pack: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".zst": zstandard.ZstdCompressor().compress}
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    else:
        path.write_bytes(pack.get(path.suffix, bytes)(lines(rows)))


# --- kinds of files ---


@pytest.mark.parametrize("source", ["in.jsonl", "in.jsonl.gz", "in.ndjson.zst", "in.parquet"])
@pytest.mark.parametrize("target", ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "out.parquet"])
def test_every_kind_to_every_kind_keeps_order_and_other_fields(source: str, target: str, tmp_path: Path) -> None:
    rows = records(150)
    write(tmp_path / source, rows)
    done = run(source, "-o", target, "--workers", "2", folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    expected = [{**row, "text": clean(row["text"])} for row in rows]
    assert read(tmp_path / target) == expected
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([source, target])


def test_records_keep_every_other_byte(tmp_path: Path) -> None:
    odd = b'{ "n":1e400, "text" : "Rain is due.\\n\\nLeave a Reply","\\u00e9":"\\/", "z":1.10 ,"n":2}\r\n'
    (tmp_path / "in.jsonl").write_bytes(odd + b'\n{"text":"Sun."}')
    assert run("in.jsonl", "-o", "out.jsonl", folder=tmp_path).returncode == 0
    assert (tmp_path / "out.jsonl").read_bytes() == (
        b'{ "n":1e400, "text" : "Rain is due.","\\u00e9":"\\/", "z":1.10 ,"n":2}\n{"text":"Sun."}\n'
    )


def test_large_values_of_a_parquet_file_keep_type_and_schema(tmp_path: Path) -> None:
    schema = pa.schema([("text", pa.large_string()), ("when", pa.timestamp("us")), ("raw", pa.binary())])
    table = pa.table({"text": [STORY, "Rain."], "when": [0, 1], "raw": [b"\xff", None]}, schema=schema)
    pq.write_table(table, tmp_path / "in.parquet")
    assert run("in.parquet", "-o", "out.parquet", folder=tmp_path).returncode == 0
    out = pq.read_table(tmp_path / "out.parquet")
    assert out.schema == schema
    assert out.column("text").to_pylist() == [clean(STORY), "Rain."]
    assert out.drop(["text"]) == table.drop(["text"])


def test_field_of_many_types_becomes_text_in_a_table(tmp_path: Path) -> None:
    rows = [
        {"text": "Rain.", "a": 1, "b": [1, "x"]},
        {"text": "Sun.", "a": 1.5, "c": {"d": None}},
        {"text": "Fog.", "b": 7},
    ]
    write(tmp_path / "in.jsonl", rows)
    assert run("in.jsonl", "-o", "out.parquet", folder=tmp_path).returncode == 0
    assert read(tmp_path / "out.parquet") == [
        {"text": "Rain.", "a": 1.0, "b": '[1, "x"]', "c": None},
        {"text": "Sun.", "a": 1.5, "b": None, "c": {"d": None}},
        {"text": "Fog.", "a": None, "b": "7", "c": None},
    ]


def _archive(path: Path, pages: list[tuple[str, bytes]]) -> None:
    with gzip.open(path, "wb") if path.suffix == ".gz" else path.open("wb") as stream:
        for number, (kind, body) in enumerate(pages):
            record = WarcRecord()
            record.init_headers(WarcRecordType.conversion if kind == "text" else WarcRecordType.response)
            record.record_id = f"<urn:uuid:{number:032d}>"
            record.headers["WARC-Target-URI"] = f"https://courier.example/{number}"
            head = f"HTTP/1.1 {'200 OK' if kind == 'html' else kind}\r\nContent-Type: text/html\r\n\r\n"
            if kind != "text":
                record.headers["Content-Type"] = "application/http; msgtype=response"
            record.set_bytes_content(body if kind == "text" else head.encode() + body)
            record.write(stream)


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_archive_becomes_a_record_for_each_page_that_was_served(name: str, tmp_path: Path) -> None:
    page = PAGE.format(LONG.format(1)).encode()
    _archive(tmp_path / name, [("html", page), ("404 Not Found", page), ("text", STORY.encode()), ("html", page)])
    done = run(name, "-o", "out.jsonl", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    rows = read(tmp_path / "out.jsonl")
    assert [row["url"][-1] for row in rows] == ["0", "2", "3"]
    assert [row["text"] for row in rows] == [clean_html(page), clean(STORY), clean_html(page)]
    assert rows[0]["id"] == "urn:uuid:" + "0" * 32


def test_whole_page_text_is_an_option_for_html(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE.format(LONG.format(1)))
    assert run("page.html", "-o", "out.jsonl", "--page-text", folder=tmp_path).returncode == 0
    assert read(tmp_path / "out.jsonl") == [{"id": "page.html", "text": LONG.format(1)}]


def test_folder_mirrors_names(tmp_path: Path) -> None:
    inner = tmp_path / "in" / "deep"
    inner.mkdir(parents=True)
    (inner / "story.txt").write_text(STORY)
    (inner / "page.html.gz").write_bytes(gzip.compress(PAGE.format(LONG.format(2)).encode()))
    write(tmp_path / "in" / "rows.jsonl.gz", records(3))
    _archive(tmp_path / "in" / "crawl.warc.gz", [("text", STORY.encode())])
    (tmp_path / "in" / "picture.png").write_bytes(b"\x89PNG")
    done = run("in", "-o", "out/", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    out = tmp_path / "out"
    names = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    assert names == {"deep/story.txt", "deep/page.txt", "rows.jsonl.gz", "crawl.warc.jsonl.gz"}
    assert (out / "deep/story.txt").read_text() == clean(STORY)
    assert (out / "deep/page.txt").read_text() == LONG.format(2)


def test_glob_is_expanded_in_order_and_many_inputs_are_one_output(tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        write(tmp_path / f"{name}.jsonl", [{"id": name, "text": "Rain."}])
    assert run("[ab].jsonl", "c.jsonl", "-o", "out.jsonl", folder=tmp_path).returncode == 0
    assert [row["id"] for row in read(tmp_path / "out.jsonl")] == ["a", "b", "c"]


# --- what is said of removals ---


def test_spans_and_dolma_attributes_say_what_went(tmp_path: Path) -> None:
    write(tmp_path / "in.jsonl", [{"id": 7, "text": STORY}, {"id": "x", "text": "Rain."}, {"id": None}])
    done = run("in.jsonl", "-o", "out.jsonl", "--spans", "--dolma-attributes", "marks.jsonl", folder=tmp_path)
    assert done.returncode == 3
    first, second = read(tmp_path / "out.jsonl")
    removed = analyze(STORY).removed
    said = [(r.span.start, r.span.end, r.label, r.reason, r.score) for r in removed]
    assert [tuple(entry.values()) for entry in first["cleanarticle"]["removed"]] == said
    assert second["cleanarticle"] == {"verdict": "article", "removed": []}
    marks = read(tmp_path / "marks.jsonl")
    assert [mark["id"] for mark in marks] == [7, "x", None]
    assert marks[0]["attributes"]["cleanarticle__cleanarticle__comments"] == [
        [r.span.start, r.span.end, r.score] for r in removed if r.label == "comments"
    ]
    assert marks[1:] == [{"id": "x", "attributes": {}}, {"id": None, "attributes": {}}]


def test_stats_add_up(tmp_path: Path) -> None:
    rows = records(40)
    write(tmp_path / "in.jsonl", [*rows, {"text": 1}, {"text": " "}])
    assert run("in.jsonl", "-o", "out.jsonl", "--stats", "stats.json", folder=tmp_path).returncode == 3
    stats = json.loads((tmp_path / "stats.json").read_text())
    results = [analyze(row["text"]) for row in [*rows, {"text": " "}]]
    assert (stats["documents"], stats["failed"]) == (41, 1)
    assert stats["characters"] == sum(len(result.source) for result in results)
    assert stats["removed"] == sum(label["characters"] for label in stats["labels"].values())
    assert stats["verdicts"] == {"article": 40, "empty": 1}


# --- one and many workers ---


@pytest.mark.parametrize("target", ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "out.parquet"])
def test_workers_change_no_byte(target: str, tmp_path: Path) -> None:
    rows = [{"id": n, "text": (LONG.format(n) + "\n\n" + STORY) * (1 + n % 30)} for n in range(900)]
    rows[17] = {"id": 17}
    write(tmp_path / "in.jsonl", rows)
    seen = []
    for workers in ("1", "3"):
        extra = ["--spans", "--dolma-attributes", f"{workers}.marks.jsonl.gz", "--dead-letter", f"{workers}.dead.jsonl"]
        stats = ["--stats", f"{workers}.stats.json", "--workers", workers]
        assert run("in.jsonl", "-o", f"{workers}.{target}", *extra, *stats, folder=tmp_path).returncode == 3
        names = (target, "marks.jsonl.gz", "dead.jsonl", "stats.json")
        seen.append([(tmp_path / f"{workers}.{name}").read_bytes() for name in names])
    assert seen[0] == seen[1]


# --- what fails ---

MALFORMED = {
    "no JSON": b"nonsense",
    "cut": b'{"text": "Rai',
    "no object": b'["text"]',
    "a number": b"7",
    "null": b"null",
    "no such field": b'{"body": "Rain."}',
    "not a text": b'{"text": 7}',
    "null text": b'{"text": null}',
    "twice": b'{"text": "a", "text": "b"}',
    "not UTF-8": b'{"text": "caf\xe9"',
    "nested without end": b'{"a":' * 100_000,
    "two records": b'{"text": "a"} {"text": "b"}',
    "control character": b'{"text": "a\x00b"}',
    "single quotes": b"{'text': 'a'}",
}


def test_every_row_comes_out_or_is_a_dead_letter(tmp_path: Path) -> None:
    good = b'{"text": "Rain is due on Monday."}'
    rows = [row for bad in MALFORMED.values() for row in (bad, good)]
    (tmp_path / "in.jsonl").write_bytes(b"\n".join(rows))
    done = run("in.jsonl", "-o", "out.jsonl", "--dead-letter", "dead.jsonl", folder=tmp_path)
    assert done.returncode == 3
    dead = read(tmp_path / "dead.jsonl")
    assert (tmp_path / "out.jsonl").read_bytes() == (good + b"\n") * len(MALFORMED)
    offsets = [sum(len(row) + 1 for row in rows[:n]) for n in range(0, len(rows), 2)]
    assert [(letter["line"], letter["offset"]) for letter in dead] == [
        (2 * n + 1, offset) for n, offset in enumerate(offsets)
    ]
    assert len(done.stderr.splitlines()) == len(MALFORMED)


def test_first_failure_ends_the_run_where_that_is_wanted(tmp_path: Path) -> None:
    write(tmp_path / "in.jsonl", [*records(3), {"id": "no text"}])
    done = run("in.jsonl", "-o", "out.jsonl", "--on-error", "fail", folder=tmp_path)
    assert done.returncode == 3
    assert "stopped at the first failure" in done.stderr
    assert not (tmp_path / "out.jsonl").exists()


def test_record_larger_than_allowed_is_lost_alone_and_located(tmp_path: Path) -> None:
    huge = json.dumps({"text": "a" * 3_000_000}).encode()
    (tmp_path / "in.jsonl").write_bytes(lines(records(2)) + huge + b"\n" + lines(records(2)))
    run("in.jsonl", "-o", "out.jsonl", "--dead-letter", "dead.jsonl", "--max-document", "1000000", folder=tmp_path)
    assert len(read(tmp_path / "out.jsonl")) == 4
    (letter,) = read(tmp_path / "dead.jsonl")
    assert (letter["line"], letter["offset"], letter["bytes"]) == (3, len(lines(records(2))), len(huge) + 1)
    assert letter["reason"] == "larger than 1,000,000 bytes (--max-document)"


@pytest.mark.parametrize("name", ["in.jsonl.gz", "in.jsonl.zst"])
def test_packed_file_that_breaks_off_gives_what_it_has_and_says_so(name: str, tmp_path: Path) -> None:
    rows = [{"id": n, "text": LONG.format(n) * 20 + str(n * 7919 % 1009)} for n in range(4000)]
    write(tmp_path / name, rows)
    data = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(data[: len(data) // 2])
    done = run(name, "-o", "out.jsonl", "--dead-letter", "dead.jsonl", folder=tmp_path)
    assert done.returncode == 3
    kept = len(read(tmp_path / "out.jsonl"))
    assert 0 < kept < 4000
    assert [letter["line"] for letter in read(tmp_path / "dead.jsonl")][-1] == 0
    assert "the rest cannot be read" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none.jsonl", "-o", "out.jsonl"], "none.jsonl: no such file"),
        (["in.doc", "-o", "out.jsonl"], "its name tells no kind"),
        (["*.nothing", "-o", "out.jsonl"], "no file of a known kind"),
        (["in.jsonl", "-o", "out.doc"], "write to .jsonl"),
        (["in.jsonl", "-o", "in.jsonl"], "would overwrite an input"),
        (["in.jsonl", "-o", "out.jsonl", "--dead-letter", "in.jsonl"], "would overwrite an input"),
        (["in.jsonl", "-o", "out.jsonl", "--dead-letter", "out.jsonl"], "two outputs have the same name"),
        (["in.parquet", "-o", "out.jsonl", "--text-key", "body"], "no column 'body'; there are id, text"),
        (["in.parquet", "-o", "out.jsonl", "--text-key", "n"], "holds double, not text"),
        (["a/x.jsonl", "b/x.jsonl", "-o", "out/"], "two inputs would be written there"),
        (["in.jsonl", "-o", "out.jsonl", "--preset", "nwes"], "did you mean 'news'?"),
    ],
)
def test_mistake_is_told_in_one_line_before_anything_is_written(
    arguments: list[str], message: str, tmp_path: Path
) -> None:
    for name in ("in.jsonl", "in.parquet", "in.doc", "a/x.jsonl", "b/x.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write(tmp_path / name, records(2))
    before = sorted(tmp_path.rglob("*"))
    done = run(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_options_of_the_cleaner_are_taken(tmp_path: Path) -> None:
    write(tmp_path / "in.jsonl", [{"text": STORY}])
    assert run("in.jsonl", "-o", "out.jsonl", "--keep", "comments", folder=tmp_path).returncode == 0
    assert "Leave a Reply" in read(tmp_path / "out.jsonl")[0]["text"]


def test_nothing_in_is_nothing_out(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(b"")
    assert run("in.jsonl", "-o", "out.jsonl", "--stats", "s.json", folder=tmp_path).returncode == 0
    assert (tmp_path / "out.jsonl").read_bytes() == b""


def test_every_seed_comes_out_as_by_the_library(tmp_path: Path) -> None:
    cleaner = Cleaner()
    write(tmp_path / "in.jsonl", [{"text": text} for text in TEXTS])
    assert run("in.jsonl", "-o", "out.jsonl", folder=tmp_path).returncode == 0
    assert [row["text"] for row in read(tmp_path / "out.jsonl")] == [cleaner.clean(text) for text in TEXTS]


# --- files that break off ---


def _packed(data: bytes, packed: str, pieces: list[int]) -> bytes:
    """*data* compressed as one stream, or with `members` as a stream for each of *pieces*."""
    if packed == "zst":
        return zstandard.compress(data)
    if packed == "gz":
        return gzip.compress(data, mtime=0)
    if packed == "members":
        return b"".join(gzip.compress(data[a:b], mtime=0) for a, b in itertools.pairwise([*pieces, len(data)]))
    return data


def _borders(made: bytes, packed: str, starts: list[int]) -> list[int]:
    """The offsets in a file at which a cut leaves a whole archive."""
    if packed == "members":
        return [found.start() for found in re.finditer(rb"\x1f\x8b\x08", made)]
    return [] if packed else starts


def _readable(data: bytes, packed: str) -> bytes:
    """As much of *data* as can be decompressed."""
    if packed == "zst":
        return zstandard.ZstdDecompressor().decompressobj().decompress(data) if data else b""
    out = b""
    while data and packed:
        stream = zlib.decompressobj(31)
        out += stream.decompress(data)
        data = stream.unused_data
    return out if packed else data


def _counted(path: Path, largest: int = 100_000) -> tuple[int, int]:
    """How many documents a reader finds in a file, and how many it reports as lost."""
    kind, packed = kind_of(path)
    assert kind is not None
    task = Task((Input(path, path.name, kind, packed),), path.with_suffix(".out"))
    batches = list(Reader("text", largest).batches(0, task))
    lost = [batch for batch in batches if isinstance(batch, LostBatch)]
    return sum(map(len, batches)) - len(lost), len(lost)


CUT = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize(("suffix", "packed"), [("", ""), (".gz", "gz"), (".gz", "members"), (".zst", "zst")])
@given(share=st.integers(0, 10_000))
@CUT
def test_of_an_archive_that_is_cut_whole_pages_come_out_and_the_rest_is_reported(
    suffix: str, packed: str, share: int, tmp_path: Path
) -> None:
    plain = tmp_path / "whole.warc"
    _archive(plain, [("html", PAGE.format(LONG.format(i)).encode()) for i in range(5)] + [("text", STORY.encode())])
    whole = plain.read_bytes()
    starts = [found.start() for found in re.finditer(rb"WARC/1", whole)]
    made = _packed(whole, packed, starts)
    size = len(made) * share // 10_000
    path = tmp_path / f"cut.warc{suffix}"
    path.write_bytes(made[:size])
    readable = len(_readable(made[:size], packed))
    complete = sum(end <= readable for end in [*starts[1:], len(whole)])
    pages, lost = _counted(path)
    assert pages == complete
    assert lost == (size not in {0, len(made), *_borders(made, packed, starts)})


@pytest.mark.parametrize(("suffix", "packed"), [("", ""), (".gz", "gz"), (".zst", "zst")])
@given(share=st.integers(0, 10_000))
@CUT
def test_of_json_lines_that_are_cut_all_whole_lines_come_out(
    suffix: str, packed: str, share: int, tmp_path: Path
) -> None:
    whole = b"".join(json.dumps({"id": i, "text": f"{STORY} {i * 7919}"}).encode() + b"\n" for i in range(40))
    made = _packed(whole, packed, [])
    size = len(made) * share // 10_000
    path = tmp_path / f"cut.jsonl{suffix}"
    path.write_bytes(made[:size])
    readable = _readable(made[:size], packed)
    lines, lost = _counted(path)
    rest = bool(readable.rpartition(b"\n")[2])
    if packed:
        assert lines == readable.count(b"\n")
        assert (lost > 0) == (0 < size < len(made))
    else:
        assert lines == readable.count(b"\n") + rest  # the last line is JSON that breaks off: a dead letter later


@pytest.mark.parametrize("name", ["story.txt.gz", "page.html.zst", "rows.parquet"])
def test_single_file_that_is_cut_is_a_dead_letter_and_the_others_are_cleaned(name: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    data = gzip.compress(STORY.encode()) if name.endswith("gz") else zstandard.compress(PAGE.encode())
    if name.endswith("parquet"):
        pq.write_table(pa.table({"text": [STORY] * 9}), tmp_path / name)
        data = (tmp_path / name).read_bytes()
    (tmp_path / "in" / name).write_bytes(data[:-7])
    write(tmp_path / "in" / "rows.jsonl", records(3))
    done = run("in", "-o", "out.jsonl", "--dead-letter", "dead.jsonl", folder=tmp_path)
    assert done.returncode == 3
    assert len(read(tmp_path / "out.jsonl")) == 3
    (letter,) = read(tmp_path / "dead.jsonl")
    assert letter["file"].endswith(name)
    assert "cannot be read" in letter["reason"]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ('{"text": "Café rain"}'.encode("latin-1"), "no UTF-8 at byte 14 of the record; a table takes Unicode only"),
        (rb'{"text": "Rain \ud800 falls"}', "half of a surrogate pair, U+D800; a table takes Unicode only"),
        (b'{"text": "Rain", "n": ' + b"9" * 5000 + b"}", "Exceeds the limit"),
    ],
)
def test_record_that_no_table_can_hold_costs_only_itself(bad: bytes, reason: str, tmp_path: Path) -> None:
    lines = [json.dumps(row).encode() for row in records(600)]
    (tmp_path / "in.jsonl").write_bytes(b"\n".join([*lines[:300], bad, *lines[300:]]))
    done = run("in.jsonl", "-o", "out.parquet", "--dead-letter", "dead.jsonl", folder=tmp_path)
    assert done.returncode == 3
    assert len(read(tmp_path / "out.parquet")) == 600
    (letter,) = read(tmp_path / "dead.jsonl")
    assert (letter["line"], letter["offset"]) == (301, sum(len(line) + 1 for line in lines[:300]))
    assert reason in letter["reason"]


def test_text_of_a_parquet_file_that_is_no_utf8_costs_only_its_row(tmp_path: Path) -> None:
    bad = pa.array([STORY.encode(), b"Caf\xe9", STORY.encode()]).view(pa.binary()).cast(pa.binary())
    damaged = pa.StringArray.from_buffers(3, bad.buffers()[1], bad.buffers()[2])
    pq.write_table(pa.table({"text": damaged}), tmp_path / "in.parquet")
    done = run("in.parquet", "-o", "out.jsonl", "--dead-letter", "dead.jsonl", folder=tmp_path)
    assert done.returncode == 3
    assert len(read(tmp_path / "out.jsonl")) == 2
    (letter,) = read(tmp_path / "dead.jsonl")
    assert letter["row"] == 2
    assert letter["raw"] == {"text": "Caf\\xe9"}


def test_skipped_records_of_an_archive_are_counted(tmp_path: Path) -> None:
    page = PAGE.format(LONG.format(1)).encode()
    _archive(tmp_path / "a.warc", [("html", page), ("404 Not Found", page), ("301 Moved", b""), ("404 Gone", page)])
    assert run("a.warc", "-o", "out.jsonl", "--stats", "stats.json", folder=tmp_path).returncode == 0
    stats = json.loads((tmp_path / "stats.json").read_text())
    assert stats["skipped"] == {"status": {"301": 1, "404": 2}}


def test_charset_of_the_http_header_counts(tmp_path: Path) -> None:
    words = "Городской совет решил восстановить набережную, сообщил мэр в понедельник вечером после долгих споров."
    record = WarcRecord()
    record.init_headers(WarcRecordType.response)
    record.record_id = "<urn:uuid:1>"
    record.headers["WARC-Target-URI"] = "https://courier.example/1"
    record.headers["Content-Type"] = "application/http; msgtype=response"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=koi8-r\r\n\r\n"
    record.set_bytes_content(head + f"<html><body><p>{words}</p><p>{words}</p></body></html>".encode("koi8-r"))
    with (tmp_path / "a.warc").open("wb") as stream:
        record.write(stream)
    assert run("a.warc", "-o", "out.jsonl", folder=tmp_path).returncode == 0
    assert words in read(tmp_path / "out.jsonl")[0]["text"]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "cp1252"])
def test_text_file_in_another_encoding_is_decoded_and_that_is_said_once(encoding: str, tmp_path: Path) -> None:
    story = "Der Bürgermeister sagte am Montag, daß die Fähre über Weihnachten fährt. Ärger gibt es trotzdem."
    (tmp_path / "in").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "in" / name).write_bytes(f"{story}\n\nKommentar schreiben".encode(encoding))
    done = run("in", "-o", "out/", "--stats", "stats.json", folder=tmp_path)
    assert (done.returncode, done.stderr.count("2 texts were not UTF-8; their encoding was detected")) == (0, 1)
    assert (tmp_path / "out" / "a.txt").read_text(encoding="utf-8").strip() == story
    assert json.loads((tmp_path / "stats.json").read_text())["decoded"] == 2


def test_profiles_without_an_address_are_an_error(tmp_path: Path) -> None:
    write(tmp_path / "in.jsonl", records(1))
    (tmp_path / "profiles").mkdir()
    done = run("in.jsonl", "-o", "out.jsonl", "--profiles", "profiles", folder=tmp_path)
    assert done.returncode == 2
    assert "--profiles needs the address of each page: --url-key FIELD" in done.stderr
