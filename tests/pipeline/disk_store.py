"""A store on disk, for processes that come and go: objects are whole or not there, and replaced in one step."""

from __future__ import annotations

import os
import shutil
import uuid
from pathlib import Path
from typing import Any

import fsspec
from fsspec.implementations.local import LocalFileSystem

SCHEME = "disk"


class DiskStore(LocalFileSystem):
    protocol = SCHEME

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return super()._strip_protocol(path.removeprefix(f"{SCHEME}://"))

    def pipe_file(self, path: str, value: bytes, mode: str = "overwrite", **_: Any) -> None:
        fresh = self._fresh(path)
        fresh.write_bytes(value)
        self._place(fresh, path, mode == "create")

    def put_file(self, lpath: str, rpath: str, **_: Any) -> None:
        fresh = self._fresh(rpath)
        shutil.copyfile(lpath, fresh)
        self._place(fresh, rpath, False)

    def cp_file(self, path1: str, path2: str, **_: Any) -> None:
        self.put_file(self._strip_protocol(path1), path2)

    def find(self, path: str, **options: Any) -> Any:
        found = super().find(path, **options)
        return {name: info for name, info in found.items() if ".fresh-" not in name}

    def _fresh(self, path: str) -> Path:
        target = Path(self._strip_protocol(path))
        target.parent.mkdir(parents=True, exist_ok=True)
        return target.parent / f".fresh-{uuid.uuid4().hex}"

    def _place(self, fresh: Path, path: str, new: bool) -> None:
        target = self._strip_protocol(path)
        if new:
            os.link(fresh, target)
            fresh.unlink()
        else:
            fresh.replace(target)


def register() -> None:
    fsspec.register_implementation(SCHEME, DiskStore, clobber=True)
