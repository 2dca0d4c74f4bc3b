"""Parts: how a table is split into files.

Rows are ordered by leaflet id.  A small snapshot has one part, so that each table is one file.  A large one has a
power of two of them, each holding the leaflets of one range of ids: which part a leaflet lies in follows from its id
and the number of files alone, never from the order of runs or workers.
"""

from __future__ import annotations

ONE_PART_UP_TO = 2_048
LEAFLETS_A_PART = 128


def n_parts(n_leaflets: int) -> int:
    """Return how many parts a snapshot of so many leaflets has.

    >>> [n_parts(n) for n in (0, 1117, 2048, 2049, 10_000, 100_000)]
    [1, 1, 1, 32, 128, 1024]
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


KINDS = ("parquet", "csv")
"""The files that each table has."""


def table_files(table: str, part: int, parts: int) -> list[str]:
    """Return the paths of a table's part below the snapshot, one of each kind."""
    return [file_name(table, kind, part, parts) for kind in KINDS]


def file_name(table: str, kind: str, part: int, parts: int) -> str:
    """Return the path of a part below the snapshot.

    >>> file_name("effects", "parquet", 0, 1), file_name("effects", "csv", 10, 16)
    ('effects.parquet', 'csv/effects.csv/part-00010.csv')
    """
    folder = "csv/" if kind == "csv" else ""
    return f"{folder}{table}.{kind}" + (f"/part-{part:05d}.{kind}" if parts > 1 else "")
