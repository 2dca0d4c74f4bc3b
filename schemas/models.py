"""The table models as data, without the libraries that they are written with.

The truth is `schemas.tables`, pandera models.  Importing pandas and pandera takes longer than reading some hundred
leaflets, so `make docs` writes them to ``models.json``, and what does not meet a broken rule works with that.  The file
says what it was made from; where that is not what is installed here, the models are compiled anew.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

SCHEMA_MAJOR = 1
"""Raised by hand when the meaning of a column changes though its name and type stay."""

FILE = Path(__file__).with_name("models.json")
_MADE_FROM = ("columns.py", "compiling.py", "tables.py", "vocab.py")
_LIBRARIES = ("pandas", "pandera", "pyarrow")

Written = dict[str, Any]


class Check(NamedTuple):
    """A rule: its name with pandera, its parameters, and how it is called in words."""

    name: str
    parameters: dict[str, Any]
    words: str


class Column(NamedTuple):
    """A column; ``type`` is Arrow's name of its type."""

    name: str
    type: str
    nullable: bool
    unique: bool
    volatile: bool
    description: str
    unit: str | None
    checks: tuple[Check, ...]


class Model(NamedTuple):
    """A table; ``rules`` speak of several columns of one row, ``pandas`` is what Parquet files tell pandas."""

    description: str
    of_leaflet: bool
    pandas: str
    columns: tuple[Column, ...]
    rules: tuple[Check, ...]


@cache
def made_from() -> str:
    """Return a digest of all that decides what the models are."""
    digest = hashlib.sha256()
    for name in _MADE_FROM:
        digest.update(FILE.with_name(name).read_bytes().replace(b"\r\n", b"\n"))
    digest.update(repr([(name, version(name)) for name in _LIBRARIES]).encode())
    return digest.hexdigest()


@cache
def models() -> dict[str, Model]:
    """Return the models of all published tables, by name."""
    written = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}
    if written.get("made_from") == made_from():
        return {name: _model(table) for name, table in written["tables"].items()}
    from schemas.compiling import compiled

    return {name: _model(table) for name, table in compiled().items()}


def as_json() -> str:
    """Return what ``models.json`` must hold."""
    from schemas.compiling import compiled

    return json.dumps({"made_from": made_from(), "tables": compiled()}, indent=1, ensure_ascii=False) + "\n"


@cache
def leaflet_tables() -> tuple[str, ...]:
    """Return the names of the tables whose rows belong to one leaflet."""
    return tuple(name for name, model in models().items() if model.of_leaflet)


@cache
def run_tables() -> tuple[str, ...]:
    """Return the names of the tables that speak of a run or of files that were not kept."""
    return tuple(name for name, model in models().items() if not model.of_leaflet)


@cache
def columns_in(table: str) -> list[str]:
    """Return the table's column names in their order."""
    return [column.name for column in models()[table].columns]


@cache
def stable_columns(table: str) -> list[str]:
    """Return the columns that do not depend on when a run took place."""
    return [column.name for column in models()[table].columns if not column.volatile]


@cache
def closed_columns(table: str) -> frozenset[str]:
    """Return the columns whose values keep a vocabulary or a pattern."""
    closing = {"isin", "str_matches"}
    return frozenset(c.name for c in models()[table].columns if closing & {check.name for check in c.checks})


@cache
def schema_version() -> str:
    """Return the version of the tables: the hand-raised number and a digest of names, order, types and nullability."""
    shape = [(t, c.name, c.type, c.nullable) for t, model in sorted(models().items()) for c in model.columns]
    return f"{SCHEMA_MAJOR}.{hashlib.sha256(repr(shape).encode()).hexdigest()[:8]}"


def _model(written: Written) -> Model:
    columns = tuple(Column(**{**column, "checks": _checks(column["checks"])}) for column in written["columns"])
    return Model(**{**written, "columns": columns, "rules": _checks(written["rules"])})


def _checks(written: list[Any]) -> tuple[Check, ...]:
    return tuple(Check(*check) for check in written)
