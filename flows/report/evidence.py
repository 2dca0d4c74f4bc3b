"""Evidence pages: a leaflet's text with every block and every effect marked, and its rows beside it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from flows.files import link
from flows.reading import part_paths, read_file, read_parts
from flows.report.counts import DOUBTFUL_BELOW
from flows.report.rendering import environment

_TABLES = ["leaflets", "texts", "blocks", "sections", "effects", "effect_terms", "issues"]

Row = dict[str, Any]
Evidence = dict[str, dict[str, list[Row]]]
"""What the page of a leaflet is made of: its rows by table, by leaflet."""


@dataclass(frozen=True)
class Mark:
    """A stretch of a block: plain, or the words of the effects whose numbers it carries."""

    text: str
    effects: tuple[int, ...] = ()
    looks: str = ""


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
        effect["is_doubtful"] = effect["placement_confidence"] < DOUBTFUL_BELOW
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
            roles=sorted({block["role"] for block in rows["blocks"]}),
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
        inside = [e for e in effects if e["char_start"] <= a and b <= e["char_end"]]
        yield Mark(text[a:b], tuple(e["number"] for e in inside), _looks(inside))


def _looks(effects: list[Row]) -> str:
    """Return the classes of a mark: how urgent its first effect is, and whether one of its effects is doubtful."""
    if not effects:
        return ""
    return f"{effects[0]['urgency'] or 'unsaid'}{' doubtful' if any(e['is_doubtful'] for e in effects) else ''}"


def leaflet_page(snapshot: Path, leaflet_id: str) -> str:
    """Return the page of one leaflet.  Raises KeyError where the snapshot lacks the leaflet."""
    for _, page in _pages(snapshot, [leaflet_id], {}):
        return page
    raise KeyError(f"no leaflet {leaflet_id} in {snapshot}")


def evidence_rows(tables: Mapping[str, pa.Table], leaflets: Sequence[str]) -> Evidence:
    """Return the rows that the pages of these leaflets need, as far as the tables hold them."""
    mine = pa.array(leaflets, pa.string())
    of: Evidence = {}
    for name in _TABLES:
        table = tables[name]
        for row in table.filter(pc.is_in(table["leaflet_id"], mine)).to_pylist():
            of.setdefault(row["leaflet_id"], {t: [] for t in _TABLES})[name].append(row)
    return of


def link_pages(before: Path, snapshot: Path, folder: Path, leaflets: Iterable[str]) -> None:
    """Take the pages of unchanged leaflets from the snapshot before.

    A page that tells of changes is not taken: they are those of another run.
    """
    told = {key for path in part_paths(before, "changes") for key in read_file(path)["leaflet_id"].to_pylist()}
    for key in leaflets:
        page = before / folder.relative_to(snapshot) / f"{key}.html"
        if key not in told and page.is_file():
            folder.mkdir(exist_ok=True)
            link(page, folder / page.name)


def write_evidence(snapshot: Path, folder: Path, only: list[str] | None = None, known: Evidence | None = None) -> int:
    """Write the pages of all leaflets of a snapshot, or of those named; return how many.

    ``known`` are rows that need not be read.  Beside the pages stands ``written.js``, which tells the report what it
    may link to.  Memory depends on the size of a part.
    """
    folder.mkdir(exist_ok=True)
    n = 0
    missing = None if only is None else [key for key in only if not (folder / f"{key}.html").exists()]
    for leaflet_id, page in _pages(snapshot, missing, known or {}):
        place = folder / f"{leaflet_id}.html"
        place.unlink(missing_ok=True)  # it may be a file of the snapshot before, under a second name
        place.write_text(page, encoding="utf-8")
        n += 1
    said = '"all"' if only is None else json.dumps(sorted(only))
    (folder / "written.js").write_text(f"window.leafletEvidence={said};\n", encoding="utf-8")
    return n


def _pages(snapshot: Path, only: list[str] | None, known: Evidence) -> Iterator[tuple[str, str]]:
    """Yield the key and the page of all leaflets, or of those named."""
    for of in _rows(snapshot, only, known):
        changes = _changes(snapshot, list(of))
        for leaflet_id, rows in of.items():
            yield leaflet_id, evidence_page(rows, changes.get(leaflet_id))


def _rows(snapshot: Path, only: list[str] | None, known: Evidence) -> Iterator[Evidence]:
    """Yield the rows of leaflets: those that are known, then those of each part."""
    if only is not None:
        yield {key: known[key] for key in only if key in known}
        only = [key for key in only if key not in known]
        if not only:
            return
    for tables in read_parts(snapshot, _TABLES, leaflets=only):
        yield evidence_rows(tables, tables["leaflets"]["leaflet_id"].to_pylist())


def _changes(snapshot: Path, leaflets: list[str]) -> dict[str, list[Row]]:
    """Return what differs from the leaflets' previous versions, as far as the snapshot says."""
    found: dict[str, list[Row]] = {}
    mine = pa.array(leaflets, pa.string())
    for path in part_paths(snapshot, "changes"):
        table = read_file(path)
        for row in table.filter(pc.is_in(table["leaflet_id"], mine)).to_pylist():
            found.setdefault(row["leaflet_id"], []).append(row)
    return found
