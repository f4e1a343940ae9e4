"""Convert partial files to Parquet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from cleanarticle.cli.run.readers import import_extra

if TYPE_CHECKING:
    import pyarrow

# Rows in a row group.
_GROUP: Final = 2048


def write_streams(partial: Path, path: Path) -> None:
    """Convert a file of concatenated Arrow streams to Parquet at *path*."""
    with partial.open("rb") as stream:
        _write(path, _streamed(stream))


def write_lines(partial: Path, path: Path) -> None:
    """Convert a file of JSON lines to Parquet at *path*; each field gets a type that fits all its values.

    If no type fits all values of a field, its values are written as JSON strings.
    """
    pa = import_extra("pyarrow")
    kinds: dict[str, pyarrow.DataType | None] = {}
    with partial.open("rb") as stream:
        for rows in _rows(stream):
            for name in dict.fromkeys(name for row in rows for name in row):
                kinds[name] = _common(kinds.get(name, pa.null()), [row.get(name) for row in rows])
    mixed = {name for name, kind in kinds.items() if kind is None}
    schema = pa.schema([(name, pa.string() if kind is None else kind) for name, kind in kinds.items()])
    with partial.open("rb") as stream:
        tables = (pa.RecordBatch.from_pylist([_as_text(row, mixed) for row in rows], schema) for rows in _rows(stream))
        _write(path, tables, schema)


def _common(kind: pyarrow.DataType | None, values: list[object]) -> pyarrow.DataType | None:
    """The type that fits both *kind* and *values*, or None."""
    pa = import_extra("pyarrow")
    if kind is None:
        return None
    try:
        both = [pa.schema([("", kind)]), pa.schema([("", pa.array(values).type)])]
        return pa.unify_schemas(both, promote_options="permissive").field("").type
    except (pa.ArrowException, OverflowError):
        return None


def _as_text(row: dict[str, object], mixed: set[str]) -> dict[str, object]:
    return {n: json.dumps(v, ensure_ascii=False) if n in mixed and v is not None else v for n, v in row.items()}


def _rows(stream: IO[bytes]) -> Iterator[list[dict[str, object]]]:
    rows: list[dict[str, object]] = []
    for line in stream:
        rows.append(json.loads(line))
        if len(rows) == _GROUP:
            yield rows
            rows = []
    if rows:
        yield rows


def _streamed(stream: IO[bytes]) -> Iterator[pyarrow.RecordBatch]:
    pa = import_extra("pyarrow")
    size = stream.seek(0, 2)
    stream.seek(0)
    while stream.tell() < size:
        with pa.ipc.open_stream(stream) as reader:
            yield from reader


def _write(path: Path, batches: Iterator[pyarrow.RecordBatch], schema: pyarrow.Schema | None = None) -> None:
    """Write *batches* under a temporary name and rename; row groups do not depend on how rows come in batches."""
    pa, parquet = import_extra("pyarrow"), import_extra("pyarrow.parquet")
    made = path.with_name(path.name + ".made")
    writer = parquet.ParquetWriter(made, schema) if schema is not None else None
    held: list[pyarrow.RecordBatch] = []
    try:
        for batch in batches:
            writer = writer or parquet.ParquetWriter(made, batch.schema)
            held.append(batch)
            if sum(one.num_rows for one in held) >= _GROUP:
                writer.write_table(pa.Table.from_batches(held), _GROUP)
                held = []
        writer = writer or parquet.ParquetWriter(made, pa.schema([]))
        if held:
            writer.write_table(pa.Table.from_batches(held), _GROUP)
    finally:
        if writer is not None:
            writer.close()
    made.replace(path)
