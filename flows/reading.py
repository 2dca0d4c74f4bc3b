"""Tables of a snapshot, read back whole or part by part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.parts import part_of

_SMALL = 2**20


def read_file(path: Path, columns: list[str] | None = None) -> pa.Table:
    """Return a Parquet file, or some of its columns; for one file Arrow's datasets cost more than they give.

    A small file is read at one go: threads and a read for each column cost more than they give.
    """
    is_small = path.stat().st_size <= _SMALL
    with pq.ParquetFile(pa.BufferReader(path.read_bytes()) if is_small else path) as file:
        return file.read(columns=columns, use_threads=not is_small)


def part_paths(snapshot: Path, table: str) -> list[Path]:
    """Return the Parquet files of a table in their order: one, or the parts of its folder."""
    path = snapshot / f"{table}.parquet"
    return sorted(path.glob("*.parquet")) if path.is_dir() else [path]


def read_parts(
    snapshot: Path,
    tables: list[str],
    columns: Mapping[str, list[str]] | None = None,
    leaflets: Sequence[str] | None = None,
) -> Iterator[dict[str, pa.Table]]:
    """Yield the tables part by part: each yields all rows of some leaflets.

    ``columns`` names the columns of a table that are wanted, ``leaflets`` the leaflets; else all.
    """
    chosen = columns or {}
    paths = [part_paths(snapshot, table) for table in tables]
    groups = list(zip(*paths, strict=True))
    wanted: Sequence[int] = range(len(groups))
    rows = None
    if leaflets is not None:
        wanted = sorted({part_of(key, len(groups)) for key in leaflets})
        rows = pa.array(leaflets, pa.string())
    for n in wanted:
        yield {
            table: _filtered(read_file(path, chosen.get(table)), rows)
            for table, path in zip(tables, groups[n], strict=True)
        }


def _filtered(table: pa.Table, leaflets: pa.Array | None) -> pa.Table:
    return table if leaflets is None else table.filter(pc.is_in(table["leaflet_id"], leaflets))


def n_parts_of(snapshot: Path) -> int:
    """Return in how many parts the tables of leaflets are kept."""
    return len(part_paths(snapshot, "leaflets"))


def read_part(snapshot: Path, part: int, columns: Mapping[str, list[str]]) -> dict[str, pa.Table]:
    """Return one part of the tables named, with the columns named.  Raises FileNotFoundError where one is missing."""
    return {table: read_file(part_paths(snapshot, table)[part], chosen) for table, chosen in columns.items()}


def read_table(snapshot: Path, table: str, columns: list[str] | None = None) -> pa.Table:
    """Return a whole table of a snapshot."""
    return pa.concat_tables(read_file(path, columns) for path in part_paths(snapshot, table))
