"""Prefect's server for the length of one command: a child process that ends with its parent, however that ends.

Prefect can start such a server by itself, but that one outlives a parent that was killed, and waits for its turn: this
one starts at once and is ready by the time that the tables' libraries are loaded.

    python -m flows.server FD    serve on the listening socket FD until standard input is closed
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows import prefect_home
from flows.errors import RunError

_WAIT_S = 120.0


@contextmanager
def serving(schedules: bool = False, logs: bool = False) -> Iterator[None]:
    """Make Prefect's API available to the body: the user's server if ``PREFECT_API_URL`` names one, else a child's.

    ``schedules`` starts the services that make runs out of schedules, too; ``logs`` lets runs print what they do.
    Must be entered before Prefect is imported.  Raises RunError where the child does not come up.
    """
    prefect_home.prepare(logs)
    if "PREFECT_API_URL" in os.environ:
        yield
        return
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/api"
        log = Path(os.environ["PREFECT_HOME"]) / "server.log"
        child = _start(listener, log, schedules)
    os.environ["PREFECT_API_URL"] = url
    try:
        threading.Thread(target=_import_prefect, daemon=True).start()
        _wait(child, url, log)
        yield
    finally:
        del os.environ["PREFECT_API_URL"]
        _stop(child)


def _start(listener: socket.socket, log: Path, schedules: bool) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "flows.server", str(listener.fileno())]
    quiet = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_FINAL": "1"}
    if not schedules:
        quiet["PREFECT__SERVER_EPHEMERAL"] = "1"  # Prefect leaves its scheduler out of an ephemeral server
    with log.open("wb") as sink:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=sink,
            stderr=sink,
            pass_fds=[listener.fileno()],
            env={**os.environ, **quiet, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            start_new_session=True,  # Ctrl-C is for the run; the server ends after it
        )


def _import_prefect() -> None:
    import prefect  # noqa: F401  the longest import, while the server starts


def _wait(child: subprocess.Popen[bytes], url: str, log: Path) -> None:
    until = time.monotonic() + _WAIT_S
    while time.monotonic() < until and child.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=_WAIT_S):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RunError("prefect_server", f"Prefect's server did not come up; its log is {log}")


def _stop(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(timeout=10)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    if child.stdin:
        child.stdin.close()


def main() -> None:
    """Serve until the parent is gone."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    import uvicorn
    from prefect.server.api.server import create_app

    listener = socket.socket(fileno=int(sys.argv[1]))
    server = uvicorn.Server(uvicorn.Config(create_app, factory=True, log_level="error", lifespan="on"))
    server.run(sockets=[listener])


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    main()
