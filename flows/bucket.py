"""A folder on a store, through fsspec: the few things that the pipeline asks of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from flows.places import Url, store_errors


class Bucket:
    """A folder on a store; paths are relative to it.  Whatever fails is an OSError that names the URL."""

    def __init__(self, url: Url) -> None:
        self.url = url

    @cached_property
    def _opened(self) -> tuple[Any, str]:
        fs, root = self.url.open()
        return fs, root.rstrip("/")

    def read(self, path: str) -> bytes:
        """Return the content of a file; raises FileNotFoundError where there is none."""
        fs, root = self._opened
        with store_errors(self.url / path):
            content: bytes = fs.cat_file(f"{root}/{path}")
        return content

    def read_json(self, path: str) -> dict[str, Any] | None:
        """Return a JSON file, or None where there is none."""
        try:
            found: dict[str, Any] = json.loads(self.read(path))
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise OSError(f"{self.url / path} is not JSON: {error}") from error
        return found

    def write_json(self, path: str, content: Mapping[str, Any], new: bool = False) -> None:
        """Write a JSON file; ``new`` raises FileExistsError where there is one already (as far as the store can)."""
        fs, root = self._opened
        encoded = json.dumps(content, indent=1, ensure_ascii=False).encode() + b"\n"
        with store_errors(self.url / path):
            fs.pipe_file(f"{root}/{path}", encoded, mode="create" if new else "overwrite")

    def files(self, folder: str) -> dict[str, int]:
        """Return the size of every file below a folder, by its path relative to the folder."""
        return {name: int(info["size"]) for name, info in self.infos(folder).items()}

    def infos(self, folder: str) -> dict[str, dict[str, Any]]:
        """Return what the store says of every file below a folder, by its path relative to the folder."""
        fs, root = self._opened
        with store_errors(self.url / folder):
            fs.invalidate_cache()
            found = fs.find(f"{root}/{folder}".rstrip("/"), detail=True)
        above = f"{root}/{folder}".strip("/")
        return {name.lstrip("/").removeprefix(above).lstrip("/"): info for name, info in found.items()}

    def upload(self, source: Path, folder: str, paths: Iterable[str]) -> None:
        """Copy files below ``source`` to a folder of the store, under the same relative paths."""
        fs, root = self._opened
        wanted = sorted(paths)
        if wanted:
            with store_errors(self.url / folder):
                fs.put([str(source / path) for path in wanted], [f"{root}/{folder}/{path}" for path in wanted])

    def copy(self, source: str, folder: str, paths: Iterable[str]) -> None:
        """Copy files from one folder of the store to another, without their content coming here."""
        fs, root = self._opened
        wanted = sorted(paths)
        if wanted:
            with store_errors(self.url / folder):
                fs.copy([f"{root}/{source}/{p}" for p in wanted], [f"{root}/{folder}/{p}" for p in wanted])

    def download(self, folder: str, target: Path, sizes: Mapping[str, int]) -> None:
        """Copy files of a folder of the store below ``target``; raises OSError where one comes out of another size."""
        fs, root = self._opened
        paths = sorted(sizes)
        for parent in {(target / path).parent for path in paths}:
            parent.mkdir(parents=True, exist_ok=True)
        if paths:
            with store_errors(self.url / folder):
                fs.get([f"{root}/{folder}/{path}" for path in paths], [str(target / path) for path in paths])
        _compare({path: (target / path).stat().st_size for path in paths}, sizes, f"{self.url / folder}")

    def check(self, folder: str, sizes: Mapping[str, int]) -> None:
        """Raise OSError unless a folder of the store holds just these files."""
        _compare(self.files(folder), sizes, f"{self.url / folder}")

    def remove(self, folder: str) -> None:
        """Remove a folder of the store with all that it holds, or one file."""
        fs, root = self._opened
        with store_errors(self.url / folder):
            fs.invalidate_cache()
            if fs.exists(f"{root}/{folder}"):
                fs.rm(f"{root}/{folder}", recursive=True)


def _compare(found: Mapping[str, int], wanted: Mapping[str, int], where: str) -> None:
    wrong = sorted(path for path in wanted.keys() | found.keys() if found.get(path) != wanted.get(path))
    if wrong:
        raise OSError(f"{where}: {len(wrong)} files are not as they were sent, {wrong[0]} among them")
