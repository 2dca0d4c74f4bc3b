"""An output on a store: a run works in a local mirror of it, uploads its snapshot, and switches a pointer file.

    URL/
      latest.json                      the pointer: which snapshot is published, and which were before it
      snapshots/RUN_ID/                whole snapshots, as in a local output
      ledger/, lineage/, logs/         as in a local output
      lock.json                        the lease of the run under way

The pointer is one object, and replacing it is the store's own single step; nothing it names is ever changed.  The
mirror is an output folder like any other and holds nothing that could not be fetched again.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flows.bucket import Bucket
from flows.errors import RunError
from flows.files import flush_tree, replace_file
from flows.lease import Lease
from flows.ledger import LEDGER, LINEAGE, LOGS, succeeded
from flows.lock import lock
from flows.places import Url
from flows.store import LATEST, SNAPSHOTS, Staging, Store
from flows.summary import now

POINTER = "latest.json"
_MIRROR = ".mirror"


class RemoteStore(Store):
    """The snapshots of an output on a store, worked on in a mirror; the pointer says which of them are published."""

    def __init__(self, url: Url, mirror: Path) -> None:
        super().__init__(mirror)
        self.bucket = Bucket(url)
        self._lease: Lease | None = None
        self._pointer: Mapping[str, Any] | None = None

    @property
    def place(self) -> str:
        """Where readers find the output."""
        return str(self.bucket.url)

    @contextmanager
    def hold(self, run_id: str) -> Iterator[None]:
        """Hold the mirror and the output; raises RunError while another run holds either."""
        with lock(self.root, run_id):
            self._lease = Lease(self.bucket, run_id, _name_of(self.root))
            with self._lease.held():
                yield

    def repair(self) -> list[str]:
        """Make the mirror follow the pointer, remove what killed runs left in both, and say what was found."""
        self._pointer = self.bucket.read_json(POINTER)
        self._fetch_words()
        there = {Path(path).parts[0] for path in self.bucket.files(SNAPSHOTS)}
        if self._pointer is None:
            self._check_ours(there, self.bucket.files(LEDGER))
        notes = [*self._follow(), *super().repair()]
        for name in sorted(there - set(published(self._pointer))):
            self.bucket.remove(f"{SNAPSHOTS}/{name}")
            notes.append(f"removed {self.bucket.url / SNAPSHOTS}/{name}, which was never published")
        return notes

    def publish(self, staging: Staging) -> Path:
        """Upload a closed staging, switch the pointer to it, and keep it as the mirror's snapshot.

        Raises RunError, and publishes nothing, where another run published or took the output meanwhile.
        """
        name = staging.folder.name
        self._upload(staging.folder, f"{SNAPSHOTS}/{name}")
        if self._lease is not None:
            self._lease.check()
        if self.bucket.read_json(POINTER) != self._pointer:
            raise RunError("overtaken", f"another run published in {self.bucket.url} meanwhile")
        self._point([name, *published(self._pointer)])
        return super().publish(staging)

    def tidy(self, keep: int) -> None:
        """Remove published snapshots, the oldest first, until ``keep`` are left; the pointer forgets them first."""
        names = published(self._pointer)
        if names[keep:]:
            self._point(names[:keep])
            for name in names[keep:]:
                self.bucket.remove(f"{SNAPSHOTS}/{name}")
        super().tidy(keep)

    def share(self) -> None:
        """Upload what the ledger, the lineage and the logs of the mirror have and the store has not."""
        known = {path.stem for path in (self.root / LEDGER).glob("*.json")}
        for folder in (LEDGER, LINEAGE, LOGS):
            there = self.bucket.files(folder)
            here = _sizes(self.root / folder)
            self.bucket.upload(self.root / folder, folder, [p for p in here if there.get(p) != here[p]])
            for path in there:
                if Path(path).stem not in known:  # the ledger lets go of old runs
                    self.bucket.remove(f"{folder}/{path}")

    def _check_ours(self, snapshots: set[str], ledger: Mapping[str, int]) -> None:
        """Raise RunError where snapshots lie under no pointer, unless they are what a killed first run left."""
        if snapshots and (not ledger or succeeded(self.root)):
            raise RunError(
                "pointer_lost",
                f"{self.bucket.url / SNAPSHOTS} holds snapshots, but {POINTER} is not there: write "
                f'{{"snapshot": "{SNAPSHOTS}/RUN_ID"}} into it, or name an empty folder',
            )

    def _follow(self) -> list[str]:
        """Make the snapshot that the pointer names the mirror's latest; fetch it where it is not here."""
        if self._pointer is None:
            if self.latest is None:
                return []
            (self.root / LATEST).unlink()
            shutil.rmtree(self.root / LEDGER)
            return [f"{self.bucket.url} is empty: nothing counts as published"]
        name = published(self._pointer)[0]
        if self.latest is not None and self.latest.name == name:
            return []
        if not (self.snapshots / name).exists():
            self._fetch(name)
        self.switch(self.snapshots / name)
        return [f"took the snapshot {name} from {self.bucket.url}"]

    def _fetch(self, name: str) -> None:
        folder, aside = f"{SNAPSHOTS}/{name}", self.work / name
        if aside.exists():
            shutil.rmtree(aside)
        self.bucket.download(folder, aside, self.bucket.files(folder))
        flush_tree(aside)
        self.snapshots.mkdir(exist_ok=True)
        aside.rename(self.snapshots / name)

    def _fetch_words(self) -> None:
        """Bring the ledger of runs that other machines made into the mirror."""
        there = self.bucket.files(LEDGER)
        here = _sizes(self.root / LEDGER)
        self.bucket.download(LEDGER, self.root / LEDGER, {p: n for p, n in there.items() if p not in here})

    def _upload(self, source: Path, folder: str) -> None:
        """Upload a snapshot; files that are those of the snapshot before (links) are copied inside the store."""
        sizes = _sizes(source)
        before = self.latest
        same = [path for path in sizes if before is not None and _is_same(source / path, before / path)]
        if before is not None and same:
            try:
                self.bucket.copy(f"{SNAPSHOTS}/{before.name}", folder, same)
            except NotImplementedError:  # a store that cannot copy
                same = []
        self.bucket.upload(source, folder, sizes.keys() - set(same))
        self.bucket.check(folder, sizes)

    def _point(self, names: list[str]) -> None:
        pointer = {"snapshot": f"{SNAPSHOTS}/{names[0]}", "published": names, "switched_at": now().isoformat()}
        try:
            self.bucket.write_json(POINTER, pointer)
        except OSError:
            if self.bucket.read_json(POINTER) != pointer:  # else the answer was lost, not the pointer
                raise
        self._pointer = pointer


def published(pointer: Mapping[str, Any] | None) -> list[str]:
    """Return the published snapshots that a pointer knows, the one that counts first.

    Whoever goes back to an older snapshot changes ``snapshot`` only; the newer ones are then no longer published.

    >>> published({"snapshot": "snapshots/b", "published": ["c", "b", "a"]})
    ['b', 'a']
    """
    if pointer is None:
        return []
    name = str(pointer["snapshot"]).removeprefix(f"{SNAPSHOTS}/")
    names = [str(each) for each in pointer.get("published", ())]
    return names[names.index(name) :] if name in names else [name]


def _name_of(mirror: Path) -> str:
    """Return the name that a mirror was given when it was made: that of no other mirror on any machine."""
    file = mirror / _MIRROR
    if not file.exists():
        replace_file(file, uuid.uuid4().hex.encode())
    return file.read_text(encoding="ascii")


def _sizes(folder: Path) -> dict[str, int]:
    found = (Path(at, name) for at, _, names in os.walk(folder) for name in names)
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in found}


def _is_same(new: Path, old: Path) -> bool:
    return old.exists() and new.samefile(old)
