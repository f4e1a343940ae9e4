"""Configuration files: where they are found, what they may say, how the command line overrides them."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleanarticle import OptionError, Options
from cleanarticle.cli.config import find, load, override


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose parents hold no configuration, whatever the machine has above it."""
    root = tmp_path / "repo"
    (root / ".git").mkdir(parents=True)
    return root


def test_own_file_is_found_in_a_parent(folder: Path) -> None:
    own = write(folder / "cleanarticle.toml", 'preset = "body"')
    deep = folder / "a" / "b"
    deep.mkdir(parents=True)
    assert find(deep) == own


def test_nearest_file_wins(folder: Path) -> None:
    write(folder / "cleanarticle.toml", 'preset = "body"')
    near = write(folder / "a" / "cleanarticle.toml", 'preset = "news"')
    assert find(folder / "a") == near


def test_own_file_wins_over_pyproject_beside_it(folder: Path) -> None:
    own = write(folder / "cleanarticle.toml", "")
    write(folder / "pyproject.toml", "[tool.cleanarticle]")
    assert find(folder) == own


def test_pyproject_without_our_table_is_passed_by(folder: Path) -> None:
    project = write(folder / "pyproject.toml", '[tool.cleanarticle]\npreset = "body"')
    write(folder / "a" / "pyproject.toml", '[project]\nname = "other"')
    assert find(folder / "a") == project


def test_search_ends_at_the_root_of_the_repository(folder: Path) -> None:
    write(folder.parent / "cleanarticle.toml", 'preset = "body"')
    assert find(folder) is None


def test_broken_pyproject_on_the_way_is_an_error_that_names_it(folder: Path) -> None:
    write(folder / "pyproject.toml", "[tool")
    with pytest.raises(OptionError, match=r"pyproject\.toml: not TOML"):
        find(folder)


def test_every_option_can_be_set(folder: Path) -> None:
    text = 'preset = "body"\ndrop = ["tags"]\nkeep = ["credit", "newsletter"]\nrules = ["rules/house.toml"]'
    loaded = load(write(folder / "cleanarticle.toml", text))
    assert loaded == Options("body", {"tags"}, {"credit", "newsletter"}, [folder / "rules" / "house.toml"])


def test_rules_with_an_absolute_path_stay_where_they_are(folder: Path) -> None:
    rules = folder / "elsewhere.toml"
    loaded = load(write(folder / "a" / "cleanarticle.toml", f"rules = ['{rules}']"))
    assert loaded.rules == (rules,)


def test_byte_order_mark_of_an_editor_is_no_error(folder: Path) -> None:
    path = folder / "cleanarticle.toml"
    path.write_bytes(b'\xef\xbb\xbfpreset = "body"\r\n')
    assert load(path).preset == "body"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('presett = "body"', "unknown key 'presett'; did you mean 'preset'"),
        ('preset = "boddy"', "unknown preset 'boddy'; did you mean 'body'"),
        ("preset = 1", "preset is the name of a preset"),
        ('drop = ["coments"]', "unknown label 'coments'; did you mean 'comments'"),
        ('drop = "credit"', "drop is a list of texts"),
        ("keep = [1]", "keep is a list of texts"),
        ('rules = "house.toml"', "rules is a list of texts"),
        ("preset = ", "not TOML"),
        ("a = " + "[" * 100_000, "not TOML"),
        ("a = " + "9" * 5_000, "not TOML"),
    ],
)
def test_mistake_is_an_error_with_file_and_remedy(folder: Path, text: str, message: str) -> None:
    path = write(folder / "cleanarticle.toml", text)
    with pytest.raises(OptionError) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)


def test_pyproject_named_on_purpose_must_have_our_table(folder: Path) -> None:
    with pytest.raises(OptionError, match=r"no table \[tool\.cleanarticle\]"):
        load(write(folder / "pyproject.toml", "[project]"))


def test_missing_file_is_an_error(folder: Path) -> None:
    with pytest.raises(OptionError, match="No such file"):
        load(folder / "cleanarticle.toml")


def test_bytes_that_are_not_utf8_are_an_error(folder: Path) -> None:
    path = folder / "cleanarticle.toml"
    path.write_bytes(b'preset = "\xff"')
    with pytest.raises(OptionError, match="not TOML"):
        load(path)


@pytest.mark.parametrize(
    ("base", "flags", "preset", "expected"),
    [
        (Options("body"), Options(), None, Options("body")),
        (Options("body"), Options(), "news", Options("news")),
        (Options(drop={"credit"}), Options(drop={"byline"}), None, Options(drop={"credit", "byline"})),
        (Options(keep={"tags"}), Options(keep={"related"}), None, Options(keep={"tags", "related"})),
        (Options(rules=["a"]), Options(rules=["b"]), None, Options(rules=["a", "b"])),
        (Options(keep={"tags"}), Options(drop={"tags"}), None, Options(drop={"tags"})),
        (Options(drop={"tags"}), Options(keep={"tags"}), None, Options(drop={"tags"}, keep={"tags"})),
    ],
)
def test_command_line_replaces_the_preset_and_adds_the_rest(
    base: Options, flags: Options, preset: str | None, expected: Options
) -> None:
    assert override(base, flags, preset) == expected
