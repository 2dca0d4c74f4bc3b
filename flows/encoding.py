"""Tables as the bytes of their files."""

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


class EncodedTable(NamedTuple):
    """A table's part as the bytes of its files, its number of rows, and a digest of its logical content."""

    parquet: bytes
    csv: bytes
    n_rows: int
    content_sha256: str


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
