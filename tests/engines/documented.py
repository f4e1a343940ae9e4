"""The pages of `docs/integrations`, whose examples run."""

from __future__ import annotations

import re
from pathlib import Path

PAGES = Path(__file__).parents[2] / "docs" / "integrations"


def blocks(tool: str, language: str = "python") -> list[str]:
    """The blocks in *language* of the page about *tool*; without one, those that show what is printed."""
    page = (PAGES / f"{tool}.md").read_text(encoding="utf-8")
    return [text for name, text in re.findall(r"^```(\w*)\n(.*?)^```$", page, re.M | re.S) if name == language]


def printed(tool: str) -> str:
    """What the page about *tool* says that its example prints."""
    return blocks(tool, "")[0]
