"""Leaflets -> columns of the published tables.

Every ``_raw`` value is cut out of the text here, from the span that the parser gave.  Keys are made of the leaflet's
identity and the row's position, so that equal input has equal keys on any machine.  Columns are plain lists until a
chunk is complete; Arrow comes in only then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from extractors.concepts.audience_gaps import audience_gaps
from extractors.concepts.drug_names import ingredients_of
from extractors.concepts.meddra import Meddra, MeddraCode
from extractors.model import Effect, Leaflet, Section, Span, Term, record
from schemas.vocab import Basis, BlockRole

if TYPE_CHECKING:
    import pyarrow as pa

Columns = dict[str, list[Any]]
Rows = dict[str, Columns]


@record
class Origin:
    """Where a leaflet came from and which run read it: what the leaflets table says beside the leaflet's own words."""

    leaflet_id: str
    source: str
    content_sha256: str
    n_bytes: int
    version: int
    first_ingested_at: datetime
    ingested_at: datetime
    run_id: str
    parser_version: str


def tabulate(leaflet: Leaflet, origin: Origin, meddra: Meddra | None = None) -> Rows:
    """Return the leaflet's rows, column by column, for every table that belongs to a leaflet.

    ``meddra`` is the release whose codes the terms get; without one those columns are null.
    """
    cut = _Cutter(leaflet, origin.leaflet_id)
    return {
        "leaflets": _leaflets(leaflet, origin, cut),
        "texts": {"leaflet_id": [cut.key], "text": [cut.text]},
        "applications": _applications(leaflet, cut),
        "blocks": _blocks(leaflet, cut),
        "sections": _sections(leaflet, cut),
        "effects": _effects(leaflet, cut),
        "effect_terms": _effect_terms(leaflet, cut, meddra),
        "audience_gaps": _audience_gaps(leaflet, cut),
        "drug_ingredients": _drug_ingredients(leaflet, cut),
        "references": _references(leaflet, cut),
        "citations": _citations(leaflet, cut),
        "issues": _issues(leaflet, cut),
    }


def join(parts: Iterable[Rows]) -> Rows:
    """Return the rows of several leaflets as one, in the order given."""
    whole: Rows = {}
    for rows in parts:
        for table, columns in rows.items():
            target = whole.setdefault(table, {name: [] for name in columns})
            for name, values in columns.items():
                target[name].extend(values)
    return whole


def to_tables(rows: Mapping[str, Columns]) -> dict[str, pa.Table]:
    """Return the rows as typed Arrow tables, one for each table that belongs to a leaflet, with or without rows."""
    from schemas.arrow import to_arrow
    from schemas.models import columns_in, leaflet_tables

    return {t: to_arrow(t, rows.get(t) or {name: [] for name in columns_in(t)}) for t in leaflet_tables()}


class _Cutter:
    """Cuts quotes out of one leaflet's text and numbers its rows."""

    __slots__ = ("_quotes", "block_ids", "effect_ids", "key", "section_ids", "text")

    def __init__(self, leaflet: Leaflet, key: str) -> None:
        self.key = key
        self.text = leaflet.document.text
        self.section_ids = self.ids("s", len(leaflet.sections))
        self.block_ids = self.ids("b", len(leaflet.blocks))
        self.effect_ids = self.ids("e", len(leaflet.effects))
        self._quotes: dict[Span | None, str | None] = {None: None}

    def ids(self, letter: str, count: int) -> list[str]:
        start = f"{self.key}-{letter}"
        return [start + number for number in _numbers(count)]

    def same(self, count: int) -> list[str]:
        return [self.key] * count

    def raw(self, span: Span | None) -> str | None:
        """Return the quote, white space collapsed; None for a place that is none or holds nothing."""
        if span in self._quotes:
            return self._quotes[span]
        assert span is not None
        quote = self._quotes[span] = " ".join(self.text[span.start : span.end].split()) or None
        return quote

    def joined(self, spans: tuple[Span, ...]) -> str | None:
        return "; ".join(filter(None, map(self.raw, spans))) or None if spans else None

    def section(self, index: int | None) -> str | None:
        return None if index is None else self.section_ids[index]


def _numbers(count: int) -> list[str]:
    """Return the numbers of so many rows, as they stand in keys."""
    _known_numbers.extend(f"{n:04d}" for n in range(len(_known_numbers) + 1, count + 1))
    return _known_numbers[:count]


_known_numbers: list[str] = []


def _count(rows: tuple[Any, ...]) -> list[int]:
    return list(range(1, len(rows) + 1))


def _starts(spans: Iterable[Span | None]) -> list[int | None]:
    return [None if span is None else span.start for span in spans]


def _ends(spans: Iterable[Span | None]) -> list[int | None]:
    return [None if span is None else span.end for span in spans]


