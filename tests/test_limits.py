"""Bounds that a caller sets: what a pattern may take on a line, and a page of HTML to be read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import cleanarticle
from cleanarticle import Cleaner, HtmlError, HtmlTimeoutError, OptionError, Options, PatternTimeoutError

# Passes the linter, since its time grows with the line alone; this line is long.
RULE = """[[rule]]
id = "house.share.row"
label = "share"
scope = "{}"
weight = 4.0
pattern = 'pass (?=.{{0,40}}[a-z]{{0,20}}ed on).{{0,60}}'
why = "A call."
removes = ["pass it passed on", "pass her word faded on"]
keeps = ["They pass it", "He said: pass it on"]
"""
SLOW = "It ended on time. " + "The ferries pass it on and " * 4_000
PAGE = "<html><body><p>The ferry was late again on Monday, the harbour master said.</p></body></html>"
# Far more than an element with so many siblings takes trafilatura or libxml2.
BOMBS = {
    "nesting": "<div>" * 3_000_000,
    "attributes": "<p " + " ".join(f"a{n}=''" for n in range(400_000)) + ">Rain",
    "never closed": "<b><i><p>" * 700_000,
}


@pytest.fixture(params=["line", "inline", "prefix"])
def rules(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "house.toml"
    path.write_text(RULE.format(request.param))
    return path


# --- patterns ---


def test_pattern_that_takes_too_long_fails_the_document_and_names_its_rule(rules: Path) -> None:
    cleaner = Cleaner(Options(rules=[rules], pattern_timeout=0.001))
    with pytest.raises(PatternTimeoutError, match=r"rule house\.share\.row took more than 0\.001 seconds on a line"):
        cleaner.clean(SLOW)
    assert cleaner.clean("The ferry was late.\n\npass it passed on").rstrip() == "The ferry was late."


def test_bound_that_is_not_reached_changes_nothing(rules: Path) -> None:
    assert Cleaner(Options(rules=[rules], pattern_timeout=60)).clean(SLOW) == Cleaner().clean(SLOW)


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), True, "1"])
def test_bound_is_a_number_of_seconds(seconds: float) -> None:
    with pytest.raises(OptionError, match="pattern_timeout is a number of seconds above 0"):
        Options(pattern_timeout=seconds)


def test_bound_of_the_command_line_wins_over_the_settings(rules: Path, tmp_path: Path) -> None:
    (tmp_path / "cleanarticle.toml").write_text(f"rules = ['{rules}']\npattern_timeout = 60")
    story = tmp_path / "slow.jsonl"
    story.write_text(f'{{"text": "{SLOW}"}}\n{{"text": "Rain is due."}}\n')
    done = _command("--jsonl", "text", "--pattern-timeout", "0.001", "slow.jsonl", folder=tmp_path)
    assert (done.returncode, done.stdout) == (3, b'{"text": "Rain is due."}\n')
    assert done.stderr == b"cleanarticle: slow.jsonl:1: rule house.share.row took more than 0.001 seconds on a line\n"
    assert _command("--jsonl", "text", "slow.jsonl", folder=tmp_path).returncode == 0


def _command(*arguments: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "cleanarticle", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False)


# --- pages ---


@pytest.mark.parametrize("name", BOMBS)
def test_bomb_ends_within_the_limit_and_the_next_page_is_read(name: str) -> None:
    start = time.monotonic()
    with pytest.raises(HtmlTimeoutError, match=r"the page takes longer than 0\.05 seconds"):
        cleanarticle.analyze_html(BOMBS[name], timeout=0.05)
    assert time.monotonic() - start < 3
    assert cleanarticle.clean_html(PAGE, timeout=20) == "The ferry was late again on Monday, the harbour master said."


@pytest.mark.parametrize(
    "page",
    [
        PAGE,
        PAGE.encode(),
        PAGE.encode("utf-16"),
        "\ud83d\ude00 <p>\udcff Rain",
        b"<p>\xff Rain",
        "Text, 3 < 4.",
        b"",
        "",
    ],
)
def test_limit_changes_no_result(page: str | bytes) -> None:
    assert cleanarticle.analyze_html(page, timeout=60) == cleanarticle.analyze_html(page)


def test_threads_share_no_process() -> None:
    pages = [PAGE.replace("Monday", f"day {n}") for n in range(24)]
    with ThreadPoolExecutor(4) as pool:
        texts = list(pool.map(lambda page: cleanarticle.clean_html(page, timeout=60), pages))
    assert texts == [cleanarticle.clean_html(page) for page in pages]


def test_mistakes_are_told_at_once() -> None:
    with pytest.raises(TypeError, match="HTML must be str or bytes, not int"):
        cleanarticle.clean_html(1, timeout=1)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="timeout is a number of seconds above 0"):
        cleanarticle.clean_html(PAGE, timeout=0)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals of POSIX")
def test_process_that_is_killed_is_an_error_of_that_page_alone() -> None:
    code = (
        "import os, signal, subprocess, cleanarticle\n"
        f"page = {PAGE!r}\n"
        "cleanarticle.clean_html(page, timeout=60)\n"
        "children = subprocess.run(['pgrep', '-P', str(os.getpid()), 'python'], capture_output=True).stdout.split()\n"
        "os.kill(int(children[0]), signal.SIGKILL)\n"
        "try:\n    cleanarticle.clean_html(page, timeout=60)\n"
        "except cleanarticle.HtmlError as error:\n    print(error)\n"
        "print(cleanarticle.clean_html(page, timeout=60))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.splitlines() == [
        "the process that read the page ended with code -9",
        "The ferry was late again on Monday, the harbour master said.",
    ], done.stderr
    assert issubclass(HtmlTimeoutError, HtmlError)


@pytest.mark.skipif(os.name == "nt", reason="process groups of POSIX")
def test_no_process_is_left_when_the_caller_is_killed_amid_a_bomb() -> None:
    code = "import cleanarticle; print(flush=True); cleanarticle.clean_html('<div>' * 3_000_000, timeout=3)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=-1, start_new_session=True) as process:
        assert process.stdout
        process.stdout.readline()
        time.sleep(1)
        process.kill()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("the reader outlived its caller")


def test_page_that_takes_too_long_fails_alone_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "bomb.html").write_text(BOMBS["nesting"])
    (tmp_path / "page.html").write_text(PAGE)
    done = _command("--html", "--html-timeout", "0.5", "bomb.html", "page.html", folder=tmp_path)
    assert (done.returncode, done.stdout) == (3, b"The ferry was late again on Monday, the harbour master said.")
    assert done.stderr == b"cleanarticle: bomb.html: the page takes longer than 0.5 seconds\n"


@pytest.mark.parametrize("arguments", [["--html-timeout", "1"], ["--html", "--html-timeout", "0"]])
def test_limit_of_pages_that_makes_no_sense_is_wrong_usage(arguments: list[str], tmp_path: Path) -> None:
    done = _command(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert b"--html-timeout" in done.stderr
