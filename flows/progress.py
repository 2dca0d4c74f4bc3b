"""Progress: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Report = Callable[[int, int], None]

_SECONDS_BETWEEN_LINES = 5.0
_active: list[Report] = []


def active() -> Report:
    """Return the report that a command has set up, or one that says nothing."""
    return _active[-1] if _active else lambda done, of: None


@contextmanager
def showing(quiet: bool) -> Iterator[None]:
    """Show the progress of the runs in the body."""
    with reporter(quiet) as report:
        _active.append(report)
        try:
            yield
        finally:
            _active.pop()


@contextmanager
def reporter(quiet: bool = False) -> Iterator[Report]:
    """Give a function to call with the files read and the files to read."""
    if quiet:
        yield lambda done, of: None
    elif sys.stderr.isatty():
        yield from _bar()
    else:
        yield _lines()


def _bar() -> Iterator[Report]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading", total=None)
        yield lambda done, of: progress.update(task, completed=done, total=of)


def _lines() -> Report:
    last = time.monotonic()

    def report(done: int, of: int) -> None:
        nonlocal last
        if done == of or time.monotonic() - last >= _SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            sys.stderr.write(f"read {done:,} of {of:,} files\n")
            sys.stderr.flush()

    return report
