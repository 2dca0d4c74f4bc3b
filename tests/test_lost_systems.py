"""Body systems and labels of an invented page that lost its headings."""

from __future__ import annotations

from extractors.extract import extract
from schemas.vocab import Audience, Basis, FrequencyClass, SectionKind, Urgency

PAGE = """Applies to zorbatine: oral tablet
As well as its needed effects, zorbatine may cause unwanted side effects that require medical attention.
Check with your doctor as soon as possible if any of the following side effects occur while taking zorbatine:
Some zorbatine side effects may not need any medical attention. As your body gets used to the medicine these side \
effects may disappear, but do check with them if any of the following side effects continue, or if you are concerned \
about them:
Applies to zorbatine: oral tablet
Very common (10% or more): Nausea, vomiting, diarrhea
Uncommon (0.1% to 1%): Pancreatitis[Ref]
Hepatic side effects have included jaundice.[Ref]
Metabolic Acidosis:
Very common (10% or more): Headache, dizziness[Ref]
Rare (less than 0.1%): Thrombocytopenia, agranulocytosis, leukopenia[Ref]

Black, tarry stools
chest pain
fever with or without chills
unusual bleeding or bruising
yellow eyes or skin

Diarrhea
dizziness
headache
nausea
vomiting
"""


def test_systems_are_inferred_from_terms_and_stay_apart_from_those_stated() -> None:
    leaflet = extract(PAGE.encode(), "zorbatine.txt")
    text = leaflet.document.text
    told = {
        e.span.of(text): (e.body_system, e.body_system_basis)
        for e in leaflet.effects
        if e.audience is Audience.PROFESSIONAL
    }
    assert told["Nausea"] == ("Gastrointestinal", Basis.INFERRED)
    assert told["Pancreatitis"] == ("Gastrointestinal", Basis.INFERRED)
    assert told["leukopenia"] == ("Hematologic", Basis.INFERRED)
    assert told["Headache"] != ("Hepatic", Basis.STATED)  # the statement before named it, this one does not


def test_a_page_with_headings_infers_nothing() -> None:
    page = PAGE.replace("Very common (10% or more): Nausea", "Gastrointestinal\nVery common (10% or more): Nausea")
    leaflet = extract(page.encode(), "zorbatine.txt")
    assert all(e.body_system_basis is not Basis.INFERRED for e in leaflet.effects)


def test_lists_take_section_urgency_and_label() -> None:
    leaflet = extract(PAGE.encode(), "zorbatine.txt")
    text = leaflet.document.text
    consumer = {e.span.of(text): e for e in leaflet.effects if e.audience is Audience.CONSUMER}
    assert consumer["chest pain"].kind is SectionKind.CONSUMER_IMMEDIATE
    assert consumer["chest pain"].urgency is Urgency.AS_SOON_AS_POSSIBLE
    assert consumer["headache"].kind is SectionKind.CONSUMER_PERSISTENT
    assert consumer["headache"].frequency.category is FrequencyClass.MORE_COMMON
    assert consumer["headache"].frequency.basis is Basis.INFERRED
    assert consumer["headache"].placement is Basis.INFERRED
