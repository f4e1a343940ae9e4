"""A site on the loopback interface, and a spider that yields its pages as items of every shape."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files and does not talk about it."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the name that the base class gives it
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of *folder*, while it is served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=folder)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


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
