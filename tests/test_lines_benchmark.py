"""The benchmark on labelled lines: corpora in their four formats, digests, measures, and the peer that it brings."""

from __future__ import annotations

import csv
import gzip
import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from benchmarks import lines
from benchmarks.lines import KEEP, LABELS, Labelled, Page, Tally, judge, read_labels, refinedweb, remains

TOOL = Path(__file__).parents[1] / "tools" / "label_digests.py"
STORY = (
    'The ferry to the "northern" islands runs again from Monday, the harbour office said.\n\n'
    "Share this article\n\n"
    "Crews spent the winter replacing both engines – and the ramp. Read more: All ferries"
)
# A document of each file of each corpus, as its id says.
IDS = ("abp-Ab12", "fakehealth-iews_00003R", "fakehealth-iews_00007S", "fnc-train4", "fnc-compe19")
SPANISH = ("spanish-train2", "spanish-development0", "spanish-test1")


def _story(name: str) -> str:
    return f"{STORY} of {name}\n \n"


def _pack(path: Path, records: Sequence[Mapping[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress("".join(json.dumps(record) + "\n" for record in records).encode()))


def _folder(root: Path, names: Sequence[str]) -> Path:
    """Labelled documents as their labeller leaves them."""
    docs = [{"id": name, "site": "ferry.example", "lang": name[:2], "text": _story(name)} for name in names]
    parts = {"5": [["related", "Read more:"], ["related", "All ferries"]]}
    _pack(root / "docs.jsonl.gz", [*docs, {"id": "own-1", "site": "", "lang": "en", "text": "Not public"}])
    _pack(root / "labels.jsonl.gz", [{"id": name, "labels": {"3": "share"}, "parts": parts} for name in names])
    return root


@pytest.fixture(scope="module")
def labels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The labels without the text, the Spanish documents in the second set."""
    root = tmp_path_factory.mktemp("labels")
    folders = (_folder(root / "one", IDS), _folder(root / "two", SPANISH))
    command = [sys.executable, str(TOOL), *map(str, folders), "--out", str(root / "labels.jsonl.gz")]
    subprocess.run(command, check=True, timeout=60)
    return root / "labels.jsonl.gz"


def _json(path: Path, record: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(record), encoding="utf-8")


def _table(path: Path, rows: Sequence[tuple[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("Body ID", "articleBody"), *rows])


def _workbook(path: Path, head: Sequence[str], texts: Sequence[str | None]) -> None:
    _json(path, [head, *([i, None, text] for i, text in enumerate(texts, 1))])


@pytest.fixture
def clones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The four repositories as they lay their texts, two by their names alone; openpyxl reads JSON."""
    jsons = tmp_path / "Article-Bias-Prediction" / "data" / "jsons"
    _json(jsons / "Ab12.json", {"ID": "Ab12", "content": "The ferry .", "content_original": _story(IDS[0])})
    _json(jsons / "Cd34.json", {"ID": "Cd34", "content": "Else .", "content_original": "Else."})
    health = tmp_path / "EnyanDai" / "FakeHealth" / "dataset" / "content"
    _json(health / "HealthRelease" / "news_reviews_00003.json", {"title": "Ferry", "text": _story(IDS[1])})
    _json(health / "HealthStory" / "story_reviews_00007.json", {"title": "Ferry", "text": _story(IDS[2])})
    challenge = tmp_path / "FakeNewsChallenge" / "fnc-1"
    _table(challenge / "train_bodies.csv", [("0", "Else."), ("4", _story(IDS[3]))])
    # As Windows checks it out.
    _table(challenge / "competition_test_bodies.csv", [("19", _story(IDS[4]).replace("\n", "\r\n"))])
    spanish = tmp_path / "FakeNewsCorpusSpanish"
    _workbook(spanish / "train.xlsx", ("Id", "Headline", "Text"), ("Else.", None, _story(SPANISH[0])))
    _workbook(spanish / "development.xlsx", ("Id", "Headline", "Text"), (_story(SPANISH[1]),))
    excel = _story(SPANISH[2]).replace("\n", "_x000D_\n")
    _workbook(spanish / "test.xlsx", ("ID", "HEADLINE", "TEXT"), ("Else.", excel))
    fake = ModuleType("openpyxl")
    fake.load_workbook = _load_workbook  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "openpyxl", fake)
    monkeypatch.setattr(lines, "PEERS", {"RefinedWeb lines": lambda: refinedweb})
    return tmp_path


def _load_workbook(path: Path) -> SimpleNamespace:
    rows = json.loads(path.read_text(encoding="utf-8"))
    return SimpleNamespace(
        worksheets=[SimpleNamespace(iter_rows=lambda values_only: iter(rows) if values_only else ())]
    )


def _run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[str, str]:
    assert lines.main([*map(str, arguments)]) == 0
    done = capsys.readouterr()
    return done.out, done.err


# --- Labels ----------------------------------------------------------------------------------------------------------


def test_labels_are_written_without_the_text(labels: Path) -> None:
    found = {one.name: one for one in read_labels(labels)}
    assert list(found) == sorted((*IDS, *SPANISH))
    assert {found[name].group for name in IDS} == {"first"}
    assert {found[name].group for name in SPANISH} == {"more"}
    assert "ferry " not in gzip.decompress(labels.read_bytes()).decode()
    line = _story("fnc-train4").split("\n")[4]
    stretches = list(found["fnc-train4"].stretches(5, len(line)))
    assert [(line[start:end], label) for start, end, label in stretches if label != KEEP] == [
        ("Read more:", "related"),
        ("All ferries", "related"),
    ]
    assert "".join(line[start:end] for start, end, _ in stretches) == line


def test_the_labels_of_the_project_hold_no_text() -> None:
    records = [json.loads(line) for line in gzip.decompress(LABELS.read_bytes()).splitlines()]
    assert {record["id"].partition("-")[0] for record in records} == set(lines.CORPORA)
    assert {record["set"] for record in records} == {"first", "more"}
    for record in records:
        assert set(record) == {"id", "set", "site", "lang", "sha256", "labels", "parts"}
        assert re.fullmatch(r"[0-9a-f]{64}", record["sha256"])
        labels = [*record["labels"].values(), *(label for _, _, _, label in record["parts"])]
        assert all(re.fullmatch(r"[a-z]+|\?", label) for label in labels)
        assert all(0 <= start < end for _, start, end, _ in record["parts"])


# --- Corpora ---------------------------------------------------------------------------------------------------------


def test_all_formats_are_read(clones: Path, labels: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, err = _run(capsys, "--labels", labels, "--corpora", clones, "--by", "corpus")
    assert out.startswith("8 of 8 labelled documents\n")
    assert err.count("; 0 are not found, 0 differ") == 4
    rows = [line.split(" | ") for line in out.splitlines() if line.startswith("| news | RefinedWeb lines")]
    assert {row[2] for row in rows} == {corpus.repository for corpus in lines.CORPORA.values()}


def test_what_differs_and_what_is_missing_is_told(
    clones: Path, labels: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _json(clones / "Article-Bias-Prediction" / "data" / "jsons" / "Ab12.json", {"content_original": "Another text."})
    (clones / "EnyanDai" / "FakeHealth" / "dataset" / "content" / "HealthStory" / "story_reviews_00007.json").unlink()
    (clones / "FakeNewsChallenge" / "fnc-1" / "train_bodies.csv").unlink()
    out, err = _run(capsys, "--labels", labels, "--corpora", clones)
    assert out.startswith("5 of 8 labelled documents\n")
    assert "Article-Bias-Prediction: 0 of 1 labelled documents; 0 are not found, 1 differ from the text" in err
    assert "FakeHealth: 1 of 2 labelled documents; 1 are not found, 0 differ" in err
    assert "fnc-1: 1 of 2 labelled documents; 1 are not found, 0 differ" in err


def test_a_missing_clone_and_a_missing_reader_are_told(
    clones: Path, labels: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    (clones / "EnyanDai" / "FakeHealth").rename(clones / "elsewhere")
    out, err = _run(capsys, "--labels", labels, "--corpora", clones)
    assert out.startswith("3 of 8 labelled documents\n")
    assert "EnyanDai/FakeHealth: no clone in" in err
    assert "FakeNewsCorpusSpanish cannot be read: " in err
    assert "FakeNewsCorpusSpanish: 0 of 3 labelled documents; 3 are not found" in err


def test_a_text_is_known_by_its_digest_where_its_number_has_changed(
    clones: Path, labels: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _table(clones / "FakeNewsChallenge" / "fnc-1" / "train_bodies.csv", [("5", _story("fnc-train4"))])
    assert _run(capsys, "--labels", labels, "--corpora", clones)[0].startswith("8 of 8")


@pytest.mark.parametrize(("group", "number"), [("first", 5), ("more", 3), ("all", 8)])
def test_stored_texts_of_a_set(
    tmp_path: Path, labels: Path, capsys: pytest.CaptureFixture[str], group: str, number: int
) -> None:
    docs = [{"id": name, "text": _story(name)} for name in (*IDS, *SPANISH)]
    _pack(tmp_path / "docs.jsonl.gz", docs[:4])
    (tmp_path / "docs.jsonl").write_text("".join(json.dumps(doc) + "\n" for doc in docs[4:]), encoding="utf-8")
    stored = ("--docs", tmp_path / "docs.jsonl.gz", tmp_path / "docs.jsonl")
    out, _ = _run(capsys, "--labels", labels, *stored, "--sites-of", group, "--by", "lang")
    assert out.startswith(f"{number} of {number} labelled documents\n")
    assert ("| news | cleanarticle | sp | " in out) == (group != "first")


def test_nothing_to_measure_is_an_error(tmp_path: Path, labels: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        lines.main(["--labels", str(labels), "--corpora", str(tmp_path)])
    assert capsys.readouterr().err.count("no clone in") == 4


# --- Cleaners --------------------------------------------------------------------------------------------------------


def test_a_peer_that_is_not_installed_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = {"some peer": lambda: __import__("no_such_peer")}
    monkeypatch.setattr(lines, "PEERS", {**missing, "RefinedWeb lines": lambda: refinedweb})
    assert list(lines.peers()) == ["RefinedWeb lines"]
    assert "some peer is left out: No module named 'no_such_peer'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("The ferry to the islands runs again from Monday.", None),
        ("BREAKING NEWS from the harbour", None),
        ("FERRY RUNS AGAIN, says office", ""),
        ("2,014", ""),
        ("3 likes", ""),
        ("1.2k shares", ""),
        ("3 ferries", None),
        ("Advertisement", ""),
        ("Sign in to comment", " to comment"),
        ("The islands' ferries Read more...", "The islands' ferries "),
        ("You have 2 items in cart today", "You have 2  today"),
        ("Sign in to the list at the harbour office before the first crossing", None),
    ],
)
def test_line_rules_of_refinedweb(line: str, left: str | None) -> None:
    assert refinedweb(f"Rain fell on the town.\n{line}") == f"Rain fell on the town.\n{line if left is None else left}"


# --- Measures --------------------------------------------------------------------------------------------------------


def test_what_remains_of_a_line() -> None:
    before = ["Rain fell on the town", "", "Roads stayed open Read more", "Roads stayed open", "  Loading "]
    after = ["Rain fell on the town", "Roads stayed", "Loading"]
    assert remains(before, after) == ["Rain fell on the town", "", "", "Roads stayed", "Loading"]


def _page(text: str, labels: Mapping[int, str], parts: Mapping[int, Sequence[tuple[int, int, str]]]) -> Page:
    return Page(Labelled("abp-1", "first", "en", "", labels, parts), text)


def test_measures_on_an_example_counted_by_hand() -> None:
    text = "Rain fell on the town\n\nShare this page\nBy Ann Lee\nRoads stayed open Read more\nPerhaps"
    dirty = _page(text, {3: "share", 4: "byline", 6: "?"}, {5: [(18, 27, "related")]})
    pages = {
        # A word of the article is lost, 5 words of boilerplate went, the byline stays; nobody knows of `Perhaps`.
        "Rain fell the town\n\nBy Ann Lee\nRoads stayed open": dirty,
        "Loading": _page("Loading", {1: "navigation"}, {}),
        "All is well here": _page("All is well here", {}, {}),
    }
    news, body = Tally(), Tally()
    for cleaned, page in pages.items():
        words = judge(page, cleaned)
        news.add(words, "news")
        body.add(words, "body")
    assert (news.boilerplate, news.went, news.article, news.lost) == (6, 5, 15, 1)
    assert news.cells == ["0.833", "0.500", "0.833", "666.7", "33.3%"]
    assert (body.boilerplate, body.went, body.article, body.lost) == (9, 5, 12, 1)
    assert body.cells == ["0.556", "0.312", "0.833", "833.3", "33.3%"]


def test_a_line_left_as_it_was_lost_nothing_where_parts_meet_within_a_word() -> None:
    page = _page("By Ann LeePhoto by Bo", {}, {1: [(0, 10, "byline"), (10, 21, "credit")]})
    assert judge(page, page.text) == {("byline", False): 3, ("credit", False): 3}
    assert judge(page, "By Ann Lee") == {("byline", False): 3, ("credit", True): 3}


def test_labels_have_a_row_each() -> None:
    page = _page("Rain fell\nShare this page\nPerhaps", {2: "share", 3: "?"}, {})
    tallies = lines.count([page], [judge(page, "Rain\nShare")], "news", "label")
    assert {label: tally.cells for label, tally in tallies.items()} == {
        KEEP: ["", "", "", "5000.0", ""],
        "share": ["0.667", "", "", "", ""],
    }
    table = lines.table([("news", "ours", label, tally) for label, tally in tallies.items()], "label")
    assert table.splitlines() == [
        "| preset | cleaner | label | recall | lost of 10,000 |",
        "| --- | --- | --- | --- | --- |",
        "| news | ours | keep |  | 5000.0 |",
        "| news | ours | share | 0.667 |  |",
    ]
