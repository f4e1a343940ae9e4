"""`cleanarticle report`: write an HTML page that shows what was kept and what was removed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Unpack

import click

from cleanarticle.cleaner import Cleaner
from cleanarticle.cli.corpus import Corpus, Keys, Page, inputs
from cleanarticle.cli.main import Exit, Settings, options_of, same, settings
from cleanarticle.cli.report.page import environment, render, write
from cleanarticle.cli.report.summary import summarize
from cleanarticle.options import Options
from cleanarticle.output.explain import visible
from cleanarticle.result import Result

_MOST_SITES: Final = 200

_EXAMPLES: Final = """\b
Examples:
  cleanarticle report story.txt -o report.html
  cleanarticle report pages.jsonl --text-key body --url-key link -o report.html
  cleanarticle report - --text-key text --preset body -o report.html < pages.jsonl

\b
Exit status:
  0    fine
  2    wrong usage, or a file that cannot be read or written
  3    finished, but some records failed
"""


class Flags(Settings):
    """The command line, as click parsed it."""

    files: tuple[str, ...]
    text_key: str | None
    id_key: str | None
    url_key: str | None
    output: Path
    documents: int


@click.command("report", epilog=_EXAMPLES, params=settings(), context_settings={"help_option_names": ["-h", "--help"]})
@inputs()
@click.option(
    "-o", "--output", metavar="FILE", required=True, type=click.Path(path_type=Path), help="Write the page here."
)
@click.option(
    "--documents",
    metavar="N",
    default=500,
    show_default=True,
    type=click.IntRange(min=0),
    help="Show the N most suspicious documents; the summary counts all.",
)
def command(**flags: Unpack[Flags]) -> int:
    """Write one page of HTML that shows what stayed and what went of every document, and why.

    INPUT is JSON lines where it ends in .jsonl or .ndjson or where a field is named, else a text; - is standard input.
    """
    check_output(flags["output"], flags["files"])
    made = environment()
    options = options_of(flags)
    corpus = Corpus(flags["files"], Keys(flags["text_key"], flags["id_key"], flags["url_key"]))
    summary = summarize(_analyzed(corpus, options), flags["documents"])
    data = {"summary": summary, "settings": described(options), "most_sites": _MOST_SITES}
    write(flags["output"], render(made, "page.html.j2", data))
    return Exit.FAILED if corpus.failed else Exit.FINE


def check_output(output: Path, files: tuple[str, ...]) -> None:
    """Raise a usage error if *output* would overwrite an input or cannot be written."""
    if any(same(str(output), file) for file in files):
        raise click.UsageError(f"--output would overwrite the input {visible(str(output))}.")
    if output.is_dir() or not output.parent.is_dir():
        raise click.UsageError(f"--output {visible(str(output))}: no file can be written there.")


def _analyzed(corpus: Corpus, options: Options) -> Iterator[tuple[Page, Result]]:
    cleaner = Cleaner(options)
    for page in corpus:
        try:
            result = cleaner.analyze(page.text)
        except Exception as error:  # one document must not stop the others, whatever is wrong with it
            corpus.fail(page.place, error)
        else:
            yield page, result


def described(options: Options) -> str:
    """A short description of *options*."""
    parts = [f"preset {options.preset}"]
    for word in ("drop", "keep", "rules", "languages"):
        values = sorted(map(str, getattr(options, word) or ()))
        if values:
            parts.append(f"{word} {', '.join(values)}")
    return "; ".join(parts)
