"""The table models as Arrow sees them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from schemas.models import Column, models

if TYPE_CHECKING:
    import pandas as pd

_TYPES = {
    "string": pa.string(),
    "int64": pa.int64(),
    "double": pa.float64(),
    "bool": pa.bool_(),
    "timestamp[us, tz=UTC]": pa.timestamp("us", "UTC"),
}


@cache
def arrow_schema(table: str) -> pa.Schema:
    """Return the table's Arrow schema; each field carries its description, and its unit where it has one."""
    model = models()[table]
    notes = {"pandas": model.pandas, "description": model.description}
    return pa.schema([_field(column) for column in model.columns], metadata=notes)


def _field(column: Column) -> pa.Field:
    notes = {"description": column.description, "unit": column.unit}
    said = {name: note for name, note in notes.items() if note}
    return pa.field(column.name, _TYPES[column.type], nullable=column.nullable, metadata=said)


def to_arrow(table: str, columns: dict[str, list[Any]]) -> pa.Table:
    """Return columns of Python values as a typed Arrow table; a missing column is an error."""
    schema = arrow_schema(table)
    return pa.Table.from_arrays([pa.array(columns[f.name], f.type) for f in schema], schema=schema)


def to_frame(table: pa.Table) -> pd.DataFrame:
    """Return an Arrow table as the DataFrame that analysts get from ``pd.read_parquet``."""
    frame: pd.DataFrame = table.to_pandas()
    return frame
