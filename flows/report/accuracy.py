"""How right each leaflet family came out when it was last measured against reviewed leaflets."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from importlib.resources import files

FILE = "accuracy.csv"
COLUMNS = ["shape", "family", "n_leaflets", "figure", "value", "measured_on", "parser_version"]


@dataclass(frozen=True)
class Figure:
    """One figure, from 0 to 1."""

    name: str
    value: float


@dataclass(frozen=True)
class Measured:
    """One folder of reviewed leaflets: what they are, how many, and what came out right."""

    family: str
    n_leaflets: int
    measured_on: str
    parser_version: str
    figures: tuple[Figure, ...]


def accuracy() -> list[Measured]:
    """Return what ``benchmarks/accuracy.py`` measured last; it writes the file that comes with this package."""
    text = files("flows.report").joinpath(FILE).read_text(encoding="utf-8")
    found: dict[str, list[dict[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        found.setdefault(row["shape"], []).append(row)
    return [_measured(rows) for rows in found.values()]


def _measured(rows: list[dict[str, str]]) -> Measured:
    first = rows[0]
    figures = tuple(Figure(row["figure"], float(row["value"])) for row in rows)
    return Measured(first["family"], int(first["n_leaflets"]), first["measured_on"], first["parser_version"], figures)
