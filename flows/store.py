"""Snapshots on disk: written aside, made durable, switched in by one rename.

    OUTPUT/
      latest -> snapshots/RUN_ID       the one link that readers follow
      snapshots/RUN_ID/                a whole snapshot: TABLE.parquet, csv/TABLE.csv, manifest.json
      work/RUN_ID/                     a snapshot in the making; nobody reads it
      refused/RUN_ID/                  the last snapshot that the gate refused, for people to look at
      ledger/, lineage/, .lock         see ledger.py and lock.py

A reader sees the old snapshot or the new one, never a mixture: the link is replaced by a rename, which POSIX makes
atomic, and only after every file and folder of the snapshot was flushed to disk.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from flows.errors import RunError
from flows.files import flush, link, write_file
from flows.ledger import succeeded
from flows.lock import lock
from flows.parts import table_files
from schemas.models import leaflet_tables

if TYPE_CHECKING:
    from flows.encoding import EncodedTable

LATEST = "latest"
SNAPSHOTS = "snapshots"
MANIFEST = "manifest.json"
ASIDE = "aside"
"""Folder of a snapshot in the making in which workers lay the files of the parts that they finish."""


class Staging:
    """A snapshot in the making."""

    def __init__(self, folder: Path, parts: int) -> None:
        self.folder = folder
        self.parts = parts
        self._entries: dict[str, dict[int, dict[str, Any]]] = {}
        self._notes: dict[int, dict[str, Any]] = {}
        self._folders: set[str] = set()
        (folder / ASIDE).mkdir(parents=True)

    def write_part(self, name: str, table: EncodedTable, part: int) -> None:
        """Write one part of a table of leaflets; several threads may write at once."""
        self._write(name, table, part, self.parts)

    def write(self, path: str, content: bytes) -> None:
        """Write a file of the snapshot."""
        write_file(Path(self.place(path)), content)

    def take_in(self, path: str, laid: Path) -> None:
        """Make a file that was laid aside one of the snapshot."""
        place = Path(self.place(path))
        laid.replace(place)
        flush(place)

    def enter(self, name: str, part: int, n_rows: int, content_sha256: str) -> None:
        """Enter a part of a table in the manifest whose files are written."""
        self._entries.setdefault(name, {})[part] = {"n_rows": n_rows, "content_sha256": content_sha256}

    def note(self, part: int, held: Mapping[str, Any]) -> None:
        """Note in the manifest what a part holds whose tables are all written."""
        self._notes[part] = dict(held)

    def link_part(self, part: int, snapshot: Path, manifest: Mapping[str, Any]) -> None:
        """Take one part of each table from another snapshot as it is: its files are linked, not written again."""
        for name in leaflet_tables():
            for path in table_files(name, part, self.parts):
                link(f"{snapshot}/{path}", self.place(path))
            self._entries.setdefault(name, {})[part] = manifest["tables"][name]["parts"][part]
        self._notes[part] = manifest["part_notes"][part]

    def write_whole(self, name: str, table: EncodedTable) -> None:
        """Write a table that always is one file."""
        self._write(name, table, 0, 1)

    def close(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Write the manifest, flush the folders, and return the manifest."""
        tables = {name: _entry(parts) for name, parts in sorted(self._entries.items())}
        notes = [self._notes[part] for part in sorted(self._notes)]
        shutil.rmtree(self.folder / ASIDE)
        manifest = {**facts, "n_parts": self.parts, "tables": tables, "part_notes": notes}
        write_file(self.folder / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")
        for folder, _, _ in os.walk(self.folder):
            flush(Path(folder))
        return manifest

    def _write(self, name: str, table: EncodedTable, part: int, parts: int) -> None:
        for path, content in zip(table_files(name, part, parts), (table.parquet, table.csv), strict=True):
            self.write(path, content)
        self.enter(name, part, table.n_rows, table.content_sha256)

    def place(self, path: str) -> str:
        """Return where a file of the snapshot is to lie; its folder is made.  A large snapshot has many thousands."""
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            (self.folder / folder).mkdir(parents=True, exist_ok=True)
            self._folders.add(folder)
        return f"{self.folder}/{path}"


class Store:
    """The snapshots of one output folder.  Only the holder of its lock may change it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.snapshots = root / SNAPSHOTS
        self.work = root / "work"
        self.refused = root / "refused"

    @property
    def latest(self) -> Path | None:
        """The folder of the published snapshot, or None before the first."""
        link = self.root / LATEST
        return link.resolve() if (link / MANIFEST).exists() else None

    @property
    def place(self) -> str:
        """Where readers find the output."""
        return str(self.root)

    def hold(self, run_id: str) -> AbstractContextManager[None]:
        """Hold the output for one run; raises RunError while another holds it."""
        return lock(self.root, run_id)

    def taken(self, run_id: str) -> bool:
        """Return whether a run of this id has left anything here."""
        places = (self.snapshots / run_id, self.work / run_id, self.root / "ledger" / f"{run_id}.json")
        return any(place.exists() for place in places)

    def repair(self) -> list[str]:
        """Remove what a killed run left behind, and return a line for each thing found.

        Raises RunError where the link to the published snapshot is gone, or was made a folder by a copy that followed
        links: nothing is removed on a guess.
        """
        if (self.root / LATEST).is_dir() and not (self.root / LATEST).is_symlink():
            raise RunError(
                "link_lost",
                f"{self.root / LATEST} is a folder, where a link to a snapshot should be: remove it, and put the link "
                f"back with `ln -s {SNAPSHOTS}/RUN_ID {self.root / LATEST}`",
            )
        if self.latest is None and succeeded(self.root) and list(self.snapshots.glob("*")):
            raise RunError(
                "link_lost",
                f"{self.root / LATEST} is not there, but snapshots are: put it back with `ln -s {SNAPSHOTS}/RUN_ID "
                f"{self.root / LATEST}`, or remove {self.snapshots}",
            )
        notes = []
        for path in sorted(self.work.glob("*")):
            notes.append(f"removed the unfinished snapshot {path.name}")
            shutil.rmtree(path)
        for path in sorted(self.root.glob(f".{LATEST}-*")):
            notes.append(f"removed the unused link {path.name}")
            path.unlink()
        published = self._chain()
        for path in sorted(self.snapshots.glob("*")):
            if path not in published:
                notes.append(f"removed the snapshot {path.name}, which was never published")
                shutil.rmtree(path)
        return notes

    def stage(self, run_id: str, parts: int) -> Staging:
        """Begin a snapshot aside."""
        return Staging(self.work / run_id, parts)

    def aside(self, run_id: str) -> Path:
        """Return where workers of this machine may lay files of the snapshot that this run stages."""
        return self.work.resolve() / run_id / ASIDE

    def publish(self, staging: Staging) -> Path:
        """Make a closed staging the snapshot that readers see, and return its folder."""
        self.snapshots.mkdir(exist_ok=True)
        target = self.snapshots / staging.folder.name
        staging.folder.rename(target)
        flush(self.snapshots)
        self.switch(target)
        return target

    def switch(self, snapshot: Path) -> None:
        """Let ``latest`` lead to a snapshot, in one step."""
        fresh = self.root / f".{LATEST}-{snapshot.name}"
        fresh.symlink_to(Path(SNAPSHOTS) / snapshot.name)
        fresh.replace(self.root / LATEST)
        flush(self.root)

    def share(self) -> None:
        """Bring the ledger to where readers find the output, which here it is."""

    def refuse(self, staging: Staging, reasons: list[str]) -> Path:
        """Keep a closed staging aside with the reasons why it is not published; only the last one is kept."""
        if self.refused.exists():
            shutil.rmtree(self.refused)
        self.refused.mkdir()
        target = self.refused / staging.folder.name
        staging.folder.rename(target)
        write_file(target / "reasons.txt", "\n".join(reasons).encode() + b"\n")
        return target

    def tidy(self, keep: int) -> None:
        """Remove published snapshots, the oldest first, until ``keep`` are left."""
        self.work.mkdir(exist_ok=True)
        for path in self._chain()[keep:]:
            aside = self.work / f"old-{path.name}"
            path.rename(aside)  # in one step: a snapshot is there whole, or not at all
            shutil.rmtree(aside)

    def _chain(self) -> list[Path]:
        """Return the published snapshots, the newest first: each names the one before it, whatever the clock said."""
        found: list[Path] = []
        at = self.latest
        while at is not None and (at / MANIFEST).exists() and at not in found:
            found.append(at)
            before = read_manifest(at).get("previous")
            at = self.snapshots.resolve() / before if before else None
        return [self.snapshots / path.name for path in found]


def read_manifest(snapshot: Path) -> dict[str, Any]:
    """Return the manifest of a snapshot."""
    manifest: dict[str, Any] = json.loads((snapshot / MANIFEST).read_text(encoding="utf-8"))
    return manifest


def _entry(parts: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """Return a table's entry of the manifest; its content hash covers those of its parts, in order."""
    ordered = [parts[n] for n in sorted(parts)]
    whole = hashlib.sha256("".join(part["content_sha256"] for part in ordered).encode()).hexdigest()
    return {"n_rows": sum(part["n_rows"] for part in ordered), "content_sha256": whole, "parts": ordered}
