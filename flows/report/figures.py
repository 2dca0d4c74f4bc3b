"""The figures of the report, each a plain count or share over the published tables."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from flows.store import read_manifest, read_table
from schemas.vocab import Basis

_DOUBTFUL_BELOW = 0.9
_CONFIDENCE_EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0001)
_WORTH_A_LOOK = 10
_SHOWN_TERMS = 20


@dataclass
class Figures:
    """Everything that the report says in numbers; shares are from 0 to 1."""

    run: dict[str, Any]
    manifest: dict[str, Any]
    rows: dict[str, int]
    families: pd.DataFrame
    unrecognised_share: float
    quarantined_share: float
    n_quarantined: int
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
    changes: pd.Series[int] = field(default_factory=lambda: pd.Series(dtype=int))


def figures(snapshot: Path) -> Figures:
    """Return the figures of a snapshot.  Raises FileNotFoundError where a table that every run publishes is missing."""
    leaflets = _frame(snapshot, "leaflets", _LEAFLET_COLUMNS)
    effects = _frame(snapshot, "effects", _EFFECT_COLUMNS)
    terms = _frame(snapshot, "effect_terms", ["term", "concept_id"])
    issues = _frame(snapshot, "issues", ["leaflet_id", "code", "severity"])
    quarantine = _frame(snapshot, "quarantine")
    runs = _frame(snapshot, "runs").sort_values("started_at")
    manifest = read_manifest(snapshot)
    inferred = effects[effects.placement == Basis.INFERRED]
    professional = effects[effects.audience == "professional"]
    return Figures(
        run={str(name): value for name, value in runs.iloc[-1].items()},
        manifest=manifest,
        rows={name: entry["n_rows"] for name, entry in manifest["tables"].items()},
        families=_families(leaflets, effects),
        unrecognised_share=_share(leaflets.n_unrecognised_chars.sum(), leaflets.n_chars.sum()),
        quarantined_share=_share(len(quarantine), len(quarantine) + len(leaflets)),
        n_quarantined=len(quarantine),
        quarantine=_quarantine(quarantine),
        issues=issues.groupby(["code", "severity"]).size().rename("n").reset_index().sort_values("n", ascending=False),
        confidence=_confidence(inferred),
        inferred_placement_share=_share(len(inferred), len(effects)),
        doubtful_share=_share(int((inferred.placement_confidence < _DOUBTFUL_BELOW).sum()), len(effects)),
        inferred_systems_share=_share(
            int((professional.body_system_basis == Basis.INFERRED).sum()), int(professional.body_system.notna().sum())
        ),
        effects_by_section=effects.section_kind.value_counts(),
        concept_share=_share(int(terms.concept_id.notna().sum()), len(terms)),
        uncoded_terms=terms.loc[terms.concept_id.isna(), "term"].value_counts().head(_SHOWN_TERMS),
        worth_a_look=_worth_a_look(leaflets, effects, issues),
        trend=runs,
        changes=_changes(snapshot, manifest),
    )


_LEAFLET_COLUMNS = [
    "leaflet_id",
    "source",
    "layout",
    "source_format",
    "generic_name",
    "n_chars",
    "n_unrecognised_chars",
]
_EFFECT_COLUMNS = [
    "leaflet_id",
    "section_kind",
    "audience",
    "placement",
    "placement_confidence",
    "body_system",
    "body_system_basis",
]


def _frame(snapshot: Path, table: str, columns: list[str] | None = None) -> pd.DataFrame:
    frame: pd.DataFrame = read_table(snapshot, table, columns).to_pandas()
    return frame


def _share(part: float, whole: float) -> float:
    return float(part) / float(whole) if whole else 0.0


def _families(leaflets: pd.DataFrame, effects: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each leaflet family and format: leaflets, effects, share of text not understood."""
    counted = leaflets.assign(n_effects=leaflets.leaflet_id.map(effects.leaflet_id.value_counts()).fillna(0))
    grouped = counted.groupby(["layout", "source_format"], observed=True)
    table = grouped.agg(
        n_leaflets=("leaflet_id", "size"),
        n_effects=("n_effects", "sum"),
        n_chars=("n_chars", "sum"),
        n_unrecognised_chars=("n_unrecognised_chars", "sum"),
    ).reset_index()
    table["n_effects"] = table.n_effects.astype(int)
    table["unrecognised_share"] = (table.n_unrecognised_chars / table.n_chars.clip(lower=1)).astype(float)
    return table.sort_values("n_leaflets", ascending=False)


def _quarantine(quarantine: pd.DataFrame) -> pd.DataFrame:
    columns = ["source", "stage", "code", "message", "place"]
    return quarantine[[c for c in columns if c in quarantine]].sort_values(["code", "source"])


def _confidence(inferred: pd.DataFrame) -> pd.DataFrame:
    """Return how many inferred placements lie in each band of confidence."""
    counts, _ = np.histogram(inferred.placement_confidence, bins=_CONFIDENCE_EDGES)
    labels = [f"{a:g} to {min(b, 1):g}" for a, b in itertools.pairwise(_CONFIDENCE_EDGES)]
    return pd.DataFrame({"band": labels, "n": counts})


def _worth_a_look(leaflets: pd.DataFrame, effects: pd.DataFrame, issues: pd.DataFrame) -> pd.DataFrame:
    """Return the leaflets that give most reasons for doubt: unread text, doubtful sections, warnings, no effects."""
    doubtful = effects[(effects.placement == Basis.INFERRED) & (effects.placement_confidence < _DOUBTFUL_BELOW)]
    warnings = issues[issues.severity != "info"]
    table = leaflets.assign(
        unrecognised_share=leaflets.n_unrecognised_chars / leaflets.n_chars.clip(lower=1),
        n_doubtful=leaflets.leaflet_id.map(doubtful.leaflet_id.value_counts()).fillna(0).astype(int),
        n_warnings=leaflets.leaflet_id.map(warnings.leaflet_id.value_counts()).fillna(0).astype(int),
        n_effects=leaflets.leaflet_id.map(effects.leaflet_id.value_counts()).fillna(0).astype(int),
    )
    table["doubt"] = (
        50 * table.unrecognised_share + table.n_doubtful + 2 * table.n_warnings + 10 * (table.n_effects == 0)
    )
    chosen = table[table.doubt > 0].sort_values(["doubt", "source"], ascending=[False, True])
    return chosen.head(_WORTH_A_LOOK)


def _changes(snapshot: Path, manifest: dict[str, Any]) -> pd.Series[int]:
    if "changes" not in manifest["tables"]:
        return pd.Series(dtype=int)
    changes = _frame(snapshot, "changes", ["change", "cause"])
    return changes.groupby(["change", "cause"]).size().sort_values(ascending=False)
