"""The command line: reads standard input or files, and writes to standard output.

Standard output gets data only, written as bytes, so that line ends and undecodable bytes stay as they are.
All messages go to standard error, one line each.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from enum import IntEnum
from importlib import import_module
from math import inf
from pathlib import Path
from typing import BinaryIO, Final, TypedDict, Unpack

import click
from click.shell_completion import CompletionItem

from cleanarticle.cleaner import Cleaner
from cleanarticle.cli import config, records
from cleanarticle.cli.records import Record
from cleanarticle.errors import OptionError, RuleError
from cleanarticle.labels import LABELS, MEANINGS, PRESETS
from cleanarticle.options import Options
from cleanarticle.output import explain
from cleanarticle.result import Result
from cleanarticle.rules.index import builtin_rules, language, languages
from cleanarticle.rules.languages import COMMON
from cleanarticle.rules.schema import Rule, check_unique, load_pack

_BOM: Final = "\ufeff"
# The module of each subcommand; to read a file with such a name, write `./run`.
COMMANDS: Final[dict[str, str]] = {
    "compare": "cleanarticle.cli.compare.command",
    "learn": "cleanarticle.cli.learn.command",
    "report": "cleanarticle.cli.report.command",
    "rules": "cleanarticle.cli.rules.command",
    "run": "cleanarticle.cli.run.command",
}
_MODES: Final = ("explain", "diff", "json", "check", "list_rules", "list_labels", "list_languages")

_EXAMPLES: Final = """\b
Examples:
  cleanarticle < scraped.txt > article.txt
  curl -s https://example.org/story | cleanarticle --html
  cleanarticle --jsonl text < pages.jsonl > articles.jsonl
  cleanarticle --preset body --keep credit story.txt
  cleanarticle --explain story.txt
  cleanarticle learn pages.jsonl -o profiles/  (see cleanarticle learn --help)

\b
Commands (cleanarticle COMMAND --help; a file of that name is ./COMMAND):
  run        many documents at once, in files of many kinds
  report     one HTML page of what stayed and what went
  compare    which lines two sets of rules or presets treat differently
  rules      test, list and show rules
  learn      the lines that the pages of a site share, into a profile of the site

\b
Exit status:
  0    fine
  1    --check or --diff found something to leave out
  2    wrong usage, or a file that cannot be read or written
  3    finished, but some records or documents failed
  130  interrupted;  141  the reader of the output went away

