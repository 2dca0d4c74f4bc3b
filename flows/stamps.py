"""What files were found to be when they last had the stamp that they have now, so that they need not be read again.

A stamp is a file's size, its times of change and its inode.  The time of change of the inode (``ctime``) cannot be set
back, but it is coarse: a file that changes twice within one tick keeps its stamp.  So, as git does with its index, a
stamp counts only if it was some ticks old when the file was read; a file that was written just before a run is read
again by the next.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import msgspec

from flows.files import replace_file

_YOUNG_NS = 2_000_000_000
"""Age in nanoseconds below which a stamp does not count; the coarsest file systems (FAT) keep times to two seconds."""


class Seen(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A file as it was found: its stamp, and what was read of it; ``digest`` is the SHA-256 of its content."""

    stamp: str
    leaflet_id: str
    digest: bytes
    version: int


class _Memory(msgspec.Struct, gc=False):
    """What is kept: where the raw files lie, and what they were by name."""

    raw: str
    seen: dict[str, Seen]


class Stamps:
    """The stamps of the files below one raw folder; of a memory that cannot be read, none: all files are read."""

    def __init__(self, memory: Path, raw: str) -> None:
        self._memory, self._raw = memory, raw
        self._before = recalled(memory, raw)
        self._now: dict[str, Seen] = {}
        self._changed = False

    def known(self, name: str, status: os.stat_result) -> Seen | None:
        """Return what the file was found to be, if nobody has touched it since."""
        before = self._before.get(name)
        if before is None or before.stamp != _stamp(status):
            return None
        self._now[name] = before
        return before

    def note(self, name: str, status: os.stat_result, began_ns: int, seen: tuple[str, bytes, int]) -> None:
        """Keep what was read of a file: key, digest and version; ``began_ns`` is the time before it was read."""
        if status.st_ctime_ns < began_ns - _YOUNG_NS:
            self._now[name] = Seen(_stamp(status), *seen)
            self._changed = True

    def save(self) -> None:
        """Write down what was seen in this run."""
        if self._changed or len(self._now) != len(self._before):
            self._memory.parent.mkdir(parents=True, exist_ok=True)
            remember(self._memory, self._raw, self._now)


def remember(memory: Path, raw: str, seen: dict[str, Seen]) -> None:
    """Keep in the file ``memory`` what the files of ``raw`` were found to be."""
    replace_file(memory, msgspec.json.encode(_Memory(raw, seen)))


def recalled(memory: Path, raw: str) -> dict[str, Seen]:
    """Return what is kept in ``memory`` of ``raw``, by name; nothing where it is of other files or cannot be read."""
    try:
        said = msgspec.json.decode(memory.read_bytes(), type=_Memory)
    except (FileNotFoundError, msgspec.DecodeError):
        return {}
    return said.seen if said.raw == raw else {}


def now_ns() -> int:
    """Return the time of the clock that file times are compared with."""
    return time.time_ns()


def _stamp(status: os.stat_result) -> str:
    """Return the stamp as text, which is small to keep and quick to compare."""
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"