def _leaflets(leaflet: Leaflet, origin: Origin, cut: _Cutter) -> Columns:
    unread = (cut.text[b.start : b.end] for b in leaflet.blocks if b.role is BlockRole.UNRECOGNISED)
    return {
        "leaflet_id": [origin.leaflet_id],
        "source": [origin.source],
        "source_format": [leaflet.document.source_format],
        "layout": [leaflet.layout],
        "content_sha256": [origin.content_sha256],
        "n_bytes": [origin.n_bytes],
        "title": [leaflet.title or None],
        "generic_name": [leaflet.generic_name or None],
        "brand_name": [leaflet.brand_name or None],
        "language": [leaflet.language or None],
        "version": [origin.version],
        "effective_date": [leaflet.effective_date or None],
        "n_chars": [len(cut.text)],
        "n_unrecognised_chars": [sum(len("".join(text.split())) for text in unread)],
        "first_ingested_at": [origin.first_ingested_at],
        "ingested_at": [origin.ingested_at],
        "run_id": [origin.run_id],
        "parser_version": [origin.parser_version],
    }


def _applications(leaflet: Leaflet, cut: _Cutter) -> Columns:
    found = leaflet.applications
    return {
        "leaflet_id": cut.same(len(found)),
        "audience": [a.audience for a in found],
        "position": _count(found),
        "applies_to_raw": [cut.raw(a.span) for a in found],
        "route": [a.route for a in found],
        "dosage_form": [a.dosage_form for a in found],
    }


def _blocks(leaflet: Leaflet, cut: _Cutter) -> Columns:
    found = leaflet.blocks
    return {
        "block_id": cut.block_ids,
        "leaflet_id": cut.same(len(found)),
        "position": _count(found),
        "role": [b.role for b in found],
        "section_id": [cut.section(b.section) for b in found],
        "page": [b.page for b in found],
        "char_start": [b.start for b in found],
        "char_end": [b.end for b in found],
    }


def _sections(leaflet: Leaflet, cut: _Cutter) -> Columns:
    found: tuple[Section, ...] = leaflet.sections
    return {
        "section_id": cut.section_ids,
        "leaflet_id": cut.same(len(found)),
        "parent_section_id": [cut.section(s.parent) for s in found],
        "position": _count(found),
        "section_kind": [s.kind for s in found],
        "audience": [s.audience for s in found],
        "presence": [s.presence for s in found],
        "heading_raw": [cut.raw(s.heading) for s in found],
        "section_number": [s.number for s in found],
        "section_code": [s.code for s in found],
        "document_part": [s.part for s in found],
        "body_system": [s.body_system for s in found],
        "body_system_raw": [cut.raw(s.body_system_span) for s in found],
        "char_start": _starts(s.span for s in found),
        "char_end": _ends(s.span for s in found),
    }


_EFFECT: Final = {
    "audience": "audience",
    "section_kind": "kind",
    "urgency": "urgency",
    "body_system": "body_system",
    "body_system_basis": "body_system_basis",
    "extraction": "extraction",
    "is_negated": "is_negated",
    "is_hypothetical": "is_hypothetical",
    "is_cited": "is_cited",
    "placement": "placement",
    "placement_confidence": "placement_confidence",
}
_FREQUENCY: Final = {
    "frequency": "category",
    "frequency_scale": "scale",
    "frequency_basis": "basis",
    "frequency_confidence": "confidence",
    "frequency_min_pct": "min_pct",
    "frequency_max_pct": "max_pct",
}
_CONCEPT: Final = {
    "concept_id": "concept_id",
    "concept_label": "label",
    "vocabulary": "vocabulary",
    "match_method": "method",
    "match_score": "score",
    "system_organ_class": "system_organ_class",
}
"""Columns that are attributes as they stand."""


def _transposed(names: Iterable[str], rows: Sequence[tuple[Any, ...]]) -> Columns:
    """Return rows as columns: one look at an effect for many columns is cheaper than one for each."""
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)) if rows else {name: [] for name in names}


def _effects(leaflet: Leaflet, cut: _Cutter) -> Columns:
    found: tuple[Effect, ...] = leaflet.effects
    often = [e.frequency for e in found]
    raw = cut.raw
    return {
        "effect_id": cut.effect_ids,
        "leaflet_id": cut.same(len(found)),
        "section_id": [cut.section_ids[e.section] for e in found],
        "block_id": [cut.block_ids[e.block] for e in found],
        "position": _count(found),
        "body_system_confidence": [
            1.0 if e.body_system_basis is Basis.STATED else e.body_system_confidence for e in found
        ],
        "effect_raw": [raw(e.span) for e in found],
        "frequency_raw": [raw(f.span) for f in often],
        "context_raw": [cut.joined(e.context) if e.context else None for e in found],
        "dose_raw": [e.dose and raw(e.dose) for e in found],
        "population_raw": [e.population and raw(e.population) for e in found],
        **_transposed(_EFFECT, list(map(attrgetter(*_EFFECT.values()), found))),
        **_transposed(_FREQUENCY, list(map(attrgetter(*_FREQUENCY.values()), often))),
        "char_start": [e.span.start for e in found],
        "char_end": [e.span.end for e in found],
    }


