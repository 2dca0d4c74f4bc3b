"""Counts over the published tables that add up part by part, so that a run counts only the parts that it wrote.

Beside each part's tables lies its tally, ``tallies.json``; a part that is carried over brings its own along.
"""

from __future__ import annotations

import hashlib
import heapq
import json
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from flows.parts import file_name
from flows.reading import n_parts_of, read_part
from schemas.vocab import Audience, Basis, Severity

DOUBTFUL_BELOW = 0.9
"""An inferred placement with a smaller probability is called doubtful."""
CONFIDENCE_EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0001)
WORTH_A_LOOK = 10
TALLIES = "tallies"

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


class Look(NamedTuple):
    """A leaflet with what makes it worth a look, and how much doubt that makes."""

    leaflet_id: str
    source: str
    generic_name: str | None
    unrecognised_share: float
    n_doubtful: int
    n_warnings: int
    n_effects: int
    doubt: float


class Counts:
    """What was counted so far; all of it adds up."""

    def __init__(self) -> None:
        self.totals: Counter[str] = Counter()
        self.sections: Counter[str] = Counter()
        self.issues: Counter[tuple[str, ...]] = Counter()
        self.uncoded: Counter[str] = Counter()
        self.bands: list[int] = [0] * (len(CONFIDENCE_EDGES) - 1)
        self.families: dict[tuple[str, ...], Counter[str]] = {}
        self.look: list[Look] = []

    def add(self, tables: Mapping[str, pa.Table]) -> None:
        """Add the tables of one part."""
        effects, terms, issues = tables["effects"], tables["effect_terms"], tables["issues"]
        self._add_leaflets(tables["leaflets"], effects, issues)
        self._add_effects(effects)
        uncoded = terms["term"].filter(pc.is_null(terms["concept_id"]))
        self.totals.update(n_terms=terms.num_rows, n_concepts=terms.num_rows - len(uncoded))
        self.uncoded.update(_numbers(uncoded))
        self.issues.update(zip(issues["code"].to_pylist(), issues["severity"].to_pylist(), strict=True))

    def _add_leaflets(self, leaflets: pa.Table, effects: pa.Table, issues: pa.Table) -> None:
        n_effects = _numbers(effects["leaflet_id"])
        n_doubtful = _numbers(effects["leaflet_id"].filter(_is_doubtful(effects)))
        n_warnings = _numbers(issues["leaflet_id"].filter(pc.not_equal(issues["severity"], Severity.INFO.value)))
        found = []
        for row in leaflets.select(_COLUMNS["leaflets"]).to_pylist():
            key = row["leaflet_id"]
            sums = self.families.setdefault((row["layout"], row["source_format"]), Counter())
            chars = {name: row[name] for name in ("n_chars", "n_unrecognised_chars")}
            sums.update(n_leaflets=1, n_effects=n_effects.get(key, 0), **chars)
            self.totals.update(n_leaflets=1, **chars)
            numbers = (n_doubtful.get(key, 0), n_warnings.get(key, 0), n_effects.get(key, 0))
            found.append(_look(row, *numbers))
        self.look = most_doubtful([*self.look, *found])

    def _add_effects(self, effects: pa.Table) -> None:
        inferred = pc.equal(effects["placement"], Basis.INFERRED.value)
        professional = effects.filter(pc.equal(effects["audience"], Audience.PROFESSIONAL.value))
        systems, basis = professional["body_system"], professional["body_system_basis"]
        confidence = effects["placement_confidence"].filter(inferred).to_numpy()
        bands = np.histogram(confidence, bins=CONFIDENCE_EDGES)[0].tolist()
        self.bands = [before + more for before, more in zip(self.bands, bands, strict=True)]
        self.sections.update(_numbers(effects["section_kind"]))
        self.totals.update(
            n_effects=effects.num_rows,
            n_inferred=len(confidence),
            n_doubtful=int((confidence < DOUBTFUL_BELOW).sum()),
            n_systems=len(systems) - systems.null_count,
            n_systems_inferred=_numbers(basis).get(Basis.INFERRED.value, 0),
        )

    def include(self, other: Counts) -> None:
        """Add what was counted elsewhere."""
        for name in ("totals", "sections", "issues", "uncoded"):
            getattr(self, name).update(getattr(other, name))
        self.bands = [before + more for before, more in zip(self.bands, other.bands, strict=True)]
        for family, sums in other.families.items():
            self.families.setdefault(family, Counter()).update(sums)
        self.look = most_doubtful([*self.look, *other.look])

    def as_json(self) -> bytes:
        """Return the counts as the content of a tally's file."""
        pairs = {name: [[*key, n] for key, n in getattr(self, name).items()] for name in ("issues",)}
        families = [[*key, dict(sums)] for key, sums in self.families.items()]
        plain = {name: getattr(self, name) for name in ("totals", "sections", "uncoded", "bands", "look")}
        said = {"counted_by": counted_by(), **plain, **pairs, "families": families}
        return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_json(cls, content: bytes) -> Counts | None:
        """Return what a tally's file says; None where it was counted by other rules."""
        said: dict[str, Any] = json.loads(content)
        if said["counted_by"] != counted_by():
            return None
        counts = cls()
        for name in ("totals", "sections", "uncoded"):
            setattr(counts, name, Counter(said[name]))
        counts.bands = said["bands"]
        counts.issues = Counter({tuple(key): n for *key, n in said["issues"]})
        counts.families = {tuple(key): Counter(sums) for *key, sums in said["families"]}
        counts.look = [Look(*row) for row in said["look"]]
        return counts


@cache
def counted_by() -> str:
    """Return a digest of the rules of counting: a tally that was counted by others is not added to."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:16]


def tally_name(part: int, parts: int) -> str:
    """Return the path of a part's tally below the snapshot."""
    return file_name(TALLIES, "json", part, parts)


def count(snapshot: Path) -> Counts:
    """Return the counts over a snapshot, from its tallies; a part without one is counted.

    Raises FileNotFoundError where a table is missing.
    """
    counts = Counts()
    parts = n_parts_of(snapshot)
    for part in range(parts):
        path = snapshot / tally_name(part, parts)
        said = Counts.from_json(path.read_bytes()) if path.is_file() else None
        if said is None:
            counts.add(read_part(snapshot, part, _COLUMNS))
        else:
            counts.include(said)
    return counts


def most_doubtful(leaflets: list[Look]) -> list[Look]:
    """Return the leaflets that give most reasons for doubt: unread text, doubtful sections, warnings, no effects."""
    return heapq.nsmallest(WORTH_A_LOOK, (x for x in leaflets if x.doubt > 0), key=lambda x: (-x.doubt, x.source))


def _look(row: Mapping[str, Any], n_doubtful: int, n_warnings: int, n_effects: int) -> Look:
    share = row["n_unrecognised_chars"] / row["n_chars"]
    doubt = 50 * share + n_doubtful + 2 * n_warnings + 10 * (n_effects == 0)
    return Look(
        row["leaflet_id"], row["source"], row["generic_name"], share, n_doubtful, n_warnings, n_effects, float(doubt)
    )


def _is_doubtful(effects: pa.Table) -> pa.ChunkedArray:
    inferred = pc.equal(effects["placement"], Basis.INFERRED.value)
    return pc.and_(inferred, pc.less(effects["placement_confidence"], DOUBTFUL_BELOW))


def _numbers(values: pa.ChunkedArray) -> dict[str, int]:
    """Return how often each value stands in a column; missing ones are left out."""
    counted = pc.value_counts(values.drop_null())
    return dict(zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True))
