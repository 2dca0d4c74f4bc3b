"""Parts of the new snapshot: linked where nothing changed, else made of carried rows and newly read ones."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa

from extractors.tabulate import to_tables
from flows.carried import only, rows_before, spliced, stated_before
from flows.changes import Difference, Stated, differences, stated, whole
from flows.encoding import encode_table, merge
from flows.finishing import FinishedPart, Packed, facts_of, stated_of
from flows.gate import Tally
from flows.inspection import Inspection
from flows.jobs import PASSING, Chunk, Item, Work
from flows.parts import part_of
from flows.plan import Plan
from flows.previous import Known, KnownWriter, Previous
from flows.report.build import ReportMaker
from flows.store import Staging
from schemas.vocab import Change, ChangeCause

_WRITERS = 2
"""Tables that are written at once, beside the counting; Arrow and the disk do without Python's lock."""
_LITTLE = 2_000_000  # cells; a part of a large snapshot has some hundred thousand


class PartMaker:
    """Writes the parts of a snapshot, one at a time, and keeps count of what they hold and how they differ."""

    def __init__(self, plan: Plan, before: Previous, staging: Staging, parser: str) -> None:
        self.plan, self.before, self.staging, self.parser = plan, before, staging, parser
        self.report = ReportMaker(staging)
        self.inspection = Inspection()
        self.tally = Tally()
        self.known = KnownWriter(staging.folder)
        self.differences: list[Difference] = []
        self.unexplained: list[str] = []
        self._touched = plan.touched(before)
        self._written: set[int] = set()
        self._read: dict[str, Item] = {}
        self._known_in = _by_part(before, plan.parts)

    def make_rest(self) -> None:
        """Write or link every part that was not written yet."""
        for part in range(self.plan.parts):
            self.make(part, [])

    def take(self, part: int, finished: FinishedPart) -> None:
        """Write a part that a worker has finished."""
        self._begin(part)
        with ThreadPoolExecutor(_WRITERS) as writers:
            written = [writers.submit(self._take_in, path, content) for path, content in finished.files.items()]
            for name, said in finished.tables.items():
                self.staging.enter(name, part, *said)
            self._book(part, finished.tally, [], finished.leaflets, finished.stated)
            for file in written:
                file.result()

    def make(self, part: int, chunks: list[Chunk]) -> None:
        """Write one part, once: of the rows carried over and those of ``chunks``."""
        if part in self._written:
            return
        self._begin(part)
        if part not in self._touched:
            self._link(part)
            return
        kept = self._kept(part, chunks)
        fresh = merge([to_tables({}), *(chunk.tables for chunk in chunks if chunk.tables)])
        tables = spliced(rows_before(self.before, part, self.plan.parts), kept, fresh) if kept else fresh
        with ThreadPoolExecutor(_WRITERS) as writers:
            written = [writers.submit(self._write, tables, names, part) for names in _shares(tables)]
            self.inspection.add(fresh)
            facts = facts_of(tables, part, self.plan.parts)
            self.report.take_part(tables, facts.doubtful)
            for path, content in facts.files.items():
                self.staging.write(path, content)
            known = set(self._known_in.get(part, ())) - set(kept)
            self._book(
                part, facts.tally, kept, fresh["leaflets"]["leaflet_id"].to_pylist(), stated_of(fresh["effects"], known)
            )
            for table in written:
                table.result()

    def _begin(self, part: int) -> None:
        """Turn to a part: it is written once, and what is read of it is at hand by leaflet."""
        self._written.add(part)
        self._read = self.plan.items_of(part)

    def _write(self, tables: dict[str, pa.Table], names: list[str], part: int) -> None:
        for name in names:
            self.staging.write_part(name, encode_table(name, tables[name]), part)

    def _take_in(self, path: str, content: Packed | Path) -> None:
        if isinstance(content, Path):
            self.staging.take_in(path, content)
        else:
            self.staging.write(path, content.unpacked())

    def _book(self, part: int, held: Tally, kept: list[str], fresh: list[str], after: pa.Table) -> None:
        """Note what a part holds, which leaflets, and how they differ from what they stated before."""
        self.staging.note(part, held._asdict())
        self._count(held)
        self.known.add(self._known_of(kept, fresh))
        self._compare(part, kept, fresh, after)

    def _link(self, part: int) -> None:
        if self.before.folder is None:
            raise RuntimeError("nothing can be carried over from no snapshot")
        self.staging.link_part(part, self.before.folder, self.before.manifest)
        self.report.link_part(self.before.folder, self.before.manifest, part)
        self._count(Tally(**self.before.manifest["part_notes"][part]))
        self.known.add({key: self.before.leaflets[key] for key in self._known_in.get(part, ())})

    def _kept(self, part: int, chunks: list[Chunk]) -> list[str]:
        """Return the leaflets of the part whose old rows stay: carried over, or not readable just now."""
        passing = {r.source for chunk in chunks for r in chunk.refusals if r.code in PASSING}
        return [
            key
            for key in self._known_in.get(part, ())
            if self.before.same_schema
            and (key in self.plan.carried or (key in self._read and self._read[key].source.source in passing))
        ]

    def _known_of(self, kept: list[str], fresh: list[str]) -> dict[str, Known]:
        """Return what the next run has to know of a part's leaflets, in words that are held already."""
        read = ((key, self._read[key]) for key in fresh)
        return {key: self.before.leaflets[key] for key in kept} | {key: _known(item, self.parser) for key, item in read}

    def _count(self, held: Tally) -> None:
        self.tally = Tally(*(total + more for total, more in zip(self.tally, held, strict=True)))

    def _compare(self, part: int, kept: list[str], fresh: list[str], after: pa.Table) -> None:
        """Note what differs from the snapshot before, and what differs though nobody changed anything."""
        if self.before.folder is None:
            return
        now = set(fresh)
        known = set(self._known_in.get(part, ())) - set(kept)
        states_now = stated(after)
        stated_then = stated_before(self.before, part, self.plan.parts) if known else {}
        for key in sorted(now | known):
            found = list(self._differences(key, key in known, key in now, stated_then, states_now))
            self.differences += found
            if found and key in known and key in now and self._is_unexplained(key):
                self.unexplained.append(f"{len(found)} differences in {key} though neither source nor parser changed")

    def _differences(
        self, key: str, was: bool, is_now: bool, before: dict[str, list[Stated]], after: dict[str, list[Stated]]
    ) -> Iterator[Difference]:
        if was and is_now:
            yield from differences(key, before.get(key, ()), after.get(key, ()), self._cause(key))
        elif is_now:
            yield whole(key, Change.LEAFLET_ADDED, self._cause_of_recovery(key))
        else:
            yield whole(key, Change.LEAFLET_REMOVED, self._cause(key))

    def _cause(self, key: str) -> ChangeCause:
        """Return who changed a known leaflet: its source where the content differs or is gone, else the parser."""
        read = self._read.get(key)
        same = read is not None and read.source.content_sha256 == self.before.leaflets[key].content_sha256
        return ChangeCause.PARSER if same else ChangeCause.SOURCE

    def _cause_of_recovery(self, key: str) -> ChangeCause:
        """Return who brought a new leaflet: the parser where it refused the same content before."""
        source = self._read[key].source
        row = self.before.quarantine.get(source.source)
        same = row is not None and row.content_sha256 == source.content_sha256
        return ChangeCause.PARSER if same else ChangeCause.SOURCE

    def _is_unexplained(self, key: str) -> bool:
        known = self.before.leaflets[key]
        same_tables = self.before.same_schema
        return same_tables and known.parser_version == self.parser and self._cause(key) is ChangeCause.PARSER


