"""Reports and comparisons: figures, escaping, sameness, and the commands as users run them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.browser.documents import ADDRESSES, every_label, hostile, many, result

from cleanarticle import Cleaner, analyze
from cleanarticle.cli.compare.changes import Comparison
from cleanarticle.cli.corpus import Page
from cleanarticle.cli.main import Settings
from cleanarticle.cli.report.page import environment, link, render, shown, write
from cleanarticle.cli.report.summary import summarize
from cleanarticle.result import Result

STORY = (Path(__file__).parent / "articles" / "harbour.txt").read_text(encoding="utf-8")
PROSE = STORY.partition("Leave a Reply")[0].rstrip()
HOUSE = """
[[rule]]
id = "house.share.pass-on"
label = "share"
scope = "line"
weight = 4.0
pattern = '''^Hand this page to a friend$'''
why = "A call to the reader."
removes = ["Hand this page to a friend", "  Hand this page to a friend"]
keeps = ["Hand this page to a friend, the judge said.", "They hand this page to a friend."]
"""
Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs the command in an empty folder."""
    (tmp_path / ".git").mkdir()

    def call(*arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "cleanarticle", *arguments]
        env = {**os.environ, "LC_ALL": "C.UTF-8"}
        done = subprocess.run(command, input=data, capture_output=True, cwd=tmp_path, env=env, timeout=60, check=False)
        assert b"Traceback" not in done.stderr
        return done

    return call


def lines(*entries: dict[str, object]) -> bytes:
    return b"".join(json.dumps(entry).encode() + b"\n" for entry in entries)


def html(documents: list[tuple[Page, Result]], most: int = 500) -> str:
    data = {"summary": summarize(documents, most), "settings": "preset news", "most_sites": 200}
    return b"".join(render(environment(), "page.html.j2", data)).decode()


def page(name: str, url: str = "") -> Page:
    return Page(name, "", url, "")


# --- figures ---


def test_summary_counts_documents_removals_and_characters() -> None:
    one, two = result(("Stays.", ""), ("Goes.", "share"), ("Goes too.", "share")), result(("Gone.", "tags"))
    urls = ("https://www.example.org/1", "https://example.org/2")
    summary = summarize([(page(url, url), each) for url, each in zip(urls, (one, two), strict=True)], 10)
    total = summary.total
    assert (total.documents, total.removals, total.removed, total.characters) == (2, 3, 7 + 11 + 7, 8 + 7 + 11 + 7)
    assert {label: (t.documents, t.removals, t.removed) for label, t in summary.by_label} == {
        "share": (1, 2, 18),
        "tags": (1, 1, 7),
    }
    assert [(site, t.documents, t.removed, t.characters) for site, t in summary.by_site] == [("example.org", 2, 25, 33)]
    assert summary.verdicts == {"article": 1, "residue": 1}


def test_most_suspicious_documents_come_first_and_the_summary_counts_the_others() -> None:
    clean, half, gone = result(("Stays.", "")), result(("Stays.", ""), ("Goes.", "share")), result(("Goes.", "share"))
    summary = summarize([(page("clean"), clean), (page("half"), half), (page("gone"), gone), (page("too"), half)], 3)
    assert [entry.page.place for entry in summary.entries] == ["gone", "half", "too"]
    assert summary.total.documents == 4


def test_empty_corpus_has_a_page_too() -> None:
    assert "0 documents" in html([])
    assert "empty" in html([(page("nothing"), analyze(""))])


# --- what a page may hold ---


def test_texts_ids_and_addresses_cannot_break_out() -> None:
    made = html(hostile())
    body = made.partition("<body>")[2]
    assert not re.search(r"<(?:script|img|iframe|base|link|form|meta|style|object|embed)\b", body)
    assert not re.search(r"<[^<>]*\s(?:on\w+|style)=", body)
    hrefs = re.findall(r'href="([^"]*)"', body)
    assert all(href.startswith(("#", "https://example.org/", "https://www.example.org/")) for href in hrefs)
    assert "&lt;script&gt;window.hit=1&lt;/script&gt;" in made
    assert not re.search("[\x00\x1b\u202e\u2066]", made)


@pytest.mark.parametrize("url", ADDRESSES)
def test_odd_addresses_are_no_links(url: str) -> None:
    assert link(url) == ""


def test_letters_keep_their_joiners_and_deceivers_show() -> None:
    assert shown("می\u200cخواهم 👩\u200d🔬") == "می\u200cخواهم 👩\u200d🔬"
    assert shown("\u202eabc\ud800") == r"\u202eabc\ud800"


