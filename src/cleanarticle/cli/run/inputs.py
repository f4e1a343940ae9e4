"""The input files of a run, their kinds, and the paths of the outputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path
from typing import Final, Literal

Kind = Literal["lines", "table", "archive", "text", "page"]
# Compression by file suffix.
PACKED: Final = {".gz": "gz", ".zst": "zst"}
_KINDS: Final[dict[str, Kind]] = {
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".json": "lines",
    ".parquet": "table",
    ".warc": "archive",
    ".wet": "archive",
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
}


class InputError(ValueError):
    """An input that is missing, of unknown kind, or in conflict with another; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Input:
    """A file to read.

    Attributes:
        path: the path of the file.
        name: the path relative to the input folder, or the file name.
        kind: `lines` (JSON lines), `table` (Parquet), `archive` (WARC or WET), `text` or `page` (HTML).
        packed: the compression: `gz`, `zst`, or empty.
    """

    path: Path
    name: str
    kind: Kind
    packed: str


@dataclass(frozen=True, slots=True)
class Task:
    """Inputs whose documents are written to one output, in order.

    Attributes:
        inputs: the files to read.
        output: the output file; a folder for plain files.
    """

    inputs: tuple[Input, ...]
    output: Path

    @property
    def columns(self) -> bool:
        """Whether both input and output are Parquet, so that rows are copied with all columns."""
        return self.output.suffix == ".parquet" and all(file.kind == "table" for file in self.inputs)

    @property
    def plain(self) -> bool:
        """Whether each document is written to its own file."""
        return not self.output.suffix or self.output.is_dir()


def kind_of(path: Path) -> tuple[Kind | None, str]:
    """The kind and compression of a file, by its name; the kind is None if the suffix is unknown.

    >>> kind_of(Path("pages.jsonl.gz"))
    ('lines', 'gz')
    """
    packed = PACKED.get(path.suffix.lower(), "")
    inner = Path(path.stem) if packed else path
    return _KINDS.get(inner.suffix.lower()), packed


def find(names: Sequence[str]) -> list[Input]:
    """The files for *names*, in that order; the files of a folder or pattern are sorted by name.

    Args:
        names: files, folders (with all files of a known kind below them), patterns such as `crawl/**/*.warc.gz`.

    Raises:
        InputError: a name matches no file, or a file of unknown kind.
    """
    found: dict[Path, Input] = {}
    for name in names:
        for file in _expand(name):
            found.setdefault(file.path.absolute(), file)
    return list(found.values())


def _expand(name: str) -> list[Input]:
    path = Path(name)
    if path.is_dir():
        files = [_input(file, str(file.relative_to(path))) for file in sorted(path.rglob("*")) if _known(file)]
    elif path.exists() or not has_magic(name):
        return [_certain(path)]
    else:
        files = [_input(file, file.name) for file in sorted(_matching(name)) if _known(file)]
    if not files:
        raise InputError(f"{name}: no file of a known kind there ({', '.join(_KINDS)}, also with .gz or .zst)")
    return files


def _matching(pattern: str) -> Iterator[Path]:
    return map(Path, glob(pattern, recursive=True))  # noqa: PTH207 -- Path.glob accepts no absolute pattern


def _known(path: Path) -> bool:
    return path.is_file() and kind_of(path)[0] is not None


def _certain(path: Path) -> Input:
    if not path.exists():
        raise InputError(f"{path}: no such file")
    if kind_of(path)[0] is None:
        raise InputError(f"{path}: its name tells no kind; known are {', '.join(_KINDS)}, also with .gz or .zst")
    return _input(path, path.name)


def _input(path: Path, name: str) -> Input:
    kind, packed = kind_of(path)
    if kind is None:
        raise InputError(f"{path}: of no known kind")
    return Input(path, name, kind, packed)


def tasks(inputs: Sequence[Input], output: Path, *, folder: bool) -> list[Task]:
    """Assign inputs to outputs: all to one file, or each to a file of the same name in a folder.

    Args:
        inputs: the files to read.
        output: the output file or folder.
        folder: whether *output* is a folder.

    Raises:
        InputError: an output of unknown kind, or two inputs for one output.
    """
    if not folder:
        if kind_of(output)[0] not in ("lines", "table"):
            raise InputError(
                f"{output}: write to .jsonl (also with .gz or .zst), .parquet, or to a folder with / behind"
            )
        return [Task(tuple(inputs), output)]
    plain = tuple(file for file in inputs if file.kind in ("text", "page"))
    others = [Task((file,), output / _renamed(file)) for file in inputs if file.kind not in ("text", "page")]
    _check_apart([output / plain_name(file.name) for file in plain] + [task.output for task in others])
    return [*others, Task(plain, output)] if plain else others


def _renamed(file: Input) -> str:
    """The name of the output of a file; archives become JSON lines."""
    if file.kind != "archive":
        return file.name
    bare = file.name[: -len(file.packed) - 1] if file.packed else file.name
    return f"{bare}.jsonl.{file.packed}" if file.packed else f"{bare}.jsonl"


def plain_name(name: str) -> str:
    """The name of the output of a plain file: decompressed, and HTML becomes text.

    >>> plain_name("a/b.html.gz")
    'a/b.txt'
    """
    path = Path(name)
    path = path.with_suffix("") if path.suffix.lower() in PACKED else path
    return str(path.with_suffix(".txt") if _KINDS.get(path.suffix.lower()) == "page" else path)


def _check_apart(outputs: Iterable[Path]) -> None:
    seen: set[Path] = set()
    for path in outputs:
        if path in seen:
            raise InputError(f"{path}: two inputs would be written there; name a folder that holds both")
        seen.add(path)
