"""Parts: how a table is split into files, written and read.

Rows are ordered by leaflet id.  A small snapshot has one part, so that each table is one file.  A large one has a
power of two of them, each holding the leaflets of one range of ids: which part a leaflet lies in follows from its id
and the number of files alone, never from the order of runs or workers.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.arrow import arrow_schema
from schemas.csvfile import to_csv
from schemas.models import closed_columns, stable_columns

ONE_PART_UP_TO = 2_048
LEAFLETS_A_PART = 256


class EncodedTable(NamedTuple):
    """A table's part as the bytes of its files, its number of rows, and a digest of its logical content."""

    parquet: bytes
    csv: bytes
    n_rows: int
    content_sha256: str


def n_parts(n_leaflets: int) -> int:
    """Return how many parts a snapshot of so many leaflets has.

    >>> [n_parts(n) for n in (0, 1117, 2048, 2049, 10_000, 100_000)]
    [1, 1, 1, 16, 64, 512]
    """
    if n_leaflets <= ONE_PART_UP_TO:
        return 1
    return 1 << max(0, (n_leaflets - 1) // LEAFLETS_A_PART).bit_length()


def part_of(leaflet_id: str, parts: int) -> int:
    """Return the number of the part that a leaflet lies in.

    >>> part_of("ffffffffffffffff", 16), part_of("0000000000000000", 16), part_of("8000000000000000", 1)
    (15, 0, 0)
    """
    return int(leaflet_id[:8], 16) * parts >> 32


def file_name(table: str, kind: str, part: int, parts: int) -> str:
    """Return the path of a part below the snapshot.

    >>> file_name("effects", "parquet", 0, 1), file_name("effects", "csv", 10, 16)
    ('effects.parquet', 'csv/effects.csv/part-00010.csv')
    """
    folder = "csv/" if kind == "csv" else ""
    return f"{folder}{table}.{kind}" + (f"/part-{part:05d}.{kind}" if parts > 1 else "")


def encode(tables: Mapping[str, pa.Table]) -> dict[str, EncodedTable]:
    """Return the tables of one part as files in memory."""
    return {name: encode_table(name, table) for name, table in tables.items()}


def encode_table(name: str, table: pa.Table) -> EncodedTable:
    """Return one table as Parquet (zstd) and CSV."""
    table = table.cast(arrow_schema(name)).combine_chunks()
    comma_separated = to_csv(table, closed_columns(name))
    stable = stable_columns(name)
    logical = (
        comma_separated if len(stable) == table.num_columns else to_csv(table.select(stable), closed_columns(name))
    )
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd", write_statistics=True)
    return EncodedTable(sink.getvalue(), comma_separated, table.num_rows, hashlib.sha256(logical).hexdigest())


def merge(chunks: Iterable[Mapping[str, pa.Table]]) -> dict[str, pa.Table]:
    """Return the tables of several chunks as one, in the order given."""
    pieces: dict[str, list[pa.Table]] = {}
    for chunk in chunks:
        for name, table in chunk.items():
            pieces.setdefault(name, []).append(table)
    return {name: pa.concat_tables(tables) for name, tables in pieces.items()}
