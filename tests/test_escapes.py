"""Nothing from outside may steer or deceive a terminal: escapes, controls and bidi marks are shown, not sent."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import regex

from cleanarticle.output.explain import visible

# Colour, a title, a link, bidi override and isolate, C1's CSI, zero width, line separators, private use, a BOM inside.
HOSTILE = "a\x1b[31m\x1b]0;t\x07\x1b]8;;x\x1b\\\u202eb\u2066c\x9b31md\u200be\u2028f\u2029g\ue000h\x7f\x08\ufeffi\rj"
STEERING = regex.compile(r"[\p{C}\p{Zl}\p{Zp}--[\n\t]]", regex.VERSION1)
RULE = """[[rule]]
id = {id}
label = {label}
scope = "line"
weight = 4.0
pattern = {pattern}
why = {why}
removes = ["Pass it on", "Pass it on, friend"]
keeps = ["They pass it on", "He said: pass it on"]
"""
GOOD = {"id": "house.share.row", "label": "share", "pattern": "(?i)^pass it on(?:, friend)?$", "why": "A call."}


def test_two_texts_look_alike_only_if_they_are() -> None:
    assert visible(HOSTILE) != visible(regex.sub(STEERING, "", HOSTILE))


def _command(*arguments: str, folder: Path, data: str = "") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "cleanarticle", *arguments]
    return subprocess.run(
        command, input=data.encode(), cwd=folder, capture_output=True, timeout=60, check=False, env=_environment()
    )


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONIOENCODING": "utf-8:surrogateescape", "NO_COLOR": "1"}


def _harmless(shown: bytes) -> bool:
    return not STEERING.search(shown.decode("utf-8", "surrogateescape"))


@pytest.mark.parametrize(
    "arguments",
    [
        [HOSTILE],
        ["--preset", HOSTILE],
        ["--drop", HOSTILE],
        ["--keep", HOSTILE],
        ["--languages", HOSTILE],
        ["--rules", HOSTILE],
        ["--config", HOSTILE],
        [f"--{HOSTILE}"],
        [f"-{HOSTILE}"],
        ["--html", "--html-timeout", HOSTILE],
        ["--jsonl", "text", "--dead-letter", f"{HOSTILE}/x"],
        ["--jsonl", HOSTILE],
        ["report", HOSTILE, "-o", "x.html"],
        ["report", "-", "-o", f"{HOSTILE}/x"],
        ["compare", HOSTILE, "news", "-"],
        ["compare", "news", f"{HOSTILE}.toml", "-"],
        ["compare", "news", "body", HOSTILE],
        ["rules", HOSTILE],
        ["rules", "test", HOSTILE],
        ["rules", "show", HOSTILE],
    ],
    ids=lambda arguments: arguments[0][:14].replace("\x1b", "") if isinstance(arguments, list) else None,
)
def test_message_about_a_hostile_argument_is_harmless(arguments: list[str], tmp_path: Path) -> None:
    done = _command(*arguments, folder=tmp_path, data='{"text": ""}\n')
    assert done.returncode in (2, 3)
    assert done.stderr
    assert _harmless(done.stderr), done.stderr


@pytest.mark.parametrize("key", GOOD)
def test_message_about_a_hostile_rule_is_harmless(key: str, tmp_path: Path) -> None:
    entry = {**GOOD, key: f"({HOSTILE}" if key == "pattern" else HOSTILE}
    path = tmp_path / "house.toml"
    path.write_text(RULE.format(**{name: json.dumps(value) for name, value in entry.items()}), encoding="utf-8")
    done = _command("--rules", "house.toml", "--explain", folder=tmp_path, data="Rain.\n\nPass it on\n")
    assert (done.returncode == 2) == (key != "why")
    assert _harmless(done.stderr), done.stderr
    assert _harmless(done.stdout), done.stdout


@pytest.mark.parametrize(
    "settings", ["{} = 1", "preset = {}", "keep = [{}]", "rules = [{}]", "languages = [{}]", "x = [ {}", "[{}]"]
)
def test_message_about_hostile_settings_is_harmless(settings: str, tmp_path: Path) -> None:
    (tmp_path / "cleanarticle.toml").write_text(settings.format(json.dumps(HOSTILE)), encoding="utf-8")
    done = _command(folder=tmp_path)
    assert done.returncode == 2
    assert _harmless(done.stderr), done.stderr


@pytest.mark.parametrize("record", [{HOSTILE: ""}, {"text": 1, HOSTILE: ""}, [HOSTILE], {"text": HOSTILE + " Rain."}])
def test_message_about_a_hostile_record_is_harmless(record: object, tmp_path: Path) -> None:
    done = _command("--jsonl", "text", "--check", folder=tmp_path, data=json.dumps(record) + "\n")
    assert done.returncode in (0, 3)
    assert _harmless(done.stderr), done.stderr


@pytest.mark.parametrize("view", ["--explain", "--diff", "--check"])
def test_view_of_a_hostile_text_in_a_hostile_file_is_harmless(view: str, tmp_path: Path) -> None:
    name = HOSTILE.replace("/", "")
    (tmp_path / name).write_bytes(
        f"The ferry {HOSTILE} was late.\n\nLeave a Reply {HOSTILE}\n\nShare this\n".encode() + b"\xff"
    )
    done = _command(view, name, folder=tmp_path)
    assert done.returncode in (0, 1)
    assert done.stdout + done.stderr
    assert _harmless(done.stdout), done.stdout
    assert _harmless(done.stderr), done.stderr


def test_comparison_and_rules_at_work_on_a_hostile_text_are_harmless(tmp_path: Path) -> None:
    name = f"{HOSTILE.replace('/', '')}.toml"
    rule = {**GOOD, "pattern": "(?i)^pass it on"}
    (tmp_path / name).write_text(RULE.format(**{key: json.dumps(value) for key, value in rule.items()}))
    text = f"The ferry was late.\n\nPass it on {HOSTILE}\n"
    for words in (["compare", "news", name, "-"], ["rules", "test", name, "-"], ["report", "-", "-o", "x.html"]):
        done = _command(*words, folder=tmp_path, data=text)
        assert done.returncode in (0, 1)
        assert _harmless(done.stdout), done.stdout
        assert _harmless(done.stderr), done.stderr
    assert _harmless((tmp_path / "x.html").read_bytes())
    stored = f"{HOSTILE.replace('/', '')}.json"
    (tmp_path / stored).write_text("{}", encoding="utf-8")
    assert _harmless(_command("compare", stored, "news", "-", folder=tmp_path).stderr)


def test_colours_of_our_own_are_the_only_escapes(tmp_path: Path) -> None:
    done = _command("--explain", "--color", folder=tmp_path, data=f"The ferry {HOSTILE} was late.\n\nLeave a Reply\n")
    assert b"\x1b[" in done.stdout
    assert _harmless(re.sub(rb"\x1b\[[0-9;]*m", b"", done.stdout).replace(b"\\x1b[31m", b""))
