"""Arrow types of what is said of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow


def removals_type() -> pyarrow.DataType:
    """The type of a column of removals: for each row a list of what `Removal.as_dict` gives."""
    import pyarrow as pa

    removal = {
        "start": pa.int64(),
        "end": pa.int64(),
        "label": pa.string(),
        "reason": pa.string(),
        "score": pa.float64(),
    }
    return pa.list_(pa.struct(removal))
