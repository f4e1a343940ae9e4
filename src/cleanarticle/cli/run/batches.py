"""Batches of documents: a worker parses a batch, cleans its documents, and encodes them for the output.

A batch holds whole documents as bytes, and is small enough that many fit in memory.  The worker returns a `Done` with
bytes that the main process only has to append to the outputs.
"""

from __future__ import annotations

import gzip
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol

from cleanarticle.cleaner import Cleaner
from cleanarticle.cli import records
from cleanarticle.cli.run.inputs import plain_name
from cleanarticle.output.arrow import removals_type
from cleanarticle.result import Result

if TYPE_CHECKING:
    import pyarrow

# The field that --spans adds to a record, and the name of a Dolma attribute for a label.
FIELD: Final = "cleanarticle"
_ATTRIBUTE: Final = "cleanarticle__cleanarticle__{}"


class DocumentError(ValueError):
    """A document that cannot be cleaned; the message says why."""


@dataclass(frozen=True, slots=True)
class Job:
    """How each document of a run is processed.

    Attributes:
        cleaner: the cleaner for all documents.
        text_key: the field or column that holds the document.
        id_key: the field or column that holds the id.
        url_key: the field or column that holds the URL, which selects a profile; None if it is not known.
        html: whether the field holds HTML.
        page_text: whether to extract all text of an HTML page, and let the cleaner find the article.
        spans: whether to write the removed spans next to the text.
        attributes: whether to write Dolma attributes.
        packed: the compression of each output, by its name: `gz`, `zst` or empty.
        largest: maximum size of a document in bytes.
        table: whether the output is a table, whose texts are Unicode.
    """

    cleaner: Cleaner
    text_key: str
    id_key: str
    url_key: str | None
    html: bool
    page_text: bool
    spans: bool
    attributes: bool
    packed: dict[str, str]
    largest: int
    table: bool


@dataclass(frozen=True, slots=True)
class Done:
    """The result of a batch.

    Attributes:
        outputs: bytes to append, by the output's name: `documents`, `attributes`, `dead`.
        files: names and contents of files to write, if each document is its own file.
        counts: counts to add to those of the run.
        failures: place and reason of each document that failed.
    """

    outputs: dict[str, bytes] = field(default_factory=dict)
    files: tuple[tuple[str, bytes], ...] = ()
    counts: Counter[str] = field(default_factory=Counter)
    failures: tuple[tuple[str, str], ...] = ()

    def packed(self, how: dict[str, str]) -> Done:
        """The same result with its outputs compressed."""
        outputs = {name: pack(data, how.get(name, "")) for name, data in self.outputs.items() if data}
        return Done(outputs, self.files, self.counts, self.failures)


class Batch(Protocol):
    """Documents that one worker processes together."""

    @property
    def size(self) -> int:
        """Bytes of input."""

    def __len__(self) -> int:
        """Number of documents."""

    def parts(self) -> Sequence[Batch]:
        """Each document as a batch of its own."""

    def clean(self, job: Job) -> Done:
        """Clean the documents."""

    def failed(self, job: Job, reason: str) -> Done:
        """The result of a batch with one document that no worker could finish."""


def pack(data: bytes, how: str) -> bytes:
    """Compress *data* as a member of a file; concatenated members are a valid file."""
    if how == "gz":
        return gzip.compress(data, 6, mtime=0)
    if how == "zst":
        packed: bytes = import_module("zstandard").ZstdCompressor().compress(data)
        return packed
    return data


def reason_of(error: Exception) -> str:
    """Why a document failed, on one line."""
    text = str(error) if isinstance(error, ValueError) and str(error) else f"{type(error).__name__}: {error}"
    return " ".join(text.split())


def spans(result: Result) -> dict[str, object]:
    """The value that --spans adds to a document; offsets are code points of the input text."""
    return {"verdict": result.verdict, "removed": [removal.as_dict() for removal in result.removed]}


def attributes(name: str, result: Result | None) -> bytes:
    """A line of Dolma attributes for the document with the id *name* (a JSON literal); without spans if it failed."""
    found: dict[str, list[tuple[int, int, float]]] = {}
    for removal in result.removed if result else ():
        place = (removal.span.start, removal.span.end, removal.score)
        found.setdefault(_ATTRIBUTE.format(removal.label), []).append(place)
    return f'{{"id": {name}, "attributes": {records.dumps(found)}}}\n'.encode()


def _count(counts: Counter[str], result: Result) -> None:
    counts["documents"] += 1
    counts["characters"] += len(result.source)
    counts[f"verdicts/{result.verdict}"] += 1
    for segment in result.segments:
        if segment.removal is not None:
            counts["removed"] += len(segment.span)
            counts[f"labels/{segment.removal.label}/removals"] += 1
            counts[f"labels/{segment.removal.label}/characters"] += len(segment.span)


