"""What must hold for any input, one function for each way in.

Each check takes a file as bytes, so that a finding, a seed and what an engine makes up are all the same thing.
"""

from __future__ import annotations

import io
import json
import pickle
import signal
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final

from hypothesis import strategies as st

from cleanarticle import Cleaner, OptionError, Options, Result, RuleError, Segment
from cleanarticle.cli import config, records
from cleanarticle.cli.main import main
from cleanarticle.html.extraction import extract
from cleanarticle.labels import LABELS
from cleanarticle.output import explain
from cleanarticle.rules.schema import load_pack
from fuzz import inputs, pages
from fuzz.pages import decoded

Check = Callable[[bytes, Options], None]
# Categories of what a reader does not see: separators, controls, joiners.
UNSEEN: Final = ("Zs", "Zl", "Zp", "Cc", "Cf")
VERDICTS: Final = ("article", "empty", "residue", "wall", "error", "suspect")


class PromiseError(AssertionError):
    """Something that must hold for every input does not."""


def hold(kept: bool, promise: str) -> None:
    """Raise where a promise is not kept; `assert` would go under `python -O`."""
    if not kept:
        raise PromiseError(promise)


def tiles(segments: tuple[Segment, ...], size: int) -> bool:
    """Whether *segments* cover a text of *size* code points without a gap, an overlap or an empty piece."""
    at = 0
    for segment in segments:
        if segment.span.start != at or segment.span.end <= at:
            return False
        at = segment.span.end
    return at == size


def account(result: Result, options: Options) -> None:
    """Everything that a result alone must fulfil."""
    hold(tiles(result.segments, len(result.source)), "segments tile the source")
    kept = "".join(s.span.of(result.source) for s in result.segments if s.kept)
    hold(result.text == kept, "the output is made of kept slices")
    for segment in result.segments:
        removal = segment.removal
        if removal is not None:
            hold(removal.span == segment.span, "a removal is its segment")
            hold(removal.label in options.dropped, "what goes has a label that the options drop")
            hold(bool(removal.reason) and 0 <= removal.score <= 1, "what goes has a reason and a score")
    hold(result.verdict in VERDICTS, "the verdict is known")
    hold(result.verdict != "article" or bool(result.text.strip()), "no article without a text")
    seen = any(unicodedata.category(sign) not in UNSEEN for sign in result.source)
    hold((result.verdict == "empty") != seen, "only a source that shows nothing is empty")


def views(result: Result) -> None:
    """Every view of a result can be made, and shows what the result says."""
    shown = ["".join(piece.text for piece in row.pieces) for row in explain.rows(result)]
    *ended, last = result.source.split("\n")
    lines = [*(line.removesuffix("\r") for line in ended), *([last] if last else [])]
    hold(shown == lines, "the rows are the lines of the source")
    explain.explain("x", result, color=True)
    explain.explain("x", result, color=True, width=60)
    hold(bool(explain.diff("x", result, color=False)) == bool(result.removed), "a diff shows whether something went")
    entry = json.loads(explain.as_json("x", result))
    hold(_utf16(entry["text"]) == _utf16(result.text), "JSON holds the article")
    hold(len(entry["removed"]) == len(result.removed), "JSON names every removal")


def _utf16(text: str) -> bytes:
    """*text* with the halves of a pair as good as the pair: JSON joins them."""
    return text.encode("utf-16", "surrogatepass")


def check_text(data: bytes, options: Options) -> None:
    """A text through the library."""
    source = decoded(data)
    cleaner = Cleaner(options)
    result = cleaner.analyze(source)
    hold(result.source == source, "the source is what came in")
    account(result, options)
    views(result)
    hold(cleaner.clean(result.text) == result.text, "cleaning twice is cleaning once")
    hold(pickle.loads(pickle.dumps(cleaner)).analyze(source) == result, "the same text gives the same result")  # noqa: S301 -- our own


@contextmanager
def _standard_input(data: bytes) -> Iterator[None]:
    before = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(data))
    try:
        yield
    finally:
        sys.stdin = before


