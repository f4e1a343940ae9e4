"""The index of the packs: an installed package has it alone, without the rule files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cleanarticle.errors import RuleError
from cleanarticle.rules.index import FOLDER, builtin_packs, builtin_rules, load

PACK = """
[[rule]]
id = "en.share.wave"
label = "share"
scope = "line"
weight = 4.0
pattern = "^Wave this on$"
why = "A call."
removes = ["Wave this on", "Wave this on"]
keeps = ["Wave this on to her", "He waved this on"]
"""


def test_index_alone_holds_every_rule_with_its_proof(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "index.bin", tmp_path)
    packs = load(tmp_path)
    assert packs.proven() == builtin_rules()
    assert [part.numbers for part in packs.parts] == [part.numbers for part in builtin_packs().parts]


def test_index_that_does_not_fit_the_packs_beside_it_is_not_used(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "index.bin", tmp_path)
    (tmp_path / "en.toml").write_text(PACK, encoding="utf-8")
    assert [rule.id for rule in load(tmp_path).rules] == ["en.share.wave"]


def test_folder_without_packs_and_index_is_an_error_and_cleans_nothing_in_silence(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="install cleanarticle again"):
        load(tmp_path)
