"""The figures of the report, each a plain count or share over the published tables."""

from __future__ import annotations

import heapq
import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from flows.report.counts import CONFIDENCE_EDGES, Counts, count
from flows.store import part_paths, read_manifest, read_table

SHOWN_TERMS = 20
SHOWN_REFUSALS = 500
SHOWN_RUNS = 10
_REFUSAL = ["code", "source", "stage", "message", "place"]


@dataclass
class Figures:
    """Everything that the report says in numbers; shares are from 0 to 1."""

    run: dict[str, Any]
    manifest: dict[str, Any]
    rows: dict[str, int]
    gate: list[str]
    families: pd.DataFrame
    unrecognised_share: float
    quarantined_share: float
    quarantine_codes: pd.Series[int]
    quarantine: pd.DataFrame
    issues: pd.DataFrame
    confidence: pd.DataFrame
    inferred_placement_share: float
    doubtful_share: float
    inferred_systems_share: float
    effects_by_section: pd.Series[int]
    concept_share: float
    uncoded_terms: pd.Series[int]
    worth_a_look: pd.DataFrame
    trend: pd.DataFrame
    changes: pd.Series[int]

    @property
    def n_quarantined(self) -> int:
        """Files in quarantine."""
        return int(self.quarantine_codes.sum())


def figures(snapshot: Path) -> Figures:
    """Return the figures of a snapshot.  Raises FileNotFoundError where a table that every run publishes is missing."""
    manifest = read_manifest(snapshot)
    counts = count(snapshot)
    of = counts.totals
    runs = read_table(snapshot, "runs").to_pandas().sort_values("started_at")
    codes, refusals = _quarantine(snapshot)
    n_refused = sum(codes.values())
    return Figures(
        run={str(name): value for name, value in runs.iloc[-1].items()},
        manifest=manifest,
        rows={name: entry["n_rows"] for name, entry in manifest["tables"].items()},
        gate=list(manifest["gate"]),
        families=_families(counts),
        unrecognised_share=_share(of["n_unrecognised_chars"], of["n_chars"]),
        quarantined_share=_share(n_refused, n_refused + of["n_leaflets"]),
        quarantine_codes=_series(codes),
        quarantine=refusals,
        issues=_issues(counts),
        confidence=_confidence(counts),
        inferred_placement_share=_share(of["n_inferred"], of["n_effects"]),
        doubtful_share=_share(of["n_doubtful"], of["n_effects"]),
        inferred_systems_share=_share(of["n_systems_inferred"], of["n_systems"]),
        effects_by_section=_series(counts.sections),
        concept_share=_share(of["n_concepts"], of["n_terms"]),
        uncoded_terms=_series(counts.uncoded).head(SHOWN_TERMS),
        worth_a_look=pd.concat(counts.look),
        trend=runs,
        changes=_changes(snapshot),
    )


def _share(part: float, whole: float) -> float:
    return float(part) / float(whole) if whole else 0.0


def _series(counted: Counter[str]) -> pd.Series[int]:
    """Return counts, the greatest first, equal ones by name."""
    ordered = sorted(counted.items(), key=lambda entry: (-entry[1], entry[0]))
    return pd.Series([n for _, n in ordered], index=[name for name, _ in ordered], dtype=int)


def _families(counts: Counts) -> pd.DataFrame:
    """Return a row for each leaflet family and format: leaflets, effects, share of text not understood."""
    table = pd.concat(counts.families).reset_index()
    table["unrecognised_share"] = table.n_unrecognised_chars / table.n_chars
    return table.sort_values("n_leaflets", ascending=False)


def _issues(counts: Counts) -> pd.DataFrame:
    rows = [(code, severity, n) for (code, severity), n in counts.issues.items()]
    table = pd.DataFrame(rows, columns=["code", "severity", "n"])
    return table.sort_values(["n", "code"], ascending=[False, True], ignore_index=True)


def _confidence(counts: Counts) -> pd.DataFrame:
    """Return how many inferred placements lie in each band of confidence."""
    labels = [f"{a:g} to {min(b, 1):g}" for a, b in itertools.pairwise(CONFIDENCE_EDGES)]
    return pd.DataFrame({"band": labels, "n": counts.bands})


def _quarantine(snapshot: Path) -> tuple[Counter[str], pd.DataFrame]:
    """Return the number of refused files by code, and the first of them in the order of code and source."""
    codes: Counter[str] = Counter()
    first: list[tuple[Any, ...]] = []
    for rows in _batches(snapshot, "quarantine", _REFUSAL):
        codes.update(row[0] for row in rows)
        first = heapq.nsmallest(SHOWN_REFUSALS, [*first, *rows], key=lambda row: row[:2])
    return codes, pd.DataFrame(first, columns=_REFUSAL, dtype=object)


def _changes(snapshot: Path) -> pd.Series[int]:
    found: Counter[tuple[str, str]] = Counter()
    for rows in _batches(snapshot, "changes", ["change", "cause"]):
        found.update((change, cause) for change, cause in rows)
    ordered = sorted(found.items(), key=lambda entry: (-entry[1], entry[0]))
    index = pd.MultiIndex.from_tuples([key for key, _ in ordered], names=["change", "cause"]) if ordered else None
    return pd.Series([n for _, n in ordered], index=index, dtype=int)


def _batches(snapshot: Path, table: str, columns: list[str]) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the rows of a table of runs some thousands at a time."""
    for path in part_paths(snapshot, table):
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(columns=columns):
                yield list(zip(*(batch.column(name).to_pylist() for name in columns), strict=True))
