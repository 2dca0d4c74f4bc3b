"""The pandera models as plain data: what `schemas.models` reads, and what the checks on Arrow tables are made of."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa
from pandera.pandas import Check, DataFrameSchema

from schemas.models import Written
from schemas.tables import LEAFLET_TABLES, TABLES


def compiled() -> dict[str, Written]:
    """Return every table's model as data that JSON can hold."""
    return {name: _table(name, model.to_schema(), (model.__doc__ or "").strip()) for name, model in TABLES.items()}


def _table(name: str, schema: DataFrameSchema, description: str) -> Written:
    columns: dict[str, Any] = dict(schema.columns)
    frame = pd.DataFrame({name: pd.Series(dtype=column.dtype.type) for name, column in columns.items()})
    bare = pa.Schema.from_pandas(frame, preserve_index=False)
    return {
        "description": description,
        "of_leaflet": name in LEAFLET_TABLES,
        "pandas": bare.metadata[b"pandas"].decode(),
        "columns": [_column(field, columns[field.name]) for field in bare],
        "rules": [_check(check) for check in schema.checks],
    }


def _column(field: pa.Field, column: Any) -> Written:
    notes = column.metadata or {}
    return {
        "name": field.name,
        "type": "string" if pa.types.is_large_string(field.type) else str(field.type),
        "nullable": column.nullable,
        "unique": column.unique,
        "volatile": bool(notes.get("volatile")),
        "description": column.description,
        "unit": notes.get("unit"),
        "checks": [_check(check) for check in column.checks],
    }


def _check(check: Check) -> list[Any]:
    if not check.statistics:
        raise ValueError(f"the check {check.name} has no statistics: register it, so that Arrow tables can be asked")
    return [check.name, check.statistics, str(check.error or check.name)]
