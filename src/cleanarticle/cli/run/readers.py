"""Read files as batches of documents; each reading gives the same batches, so that a run can be resumed."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Final

from cleanarticle.cli.run.batches import Batch, LineBatch, LostBatch, Page, PageBatch, TableBatch, table_bytes
from cleanarticle.cli.run.inputs import Input, InputError, Task

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

# Bytes of input per batch: about half a second of work, and little memory.
_BLOCK: Final = 1 << 18
_ROWS: Final = 64
_PAGES: Final = 32
# Bytes read at a time from a zstd file; small, because the decompressed data may be large.
_SIP: Final = 1 << 12
# The first bytes of a compressed stream.
_MAGIC: Final = {"gz": b"\x1f\x8b", "zst": b"\x28\xb5\x2f\xfd"}
# The end of a record of an archive, its length, and the longest line of a header that is read.
_RECORD_END: Final = b"\r\n\r\n"
_LENGTH: Final = re.compile(rb"^content-length:[ \t]*(\d{1,18})", re.IGNORECASE | re.MULTILINE)
_LONGEST_HEADER: Final = 1 << 20
# The errors of a compressed file that is damaged or cut off.
_BROKEN: Final = (OSError, EOFError, zlib.error)
_EXTRAS: Final = {"pyarrow": "parquet", "fastwarc": "warc", "resiliparse": "warc", "zstandard": "zstd"}


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the documents of files.

    Attributes:
        text_key: the column of Parquet files that holds the document.
        largest: maximum size of a document in bytes; a larger one is not kept in memory.
    """

    text_key: str
    largest: int

    def batches(self, number: int, task: Task) -> Iterator[Batch]:
        """The documents of *task* in order; *number* is the number of the task."""
        plain = [file for file in task.inputs if file.kind in ("text", "page")]
        for file in task.inputs:
            if file.kind == "lines":
                yield from self._lines(number, file)
            elif file.kind == "table":
                yield from self._table(number, file, lines=not task.columns)
            elif file.kind == "archive":
                yield from self._archive(number, file)
        yield from self._plain(number, plain, apart=task.plain)

    def _lines(self, task: int, file: Input) -> Iterator[Batch]:
        try:
            stream = opened(file)
        except OSError as error:
            yield LostBatch(task, str(file.path), 0, 0, 0, f"cannot be read: {_said(error)}")
            return
        with stream:
            yield from lines(task, str(file.path), stream, self.largest)

    def _table(self, task: int, file: Input, *, lines: bool) -> Iterator[Batch]:
        parquet = import_extra("pyarrow.parquet")
        number = 1
        try:
            with parquet.ParquetFile(file.path) as table:
                for batch in table.iter_batches(_ROWS):
                    yield TableBatch(task, str(file.path), number, batch.num_rows, table_bytes(batch), lines)
                    number += batch.num_rows
        except (*_BROKEN, ValueError) as error:
            yield LostBatch(task, str(file.path), number, 0, 0, f"the rest cannot be read: {_said(error)}")

    def _archive(self, task: int, file: Input) -> Iterator[Batch]:
        name = str(file.path)
        pages: list[Page] = []
        skipped: Counter[str] = Counter()
        number = at = last = index = 0
        try:
            for index, record in enumerate(_records(file.path)):
                at = record.stream_pos
                if reason := _unwanted(record):
                    skipped[reason] += 1
                    continue
                # The last page stays here: whether it is whole is known at the end of the archive.
                if sum(len(page.data) for page in pages) >= _BLOCK or len(pages) >= _PAGES:
                    yield PageBatch(task, name, tuple(pages), False, tuple(skipped.items()))
                    pages, skipped = [], Counter()
                number, last = number + 1, index
                page = _page(record, number, record.reader.read(self.largest + 1))
                if len(page.data) > self.largest:
                    yield PageBatch(task, name, tuple(pages), False, tuple(skipped.items()))
                    yield LostBatch(task, name, number, at, record.content_length, _too_large(self.largest))
                    pages, skipped = [], Counter()
                else:
                    pages.append(page)
            broken, reason = cut(file, at, index)
        except (*_BROKEN, ValueError) as error:
            broken, reason = cut(file, at, index)
            reason = reason or f"the rest cannot be read: {_said(error)}"
        if reason and pages and last == broken:
            del pages[-1]
        if pages or skipped:
            yield PageBatch(task, name, tuple(pages), False, tuple(skipped.items()))
        if reason:
            yield LostBatch(task, name, 0, at, 0, reason)

    def _plain(self, task: int, files: Sequence[Input], *, apart: bool) -> Iterator[Batch]:
        pages: list[Page] = []
        for number, file in enumerate(files, 1):
            try:
                with opened(file) as stream:
                    data = stream.read(self.largest + 1)
            except _BROKEN as error:
                yield LostBatch(task, str(file.path), 0, 0, 0, f"cannot be read: {_said(error)}")
                continue
            if len(data) > self.largest:
                yield LostBatch(task, str(file.path), 0, 0, file.path.stat().st_size, _too_large(self.largest))
                continue
            pages.append(Page(file.name, "", "", number, 0, file.kind == "page", data))
            if sum(len(page.data) for page in pages) >= _BLOCK or len(pages) >= _PAGES:
                yield PageBatch(task, "", tuple(pages), apart)
                pages = []
        if pages:
            yield PageBatch(task, "", tuple(pages), apart)