def test_policy_allows_the_style_of_the_page_and_nothing_else() -> None:
    from base64 import b64encode
    from hashlib import sha256

    made = html([(page("a"), every_label())])
    style = made.partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert made.count("<style>") == 1
    assert f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'" in made
    assert "://" not in style
    assert "url(" not in style


def test_same_documents_make_the_same_page() -> None:
    assert html(many(5)) == html(many(5))


def test_every_line_is_there_with_label_rule_and_score() -> None:
    text = "The bridge reopened, the council said. (Read more: What it cost) The vote was 31 to 26.\n\nLeave a Reply\n"
    made = html([(page("a"), Cleaner().analyze(text))])
    assert 'council said. <del class="l-related">(Read more: What it cost) </del>The vote' in made
    assert re.search(
        r'title="related en\.related\.in-brackets 0\.\d\d"><b class="l-related">related</b>The bridge', made
    )
    assert re.search(
        r'<li value="3" class="gone out l-comments gap" title="comments en\.comments\.\S+ [01]\.\d\d">', made
    )


def test_page_that_fails_half_way_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_bytes(b"old")

    def pieces() -> object:
        yield b"half"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write(path, pieces())  # type: ignore[arg-type]
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (b"old", [path])


# --- the commands ---


def test_report_of_records_names_them_and_their_sites(run: Run, tmp_path: Path) -> None:
    data = lines({"id": "a1", "url": "https://www.news.example/1", "text": STORY}, {"text": PROSE})
    (tmp_path / "pages.jsonl").write_bytes(data)
    done = run("report", "pages.jsonl", "-o", "out.html")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    made = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert "<title>What stayed and what went: 2 documents</title>" in made
    assert made.index("a1 <span") < made.index("pages.jsonl:2 <span")
    assert '<th scope="row">news.example</th>' in made


def test_report_of_other_fields_from_standard_input(run: Run, tmp_path: Path) -> None:
    data = lines({"key": 7, "link": "https://x.example/", "body": STORY, "text": 5})
    keys = ("--text-key", "body", "--url-key", "link", "--id-key", "key")
    assert run("report", "-", *keys, "-o", "out.html", data=data).returncode == 0
    made = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert "<summary>7 <span" in made
    assert "x.example" in made


def test_report_of_a_text_takes_the_options_of_cleaning(run: Run, tmp_path: Path) -> None:
    assert run("report", "-", "--keep", "comments", "-o", "out.html", data=STORY.encode() + b"\xff").returncode == 0
    made = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert "0.0% went" in made
    assert "preset news; keep comments" in made


