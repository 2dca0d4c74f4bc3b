"""Files that are whole or not there, even after a crash."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path


def write_file(path: Path, content: bytes) -> None:
    """Write a new file and flush it to disk."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def replace_file(path: Path, content: bytes) -> None:
    """Put a file in the place of another, or of none, in one step."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    write_file(fresh, content)
    fresh.replace(path)
    flush(path.parent)


def flush(path: Path) -> None:
    """Flush the names in a folder, or the content of a file, to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def link(source: Path | str, target: Path | str) -> None:
    """Give a file a second name; where the file system has no such links, copy it."""
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in {errno.EXDEV, errno.EPERM, errno.ENOTSUP, errno.EMLINK}:
            raise
        shutil.copyfile(source, target)


def flush_tree(folder: Path) -> None:
    """Flush every file of a folder, and the names of them, to disk."""
    for at, _, names in os.walk(folder):
        for name in names:
            flush(Path(at, name))
        flush(Path(at))
