"""`cleanarticle rules`: rules of one's own are tested as those that ship, and shown at work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from cleanarticle.rules.proof.examples import ABOVE, BELOW

GOOD = {
    "id": "house.share.pass-on",
    "label": "share",
    "scope": "line",
    "weight": 4.0,
    "pattern": r"^(?:\")?Hand this page to a friend",
    "why": "A call to the reader.",
    "removes": ["Hand this page to a friend", "Hand this page to a friend, now"],
    "keeps": ["They hand this page to a friend.", "Hands off, page said to a friend."],
}
Run = Callable[..., tuple[int, list[str], str]]


def pack(*changes: dict[str, object]) -> str:
    """A rule file: the good rule, once for each of *changes*."""
    rules = [{**GOOD, **change} for change in changes]
    return "\n".join("\n".join(["[[rule]]", *(f"{k} = {json.dumps(v)}" for k, v in rule.items())]) for rule in rules)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs `cleanarticle rules` beside a house.toml; exit code, lines of output, and errors."""
    (tmp_path / ".git").mkdir()

    def call(*arguments: str, house: str = "", data: str = "") -> tuple[int, list[str], str]:
        (tmp_path / "house.toml").write_text(house or pack({}), encoding="utf-8")
        command = [sys.executable, "-m", "cleanarticle", "rules", *arguments]
        env = {**os.environ, "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            command, input=data.encode(), capture_output=True, cwd=tmp_path, env=env, timeout=120, check=False
        )
        assert b"Traceback" not in done.stderr
        return done.returncode, done.stdout.decode().splitlines(), done.stderr.decode()

    return call


def page(*lines: str) -> str:
    return json.dumps({"text": "\n\n".join([*ABOVE, *lines, *BELOW])}) + "\n"


def test_rule_that_proves_itself_is_fine(run: Run) -> None:
    assert run("test", "house.toml") == (0, ["house.toml: 1 rule, 0 wrong", "ok     house.share.pass-on"], "")


@pytest.mark.parametrize(
    ("change", "message", "line"),
    [
        ({"removes": [*GOOD["removes"], "Hand it on"]}, "does not match what it removes:", "Hand it on"),  # type: ignore[misc]
        ({"keeps": ["Hand this page to a friend", "x"]}, "matches what it keeps:", "Hand this page to a friend"),
        ({"keeps": ["Leave a Reply", "x"]}, "en.comments.leave-reply matches what it keeps:", "Leave a Reply"),
        (
            {"removes": ['"Hand this page to a friend," she said.', "Hand this page to a friend"]},
            "does not remove it from the middle of an article:",
            '"Hand this page to a friend," she said.',
        ),
    ],
    ids=["misses", "hits a near miss", "near miss of others", "speech"],
)
def test_rule_that_does_not_is_wrong_and_says_why(run: Run, change: dict[str, object], message: str, line: str) -> None:
    code, out, _ = run("test", "house.toml", house=pack(change))
    assert code == 1
    assert out[:2] == ["house.toml: 1 rule, 1 wrong", "wrong  house.share.pass-on"]
    assert (f"       {message}", f"         {line}") in pairwise(out)


def test_slow_rule_is_wrong_and_run_on_nothing(run: Run) -> None:
    slow = pack({"pattern": r"^(?:Hand this page to a friend)?(\w+\s?)+$"}, {"id": "house.share.other"})
    code, out, _ = run("test", "house.toml", "-", "--text-key", "text", house=slow, data=page("Hand this page"))
    assert code == 1
    assert out[1] == "wrong  house.share.pass-on"
    assert "the pattern is not safe" in out[2]
    assert out[-1] == "ok     house.share.other"


@pytest.mark.parametrize(
    ("arguments", "house", "message"),
    [
        (["test", "gone.toml"], "", "gone.toml: cannot be read: no such file"),
        (["test", "house.toml"], "[[rule]", "not TOML"),
        (["test", "house.toml"], pack({"label": "shares"}), "unknown label 'shares'; did you mean 'share'"),
        (["test"], "", "Missing argument 'FILE'"),
        (["test", "house.toml", "gone.jsonl"], "", "gone.jsonl: No such file or directory"),
        (["show", "en.share.invitt"], "", "no rule 'en.share.invitt'; near it: en.share.invite"),
        (["tset"], "", "No such command 'tset'"),
    ],
)
def test_wrong_usage_is_told(run: Run, arguments: list[str], house: str, message: str) -> None:
    code, _, errors = run(*arguments, house=house)
    assert code == 2
    assert message in errors


