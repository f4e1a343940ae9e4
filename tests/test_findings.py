"""What fuzzing found that is no seed: the smallest case of each.

Seeds that break a promise are in `tests/test_fuzz.py`, shapes whose time grows with the square in
`tests/test_promises.py`, a disk that fills up in `tests/test_ends.py`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import cleanarticle

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


@pytest.mark.parametrize(
    ("name", "content", "arguments"),
    [
        ("x.toml", "preset = " + "9" * 5_000, ["--config", "x.toml"]),
        ("x.toml", 'rules = ["a\\u0000b"]', ["--config", "x.toml"]),
        ("x.toml", "x = " + "9" * 5_000, ["--rules", "x.toml"]),
    ],
    ids=["long number in settings", "NUL in the path of a rule file", "long number in rules"],
)
def test_mistake_in_a_file_is_one_line_and_2(name: str, content: str, arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / name).write_text(content)
    command = [sys.executable, "-m", "cleanarticle", *arguments]
    done = subprocess.run(command, input=b"", capture_output=True, cwd=tmp_path, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)


def test_byte_order_mark_of_an_editor_is_no_error_in_a_rule_file_either(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    path.write_bytes(b"\xef\xbb\xbf" + RULE.encode())
    cleanarticle.Cleaner(cleanarticle.Options(rules=[path]))


@pytest.mark.parametrize("text", ["\ufeff", "\u200b\n\u200b", "\x00", "\u2060"])
def test_text_of_nothing_visible_is_no_article(text: str) -> None:
    assert cleanarticle.analyze(text).verdict == "empty"
