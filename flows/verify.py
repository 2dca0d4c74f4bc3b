"""Whether a published snapshot is what it says it is, from its files alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from flows.checks import describe, faults
from flows.encoding import encode_table
from flows.reading import read_parts, read_table
from flows.store import read_manifest
from schemas.arrow import arrow_schema, to_frame
from schemas.csvfile import read_csv
from schemas.frames import failures
from schemas.integrity import misquotes
from schemas.models import leaflet_tables, run_tables

Manifest = dict[str, Any]


def verify(snapshot: Path) -> Iterator[str]:
    """Yield in one line each thing that is wrong with a snapshot.

    Every table is read back, checked against its model and its manifest entry, every key is followed, every block is
    laid over the text and every quote cut out again.  Memory depends on the size of a part.
    """
    manifest = read_manifest(snapshot)
    names = list(leaflet_tables())
    for number, tables in enumerate(read_parts(snapshot, names)):
        yield from map(describe, faults(tables, by_pandera=True))
        yield from map(describe, misquotes(tables))
        for name, table in tables.items():
            yield from _differs(manifest, name, number, table)
    for name in run_tables():
        if name in manifest["tables"]:
            yield from _run_table(snapshot, manifest, name)
    yield from _counts(snapshot, manifest)
    yield from _twice(snapshot)


def _run_table(snapshot: Path, manifest: Manifest, name: str) -> Iterator[str]:
    table = read_table(snapshot, name)
    yield from (f"{name}: {f.check}: {f.column}" for f in failures(name, to_frame(table)).itertuples())
    yield from _differs(manifest, name, 0, table)


def _differs(manifest: Manifest, name: str, number: int, table: pa.Table) -> Iterator[str]:
    """Yield what a part has that its manifest entry does not say."""
    if not table.schema.equals(arrow_schema(name)):
        yield f"{name}: the file's columns are not those of the model"
        return
    said = manifest["tables"][name]["parts"][number]
    found = encode_table(name, table)
    if (found.n_rows, found.content_sha256) != (said["n_rows"], said["content_sha256"]):
        yield f"{name}: part {number} does not hold what the manifest says"


def _counts(snapshot: Path, manifest: Manifest) -> Iterator[str]:
    for name, entry in manifest["tables"].items():
        csv = read_csv(snapshot / "csv" / f"{name}.csv", name)
        if len(csv) != entry["n_rows"]:
            yield f"{name}: the CSV has {len(csv)} rows, the manifest says {entry['n_rows']}"


def _twice(snapshot: Path) -> Iterator[str]:
    """Yield each leaflet or source that stands in the snapshot twice, in different parts."""
    for column in ("leaflet_id", "source"):
        values = read_table(snapshot, "leaflets", [column])[column].to_pylist()
        if len(set(values)) != len(values):
            yield f"leaflets: {column} is not unique"
