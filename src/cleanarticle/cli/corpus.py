"""Read the documents of many files, JSON lines or whole texts, for the subcommands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from json import loads
from pathlib import PurePath
from typing import Final

import click

from cleanarticle.cli import records
from cleanarticle.cli.main import complain, reason_of, source
from cleanarticle.cli.records import Record
from cleanarticle.profiles.address import site_of

_LINES: Final = (".jsonl", ".ndjson")
_TEXT, _ID, _URL = "text", "id", "url"

Option = Callable[[Callable[..., int]], Callable[..., int]]


@dataclass(frozen=True, slots=True)
class Page:
    """A document of a corpus.

    Attributes:
        place: where the document is: the file, and the line number for JSON lines.
        id: the id in its record; empty if there is none.
        url: the URL; empty if it is not known.
        text: the text.
    """

    place: str
    id: str
    url: str
    text: str

    @property
    def name(self) -> str:
        """The id, or the place if there is none."""
        return self.id or self.place

    @property
    def site(self) -> str:
        """The host of the URL without `www.`; empty if there is none."""
        return site_of(self.url) or ""


@dataclass(frozen=True, slots=True)
class Keys:
    """The fields of records that hold text, id and URL; None if the command line names none."""

    text: str | None = None
    id: str | None = None
    url: str | None = None

    def lines(self, file: str) -> bool:
        """Whether *file* holds JSON lines: by its suffix, or because a field is named."""
        return (self.text or self.id or self.url) is not None or PurePath(file).suffix.lower() in _LINES


def inputs(required: bool = True) -> Option:
    """A decorator that adds the argument and the options for `Corpus` to a command."""
    added: tuple[Option, ...] = (
        click.argument(
            "files",
            nargs=-1,
            required=required,
            metavar="INPUT..." if required else "[INPUT]...",
            type=click.Path(allow_dash=True),
        ),
        click.option("--text-key", metavar="FIELD", help="The input is JSON lines; FIELD holds the text (text)."),
        click.option("--id-key", metavar="FIELD", help="The field that names a document (id)."),
        click.option("--url-key", metavar="FIELD", help="The field that holds its address (url)."),
    )

    def decorate(command: Callable[..., int]) -> Callable[..., int]:
        for add in reversed(added):
            command = add(command)
        return command

    return decorate


class Corpus:
    """The documents of some files, in order.

    Attributes:
        failed: how many records could not be read; each was reported on standard error.
    """

    def __init__(self, files: Iterable[str], keys: Keys) -> None:
        self._files = tuple(files)
        self._keys = keys
        self.failed = 0

    def __iter__(self) -> Iterator[Page]:
        """The documents.

        Raises:
            OSError: a file that cannot be read.
        """
        for file in self._files:
            name = "<stdin>" if file == "-" else file
            with source(file) as stream:
                if not self._keys.lines(file):
                    yield Page(name, "", "", stream.read().decode("utf-8", "surrogateescape"))
                    continue
                for record in records.read(stream):
                    if not record.blank:
                        yield from self._record(f"{name}:{record.number}", record)

    def _record(self, place: str, record: Record) -> Iterator[Page]:
        try:
            text = records.find(record.body, self._keys.text or _TEXT).value
            members = loads(record.body.decode("utf-8", "surrogateescape"), parse_int=str, parse_float=str)
        except ValueError as error:
            self.fail(place, error)
            return
        yield Page(place, _plain(members.get(self._keys.id or _ID)), _plain(members.get(self._keys.url or _URL)), text)

    def fail(self, place: str, error: Exception) -> None:
        """Report an error in the document at *place*, and count it."""
        complain(f"{place}: {reason_of(error)}")
        self.failed += 1


def _plain(value: object) -> str:
    return value if isinstance(value, str) else ""
