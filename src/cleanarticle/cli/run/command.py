"""`cleanarticle run INPUT... -o OUTPUT`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Final, Unpack

import click

from cleanarticle.cleaner import Cleaner
from cleanarticle.cli.main import Exit, Settings, complain, options_of, settings
from cleanarticle.cli.run.batches import Batch, Done, Job
from cleanarticle.cli.run.inputs import Input, InputError, Task, find, tasks
from cleanarticle.cli.run.outputs import Journal, JournalError, Outputs, State, write_whole
from cleanarticle.cli.run.pool import Limits, Workers, started
from cleanarticle.cli.run.readers import Reader, import_extra

if TYPE_CHECKING:
    from cleanarticle.options import Options

# In bytes.  A worker needs about 150 MB for a document of this size.
_LARGEST: Final = 4_000_000
_MEMORY: Final = 2_000_000_000
_JOURNAL: Final = "cleanarticle.journal"

_EXAMPLES: Final = """\b
Examples:
  cleanarticle run pages.jsonl.gz -o articles.jsonl.gz --dead-letter failed.jsonl
  cleanarticle run crawl/*.warc.gz -o articles.parquet --workers 8
  cleanarticle run crawl/ -o cleaned/ --resume

\b
Files: .jsonl .ndjson .json (JSON lines), .parquet, .warc and .wet, .txt .text
.md, .html .htm .xhtml; all but .parquet also with .gz or .zst behind. An
output that ends with / or names a folder gets a file for each input.
"""


class Flags(Settings):
    """The command line, as click parsed it."""

    inputs: tuple[str, ...]
    output: str
    text_key: str
    id_key: str
    url_key: str | None
    html: bool
    page_text: bool
    spans: bool
    dolma_attributes: str | None
    workers: int
    resume: bool
    dead_letter: str | None
    stats: str | None
    on_error: str
    timeout: float
    max_document: int
    worker_memory: int
    quiet: bool


class StoppedError(Exception):
    """A document failed, and --on-error is set to fail, so the run stops."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run with all its settings.

    Attributes:
        tasks: the inputs and outputs.
        reader: reads the documents.
        job: how documents are processed.
        limits: the limits for workers.
        fails: whether the first failure ends the run.
        quiet: whether to hide failures.
    """

    tasks: list[Task]
    reader: Reader
    job: Job
    limits: Limits
    fails: bool
    quiet: bool

    def go(self, outputs: Outputs, journal: Journal, state: State, bar: Bar) -> None:
        """Clean all batches that are not done yet, and note each in the journal.

        Raises:
            StoppedError: a document failed, and `fails` is set.
        """
        with started(self.limits) as workers:
            while state.task < len(self.tasks):
                self._task(workers, outputs, journal, state, bar)
                outputs.finish(state.task)
                state.task, state.batches = state.task + 1, 0
                state.sizes = {"dead": state.sizes.get("dead", 0)}
                journal.note(state)

    def _task(self, workers: Workers, outputs: Outputs, journal: Journal, state: State, bar: Bar) -> None:
        task = self.tasks[state.task]
        outputs.begin(state)
        batches = self.reader.batches(state.task, task)
        for _ in range(state.batches):
            bar.pass_over(next(batches))
        for batch, parts in workers.clean(batches, replace(self.job, packed=outputs.packed())):
            for done in parts:
                self._write(task, done, outputs)
                state.counts.update(done.counts)
            state.batches += 1
            state.sizes = outputs.sizes()
            journal.note(state)
            bar.show(batch, state.counts)
            if self.fails and any(done.failures for done in parts):
                raise StoppedError

    def _write(self, task: Task, done: Done, outputs: Outputs) -> None:
        for name, data in done.files:
            write_whole(task.output / name, data)
        outputs.append(done)
        for place, reason in () if self.quiet else done.failures:
            complain(f"{place}: {reason}")


class Bar:
    """A progress bar on standard error, if that is a terminal: bytes read, documents, share removed, failures."""

    def __init__(self, total: int, quiet: bool) -> None:
        """Create the bar; *total* is the size of the uncompressed inputs in bytes."""
        from tqdm import tqdm

        self._bar = tqdm(
            total=total or None, unit="B", unit_scale=True, disable=True if quiet else None, dynamic_ncols=True
        )

    def pass_over(self, batch: Batch) -> None:
        """Count a batch that an earlier run finished."""
        self._bar.update(batch.size)

    def show(self, batch: Batch, counts: Counter[str]) -> None:
        """Count a batch and update the bar."""
        share = counts["removed"] / max(1, counts["characters"])
        told = {"documents": f"{counts['documents']:,}", "removed": f"{share:.0%}", "failed": counts["failed"]}
        self._bar.set_postfix(told, refresh=False)
        self._bar.update(batch.size)

    def close(self) -> None:
        """Close the bar."""
        self._bar.close()


@click.command("run", epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("-o", "--output", required=True, metavar="OUTPUT", help="A file, or a folder with / behind.")
@click.option("--text-key", metavar="FIELD", default="text", show_default=True, help="What holds the document.")
@click.option("--id-key", metavar="FIELD", default="id", show_default=True, help="What names it.")
@click.option("--url-key", metavar="FIELD", help="What holds its address, which chooses a profile.")
@click.option("--html", is_flag=True, help="FIELD holds HTML.")
@click.option("--page-text", is_flag=True, help="Read HTML as a whole, by resiliparse; faster.")
@click.option("--spans", is_flag=True, help="Add what was removed, in the field `cleanarticle`.")
@click.option("--dolma-attributes", metavar="OUTPUT", help="Write what was removed as attributes of Dolma.")
@click.option("--workers", type=click.IntRange(1, 1024), default=1, show_default=True, help="Processes.")
@click.option("--resume", is_flag=True, help="Go on where a run was interrupted.")
@click.option("--dead-letter", metavar="FILE", help="Write documents that fail to FILE, as JSON lines.")
@click.option("--stats", metavar="FILE", help="Write counts to FILE, as JSON.")
@click.option("--on-error", type=click.Choice(["skip", "fail"]), default="skip", show_default=True)
@click.option("--timeout", type=click.FloatRange(0.1), default=60.0, show_default=True, help="Seconds for a document.")
@click.option("--max-document", type=click.IntRange(1), default=_LARGEST, show_default=True, help="Bytes.")
@click.option("--worker-memory", type=click.IntRange(100_000_000), default=_MEMORY, show_default=True, help="Bytes.")
@click.option("-q", "--quiet", is_flag=True, help="No progress, and no word of documents that fail.")
def command(**flags: Unpack[Flags]) -> int:
    """Clean the documents of many files.

    Order stays. A run that was killed goes on with --resume, and its output is the same to the byte; until then it
    stands under OUTPUT.partial. Documents that fail, crash or hang a worker leave the run going.
    """
    try:
        return _run(flags)
    except (InputError, JournalError) as error:
        raise click.UsageError(str(error)) from None


command.params += settings()


def _run(flags: Flags) -> int:
    options = options_of(flags)
    plan = tasks(find(flags["inputs"]), Path(flags["output"]), folder=_is_folder(flags["output"]))
    attributes = _attributes(plan, flags)
    dead = Path(flags["dead_letter"]) if flags["dead_letter"] else None
    written = [task.output for task in plan] + [path for path in (*attributes, dead) if path]
    _check_kinds(plan, flags)
    _check_outputs(plan, written)
    run = Run(
        plan,
        Reader(flags["text_key"], flags["max_document"]),
        _job(flags, options, plan),
        Limits(flags["workers"], flags["timeout"], flags["worker_memory"]),
        flags["on_error"] == "fail",
        flags["quiet"],
    )
    journal = Journal(_journal_path(flags["output"]), _plan(flags, options, plan))
    counts, stopped = _gone(run, journal, Outputs(plan, attributes, dead), resume=flags["resume"])
    if stopped:
        complain("stopped at the first failure (--on-error fail); --resume goes on behind it")
        return Exit.FAILED
    if counts["decoded"] and not flags["quiet"]:
        complain(f"{counts['decoded']:,} texts were not UTF-8; their encoding was detected")
    if flags["stats"]:
        write_whole(Path(flags["stats"]), _stats(counts))
    return Exit.FAILED if counts["failed"] else Exit.FINE


def _gone(run: Run, journal: Journal, outputs: Outputs, *, resume: bool) -> tuple[Counter[str], bool]:
    """Do the run; the result is its counts, and whether a failure stopped it."""
    state = journal.begin(resume=resume)
    bar = Bar(sum(file.path.stat().st_size for task in run.tasks for file in task.inputs if not file.packed), run.quiet)
    try:
        run.go(outputs, journal, state, bar)
        outputs.end()
    except StoppedError:
        return state.counts, True
    except KeyboardInterrupt:
        complain("interrupted; --resume goes on")
        raise
    finally:
        bar.close()
        outputs.close()
        journal.close()
    journal.end()
    return state.counts, False


def _is_folder(output: str) -> bool:
    return output.endswith("/") or Path(output).is_dir()


def _journal_path(output: str) -> Path:
    return Path(output) / _JOURNAL if _is_folder(output) else Path(f"{output}.journal")


def _attributes(plan: list[Task], flags: Flags) -> list[Path | None]:
    named = flags["dolma_attributes"]
    if named is None:
        return [None] * len(plan)
    if not _is_folder(flags["output"]):
        return [Path(named)]
    folder = Path(flags["output"])
    return [Path(named) / (task.output.relative_to(folder) if not task.plain else "files.jsonl") for task in plan]


def _job(flags: Flags, options: Options, plan: list[Task]) -> Job:
    return Job(
        cleaner=Cleaner(options),
        text_key=flags["text_key"],
        id_key=flags["id_key"],
        url_key=flags["url_key"],
        html=flags["html"],
        page_text=flags["page_text"],
        spans=flags["spans"],
        attributes=flags["dolma_attributes"] is not None,
        packed={},
        largest=flags["max_document"],
        table=any(task.output.suffix == ".parquet" for task in plan),
    )


def _check_kinds(plan: list[Task], flags: Flags) -> None:
    """Check extras and columns before anything is written; raises `InputError` if one is missing."""
    files = [file for task in plan for file in task.inputs]
    if flags["page_text"]:
        import_extra("resiliparse.extract.html2text")
    if any(file.kind == "archive" for file in files):
        import_extra("fastwarc.warc")
    if any(file.packed == "zst" for file in files) or any(task.output.suffix == ".zst" for task in plan):
        import_extra("zstandard")
    if flags["profiles"] is not None and flags["url_key"] is None and any(file.kind != "archive" for file in files):
        raise InputError("--profiles needs the address of each page: --url-key FIELD")
    for file in files:
        if file.kind == "table":
            _check_column(file, flags["text_key"])
            if flags["url_key"]:
                _check_column(file, flags["url_key"])
    if any(task.output.suffix == ".parquet" for task in plan):
        import_extra("pyarrow.parquet")


def _check_column(file: Input, name: str) -> None:
    parquet, pa = import_extra("pyarrow.parquet"), import_extra("pyarrow")
    try:
        schema = parquet.read_schema(file.path)
    except (OSError, ValueError):
        return  # damaged: the reader makes a dead letter of it, and the run goes on
    if name not in schema.names:
        raise InputError(f"{file.path}: no column {name!r}; there are {', '.join(schema.names)} (--text-key)")
    kind = schema.field(name).type
    if kind not in (pa.string(), pa.large_string(), pa.binary(), pa.large_binary()):
        raise InputError(f"{file.path}: the column {name!r} holds {kind}, not text")


def _check_outputs(plan: list[Task], written: list[Path]) -> None:
    for path in written:
        if any(path.exists() and path.samefile(file.path) for task in plan for file in task.inputs):
            raise InputError(f"{path}: the output would overwrite an input")
    if len(set(written)) < len(written):
        raise InputError("two outputs have the same name")


def _plan(flags: Flags, options: Options, plan: list[Task]) -> dict[str, object]:
    """The settings and inputs that must be equal to resume a run."""
    try:
        release = version("cleanarticle")
    except PackageNotFoundError:
        release = ""
    free = ("workers", "resume", "quiet", "stats", "timeout", "worker_memory", "inputs", "config", "no_config")
    chosen = {name: value for name, value in flags.items() if name not in free}
    files = [(str(f.path), (stat := f.path.stat()).st_size, stat.st_mtime_ns) for task in plan for f in task.inputs]
    own = [(str(path), Path(path).read_text("utf-8", "replace")) for path in options.rules]
    dropped = sorted(options.dropped), sorted(options.live) if options.live is not None else None
    return {"version": release, "flags": chosen, "files": files, "rules": own, "dropped": dropped}


def _stats(counts: Counter[str]) -> bytes:
    """The counts as JSON; names with slashes become nested objects."""
    return json.dumps(_nested(counts), indent=2).encode() + b"\n"


def _nested(counts: Mapping[str, int]) -> dict[str, object]:
    flat = {name: counts[name] for name in sorted(counts) if "/" not in name}
    groups: dict[str, dict[str, int]] = {}
    for name in sorted(counts.keys() - flat.keys()):
        head, _, rest = name.partition("/")
        groups.setdefault(head, {})[rest] = counts[name]
    return {**flat, **{head: _nested(group) for head, group in groups.items()}}
