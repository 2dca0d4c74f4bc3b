"""What a run has to know of the snapshot before: each leaflet in it, and what was refused.

Both stand in the tables ``leaflets`` and ``quarantine``, and once more in ``known.json``: a run in which nothing
changed need not load what reads tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from flows.files import flush
from flows.store import read_manifest
from schemas.models import schema_version

KNOWN = "known.json"


class Known(msgspec.Struct, frozen=True, array_like=True, gc=False):
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


class _Written(msgspec.Struct, gc=False):
    """What ``known.json`` holds: leaflets by id, files in quarantine by source."""

    leaflets: Mapping[str, Known]
    quarantine: Mapping[str, Refused]


class Previous:
    """The published snapshot as a run finds it; of an output without one, everything is empty."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.manifest: dict[str, Any] = read_manifest(folder) if folder else {}
        self.parts: int = self.manifest.get("n_parts", 0)
        self.same_schema = self.manifest.get("schema_version") == schema_version()
        self.leaflets: Mapping[str, Known] = {}
        self.quarantine: Mapping[str, Refused] = {}
        if folder:
            self.leaflets, self.quarantine = _known(folder)

    @property
    def name(self) -> str | None:
        """The run that made it."""
        return self.folder.name if self.folder else None

    def count(self, table: str) -> int:
        """Return how many rows a table had."""
        tables = self.manifest.get("tables", {})
        return int(tables[table]["n_rows"]) if table in tables else 0


class KnownWriter:
    """Writes ``known.json``, as `Previous` reads it back, part by part: a run need not hold what it knows of all."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / KNOWN
        self._opening = b'{"leaflets":{'

    def add(self, leaflets: Mapping[str, Known]) -> None:
        """Write what is known of the leaflets of a part."""
        if leaflets:
            self._append(self._opening + msgspec.json.encode(leaflets)[1:-1])
            self._opening = b","

    def close(self, quarantine: Mapping[str, Refused]) -> None:
        """Write what is known of the files in quarantine, and flush the file to disk."""
        opening = b"" if self._opening == b"," else self._opening
        self._append(opening + b'},"quarantine":' + msgspec.json.encode(quarantine) + b"}")
        flush(self._path)

    def _append(self, content: bytes) -> None:
        with self._path.open("ab") as file:
            file.write(content)


def _known(folder: Path) -> tuple[Mapping[str, Known], Mapping[str, Refused]]:
    """Return what a snapshot knows, from its tables where it has no ``known.json`` that can be read."""
    try:
        said = msgspec.json.decode((folder / KNOWN).read_bytes(), type=_Written)
    except (FileNotFoundError, msgspec.DecodeError):
        return _known_of_tables(folder)
    return said.leaflets, said.quarantine


def _known_of_tables(folder: Path) -> tuple[dict[str, Known], dict[str, Refused]]:
    from flows.reading import read_table

    def rows(table: str, columns: list[str]) -> list[tuple[Any, ...]]:
        found = read_table(folder, table, columns)
        return list(zip(*(found[name].to_pylist() for name in columns), strict=True))

    leaflets = {row[0]: Known(*row[1:]) for row in rows("leaflets", ["leaflet_id", *Known.__struct_fields__])}
    refused = {row[0]: Refused(*row[1:]) for row in rows("quarantine", ["source", *Refused._fields])}
    return leaflets, refused
