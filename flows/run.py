"""One run, step by step: discover, extract, check, publish.  Plain functions; Prefect only calls them."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from itertools import groupby, islice
from pathlib import Path
from typing import Any, NamedTuple

from extractors.tabulate import Columns, to_tables
from flows.discover import Refusal, Source, discover
from flows.executors import in_order, local_pool
from flows.parts import encode, encode_table, merge, n_parts, part_of
from flows.settings import Settings
from flows.store import Staging, Store
from flows.versions import package_version, parser_version
from flows.work import Chunk, Item, RunMark, extract_chunk
from schemas.arrow import columns_in, schema_version, to_arrow
from schemas.vocab import RunStatus

MOST_BATCHES = 16
"""Steps that the extraction is shown in; each is a task, so their number must not grow with the leaflets."""

Progress = Callable[[int, int], None]


class Work(NamedTuple):
    """A chunk of files that go into one part."""

    part: int
    items: tuple[Item, ...]


@dataclass
class Summary:
    """What a run did, for the ledger and for people."""

    run_id: str
    started_at: datetime
    finished_at: datetime | None = None
    n_discovered: int = 0
    n_new: int = 0
    n_changed: int = 0
    n_unchanged: int = 0
    n_removed: int = 0
    n_quarantined: int = 0
    n_effects: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    snapshot: Path | None = None
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def duration_s(self) -> float:
        """Seconds from start to end, or until now."""
        return ((self.finished_at or now()) - self.started_at).total_seconds()


def now() -> datetime:
    """Return the time, UTC; the time that SOURCE_DATE_EPOCH names where that is set (reproducible builds)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)


