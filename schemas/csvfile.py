"""CSV that a spreadsheet opens without running anything, and that reads back as the very same table.

Leaflet text is untrusted, and a cell that begins with = + - @ (or their full-width twins), a tab or a line end may run
as a formula.  Such a cell gets an apostrophe in front, as does one that begins with an apostrophe, so that taking one
apostrophe off again is always right (rule: OWASP, "CSV injection").  Files are UTF-8 with a byte order mark, quoted as
RFC 4180 asks; an empty cell is null.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from schemas.arrow import arrow_schema, to_frame

if TYPE_CHECKING:
    import pandas as pd

BOM = b"\xef\xbb\xbf"
_RISKY = "=+-@\t\r\n'＝＋－＠"
_BEGINS_RISKY = f"^[{re.escape(_RISKY)}]"
_OPTIONS = csv.WriteOptions(batch_size=4_096)  # Arrow's 1,024 rows take 1.4 times as long
_FIRST_BYTES = np.zeros(256, dtype=bool)
_FIRST_BYTES[[sign.encode()[0] for sign in _RISKY]] = True


def to_csv(table: pa.Table, closed: Collection[str] = ()) -> bytes:
    """Return the table as CSV with a header; ``closed`` columns are known to hold nothing that runs."""
    sink = io.BytesIO(BOM)
    sink.seek(len(BOM))
    csv.write_csv(_guarded(table, closed), sink, _OPTIONS)
    return sink.getvalue()


def read_csv(path: Path, table: str) -> pd.DataFrame:
    """Return a published CSV file, or a folder of its parts, as the DataFrame that the Parquet file gives."""
    parts = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    return to_frame(pa.concat_tables([_read_part(part.read_bytes(), table) for part in parts]))


def _read_part(raw: bytes, table: str) -> pa.Table:
    schema = arrow_schema(table)
    plain = {f.name: pa.string() if pa.types.is_timestamp(f.type) else f.type for f in schema}
    found = csv.read_csv(
        pa.BufferReader(raw),
        read_options=csv.ReadOptions(block_size=max(len(raw), 1)),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=plain,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["true"],
            false_values=["false"],
        ),
    )
    columns = [_restored(found[f.name], f.type) for f in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def _restored(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    if pa.types.is_timestamp(kind):
        return pc.cast(pc.replace_substring_regex(column, "Z$", ""), pa.timestamp("us")).cast(kind)
    if pa.types.is_string(kind):
        return pc.replace_substring_regex(column, r"(?s)\A'(.)", r"\1")
    return column


def _guarded(table: pa.Table, closed: Collection[str]) -> pa.Table:
    """Return the table with an apostrophe before each cell that a spreadsheet might run."""
    columns = [
        table.column(n) if field.name in closed else _guarded_column(table.column(n), field)
        for n, field in enumerate(table.schema)
    ]
    return pa.Table.from_arrays(columns, names=table.column_names)


def _guarded_column(column: pa.ChunkedArray, field: pa.Field) -> pa.ChunkedArray:
    if not pa.types.is_string(field.type) or not any(map(_may_be_risky, column.chunks)):
        return column
    risky = pc.match_substring_regex(column, _BEGINS_RISKY)
    if not pc.any(risky).as_py():
        return column
    return pc.if_else(risky, pc.binary_join_element_wise("'", column, ""), column)


def _may_be_risky(strings: pa.StringArray) -> bool:
    """Return whether a cell begins with the first byte of a risky sign: asked of all at once, and hardly any does."""
    _, offsets, data = strings.buffers()
    if data is None or not data.size:
        return False
    bounds = np.frombuffer(offsets, dtype=np.int32)[strings.offset : strings.offset + len(strings) + 1]
    starts = bounds[:-1][bounds[1:] > bounds[:-1]]
    return bool(_FIRST_BYTES[np.frombuffer(data, dtype=np.uint8)[starts]].any())
