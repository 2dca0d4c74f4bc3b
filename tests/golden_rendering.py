"""A leaflet as a reader would check it: what was understood, one fact a line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec.structs import fields

from extractors.model import Effect, Frequency, Leaflet, Reference, Section, Span, Term, collapse
from schemas.vocab import Basis, BlockRole, Presence

Row = dict[str, object]
_SURE = 0.9


def render(leaflet: Leaflet) -> str:
    """Return the leaflet as JSON, each section, effect and reference on one line of its own."""
    return _one_fact_a_line(
        {
            "layout": leaflet.layout,
            "title": leaflet.title,
            "generic_name": leaflet.generic_name,
            "brand_name": leaflet.brand_name,
            "language": leaflet.language,
            "effective_date": leaflet.effective_date,
            "applies_to": [_application(leaflet, i) for i in range(len(leaflet.applications))],
            "block_roles": dict(sorted(Counter(b.role.value for b in leaflet.blocks).items())),
            "unrecognised": [
                _cut(leaflet, Span(b.start, b.end)) for b in leaflet.blocks if b.role is BlockRole.UNRECOGNISED
            ],
            "sections": [_section(leaflet, s) for s in leaflet.sections],
            "effects": [_effect(leaflet, e) for e in leaflet.effects],
            "references": [_reference(leaflet, r) for r in leaflet.references],
            "citations": dict(Counter(str(c.number or "Ref") for c in leaflet.citations)),
            "issues": [f"{i.severity.value} {i.code}: {i.message}" for i in leaflet.issues],
        }
    )


def _one_fact_a_line(document: Mapping[str, object]) -> str:
    lines = []
    for key, value in document.items():
        if isinstance(value, list) and value:
            rows = ",\n".join(f"    {_json(row)}" for row in value)
            lines.append(f'  "{key}": [\n{rows}\n  ]')
        else:
            lines.append(f'  "{key}": {_json(value)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _cut(leaflet: Leaflet, span: Span | None) -> str | None:
    return collapse(span.of(leaflet.document.text)) if span else None


def _said(pairs: Iterable[tuple[str, object]]) -> Row:
    """Return what is said: no value that is missing, false or empty."""
    return {key: value for key, value in pairs if value not in (None, False, [], "")}


def _application(leaflet: Leaflet, index: int) -> str:
    a = leaflet.applications[index]
    return f"{a.audience}: {_cut(leaflet, a.span)} (route {a.route}, form {a.dosage_form})"


def _section(leaflet: Leaflet, section: Section) -> Row:
    parent = leaflet.sections[section.parent] if section.parent is not None else None
    return _said(
        [
            ("kind", section.kind.value),
            ("presence", None if section.presence is Presence.STATED else section.presence.value),
            ("heading", _cut(leaflet, section.heading)),
            ("number", section.number),
            ("code", section.code),
            ("part", section.part),
            ("body_system", section.body_system),
            ("under", _cut(leaflet, parent.heading) if parent else None),
        ]
    )


def _effect(leaflet: Leaflet, effect: Effect) -> Row:
    inferred = effect.placement is Basis.INFERRED
    return _said(
        [
            ("raw", _cut(leaflet, effect.span)),
            ("kind", effect.kind.value),
            ("urgency", effect.urgency and effect.urgency.value),
            ("extraction", effect.extraction.value),
            ("body_system", effect.body_system),
            ("body_system_basis", effect.body_system_basis and effect.body_system_basis.value),
            ("frequency", _frequency(leaflet, effect.frequency)),
            ("context", [_cut(leaflet, c) for c in effect.context]),
            ("dose", _cut(leaflet, effect.dose)),
            ("population", _cut(leaflet, effect.population)),
            ("negated", effect.is_negated),
            ("hypothetical", effect.is_hypothetical),
            ("cited", effect.is_cited),
            ("placement", f"inferred, {_band(effect.placement_confidence)}" if inferred else None),
            ("terms", _terms(leaflet, effect)),
        ]
    )


def _frequency(leaflet: Leaflet, frequency: Frequency) -> str | None:
    if frequency.category is None and frequency.span is None:
        return None
    parts = [
        str(frequency.category),
        f"({frequency.scale})",
        f"'{_cut(leaflet, frequency.span)}'" if frequency.span else "",
    ]
    if frequency.min_pct is not None or frequency.max_pct is not None:
        parts.append(f"{_pct(frequency.min_pct)} to {_pct(frequency.max_pct)} %")
    if frequency.basis is Basis.INFERRED:
        parts.append(f"inferred, {_band(frequency.confidence or 0.0)}")
    return " ".join(p for p in parts if p)


def _pct(bound: float | None) -> str:
    return "?" if bound is None else f"{bound:g}"


def _band(confidence: float) -> str:
    """Return whether the confidence is high: a new model may move the figure, not what it means."""
    return f">= {_SURE}" if confidence >= _SURE else f"< {_SURE}"


def _terms(leaflet: Leaflet, effect: Effect) -> list[str]:
    """Return the effect's terms; none where the only one repeats its words."""
    shown = [_term(leaflet, t) for t in effect.placed_terms()]
    return [] if shown == [_cut(leaflet, effect.span)] else shown


def _term(leaflet: Leaflet, term: Term) -> str:
    raw = _cut(leaflet, term.span)
    shown = term.term if term.term == raw else f"{term.term} <- {raw}"
    return f"{shown} [{term.concept.vocabulary} {term.concept.label}]" if term.concept else shown


def _reference(leaflet: Leaflet, reference: Reference) -> Row:
    values = [
        (f.name, getattr(reference, f.name)) for f in fields(reference) if f.name not in ("span", "number", "kind")
    ]
    head: list[tuple[str, object]] = [("number", reference.number), ("kind", reference.kind.value)]
    return _said([*head, *values, ("raw", _cut(leaflet, reference.span))])