Settings are read from cleanarticle.toml or from [tool.cleanarticle] in
pyproject.toml, in this folder or a parent, up to the root of the git
repository.  The command line wins over them.
"""


class Exit(IntEnum):
    """Exit codes."""

    FINE = 0
    FOUND = 1
    USAGE = 2
    FAILED = 3
    INTERRUPTED = 130
    BROKEN_PIPE = 141


_GRAVITY: Final = (Exit.FINE, Exit.FOUND, Exit.FAILED, Exit.USAGE)


class OutputError(Exception):
    """Standard output or the dead-letter file cannot be written; `broken_pipe` if its reader has closed it."""

    def __init__(self, name: str, error: OSError) -> None:
        """Make the message for *error* on the output called *name*."""
        super().__init__(f"{name}: {reason_of(error)}")
        self.broken_pipe = isinstance(error, BrokenPipeError)


class Settings(TypedDict):
    """The options that all cleaning commands share."""

    preset: str | None
    drop: tuple[str, ...]
    keep: tuple[str, ...]
    rules: tuple[str, ...]
    languages: tuple[str, ...]
    pattern_timeout: float | None
    profiles: str | None
    config: str | None
    no_config: bool


class Flags(Settings):
    """The command line, as click parsed it."""

    files: tuple[str, ...]
    html: bool
    html_timeout: float | None
    jsonl: str | None
    url: str | None
    url_key: str | None
    explain: bool
    diff: bool
    json: bool
    check: bool
    list_rules: bool
    list_labels: bool
    list_languages: bool
    dead_letter: str | None
    color: bool | None
    quiet: bool


@dataclass(frozen=True, slots=True)
class Output:
    """A named binary stream that is flushed after each write, so that a reader gets the data at once."""

    name: str
    stream: BinaryIO

    def write(self, data: bytes) -> None:
        """Write all of *data*.

        Raises:
            OutputError: the stream cannot be written.
        """
        left = memoryview(data)
        try:
            while left:  # with PYTHONUNBUFFERED, write() may write only a part
                left = left[self.stream.write(left) :]
            self.stream.flush()
        except OSError as error:
            raise OutputError(self.name, error) from None


@dataclass(frozen=True, slots=True)
class Job:
    """How each document of a run is processed.

    Attributes:
        analyze: takes a document, as text or bytes, and its URL; returns its result.
        show: takes the name and the result of a document; returns the text for standard output.
        mode: `text`, or the name of the flag for another view.
        field: the field of JSON lines that holds the document; None for whole files.
        address: the URL of whole files, or the field that holds it; None if it is not known.
        quiet: whether to hide verdicts and the findings of `--check`.
    """

    analyze: Callable[[str | bytes, str | None], Result]
    show: Callable[[str, Result], str]
    mode: str
    field: str | None
    address: str | None
    quiet: bool


@dataclass(frozen=True, slots=True)
class Outputs:
    """The outputs of a run: data, and the dead letters of records that failed."""

    data: Output
    dead: Output | None


def _labels(_context: click.Context, _option: click.Parameter, incomplete: str) -> list[CompletionItem]:
    done, comma, begun = incomplete.rpartition(",")
    return [CompletionItem(done + comma + name, help=MEANINGS[name]) for name in LABELS if name.startswith(begun)]


def _languages(_context: click.Context, _option: click.Parameter, incomplete: str) -> list[CompletionItem]:
    done, comma, begun = incomplete.rpartition(",")
    return [CompletionItem(done + comma + code) for code in languages() if code.startswith(begun)]


def _presets(_context: click.Context, _option: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in PRESETS if name.startswith(incomplete)]


def _print_version(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from importlib.metadata import PackageNotFoundError, version  # 10 ms that only --version needs

        try:
            click.echo(f"cleanarticle {version('cleanarticle')}")
        except PackageNotFoundError:
            click.echo("cleanarticle (not installed)")
        context.exit()


_FILE: Final = click.Path(path_type=str)


@click.command("cleanarticle", epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("files", nargs=-1, metavar="[FILE|-]...", type=click.Path(allow_dash=True, path_type=str))
@click.option("--html", is_flag=True, help="The input is HTML.")
@click.option("--html-timeout", metavar="SECONDS", type=float, help="Give up a page of HTML that takes longer to read.")
@click.option("--jsonl", metavar="FIELD", help="The input is JSON lines; clean FIELD, leave all else as it is.")
@click.option("--preset", metavar="NAME", shell_complete=_presets, help="What to drop: news (default) or body.")
@click.option("--drop", metavar="LABELS", multiple=True, shell_complete=_labels, help="Drop these labels, too.")
@click.option("--keep", metavar="LABELS", multiple=True, shell_complete=_labels, help="Keep these labels.")
@click.option("--rules", metavar="FILE", multiple=True, type=_FILE, help="Add the rules of this file.")
@click.option(
    "--languages",
    metavar="CODES",
    multiple=True,
    shell_complete=_languages,
    help="Use the rules of these languages only.",
)
@click.option(
    "--pattern-timeout", metavar="SECONDS", type=float, help="What a pattern of --rules may take on a line: 1."
)
@click.option("--profiles", metavar="DIR", type=_FILE, help="Use the profiles of sites in this folder.")
@click.option("--url", metavar="URL", help="The page's address, which chooses its profile.")
@click.option("--url-key", metavar="FIELD", help="The field of each record that holds the address.")
@click.option("--explain", is_flag=True, help="Show every line, what is left out and why.")
@click.option("--diff", is_flag=True, help="Show what is left out as a diff; exit 1 if anything is.")
@click.option("--json", is_flag=True, help="Print one JSON object per document: text, verdict, stats, removed.")
@click.option("--check", is_flag=True, help="Print no text; exit 1 if anything would be left out.")
@click.option("--list-rules", is_flag=True, help="Print id, label, scope, weight and reason of each rule.")
@click.option("--list-labels", is_flag=True, help="Print each label, the presets that drop it, its meaning.")
@click.option("--list-languages", is_flag=True, help="Print each language that has rules, and how many.")
@click.option("--dead-letter", metavar="FILE", type=_FILE, help="Write records that fail to FILE, as JSON lines.")
@click.option("--config", metavar="FILE", type=_FILE, help="Read settings from FILE, search for none.")
@click.option("--no-config", is_flag=True, help="Read no settings from files.")
@click.option("--color/--no-color", default=None, help="Colour, or none; by default only on a terminal.")
@click.option("-q", "--quiet", is_flag=True, help="Report errors only.")
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Print the version."
)
def command(**flags: Unpack[Flags]) -> int:
    """Print the article and nothing else, from text scraped off a news page.

    Reads the FILEs, or standard input where there is none or where FILE is -. Repeat --drop, --keep, --rules and
    --languages, or separate labels and languages with commas.
    """
    _check_usage(flags)
    out = Output("standard output", _binary(sys.stdout, "standard output"))
    if flags["list_labels"]:
        out.write(_label_table().encode())
        return Exit.FINE
    if flags["list_languages"]:
        out.write(_language_table().encode())
        return Exit.FINE
    options = options_of(flags)
    if flags["list_rules"]:
        out.write(rule_table(options).encode("utf-8", "replace"))
        return Exit.FINE
    _need_input(flags["files"])
    with _dead_letters(flags) as dead:
        return _run(_job(flags, options), flags["files"] or ("-",), Outputs(out, dead))


def write_out(text: str) -> None:
    """Write *text* to standard output.

    Raises:
        OutputError: standard output cannot be written.
    """
    Output("standard output", _binary(sys.stdout, "standard output")).write(_encode(text))


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit code.

    Args:
        arguments: the arguments after the command name; by default those of the process.
    """
    words = sys.argv[1:] if arguments is None else arguments
    name = "cleanarticle"
    chosen = command
    if words and words[0] in COMMANDS:
        chosen = import_module(COMMANDS[words[0]]).command
        name, words = f"{name} {words[0]}", words[1:]
    try:
        return int(chosen.main(words, prog_name=name, standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return Exit.USAGE
    except (click.Abort, KeyboardInterrupt):
        return Exit.INTERRUPTED
    except (OptionError, RuleError) as error:
        complain(str(error))
        return Exit.USAGE
    except (OSError, OutputError) as error:
        return _output_failed(error)


def _output_failed(error: OSError | OutputError) -> Exit:
    _discard_output()
    if isinstance(error, BrokenPipeError) or (isinstance(error, OutputError) and error.broken_pipe):
        return Exit.BROKEN_PIPE
    complain(str(error) if isinstance(error, OutputError) or not error.strerror else _named(error))
    return Exit.USAGE


def _named(error: OSError) -> str:
    return f"{error.filename or 'standard output'}: {error.strerror}"


def _discard_output() -> None:
    """Redirect buffered output to the null device; otherwise the interpreter fails on it again at shutdown."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _check_usage(flags: Flags) -> None:
    chosen = [f"--{mode.replace('_', '-')}" for mode in _MODES if flags.get(mode)]
    if len(chosen) > 1:
        raise click.UsageError(f"{' and '.join(chosen)} exclude each other.")
    if flags["config"] and flags["no_config"]:
        raise click.UsageError("--config and --no-config exclude each other.")
    if flags["html_timeout"] is not None and not flags["html"]:
        raise click.UsageError("--html-timeout needs --html.")
    if flags["html_timeout"] is not None and not 0 < flags["html_timeout"] < inf:
        raise click.UsageError("--html-timeout takes a number of seconds above 0.")
    if flags["dead_letter"] and flags["jsonl"] is None:
        raise click.UsageError("--dead-letter needs --jsonl FIELD: only records can fail one by one.")
    if flags["url_key"] is not None and flags["jsonl"] is None:
        raise click.UsageError("--url-key needs --jsonl FIELD; --url gives the address of a document.")
    if flags["url"] is not None and flags["jsonl"] is not None:
        raise click.UsageError("--url is for documents; --url-key FIELD says where records have theirs.")
    if flags["profiles"] is not None and flags["url"] is None and flags["url_key"] is None:
        raise click.UsageError("--profiles needs the address of a page: --url ADDRESS, or --url-key FIELD for records.")


def _need_input(files: tuple[str, ...]) -> None:
    if not files and sys.stdin is not None and sys.stdin.isatty():
        context = click.get_current_context()
        click.echo(context.get_help(), err=True)
        context.exit(Exit.USAGE)


def _binary(stream: object, name: str) -> BinaryIO:
    """The binary buffer of a standard stream; on Windows it does no newline translation either."""
    buffer: BinaryIO | None = getattr(stream, "buffer", None)
    if buffer is None:
        raise OSError(f"{name} is closed")
    return buffer


def settings() -> list[click.Parameter]:
    """The parameters of `Settings`, for subcommands."""
    return [parameter for parameter in command.params if parameter.name in Settings.__annotations__]


def options_of(flags: Settings) -> Options:
    """The options of the configuration file, overridden by those of the command line.

    Raises:
        OptionError: an unknown label, preset or language, or a configuration that cannot be used.
    """
    given = Options(
        drop=_split(flags["drop"]),
        keep=_split(flags["keep"]),
        rules=flags["rules"],
        languages=_split(flags["languages"]) or None,
        profiles=flags["profiles"],
    )
    return config.override(_configured(flags), given, flags["preset"], flags["pattern_timeout"])


def _configured(flags: Settings) -> Options:
    if flags["no_config"]:
        return Options()
    path = Path(flags["config"]) if flags["config"] else config.find(Path.cwd())
    return config.load(path) if path else Options()


def _split(values: Iterable[str]) -> frozenset[str]:
    return frozenset(name.strip() for value in values for name in value.split(",") if name.strip())


def _label_table() -> str:
    lines = (f"{name}\t{','.join(p for p in PRESETS if name in PRESETS[p])}\t{MEANINGS[name]}\n" for name in LABELS)
    return "".join(lines)


def _language_table() -> str:
    counts = Counter(language(rule) for rule in builtin_rules())
    return "".join(f"{code}\t{counts[code]}\n" for code in languages())


def rule_table(options: Options) -> str:
    """One line for each active rule: id, label, scope, weight and reason."""
    own = [rule for path in options.rules for rule in load_pack(Path(path))]
    live = options.live
    rules = (*(r for r in builtin_rules() if live is None or language(r) in {COMMON, *live}), *own)
    check_unique((*builtin_rules(), *own), "all packs together")
    return "".join(_rule_line(rule) for rule in rules)


def _rule_line(rule: Rule) -> str:
    why = " ".join(rule.why.split())
    return explain.visible(f"{rule.id}\t{rule.label}\t{rule.scope}\t{rule.weight:+g}\t{why}\n")


def _dead_letters(flags: Flags) -> AbstractContextManager[Output | None]:
    name = flags["dead_letter"]
    if name is None:
        return nullcontext()
    if any(same(name, file) for file in flags["files"]):
        raise click.UsageError(f"--dead-letter would overwrite the input {explain.visible(name)}.")
    return _opened(name)


@contextmanager
def _opened(name: str) -> Iterator[Output]:
    try:
        with Path(name).open("wb") as stream:
            yield Output(name, stream)
    except OSError as error:
        raise OutputError(name, error) from None


def same(one: str, other: str) -> bool:
    """Whether two names refer to the same file."""
    try:
        return Path(one).samefile(other)
    except OSError:
        return False


def _job(flags: Flags, options: Options) -> Job:
    mode = next((m for m in _MODES if flags.get(m)), "text")
    cleaner = Cleaner(options)
    address = flags["url"] if flags["jsonl"] is None else flags["url_key"]

    def analyze(data: str | bytes, url: str | None) -> Result:
        if flags["html"]:
            return cleaner.analyze_html(data, url=url, timeout=flags["html_timeout"])
        return cleaner.analyze(_decode(data), url=url)

    return Job(analyze, _view(mode, wants_color(flags["color"])), mode, flags["jsonl"], address, flags["quiet"])


def _decode(data: str | bytes) -> str:
    return data if isinstance(data, str) else data.decode("utf-8", "surrogateescape")


def _encode(text: str) -> bytes:
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a lone surrogate that is not from surrogateescape, but from an escape in JSON or HTML
        return text.encode("utf-8", "replace")


def wants_color(wanted: bool | None) -> bool:
    """Whether to colour the output: as *wanted*; by default on a terminal, unless NO_COLOR or TERM=dumb is set."""
    if wanted is not None:
        return wanted
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not plain and sys.stdout.isatty()


def _view(mode: str, color: bool) -> Callable[[str, Result], str]:
    width = _terminal_width()
    views: dict[str, Callable[[str, Result], str]] = {
        "explain": lambda name, result: explain.explain(name, result, color, width),
        "diff": lambda name, result: explain.diff(name, result, color),
        "json": explain.as_json,
        "check": lambda _name, _result: "",
    }
    return views.get(mode, lambda _name, result: _article(result))


def _terminal_width() -> int | None:
    """The width of the terminal in columns; None if standard output is not a terminal."""
    if not sys.stdout.isatty():
        return None
    from shutil import get_terminal_size  # 10 ms that a pipe does not need

    return get_terminal_size().columns


def _article(result: Result) -> str:
    """The article, with the byte order mark of the source even if its first line is removed."""
    marked = result.source.startswith(_BOM) and result.text and not result.text.startswith(_BOM)
    return _BOM + result.text if marked else result.text


def _run(job: Job, files: tuple[str, ...], outputs: Outputs) -> Exit:
    """Process all files in order, and return the most serious exit code."""
    outcome = Exit.FINE
    for number, file in enumerate(files, 1):
        outcome = _graver(outcome, _file(job, file, outputs, number == len(files)))
    return outcome


def _graver(one: Exit, other: Exit) -> Exit:
    return max(one, other, key=_GRAVITY.index)


def _file(job: Job, file: str, outputs: Outputs, last: bool) -> Exit:
    name = "<stdin>" if file == "-" else file
    try:
        with source(file) as stream:
            if job.field is None:
                return _document(job, name, stream.read(), outputs.data)
            return _lines(job, name, _ended(records.read(stream), last), outputs)
    except OSError as error:
        complain(f"{name}: {reason_of(error)}")
        return Exit.USAGE


def source(file: str) -> AbstractContextManager[BinaryIO]:
    """A file to read, or standard input for `-`."""
    return nullcontext(_binary(sys.stdin, "standard input")) if file == "-" else Path(file).open("rb")


def _document(job: Job, name: str, data: bytes, out: Output) -> Exit:
    try:
        result = job.analyze(data, job.address)
        shown = _encode(job.show(name, result))
    except Exception as error:  # one document must not stop the others, whatever is wrong with it
        complain(f"{name}: {reason_of(error)}")
        return Exit.FAILED
    out.write(shown)
    return _report(job, name, result)


def _ended(lines: Iterator[Record], last: bool) -> Iterator[Record]:
    """The records of a file; if another file follows, a missing line end of the last record is added."""
    for record in lines:
        if record.end or last:
            yield record
        else:
            yield Record(record.number, record.offset, record.head, record.body, b"\n")


def _lines(job: Job, name: str, lines: Iterable[Record], outputs: Outputs) -> Exit:
    outcome = Exit.FINE
    for record in lines:
        if not record.blank:
            outcome = _graver(outcome, _record(job, name, record, outputs))
        elif job.mode == "text":
            outputs.data.write(record.line(record.body))
    return outcome


def _record(job: Job, name: str, record: Record, outputs: Outputs) -> Exit:
    place = f"{name}:{record.number}"
    try:
        text = records.find(record.body, job.field or "")
        result = job.analyze(text.value, records.find(record.body, job.address).value if job.address else None)
        shown = _shown(job, place, record, (text, result))
    except Exception as error:  # one record must not stop the others, whatever is wrong with it
        return _bury(name, record, reason_of(error), outputs.dead)
    outputs.data.write(shown)
    return _report(job, place, result)


def _shown(job: Job, place: str, record: Record, done: tuple[records.Text, Result]) -> bytes:
    text, result = done
    if job.mode == "text":
        return record.line(records.replace(text, result.text))
    return _encode(job.show(place, result))


def _bury(name: str, record: Record, reason: str, dead: Output | None) -> Exit:
    complain(f"{name}:{record.number}: {reason}")
    if dead:
        dead.write(records.dead_letter(record, name, reason))
    return Exit.FAILED


def _report(job: Job, name: str, result: Result) -> Exit:
    """Report a document on standard error, and return its exit code."""
    if result.verdict != "article" and not job.quiet:
        complain(f"{name}: {result.verdict}")
    if job.mode not in ("check", "diff") or not result.removed:
        return Exit.FINE
    if job.mode == "check" and not job.quiet:
        complain(f"{name}: {_lines_removed(result)}, {explain.counts(result)}")
    return Exit.FOUND


def _lines_removed(result: Result) -> str:
    count = sum(bool(row.notes) for row in explain.rows(result))
    return f"{count} line{'s' if count != 1 else ''}"


def reason_of(error: Exception) -> str:
    """A short error message for *error*."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    known = isinstance(error, ValueError) and str(error)
    return str(error) if known else f"{type(error).__name__}: {error}"


def complain(message: str) -> None:
    """Print *message* on one line of standard error."""
    line = explain.visible(f"cleanarticle: {message}").replace("\n", " ")
    with suppress(OSError):  # standard error is closed; the data matter more
        click.echo(line, err=True)
