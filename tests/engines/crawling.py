"""Crawls by the `scrapy` command, and what came of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple


class Crawl(NamedTuple):
    """How a crawl ended: exit status, items, stats and log."""

    status: int
    items: list[dict[str, object]]
    stats: dict[str, object]
    log: str


def crawl(spider: Path, folder: Path, settings: Mapping[str, str], **arguments: str) -> Crawl:
    """Run *spider* with the `scrapy` command, in *folder*."""
    told = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    given = [part for name, value in arguments.items() for part in ("-a", f"{name}={value}")]
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "runspider", spider.absolute(), "-O", "items.jsonl", *told, *given],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(str(Path(path).absolute()) for path in sys.path if path)},
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    items, stats = folder / "items.jsonl", folder / "stats.json"
    return Crawl(
        done.returncode,
        [json.loads(line) for line in items.read_text("utf-8").splitlines()] if items.exists() else [],
        json.loads(stats.read_text("utf-8")) if stats.exists() else {},
        done.stderr,
    )
