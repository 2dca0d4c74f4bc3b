"""The leaflet that the tables were made for, told assertion by assertion.

It is a flattened page: paragraphs first, the consumer lists at the end, their headings lost.
"""

from __future__ import annotations

import pytest

from extractors.extract import extract
from extractors.model import Effect, Leaflet, Span
from schemas.vocab import Audience, Basis, BlockRole, Presence, ReferenceKind, SectionKind, SourceFormat
from tests.conftest import ROOT

IMMEDIATE = [
    "Anxiety",
    "confusion",
    "dizziness",
    "drowsiness",
    "increased irritability",
    "increased restlessness",
    "mental depression",
    "muscle twitching or trembling",
    "nervousness",
    "nightmares",
    "other mood or mental changes",
    "speech problems",
    "thoughts of suicide",
    "Convulsions (seizures)",
    "numbness, tingling, burning pain, or weakness in the hands or feet",
    "skin rash",
]
SYSTEMS = ["Nervous system", "Hematologic", "Hepatic", "Hypersensitivity", "Cardiovascular"]


@pytest.fixture(scope="module")
def leaflet() -> Leaflet:
    path = ROOT / "raw" / "cycloserine.txt"
    return extract(path.read_bytes(), path.name)


def cut(leaflet: Leaflet, span: Span | None) -> str | None:
    return span.of(leaflet.document.text) if span else None


def effects(leaflet: Leaflet, kind: SectionKind) -> list[Effect]:
    return [e for e in leaflet.effects if e.kind is kind]


def raws(leaflet: Leaflet, kind: SectionKind) -> list[str | None]:
    return [cut(leaflet, e.span) for e in effects(leaflet, kind)]


def test_header(leaflet: Leaflet) -> None:
    assert (leaflet.generic_name, leaflet.brand_name) == ("cycloserine", "Seromycin")
    assert leaflet.document.source_format is SourceFormat.TEXT


def test_it_applies_to_the_oral_capsule_for_both_audiences(leaflet: Leaflet) -> None:
    assert [(a.audience, cut(leaflet, a.span)) for a in leaflet.applications] == [
        (Audience.CONSUMER, "oral capsule"),
        (Audience.PROFESSIONAL, "oral capsule"),
    ]
    assert {(a.route, a.dosage_form) for a in leaflet.applications} == {("oral", "capsule")}


def test_sixteen_effects_call_for_the_doctor_at_once(leaflet: Leaflet) -> None:
    assert raws(leaflet, SectionKind.CONSUMER_IMMEDIATE) == IMMEDIATE


def test_one_effect_persists(leaflet: Leaflet) -> None:
    assert raws(leaflet, SectionKind.CONSUMER_PERSISTENT) == ["Headache"]


def test_the_lists_were_placed_and_say_so(leaflet: Leaflet) -> None:
    consumer = [e for e in leaflet.effects if e.audience is Audience.CONSUMER]
    assert {e.placement for e in consumer} == {Basis.INFERRED}
    assert all(0 < e.placement_confidence < 1 for e in consumer)


def test_an_inferred_incidence_says_so(leaflet: Leaflet) -> None:
    told = [e.frequency for e in leaflet.effects if e.audience is Audience.CONSUMER and e.frequency.category]
    assert {f.basis for f in told} <= {Basis.INFERRED}
    assert all(f.span is None and f.confidence is not None and f.confidence < 1 for f in told)


def test_professional_sections(leaflet: Leaflet) -> None:
    named = [s.body_system for s in leaflet.sections if s.kind is SectionKind.PROFESSIONAL]
    assert named[0] in (None, "General")
    assert [name for name in named if name in SYSTEMS] == SYSTEMS


def test_general_statement(leaflet: Leaflet) -> None:
    general = [e for e in effects(leaflet, SectionKind.PROFESSIONAL) if e.body_system in (None, "General")]
    assert [cut(leaflet, e.span) for e in general] == ["neurotoxicity", "hypersensitivity"]


def test_effects_of_each_body_system(leaflet: Leaflet) -> None:
    professional = effects(leaflet, SectionKind.PROFESSIONAL)
    assert {e.body_system for e in professional if e.body_system} - {"General"} == set(SYSTEMS)
    assert all(e.is_cited and not e.is_negated for e in professional)
    assert all(e.body_system_basis is Basis.STATED for e in professional if e.body_system in SYSTEMS)


def test_seizures_are_two_terms(leaflet: Leaflet) -> None:
    (effect,) = [e for e in leaflet.effects if cut(leaflet, e.span) == "major and localized seizures"]
    assert [t.term for t in effect.terms] == ["major seizures", "localized seizures"]


def test_doses(leaflet: Leaflet) -> None:
    doses = {e.body_system: cut(leaflet, e.dose) for e in leaflet.effects if e.dose}
    assert doses == {"Nervous system": "> 500 mg/day", "Cardiovascular": "high doses (1 to 1.5 g/day)"}


def test_population(leaflet: Leaflet) -> None:
    told = {e.body_system: cut(leaflet, e.population) for e in leaflet.effects if e.population}
    assert told == {"Hepatic": "in patients with preexisting liver disease"}


def test_one_reference(leaflet: Leaflet) -> None:
    (reference,) = leaflet.references
    assert reference.number == 1
    assert reference.kind is ReferenceKind.PRODUCT_INFORMATION
    assert (reference.product_name, reference.container, reference.place) == (
        "Seromycin",
        "Dura Pharmaceuticals",
        "San Diego, CA",
    )
    assert (reference.authors, reference.year, reference.volume, reference.first_page) == (None, None, None, None)


def test_each_professional_statement_is_cited(leaflet: Leaflet) -> None:
    roles = [leaflet.blocks[c.block].role for c in leaflet.citations]
    assert roles == [BlockRole.STATEMENT] * 6
    assert {c.number for c in leaflet.citations} == {None}


def test_nothing_is_left_over(leaflet: Leaflet) -> None:
    assert [b for b in leaflet.blocks if b.role is BlockRole.UNRECOGNISED] == []
    assert leaflet.issues == ()
    assert {s.presence for s in leaflet.sections} == {Presence.STATED}
