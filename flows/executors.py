"""One `concurrent.futures` interface over the places where work runs."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import forkserver, get_context, parent_process
from pathlib import Path
from typing import Any, Generic, NamedTuple, Self, TypeVar

from flows.lean import make_lean, publishes_only

Job = TypeVar("Job")
Result = TypeVar("Result")

_PRELOADED = ["flows.readied"]


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


def local_pool(workers: int, start: Callable[[], None]) -> Executor:
    """Return a pool of worker processes that start clean (forkserver: no lock of the parent is inherited).

    ``start`` is called in each worker before its first job.  0 workers: the jobs run in this process, where a document
    that kills its process kills the run.
    """
    if workers == 0:
        return InProcess()
    start_loading()
    return ProcessPoolExecutor(workers, get_context("forkserver"), initializer=_begin_worker, initargs=(start,))


def start_loading() -> None:
    """Let the server that workers are forked from load what they need, while this process does something else."""
    get_context("forkserver").set_forkserver_preload(_PRELOADED)
    forkserver.ensure_running()


class DaskPool(Executor):
    """The workers of a Dask cluster; they need this package, and the raw folder under the same path."""

    def __init__(self, address: str) -> None:
        from distributed import Client

        client: Any = Client
        self._client = client(address, set_as_default=False)
        self._executor: Executor = self._client.get_executor(pure=False)

    def submit(self, fn: Callable[..., Result], /, *args: object, **kwargs: object) -> Future[Result]:
        """Hand a job to the cluster."""
        return self._executor.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let go of the cluster, which goes on."""
        self._executor.shutdown(wait=wait)
        self._client.close()


class Rescue(NamedTuple, Generic[Job, Result]):
    """What to do with a job whose worker died: how it is split, what a piece that did it comes to, how pieces join.

    What cannot be split is split into nothing.
    """

    split: Callable[[Job], Sequence[Job]]
    give_up: Callable[[Job], Result]
    join: Callable[[list[Result]], Result]


class Workers(Generic[Job, Result]):
    """Runs jobs in a pool, and goes on in a fresh one when a job takes its worker with it.

    ``make_pool`` is told how many workers are wanted.  Every job that was under way when a worker died is done again
    piece by piece, alone, so that the piece that did it is found and given up.
    """

    def __init__(
        self,
        make_pool: Callable[[int], Executor],
        workers: int,
        work: Callable[[Job], Result],
        rescue: Rescue[Job, Result],
    ) -> None:
        self._make_pool, self._workers, self._work, self._rescue = make_pool, workers, work, rescue
        self._pool: Executor | None = None

    def __enter__(self) -> Self:
        self._pool = self._make_pool(self._workers)
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def in_order(self, jobs: Iterable[Job], ahead: int) -> Iterator[tuple[Job, Result]]:
        """Yield each job with its result, in the order of the jobs; at most ``ahead`` are under way or waiting.

        So memory depends on ``ahead`` and the size of a result, not on the number of jobs.
        """
        waiting: deque[tuple[Job, Future[Result] | None]] = deque()
        for job in jobs:
            waiting.append((job, self._submit(job)))
            if len(waiting) >= ahead:
                yield self._take(*waiting.popleft())
        while waiting:
            yield self._take(*waiting.popleft())

    def _submit(self, job: Job) -> Future[Result] | None:
        """Hand a job to the pool; None where the pool has just broken: the job is rescued when its turn comes."""
        if self._pool is None:
            self._pool = self._make_pool(self._workers)
        try:
            return self._pool.submit(self._work, job)
        except BrokenExecutor:
            self._drop_pool()
            return None

    def _take(self, job: Job, future: Future[Result] | None) -> tuple[Job, Result]:
        if future is None:
            return job, self._rescued(job)
        try:
            return job, future.result()
        except Exception as error:
            if not died(error):
                raise
            self._drop_pool()
            return job, self._rescued(job)

    def _rescued(self, job: Job) -> Result:
        """Do a job piece by piece in one worker, which is replaced whenever a piece takes it along.

        Such a piece is split in its turn, as long as it can be.
        """
        results = []
        with ExitStack() as alone:
            pool: Executor | None = None
            for piece in self._rescue.split(job) or [job]:
                pool = pool or alone.enter_context(self._make_pool(min(1, self._workers)))
                try:
                    results.append(pool.submit(self._work, piece).result())
                except Exception as error:
                    if not died(error):
                        raise
                    smaller = self._rescue.split(piece)
                    results.append(self._rescued(piece) if smaller else self._rescue.give_up(piece))
                    pool = None
        return self._rescue.join(results)

    def _drop_pool(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=False)
            self._pool = None


def died(error: BaseException) -> bool:
    """Return whether a job failed with its worker: it died, ran out of memory, or a cluster gave it up."""
    return isinstance(error, BrokenExecutor | MemoryError) or type(error).__name__ in {
        "KilledWorker",
        "CommClosedError",
    }


def _begin_worker(start: Callable[[], None]) -> None:
    """Make a worker end with its parent, however the parent ends, and prepare it."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    publishes_only()
    make_lean()
    start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _cpu_quota() -> int:
    """Return the cores that the container may use, by its control group (v2); many where there is no limit."""
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return 1_024
    return 1_024 if quota == "max" else max(1, int(quota) // int(period))
