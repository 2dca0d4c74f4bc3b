"""Evidence pages: a leaflet's text with every block and every effect marked, and its rows beside it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.report.rendering import environment
from flows.store import part_paths, read_manifest, read_parts

_TABLES = ["leaflets", "texts", "blocks", "sections", "effects", "effect_terms", "issues"]
_DOUBTFUL_BELOW = 0.9

Row = dict[str, Any]


@dataclass(frozen=True)
class Mark:
    """A stretch of a block: plain, or the words of the effects whose numbers it carries."""

    text: str
    effects: tuple[int, ...] = ()


def evidence_page(rows: dict[str, list[Row]], changes: list[Row] | None = None) -> str:
    """Return the page of the one leaflet whose rows these are, with what changed since its version before."""
    leaflet, text = rows["leaflets"][0], rows["texts"][0]["text"]
    effects = sorted(rows["effects"], key=lambda row: row["position"])
    terms: dict[str, list[Row]] = {}
    for term in rows["effect_terms"]:
        terms.setdefault(term["effect_id"], []).append(term)
    for number, effect in enumerate(effects):
        effect["number"] = number
        effect["terms"] = terms.get(effect["effect_id"], [])
        effect["is_doubtful"] = effect["placement_confidence"] < _DOUBTFUL_BELOW
    kinds = {section["section_id"]: section["section_kind"] for section in rows["sections"]}
    return (
        environment()
        .get_template("evidence.html")
        .render(
            leaflet=leaflet,
            blocks=list(_blocks(text, rows["blocks"], effects, kinds)),
            effects=effects,
            issues=rows["issues"],
            changes=changes or [],
            kinds=sorted({effect["section_kind"] for effect in effects}),
        )
    )


def _blocks(text: str, blocks: list[Row], effects: list[Row], kinds: dict[str, str]) -> Iterator[Row]:
    of_block: dict[str, list[Row]] = {}
    for effect in effects:
        of_block.setdefault(effect["block_id"], []).append(effect)
    at = 0
    for block in sorted(blocks, key=lambda row: row["char_start"]):
        gap = text[at : block["char_start"]].count("\n")
        at = block["char_end"]
        marks = list(_marks(text, block["char_start"], at, of_block.get(block["block_id"], [])))
        yield {"role": block["role"], "kind": kinds.get(block["section_id"]), "gap": min(gap, 2), "marks": marks}


def _marks(text: str, start: int, end: int, effects: list[Row]) -> Iterator[Mark]:
    """Cut a block where effects begin and end; stretches that several effects share carry all their numbers."""
    cuts = {start, end}
    for effect in effects:
        cuts |= {max(start, effect["char_start"]), min(end, effect["char_end"])}
    ordered = sorted(cuts)
    for a, b in itertools.pairwise(ordered):
        inside = tuple(e["number"] for e in effects if e["char_start"] <= a and b <= e["char_end"])
        yield Mark(text[a:b], inside)


def leaflet_rows(snapshot: Path, leaflet_id: str) -> dict[str, list[Row]]:
    """Return the rows of one leaflet, table by table.  Raises KeyError where the snapshot lacks the leaflet."""
    for tables in read_parts(snapshot, _TABLES):
        mine = pc.field("leaflet_id") == leaflet_id
        chosen = {name: table.filter(mine).to_pylist() for name, table in tables.items()}
        if chosen["leaflets"]:
            return chosen
    raise KeyError(f"no leaflet {leaflet_id} in {snapshot}")


def leaflet_changes(snapshot: Path, leaflet_id: str) -> list[Row]:
    """Return what differs from the leaflet's previous version, as far as the snapshot says."""
    if "changes" not in read_manifest(snapshot)["tables"]:
        return []
    found: list[Row] = []
    for path in part_paths(snapshot, "changes"):
        found += pq.read_table(path).filter(pc.field("leaflet_id") == leaflet_id).to_pylist()
    return found


def write_evidence(snapshot: Path, folder: Path) -> int:
    """Write the pages of all leaflets of a snapshot; return how many.  Memory depends on the size of a part."""
    folder.mkdir(exist_ok=True)
    n = 0
    for tables in read_parts(snapshot, _TABLES):
        of: dict[str, dict[str, list[Row]]] = {}
        for name, table in tables.items():
            for row in table.to_pylist():
                of.setdefault(row["leaflet_id"], {t: [] for t in _TABLES})[name].append(row)
        for leaflet_id, rows in of.items():
            page = evidence_page(rows, leaflet_changes(snapshot, leaflet_id))
            (folder / f"{leaflet_id}.html").write_text(page, encoding="utf-8")
            n += 1
    return n
