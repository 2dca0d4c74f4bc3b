"""The table models as Arrow and pandas see them."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

import pandas as pd
import pyarrow as pa
from pandera.errors import SchemaErrors
from pandera.pandas import DataFrameSchema

from schemas.tables import TABLES

SCHEMA_MAJOR = 1
"""Raised by hand when the meaning of a column changes though its name and type stay."""


@cache
def _schema(table: str) -> DataFrameSchema:
    return TABLES[table].to_schema()


@cache
def _columns(table: str) -> dict[str, Any]:
    return dict(_schema(table).columns)


def empty(table: str) -> pd.DataFrame:
    """Return the table without rows, every column of its type."""
    columns = _columns(table).items()
    return pd.DataFrame({name: pd.Series(dtype=column.dtype.type) for name, column in columns})


@cache
def arrow_schema(table: str) -> pa.Schema:
    """Return the table's Arrow schema; each field carries its description, and its unit where it has one."""
    bare = pa.Schema.from_pandas(empty(table), preserve_index=False)
    described = [_described(field, _columns(table)[field.name]) for field in bare]
    note = {b"description": (TABLES[table].__doc__ or "").encode()}
    return pa.schema(described, metadata={**bare.metadata, **note})


def _described(field: pa.Field, column: Any) -> pa.Field:
    kind = pa.string() if pa.types.is_large_string(field.type) else field.type
    notes = {"description": column.description, "unit": (column.metadata or {}).get("unit")}
    return pa.field(field.name, kind, nullable=column.nullable, metadata={k: v for k, v in notes.items() if v})


def columns_in(table: str) -> list[str]:
    """Return the table's column names in their order."""
    return list(_columns(table))


def stable_columns(table: str) -> list[str]:
    """Return the columns that do not depend on when a run took place."""
    return [name for name, column in _columns(table).items() if not (column.metadata or {}).get("volatile")]


def to_arrow(table: str, columns: dict[str, list[Any]]) -> pa.Table:
    """Return columns of Python values as a typed Arrow table; a missing column is an error."""
    schema = arrow_schema(table)
    return pa.Table.from_arrays([pa.array(columns[f.name], f.type) for f in schema], schema=schema)


def to_frame(table: pa.Table) -> pd.DataFrame:
    """Return an Arrow table as the DataFrame that analysts get from ``pd.read_parquet``."""
    frame: pd.DataFrame = table.to_pandas()
    return frame


def failures(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return what breaks the table's model, as ``column``, ``check``, ``failure_case``, ``index``; no rows if sound."""
    try:
        _schema(table).validate(frame, lazy=True, inplace=True)
    except SchemaErrors as error:
        found: pd.DataFrame = error.failure_cases[["column", "check", "failure_case", "index"]]
        return found
    return pd.DataFrame({"column": [], "check": [], "failure_case": [], "index": []})


@cache
def schema_version() -> str:
    """Return the version of the tables: the hand-raised number and a digest of names, order, types and nullability."""
    shape = [(t, f.name, str(f.type), f.nullable) for t in sorted(TABLES) for f in arrow_schema(t)]
    return f"{SCHEMA_MAJOR}.{hashlib.sha256(repr(shape).encode()).hexdigest()[:8]}"