def lines(task: int, name: str, stream: io.BufferedReader, largest: int) -> Iterator[LineBatch | LostBatch]:
    """The lines of the file *name*, in order; a `LostBatch` replaces what is too long or cannot be read."""
    line, offset, rest = 1, 0, b""
    try:
        while block := stream.read1(_BLOCK):  # not `read`, which loses what it has when the file breaks off
            end = block.rfind(b"\n") + 1
            if end:
                data, rest = rest + block[:end], block[end:]
                yield LineBatch(task, name, line, offset, data)
                line, offset = line + data.count(b"\n"), offset + len(data)
            else:
                rest += block
            if len(rest) > largest:
                lost, rest = _skipped(stream, rest)
                yield LostBatch(task, name, line, offset, lost, _too_large(largest))
                line, offset = line + 1, offset + lost
    except _BROKEN as error:
        if rest:
            yield LostBatch(task, name, line, offset, len(rest), "the file breaks off in this line")
        yield LostBatch(task, name, 0, offset + len(rest), 0, f"the rest cannot be read: {_said(error)}")
        return
    if rest:
        yield LineBatch(task, name, line, offset, rest)


def _too_large(largest: int) -> str:
    return f"larger than {largest:,} bytes (--max-document)"


def opened(file: Input) -> io.BufferedReader:
    """Open a file and decompress it."""
    return unpacked(file.path.open("rb"), file.packed)


def unpacked(stream: io.BufferedReader, packed: str) -> io.BufferedReader:
    """A stream decompressed by *packed*: `gz`, `zst` or empty; closing the result closes the stream."""
    if packed == "gz":
        return io.BufferedReader(_Gzip(stream), _BLOCK)
    return io.BufferedReader(_Zst(stream), _BLOCK) if packed == "zst" else stream


class _Gzip(gzip.GzipFile):
    def __init__(self, stream: BinaryIO) -> None:
        super().__init__(fileobj=stream, mode="rb")
        self._stream = stream

    def readinto(self, buffer: Any) -> int:
        data = self.read1(len(buffer))  # what is read before the file breaks off is not lost
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        super().close()
        self._stream.close()


