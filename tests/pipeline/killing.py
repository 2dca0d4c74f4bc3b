"""Runs in processes of their own, to be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path


def is_alive(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[0] not in {"Z", "X"}
    except (FileNotFoundError, ProcessLookupError):  # the second where it ends between opening and reading
        return False


def kill(pid: int) -> bool:
    """Kill a run; False where it has come to its end, which it may do at the very last moment."""
    if not is_alive(pid):
        return False
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


class Zygote:
    """Starts runs by forking a process that has imported everything."""

    def __init__(self) -> None:
        command = [sys.executable, str(Path(__file__).with_name("zygote.py"))]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def start(self, raw: Path, output: Path | str, workers: int = 0, mirror: Path | None = None) -> int:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{raw}\t{output}\t{workers}\t{mirror or ''}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def wait(self, pid: int, seconds: float = 120.0) -> float:
        began = time.monotonic()
        while is_alive(pid):
            assert time.monotonic() - began < seconds
            time.sleep(0.005)
        return time.monotonic() - began

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()