class Run:
    """One run over one raw folder into one output."""

    def __init__(self, settings: Settings, progress: Progress = lambda done, of: None) -> None:
        self.settings = settings
        self.progress = progress
        self.store = Store(settings.output)
        started = now()
        self.summary = Summary(started.strftime("%Y%m%dT%H%M%S.%fZ"), started)
        self.mark = RunMark(self.summary.run_id, started, parser_version())
        self.works: list[Work] = []
        self.parts = 1
        self._staging: Staging | None = None
        self._results: Iterator[tuple[Work, Chunk]] = iter(())
        self._open: tuple[int, list[Chunk]] = (0, [])
        self._written: set[int] = set()
        self._done = 0

    def discover(self) -> int:
        """Find the files, plan the chunks, and return the number of files to read."""
        sources, refused = discover(self.settings.raw, self.settings.max_bytes)
        self.summary.n_discovered = len(sources) + len(refused)
        self.summary.refusals.extend(refused)
        self.parts = n_parts(len(sources))
        self.works = plan(sources, self.parts, self.settings.chunk_leaflets, self.mark.started_at)
        return len(sources)

    def pool(self) -> AbstractContextManager[Executor | None]:
        """Return the workers, as a context; none where there is nothing to read."""
        return local_pool(min(self.settings.workers, len(self.works))) if self.works else nullcontext()

    def begin(self, pool: Executor | None) -> int:
        """Open the staging, hand the first chunks to the workers, and return the number of batches to ask for."""
        self._staging = self.store.stage(self.summary.run_id, self.parts)
        if pool is not None:
            work = partial(_extract, mark=self.mark)
            self._results = in_order(pool, work, self.works, ahead=2 * self.settings.workers + 1)
        return min(MOST_BATCHES, len(self.works))

    def extract(self, batch: int, batches: int) -> int:
        """Take in the chunks of one batch, write the parts that they complete, and return how many files were read."""
        first, end = (n * len(self.works) // batches for n in (batch, batch + 1))
        read = 0
        for work, chunk in islice(self._results, end - first):
            part, chunks = self._open
            if work.part != part:
                self._write_part(part, chunks)
                self._open = (work.part, [])
            self._open[1].append(chunk)
            self.summary.refusals.extend(chunk.refusals)
            read += len(work.items)
            self._done += len(work.items)
            self.progress(self._done, sum(len(w.items) for w in self.works))
        return read

    def finish(self) -> Summary:
        """Write the last parts and the tables of the run, close the snapshot and switch it in."""
        self._write_part(*self._open)
        for part in set(range(self.parts)) - self._written:
            self._write_part(part, [])
        self._write_run_tables()
        manifest = self.staging.close(self._facts())
        self.summary.rows = {name: entry["n_rows"] for name, entry in manifest["tables"].items()}
        self.summary.snapshot = self.store.publish(self.staging)
        return self.summary

    @property
    def staging(self) -> Staging:
        """The snapshot in the making; only after `begin`."""
        if self._staging is None:
            raise RuntimeError("the run has not begun")
        return self._staging

    def _write_part(self, part: int, chunks: list[Chunk]) -> None:
        tables = merge([to_tables({}), *(chunk.tables for chunk in chunks)])
        self.staging.write_part(part, encode(tables))
        self._written.add(part)
        self.summary.n_effects += tables["effects"].num_rows
        self.summary.n_new += tables["leaflets"].num_rows

    def _write_run_tables(self) -> None:
        refusals = sorted(self.summary.refusals, key=lambda r: r.source)
        self.summary.n_quarantined = len(refusals)
        self.summary.finished_at = now()
        at, parser = self.mark.started_at, self.mark.parser_version
        quarantine: Columns = {name: [getattr(r, name) for r in refusals] for name in _OF_REFUSAL}
        quarantine |= {name: [at] * len(refusals) for name in ("first_seen_at", "last_seen_at")}
        quarantine |= {"run_id": [self.mark.run_id] * len(refusals), "n_attempts": [1] * len(refusals)}
        quarantine |= {"parser_version": [parser] * len(refusals)}
        runs = {name: [value] for name, value in ledger_row(self.summary, parser).items()}
        for name, columns in (("quarantine", quarantine), ("runs", runs)):
            self.staging.write_whole(name, encode_table(name, to_arrow(name, columns)))

    def _facts(self) -> dict[str, str | float]:
        return {
            "run_id": self.summary.run_id,
            "created_at": now().isoformat(),
            "package_version": package_version(),
            "parser_version": self.mark.parser_version,
            "schema_version": schema_version(),
            "python_version": platform.python_version(),
            "pyarrow_version": version("pyarrow"),
        }


def perform(run: Run) -> Summary:
    """Take all steps of a run, one after the other, without Prefect; the flow takes the same."""
    run.discover()
    with run.pool() as pool:
        batches = run.begin(pool)
        for batch in range(batches):
            run.extract(batch, batches)
    return run.finish()


_OF_REFUSAL = ("source", "content_sha256", "stage", "code", "message", "place")


def ledger_row(summary: Summary, parser: str) -> dict[str, Any]:
    """Return the row of the ``runs`` table that a finished run leaves."""
    counts = {name: getattr(summary, name) for name in columns_in("runs") if name.startswith("n_")}
    return counts | {
        "run_id": summary.run_id,
        "started_at": summary.started_at,
        "finished_at": summary.finished_at,
        "status": RunStatus.SUCCEEDED,
        "parser_version": parser,
        "schema_version": schema_version(),
        "duration_s": summary.duration_s,
    }


def _extract(work: Work, mark: RunMark) -> Chunk:
    return extract_chunk(work.items, mark)


def plan(sources: list[Source], parts: int, chunk: int, at: datetime) -> list[Work]:
    """Return the chunks to extract, in the order of parts and leaflet ids."""
    works = []
    for part, group in groupby(sources, key=lambda s: part_of(s.leaflet_id, parts)):
        items = [Item(source, 1, at) for source in group]
        works += [Work(part, tuple(items[n : n + chunk])) for n in range(0, len(items), chunk)]
    return works
