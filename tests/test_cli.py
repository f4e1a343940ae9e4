"""The command line, run as users run it: real processes, files, pipes and signals."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from cleanarticle.labels import LABELS
from cleanarticle.output.explain import as_json, diff, explain, visible
from cleanarticle.result import Removal, Result, Segment
from cleanarticle.text.document import Span

ARTICLE = Path(__file__).parent / "articles" / "harbour.txt"
PROMPT = "Leave a Reply"
NOTICE = "Your email address will not be published. Required fields are marked *"
PAGE = ARTICLE.read_text(encoding="utf-8")
BODY = PAGE.partition(PROMPT)[0].rstrip()
COMMAND = (sys.executable, "-m", "cleanarticle")
ENV = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR", "TERM", "PYTHONUTF8")} | {
    "LC_ALL": "C.UTF-8"
}
posix = pytest.mark.skipif(os.name == "nt", reason="signals and devices of POSIX")

Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose parents hold no configuration, whatever the machine has above it."""
    (tmp_path / ".git").mkdir()
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    """Runs the command in an empty folder."""

    def call(*arguments: str | Path, data: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
        done = subprocess.run(
            [*COMMAND, *map(str, arguments)],
            input=data,
            capture_output=True,
            cwd=folder,
            env=ENV | env,
            timeout=60,
            check=False,
        )
        assert b"Traceback" not in done.stderr
        return done

    return call


def records(*texts: object) -> bytes:
    return b"".join(json.dumps({"id": n, "text": text}).encode() + b"\n" for n, text in enumerate(texts))


# --- text in, text out ---


def test_article_leaves_its_comment_form_behind(run: Run) -> None:
    done = run(data=PAGE.encode())
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().rstrip() == BODY


@pytest.mark.parametrize(
    "data",
    [
        BODY.encode(),
        BODY.encode() + b"\n",
        BODY.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + BODY.encode(),
        BODY.replace("Reyl", "Re\0yl").encode(),
        BODY.encode().replace(b"Reyl", b"R\xe9yl \xff\xfe \xed\xa0\x80"),
    ],
    ids=["no final newline", "final newline", "CRLF", "byte order mark", "NUL", "invalid UTF-8"],
)
def test_clean_article_passes_byte_for_byte(run: Run, data: bytes) -> None:
    done = run(data=data)
    assert (done.returncode, done.stdout) == (0, data)


def test_line_ends_and_mark_stay_where_something_is_left_out(run: Run) -> None:
    done = run(data=b"\xef\xbb\xbf" + PAGE.replace("\n", "\r\n").encode())
    assert done.stdout.rstrip() == b"\xef\xbb\xbf" + BODY.replace("\n", "\r\n").encode()


def test_locale_of_the_machine_does_not_matter(run: Run) -> None:
    data = BODY.replace("Reyl", "Rëyl").encode()
    assert run(data=data, LC_ALL="C", PYTHONIOENCODING="latin-1", PYTHONUTF8="0").stdout == data


def test_files_come_out_one_after_the_other(run: Run, folder: Path) -> None:
    (folder / "one.txt").write_bytes(BODY.encode())
    (folder / "two.txt").write_bytes(BODY.upper().encode())
    done = run("one.txt", "-", "two.txt", data=BODY.lower().encode())
    assert done.stdout.decode() == BODY + BODY.lower() + BODY.upper()


def test_missing_file_is_an_error_but_the_others_come_out(run: Run) -> None:
    done = run("gone.txt", ARTICLE)
    assert done.returncode == 2
    assert done.stderr == b"cleanarticle: gone.txt: No such file or directory\n"
    assert done.stdout.decode().rstrip() == BODY


def test_folder_is_no_file(run: Run) -> None:
    done = run(".")
    assert (done.returncode, done.stdout) == (2, b"")


def test_html_page_comes_out_as_its_text(run: Run) -> None:
    paragraphs = "".join(f"<p>{line}</p>" for line in BODY.splitlines() if line)
    page = f"<html><head><meta charset='latin-1'></head><body><nav>Home</nav><article>{paragraphs}</article>"
    done = run("--html", data=page.replace("Reyl", "Réyl").encode("latin-1"))
    assert done.returncode == 0
    assert "Tomas Réyl" in done.stdout.decode()
    assert b"<p>" not in done.stdout


def test_page_without_an_article_is_reported(run: Run) -> None:
    done = run(data=f"{PROMPT}\n{NOTICE}\n".encode())
    assert (done.returncode, done.stderr) == (0, b"cleanarticle: <stdin>: residue\n")
    assert run("--quiet", data=PROMPT.encode()).stderr == b""


# --- JSON lines ---


def test_field_is_cleaned_and_all_else_stays(run: Run) -> None:
    line = b'{"id": 1e400,  "id":"\\/", "text" :%s , "n":[ 1 ]}\r\n'
    done = run("--jsonl", "text", data=line % json.dumps(PAGE).encode())
    assert done.returncode == 0
    head, literal = line.split(b"%s")
    assert done.stdout.startswith(head)
    assert done.stdout.endswith(literal)
    assert json.loads(done.stdout)["text"].rstrip() == BODY


def test_records_keep_order_blank_lines_and_line_ends(run: Run) -> None:
    data = records(BODY, BODY.upper()).replace(b"\n", b"\r\n") + b"\n  \n" + records(BODY)[:-1]
    done = run("--jsonl", "text", data=data)
    assert (done.returncode, done.stdout) == (0, data)


def test_record_at_the_end_of_a_file_is_not_glued_to_the_next_file(run: Run, folder: Path) -> None:
    (folder / "one.jsonl").write_bytes(records(BODY)[:-1])
    (folder / "two.jsonl").write_bytes(records(BODY)[:-1])
    assert run("--jsonl", "text", "one.jsonl", "two.jsonl").stdout == records(BODY) + records(BODY)[:-1]


BAD_RECORDS = [
    b"oops",
    b"1",
    b"[]",
    b'"text"',
    b"{}",
    b'{"txt": "rain"}',
    b'{"text": null}',
    b'{"text": 7}',
    b'{"text": "rain"',
    b'{"text": "a", "text": "b"}',
    b'{"text": ' + b"9" * 5_000 + b"}",
    b'{"x": ' + b"[" * 100_000 + b"]" * 100_000 + b', "text": "rain"}',
    b'{"text": "a\x00b"}',
    b"\xff\xfe{",
]


def test_bad_records_are_named_and_set_aside_and_the_run_goes_on(run: Run, folder: Path) -> None:
    good = records(BODY)
    data = good + b"".join(bad + b"\n" + good for bad in BAD_RECORDS)
    done = run("--jsonl", "text", "--dead-letter", "dead.jsonl", data=data)
    assert done.returncode == 3
    assert done.stdout == good * (len(BAD_RECORDS) + 1)
    lines = done.stderr.decode().splitlines()
    assert [int(re.findall(r"<stdin>:(\d+): ", line)[0]) for line in lines] == [2 * n for n in range(1, 15)]
    dead = [json.loads(line) for line in (folder / "dead.jsonl").read_bytes().splitlines()]
    assert [entry["line"] for entry in dead] == [2 * n for n in range(1, 15)]
    for entry, bad in zip(dead, BAD_RECORDS, strict=True):
        assert data[entry["offset"] :].startswith(bad + b"\n")
        assert entry.get("raw", "").encode() == bad or "raw_base64" in entry


def test_dead_letter_file_is_empty_when_nothing_fails(run: Run, folder: Path) -> None:
    assert run("--jsonl", "text", "--dead-letter", "dead.jsonl", data=records(BODY)).returncode == 0
    assert (folder / "dead.jsonl").read_bytes() == b""


def test_dead_letters_never_overwrite_the_input(run: Run, folder: Path) -> None:
    (folder / "in.jsonl").write_bytes(records(BODY))
    done = run("--jsonl", "text", "--dead-letter", "./in.jsonl", "in.jsonl")
    assert (done.returncode, (folder / "in.jsonl").read_bytes()) == (2, records(BODY))


def test_records_come_out_as_they_go_in(folder: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "--jsonl", "text"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder, env=ENV
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(3):
            process.stdin.write(records(BODY))
            process.stdin.flush()
            assert process.stdout.readline() == records(BODY)
        process.stdin.close()
        assert process.wait(timeout=30) == 0


# --- what went and why ---


def test_check_prints_no_text_and_names_what_it_found(run: Run) -> None:
    done = run("--check", ARTICLE)
    assert (done.returncode, done.stdout) == (1, b"")
    assert f"{ARTICLE}: 2 lines, " in done.stderr.decode()
    assert b"comments" in done.stderr


@pytest.mark.parametrize("mode", ["--check", "--diff"])
def test_clean_article_is_no_finding(run: Run, mode: str) -> None:
    done = run(mode, data=BODY.encode())
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_diff_shows_what_goes(run: Run) -> None:
    done = run("--diff", ARTICLE)
    assert done.returncode == 1
    assert f"\n- {PROMPT}  # comments " in done.stdout.decode()
    assert f"\n- {NOTICE}  # comments " in done.stdout.decode()


def test_json_accounts_for_what_goes(run: Run) -> None:
    entry = json.loads(run("--json", ARTICLE).stdout)
    assert (entry["name"], entry["verdict"], entry["text"].rstrip()) == (str(ARTICLE), "article", BODY)
    assert {removal["label"] for removal in entry["removed"]} == {"comments"}
    assert all(PAGE[r["start"] : r["end"]] == r["text"] for r in entry["removed"])
    assert entry["stats"]["characters"] == len(PAGE)


@pytest.mark.parametrize("mode", ["--json", "--explain"])
def test_other_views_of_records_name_file_and_line(run: Run, mode: str) -> None:
    done = run("--jsonl", "text", mode, data=records(BODY) + b"\n" + records(BODY))
    assert b"<stdin>:1" in done.stdout
    assert b"<stdin>:3" in done.stdout


def test_json_is_valid_utf8_whatever_came_in(run: Run) -> None:
    entry = json.loads(run("--json", data=BODY.encode() + b" \xff").stdout.decode())
    assert entry["text"] == BODY + " \udcff"


def test_explain_is_plain_in_a_pipe_and_coloured_on_request(run: Run) -> None:
    assert b"\x1b" not in run("--explain", ARTICLE).stdout
    assert b"\x1b[" in run("--explain", "--color", ARTICLE).stdout


def test_explain_lets_no_control_character_through(run: Run) -> None:
    done = run("--explain", data=(BODY + "\x1b[2J\x9b31m\u202eevil\u2028\r\0").encode() + b"\xff")
    assert rb"\x1b[2J\x9b31m\u202eevil\u2028\r\x00\udcff" in done.stdout
    assert b"\x1b" not in done.stdout


def test_names_of_files_cannot_steer_the_terminal(run: Run) -> None:
    assert b"\x1b" not in run("gone\x1b[2J.txt").stderr


# --- the views, on a result made by hand ---


def sample() -> Result:
    source = "One.\r\nTwo. Subscribe!\nThree.\nShare\x1b\nTweet\nFour.\n"
    cuts = ((11, 21, "newsletter", "en.newsletter.call", 0.9), (29, 42, "share", "structure.row", 0.75))
    segments: list[Segment] = []
    at = 0
    for start, end, label, reason, score in cuts:
        span = Span(start, end)
        segments += [Segment(Span(at, start)), Segment(span, Removal(span, label, reason, score))]
        at = end
    segments.append(Segment(Span(at, len(source))))
    text = "".join(s.span.of(source) for s in segments if s.kept)
    return Result(source, text, tuple(segments), "article")


def test_explained_lines_carry_label_rule_and_score() -> None:
    assert explain("a.txt", sample(), color=False).splitlines() == [
        "a.txt: article, 2 left out, 48% of the text (newsletter 1, share 1)",
        "                1 | One.",
        "newsletter ~    2 | Two. [-Subscribe!-]  # en.newsletter.call 0.90",
        "                3 | Three.",
        r"share      -    4 | Share\x1b  # structure.row 0.75",
        "share      -    5 | Tweet  # structure.row 0.75",
        "                6 | Four.",
    ]


@pytest.mark.parametrize("columns", [40, 61, 80, 200])
@pytest.mark.parametrize(
    "text",
    [
        "The ferry keeps sailing, the assembly decided on Thursday after four hours in which a midwife spoke.",
        "札幌市は木曜日、冬の間もフェリーの運航を続けると発表した。燃料費は道が負担する。" * 3,
        "नदी पर पुल शुक्रवार को फिर खुला, परिषद ने कहा कि मरम्मत में नौ दिन लगे और तीन नावें रुकी रहीं।",
        "https://example.org/" + "a" * 300,
        "\tIndented\tand  spaced  " * 9,
        "e\u0301" * 150,
    ],
    ids=["words", "wide", "combining", "unbroken", "tabs", "marks"],
)
def test_wrapped_lines_fit_the_terminal_and_lose_nothing(columns: int, text: str) -> None:
    lines = explain("a", Result(text, text, (Segment(Span(0, len(text))),), "article"), False, columns).splitlines()[1:]
    assert max(wcswidth(line) for line in lines) <= columns
    shown = "".join(line.partition("|")[2] for line in lines)
    assert "".join(shown.split()) == "".join(text.split())


@given(text=st.text(st.characters(exclude_characters="\n")), columns=st.integers(40, 90))
def test_any_line_fits_the_terminal(text: str, columns: int) -> None:
    shown = explain("a", Result(text, text, (Segment(Span(0, len(text))),), "article"), False, columns)
    assert max(map(wcswidth, shown.splitlines()[1:]), default=0) <= columns


@pytest.mark.parametrize("char", ["\u3164", "\u1161\u11a8", "\U0001f1e6", "e\u0301", "札", " ", "x"])
def test_long_lines_of_odd_characters_wrap_in_time(char: str) -> None:
    text = char * 60_000
    started = time.process_time()
    explain("a", Result(text, text, (Segment(Span(0, len(text))),), "article"), False, 80)
    assert time.process_time() - started < 5


def test_terminal_too_narrow_to_wrap_gets_lines_as_they_are() -> None:
    assert explain("a.txt", sample(), color=False, width=30) == explain("a.txt", sample(), color=False)


def test_colour_adds_nothing_but_colour() -> None:
    coloured = explain("a.txt", sample(), color=True)
    assert re.sub(r"\x1b\[\d+m", "", coloured) == explain("a.txt", sample(), color=False)


def test_diff_marks_changed_lines() -> None:
    assert diff("a.txt", sample(), color=False).splitlines() == [
        "--- a.txt",
        "+++ a.txt (cleaned)",
        "@@ line 1 @@",
        "  One.",
        "- Two. Subscribe!  # newsletter en.newsletter.call 0.90",
        "+ Two. ",
        "  Three.",
        r"- Share\x1b  # share structure.row 0.75",
        "- Tweet  # share structure.row 0.75",
        "  Four.",
    ]


def test_diff_shows_three_lines_around_a_change() -> None:
    source = "".join(f"{n}\n" for n in range(30))
    spans = [Span(source.index(f"{n}\n"), source.index(f"{n}\n") + 3) for n in (12, 25)]
    first, second = spans
    parts = [Segment(Span(0, first.start)), Segment(first, Removal(first, "tags", "x.y", 1.0))]
    parts += [Segment(Span(first.end, second.start)), Segment(second, Removal(second, "tags", "x.y", 1.0))]
    result = Result(source, "", (*parts, Segment(Span(second.end, len(source)))), "article")
    lines = diff("a", result, color=False).splitlines()
    assert [line for line in lines if line.startswith("@@")] == ["@@ line 10 @@", "@@ line 23 @@"]
    assert len(lines) == 2 + 8 + 8


def test_json_holds_every_removal() -> None:
    entry = json.loads(as_json("a.txt", sample()))
    assert entry["removed"][0] == {
        "start": 11,
        "end": 21,
        "label": "newsletter",
        "reason": "en.newsletter.call",
        "score": 0.9,
        "text": "Subscribe!",
    }
    assert entry["stats"]["labels"] == {"newsletter": 1, "share": 1}


def test_no_code_point_reaches_a_terminal_raw_that_could_steer_it() -> None:
    shown = visible("".join(map(chr, range(sys.maxunicode + 1))))
    hidden = {c for c in set(shown) if unicodedata.category(c)[0] == "C" or unicodedata.category(c) in ("Zl", "Zp")}
    assert hidden == {"\n", "\t"}


# --- options ---


def test_preset_and_labels_reach_the_cleaner(run: Run) -> None:
    kept = run("--keep", "credit,comments", data=PAGE.encode())
    assert kept.stdout.decode() == PAGE


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--preset", "boddy"], "unknown preset 'boddy'; did you mean 'body'"),
        (["--drop", "credit,coments"], "unknown label 'coments'; did you mean 'comments'"),
        (["--keep", "tag"], "unknown label 'tag'; did you mean 'tags'"),
        (["--presett", "body"], "--preset"),
        (["--explain", "--diff"], "--explain and --diff exclude each other"),
        (["--json", "--check"], "--json and --check exclude each other"),
        (["--check", "--list-rules"], "--check and --list-rules exclude each other"),
        (["--config", "x.toml", "--no-config"], "exclude each other"),
        (["--config", "gone.toml"], "gone.toml: No such file"),
        (["--dead-letter", "x.jsonl"], "--dead-letter needs --jsonl"),
        (["--jsonl", "text", "--dead-letter", "gone/x.jsonl"], "gone/x.jsonl: No such file"),
        (["--rules", "gone.toml"], "gone.toml: cannot be read"),
        (["--list-rules", "--rules", "gone.toml"], "gone.toml: cannot be read"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_ends_with_2_and_a_remedy(run: Run, arguments: list[str], message: str) -> None:
    done = run(*arguments, data=PAGE.encode())
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in done.stderr.decode()


def test_settings_come_from_a_file_in_a_parent_unless_told_otherwise(run: Run, folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[tool.cleanarticle]\nkeep = ["comments"]\n')
    assert run(data=PAGE.encode()).stdout.decode() == PAGE
    assert run("--no-config", data=PAGE.encode()).stdout.decode().rstrip() == BODY
    assert run("--drop", "comments", data=PAGE.encode()).stdout.decode().rstrip() == BODY


def test_misspelt_setting_is_an_error(run: Run, folder: Path) -> None:
    (folder / "cleanarticle.toml").write_text('presett = "body"')
    done = run(data=PAGE.encode())
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"cleanarticle.toml: unknown key 'presett'; did you mean 'preset'" in done.stderr


RULE = """[[rule]]
id = "house.tags.colophon"
label = "tags"
scope = "line"
weight = 4
pattern = '^Set in Caslon'
why = "Our own colophon."
removes = ["Set in Caslon", "Set in Caslon and Futura"]
keeps = ["The type was set in Caslon.", "He set it in Caslon."]
"""


def test_listed_rules_include_those_of_the_user(run: Run, folder: Path) -> None:
    (folder / "house.toml").write_text(RULE)
    done = run("--list-rules", "--rules", "house.toml")
    assert done.returncode == 0
    assert done.stdout.endswith(b"house.tags.colophon\ttags\tline\t+4\tOur own colophon.\n")


def test_rule_with_a_mistake_names_file_rule_and_remedy(run: Run, folder: Path) -> None:
    (folder / "house.toml").write_text(RULE.replace("keeps", "keep"))
    done = run("--list-rules", "--rules", "house.toml")
    assert done.returncode == 2
    for word in (b"house.toml", b"house.tags.colophon", b"unknown key 'keep'; did you mean 'keeps'"):
        assert word in done.stderr


def test_list_of_languages_counts_their_rules(run: Run) -> None:
    lines = run("--list-languages").stdout.decode().splitlines()
    counts = {code: int(count) for code, count in (line.split("\t") for line in lines)}
    assert counts["en"] > 100
    assert counts["de"] > 40
    assert "common" not in counts


GERMAN = "Der Kran steht wieder am Kai, sagte der Verein am Montag.\n\nLesen Sie auch: Fähre fällt aus\n"


@pytest.mark.parametrize(
    ("arguments", "goes"),
    [((), True), (("--languages", "de"), True), (("--languages", "en,de"), True), (("--languages", "en"), False)],
)
def test_languages_narrow_the_packs(run: Run, arguments: tuple[str, ...], goes: bool) -> None:
    done = run(*arguments, data=GERMAN.encode())
    assert (b"Lesen Sie auch" not in done.stdout) == goes
    listed = run("--list-rules", *arguments).stdout
    assert (b"\nde." in listed) == goes
    assert b"common." in listed


def test_unknown_language_is_refused_with_the_nearest(run: Run) -> None:
    done = run("--languages", "dd", data=b"x")
    assert done.returncode == 2
    assert b"unknown language 'dd'; did you mean 'id'" in done.stderr


def test_listed_labels_are_all_labels(run: Run) -> None:
    lines = run("--list-labels").stdout.decode().splitlines()
    assert tuple(line.split("\t")[0] for line in lines) == LABELS
    assert lines[-1] == "author\tbody\tbiographies of the author"


def test_help_shows_examples_and_exit_codes(run: Run) -> None:
    done = run("--help")
    assert done.returncode == 0
    assert b"cleanarticle --jsonl text < pages.jsonl" in done.stdout
    assert b"Exit status:" in done.stdout
    assert run("--version").stdout.startswith(b"cleanarticle ")


def test_shell_completes_labels_after_a_comma(run: Run) -> None:
    words = {"COMP_WORDS": "cleanarticle --drop credit,cop", "COMP_CWORD": "2"}
    done = run(_CLEANARTICLE_COMPLETE="bash_complete", **words)
    assert done.stdout.strip() == b"plain,credit,copyright"


# --- the ends of a run ---


@posix
def test_terminal_without_a_file_gets_help_on_standard_error(folder: Path) -> None:
    leader, follower = os.openpty()
    done = subprocess.run(COMMAND, stdin=follower, capture_output=True, cwd=folder, env=ENV, timeout=60, check=False)
    os.close(leader)
    os.close(follower)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Usage: cleanarticle" in done.stderr


@posix
@pytest.mark.parametrize(
    ("env", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)]
)
def test_terminal_gets_colour_unless_asked_not_to(folder: Path, env: dict[str, str], coloured: bool) -> None:
    leader, follower = os.openpty()
    (folder / "short.txt").write_text("Rain is due.\n")
    command = [*COMMAND, "--explain", "short.txt"]
    subprocess.run(command, stdout=follower, cwd=folder, env=ENV | env, timeout=60, check=True)
    shown = os.read(leader, 100_000)
    os.close(follower)
    os.close(leader)
    assert (b"\x1b[" in shown) is coloured


@posix
def test_terminal_gets_lines_of_its_width_and_a_pipe_gets_them_whole(folder: Path) -> None:
    import fcntl
    import struct
    import termios

    (folder / "long.txt").write_text("The night ferry sails on. " * 20 + "\n")
    leader, follower = os.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 50, 0, 0))
    command = [*COMMAND, "--explain", "long.txt"]
    subprocess.run(command, stdout=follower, cwd=folder, env=ENV | {"NO_COLOR": "1"}, timeout=60, check=True)
    shown = os.read(leader, 100_000).decode().splitlines()
    os.close(follower)
    os.close(leader)
    assert max(map(len, shown[1:])) <= 50
    assert len(shown) > 10
    assert len(subprocess.run(command, capture_output=True, cwd=folder, env=ENV, check=True).stdout.splitlines()) == 2


@posix
@pytest.mark.parametrize(
    ("arguments", "first"), [([ARTICLE, "-"], b""), (["--jsonl", "text"], records(BODY))], ids=["text", "records"]
)
def test_interrupt_ends_with_130_and_no_traceback(folder: Path, arguments: list[str], first: bytes) -> None:
    with subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=ENV,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(first)
        process.stdin.flush()
        assert process.stdout.readline()  # it runs, and waits for more
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
        assert process.stderr.read().strip() == b""


@posix
def test_reader_that_goes_away_ends_the_run_with_141_silently(folder: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "--jsonl", "text"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=ENV,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stdin.write(records(BODY))
        process.stdin.close()
        assert process.wait(timeout=30) == 141
        assert process.stderr.read() == b""


@posix
def test_head_may_close_the_pipe(folder: Path) -> None:
    (folder / "in.jsonl").write_bytes(records(*[BODY] * 500))
    script = '"$0" -m cleanarticle --jsonl text in.jsonl | head -c0; exit "${PIPESTATUS[0]}"'
    command = ["bash", "-c", script, sys.executable]
    done = subprocess.run(command, capture_output=True, cwd=folder, env=ENV, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (141, b"", b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [[ARTICLE], ["--list-labels"], ["--help"]], ids=["text", "labels", "help"])
def test_full_disk_is_one_line_and_2(folder: Path, arguments: list[str | Path]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, *arguments], stdout=full, stderr=subprocess.PIPE, cwd=folder, env=ENV, timeout=60, check=False
        )
    assert done.returncode == 2
    assert done.stderr == b"cleanarticle: standard output: No space left on device\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_full_disk_under_the_dead_letters_is_an_error_too(run: Run) -> None:
    done = run("--jsonl", "text", "--dead-letter", "/dev/full", data=b"oops\n")
    assert done.returncode == 2
    assert b"/dev/full: No space left on device" in done.stderr


@posix
@pytest.mark.parametrize(
    ("closed", "message"), [("<&-", "<stdin>: standard input is closed"), (">&-", "standard output is closed")]
)
def test_closed_stream_is_one_line_and_2(folder: Path, closed: str, message: str) -> None:
    command = ["sh", "-c", f'"$0" -m cleanarticle {closed}', sys.executable]
    done = subprocess.run(command, input=b"", capture_output=True, cwd=folder, env=ENV, timeout=60, check=False)
    assert (done.returncode, done.stderr.decode()) == (2, f"cleanarticle: {message}\n")


def test_trafilatura_is_not_loaded_for_text() -> None:
    probe = "import sys, cleanarticle.cli.main; sys.exit('trafilatura' in sys.modules or 'lxml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", probe], env=ENV, check=False).returncode == 0


def test_profiles_without_an_address_are_an_error(run: Run, folder: Path) -> None:
    done = run("--profiles", folder, data=b"Rain.")
    assert done.returncode == 2
    assert b"--profiles needs the address of a page" in done.stderr
