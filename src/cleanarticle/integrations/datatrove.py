"""DataTrove: a pipeline step that cleans documents, and a JSON-lines reader that reports every line it cannot read."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from math import isinf
from typing import BinaryIO, Final, Self, Unpack

from datatrove.data import Document, DocumentsPipeline, Media
from datatrove.io import DataFolder, DataFolderLike, get_datafolder
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.readers.base import BaseDiskReader
from datatrove.pipeline.writers.disk_base import DiskWriter
from datatrove.utils.typeshelper import StatHints

from cleanarticle.cleaner import Cleaner
from cleanarticle.cli.records import Record, RecordError, dead_letter
from cleanarticle.cli.run.batches import LostBatch, reason_of
from cleanarticle.cli.run.inputs import PACKED
from cleanarticle.cli.run.readers import lines, unpacked
from cleanarticle.errors import unknown
from cleanarticle.integrations.documents import VERDICT, Choices, Cleaned, DocumentCleaner, options_of, verdicts
from cleanarticle.options import Options

# DataTrove's writers refuse integers from this size on.
_TOO_LARGE: Final = 2**63
_PACKED: Final[Mapping[str | None, str]] = {"gzip": "gz", "zstd": "zst"}


class CleanArticle(PipelineStep):
    """Cleans documents; adds verdict and removed code points to their metadata, and counts by label to the stats.

    A document that cannot be cleaned stays as it is, with the reason under `cleanarticle_error`, and is counted.
    """

    type = "✂️ - FORMAT"
    name = "cleanarticle"

    def __init__(
        self,
        options: Options | None = None,
        *,
        drop_verdicts: Iterable[str] = (),
        exclusion_writer: DiskWriter | None = None,
        spans: bool = False,
        **choices: Unpack[Choices],
    ) -> None:
        """Choose what to remove, and which documents to drop.

        Args:
            options: what to remove; or give the same options as *choices*.
            drop_verdicts: verdicts whose documents are dropped; by default all stay.
            exclusion_writer: writes the dropped documents, with the verdict as their `filter_reason`.
            spans: whether to add every removal to the metadata, under `cleanarticle_spans`.
            choices: `preset` and all other options of `cleanarticle.Options`; the metadata's `url` selects a profile.

        Raises:
            OptionError: an option, a label or a verdict that does not exist.
            RuleError: a rule file that cannot be used.
        """
        super().__init__()
        self.cleaner = DocumentCleaner(Cleaner(options_of(options, choices)), verdicts(drop_verdicts), spans)
        self.exclusion_writer = exclusion_writer

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:  # noqa: ARG002
        """Clean the documents of *data*; called by DataTrove."""
        with self.exclusion_writer or nullcontext() as writer:
            for document in data:
                with self.track_time():
                    cleaned = self.cleaner.clean(document.text, document.id, document.metadata.get("url"))
                self._count(cleaned)
                document.text = cleaned.text
                document.metadata.update(cleaned.metadata)
                if not cleaned.dropped:
                    yield document
                elif writer:
                    document.metadata["filter_reason"] = cleaned.metadata[VERDICT]
                    writer.write(document, rank)

    def _count(self, cleaned: Cleaned) -> None:
        self.stat_update(StatHints.total, StatHints.dropped if cleaned.dropped else StatHints.forwarded)
        if cleaned.result is None:
            self.stat_update("failed" if cleaned.metadata else "without_text")
            return
        self.stat_update(f"verdict_{cleaned.result.verdict}")
        self.stat_update("characters", value=len(cleaned.result.source))
        self.stat_update("removed", value=cleaned.result.stats.removed)
        for removal in cleaned.result.removed:
            self.stat_update(f"removed_{removal.label}", value=len(removal.span))


class JsonLinesReader(BaseDiskReader):
    """Reads JSON lines: each line becomes a document, or a dead letter with the reason why it does not.

    Lines end at line feeds only.  A line that is not UTF-8, is not a JSON object, has a field twice or no text under
    `text_key` goes to `dead_letters` with its file, number and byte offset, and so does the place where a compressed
    file is cut off.  All other lines are read.  An empty text is a text.  Numbers that writers would refuse or change
    (integers of more than 64 bits, numbers beyond floating point) become strings.
    """

    name = "JSON lines"

    def __init__(
        self,
        data_folder: DataFolderLike,
        dead_letters: DataFolderLike,
        *,
        compression: str | None = "infer",
        max_document: int = 1 << 28,
        **reading: object,
    ) -> None:
        """Choose what to read, and where to write the lines that cannot be read.

        Args:
            data_folder: where the files are, as for DataTrove's own readers.
            dead_letters: the folder for dead letters: a file of JSON lines for each task that has any.
            compression: `gzip`, `zstd` or another compression that fsspec supports; `infer` uses the file name.
            max_document: maximum bytes of a line; a longer one becomes a dead letter and is not kept in memory.
            reading: all other arguments of DataTrove's own reader, such as `glob_pattern`, `text_key` and `limit`.
        """
        super().__init__(data_folder, **reading)
        self.compression = compression
        self.max_document = max_document
        self.dead_letters = get_datafolder(dead_letters)
        self._dead = _DeadLetters(self.dead_letters, 0)

    def run(self, data: DocumentsPipeline = None, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """Read the documents of this task's files; called by DataTrove."""
        with _DeadLetters(self.dead_letters, rank) as self._dead:
            yield from super().run(data, rank, world_size)

    def read_file(self, filepath: str) -> DocumentsPipeline:
        """The documents of one file."""
        name = self.data_folder.resolve_paths(filepath)
        suffix = PACKED.get(f".{filepath.rpartition('.')[2].lower()}", "")
        packed = suffix if self.compression == "infer" else _PACKED.get(self.compression, "")
        # Other compressions, such as bz2, are decompressed or refused by fsspec.
        opened = self.data_folder.open(filepath, "rb", compression=None if packed else self.compression)
        with unpacked(opened, packed) as stream:
            for batch in lines(0, name, stream, self.max_document):
                if isinstance(batch, LostBatch):
                    self._bury(batch.letter(batch.reason))
                    continue
                for record in batch.numbered():
                    document = self._document(record, filepath)
                    if document is not None:
                        yield document

    def _document(self, record: Record, filepath: str) -> Document | None:
        if record.blank:
            self.stat_update("blank_lines", unit="line")
            return None
        with self.track_time():
            try:
                return self.get_document_from_dict(_members(record.body), filepath, record.number - 1)
            except Exception as error:  # One line must not stop the others, whatever is wrong with it.
                self._bury(dead_letter(record, self.data_folder.resolve_paths(filepath), reason_of(error)))
                return None

    def _bury(self, letter: bytes) -> None:
        self.stat_update("dead_letters", unit="line")
        self._dead.write(letter)

    def get_document_from_dict(self, data: dict[str, object], source_file: str, id_in_file: int | str) -> Document:
        """The document for the fields of a line; unlike in DataTrove's own reader, an error says what is wrong.

        Raises:
            RecordError: no text.
        """
        names = list(data)
        parsed = self.adapter(data, source_file, id_in_file)
        if not isinstance(parsed.get("text"), str):
            if self.text_key in names:
                raise RecordError(f"field {self.text_key!r} is not a string")
            raise RecordError(str(unknown("field", self.text_key, names)))
        document = Document(**{**parsed, "media": [_media(media) for media in parsed.get("media") or []]})
        document.metadata = {**(self.default_metadata or {}), **document.metadata}
        if self.add_file_path:
            document.metadata.setdefault("file_path", self.data_folder.resolve_paths(source_file))
        return document

    def _default_adapter(self, data: dict[str, object], path: str, id_in_file: int | str) -> dict[str, object]:
        """Arrange the fields for a document; `metadata` is merged into its metadata unless that hides another field."""
        rest = {name: data[name] for name in data if name not in (self.text_key, self.id_key, "media", "metadata")}
        inner = data.get("metadata", {})
        if not isinstance(inner, dict) or inner.keys() & {*rest, "metadata"}:
            inner = {"metadata": inner}
        return {
            "text": data.get(self.text_key),
            "id": data.get(self.id_key, f"{path}/{id_in_file}"),
            "media": data.get("media"),
            "metadata": {**inner, **rest},
        }


