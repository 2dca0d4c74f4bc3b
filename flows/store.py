"""Snapshots on disk: written aside, made durable, switched in by one rename.

    OUTPUT/
      latest -> snapshots/RUN_ID       the one link that readers follow
      snapshots/RUN_ID/                a whole snapshot: TABLE.parquet, csv/TABLE.csv, manifest.json
      work/RUN_ID/                     a snapshot in the making; nobody reads it

A reader sees the old snapshot or the new one, never a mixture: the link is replaced by a rename, which POSIX makes
atomic, and only after every file and folder of the snapshot was flushed to disk.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from flows.parts import EncodedTable, file_name

LATEST = "latest"
MANIFEST = "manifest.json"


class Staging:
    """A snapshot in the making."""

    def __init__(self, folder: Path, parts: int) -> None:
        self.folder = folder
        self.parts = parts
        self.tables: dict[str, dict[str, Any]] = {}
        folder.mkdir(parents=True)

    def write_part(self, part: int, tables: Mapping[str, EncodedTable]) -> None:
        """Write one part of each table of leaflets."""
        for name, table in tables.items():
            self._write(name, table, part, self.parts)

    def write_whole(self, name: str, table: EncodedTable) -> None:
        """Write a table that always is one file."""
        self._write(name, table, 0, 1)

    def _write(self, name: str, table: EncodedTable, part: int, parts: int) -> None:
        for kind, content in (("parquet", table.parquet), ("csv", table.csv)):
            path = self.folder / file_name(name, kind, part, parts)
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_durably(path, content)
        entry = self.tables.setdefault(name, {"n_rows": 0, "parts": {}})
        entry["n_rows"] += table.n_rows
        entry["parts"][part] = {"n_rows": table.n_rows, "content_sha256": table.content_sha256}

    def close(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Write the manifest, flush the folders, and return the manifest."""
        manifest = {**facts, "n_parts": self.parts, "tables": {n: _entry(t) for n, t in sorted(self.tables.items())}}
        _write_durably(self.folder / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False).encode() + b"\n")
        for folder, _, _ in os.walk(self.folder):
            _flush_folder(Path(folder))
        return manifest


class Store:
    """The snapshots of one output folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def latest(self) -> Path | None:
        """The folder of the published snapshot, or None before the first."""
        link = self.root / LATEST
        return link.resolve() if link.exists() else None

    def stage(self, run_id: str, parts: int) -> Staging:
        """Begin a snapshot aside."""
        return Staging(self.root / "work" / run_id, parts)

    def publish(self, staging: Staging) -> Path:
        """Make a closed staging the snapshot that readers see, and return its folder."""
        snapshots = self.root / "snapshots"
        snapshots.mkdir(exist_ok=True)
        target = snapshots / staging.folder.name
        staging.folder.rename(target)
        _flush_folder(snapshots)
        fresh = self.root / f".{LATEST}-{target.name}"
        fresh.symlink_to(Path("snapshots") / target.name)
        fresh.replace(self.root / LATEST)
        _flush_folder(self.root)
        return target

    def discard(self, staging: Staging) -> None:
        """Remove a staging that will not be published."""
        shutil.rmtree(staging.folder, ignore_errors=True)


def read_manifest(snapshot: Path) -> dict[str, Any]:
    """Return the manifest of a snapshot."""
    manifest: dict[str, Any] = json.loads((snapshot / MANIFEST).read_text(encoding="utf-8"))
    return manifest


def part_paths(snapshot: Path, table: str) -> list[Path]:
    """Return the Parquet files of a table in their order: one, or the parts of its folder."""
    path = snapshot / f"{table}.parquet"
    return sorted(path.glob("*.parquet")) if path.is_dir() else [path]


def read_parts(snapshot: Path, tables: list[str]) -> Iterator[dict[str, pa.Table]]:
    """Yield the tables part by part: each yields all rows of some leaflets."""
    paths = [part_paths(snapshot, table) for table in tables]
    for group in zip(*paths, strict=True):
        yield {table: pq.read_table(path) for table, path in zip(tables, group, strict=True)}


def read_table(snapshot: Path, table: str, columns: list[str] | None = None) -> pa.Table:
    """Return a whole table of a snapshot."""
    return pa.concat_tables(pq.read_table(path, columns=columns) for path in part_paths(snapshot, table))


def _entry(table: dict[str, Any]) -> dict[str, Any]:
    """Return a table's entry of the manifest; its content hash covers those of its parts, in order."""
    from hashlib import sha256

    parts = [table["parts"][n] for n in sorted(table["parts"])]
    whole = sha256("".join(p["content_sha256"] for p in parts).encode()).hexdigest()
    return {"n_rows": table["n_rows"], "content_sha256": whole, "parts": parts}


def _write_durably(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
