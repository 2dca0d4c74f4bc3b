"""What must hold between tables: keys, conservation of the text, and quotes that can be cut out again.

Every function takes the tables of a set of whole leaflets, by name, and returns what is broken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pandas as pd

Frames = Mapping[str, pd.DataFrame]


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


def broken_keys(frames: Frames) -> Iterator[Violation]:
    """Yield a violation for each row that points to a row which is not there."""
    for key in FOREIGN_KEYS:
        child = frames[key.table]
        lost = child[key.column].notna() & ~child[key.column].isin(frames[key.parent][key.parent_column])
        for leaflet, value in child.loc[lost, ["leaflet_id", key.column]].itertuples(index=False):
            yield Violation(key.table, "foreign key", leaflet, f"{key.column} {value!r} is not in {key.parent}")


def missing_sections(frames: Frames) -> Iterator[Violation]:
    """Yield a violation for each leaflet that does not say of a required kind of section whether it is there."""
    sections = frames["sections"]
    for kind in REQUIRED_KINDS:
        has = sections.loc[sections["section_kind"] == kind, "leaflet_id"]
        leaflets = frames["leaflets"]["leaflet_id"]
        for leaflet in leaflets[~leaflets.isin(has)]:
            yield Violation("sections", "required kind", leaflet, f"no row for {kind}")


def lost_text(frames: Frames) -> Iterator[Violation]:
    """Yield a violation for each leaflet whose blocks overlap, run out of order, or leave out a character."""
    texts = _texts(frames)
    blocks = frames["blocks"].sort_values(["leaflet_id", "position"])
    covered = _spans(blocks)
    for leaflet, text in texts.items():
        fault = _gap(text, covered.get(leaflet, ()))
        if fault:
            yield Violation("blocks", "conservation", leaflet, fault)


def misquotes(frames: Frames) -> Iterator[Violation]:
    """Yield a violation for each quote that differs from the text between its offsets, or does not occur in it."""
    texts = _texts(frames)
    for table, column in QUOTES.items():
        frame = frames[table]
        rows = zip(frame["leaflet_id"], frame["char_start"], frame["char_end"], frame[column], strict=True)
        for leaflet, start, end, raw in rows:
            if collapse(texts.get(leaflet, "")[start:end]) != raw:
                yield Violation(table, "quote", leaflet, f"{column} {raw!r} is not what stands at {start}:{end}")
    yield from _unmentioned(frames, {leaflet: collapse(text) for leaflet, text in texts.items()})


def violations(frames: Frames) -> list[Violation]:
    """Return what breaks keys, required sections or conservation."""
    return [*broken_keys(frames), *missing_sections(frames), *lost_text(frames)]


def _texts(frames: Frames) -> dict[str, str]:
    return dict(zip(frames["texts"]["leaflet_id"], frames["texts"]["text"], strict=True))


def _spans(blocks: pd.DataFrame) -> dict[str, list[tuple[int, int]]]:
    spans: dict[str, list[tuple[int, int]]] = {}
    for leaflet, start, end in zip(blocks["leaflet_id"], blocks["char_start"], blocks["char_end"], strict=True):
        spans.setdefault(leaflet, []).append((start, end))
    return spans


def _gap(text: str, spans: list[tuple[int, int]] | tuple[()]) -> str | None:
    """Return what is wrong with the cover of ``text`` by ``spans``, or None."""
    at = 0
    for start, end in spans:
        if start < at or end > len(text):
            return f"the block {start}:{end} overlaps, is out of order, or leaves the text of {len(text)}"
        if text[at:start].strip():
            return f"no block holds {at}:{start}"
        at = end
    return f"no block holds {at}:{len(text)}" if text[at:].strip() else None


def _unmentioned(frames: Frames, collapsed: dict[str, str]) -> Iterator[Violation]:
    for table, columns in MENTIONS.items():
        for column in columns:
            stated = frames[table][["leaflet_id", column]].dropna()
            for leaflet, raw in stated.itertuples(index=False):
                if raw not in collapsed.get(leaflet, ""):
                    yield Violation(table, "quote", leaflet, f"{column} {raw!r} does not occur in the text")
