"""`cleanarticle compare`: print the lines of a corpus that two sides treat differently."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Unpack

import click

from cleanarticle.cli.compare.changes import KINDS, Change, Comparison
from cleanarticle.cli.compare.sample import Sample
from cleanarticle.cli.compare.sides import Side, side
from cleanarticle.cli.corpus import Corpus, Keys, inputs
from cleanarticle.cli.main import Exit, Settings, options_of, settings, write_out
from cleanarticle.cli.report.command import check_output
from cleanarticle.cli.report.page import environment, render, write
from cleanarticle.output.explain import clipped, visible

_EXAMPLES: Final = """\b
Examples:
  cleanarticle compare news body pages.jsonl
  cleanarticle compare news house.toml pages.jsonl -o compare.html
  cleanarticle --jsonl text --json pages.jsonl > before.json
  cleanarticle compare before.json news pages.jsonl

\b
Exit status:
  0    nothing changes
  1    something changes
  2    wrong usage, or a file that cannot be read or written
  3    finished, but some documents could not be compared
"""


class Flags(Settings):
    """The command line, as click parsed it."""

    old: str
    new: str
    files: tuple[str, ...]
    text_key: str | None
    id_key: str | None
    url_key: str | None
    output: Path | None
    sample: int


@click.command("compare", epilog=_EXAMPLES, params=settings(), context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("old")
@click.argument("new")
@inputs()
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="Write a page of HTML, too.")
@click.option(
    "--sample",
    metavar="N",
    default=5,
    show_default=True,
    type=click.IntRange(min=0),
    help="Show N different lines of each change and label, always the same ones.",
)
def command(**flags: Unpack[Flags]) -> int:
    """Print which lines of INPUT change between OLD and NEW: counts for each label, and lines to review.

    OLD and NEW are presets, rule files, configurations (cleanarticle.toml), or results that `cleanarticle --json` has
    printed, with this version or another. INPUT is JSON lines where it ends in .jsonl or .ndjson or where a field is
    named, else a text; - is standard input.
    """
    if flags["output"]:
        check_output(flags["output"], flags["files"])
    made = environment() if flags["output"] else None
    base = options_of(flags)
    sides = side(flags["old"], base), side(flags["new"], base)
    corpus = Corpus(flags["files"], Keys(flags["text_key"], flags["id_key"], flags["url_key"]))
    comparison = Comparison(flags["old"], flags["new"], flags["sample"])
    _compare(comparison, corpus, sides)
    write_out("".join(f"{line}\n" for line in described(comparison)))
    if made and flags["output"]:
        write(flags["output"], render(made, "compare.html.j2", {"comparison": comparison, "kinds": KINDS}))
    if corpus.failed:
        return Exit.FAILED
    return Exit.FOUND if comparison.changed or comparison.verdicts else Exit.FINE


def _compare(comparison: Comparison, corpus: Corpus, sides: tuple[Side, Side]) -> None:
    for page in corpus:
        try:
            old, new = (each(page) for each in sides)
        except Exception as error:  # one document must not stop the others, whatever is wrong with it
            corpus.fail(page.place, error)
        else:
            comparison.add(page, old, new)


def described(comparison: Comparison) -> Iterator[str]:
    """Render a comparison as lines of text."""
    sides = f"{comparison.old} -> {comparison.new}"
    yield visible(f"{sides}: {comparison.changed} of {comparison.documents} documents change")
    for (old, new), count in sorted(comparison.verdicts.items()):
        yield f"{old} -> {new}: {count} document{'s' if count != 1 else ''}"
    for kind, count in comparison.kinds:
        if count:
            yield f"lines that {KINDS[kind]}: {count}"
    for kind, label, count, samples in comparison.groups:
        yield ""
        yield f"{KINDS[kind]}, {label}: {count}"
        for sample in samples:
            yield from _sampled(sample)


def _sampled(sample: Sample[Change]) -> Iterator[str]:
    change = sample.item
    times = f" ({sample.times} times)" if sample.times > 1 else ""
    yield visible(f"  {change.place} line {change.number}{times}")
    yield f"    {clipped(change.text)}"
    yield visible(f"    # {change.old or 'stayed'} -> {change.new or 'stays'}")
