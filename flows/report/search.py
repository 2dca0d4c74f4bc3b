"""What the report's search reads: for each part its drugs in one file, its effects in a few, by their first letters."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from flows.parts import n_parts

SEARCH_UP_TO = 20_000
"""Leaflets up to which the search is written: beyond, its files grow too large for a page opened from disk."""

SEARCH_FOLDER = "report/search"
SHELVES = "acehlpsu"
"""The first letter of each file of effects; the last holds what begins with no letter, too.

They are of about one size over the side-effect pages: a file for each letter was twenty files for each part.
"""
_SAID = ("section_kind", "frequency", "urgency")
SEARCH_COLUMNS = {
    "leaflets": ["leaflet_id", "generic_name", "brand_name", "source"],
    "effects": ["effect_id", *_SAID, "is_negated"],
    "effect_terms": ["effect_id", "leaflet_id", "term"],
}


def has_search(parts: int) -> bool:
    """Return whether a snapshot of so many parts has a search."""
    return parts <= n_parts(SEARCH_UP_TO)


def search_of(tables: Mapping[str, pa.Table], part: int) -> dict[str, bytes]:
    """Return the search files of one part, by name: scripts, because a page opened from disk may load nothing else.

    ``drugs-N.js`` holds the drugs and the ways in which effects are said; ``effects-SHELF-N.js`` for each term pairs
    of numbers: the drug's, and that of how it is said.  Denied effects are left out.
    """
    leaflets = tables["leaflets"]
    drugs = [list(row) for row in zip(*(leaflets[n].to_pylist() for n in SEARCH_COLUMNS["leaflets"]), strict=True)]
    said, ways = _ways(tables["effects"])
    files = {f"drugs-{part}.js": _script("leafletDrugs", part, {"drugs": drugs, "said": ways})}
    shelves: dict[str, dict[str, list[int]]] = {}
    for term, pairs in _stated(tables, said):
        shelves.setdefault(_shelf(term), {})[term] = pairs
    for shelf, terms in shelves.items():
        files[f"effects-{shelf}-{part}.js"] = _script("leafletEffects", f"{shelf}-{part}", terms)
    return files


def _shelf(term: str) -> str:
    """Return the shelf that a term in small letters stands on.

    >>> _shelf("anaemia"), _shelf("bleeding"), _shelf("zoster"), _shelf("5th disease"), _shelf("œdema")
    ('a', 'a', 'u', 'u', 'u')
    """
    return SHELVES[bisect_right(SHELVES, term[0]) - 1]


def search_path(name: str) -> str:
    """Return the path of a search file below the snapshot."""
    return f"{SEARCH_FOLDER}/{name}"


def write_search(files: Mapping[str, bytes], snapshot: Path) -> None:
    """Write search files into a snapshot's folder."""
    (snapshot / SEARCH_FOLDER).mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (snapshot / search_path(name)).write_bytes(content)


def search_files(snapshot: Path) -> dict[int, list[str]]:
    """Return the names of the search files of each part of a snapshot that has some."""
    found: dict[int, list[str]] = {}
    folder = snapshot / SEARCH_FOLDER
    for path in folder.iterdir() if folder.is_dir() else ():
        found.setdefault(int(path.stem.rpartition("-")[2]), []).append(path.name)
    return found


def _ways(effects: pa.Table) -> tuple[np.ndarray, list[list[str | None]]]:
    """Return for each effect the number of the way in which it is said, -1 for one that is denied, and the ways."""
    codes = np.zeros(effects.num_rows, dtype=np.int64)
    vocabularies = []
    for name in _SAID:
        column = effects[name].combine_chunks().dictionary_encode(null_encoding="encode")
        vocabularies.append(column.dictionary.to_pylist())
        codes = codes * max(1, len(column.dictionary)) + column.indices.to_numpy()
    used, said = np.unique(codes, return_inverse=True)
    ways = []
    for code in used.tolist():
        way: list[str | None] = []
        for values in reversed(vocabularies):
            code, number = divmod(code, len(values))
            way.insert(0, values[number])
        ways.append(way)
    return np.where(effects["is_negated"].to_numpy(), -1, said), ways


def _stated(tables: Mapping[str, pa.Table], said: np.ndarray) -> Iterator[tuple[str, list[int]]]:
    """Yield each term with its pairs, terms in order."""
    rows = tables["effect_terms"]
    how = said[pc.index_in(rows["effect_id"], tables["effects"]["effect_id"]).to_numpy()]
    drug = pc.index_in(rows["leaflet_id"], tables["leaflets"]["leaflet_id"]).to_numpy()
    terms = pc.utf8_lower(rows["term"]).combine_chunks().dictionary_encode()
    names = terms.dictionary.to_pylist()
    many_drugs, many_ways = tables["leaflets"].num_rows, int(said.max(initial=0)) + 1
    keys = (terms.indices.to_numpy().astype(np.int64) * many_drugs + drug) * many_ways + how
    keys, how = np.divmod(np.unique(keys[how >= 0]), many_ways)
    term, drug = np.divmod(keys, max(1, many_drugs))
    pairs = np.column_stack([drug, how]).ravel().tolist()
    starts = np.flatnonzero(np.diff(term, prepend=-1)).tolist()
    found = {names[term[start]]: pairs[2 * start : 2 * end] for start, end in pairwise([*starts, len(term)])}
    return iter(sorted(found.items()))


def _script(name: str, key: int | str, value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    return f"(window.{name} ||= {{}})[{json.dumps(key)}] = {text};\n".encode()
