"""Rows of the snapshot before that are carried over, or compared with."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from extractors.tabulate import to_tables
from flows.changes import Stated, stated
from flows.parts import file_name, part_of
from flows.previous import Previous
from flows.reading import read_file
from schemas.models import leaflet_tables


def rows_before(before: Previous, part: int, parts: int) -> dict[str, pa.Table]:
    """Return the rows of the leaflets that lie in part ``part`` of ``parts``, whatever the parts were before."""
    if before.folder is None or not before.same_schema:
        return to_tables({})
    first, last = _range(before, part, parts)
    tables = {
        name: pa.concat_tables([_read_part(before.folder, name, n, before.parts) for n in range(first, last + 1)])
        for name in leaflet_tables()
    }
    if before.parts >= parts:
        return tables
    here = [key for key in tables["leaflets"]["leaflet_id"].to_pylist() if part_of(key, parts) == part]
    return only(tables, here)


def stated_before(before: Previous, part: int, parts: int) -> dict[str, list[Stated]]:
    """Return what the leaflets of a part stated, even where the tables had other columns."""
    if before.folder is None:
        return {}
    first, last = _range(before, part, parts)
    columns = ["leaflet_id", *Stated._fields]
    files = [file_name("effects", "parquet", n, before.parts) for n in range(first, last + 1)]
    return stated(pa.concat_tables(read_file(before.folder / file, columns) for file in files))


def _range(before: Previous, part: int, parts: int) -> tuple[int, int]:
    """Return the first and the last of the old parts that hold leaflets of a new one."""
    return part * before.parts // parts, ((part + 1) * before.parts - 1) // parts


def spliced(old: Mapping[str, pa.Table], kept: Collection[str], fresh: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """Return the old rows of the leaflets that are kept, and the fresh rows, by leaflet; each are in that order.

    Rows are not moved: what stands together in one of the tables is taken as one slice.
    """
    wanted = set(kept)
    return {name: _spliced(table, wanted, fresh[name]) for name, table in old.items()}


def _spliced(old: pa.Table, kept: set[str], fresh: pa.Table) -> pa.Table:
    slices: list[list[Any]] = []
    mine = ((key, old, start, end) for key, start, end in _leaflets_in(old) if key in kept)
    theirs = ((key, fresh, start, end) for key, start, end in _leaflets_in(fresh))
    for _, table, start, end in heapq.merge(mine, theirs, key=itemgetter(0)):
        if slices and slices[-1][0] is table and slices[-1][2] == start:
            slices[-1][2] = end
        else:
            slices.append([table, start, end])
    pieces = [table.slice(start, end - start) for table, start, end in slices]
    return pa.concat_tables([fresh.slice(0, 0), *pieces])


def _leaflets_in(table: pa.Table) -> Iterator[tuple[str, int, int]]:
    """Yield each leaflet with the first of its rows and the row after its last."""
    runs = pc.run_end_encode(table["leaflet_id"].combine_chunks())
    start = 0
    for key, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
        yield key, start, end
        start = end


def only(tables: dict[str, pa.Table], leaflets: Collection[str]) -> dict[str, pa.Table]:
    """Return the rows of the leaflets named."""
    wanted = pa.array(leaflets, pa.string())
    return {name: table.filter(pc.is_in(table["leaflet_id"], wanted)) for name, table in tables.items()}


@lru_cache(maxsize=32)
def _read_part(folder: Path, table: str, part: int, parts: int) -> pa.Table:
    """Return one part of a table; the last few are kept, for when one old part becomes several new ones."""
    return read_file(folder / file_name(table, "parquet", part, parts))
