"""The MedDRA release that a user's setting points at: its files on disk, which release they are, and its codes."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from extractors.concepts.meddra import NEEDED, OPTIONAL, Meddra, read_meddra, release_name

_SUBFOLDER = "MedAscii"


class Release(NamedTuple):
    """Where a release lies, and what tells it from others: its number (None where no file says) and its content."""

    folder: str
    version: str | None
    sha256: str

    @property
    def mark(self) -> str:
        """What the parser's version carries of it, so that leaflets are coded anew when the dictionary changes."""
        return f"meddra-{self.version or 'unnamed'}-{self.sha256[:12]}"


def files_in(folder: Path) -> dict[str, Path]:
    """Return the files of a release by name; they lie in ``folder`` or in its MedAscii, in small or capital letters.

    Raises ValueError that names what is missing.
    """
    places = [place for place in (folder, folder / _SUBFOLDER) if place.is_dir()]
    if not places:
        raise ValueError(f"{folder} is no folder; give the one that holds {', '.join(NEEDED)}")
    for place in places:
        found = {path.name.casefold(): path for path in sorted(place.iterdir()) if path.is_file()}
        if any(name in found for name in NEEDED):
            break
    missing = [name for name in NEEDED if name not in found]
    if missing:
        raise ValueError(f"{folder} holds no MedDRA release: {', '.join(missing)} missing")
    return {name: found[name] for name in (*NEEDED, *OPTIONAL) if name in found}


def release_in(folder: Path) -> Release:
    """Return which release a folder holds.  Raises ValueError where it holds none, OSError where it cannot be read."""
    digest = hashlib.sha256()
    files = files_in(folder)
    for name, path in files.items():
        digest.update(f"{name}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    number = files.get("meddra_release.asc")
    return Release(str(folder.resolve()), release_name(_lines(number)) if number else None, digest.hexdigest())


@lru_cache(maxsize=1)
def dictionary(release: Release) -> Meddra:
    """Return the codes of a release; a worker reads them once.

    Raises ValueError where a file is malformed, or where the files are not those that the run began with.
    """
    folder = Path(release.folder)
    if release_in(folder) != release:
        raise ValueError(f"{folder}: the MedDRA files changed while they were in use; run again")
    try:
        return read_meddra({name: _lines(path) for name, path in files_in(folder).items()})
    except ValueError as error:
        raise ValueError(f"{folder}: {error}") from error


def _lines(path: Path) -> list[str]:
    """Return a file's lines; releases are ASCII or UTF-8, older ones of other languages Latin-1."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return text.splitlines()