def _analyze(job: Job, text: str | bytes, url: str | None, *, html: bool, charset: str = "") -> Result:
    if len(text) > job.largest:
        raise DocumentError(f"the text is larger than {job.largest:,} bytes (--max-document)")
    if html:
        if job.page_text:
            return job.cleaner.analyze(_page_text(text, charset), url=url)
        return job.cleaner.analyze_html(text, url=url, charset=charset)
    return job.cleaner.analyze(text if isinstance(text, str) else text.decode("utf-8", "surrogateescape"), url=url)


def _decoded(page: Page, counts: Counter[str]) -> str:
    """The text of a plain file or of a text conversion; encodings other than UTF-8 are counted."""
    from cleanarticle.html.extraction import decode

    try:
        return page.data.decode()
    except UnicodeDecodeError:
        counts["decoded"] += 1
        return decode(page.data)


def _page_text(page: str | bytes, charset: str) -> str:
    if isinstance(page, bytes):
        from cleanarticle.html.extraction import decode

        page = decode(page, charset)
    text: str = import_module("resiliparse.extract.html2text").extract_plain_text(page, main_content=False)
    return text


# --- JSON lines ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LineBatch:
    """Lines of a JSON-lines file.

    Attributes:
        task: the number of the task.
        file: the file's name.
        number: the first line's number, from 1.
        offset: the offset of the first line in the (decompressed) file, in bytes.
        data: the lines.
    """

    task: int
    file: str
    number: int
    offset: int
    data: bytes

    @property
    def size(self) -> int:
        """Bytes of input."""
        return len(self.data)

    def __len__(self) -> int:
        return sum(not record.blank for record in self.numbered())

    def numbered(self) -> Iterator[records.Record]:
        """The records, with their places in the file."""
        for record in records.read(io.BytesIO(self.data)):
            number, offset = record.number + self.number - 1, record.offset + self.offset
            first = record.head and number > 1  # a byte order mark inside a file is part of its record
            head, body = (b"", record.head + record.body) if first else (record.head, record.body)
            yield records.Record(number, offset, head, body, record.end or b"\n")

    def parts(self) -> list[LineBatch]:
        """Each line as a batch of its own."""
        return [LineBatch(self.task, self.file, r.number, r.offset, r.line(r.body)) for r in self.numbered()]

    def clean(self, job: Job) -> Done:
        """Clean the records."""
        out, marks, dead = io.BytesIO(), io.BytesIO(), io.BytesIO()
        counts: Counter[str] = Counter()
        failures = []
        for record in self.numbered():
            if record.blank:
                counts["blank"] += 1
                continue
            try:
                text = records.find(record.body, job.text_key)
                url = records.find(record.body, job.url_key).value if job.url_key else None
                result = _analyze(job, text.value, url, html=job.html)
                body = records.replace(text, result.text)
                body = records.extend(body, FIELD, spans(result)) if job.spans else body
                if job.table:
                    records.check_unicode(body)
                out.write(body + b"\n")
                if job.attributes:
                    marks.write(attributes(records.literal(text, job.id_key), result))
                _count(counts, result)
            except Exception as error:  # one record must not stop the others, whatever is wrong with it
                reason = reason_of(error)
                failures.append((f"{self.file}:{record.number}", reason))
                dead.write(records.dead_letter(record, self.file, reason))
                marks.write(attributes("null", None) if job.attributes else b"")
        outputs = {"documents": out.getvalue(), "attributes": marks.getvalue(), "dead": dead.getvalue()}
        counts["failed"] += len(failures)
        return Done(outputs, (), counts, tuple(failures)).packed(job.packed)

    def failed(self, job: Job, reason: str) -> Done:
        """The only record as a dead letter."""
        record = next(self.numbered())
        dead = records.dead_letter(record, self.file, reason)
        return _failed(job, dead, (f"{self.file}:{record.number}", reason))


def _failed(job: Job, dead: bytes, failure: tuple[str, str]) -> Done:
    outputs = {"dead": dead, "attributes": attributes("null", None) if job.attributes else b""}
    return Done(outputs, (), Counter(failed=1), (failure,)).packed(job.packed)


