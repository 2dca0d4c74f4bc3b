"""One run at a time on one output: a lock that dies with its holder."""

from __future__ import annotations

import fcntl
import getpass
import json
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.errors import RunError

_NAME = ".lock"
_CLEARED = ("latest", "snapshots", "work", "refused", "ledger", "lineage", "logs")


@contextmanager
def lock(output: Path, run_id: str) -> Iterator[None]:
    """Hold the output for one run; the system lets go of it when the process ends, however it ends.

    Raises RunError, with the holder's name and age, while another run holds it, and for a folder of somebody else's
    that a run would clear up in.
    """
    _check_ours(output)
    output.mkdir(parents=True, exist_ok=True)
    with (output / _NAME).open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise RunError("locked", f"another run holds {output}: {holder(_said(file.read()))}") from error
        file.truncate(0)
        json.dump({"run_id": run_id, "who": who(), "since": datetime.now(UTC).isoformat()}, file)
        file.flush()
        yield


def _check_ours(output: Path) -> None:
    """Raise RunError for a folder that no run has held yet, where others keep what a run would remove."""
    taken = [name for name in _CLEARED if (output / name).exists()]
    if taken and not (output / _NAME).exists() and not (output / "latest" / "manifest.json").exists():
        raise RunError(
            "foreign_output", f"{output} was made by something else: it holds {', '.join(taken)}; name an empty folder"
        )


def who() -> str:
    """Return the user, the machine and the process."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container's user that has no name
        user = str(os.getuid())
    return f"{user}@{socket.gethostname()}, process {os.getpid()}"


def holder(said: Mapping[str, Any]) -> str:
    """Return who holds a lock and for how long, from what the holder wrote.

    >>> holder({})
    'a run that is just starting'
    """
    try:
        age = (datetime.now(UTC) - datetime.fromisoformat(said["since"])).total_seconds()
        return f"run {said['run_id']} of {said['who']}, for {age:,.0f} s"
    except (ValueError, KeyError):
        return "a run that is just starting"


def _said(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:  # the holder is about to write
        return {}
    return found if isinstance(found, dict) else {}