class _DeadLetters:
    """The dead-letter file of a task, created with the first letter; one from an earlier try of the task is deleted."""

    def __init__(self, folder: DataFolder, rank: int) -> None:
        self._folder = folder
        self._name = f"{rank:05d}.jsonl"
        self._stream: BinaryIO | None = None

    def __enter__(self) -> Self:
        if self._folder.exists(self._name):
            self._folder.rm(self._name)
        return self

    def write(self, letter: bytes) -> None:
        if self._stream is None:
            self._stream = self._folder.open(self._name, "wb")
        self._stream.write(letter)

    def __exit__(self, *_: object) -> None:
        if self._stream is not None:
            self._stream.close()


def _media(media: dict[str, object]) -> Media:
    """A `Media` object, with its bytes decoded from base64, as DataTrove's writers write them."""
    packed = media.get("media_bytes")
    return Media(**{**media, "media_bytes": b64decode(packed) if isinstance(packed, str) else packed})


def _members(body: bytes) -> dict[str, object]:
    """The fields of a line.

    Raises:
        RecordError: not UTF-8, not a JSON object, a field twice, or a lone surrogate, which no writer accepts.
    """
    try:
        data: object = json.loads(
            body.decode(), object_pairs_hook=_once, parse_int=_integer, parse_float=_float, parse_constant=_constant
        )
        if b"\\ud" in body.lower():
            json.dumps(data, ensure_ascii=False).encode()
    except UnicodeDecodeError as error:
        raise RecordError(f"not UTF-8: {error.reason} at byte {error.start + 1}") from None
    except UnicodeEncodeError:
        raise RecordError("half of a surrogate pair") from None
    except json.JSONDecodeError as error:
        raise RecordError(f"not JSON: {error.msg} at character {error.pos + 1}") from None
    except RecursionError:
        raise RecordError("nested too deep") from None
    if not isinstance(data, dict):
        raise RecordError("not a JSON object")
    return data


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise RecordError(f"field {twice!r} stands {names.count(twice)} times")
    return members


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) < 20 and abs(int(digits)) < _TOO_LARGE else digits


def _float(digits: str) -> float | str:
    return digits if isinf(float(digits)) else float(digits)


def _constant(name: str) -> object:
    raise RecordError(f"not JSON: {name}")
