"""The outputs of a run: partial files that grow batch by batch, and a journal to resume a killed run."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from cleanarticle.cli.main import OutputError
from cleanarticle.cli.run.batches import Done
from cleanarticle.cli.run.inputs import PACKED, Task
from cleanarticle.cli.run.tables import write_lines, write_streams

if TYPE_CHECKING:
    from collections.abc import Mapping

PARTIAL: Final = ".partial"


class JournalError(ValueError):
    """A run cannot start or resume; the message says why and what to do."""


@dataclass(slots=True)
class Part:
    """A file that is being written, with the suffix `.partial`.

    Attributes:
        path: the path of the complete file.
        size: the bytes written so far.
    """

    path: Path
    size: int = 0
    _stream: BinaryIO | None = None

    @property
    def partial(self) -> Path:
        """The path of the partial file."""
        return self.path.with_name(self.path.name + PARTIAL)

    def begin(self, size: int) -> None:
        """Open the file to continue after *size* bytes; does nothing if the file was already completed."""
        self.size = size
        if size and not self.partial.exists():
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._stream = self.partial.open("r+b" if size else "wb", buffering=0)
        self._stream.truncate(size)
        self._stream.seek(size)

    def append(self, data: bytes) -> None:
        """Append *data*.

        Raises:
            OutputError: the file cannot be written.
        """
        left = memoryview(data)
        try:
            while left and self._stream is not None:
                left = left[self._stream.write(left) :]
        except OSError as error:
            raise OutputError(str(self.partial), error) from None
        self.size += len(data)

    def close(self) -> None:
        """Close the file; it stays partial."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def finish(self) -> None:
        """Rename the file to its final name, if not yet done."""
        if self._stream is not None:
            os.fsync(self._stream.fileno())
        self.close()
        if self.partial.exists():
            self.partial.replace(self.path)


@dataclass(slots=True)
class State:
    """The progress of a run.

    Attributes:
        task: the number of the current task.
        batches: how many batches of this task are done.
        sizes: the bytes of each part, by its name.
        counts: the counts so far.
    """

    task: int = 0
    batches: int = 0
    sizes: dict[str, int] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)


class Journal:
    """A file with a line for every finished batch; the line is written after the outputs of the batch."""

    def __init__(self, path: Path, plan: Mapping[str, object]) -> None:
        """Set the path of the journal; a run can only be resumed with the same *plan*."""
        self._part = Part(path)
        self._plan: dict[str, object] = json.loads(json.dumps(plan))

    def begin(self, *, resume: bool) -> State:
        """Open the journal; the result is the state of a new run, or of the interrupted run.

        Raises:
            JournalError: there is an interrupted run and *resume* is not set, or it had other inputs or options.
        """
        path = self._part.partial
        data = path.read_bytes() if path.exists() else b""
        if data and not resume:
            raise JournalError(f"a run was interrupted here; go on with --resume, or delete {path}")
        lines = data[: data.rfind(b"\n") + 1].splitlines(keepends=True)
        if lines and json.loads(lines[0]) != self._plan:
            raise JournalError(f"the interrupted run had other inputs or options; run it as it was, or delete {path}")
        self._part.begin(sum(map(len, lines)))
        if not lines:
            self._write(self._plan)
        if len(lines) < 2:
            return State()
        last = json.loads(lines[-1])
        return State(last["task"], last["batches"], last["sizes"], Counter(last["counts"]))

    def note(self, state: State) -> None:
        """Write the state of the run to the journal."""
        entry = {"task": state.task, "batches": state.batches, "sizes": state.sizes, "counts": state.counts}
        self._write(entry)

    def _write(self, entry: object) -> None:
        self._part.append(json.dumps(entry).encode() + b"\n")

    def close(self) -> None:
        """Close the journal, and keep it for a resumed run."""
        self._part.close()

    def end(self) -> None:
        """Delete the journal: the run is complete."""
        self.close()
        self._part.partial.unlink(missing_ok=True)


class Outputs:
    """All output files of a run."""

    def __init__(self, tasks: Sequence[Task], attributes: Sequence[Path | None], dead: Path | None) -> None:
        """Set the paths: documents as in *tasks*, a file of Dolma attributes for each task, and dead letters."""
        self._tasks, self._attributes = tasks, attributes
        self._dead = Part(dead) if dead else None
        self._parts: dict[str, Part] = {}

    def begin(self, state: State) -> None:
        """Open the files of the current task."""
        if self._dead and "dead" not in self._parts:
            self._dead.begin(state.sizes.get("dead", 0))
        self._parts = self._of(state.task)
        for name, part in self._parts.items():
            part.begin(state.sizes.get(name, 0))
        if self._dead:
            self._parts["dead"] = self._dead

    def _of(self, number: int) -> dict[str, Part]:
        task, attributes = self._tasks[number], self._attributes[number]
        parts = {} if task.plain else {"documents": Part(task.output)}
        return parts | ({"attributes": Part(attributes)} if attributes else {})

    def append(self, done: Done) -> None:
        """Write the outputs of a batch."""
        for name, part in self._parts.items():
            part.append(done.outputs.get(name, b""))

    def sizes(self) -> dict[str, int]:
        """The bytes of each part, by its name."""
        return {name: part.size for name, part in self._parts.items()}

    def packed(self) -> dict[str, str]:
        """The compression of each part, by its name."""
        return {name: PACKED.get(part.path.suffix, "") for name, part in self._parts.items()}

    def finish(self, number: int) -> None:
        """Rename the files of a task to their final names; a second call changes nothing."""
        task = self._tasks[number]
        for name, part in (self._parts or self._of(number)).items():
            if name == "documents" and task.output.suffix == ".parquet" and part.partial.exists():
                part.close()
                (write_streams if task.columns else write_lines)(part.partial, part.path)
                part.partial.unlink()
            if name != "dead":
                part.finish()

    def end(self) -> None:
        """Rename the dead-letter file to its final name."""
        if self._dead:
            self._dead.finish()

    def close(self) -> None:
        """Close all files; partial files stay partial."""
        for part in [*self._parts.values(), *([self._dead] if self._dead else [])]:
            part.close()


def write_whole(path: Path, data: bytes) -> None:
    """Write a file atomically: it is either unchanged or complete."""
    part = Part(path)
    part.begin(0)
    try:
        part.append(data)
        part.finish()
    except BaseException:
        part.close()
        with suppress(OSError):
            part.partial.unlink()
        raise
