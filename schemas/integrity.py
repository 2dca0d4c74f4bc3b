"""What must hold between tables: keys, conservation of the text, and quotes that can be cut out again.

Every function takes the tables of a set of whole leaflets, by name, and returns what is broken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from schemas.models import models

Tables = Mapping[str, pa.Table]


class Violation(NamedTuple):
    """A broken rule: where, which, in which leaflet (None where it is none's), and what was found."""

    table: str
    rule: str
    leaflet_id: str | None
    detail: str


class _Key(NamedTuple):
    table: str
    column: str
    parent: str
    parent_column: str


FOREIGN_KEYS = (
    *(
        _Key(table, "leaflet_id", "leaflets", "leaflet_id")
        for table in (
            "texts",
            "applications",
            "blocks",
            "sections",
            "effects",
            "effect_terms",
            "audience_gaps",
            "drug_ingredients",
            "references",
            "citations",
            "issues",
        )
    ),
    _Key("leaflets", "leaflet_id", "texts", "leaflet_id"),
    _Key("blocks", "section_id", "sections", "section_id"),
    _Key("sections", "parent_section_id", "sections", "section_id"),
    _Key("effects", "section_id", "sections", "section_id"),
    _Key("effects", "block_id", "blocks", "block_id"),
    _Key("effect_terms", "effect_id", "effects", "effect_id"),
    _Key("audience_gaps", "effect_id", "effects", "effect_id"),
    _Key("citations", "block_id", "blocks", "block_id"),
)
"""Which column must find its value in which other table; null values are not asked."""


@cache
def keys_of(table: str) -> frozenset[str]:
    """Return the columns of a table that name a row, its own or one of another table."""
    own = {column.name for column in models()[table].columns if column.unique}
    return frozenset(own | {key.column for key in FOREIGN_KEYS if key.table == table})


QUOTES = {
    "effects": "effect_raw",
    "effect_terms": "term_raw",
    "references": "reference_raw",
}
"""Columns that equal the text between the row's own offsets."""

MENTIONS = {
    "applications": ("applies_to_raw",),
    "sections": ("heading_raw", "body_system_raw"),
    "effects": ("frequency_raw", "dose_raw", "population_raw"),
}
"""Columns that must occur in the text, though the row gives no place for them."""

REQUIRED_KINDS = ("consumer_immediate", "consumer_persistent", "professional", "references")


def collapse(text: str) -> str:
    """Return ``text`` with every run of white space as one blank, and none at its ends."""
    return " ".join(text.split())


def broken_keys(tables: Tables) -> Iterator[Violation]:
    """Yield a violation for each row that points to a row which is not there."""
    for key in FOREIGN_KEYS:
        child = tables[key.table]
        values = child[key.column].unique().drop_null()
        lost = values.filter(pc.invert(pc.is_in(values, tables[key.parent][key.parent_column])))
        if not len(lost):
            continue
        rows = child.select(["leaflet_id", key.column]).filter(pc.is_in(child[key.column], lost))
        for leaflet, value in _rows(rows):
            yield Violation(key.table, "foreign key", leaflet, f"{key.column} {value!r} is not in {key.parent}")


def missing_sections(tables: Tables) -> Iterator[Violation]:
    """Yield a violation for each leaflet that does not say of a required kind of section whether it is there."""
    sections, leaflets = tables["sections"], tables["leaflets"]["leaflet_id"]
    for kind in REQUIRED_KINDS:
        has = sections["leaflet_id"].filter(pc.equal(sections["section_kind"], kind))
        for leaflet in leaflets.filter(pc.invert(pc.is_in(leaflets, has))).to_pylist():
            yield Violation("sections", "required kind", leaflet, f"no row for {kind}")


def lost_text(tables: Tables) -> Iterator[Violation]:
    """Yield a violation for each leaflet whose blocks overlap, run out of order, or leave out a character."""
    covered = _spans(tables["blocks"])
    for leaflet, text in _texts(tables).items():
        fault = _gap(text, covered.get(leaflet, ()))
        if fault:
            yield Violation("blocks", "conservation", leaflet, fault)


def misquotes(tables: Tables) -> Iterator[Violation]:
    """Yield a violation for each quote that differs from the text between its offsets, or does not occur in it."""
    texts = _texts(tables)
    for table, column in QUOTES.items():
        for leaflet, start, end, raw in _rows(tables[table].select(["leaflet_id", "char_start", "char_end", column])):
            if collapse(texts.get(leaflet, "")[start:end]) != raw:
                yield Violation(table, "quote", leaflet, f"{column} {raw!r} is not what stands at {start}:{end}")
    yield from _unmentioned(tables, {leaflet: collapse(text) for leaflet, text in texts.items()})


def violations(tables: Tables) -> list[Violation]:
    """Return what breaks keys, required sections or conservation."""
    return [*broken_keys(tables), *missing_sections(tables), *lost_text(tables)]


def _rows(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    return zip(*(column.to_pylist() for column in table.columns), strict=True)


def _texts(tables: Tables) -> dict[str, str]:
    return dict(_rows(tables["texts"].select(["leaflet_id", "text"])))


def _spans(blocks: pa.Table) -> dict[str, Sequence[tuple[int, int]]]:
    """Return the blocks of each leaflet in the order of their positions."""
    if not _in_order(blocks):
        blocks = blocks.sort_by([("leaflet_id", "ascending"), ("position", "ascending")])
    starts, ends = (blocks[name].to_numpy().tolist() for name in ("char_start", "char_end"))
    spans = list(zip(starts, ends, strict=True))
    keys = pc.run_end_encode(blocks["leaflet_id"].combine_chunks())
    found: dict[str, Sequence[tuple[int, int]]] = {}
    at = 0
    for key, end in zip(keys.values.to_pylist(), keys.run_ends.to_pylist(), strict=True):
        found[key] = spans[at:end]
        at = end
    return found


def _in_order(blocks: pa.Table) -> bool:
    """Return whether each leaflet's blocks stand together, by their positions: each is the first, or one after."""
    position = blocks["position"].combine_chunks()
    steps = pc.subtract(position[1:], position[:-1])
    return bool(pc.all(pc.or_(pc.equal(steps, 1), pc.equal(position[1:], 1)), min_count=0).as_py()) and len(
        blocks["leaflet_id"].unique()
    ) == len(pc.run_end_encode(blocks["leaflet_id"].combine_chunks()).values)


def _gap(text: str, spans: Sequence[tuple[int, int]]) -> str | None:
    """Return what is wrong with the cover of ``text`` by ``spans``, or None."""
    at = 0
    for start, end in spans:
        if start < at or end > len(text):
            return f"the block {start}:{end} overlaps, is out of order, or leaves the text of {len(text)}"
        if text[at:start].strip():
            return f"no block holds {at}:{start}"
        at = end
    return f"no block holds {at}:{len(text)}" if text[at:].strip() else None


def _unmentioned(tables: Tables, collapsed: dict[str, str]) -> Iterator[Violation]:
    for table, columns in MENTIONS.items():
        for column in columns:
            for leaflet, raw in _rows(tables[table].select(["leaflet_id", column])):
                if raw is not None and raw not in collapsed.get(leaflet, ""):
                    yield Violation(table, "quote", leaflet, f"{column} {raw!r} does not occur in the text")
