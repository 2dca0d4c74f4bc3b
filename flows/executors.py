"""One `concurrent.futures` interface over the places where work runs."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

_PRELOADED = ["flows.work", "flows.checks", "extractors.layouts.base"]


def default_workers() -> int:
    """Return how many worker processes suit this machine: its cores, one left free where there are more than two."""
    cores = min(len(os.sched_getaffinity(0)), _cpu_quota())
    return max(1, cores if cores <= 2 else min(cores - 1, 16))


class InProcess(Executor):
    """Runs each job at once, in this process: for debugging, and for runs too small to be worth a worker."""

    def submit(self, fn: Callable[..., Result], /, *args: object, **kwargs: object) -> Future[Result]:
        """Run the job and return its finished future."""
        future: Future[Result] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  the future carries it to whoever asks for the result
            future.set_exception(error)
        return future


def local_pool(workers: int) -> Executor:
    """Return a pool of worker processes that start clean (forkserver: no lock of the parent is inherited).

    0 workers: the jobs run in this process, where a document that kills its process kills the run.
    """
    if workers == 0:
        return InProcess()
    context = get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    return ProcessPoolExecutor(max_workers=workers, mp_context=context)


def in_order(
    pool: Executor, work: Callable[[Job], Result], jobs: Iterable[Job], ahead: int
) -> Iterator[tuple[Job, Result]]:
    """Yield each job with its result, in the order of the jobs; at most ``ahead`` are under way or waiting.

    So memory depends on ``ahead`` and the size of a result, not on the number of jobs.
    """
    waiting: deque[tuple[Job, Future[Result]]] = deque()
    for job in jobs:
        waiting.append((job, pool.submit(work, job)))
        if len(waiting) >= ahead:
            first, future = waiting.popleft()
            yield first, future.result()
    while waiting:
        first, future = waiting.popleft()
        yield first, future.result()


def _cpu_quota() -> int:
    """Return the cores that the container may use, by its control group (v2); many where there is no limit."""
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return 1_024
    return 1_024 if quota == "max" else max(1, int(quota) // int(period))
