"""Arrow types of the results."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow


def removals_type() -> pyarrow.DataType:
    """Return the type of a column of removals: each row is a list of structs with the keys of `Removal.as_dict`."""
    import pyarrow as pa

    removal = {
        "start": pa.int64(),
        "end": pa.int64(),
        "label": pa.string(),
        "reason": pa.string(),
        "score": pa.float64(),
    }
    return pa.list_(pa.struct(removal))
