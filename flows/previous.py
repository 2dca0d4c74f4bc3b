"""The snapshot before: what is known of each leaflet, what was refused, and the rows that can be carried over."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from extractors.tabulate import to_tables
from flows.changes import Stated, stated
from flows.parts import part_of
from flows.store import part_paths, read_manifest, read_table
from schemas.models import leaflet_tables, schema_version


class Known(NamedTuple):
    """What the snapshot before says of a leaflet."""

    source: str
    content_sha256: str
    version: int
    first_ingested_at: datetime
    parser_version: str


class Refused(NamedTuple):
    """What the snapshot before says of a file in quarantine."""

    content_sha256: str | None
    stage: str
    code: str
    message: str
    place: str | None
    first_seen_at: datetime
    last_seen_at: datetime
    run_id: str
    n_attempts: int
    parser_version: str


class Previous:
    """The published snapshot as a run finds it; of an output without one, everything is empty."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.manifest: dict[str, Any] = read_manifest(folder) if folder else {}
        self.parts: int = self.manifest.get("n_parts", 0)
        self.same_schema = self.manifest.get("schema_version") == schema_version()
        self.leaflets: dict[str, Known] = {}
        self.quarantine: dict[str, Refused] = {}
        if folder:
            columns = ["leaflet_id", *Known._fields]
            known = _rows(folder, "leaflets", columns)
            self.leaflets = {row[0]: Known(*row[1:]) for row in known}
            refused = _rows(folder, "quarantine", ["source", *Refused._fields])
            self.quarantine = {row[0]: Refused(*row[1:]) for row in refused}

    @property
    def name(self) -> str | None:
        """The run that made it."""
        return self.folder.name if self.folder else None

    def count(self, table: str) -> int:
        """Return how many rows a table had."""
        tables = self.manifest.get("tables", {})
        return int(tables[table]["n_rows"]) if table in tables else 0

    def rows(self, part: int, parts: int) -> dict[str, pa.Table]:
        """Return the rows of the leaflets that lie in part ``part`` of ``parts``, whatever the parts were before."""
        if self.folder is None or not self.same_schema:
            return to_tables({})
        first, last = self._range(part, parts)
        tables = {
            name: pa.concat_tables([_read_part(self.folder, name, n) for n in range(first, last + 1)])
            for name in leaflet_tables()
        }
        if self.parts >= parts:
            return tables
        here = [key for key in tables["leaflets"]["leaflet_id"].to_pylist() if part_of(key, parts) == part]
        return only(tables, here)

    def stated(self, part: int, parts: int) -> dict[str, list[Stated]]:
        """Return what the leaflets of a part stated, even where the tables had other columns."""
        if self.folder is None:
            return {}
        first, last = self._range(part, parts)
        columns = ["leaflet_id", *Stated._fields]
        files = part_paths(self.folder, "effects")[first : last + 1]
        return stated(pa.concat_tables(pq.read_table(path, columns=columns) for path in files))

    def _range(self, part: int, parts: int) -> tuple[int, int]:
        """Return the first and the last of the old parts that hold leaflets of a new one."""
        return part * self.parts // parts, ((part + 1) * self.parts - 1) // parts


def only(tables: dict[str, pa.Table], leaflets: Collection[str]) -> dict[str, pa.Table]:
    """Return the rows of the leaflets named."""
    wanted = pa.array(leaflets, pa.string())
    return {name: table.filter(pc.is_in(table["leaflet_id"], wanted)) for name, table in tables.items()}


@lru_cache(maxsize=2 * len(leaflet_tables()))
def _read_part(folder: Path, table: str, part: int) -> pa.Table:
    """Return one part of a table; the last few are kept, for when one old part becomes several new ones."""
    return pq.read_table(part_paths(folder, table)[part])


def _rows(folder: Path, table: str, columns: list[str]) -> list[tuple[Any, ...]]:
    found = read_table(folder, table, columns)
    return list(zip(*(found[name].to_pylist() for name in columns), strict=True))
