"""What the report's search reads: drugs in one file, effects in one file for each first letter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from flows.store import read_table

_EFFECT_COLUMNS = ["effect_id", "section_kind", "urgency", "frequency", "is_negated"]


def write_search(snapshot: Path, folder: Path) -> None:
    """Write the search files below ``folder``: scripts, because a page opened from disk may load nothing else."""
    leaflets = read_table(snapshot, "leaflets", ["leaflet_id", "source", "generic_name", "brand_name"]).to_pandas()
    leaflets = leaflets.sort_values("source").reset_index(drop=True)
    folder.mkdir()
    drugs = leaflets[["leaflet_id", "generic_name", "brand_name", "source"]].astype(object)
    _write(folder / "drugs.js", "leafletDrugs", drugs.where(drugs.notna(), None).to_numpy().tolist())
    stated = _stated(snapshot, leaflets)
    letters: dict[str, list[pd.DataFrame]] = {}
    for letter, rows in stated.groupby(stated.term.str[:1], sort=True):
        key = str(letter) if str(letter).isascii() and str(letter).isalpha() else "other"
        letters.setdefault(key, []).append(rows)
    for key, parts in letters.items():
        rows = pd.concat(parts)
        by_term = {str(term): _entries(group) for term, group in rows.groupby("term", sort=True)}
        _write(folder / f"effects-{key}.js", f"leafletEffects.{key}", by_term)


def _stated(snapshot: Path, leaflets: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each term, leaflet, section and frequency; denied effects are left out."""
    effects = read_table(snapshot, "effects", _EFFECT_COLUMNS).to_pandas()
    terms = read_table(snapshot, "effect_terms", ["effect_id", "leaflet_id", "term"]).to_pandas()
    joined = terms.merge(effects[~effects.is_negated], on="effect_id")
    joined["term"] = joined.term.str.lower()
    joined["leaflet"] = joined.leaflet_id.map({key: n for n, key in enumerate(leaflets.leaflet_id)})
    columns = ["term", "leaflet", "section_kind", "frequency", "urgency"]
    stated: pd.DataFrame = joined[columns].drop_duplicates()
    return stated.astype({"section_kind": object, "frequency": object, "urgency": object})


def _entries(group: pd.DataFrame) -> list[list[Any]]:
    rows = group[["leaflet", "section_kind", "frequency", "urgency"]]
    return rows.where(rows.notna(), None).to_numpy().tolist()


def _write(path: Path, name: str, value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    path.write_text(f"window.{name}={text};\n", encoding="utf-8")
