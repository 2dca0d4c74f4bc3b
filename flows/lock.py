"""One run at a time on one output: a lock that dies with its holder."""

from __future__ import annotations

import fcntl
import getpass
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flows.errors import RunError

_NAME = ".lock"


@contextmanager
def lock(output: Path, run_id: str) -> Iterator[None]:
    """Hold the output for one run; the system lets go of it when the process ends, however it ends.

    Raises RunError, with the holder's name and age, while another run holds it.
    """
    output.mkdir(parents=True, exist_ok=True)
    with (output / _NAME).open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise RunError("locked", f"another run holds {output}: {_holder(file.read())}") from error
        file.truncate(0)
        json.dump({"run_id": run_id, "who": _who(), "since": datetime.now(UTC).isoformat()}, file)
        file.flush()
        yield


def _who() -> str:
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container's user that has no name
        user = str(os.getuid())
    return f"{user}@{socket.gethostname()}, process {os.getpid()}"


def _holder(text: str) -> str:
    """Return who holds a lock and for how long, from what the holder wrote."""
    try:
        said = json.loads(text)
        age = (datetime.now(UTC) - datetime.fromisoformat(said["since"])).total_seconds()
        return f"run {said['run_id']} of {said['who']}, for {age:,.0f} s"
    except (ValueError, KeyError):
        return "a run that is just starting"