class _Zst(io.RawIOBase):
    """A zstd decompressor; the reader of the zstandard library does not report a file that is cut off."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._module = import_extra("zstandard")
        self._frame = self._module.ZstdDecompressor().decompressobj()
        self._packed = self._data = b""
        self._begun = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._data and self._more():
            pass
        size = min(len(buffer), len(self._data))
        buffer[:size], self._data = self._data[:size], self._data[size:]
        return size

    def _more(self) -> bool:
        self._packed = self._packed or self._stream.read(_SIP)
        if not self._packed:
            if self._begun:
                raise EOFError("the file ends before its end-of-stream marker")
            return False
        try:
            self._data = self._frame.decompress(self._packed)
        except self._module.ZstdError as error:
            raise OSError(str(error)) from None
        self._begun, self._packed = not self._frame.eof, b""
        if self._frame.eof:
            self._packed = self._frame.unused_data
            self._frame = self._module.ZstdDecompressor().decompressobj()
        return True

    def close(self) -> None:
        self._stream.close()
        super().close()


def import_extra(module: str) -> Any:
    """Import a module that belongs to an extra.

    Raises:
        InputError: the module is not installed; the message names the extra.
    """
    try:
        return import_module(module)
    except ImportError:
        extra = _EXTRAS[module.partition(".")[0]]
        raise InputError(f"this needs an extra: pip install 'cleanarticle[{extra}]'") from None


def _said(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _skipped(stream: IO[bytes], begun: bytes) -> tuple[int, bytes]:
    """Skip a line that starts with *begun*: its bytes with the line end, and the data read after it."""
    size = len(begun)
    while block := stream.read(_BLOCK):
        end = block.find(b"\n") + 1
        if end:
            return size + end, block[end:]
        size += len(block)
    return size, b""


def _records(path: Path) -> Iterator[WarcRecord]:
    warc = import_extra("fastwarc.warc")
    if not path.stat().st_size:
        return  # FastWARC calls an empty zstd file incomplete
    yield from warc.ArchiveIterator(str(path), auto_decode="all", fsspec_args=False)


def _unwanted(record: WarcRecord) -> str:
    """Why a record is skipped; empty for an HTML response with status 200, or a text conversion."""
    if record.headers.get("WARC-Type") == "conversion":
        return ""
    if record.headers.get("WARC-Type") != "response":
        return f"type/{record.headers.get('WARC-Type')}"
    head = record.http_headers if record.is_http else None
    if head is None or head.status_code != 200:
        return f"status/{head.status_code if head else 'none'}"
    kind = (record.http_content_type or "none").lower()
    return "" if kind in ("text/html", "application/xhtml+xml") else f"content/{kind.replace('/', '-')}"


def cut(file: Input, start: int, index: int) -> tuple[int, str]:
    """The number of the record in which an archive breaks off, from 0, and the reason; empty if it is whole.

    FastWARC does not report this.

    Args:
        file: the archive.
        start: the offset of a record, in bytes of the file; the records from it on are read.
        index: the number of this record.
    """
    try:
        with file.path.open("rb") as packed:
            packed.seek(start)
            if file.packed and not packed.read(4).startswith(_MAGIC[file.packed]):
                start = index = 0  # one stream for all records, in which no record has an offset
            packed.seek(start)
            with unpacked(packed, file.packed) as stream:
                while head := _head_of(stream):
                    length = _LENGTH.search(head)
                    if length is None:
                        return index, "a record without a length; the rest cannot be read"
                    left = int(length[1]) + len(_RECORD_END)
                    while left and (data := stream.read(min(left, _BLOCK))):
                        left -= len(data)
                    if left:
                        return index, "the archive breaks off in this record"
                    index += 1
    except _BROKEN as error:
        return index, f"the archive breaks off in this record: {_said(error)}"
    return index, ""


def _head_of(stream: BinaryIO) -> bytes:
    """The header of the next record with the blank line behind it; empty at the end of the archive.

    Raises:
        EOFError: the archive ends inside the header.
    """
    lines = [stream.readline(_LONGEST_HEADER)]
    while lines[-1] not in (b"\r\n", b"\n", b""):
        lines.append(stream.readline(_LONGEST_HEADER))
    if lines[-1] == b"" and len(lines) > 1:
        raise EOFError("the end is inside its header")
    return b"".join(lines)


def _page(record: WarcRecord, number: int, data: bytes) -> Page:
    name = (record.record_id or "").removeprefix("<").removesuffix(">")
    url, date = (record.headers.get(key) or "" for key in ("WARC-Target-URI", "WARC-Date"))
    return Page(name, url, date, number, record.stream_pos, record.is_http, data, record.http_charset or "")