@dataclass(frozen=True, slots=True)
class LostBatch:
    """Input that cannot be cleaned: a line that is too long, or the rest of a file that cannot be read.

    Attributes:
        task: the number of the task.
        file: the file's name.
        number: the line's number, from 1; 0 if the file has no lines.
        offset: the start in the (decompressed) file, in bytes.
        size: the length in bytes.
        reason: why it cannot be cleaned.
    """

    task: int
    file: str
    number: int
    offset: int
    size: int
    reason: str

    def __len__(self) -> int:
        return 1

    def parts(self) -> list[LostBatch]:
        """The batch itself; no worker can fail on it."""
        return [self]

    def clean(self, job: Job) -> Done:
        """A dead letter with the place of the record, but without its content."""
        return self.failed(job, self.reason)

    def failed(self, job: Job, reason: str) -> Done:
        """A dead letter with the place of the record, but without its content."""
        place = f"{self.file}:{self.number}" if self.number else f"{self.file}, byte {self.offset}"
        return _failed(job, self.letter(reason), (place, reason))

    def letter(self, reason: str) -> bytes:
        """A JSON line with the place and the reason."""
        entry = {"file": self.file, "line": self.number, "offset": self.offset, "bytes": self.size, "reason": reason}
        return records.dumps(entry).encode() + b"\n"


