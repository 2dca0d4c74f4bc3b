"""What a run makes of the rows of a part: the bytes of its files, and what is counted.

By whoever has the rows: a worker that has read a whole part, or the process that publishes, where a part is joined.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple, Self

import pyarrow as pa
import pyarrow.compute as pc

from flows.changes import Stated
from flows.encoding import encode_table
from flows.gate import Tally
from flows.parts import table_files
from flows.report.counts import Counts, Look, tally_name
from flows.report.search import has_search, search_of, search_path

_PACKING = "lz4"


class Packed(NamedTuple):
    """The content of a file on its way from a worker: CSV is some five times smaller so."""

    content: bytes
    n_bytes: int

    @classmethod
    def of(cls, content: bytes) -> Self:
        """Return the content, packed."""
        return cls(pa.compress(content, _PACKING, asbytes=True), len(content))

    def unpacked(self) -> bytes:
        """Return the content as the file holds it."""
        content: bytes = pa.decompress(self.content, self.n_bytes, _PACKING, asbytes=True)
        return content


class Said(NamedTuple):
    """What the manifest says of a table's part."""

    n_rows: int
    content_sha256: str


class PartFacts(NamedTuple):
    """What is known of a part beside its tables: what it holds, which leaflets to look at, its files of the report."""

    tally: Tally
    doubtful: list[Look]
    files: dict[str, bytes]


class FinishedPart(NamedTuple):
    """A part as it is published: nothing is left but to put its files where they belong, and to compare.

    ``files`` are named by their paths below the snapshot: the content, or where a file with it was laid aside.
    ``leaflets`` are those whose rows the part holds, in order; ``stated`` is what the known ones of them state.
    """

    tables: dict[str, Said]
    files: Mapping[str, Packed | Path]
    tally: Tally
    leaflets: list[str]
    stated: pa.Table


def finish_part(
    tables: Mapping[str, pa.Table], part: int, parts: int, known: Collection[str], aside: Path | None = None
) -> FinishedPart:
    """Return a part of fresh rows, finished; ``known`` are the leaflets whose statements are to be compared.

    Its files are laid into a fresh folder below ``aside``, of the file system that the snapshot lies on; None: they are
    in what is returned.
    """
    said: dict[str, Said] = {}
    files: dict[str, bytes] = {}
    for name, table in tables.items():
        encoded = encode_table(name, table)
        said[name] = Said(encoded.n_rows, encoded.content_sha256)
        files |= zip(table_files(name, part, parts), (encoded.parquet, encoded.csv), strict=True)
    facts = facts_of(tables, part, parts)
    files |= facts.files
    return FinishedPart(
        said,
        {path: Packed.of(content) for path, content in files.items()} if aside is None else _laid(files, aside),
        facts.tally,
        tables["leaflets"]["leaflet_id"].to_pylist(),
        stated_of(tables["effects"], known),
    )


def facts_of(tables: Mapping[str, pa.Table], part: int, parts: int) -> PartFacts:
    """Return what is counted of a part, and its share of the search where a snapshot of so many parts has one."""
    counts = Counts()
    counts.add(tables)
    search = search_of(tables, part) if has_search(parts) else {}
    files = {tally_name(part, parts): counts.as_json()} | {search_path(name): found for name, found in search.items()}
    return PartFacts(_tally(tables), counts.look, files)


def stated_of(effects: pa.Table, leaflets: Collection[str]) -> pa.Table:
    """Return what these leaflets state, as the columns that changes are told by."""
    columns = effects.select(["leaflet_id", *Stated._fields])
    if not leaflets:
        return columns.slice(0, 0)
    return columns.filter(pc.is_in(columns["leaflet_id"], pa.array(leaflets, pa.string())))


def _laid(files: Mapping[str, bytes], aside: Path) -> dict[str, Path]:
    """Write files into a folder that nobody else has, and return where each lies."""
    folder = Path(tempfile.mkdtemp(dir=aside))
    laid = {path: folder / str(number) for number, path in enumerate(files)}
    for path, place in laid.items():
        place.write_bytes(files[path])
    return laid


def _tally(tables: Mapping[str, pa.Table]) -> Tally:
    leaflets = tables["leaflets"]
    return Tally(
        n_leaflets=leaflets.num_rows,
        n_effects=tables["effects"].num_rows,
        n_chars=pc.sum(leaflets["n_chars"]).as_py() or 0,
        n_unrecognised_chars=pc.sum(leaflets["n_unrecognised_chars"]).as_py() or 0,
    )
