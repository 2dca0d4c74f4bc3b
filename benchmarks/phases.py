"""One round over pages, or over the same leaflets as flattened text: `... phases KIND HTML TEXT NUMBER`.

Prints as JSON the CPU seconds of each phase, and of the baseline on the same pages.  Meant for a process of its own:
*never seen* is the first pass over leaflets that this process has not met, after it has read as many others; *seen
before* is the second pass over the same, when what is remembered between leaflets holds them.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from benchmarks.measuring import baseline, cpu, pages_below
from extractors.extract import extract
from extractors.layouts.base import layout_of
from extractors.model import Leaflet
from extractors.readers.base import read
from extractors.tabulate import Origin, join, tabulate, to_tables
from flows.checks import first_fault
from flows.encoding import encode_table
from flows.lean import make_lean, publishes_only
from flows.report.counts import Counts
from flows.report.search import search_of, write_search

_WHEN = datetime(2000, 1, 1, tzinfo=UTC)


def main(kind: str, html: str, text: str, number: str) -> None:
    """Measure one round and print it."""
    publishes_only()
    make_lean()
    pages, others = _split(pages_below(Path(html)), int(number))
    raws = _contents(pages)
    if kind == "html":
        taken = _of_kind("HTML page", raws, _contents(others)) | _of_tables(raws)
    else:
        measured, warming = ([Path(text) / f"{page.stem}.txt" for page in paths] for paths in (pages, others))
        taken = _of_kind("flattened text", _contents(measured), _contents(warming))
    print(json.dumps({**taken, "baseline": baseline(raws), "pages": len(raws)}))


def _split(paths: Sequence[Path], number: int) -> tuple[list[Path], list[Path]]:
    """Return the files to measure, spread over the folder, and as many others to warm up with."""
    step = max(2, len(paths) // number)
    return list(paths[::step])[:number], list(paths[1::step])[:number]


def _contents(paths: Sequence[Path]) -> list[bytes]:
    return [path.read_bytes() for path in paths if path.is_file()]


def _of_kind(kind: str, raws: Sequence[bytes], warming: Sequence[bytes]) -> dict[str, float]:
    for raw in warming:
        extract(raw)
    taken = {f"{kind}: bytes to Leaflet, never seen": cpu(lambda: [extract(raw) for raw in raws])}
    taken[f"{kind}: bytes to Leaflet, seen before"] = cpu(lambda: [extract(raw) for raw in raws])
    documents = [read(raw) for raw in raws]
    taken[f"{kind}: read, seen before"] = cpu(lambda: [read(raw) for raw in raws])
    taken[f"{kind}: understand, seen before"] = cpu(lambda: [layout_of(d).understand(d) for d in documents])
    return taken


def _of_tables(raws: Sequence[bytes]) -> dict[str, float]:
    leaflets = [extract(raw) for raw in raws]
    _tables(leaflets[:1], raws[:1])  # loads what makes tables
    taken = {"tabulate": cpu(lambda: _tables(leaflets, raws))}
    tables = _tables(leaflets, raws)
    taken["validate"] = cpu(lambda: first_fault(tables))
    taken["write (Parquet and CSV in memory)"] = cpu(lambda: [encode_table(n, t) for n, t in tables.items()])
    with tempfile.TemporaryDirectory() as folder:
        taken["report (counts and search)"] = cpu(lambda: _report(tables, Path(folder)))
    return taken


def _tables(leaflets: Sequence[Leaflet], raws: Sequence[bytes]) -> dict[str, pa.Table]:
    rows = []
    for number, (leaflet, raw) in enumerate(zip(leaflets, raws, strict=True)):
        digest = hashlib.sha256(raw).hexdigest()
        origin = Origin(digest[:16], f"{number}.html", digest, len(raw), 1, _WHEN, _WHEN, "measured", "measured")
        rows.append(tabulate(leaflet, origin))
    return to_tables(join(rows))


def _report(tables: dict[str, pa.Table], folder: Path) -> None:
    Counts().add(tables)
    write_search(search_of(tables, 0), folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
