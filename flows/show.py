"""Leaflets and tables on a terminal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from extractors.concepts.meddra import Meddra
from extractors.extract import extract
from extractors.model import leaflet_id_of
from extractors.tabulate import Columns, Origin, Rows, tabulate
from flows.versions import parser_version
from schemas.models import columns_in

_LEAFLET_EFFECTS = ("section_kind", "body_system", "effect_raw", "frequency", "context_raw", "placement_confidence")
_TERM_CODES = ("term", "meddra_llt_code", "meddra_pt_code", "meddra_pt", "meddra_soc")
_SHOWN = {"quarantine": ["source", "code", "message", "place", "n_attempts", "first_seen_at"]}
_NARROW = 60
_WIDTH = 240
"""Columns of a table that is written to a file or a pipe."""


def rows_of_file(file: Path, meddra: Meddra | None = None) -> Rows:
    """Return the rows that one file gives; raises DocumentError where it cannot be kept."""
    raw = file.read_bytes()
    at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    origin = Origin(
        leaflet_id=leaflet_id_of(file.name),
        source=file.name,
        content_sha256=sha256(raw).hexdigest(),
        n_bytes=len(raw),
        version=1,
        first_ingested_at=at,
        ingested_at=at,
        run_id="",
        parser_version=parser_version(),
    )
    return tabulate(extract(raw, file.name), origin, meddra)


def leaflet_as_json(file: Path, meddra: Meddra | None = None) -> None:
    """Print every table of one leaflet as JSON, a list of rows for each."""
    found = rows_of_file(file, meddra).items()
    rows = {table: records({name: columns[name] for name in columns_in(table)}) for table, columns in found}
    print(json.dumps(rows, ensure_ascii=False, indent=1, default=str))  # noqa: T201


def records(columns: Columns) -> list[dict[str, Any]]:
    """Return columns as rows.

    >>> records({"a": [1, 2], "b": ["x", None]})
    [{'a': 1, 'b': 'x'}, {'a': 2, 'b': None}]
    """
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def print_leaflet(file: Path, meddra: Meddra | None = None) -> None:
    """Print a leaflet's header, its effects and its issues; with a MedDRA release the codes of its terms too."""
    rows = rows_of_file(file, meddra)
    console = Console()
    (header,) = records(rows["leaflets"])
    named = ("generic_name", "brand_name", "layout", "source_format", "n_chars", "n_unrecognised_chars")
    console.print(
        "  ".join(f"[bold]{name}[/] {escape(str(header[name]))}" for name in named if header[name] is not None)
    )
    console.print(_table({name: rows["effects"][name] for name in _LEAFLET_EFFECTS}))
    if meddra is not None:
        console.print(_table({name: rows["effect_terms"][name] for name in _TERM_CODES}))
    for issue in records(rows["issues"]):
        console.print(f"{issue['severity']}: {issue['code']}: {escape(issue['message'])}")
    console.print(f"{len(rows['effects']['effect_id'])} effects, {len(rows['references']['number'])} references")


def print_snapshot(snapshot: Path, where: str) -> None:
    """Print what a snapshot holds; ``where`` is the path or URL that its readers use."""
    from flows.store import read_manifest

    manifest = read_manifest(snapshot)
    console = Console(soft_wrap=True)
    console.print(f"{where}\nrun {manifest['run_id']}, parser {manifest['parser_version']}", highlight=False)
    entries = manifest["tables"].items()
    console.print(_table({"table": [n for n, _ in entries], "rows": [e["n_rows"] for _, e in entries]}))


def print_table(snapshot: Path, name: str, limit: int, where: Mapping[str, str]) -> None:
    """Print the first rows of a table that have the values asked for; raises KeyError for a name that is not there."""
    import pyarrow.compute as pc

    from flows.reading import read_table
    from schemas.models import models

    if name not in models():
        raise KeyError(f"there is no table {name!r}; there are {', '.join(models())}")
    table = read_table(snapshot, name)
    for column, value in where.items():
        if column not in table.column_names:
            raise KeyError(f"{name} has no column {column!r}; it has {', '.join(table.column_names)}")
        table = table.filter(pc.equal(table[column].cast("string"), value))
    shown = table.slice(0, limit).select(_SHOWN.get(name, table.column_names)).to_pydict()
    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDTH)
    console.print(_table({k: v for k, v in shown.items() if any(x is not None for x in v)}))
    console.print(f"{min(limit, table.num_rows):,} of {table.num_rows:,} rows; columns without a value left out")


def _table(columns: Columns) -> Table:
    table = Table(show_edge=False, header_style="bold", pad_edge=False)
    for name, values in columns.items():
        number = all(isinstance(v, int | float) or v is None for v in values)
        table.add_column(name, justify="right" if number else "left", overflow="fold", max_width=_NARROW)
    for row in zip(*columns.values(), strict=True):
        table.add_row(*("" if v is None else escape(_short(v)) for v in row))
    return table


def _short(value: object) -> str:
    text = f"{value:.3g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 2 * _NARROW else text[: 2 * _NARROW] + "…"
