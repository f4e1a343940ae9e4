"""The two sides of a comparison: options to clean with, or stored results of another version."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final, get_args

import click

from cleanarticle.cleaner import Cleaner
from cleanarticle.cli import config, records
from cleanarticle.cli.corpus import Page
from cleanarticle.errors import unknown
from cleanarticle.labels import PRESETS
from cleanarticle.options import Options
from cleanarticle.output.explain import visible
from cleanarticle.output.render import tiles, without
from cleanarticle.result import Removal, Result, Verdict
from cleanarticle.text.document import Span

# Takes a document and returns its result; raises ValueError if there is none.
Side = Callable[[Page], Result]

_NUMBER: Final = re.compile(r":(\d+)$")
_VERDICTS: Final = {verdict: verdict for verdict in get_args(Verdict)}


def side(name: str, base: Options) -> Side:
    """The side for *name*: a preset, a rule file, a configuration, or results stored by `--json`.

    Raises:
        OptionError: no such preset, or a configuration that cannot be used.
        RuleError: a rule file that cannot be used.
        OSError: stored results that cannot be read.
    """
    path = Path(name)
    if name in PRESETS:
        return _cleaned(replace(base, preset=name))
    if path.suffix in (".json", ".jsonl"):
        return Stored(path)
    if path.name in (config.OWN_FILE, config.PROJECT_FILE):
        return _cleaned(config.load(path))
    if path.suffix == ".toml":
        return _cleaned(replace(base, rules=(*base.rules, path)))
    raise unknown("side", name, [*PRESETS, "FILE.toml", "FILE.json", "FILE.jsonl"])


def _cleaned(options: Options) -> Side:
    cleaner = Cleaner(options)
    return lambda page: cleaner.analyze(page.text)


def _key(name: str) -> str:
    """The key that matches a document with its stored result: its line number, or its file name."""
    number = _NUMBER.search(name)
    return number[1] if number else Path(name).name


class Stored:
    """Results written by `--json`, one per line."""

    def __init__(self, path: Path) -> None:
        """Read the results of *path*."""
        self._path = path
        self._entries: dict[str, dict[str, object]] = {}
        with path.open("rb") as stream:
            for record in records.read(stream):
                entry = self._entry(record.body)
                key = _key(str(entry["name"]))
                if key in self._entries:
                    raise self._wrong(f"two results for {key}; keep those of each input in its own file")
                self._entries[key] = entry

    def _entry(self, body: bytes) -> dict[str, object]:
        try:
            entry = json.loads(body)
        except ValueError:
            entry = None
        if not isinstance(entry, dict) or not {"name", "text", "verdict", "removed"} <= entry.keys():
            raise self._wrong("no results as `cleanarticle --json` prints them")
        return entry

    def _wrong(self, message: str) -> click.UsageError:
        return click.UsageError(visible(f"{self._path}: {message}."))

    def __call__(self, page: Page) -> Result:
        """The stored result of a document.

        Raises:
            ValueError: there is none, or it belongs to another text.
        """
        entry = self._entries.get(_key(page.place))
        if entry is None:
            raise ValueError(f"no result in {self._path}")
        verdict = _VERDICTS.get(str(entry["verdict"]))
        try:
            removals = _removals(entry["removed"])
            fits = verdict is not None and without(page.text, removals) == entry["text"]
        except (KeyError, RuntimeError, TypeError, ValueError):
            fits = False
        if not fits or verdict is None:
            raise ValueError(f"its result in {self._path} is one of another text")
        return Result(page.text, str(entry["text"]), tiles(page.text, removals), verdict)


def _removals(stored: object) -> list[Removal]:
    found = stored if isinstance(stored, list) else []
    return [
        Removal(Span(int(r["start"]), int(r["end"])), str(r["label"]), str(r["reason"]), float(r["score"]))
        for r in found
    ]
