"""Show a page being cleaned: the page as scraped, what goes and why, and how much is left."""

from __future__ import annotations

import os
from pathlib import Path

from cleanarticle import Cleaner, Options
from cleanarticle.cli.main import main

PAGE = Path(__file__).with_name("page.txt")


def show() -> None:
    """Print the page with its removals, then the figures."""
    result = Cleaner(Options()).analyze(PAGE.read_text(encoding="utf-8"))
    print(f"$ cleanarticle --explain {PAGE.name}\n", flush=True)
    main(["--no-config", "--color", "--explain", os.path.relpath(PAGE)])
    stats = result.stats
    print(f"\n{stats.characters:,} characters in, {stats.characters - stats.removed:,} out: ", end="")
    print(f"{stats.share:.0%} of the page was no article ({result.verdict}).")
    for label, count in sorted(stats.labels.items(), key=lambda item: -item[1]):
        print(f"  {count:3} {label}")


if __name__ == "__main__":
    show()
