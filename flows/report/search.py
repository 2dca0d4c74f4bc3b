"""What the report's search reads: drugs in one file, effects in one file for each first letter."""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from pathlib import Path
from typing import Any

import pyarrow as pa

from flows.store import read_parts

SEARCH_UP_TO = 20_000
"""Leaflets up to which the search is written: beyond, its files grow too large for a page opened from disk."""

_COLUMNS = {
    "leaflets": ["leaflet_id", "generic_name", "brand_name", "source"],
    "effects": ["effect_id", "section_kind", "frequency", "urgency", "is_negated"],
    "effect_terms": ["effect_id", "leaflet_id", "term"],
}
Said = tuple[str | None, str | None, str | None]


class _Index:
    """Which leaflets state which term; for each a pair: the leaflet's number, and that of how it is said."""

    def __init__(self) -> None:
        self.drugs: list[list[str | None]] = []
        self.said: dict[Said, int] = {}
        self.stated: defaultdict[str, array[int]] = defaultdict(lambda: array("l"))

    def add(self, part: dict[str, pa.Table]) -> None:
        """Add one part of the tables; denied effects are left out."""
        numbers = {key: n for n, key in enumerate(part["leaflets"]["leaflet_id"].to_pylist(), len(self.drugs))}
        self.drugs += [list(row) for row in _rows(part["leaflets"])]
        said = {key: self._number(how) for key, *how, is_negated in _rows(part["effects"]) if not is_negated}
        rows = {
            (term.lower(), numbers[leaflet], said[effect])
            for effect, leaflet, term in _rows(part["effect_terms"])
            if effect in said
        }
        for term, *pair in sorted(rows):
            self.stated[term].extend(pair)

    def _number(self, how: list[str | None]) -> int:
        section_kind, frequency, urgency = how
        return self.said.setdefault((section_kind, frequency, urgency), len(self.said))


def write_search(snapshot: Path, folder: Path) -> None:
    """Write the search files below ``folder``: scripts, because a page opened from disk may load nothing else.

    Memory: some bytes for each term of each leaflet beside one part of the tables.
    """
    index = _Index()
    for part in read_parts(snapshot, list(_COLUMNS), _COLUMNS):
        index.add(part)
    folder.mkdir()
    _write(folder / "drugs.js", "leafletDrugs", {"drugs": index.drugs, "said": list(index.said)})
    letters: defaultdict[str, dict[str, list[int]]] = defaultdict(dict)
    for term in sorted(index.stated):
        letters[term[0] if "a" <= term[0] <= "z" else "other"][term] = index.stated[term].tolist()
    for letter, terms in letters.items():
        _write(folder / f"effects-{letter}.js", f"leafletEffects.{letter}", terms)


def _rows(table: pa.Table) -> Any:
    return zip(*(column.to_pylist() for column in table.columns), strict=True)


def _write(path: Path, name: str, value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    path.write_text(f"window.{name}={text};\n", encoding="utf-8")