# --- Archives and plain files ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """A document of an archive, or a plain file.

    Attributes:
        name: the id of the archive record, or the path of the file.
        url: the URL of the page; empty for a file.
        date: the time of the download; empty for a file.
        number: the number of the document in its file, from 1.
        offset: the start of its record in the file, in bytes.
        html: whether it is HTML.
        data: the content.
        charset: the encoding that the HTTP header names; empty for none.
    """

    name: str
    url: str
    date: str
    number: int
    offset: int
    html: bool
    data: bytes
    charset: str = ""


@dataclass(frozen=True, slots=True)
class PageBatch:
    """Pages of an archive, or plain files.

    Attributes:
        task: the number of the task.
        file: the archive's name; empty for plain files, whose pages have the names.
        pages: the documents.
        plain: whether each document is written to its own file.
        skipped: how many records before these pages were skipped, by the reason.
    """

    task: int
    file: str
    pages: tuple[Page, ...]
    plain: bool
    skipped: tuple[tuple[str, int], ...] = ()

    @property
    def size(self) -> int:
        """Bytes of input."""
        return sum(len(page.data) for page in self.pages)

    def __len__(self) -> int:
        return len(self.pages)

    def parts(self) -> list[PageBatch]:
        """Each page as a batch of its own."""
        return [PageBatch(self.task, self.file, (page,), self.plain) for page in self.pages]

    def clean(self, job: Job) -> Done:
        """Clean the pages."""
        out, marks, dead = io.BytesIO(), io.BytesIO(), io.BytesIO()
        counts: Counter[str] = Counter({f"skipped/{reason}": count for reason, count in self.skipped})
        files, failures = [], []
        for page in self.pages:
            try:
                data = page.data if page.html else _decoded(page, counts)
                result = _analyze(job, data, page.url or None, html=page.html, charset=page.charset)
                if self.plain:
                    files.append((plain_name(page.name), result.text.encode("utf-8", "surrogateescape")))
                else:
                    out.write(_record(job, page, result))
                marks.write(attributes(records.dumps(page.name), result) if job.attributes else b"")
                _count(counts, result)
            except Exception as error:  # one page must not stop the others, whatever is wrong with it
                letter, failure = self._letter(page, reason_of(error))
                failures.append(failure)
                dead.write(letter)
                marks.write(attributes(records.dumps(page.name), None) if job.attributes else b"")
        outputs = {"documents": out.getvalue(), "attributes": marks.getvalue(), "dead": dead.getvalue()}
        counts["failed"] += len(failures)
        return Done(outputs, tuple(files), counts, tuple(failures)).packed(job.packed)

    def failed(self, job: Job, reason: str) -> Done:
        """The only page as a dead letter."""
        return _failed(job, *self._letter(self.pages[0], reason))

    def _letter(self, page: Page, reason: str) -> tuple[bytes, tuple[str, str]]:
        record = records.Record(page.number, page.offset, b"", page.data, b"")
        file = self.file or page.name
        return records.dead_letter(record, file, reason), (f"{file}:{page.number}" if self.file else file, reason)


def _record(job: Job, page: Page, result: Result) -> bytes:
    entry: dict[str, object] = {job.id_key: page.name}
    if page.url:
        entry |= {"url": page.url, "date": page.date}
    entry[job.text_key] = result.text
    if job.spans:
        entry[FIELD] = spans(result)
    body = records.dumps(entry).encode()
    if job.table:
        records.check_unicode(body)
    return body + b"\n"


# --- Parquet ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TableBatch:
    """Rows of a Parquet file.

    Attributes:
        task: the number of the task.
        file: the file's name.
        number: the first row's number, from 1.
        rows: the number of rows.
        data: the rows, as an Arrow stream.
        lines: whether the rows are written as JSON lines.
    """

    task: int
    file: str
    number: int
    rows: int
    data: bytes
    lines: bool

    @property
    def size(self) -> int:
        """Bytes of input."""
        return len(self.data)

    def __len__(self) -> int:
        return self.rows

    def _batch(self) -> pyarrow.RecordBatch:
        import pyarrow as pa

        with pa.ipc.open_stream(self.data) as reader:
            return reader.read_next_batch()

    def parts(self) -> list[TableBatch]:
        """Each row as a batch of its own."""
        batch = self._batch()
        return [
            TableBatch(self.task, self.file, self.number + i, 1, table_bytes(batch.slice(i, 1)), self.lines)
            for i in range(self.rows)
        ]

    def clean(self, job: Job) -> Done:
        """Clean the rows."""
        batch = self._batch()
        column = batch.column(job.text_key)
        urls = batch.column(job.url_key) if job.url_key else None
        marks, dead = io.BytesIO(), io.BytesIO()
        counts: Counter[str] = Counter()
        results: dict[int, Result] = {}
        failures = []
        for i, value in enumerate(column):
            try:
                text = value.as_py()
                if text is None:
                    raise DocumentError(f"no text in the column {job.text_key!r}")
                result = _analyze(job, text, urls[i].as_py() if urls else None, html=job.html)
                if self.lines:
                    self._line(batch, i, result, job)
                results[i] = result
                _count(counts, result)
            except Exception as error:  # one row must not stop the others, whatever is wrong with it
                reason = reason_of(error)
                failures.append((f"{self.file}:{self.number + i}", reason))
                dead.write(self._letter(batch, i, reason))
            if job.attributes:
                marks.write(attributes(_identity(batch, i, job.id_key), results.get(i)))
        outputs = {
            "documents": self._written(batch, results, job),
            "attributes": marks.getvalue(),
            "dead": dead.getvalue(),
        }
        counts["failed"] += len(failures)
        return Done(outputs, (), counts, tuple(failures)).packed(job.packed)

    def failed(self, job: Job, reason: str) -> Done:
        """The only row as a dead letter."""
        return _failed(job, self._letter(self._batch(), 0, reason), (f"{self.file}:{self.number}", reason))

    def _letter(self, batch: pyarrow.RecordBatch, i: int, reason: str) -> bytes:
        entry = {"file": self.file, "row": self.number + i, "reason": reason, "raw": _row(batch, i, damaged=True)}
        return records.dumps(entry).encode() + b"\n"

    def _written(self, batch: pyarrow.RecordBatch, results: dict[int, Result], job: Job) -> bytes:
        import pyarrow as pa

        if not results:
            return b""
        if self.lines:
            return b"".join(self._line(batch, i, result, job) for i, result in results.items())
        left = batch.take(list(results))
        place = left.schema.get_field_index(job.text_key)
        kind = left.schema.field(place).type
        # A column of bytes keeps bytes that are no UTF-8, which the text holds as surrogates.
        texts = [result.text.encode("utf-8", "surrogateescape") for result in results.values()]
        left = left.set_column(place, left.schema.field(place), pa.array(texts).cast(kind))
        if job.spans:
            _check_field(left.schema.names)
            said = pa.array([spans(result) for result in results.values()], _spans_type())
            left = left.append_column(pa.field(FIELD, said.type), said)
        return table_bytes(left)

    def _line(self, batch: pyarrow.RecordBatch, i: int, result: Result, job: Job) -> bytes:
        """A row as a JSON line."""
        row = _row(batch, i) | {job.text_key: result.text}
        if job.spans:
            _check_field(batch.schema.names)
            row[FIELD] = spans(result)
        body = records.dumps(row).encode()
        if job.table:
            records.check_unicode(body)
        return body + b"\n"


def _check_field(names: Sequence[str]) -> None:
    if FIELD in names:
        raise DocumentError(f"column {FIELD!r} is there already, and would be written")


@cache
def _spans_type() -> pyarrow.DataType:
    import pyarrow as pa

    return pa.struct({"verdict": pa.string(), "removed": removals_type()})


def _row(batch: pyarrow.RecordBatch, i: int, *, damaged: bool = False) -> dict[str, object]:
    """A row as values for JSON; values of other types become strings.

    Raises:
        DocumentError: a text is no UTF-8; with *damaged*, its bad bytes are escaped instead.
    """
    row: dict[str, object] = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        try:
            row[name] = _jsonable(column[i].as_py())
        except UnicodeDecodeError as error:
            if not damaged:
                raise DocumentError(f"column {name!r} is no UTF-8 at byte {error.start + 1}") from None
            row[name] = error.object.decode("utf-8", "backslashreplace")
    return row


def _jsonable(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _jsonable(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_jsonable(inner) for inner in value]
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


def _identity(batch: pyarrow.RecordBatch, i: int, key: str) -> str:
    if key not in batch.schema.names:
        return "null"
    return records.dumps(_jsonable(batch.column(key)[i].as_py()))


def table_bytes(batch: pyarrow.RecordBatch) -> bytes:
    """Encode rows as a separate Arrow stream."""
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    data: bytes = sink.getvalue().to_pybytes()
    return data
