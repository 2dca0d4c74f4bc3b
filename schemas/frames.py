"""Pandera's schemas of the tables, made of the models as data, and its word on a frame that breaks one.

They are the schemas of `schemas.tables`, which says what the tables are.  A model that turns itself into a schema
imports every data frame library that is installed, Dask's too, to ask of each column whether it is one of theirs; a
schema that is made column by column needs pandas alone.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from schemas.columns import TextType  # with it pandera comes to know the tables' own checks
from schemas.models import Check, Column, models

_TYPES: dict[str, Any] = {
    "string": TextType("pyarrow"),
    "int64": pd.Int64Dtype(),
    "double": "float64",
    "bool": "bool",
    "timestamp[us, tz=UTC]": pd.DatetimeTZDtype("us", "UTC"),
}
_NEVER_MISSING = {"int64": "int64"}


@cache
def schema_of(table: str) -> pa.DataFrameSchema:
    """Return the schema of a published table: its columns, in this order, of these types, and no others."""
    model = models()[table]
    columns = {column.name: _column(column) for column in model.columns}
    rules = [_check(rule) for rule in model.rules]
    return pa.DataFrameSchema(
        columns, checks=rules, strict=True, ordered=True, name=table, description=model.description
    )


def empty(table: str) -> pd.DataFrame:
    """Return the table without rows, every column of its type."""
    columns: dict[str, Any] = dict(schema_of(table).columns)
    return pd.DataFrame({name: pd.Series(dtype=column.dtype.type) for name, column in columns.items()})


def failures(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return what breaks the schema, as ``column``, ``check``, ``failure_case``, ``index``; no rows if sound."""
    try:
        schema_of(table).validate(frame, lazy=True, inplace=True)
    except SchemaErrors as error:
        found: pd.DataFrame = error.failure_cases[["column", "check", "failure_case", "index"]]
        return found
    return pd.DataFrame({"column": [], "check": [], "failure_case": [], "index": []})


def _column(column: Column) -> pa.Column:
    kind = _TYPES[column.type] if column.nullable else _NEVER_MISSING.get(column.type, _TYPES[column.type])
    notes = {"unit": column.unit, "volatile": column.volatile}
    return pa.Column(
        kind,
        [_check(check) for check in column.checks],
        nullable=column.nullable,
        unique=column.unique,
        name=column.name,
        description=column.description,
        metadata=notes,
    )


def _check(check: Check) -> pa.Check:
    made: pa.Check = getattr(pa.Check, check.name)(**check.parameters)
    return made
