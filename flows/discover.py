"""Which files lie below the raw folder, and who they are."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from extractors.model import DocumentError, leaflet_id_of
from flows.stamps import Stamps, now_ns
from schemas.vocab import Stage

_HEAD = 65_536
_NO_FILE = frozenset({errno.ENOENT, errno.ELOOP, errno.ENOTDIR, errno.ENXIO, errno.EISDIR})
"""What is wrong with the entry itself; any other error (a disk, a network) may pass, and the old rows stay."""
_SET_ID = re.compile(rb"<setId\b[^>]*\broot\s*=\s*[\"']([0-9A-Fa-f-]{8,64})[\"']")
_VERSION = re.compile(rb"<versionNumber\b[^>]*\bvalue\s*=\s*[\"'](\d{1,9})[\"']")


class Source(msgspec.Struct, frozen=True, order=True, gc=False):
    """A file to read: its path below the raw folder, its leaflet, its content.

    ``path`` is where it lies if that is elsewhere: behind a link, or under a name that is no UTF-8.  ``digest`` is the
    SHA-256 of the content.  A run holds one for each file, so that they are kept small.
    """

    source: str
    path: str | None
    leaflet_id: str
    digest: bytes

    @property
    def content_sha256(self) -> str:
        """The digest of its content as the tables have it."""
        return self.digest.hex()


class Refusal(NamedTuple):
    """A file that is not kept, and why; ``trace`` is for the log only."""

    source: str
    content_sha256: str | None
    stage: str
    code: str
    message: str
    place: str | None = None
    trace: str | None = None


def refuse(source: str, content_sha256: str | None, error: DocumentError) -> Refusal:
    """Return the refusal that a DocumentError stands for."""
    return Refusal(source, content_sha256, error.stage, error.code, error.message, error.place)


def discover(raw: Path, max_bytes: int, memory: Path | None = None) -> tuple[list[Source], list[Refusal]]:
    """Return the files below ``raw`` to read, by leaflet id, and those that are refused already.

    Hidden files and folders are left alone.  Links are followed to files below ``raw`` only.  Of several files that
    hold versions of one leaflet (SPL, by set id) the highest version is kept, and of equal ones the last by path.
    ``memory`` is a file that stamps are kept in: a file that bears the stamp it had is not read; None: all are.
    """
    base = str(raw.resolve(strict=True))
    stamps = Stamps(memory, base) if memory else None
    settled = settle(_on_disk(base, max_bytes, stamps))
    if stamps:
        stamps.save()
    return settled


def settle(files: Iterable[tuple[int, Source] | Refusal]) -> tuple[list[Source], list[Refusal]]:
    """Return the files to read, by leaflet id, and those that are refused, of files as they were found."""
    found: dict[str, tuple[int, Source]] = {}
    refused: list[Refusal] = []
    for file in files:
        if isinstance(file, Refusal):
            refused.append(file)
            continue
        version, source = file
        rival = found.get(source.leaflet_id)
        found[source.leaflet_id] = max(rival, (version, source)) if rival else (version, source)
        if rival:
            refused.append(_superseded(min(rival, (version, source))[1], found[source.leaflet_id][1]))
    return sorted((s for _, s in found.values()), key=lambda s: s.leaflet_id), refused


def identified(raw: bytes, name: str, path: str | None = None) -> tuple[int, Source]:
    """Return the version and the identity of a file with this content."""
    known_by, version = identity(raw[:_HEAD], name)
    return version, Source(name, path, leaflet_id_of(known_by), hashlib.sha256(raw).digest())


def identity(head: bytes, source: str) -> tuple[str, int]:
    """Return what a leaflet is known by, and its version: set id and version of an SPL file, else source and 0.

    >>> identity(b'<document><setId root="AB12CD34-0000"/><versionNumber value="3"/>', "label.xml")
    ('setid:ab12cd34-0000', 3)
    >>> identity(b"Generic Name: x", "x.txt")
    ('x.txt', 0)
    """
    head = head.replace(b"\0", b"")
    found = _SET_ID.search(head)
    if not found or b"<document" not in head[: found.start()]:
        return source, 0
    version = _VERSION.search(head, found.start())
    return "setid:" + found[1].decode("ascii").lower(), int(version[1]) if version else 0


def _on_disk(base: str, max_bytes: int, stamps: Stamps | None) -> Iterator[tuple[int, Source] | Refusal]:
    for entry in _walk(base):
        name = _name(entry.path[len(base) :].lstrip(os.sep))
        try:
            yield _source(entry, name, base, max_bytes, stamps)
        except DocumentError as error:
            yield refuse(name, None, error)


def _walk(folder: str) -> Iterator[os.DirEntry[str]]:
    """Yield every visible entry that is no folder, in a fixed order; linked folders are entries, not entered."""
    with os.scandir(folder) as entries:
        visible = [entry for entry in entries if not entry.name.startswith(".")]
    visible.sort(key=lambda entry: os.fsencode(entry.name), reverse=True)
    while visible:
        entry = visible.pop()  # an entry keeps its status: of a hundred thousand they take more than all sources do
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path)
        else:
            yield entry


def _name(path: str) -> str:
    """Return the path with forward slashes; bytes of a name that are no UTF-8 are shown as escapes."""
    shown = path if path.isascii() else path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return shown.replace(os.sep, "/")


def _source(entry: os.DirEntry[str], name: str, base: str, max_bytes: int, stamps: Stamps | None) -> tuple[int, Source]:
    """Return the version and the identity of one file; raises DocumentError where it cannot be taken in."""
    try:
        path = _target(entry, base)
        elsewhere = None if path.endswith(name) and len(path) == len(base) + 1 + len(name) else path
        status = entry.stat()
        if not stat.S_ISREG(status.st_mode):
            raise _error("not_a_file", "a folder behind a link, a device or a pipe")
        if status.st_size > max_bytes:
            raise too_large(status.st_size, max_bytes)
        if stamps and (seen := stamps.known(name, status)):
            return seen.version, Source(name, elsewhere, seen.leaflet_id, seen.digest)
        began = now_ns()
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123  a Path for each file costs more than the reading
            status = os.fstat(file.fileno())
            raw = file.read()
    except RuntimeError as error:  # a loop of links
        raise _error("not_a_file", str(error)) from error
    except OSError as error:
        code = "not_a_file" if error.errno in _NO_FILE else "unreadable_file"
        raise _error(code, str(error.strerror)) from error
    version, source = identified(raw, name, elsewhere)
    if stamps:
        stamps.note(name, status, began, (source.leaflet_id, source.digest, version))
    return version, source


def _target(entry: os.DirEntry[str], base: str) -> str:
    """Return the path of the file itself; raises DocumentError for a link that leads out of the raw folder."""
    if not entry.is_symlink():
        return entry.path  # folders behind links are not entered, so that it lies below the raw folder
    target = Path(entry.path).resolve(strict=True)
    if not target.is_relative_to(base):
        raise _error("outside_raw_folder", f"the link leads to {_name(str(target))}")
    return str(target)


def _superseded(source: Source, by: Source) -> Refusal:
    message = f"{by.source} holds this leaflet in a version at least as high"
    return Refusal(source.source, source.content_sha256, Stage.DISCOVER, "superseded", message)


def too_large(n_bytes: int, limit: int) -> DocumentError:
    """Return the error of a file beyond the limit."""
    return _error("too_large", f"{n_bytes} bytes, and the limit is {limit}")


def unreadable(message: str) -> DocumentError:
    """Return the error of a file that is there and cannot be read just now."""
    return _error("unreadable_file", message)


def _error(code: str, message: str) -> DocumentError:
    return DocumentError(code, message, stage=Stage.DISCOVER)