def _effect_terms(leaflet: Leaflet, cut: _Cutter, meddra: Meddra | None) -> Columns:
    told = list(zip(cut.effect_ids, leaflet.effects, strict=True))
    found = [term for _, effect in told for term in effect.terms]
    starts = [effect.terms_from for _, effect in told for _ in effect.terms]
    spans = [Span(by + t.span.start, by + t.span.end) for by, t in zip(starts, found, strict=True)]
    concept, uncoded = attrgetter(*_CONCEPT.values()), (None,) * len(_CONCEPT)
    return {
        "effect_id": [key for key, effect in told for _ in effect.terms],
        "leaflet_id": cut.same(len(found)),
        "position": [n for _, effect in told for n in range(1, len(effect.terms) + 1)],
        "term": [t.term for t in found],
        "term_raw": [cut.raw(span) for span in spans],
        "char_start": [span.start for span in spans],
        "char_end": [span.end for span in spans],
        **_transposed(_CONCEPT, [concept(t.concept) if t.concept else uncoded for t in found]),
        **_meddra_codes(found, meddra),
    }


_NO_CODE: Final = (None,) * len(MeddraCode._fields)


def _meddra_codes(terms: list[Term], meddra: Meddra | None) -> Columns:
    if meddra is None:
        return {f"meddra_{name}": [None] * len(terms) for name in (*MeddraCode._fields, "match_method")}
    found = [meddra.code_of(t.term, t.concept.label if t.concept else None) for t in terms]
    codes = zip(*(code[0] if code else _NO_CODE for code in found), strict=True) if found else ()
    columns = (
        dict(zip(MeddraCode._fields, map(list, codes), strict=True)) if found else {f: [] for f in MeddraCode._fields}
    )
    return {f"meddra_{name}": values for name, values in columns.items()} | {
        "meddra_match_method": [code and code[1] for code in found]
    }


def _audience_gaps(leaflet: Leaflet, cut: _Cutter) -> Columns:
    ids = cut.effect_ids
    found = audience_gaps(leaflet.effects)
    return {
        "leaflet_id": cut.same(len(found)),
        "concept_id": [g.concept.concept_id for g in found],
        "concept_label": [g.concept.label for g in found],
        "told_to": [g.told_to for g in found],
        "term": [g.term for g in found],
        "effect_id": [ids[g.effect] for g in found],
    }


def _drug_ingredients(leaflet: Leaflet, cut: _Cutter) -> Columns:
    found = ingredients_of(leaflet.generic_name)
    return {
        "leaflet_id": cut.same(len(found)),
        "position": list(range(1, len(found) + 1)),
        "ingredient": [i.ingredient for i in found],
        "normalised": [i.normalised for i in found],
        "code": [i.code for i in found],
        "vocabulary": [i.vocabulary for i in found],
        "unii": [i.unii for i in found],
        "match_method": [i.match_method for i in found],
    }


def _references(leaflet: Leaflet, cut: _Cutter) -> Columns:
    found = leaflet.references
    return {
        "reference_id": cut.ids("r", len(found)),
        "leaflet_id": cut.same(len(found)),
        "number": [r.number for r in found],
        "reference_raw": [cut.raw(r.span) for r in found],
        "reference_kind": [r.kind for r in found],
        "authors": [r.authors for r in found],
        "title": [r.title for r in found],
        "container": [r.container for r in found],
        "place": [r.place for r in found],
        "year": [r.year for r in found],
        "volume": [r.volume for r in found],
        "issue": [r.issue for r in found],
        "first_page": [r.first_page for r in found],
        "last_page": [r.last_page for r in found],
        "product_name": [r.product_name for r in found],
        "url": [r.url for r in found],
        "char_start": [r.span.start for r in found],
        "char_end": [r.span.end for r in found],
    }


def _citations(leaflet: Leaflet, cut: _Cutter) -> Columns:
    found = leaflet.citations
    return {
        "block_id": [cut.block_ids[c.block] for c in found],
        "leaflet_id": cut.same(len(found)),
        "reference_number": [c.number for c in found],
    }


def _issues(leaflet: Leaflet, cut: _Cutter) -> Columns:
    found = leaflet.issues
    return {
        "issue_id": cut.ids("i", len(found)),
        "leaflet_id": cut.same(len(found)),
        "stage": [i.stage for i in found],
        "code": [i.code for i in found],
        "severity": [i.severity for i in found],
        "message": [i.message for i in found],
        "char_start": _starts(i.span for i in found),
        "char_end": _ends(i.span for i in found),
    }
