"""Leaflets of the reviewed corpus through the extractors and into tables, and what the scorer says of them."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from extractors.extract import extract
from extractors.model import DocumentError, leaflet_id_of
from extractors.tabulate import Origin, Rows, join, tabulate, to_tables

_WHEN = datetime(2000, 1, 1, tzinfo=UTC)


def rows_of(path: Path) -> Rows | str:
    """Return the rows of one leaflet, or why it was refused."""
    raw = path.read_bytes()
    try:
        leaflet = extract(raw, path.name)
    except DocumentError as error:
        return f"{path.name}: {error.code}: {error.message}"
    key = leaflet_id_of(path.name)
    digest = hashlib.sha256(raw).hexdigest()
    return tabulate(leaflet, Origin(key, path.name, digest, len(raw), 1, _WHEN, _WHEN, "measured", "measured"))


def publish(paths: Sequence[Path], output: Path, workers: int = 2) -> list[str]:
    """Write the tables of the leaflets in ``paths`` below ``output``; return why leaflets were refused."""
    output.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(workers) as pool:
        found = list(pool.map(rows_of, paths, chunksize=8))
    for name, table in to_tables(join(rows for rows in found if not isinstance(rows, str))).items():
        pq.write_table(table, output / f"{name}.parquet")
    return [refused for refused in found if isinstance(refused, str)]


def score(script: Path, *arguments: object) -> tuple[dict[str, Any], str]:
    """Run a scorer; return its figures and what it printed.  Raises RuntimeError where it fails."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "figures.json"
        command = [sys.executable, script, *arguments, "--json", result]
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(map(str, command))} failed:\n{done.stderr or done.stdout}")
        return json.loads(result.read_text(encoding="utf-8")), done.stdout
