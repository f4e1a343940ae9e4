"""The languages that have a pack of rules: those with a file in `rules/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "rules"
# The pack that is live whatever the languages.
COMMON: Final = "common"


def packs(folder: Path = FOLDER) -> list[Path]:
    """The files of rules in a folder, in the order of their names."""
    return sorted(folder.glob("*.toml"))


@cache
def languages() -> tuple[str, ...]:
    """The codes (ISO 639-1) of the languages that have a pack.

    >>> "en" in languages()
    True
    """
    return tuple(path.stem for path in packs() if path.stem != COMMON)
