"""Counts over the published tables that add up part by part, so that memory depends on the size of a part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from flows.store import read_parts
from schemas.vocab import Audience, Basis, Severity

DOUBTFUL_BELOW = 0.9
"""An inferred placement with a smaller probability is called doubtful."""
CONFIDENCE_EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0001)
WORTH_A_LOOK = 10

_COLUMNS = {
    "leaflets": ["leaflet_id", "source", "layout", "source_format", "generic_name", "n_chars", "n_unrecognised_chars"],
    "effects": [
        "leaflet_id",
        "section_kind",
        "audience",
        "placement",
        "placement_confidence",
        "body_system",
        "body_system_basis",
    ],
    "effect_terms": ["term", "concept_id"],
    "issues": ["leaflet_id", "code", "severity"],
}
_FAMILY = ["layout", "source_format"]
_FAMILY_SUMS = ["n_leaflets", "n_effects", "n_chars", "n_unrecognised_chars"]

Part = dict[str, pd.DataFrame]


@dataclass
class Counts:
    """What was counted so far."""

    totals: Counter[str] = field(default_factory=Counter)
    sections: Counter[str] = field(default_factory=Counter)
    issues: Counter[tuple[str, str]] = field(default_factory=Counter)
    uncoded: Counter[str] = field(default_factory=Counter)
    bands: np.ndarray = field(default_factory=lambda: np.zeros(len(CONFIDENCE_EDGES) - 1, dtype=int))
    families: list[pd.DataFrame] = field(default_factory=list)
    look: list[pd.DataFrame] = field(default_factory=list)

    def add(self, part: Part) -> None:
        """Add one part of the tables."""
        leaflets = _with_counts(part)
        self._add_leaflets(leaflets)
        self._add_effects(part["effects"])
        terms, issues = part["effect_terms"], part["issues"]
        without = terms.concept_id.isna()
        self.totals.update(n_terms=len(terms), n_concepts=int((~without).sum()))
        self.uncoded.update(terms.loc[without, "term"].to_list())
        self.issues.update(zip(issues.code, issues.severity, strict=True))

    def _add_leaflets(self, leaflets: pd.DataFrame) -> None:
        self.totals.update(
            n_leaflets=len(leaflets),
            n_chars=int(leaflets.n_chars.sum()),
            n_unrecognised_chars=int(leaflets.n_unrecognised_chars.sum()),
        )
        grouped = leaflets.assign(n_leaflets=1).groupby(_FAMILY)[_FAMILY_SUMS].sum()
        self.families = [pd.concat([*self.families, grouped]).groupby(level=_FAMILY).sum()]
        self.look = [most_doubtful(pd.concat([*self.look, leaflets]))]

    def _add_effects(self, effects: pd.DataFrame) -> None:
        inferred = effects[effects.placement == Basis.INFERRED]
        professional = effects[effects.audience == Audience.PROFESSIONAL]
        self.totals.update(
            n_effects=len(effects),
            n_inferred=len(inferred),
            n_doubtful=int((inferred.placement_confidence < DOUBTFUL_BELOW).sum()),
            n_systems=int(professional.body_system.notna().sum()),
            n_systems_inferred=int((professional.body_system_basis == Basis.INFERRED).sum()),
        )
        self.sections.update(effects.section_kind.to_list())
        self.bands += np.histogram(inferred.placement_confidence, bins=CONFIDENCE_EDGES)[0]


def count(snapshot: Path) -> Counts:
    """Return the counts over a snapshot.  Raises FileNotFoundError where a table is missing."""
    counts = Counts()
    for part in _parts(snapshot):
        counts.add(part)
    return counts


def most_doubtful(leaflets: pd.DataFrame) -> pd.DataFrame:
    """Return the leaflets that give most reasons for doubt: unread text, doubtful sections, warnings, no effects."""
    chosen = leaflets[leaflets.doubt > 0].sort_values(["doubt", "source"], ascending=[False, True])
    return chosen.head(WORTH_A_LOOK)


def _parts(snapshot: Path) -> Iterator[Part]:
    for tables in read_parts(snapshot, list(_COLUMNS), _COLUMNS):
        yield {name: table.to_pandas() for name, table in tables.items()}


def _with_counts(part: Part) -> pd.DataFrame:
    """Return the leaflets of a part with what is counted for each, and how much doubt that makes."""
    leaflets, effects, issues = part["leaflets"], part["effects"], part["issues"]
    is_doubtful = (effects.placement == Basis.INFERRED) & (effects.placement_confidence < DOUBTFUL_BELOW)

    def number(rows: pd.DataFrame) -> pd.Series[int]:
        return leaflets.leaflet_id.map(rows.leaflet_id.value_counts()).fillna(0).astype(int)

    table = leaflets.assign(
        unrecognised_share=leaflets.n_unrecognised_chars / leaflets.n_chars,
        n_doubtful=number(effects[is_doubtful]),
        n_warnings=number(issues[issues.severity != Severity.INFO]),
        n_effects=number(effects),
    )
    return table.assign(
        doubt=50 * table.unrecognised_share + table.n_doubtful + 2 * table.n_warnings + 10 * (table.n_effects == 0)
    )