def command(arguments: list[str], data: bytes) -> tuple[int, bytes]:
    """Exit code and standard output of the command line, in this process: a new one for each input takes 0.2 s."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    with _standard_input(data), redirect_stdout(out), redirect_stderr(err):
        code = main(["--no-config", *arguments])
    hold("Traceback" not in err.getvalue(), "no traceback")
    out.flush()
    written = out.buffer
    return code, written.getvalue() if isinstance(written, io.BytesIO) else b""


def flags(options: Options) -> list[str]:
    """The command line for *options*."""
    chosen = ["--preset", options.preset]
    for name, values in (("drop", options.drop), ("keep", options.keep), ("languages", options.languages or ())):
        chosen += [f"--{name}", ",".join(sorted(values))] if values else []
    return chosen


def _said(options: Options) -> Options:
    """*options* as a command line can say them: that no language is live, it cannot."""
    return Options(options.preset, options.drop, options.keep, languages=options.languages or None)


def check_bytes(data: bytes, options: Options) -> None:
    """A file through the command line."""
    options = _said(options)
    code, out = command(flags(options), data)
    hold(code == 0, "any bytes can be cleaned")
    source = data.decode("utf-8", "surrogateescape")
    result = Cleaner(options).analyze(source)
    text = result.text
    if source.startswith("\ufeff") and text and not text.startswith("\ufeff"):
        text = "\ufeff" + text
    hold(out == text.encode("utf-8", "surrogateescape"), "the command line gives what the library gives")
    hold(command(flags(options), out) == (0, out), "cleaning twice is cleaning once")
    hold(command([*flags(options), "--check"], data)[0] == bool(result.removed), "--check finds what would go")


def check_html(data: bytes, options: Options) -> None:
    """A page of HTML, as bytes and as text."""
    cleaner = Cleaner(options)
    for page in (data, decoded(data)):
        result = cleaner.analyze_html(page)
        account(result, options)
        hold(result.source == extract(page), "the same page gives the same text")


def check_jsonl(data: bytes, options: Options) -> None:
    """Records through the command line, with the failed ones set aside."""
    options = _said(options)
    arguments = [*flags(options), "--jsonl", "text"]
    with tempfile.TemporaryDirectory() as folder:
        dead = Path(folder) / "dead.jsonl"
        code, out = command([*arguments, "--dead-letter", str(dead)], data)
        letters = {entry["line"]: entry for entry in map(json.loads, dead.read_bytes().splitlines())}
    hold(code == (3 if letters else 0), "the exit code says whether records failed")
    cleaner = Cleaner(options)
    expected = b""
    for record in records.read(io.BytesIO(data)):
        if record.number in letters:
            hold(_is_unusable(record.body), "a record that can be read is cleaned")
        else:
            expected += record.line(record.body if record.blank else _cleaned(record.body, cleaner))
    hold(out == expected, "rows in are rows out, in order, or dead letters")
    hold(command(arguments, out) == (0, out), "cleaning twice is cleaning once")


def _is_unusable(body: bytes) -> bool:
    try:
        record = json.loads(body.decode("utf-8", "surrogateescape"), object_pairs_hook=list)
    except (ValueError, RecursionError):
        return True
    pairs = record if body.lstrip()[:1] == b"{" else []
    return [isinstance(value, str) for name, value in pairs if name == "text"] != [True]


def _cleaned(body: bytes, cleaner: Cleaner) -> bytes:
    """The record with its text cleaned; all else must be as it was by the standard library's reading, too."""
    found = records.find(body, "text")
    replaced = records.replace(found, cleaner.clean(found.value))
    before, after = (_loaded(line) for line in (body, replaced))
    hold(before is None or after == {**before, "text": cleaner.clean(before["text"])}, "only the text changes")
    return replaced


def _loaded(body: bytes) -> dict[str, str] | None:
    """The record, its numbers as texts (`nan` is not itself); None where the standard library gives up."""
    try:
        loaded = json.loads(body.decode("utf-8", "surrogateescape"), parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    return loaded if isinstance(loaded, dict) else None


def check_rules(data: bytes, options: Options) -> None:
    """A rule file: the rules work, or one error names the file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "house.toml"
        path.write_bytes(data)
        try:
            own = load_pack(path)
            chosen = Options(options.preset, options.drop, options.keep, [path], options.languages)
            cleaner = Cleaner(chosen)
        except RuleError as error:
            hold("house.toml" in str(error) or "the rule files" in str(error), "an error names the file")
            return
    page = "\n\n".join(line for rule in own for line in (*rule.removes, *rule.keeps))
    result = cleaner.analyze(page)
    account(result, chosen)
    hold(cleaner.clean(result.text) == result.text, "cleaning twice is cleaning once")


def check_config(data: bytes, options: Options) -> None:
    """A settings file: options, or one error that names the file."""
    with tempfile.TemporaryDirectory() as folder:
        for name in (config.OWN_FILE, config.PROJECT_FILE):
            path = Path(folder) / name
            path.write_bytes(data)
            try:
                loaded = config.load(path)
            except OptionError as error:
                hold(str(error).startswith(str(path)), "an error names the file")
                continue
            hold(loaded.dropped <= set(LABELS), "labels are known")
            over = config.override(loaded, Options(drop=options.drop), options.preset)
            hold(frozenset(options.drop) <= over.dropped, "what the command line drops goes")


# An input of a few kilobytes that takes more seconds of CPU than this is a finding.
_SLOW: Final = 3.0


def _too_slow(_number: int, _frame: FrameType | None) -> None:
    raise PromiseError(f"an end within {_SLOW} s of CPU")


@contextmanager
def _hurried() -> Iterator[None]:
    """Break off what takes too long; again each second, as a callback may swallow the first exception."""
    before = signal.signal(signal.SIGPROF, _too_slow)
    signal.setitimer(signal.ITIMER_PROF, _SLOW, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@dataclass(frozen=True, slots=True)
class Target:
    """A way in: what must hold, and what to try.  Its seeds are in the folder of its name under `fuzz/corpus`."""

    check: Check
    data: st.SearchStrategy[bytes]

    def run(self, data: bytes, options: Options) -> None:
        """Check one input, within a time."""
        with _hurried():
            self.check(data, options)


TARGETS: Final = {
    "text": Target(check_text, pages.TEXTS),
    "bytes": Target(check_bytes, inputs.BYTES),
    "html": Target(check_html, inputs.HTML),
    "jsonl": Target(check_jsonl, inputs.RECORDS),
    "rules": Target(check_rules, inputs.RULES),
    "config": Target(check_config, inputs.CONFIGS),
}
CORPUS: Final = Path(__file__).parent / "corpus"


def seeds(name: str) -> list[Path]:
    """The seed files of a target."""
    return sorted((CORPUS / name).iterdir())
