"""One run, step by step: discover, extract, check, publish.  Plain functions; Prefect only calls them.

What reads leaflets, makes tables or draws the report is imported by the step that needs it: a run that finds nothing to
do needs none of it.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from flows import ledger
from flows.cutting import Sizes, pieces
from flows.discover import Refusal, Source, discover
from flows.errors import RunError
from flows.executors import DaskPool, Rescue, Workers, local_pool, start_loading
from flows.gate import Tally, reasons
from flows.jobs import Chunk, RunMark, Work, lost
from flows.lean import make_lean
from flows.limits import Limits, limit_memory
from flows.meddra import Release, dictionary, release_in
from flows.places import Place, Url
from flows.plan import make_plan
from flows.previous import Previous
from flows.remote import RemoteStore
from flows.room import check_room
from flows.settings import Settings
from flows.store import Staging, Store
from flows.summary import Summary
from flows.versions import parser_version
from schemas.vocab import RunStatus

_STAMPS, _SEEN = ".stamps.json", ".seen.json"
MOST_BATCHES = 16
"""Steps that the extraction is shown in; each is a task, so their number must not grow with the leaflets."""

Progress = Callable[[int, int], None]
Pool = Workers[Work, Chunk]


class Replay(NamedTuple):
    """Files in quarantine that are tried again though nothing changed: those named, or all."""

    sources: frozenset[str] = frozenset()
    everything: bool = False


class Run:
    """One run over one raw folder into one output; `open` it, then take its steps in order."""

    def __init__(
        self, settings: Settings, progress: Progress = lambda done, of: None, replay: Replay | None = None
    ) -> None:
        self.settings = settings
        self.progress = progress
        self.replay = replay or Replay()
        self.store = open_store(settings)
        self.output = self.store.root
        self.summary = Summary.begin(self.store.taken)
        limits = Limits(
            settings.max_seconds,
            settings.max_memory_bytes,
            settings.max_pages,
            may_die=settings.workers > 0 and not settings.dask,
        )
        meddra = _release(settings.meddra)
        parser = f"{parser_version()}.{meddra.mark}" if meddra else parser_version()
        self.mark = RunMark(_folder(settings.raw), self.summary.run_id, self.summary.started_at, parser, limits, meddra)
        self._results: Iterator[tuple[Work, Chunk]] = iter(())
        self._chunks: tuple[int, list[Chunk]] = (0, [])
        self._done = 0

    @contextmanager
    def open(self) -> Iterator[None]:
        """Hold the output for this run, repair what a run before it left, and write in the ledger how it ended."""
        with self.store.hold(self.summary.run_id):
            self.summary.notes += self.store.repair()
            self.summary.notes += ledger.close_killed(self.output)
            ledger.write(self.output, self.summary, self.mark.parser_version)
            self.store.share()
            try:
                yield
            except BaseException as error:
                self._fail(error)
                raise
            self.summary.finish(RunStatus.SUCCEEDED)
            self._afterwards(self._leave_word)

    def discover(self) -> int:
        """Find the files, plan the work, and return the number of files to read."""
        self.before = Previous(self.store.latest)
        if self.before.folder is None and self.settings.workers and not self.settings.dask:
            start_loading()  # a first run will need workers, whatever it finds
        sources, refused = self._find()
        self.plan = make_plan(
            sources,
            refused,
            self.before,
            self.mark.parser_version,
            self.mark.started_at,
            Sizes(self.settings.chunk_leaflets, self.settings.workers),
            self._again,
        )
        self.summary.planned(self.plan, len(sources) + len(refused))
        if self.mark.meddra and self.plan.works:
            _read_codes(self.mark.meddra)
        check_room(self.output, self.plan, self.before, self.settings.min_free_bytes)
        return self.plan.n_read

    @property
    def is_idle(self) -> bool:
        """Whether the published snapshot says already all that this run would say."""
        return self.before.folder is not None and self.plan.changes_nothing(self.before)

    def workers(self) -> AbstractContextManager[Pool | None]:
        """Return the workers, as a context; none where there is nothing to read."""
        if not self.plan.works:
            return nullcontext()
        from flows.work import do_work  # by its own name: a worker that is told of this module would load it

        wanted = min(self.settings.workers, len(self.plan.works))
        aside = None if self.settings.dask else self.store.aside(self.summary.run_id)
        work = partial(do_work, mark=self.mark._replace(aside=aside))
        return Workers(self._make_pool, wanted, work, Rescue(pieces, _give_up, _join))

    def begin(self, workers: Pool | None) -> int:
        """Open the staging, hand the first chunks to the workers, and return the number of batches to ask for."""
        make_lean()
        from flows.rebuild import PartMaker

        self.staging: Staging = self.store.stage(self.summary.run_id, self.plan.parts)
        self.maker = PartMaker(self.plan, self.before, self.staging, self.mark.parser_version)
        if workers is not None:
            hands = max(self.settings.workers, int(bool(self.settings.dask)))
            if hands:
                threading.Thread(target=_load_ahead, daemon=True).start()
            self._results = workers.in_order(self.plan.works, ahead=2 * hands + 1)
        return min(MOST_BATCHES, len(self.plan.works))

    def extract(self, batch: int, batches: int) -> int:
        """Take in the chunks of one batch, write the parts that they complete, and return how many files were read."""
        from flows.rebuild import by_part

        works = self.plan.works
        first, end = (n * len(works) // batches for n in (batch, batch + 1))
        read = 0
        for work, chunk in islice(self._results, end - first):
            for part, piece in by_part(work, chunk, self.plan.parts):
                self._take(part, piece)
            self.maker.inspection.found += chunk.unsound
            self.summary.refusals.extend(chunk.refusals)
            read += len(work.items)
            self._done += len(work.items)
            self.progress(self._done, self.plan.n_read)
        return read

    def finish(self) -> Summary:
        """Write what is left, ask the gate, and switch the snapshot in; a refused one is kept aside (RunError)."""
        from flows.report.build import MADE_BY, made_by

        self.maker.make(*self._chunks)
        self.maker.make_rest()
        self.maker.inspection.close()
        self._write_run_tables()
        tally = self._tally()
        unsound = self.maker.inspection.found
        found = [*unsound, *self.maker.unexplained, *reasons(tally, self._tally_before(), self.settings)]
        facts = ledger.facts(self.summary, self.mark.parser_version) | {"meddra": self._meddra()}
        is_overruled = bool(found) and self.settings.accept_drop and not unsound
        asked = {MADE_BY: made_by(), "gate": found, "gate_overruled": is_overruled}
        manifest = self.staging.close({**facts, "previous": self.before.name, "tally": tally._asdict(), **asked})
        self.summary.rows = {name: entry["n_rows"] for name, entry in manifest["tables"].items()}
        self.maker.report.finish()
        if found and not is_overruled:
            kept = self.store.refuse(self.staging, found)
            raise RunError("refused", f"the snapshot was not published; it is kept in {kept}", tuple(found))
        self.summary.snapshot = self.store.publish(self.staging)
        self._afterwards(lambda: self.store.tidy(self.settings.keep_snapshots))
        return self.summary

    def rest(self) -> Summary:
        """Say that nothing changed and publish nothing."""
        self.summary.n_effects = self.before.count("effects")
        self.summary.n_quarantined = len(self.before.quarantine)
        self.summary.rows = {name: entry["n_rows"] for name, entry in self.before.manifest["tables"].items()}
        self.summary.snapshot = self.before.folder
        self.summary.is_idle = True
        return self.summary

    def _take(self, part: int, piece: Chunk) -> None:
        """Take in what was read of a part: write it if it is finished, else once all of it has come."""
        if part != self._chunks[0]:
            self.maker.make(*self._chunks)
            self._chunks = (part, [])
        if part in piece.finished:
            self.maker.take(part, piece.finished[part])
        else:
            self._chunks[1].append(piece)

    def _find(self) -> tuple[list[Source], list[Refusal]]:
        """Return the files to read and those refused; what was seen before is not read where that can be trusted."""
        raw = self.settings.raw
        if isinstance(raw, Url):
            from flows.discover_store import discover_store

            return discover_store(raw, self.settings.max_bytes, self.output / _SEEN, self.settings.full)
        trusted = self.settings.trust_file_times and not self.settings.full
        return discover(Path(self.mark.raw), self.settings.max_bytes, self.output / _STAMPS if trusted else None)

    def _again(self, source: str) -> bool:
        if self.replay.everything or self.replay.sources:
            return source in self.before.quarantine and (self.replay.everything or source in self.replay.sources)
        return self.settings.full

    def _make_pool(self, workers: int) -> Executor:
        if self.settings.dask:
            return DaskPool(self.settings.dask)
        return local_pool(workers, partial(limit_memory, self.mark.limits))

    def _write_run_tables(self) -> None:
        from flows.encoding import encode_table
        from flows.run_tables import changes_table, quarantine, quarantine_table

        refused = quarantine(self.plan, self.summary.refusals, self.before, self.mark)
        self.summary.n_quarantined = len(refused)
        self.summary.n_effects = self.maker.tally.n_effects
        self.summary.finish(RunStatus.SUCCEEDED)
        changes = changes_table(self.maker.differences, self.summary.run_id)
        runs = ledger.runs_table(self.output, self.summary, self.mark.parser_version)
        tables = {"quarantine": quarantine_table(refused), "changes": changes, "runs": runs}
        self.maker.inspection.add_of_run(tables)
        for name, table in tables.items():
            self.staging.write_whole(name, encode_table(name, table))
        self.maker.known.close(refused)

    def _tally(self) -> Tally:
        return self.maker.tally._replace(n_files=self.summary.n_discovered, n_quarantined=self.summary.n_quarantined)

    def _tally_before(self) -> Tally | None:
        return Tally(**self.before.manifest["tally"]) if self.before.folder else None

    def _meddra(self) -> dict[str, str | None] | None:
        release = self.mark.meddra
        return {"version": release.version, "sha256": release.sha256} if release else None

    def _fail(self, error: BaseException) -> None:
        """Write down why the run failed; where even that fails, the error says so beside its own reason."""
        stopped = not isinstance(error, Exception)  # asyncio's cancellation and signals are none
        why = "it was stopped, or took longer than run_timeout_s" if stopped else str(error)
        self.summary.finish(RunStatus.FAILED, f"{type(error).__name__}: {why}")
        try:
            self._leave_word()
        except OSError as second:
            error.add_note(f"the ledger could not be written: {second}")

    def _afterwards(self, step: Callable[[], None]) -> None:
        """Take a step after which the snapshot stands all the same: where the disk or the store fails, say so."""
        try:
            step()
        except OSError as error:
            self.summary.notes.append(f"what was published stands, but the run could not clear up: {error}")

    def _leave_word(self) -> None:
        ledger.write(self.output, self.summary, self.mark.parser_version)
        ledger.write_lineage(self.output, self.settings, self.summary, self.mark.parser_version)
        ledger.write_log(self.output, self.summary)
        ledger.prune(self.output, self.settings.keep_runs)
        self.store.share()


def open_store(settings: Settings) -> Store:
    """Return the store of an output: the folder itself, or for a URL a mirror of it."""
    if isinstance(settings.output, Path):
        return Store(settings.output)
    name = hashlib.sha256(str(settings.output).encode()).hexdigest()[:16]
    return RemoteStore(settings.output, settings.mirror / name)


def perform(run: Run) -> Summary:
    """Take all steps of a run, one after the other, without Prefect; the flow takes the same."""
    with run.open():
        run.discover()
        if run.is_idle:
            return run.rest()
        with run.workers() as workers:
            batches = run.begin(workers)
            for batch in range(batches):
                run.extract(batch, batches)
        return run.finish()


def _folder(raw: Place) -> str:
    """Return where the files lie, as workers find them wherever they started."""
    return str(raw) if isinstance(raw, Url) else str(raw.resolve())


def _release(folder: Path | None) -> Release | None:
    """Return which MedDRA release the settings point at; RunError where there is none."""
    try:
        return release_in(folder) if folder else None
    except ValueError as error:
        raise RunError("meddra", f"nothing was published: {error}") from error


def _read_codes(release: Release) -> None:
    """Read the codes once before any worker does, so that a malformed file ends the run at once."""
    try:
        dictionary(release)
    except ValueError as error:
        raise RunError("meddra", f"nothing was published: {error}") from error


def _load_ahead() -> None:
    """Import what the end of the run needs, while the workers read."""
    import schemas.frames  # noqa: F401  pandera takes the longest


def _give_up(work: Work) -> Chunk:
    message = "the worker that read it died or did not come back"
    return Chunk({}, [lost(item.source, "worker_died", message) for item in work.items])


def _join(chunks: list[Chunk]) -> Chunk:
    from flows.encoding import merge

    return Chunk(
        merge(chunk.tables for chunk in chunks),
        [refusal for chunk in chunks for refusal in chunk.refusals],
        {part: finished for chunk in chunks for part, finished in chunk.finished.items()},
        tuple(words for chunk in chunks for words in chunk.unsound),
    )