def counts(out: list[str], rule: str) -> dict[str, int]:
    """The row of a rule in the table."""
    head = next(line for line in out if line.startswith("rule ")).replace("in prose", "in-prose").split()
    row = next(line for line in out if line.startswith(f"{rule} ")).split()
    return {name: int(value) for name, value in zip(head[1:], row[1:], strict=True)}


def test_table_says_what_comes_of_each_line_on_which_a_rule_fires(run: Run) -> None:
    both = pack({}, {"id": "house.comments.reply", "label": "comments", "pattern": "^Leave a Reply$", **PROOF})
    data = "".join(
        [
            page("Hand this page to a friend"),
            page("Hand this page to a friend, now", "Leave a Reply"),
            page('"Hand this page to a friend," she said to nobody at all on the quay.'),
            page("Nothing at all."),
        ]
    )
    code, out, errors = run("test", "house.toml", "-", "--text-key", "text", house=both, data=data)
    assert (code, errors) == (0, "")
    assert "4 documents" in out
    share = {"fires": 3, "documents": 3, "goes": 2, "already": 0, "speech": 1, "subject": 0, "hint": 0, "stays": 0}
    assert counts(out, "house.share.pass-on") == {**share, "in-prose": 1}
    assert counts(out, "house.comments.reply")["already"] == 1
    text = "\n".join(out)
    assert "house.comments.reply, already (goes without it): 1\n  <stdin>:2: Leave a Reply  # comments en.comm" in text
    assert "house.share.pass-on, speech (stays: somebody's speech): 1\n  <stdin>:3: \"Hand" in text
    assert "in prose (goes from between two kept paragraphs): 1\n  <stdin>:1: Hand this page to a friend" in text


PROOF = {"removes": ["Leave a Reply", "  Leave a Reply"], "keeps": ["She left a reply.", "Leave, a reply said."]}


def test_rule_that_never_fires_shows_zeros(run: Run) -> None:
    code, out, _ = run("test", "house.toml", "-", "--text-key", "text", data=page("Nothing at all."))
    assert code == 0
    assert set(counts(out, "house.share.pass-on").values()) == {0}


def test_file_that_the_configuration_names_is_not_taken_twice(run: Run, tmp_path: Path) -> None:
    (tmp_path / "cleanarticle.toml").write_text('rules = ["house.toml"]\n', encoding="utf-8")
    code, out, _ = run("test", "house.toml", "-", "--text-key", "text", data=page("Hand this page to a friend"))
    assert code == 0
    assert counts(out, "house.share.pass-on")["goes"] == 1


def test_bad_record_is_told_and_the_rest_is_counted(run: Run) -> None:
    data = "{}\n" + page("Hand this page to a friend")
    code, out, errors = run("test", "house.toml", "-", "--text-key", "text", data=data)
    assert code == 3
    assert "<stdin>:1: unknown field 'text'" in errors
    assert "1 document" in out


def test_rule_is_shown_with_its_proof(run: Run) -> None:
    code, out, _ = run("show", "house.share.pass-on", "--rules", "house.toml")
    assert code == 0
    assert out[:4] == ["id       house.share.pass-on", "label    share", "scope    line", "weight   +4"]
    assert "keeps    They hand this page to a friend." in out
    assert "removes  Share this article with your friends" in run("show", "en.share.invite")[1]


def test_list_is_that_of_the_option(run: Run) -> None:
    code, out, _ = run("list", "--rules", "house.toml", "--languages", "en")
    assert code == 0
    assert out[-1] == "house.share.pass-on\tshare\tline\t+4\tA call to the reader."
    assert {line.partition(".")[0] for line in out} == {"common", "en", "house"}
