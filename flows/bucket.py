"""A folder on a store, through fsspec: the few things that the pipeline asks of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from flows.places import Url, store_errors


class Bucket:
    """A folder on a store; paths are relative to it.  Whatever fails is an OSError that names the URL."""

    def __init__(self, url: Url) -> None:
        self.url = url

    @cached_property
    def _opened(self) -> tuple[Any, Callable[..., str]]:
        """The file system, and what makes a path in it of parts below the folder."""
        fs, root = self.url.open()
        return fs, lambda *parts: "/".join(part for part in (root.rstrip("/"), *parts) if part)

    def _named(self, folder: str) -> Url:
        return self.url / folder if folder else self.url

    def read(self, path: str) -> bytes:
        """Return the content of a file; raises FileNotFoundError where there is none."""
        fs, at = self._opened
        with store_errors(self.url / path):
            content: bytes = fs.cat_file(at(path))
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
        fs, at = self._opened
        encoded = json.dumps(content, indent=1, ensure_ascii=False).encode() + b"\n"
        with store_errors(self.url / path):
            fs.pipe_file(at(path), encoded, mode="create" if new else "overwrite")

    def files(self, folder: str) -> dict[str, int]:
        """Return the size of every file below a folder, by its path relative to the folder."""
        return {name: int(info["size"]) for name, info in self.infos(folder).items()}

    def infos(self, folder: str) -> dict[str, dict[str, Any]]:
        """Return what the store says of every file below a folder, by its path relative to the folder."""
        fs, at = self._opened
        with store_errors(self._named(folder)):
            fs.invalidate_cache()
            found = fs.find(at(folder), detail=True)
        above = at(folder).strip("/")
        return {name.lstrip("/").removeprefix(above).lstrip("/"): info for name, info in found.items()}

    def upload(self, source: Path, folder: str, paths: Iterable[str]) -> None:
        """Copy files below ``source`` to a folder of the store, under the same relative paths."""
        fs, at = self._opened
        wanted = sorted(paths)
        if wanted:
            with store_errors(self._named(folder)):
                fs.put([str(source / path) for path in wanted], [at(folder, path) for path in wanted])

    def copy(self, source: str, folder: str, paths: Iterable[str]) -> None:
        """Copy files from one folder of the store to another, without their content coming here."""
        fs, at = self._opened
        wanted = sorted(paths)
        if wanted:
            with store_errors(self._named(folder)):
                fs.copy([at(source, p) for p in wanted], [at(folder, p) for p in wanted])

    def download(self, folder: str, target: Path, sizes: Mapping[str, int]) -> None:
        """Copy files of a folder of the store below ``target``; raises OSError where one comes out of another size."""
        fs, at = self._opened
        paths = sorted(sizes)
        for parent in {(target / path).parent for path in paths}:
            parent.mkdir(parents=True, exist_ok=True)
        if paths:
            with store_errors(self._named(folder)):
                fs.get([at(folder, path) for path in paths], [str(target / path) for path in paths])
        _compare({path: (target / path).stat().st_size for path in paths}, sizes, str(self._named(folder)))

    def check(self, folder: str, sizes: Mapping[str, int]) -> None:
        """Raise OSError unless a folder of the store holds just these files."""
        _compare(self.files(folder), sizes, str(self._named(folder)))

    def remove(self, folder: str) -> None:
        """Remove a folder of the store with all that it holds, or one file."""
        fs, at = self._opened
        with store_errors(self._named(folder)):
            fs.invalidate_cache()
            if fs.exists(at(folder)):
                fs.rm(at(folder), recursive=True)


def _compare(found: Mapping[str, int], wanted: Mapping[str, int], where: str) -> None:
    wrong = sorted(path for path in wanted.keys() | found.keys() if found.get(path) != wanted.get(path))
    if wrong:
        raise OSError(f"{where}: {len(wrong)} files are not as they were sent, {wrong[0]} among them")