def by_part(work: Work, chunk: Chunk, parts: int) -> Iterator[tuple[int, Chunk]]:
    """Yield what a chunk brings to each part that it reaches into, in their order."""
    groups = list(work.by_part(parts))
    if len(groups) == 1:
        yield groups[0][0], chunk
        return
    for part, items in groups:
        sources = {item.source.source for item in items}
        refusals = [refusal for refusal in chunk.refusals if refusal.source in sources]
        if part in chunk.finished:
            yield part, Chunk({}, refusals, {part: chunk.finished[part]})
        else:
            yield part, Chunk(only(chunk.tables, [item.source.leaflet_id for item in items]), refusals)


def _shares(tables: dict[str, pa.Table]) -> list[list[str]]:
    """Return which tables each writer takes; of little it takes longer to hand them over than to write them."""
    cells = {name: table.num_rows * table.num_columns for name, table in tables.items()}
    largest_first = sorted(cells, key=lambda name: cells[name], reverse=True)
    writers = _WRITERS if sum(cells.values()) > _LITTLE else 1
    return [largest_first[n::writers] for n in range(writers)]


def _known(item: Item, parser: str) -> Known:
    source = item.source
    return Known(source.source, source.content_sha256, item.version, item.first_ingested_at, parser)


def _by_part(before: Previous, parts: int) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for key in before.leaflets:
        found.setdefault(part_of(key, parts), []).append(key)
    return found
