"""`cleanarticle learn`: learn site profiles from pages, and show a profile."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, Final, TypedDict, Unpack

import click

from cleanarticle.cleaner import Cleaner
from cleanarticle.cli import records
from cleanarticle.options import Options
from cleanarticle.output.explain import visible
from cleanarticle.profiles.address import site_of
from cleanarticle.profiles.corpus import Corpus
from cleanarticle.profiles.file import ProfileError, load, render, show
from cleanarticle.profiles.folder import Folder
from cleanarticle.profiles.merge import merged
from cleanarticle.profiles.page import look
from cleanarticle.profiles.site import learn

_SAMPLE: Final = 500
_FAILED: Final = 3

_EXAMPLES: Final = """\b
Examples:
  cleanarticle learn pages.jsonl --url-key url -o profiles/
  cleanarticle learn --show example.com -o profiles/
  cleanarticle --jsonl text --url-key url --profiles profiles/ pages.jsonl
"""


class Flags(TypedDict):
    """The command line, as click parsed it."""

    files: tuple[str, ...]
    url_key: str
    text_key: str
    folder: Path | None
    sample: int
    shown: str | None
    quiet: bool


@click.command("learn", epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("files", nargs=-1, metavar="[FILE|-]...", type=click.Path(allow_dash=True, path_type=str))
@click.option("--url-key", metavar="FIELD", default="url", help="The field that holds a page's address (url).")
@click.option("--text-key", metavar="FIELD", default="text", help="The field that holds its text (text).")
@click.option("-o", "--profiles", "folder", metavar="DIR", type=click.Path(path_type=Path), help="Where profiles are.")
@click.option(
    "--sample",
    metavar="PAGES",
    type=click.IntRange(2),
    default=_SAMPLE,
    help="Pages of a site that are looked at (500).",
)
@click.option("--show", "shown", metavar="SITE", help="Print the profile of SITE, learn nothing.")
@click.option("-q", "--quiet", is_flag=True, help="Report errors only.")
def command(**flags: Unpack[Flags]) -> int:
    """Learn what the pages of a site share, from JSON lines with texts and addresses.

    Reads the FILEs, or standard input, and writes a profile for each site into DIR. What is there already is kept:
    counts add, lines edited by hand stay, lines deleted by hand do not come back.
    """
    folder, site = flags["folder"], flags["shown"]
    if folder is None:
        raise click.UsageError("-o DIR says where the profiles are.")
    if site is not None:
        _show(Folder(folder), site)
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    with closing(Corpus(flags["sample"])) as corpus:
        failed = _read(corpus, flags["files"] or ("-",), (flags["text_key"], flags["url_key"]))
        sites, lines = write(corpus, folder)
    if not flags["quiet"]:
        _say(f"{sites} site{'s' * (sites != 1)}, {lines} line{'s' * (lines != 1)}: {folder}")
    return _FAILED if failed else 0


def _show(folder: Folder, name: str) -> None:
    site = site_of(name)
    path = folder.file(site) if site else None
    if path is None or not path.exists():
        raise ProfileError(f"{folder.path}: no profile of {name!r}")
    click.echo(visible(show(load(path))), nl=False)


def _read(corpus: Corpus, files: Iterable[str], keys: tuple[str, str]) -> bool:
    """Add the records of all files to *corpus*; the result tells whether a record failed."""
    failed = False
    for file in files:
        name = "<stdin>" if file == "-" else file
        with _source(file) as stream:
            for record in records.read(stream):
                problem = None if record.blank else _take(corpus, record.body, keys)
                if problem:
                    failed = True
                    _say(f"{name}:{record.number}: {problem}")
    return failed


def _source(file: str) -> BinaryIO:
    return sys.stdin.buffer if file == "-" else Path(file).open("rb")


def _take(corpus: Corpus, body: bytes, keys: tuple[str, str]) -> str | None:
    """Add one record to *corpus*; the result is an error message, or None."""
    try:
        text, url = (records.find(body, key).value for key in keys)
    except records.RecordError as error:
        return str(error)
    return None if corpus.add(text, url) else f"no site in the address {url!r}"


def write(corpus: Corpus, folder: Path) -> tuple[int, int]:
    """Learn every site of *corpus* and update the profiles of *folder*; the result is the number of sites and lines.

    Raises:
        ProfileError: an existing profile cannot be used; profiles of other sites may already be written.
    """
    cleaner = Cleaner(Options(preset="body"))
    sites = lines = 0
    profiles = Folder(folder)
    for site in corpus.sites():
        path = profiles.file(site)
        old = load(path) if path.exists() else None
        pages = [look(text, cleaner) for text in corpus.pages(site)]
        profile = merged(old, learn(site, pages, corpus.shared.__contains__))
        if profile.entries or old:
            beside = path.with_suffix(".new")
            beside.write_text(render(profile), encoding="utf-8", newline="\n")
            beside.replace(path)
            sites += 1
            lines += len(profile.entries)
    return sites, lines


def _say(message: str) -> None:
    click.echo(visible(f"cleanarticle: {message}").replace("\n", " "), err=True)
