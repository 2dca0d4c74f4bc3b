"""The figures of the report, each a plain count or share over the published tables."""

from __future__ import annotations

import heapq
import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from flows.reading import part_paths, read_table
from flows.report.counts import CONFIDENCE_EDGES, Counts, Look, count
from flows.store import read_manifest

SHOWN_TERMS = 20
SHOWN_REFUSALS = 500
SHOWN_RUNS = 10
Numbers = dict[str, int]


class Family(NamedTuple):
    """Leaflets of one family and format, and how much of their text was not understood."""

    layout: str
    source_format: str
    n_leaflets: int
    n_effects: int
    unrecognised_share: float


class Kind(NamedTuple):
    """How many issues of one code there are."""

    code: str
    severity: str
    n: int


class Refusal(NamedTuple):
    """A file in quarantine."""

    code: str
    source: str
    stage: str
    message: str
    place: str | None


class Band(NamedTuple):
    """How many inferred placements have a probability in this band."""

    band: str
    n: int


class PastRun(NamedTuple):
    """A run of the ledger."""

    run_id: str
    started_at: datetime
    status: str
    n_discovered: int
    n_new: int
    n_changed: int
    n_removed: int
    n_quarantined: int
    n_effects: int
    duration_s: float
    parser_version: str


@dataclass
class Figures:
    """Everything that the report says in numbers; shares are from 0 to 1."""

    run: dict[str, Any]
    manifest: dict[str, Any]
    rows: dict[str, int]
    gate: list[str]
    families: list[Family]
    unrecognised_share: float
    quarantined_share: float
    quarantine_codes: Numbers
    quarantine: list[Refusal]
    issues: list[Kind]
    confidence: list[Band]
    inferred_placement_share: float
    doubtful_share: float
    inferred_systems_share: float
    effects_by_section: Numbers
    concept_share: float
    uncoded_terms: Numbers
    worth_a_look: list[Look]
    trend: list[PastRun]
    changes: dict[tuple[str, str], int]

    @property
    def n_quarantined(self) -> int:
        """Files in quarantine."""
        return sum(self.quarantine_codes.values())


def figures(snapshot: Path) -> Figures:
    """Return the figures of a snapshot.  Raises FileNotFoundError where a table that every run publishes is missing."""
    manifest = read_manifest(snapshot)
    counts = count(snapshot)
    of = counts.totals
    runs = read_table(snapshot, "runs").sort_by("started_at").to_pylist()
    codes, refusals = _quarantine(snapshot)
    n_refused = sum(codes.values())
    return Figures(
        run=runs[-1],
        manifest=manifest,
        rows={name: entry["n_rows"] for name, entry in manifest["tables"].items()},
        gate=list(manifest["gate"]),
        families=_families(counts),
        unrecognised_share=_share(of["n_unrecognised_chars"], of["n_chars"]),
        quarantined_share=_share(n_refused, n_refused + of["n_leaflets"]),
        quarantine_codes=_ordered(codes),
        quarantine=refusals,
        issues=_issues(counts),
        confidence=_confidence(counts),
        inferred_placement_share=_share(of["n_inferred"], of["n_effects"]),
        doubtful_share=_share(of["n_doubtful"], of["n_effects"]),
        inferred_systems_share=_share(of["n_systems_inferred"], of["n_systems"]),
        effects_by_section=_ordered(counts.sections),
        concept_share=_share(of["n_concepts"], of["n_terms"]),
        uncoded_terms=_ordered(counts.uncoded, SHOWN_TERMS),
        worth_a_look=counts.look,
        trend=[PastRun(**{name: run[name] for name in PastRun._fields}) for run in runs],
        changes=_changes(snapshot),
    )


def _share(part: float, whole: float) -> float:
    return float(part) / float(whole) if whole else 0.0


def _ordered(counted: Counter[str], most: int | None = None) -> Numbers:
    """Return counts, the greatest first, equal ones by name."""
    ordered = sorted(counted.items(), key=lambda entry: (-entry[1], entry[0]))
    return dict(ordered[:most])


def _families(counts: Counts) -> list[Family]:
    """Return each leaflet family and format: leaflets, effects, share of text not understood; the largest first."""
    found = [
        Family(layout, kind, n["n_leaflets"], n["n_effects"], _share(n["n_unrecognised_chars"], n["n_chars"]))
        for (layout, kind), n in counts.families.items()
    ]
    return sorted(found, key=lambda family: (-family.n_leaflets, family))


def _issues(counts: Counts) -> list[Kind]:
    found = [Kind(code, severity, n) for (code, severity), n in counts.issues.items()]
    return sorted(found, key=lambda kind: (-kind.n, kind.code))


def _confidence(counts: Counts) -> list[Band]:
    """Return how many inferred placements lie in each band of confidence."""
    labels = [f"{a:g} to {min(b, 1):g}" for a, b in itertools.pairwise(CONFIDENCE_EDGES)]
    return [Band(label, n) for label, n in zip(labels, counts.bands, strict=True)]


def _quarantine(snapshot: Path) -> tuple[Counter[str], list[Refusal]]:
    """Return the number of refused files by code, and the first of them in the order of code and source."""
    codes: Counter[str] = Counter()
    first: list[Refusal] = []
    for rows in _batches(snapshot, "quarantine", list(Refusal._fields)):
        codes.update(row[0] for row in rows)
        first = heapq.nsmallest(SHOWN_REFUSALS, [*first, *itertools.starmap(Refusal, rows)], key=lambda row: row[:2])
    return codes, first


def _changes(snapshot: Path) -> dict[tuple[str, str], int]:
    found: Counter[tuple[str, str]] = Counter()
    for rows in _batches(snapshot, "changes", ["change", "cause"]):
        found.update((change, cause) for change, cause in rows)
    return dict(sorted(found.items(), key=lambda entry: (-entry[1], entry[0])))


def _batches(snapshot: Path, table: str, columns: list[str]) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the rows of a table of runs some thousands at a time."""
    for path in part_paths(snapshot, table):
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(columns=columns):
                yield list(zip(*(batch.column(name).to_pylist() for name in columns), strict=True))
