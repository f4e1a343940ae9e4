"""Configuration files: how they are found and read, and how the command line overrides them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cleanarticle.errors import OptionError, unknown
from cleanarticle.options import Options

OWN_FILE: Final = "cleanarticle.toml"
PROJECT_FILE: Final = "pyproject.toml"
_EXAMPLES: Final = {"drop": "credit", "keep": "newsletter", "rules": "house.toml", "languages": "en"}


def find(start: Path) -> Path | None:
    """Find the configuration file for the folder *start*, or None.

    Searches *start* and then each parent for `cleanarticle.toml`, then for a `pyproject.toml` with a table
    `[tool.cleanarticle]`.  The search ends at the root of a git repository or of the file system.

    Raises:
        OptionError: a `pyproject.toml` in the search path cannot be read.
    """
    for folder in (start, *start.parents):
        if (folder / OWN_FILE).is_file():
            return folder / OWN_FILE
        project = folder / PROJECT_FILE
        if project.is_file() and _tool(_read(project)) is not None:
            return project
        if (folder / ".git").exists():
            break
    return None


def load(path: Path) -> Options:
    """Read the options of a configuration file; paths in it are relative to its folder.

    Raises:
        OptionError: a file that cannot be read, a key, preset or label that does not exist, a value of a wrong type.
    """
    data = _read(path)
    table = _tool(data) if path.name == PROJECT_FILE else data
    if table is None:
        raise OptionError(f"{path}: no table [tool.cleanarticle]")
    try:
        return _options(table, path.parent)
    except OptionError as error:
        raise OptionError(f"{path}: {error}") from None


def override(base: Options, flags: Options, preset: str | None, pattern_timeout: float | None = None) -> Options:
    """*base* overridden by the flags of a command line.

    Preset, languages, profiles and timeout are replaced; the other options are added.  A label that the flags drop is
    dropped even if *base* keeps it.

    >>> override(Options(keep={"tags"}), Options(drop={"tags"}), "body") == Options(preset="body", drop={"tags"})
    True
    """
    kept = frozenset(base.keep) - frozenset(flags.drop)
    return Options(
        preset=preset or base.preset,
        drop=frozenset(base.drop) | frozenset(flags.drop),
        keep=kept | frozenset(flags.keep),
        rules=(*base.rules, *flags.rules),
        languages=base.languages if flags.languages is None else flags.languages,
        pattern_timeout=base.pattern_timeout if pattern_timeout is None else pattern_timeout,
        profiles=base.profiles if flags.profiles is None else flags.profiles,
    )


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise OptionError(f"{path}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:  # ValueError: int() in tomllib refuses very long numbers
        raise OptionError(f"{path}: not TOML: {error}") from None


def _tool(data: Mapping[str, object]) -> Mapping[str, object] | None:
    tool = data.get("tool")
    table = tool.get("cleanarticle") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) else None


def _options(table: Mapping[str, object], folder: Path) -> Options:
    for key in table:
        if key not in Options.names():
            raise unknown("key", key, Options.names())
    preset = table.get("preset", Options().preset)
    if not isinstance(preset, str):
        raise OptionError("preset is the name of a preset, in quotes")
    rules = [folder / name for name in _names(table, "rules")]
    languages = _names(table, "languages") if "languages" in table else None
    seconds = table.get("pattern_timeout", Options().pattern_timeout)
    if not isinstance(seconds, (int, float)):
        raise OptionError("pattern_timeout is a number of seconds")
    profiles = table.get("profiles")
    if profiles is not None and not isinstance(profiles, str):
        raise OptionError('profiles is the path of a folder, in quotes, as in profiles = "profiles"')
    return Options(
        preset,
        _names(table, "drop"),
        _names(table, "keep"),
        rules,
        languages,
        seconds,
        folder / profiles if profiles is not None else None,
    )


def _names(table: Mapping[str, object], key: str) -> list[str]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise OptionError(f"{key} is a list of texts, as in {key} = [{_EXAMPLES[key]!r}]")
    return value