def test_report_goes_on_behind_a_bad_record(run: Run, tmp_path: Path) -> None:
    done = run("report", "-", "--text-key", "text", "-o", "out.html", data=b'{"text": 1}\n' + lines({"text": STORY}))
    assert done.returncode == 3
    assert done.stderr == b"cleanarticle: <stdin>:1: field 'text' is not a string\n"
    assert "1 document" in (tmp_path / "out.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["report", "in.txt"], b"Missing option '-o'"),
        (["report", "-o", "out.html"], b"Missing argument 'INPUT...'"),
        (["report", "in.txt", "-o", "in.txt"], b"would overwrite the input"),
        (["report", "in.txt", "-o", "gone/out.html"], b"no file can be written there"),
        (["report", "gone.txt", "-o", "out.html"], b"gone.txt: No such file or directory"),
        (["report", "in.txt", "-o", "out.html", "--preset", "newz"], b"unknown preset 'newz'; did you mean 'news'"),
        (["compare", "news", "bodi", "in.txt"], b"unknown side 'bodi'; did you mean 'body'"),
        (["compare", "news", "gone.toml", "in.txt"], b"gone.toml: cannot be read"),
        (["compare", "in.json", "news", "in.txt"], b"no results as `cleanarticle --json` prints them"),
    ],
)
def test_wrong_usage_is_told_and_nothing_is_written(
    run: Run, tmp_path: Path, arguments: list[str], message: bytes
) -> None:
    (tmp_path / "in.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "in.json").write_text("{}", encoding="utf-8")
    done = run(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert (tmp_path / "in.txt").read_text(encoding="utf-8") == STORY
    assert not (tmp_path / "out.html").exists()


def test_report_without_jinja2_names_the_extra(tmp_path: Path) -> None:
    code = "import sys; sys.modules['jinja2'] = None; from cleanarticle.cli.main import main; sys.exit(main())"
    (tmp_path / "in.txt").write_text(STORY, encoding="utf-8")
    command = [sys.executable, "-c", code, "report", "in.txt", "-o", "out.html"]
    done = subprocess.run(command, capture_output=True, cwd=tmp_path, timeout=60, check=False)
    assert (done.returncode, done.stderr.strip()) == (
        2,
        b"Error: a page needs jinja2: pip install 'cleanarticle[report]'",
    )


# --- comparisons ---


def test_comparison_counts_lines_by_change_and_label() -> None:
    old = result(("Stays.", ""), ("Goes.", "share"), ("Named anew.", "tags"), ("Comes back.", "advert"))
    new = result(("Stays.", ""), ("Goes.", "share"), ("Named anew.", "title"), ("Comes back.", ""))
    comparison = Comparison("a", "b", 5)
    comparison.add(page("x"), old, new)
    comparison.add(page("y"), new, new)
    assert (comparison.documents, comparison.changed) == (2, 1)
    assert comparison.lines == {("label", "title"): 1, ("stays", "advert"): 1}


def test_sample_is_the_same_in_whatever_order_the_lines_come() -> None:
    texts = [f"Line number {n} of a row." for n in range(40)]
    chosen = set()
    for order in (texts, texts[::-1], texts[20:] + texts[:20]):
        comparison = Comparison("a", "b", 4)
        for text in order * 2:
            comparison.add(page("x"), result((text, "")), result((text, "share")))
        ((kind, label, count, samples),) = comparison.groups
        assert (kind, label, count, [sample.times for sample in samples]) == ("goes", "share", 80, [2] * 4)
        chosen.add(tuple(sorted(sample.item.text for sample in samples)))
    assert len(chosen) == 1


def test_rule_file_is_compared_with_a_preset(run: Run, tmp_path: Path) -> None:
    (tmp_path / "house.toml").write_text(HOUSE, encoding="utf-8")
    first, rest = PROSE.split("\n\n", 1)
    text = f"{first}\n\nHand this page to a friend\n\n{rest}"
    (tmp_path / "pages.jsonl").write_bytes(lines({"text": PROSE}, {"text": text}))
    done = run("compare", "news", "house.toml", "pages.jsonl", "-o", "out.html")
    assert (done.returncode, done.stderr) == (1, b"")
    assert done.stdout.decode().splitlines() == [
        "news -> house.toml: 1 of 2 documents change",
        "lines that now go: 1",
        "",
        "now go, share: 1",
        "  pages.jsonl:2 line 3",
        "    Hand this page to a friend",
        "    # stayed -> share house.share.pass-on 0.98",
    ]
    assert "house.share.pass-on 0.98" in (tmp_path / "out.html").read_text(encoding="utf-8")


def test_stored_results_of_a_version_are_compared_with_this_one(run: Run, tmp_path: Path) -> None:
    data = lines({"text": STORY}, {"text": PROSE + "\u2028\n"})
    (tmp_path / "pages.jsonl").write_bytes(data)
    (tmp_path / "before.json").write_bytes(run("--jsonl", "text", "--json", "pages.jsonl").stdout)
    done = run("compare", "before.json", "news", "pages.jsonl")
    assert (done.returncode, done.stdout) == (0, b"before.json -> news: 0 of 2 documents change\n")
    (tmp_path / "pages.jsonl").write_bytes(lines({"text": PROSE}, {"text": PROSE}, {"text": PROSE}))
    done = run("compare", "before.json", "news", "pages.jsonl")
    assert done.returncode == 3
    assert b"pages.jsonl:1: its result in before.json is one of another text" in done.stderr
    assert b"pages.jsonl:3: no result in before.json" in done.stderr


def test_configuration_may_be_a_side(run: Run, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "cleanarticle.toml").write_text('keep = ["comments"]\n', encoding="utf-8")
    (tmp_path / "in.txt").write_text(STORY, encoding="utf-8")
    done = run("compare", "news", "other/cleanarticle.toml", "in.txt", "--sample", "1")
    assert done.returncode == 1
    assert b"lines that now stay: " in done.stdout


@pytest.mark.parametrize("words", [["report"], ["compare"], ["rules", "test"]])
def test_help_names_every_option_of_cleaning_and_of_input(run: Run, words: list[str]) -> None:
    shown = run(*words, "--help").stdout.decode()
    names = [name.replace("_", "-") for name in (*Settings.__annotations__, "text_key", "id_key", "url_key")]
    assert [name for name in names if f"--{name} " not in shown] == []
