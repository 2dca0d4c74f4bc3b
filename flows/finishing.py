"""What a run makes of the rows of a part: the bytes of its files, what is counted, and its share of the report.

By whoever has the rows: a worker that has read a whole part, or the process that publishes, where a part is joined.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple, Self

import pyarrow as pa
import pyarrow.compute as pc

from flows.changes import Stated
from flows.encoding import EncodedTable, encode_table
from flows.gate import Tally
from flows.report.counts import Counts, Look
from flows.report.search import has_search, search_of

_PACKED = "lz4"


class PackedTable(NamedTuple):
    """An encoded table on its way from a worker, or waiting to be written: CSV is some five times smaller so."""

    table: EncodedTable
    n_bytes: int

    @classmethod
    def of(cls, table: EncodedTable) -> Self:
        """Return an encoded table, packed."""
        return cls(table._replace(csv=pa.compress(table.csv, _PACKED, asbytes=True)), len(table.csv))

    def unpacked(self) -> EncodedTable:
        """Return the table as its files hold it."""
        return self.table._replace(csv=pa.decompress(self.table.csv, self.n_bytes, _PACKED, asbytes=True))


class PartFacts(NamedTuple):
    """What is known of a part beside its tables: what it holds, what the report counts, its files of the search."""

    tally: Tally
    counts: bytes
    doubtful: list[Look]
    search: dict[str, bytes]


class FinishedPart(NamedTuple):
    """A part as it is written: nothing is left to do but to put the bytes into files, and to compare.

    ``leaflets`` are those whose rows it holds, in order; ``stated`` is what the known ones of them state.
    """

    tables: dict[str, PackedTable]
    facts: PartFacts
    leaflets: list[str]
    stated: pa.Table


def finish_part(tables: Mapping[str, pa.Table], part: int, parts: int, known: Collection[str]) -> FinishedPart:
    """Return a part of fresh rows, finished; ``known`` are the leaflets whose statements are to be compared."""
    return FinishedPart(
        {name: PackedTable.of(encode_table(name, table)) for name, table in tables.items()},
        facts_of(tables, part, parts),
        tables["leaflets"]["leaflet_id"].to_pylist(),
        stated_of(tables["effects"], known),
    )


def facts_of(tables: Mapping[str, pa.Table], part: int, parts: int) -> PartFacts:
    """Return what is counted of a part, and its share of the search where a snapshot of so many parts has one."""
    counts = Counts()
    counts.add(tables)
    search = search_of(tables, part) if has_search(parts) else {}
    return PartFacts(_tally(tables), counts.as_json(), counts.look, search)


def stated_of(effects: pa.Table, leaflets: Collection[str]) -> pa.Table:
    """Return what these leaflets state, as the columns that changes are told by."""
    columns = effects.select(["leaflet_id", *Stated._fields])
    if not leaflets:
        return columns.slice(0, 0)
    return columns.filter(pc.is_in(columns["leaflet_id"], pa.array(leaflets, pa.string())))


def _tally(tables: Mapping[str, pa.Table]) -> Tally:
    leaflets = tables["leaflets"]
    return Tally(
        n_leaflets=leaflets.num_rows,
        n_effects=tables["effects"].num_rows,
        n_chars=pc.sum(leaflets["n_chars"]).as_py() or 0,
        n_unrecognised_chars=pc.sum(leaflets["n_unrecognised_chars"]).as_py() or 0,
    )
