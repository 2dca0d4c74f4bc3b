"""What one document may take: time and memory, held to inside the worker that reads it."""

from __future__ import annotations

import faulthandler
import os
import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NamedTuple

_GRACE_S = 3.0


class Limits(NamedTuple):
    """Limits of one document; ``may_die``: the process is a worker that can be replaced."""

    seconds: float = 60.0
    memory_bytes: int = 2**31
    pages: int = 3_000
    may_die: bool = False


class TooSlowError(BaseException):
    """A document that took too long; no Exception, so that no parser swallows it."""


@contextmanager
def limited(limits: Limits) -> Iterator[None]:
    """Hold the body to the time limit.

    An alarm raises TooSlowError between two steps of Python.  Where code of a library does not come back, the worker
    ends itself some seconds later (a watchdog of the C runtime, which needs no lock), and the run goes on without it.
    Outside the main thread, and under an alarm that somebody else has set, there is no limit.
    """
    if threading.current_thread() is not threading.main_thread() or signal.getitimer(signal.ITIMER_REAL)[0]:
        yield
        return
    previous = signal.signal(signal.SIGALRM, _raise)
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    if limits.may_die:
        faulthandler.dump_traceback_later(limits.seconds + _GRACE_S, exit=True, file=_devnull())
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
        if limits.may_die:
            faulthandler.cancel_dump_traceback_later()


def limit_memory(limits: Limits) -> None:
    """Let this worker take ``memory_bytes`` more than it has now; beyond that it gets a MemoryError."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    wanted = pages * resource.getpagesize() + limits.memory_bytes
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard < 0 else min(wanted, hard), hard))


def _raise(signum: int, frame: FrameType | None) -> None:
    raise TooSlowError


_sink: list[int] = []


def _devnull() -> int:
    if not _sink:
        _sink.append(os.open(os.devnull, os.O_WRONLY))
    return _sink[0]
