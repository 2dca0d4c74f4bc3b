"""Concepts: what must be found, by which way, and what must not."""

from __future__ import annotations

import pytest

from extractors.concepts.keys import key_of
from extractors.concepts.matching import SCORES, concept_of
from extractors.lexicons.loading import lexicon

FOUND = [
    ("Nausea", "Nausea", "label"),
    ("hives", "Urticaria", "label"),
    ("black, tarry stools", "Melena", "lay"),
    ("oedema", "Edema", "label"),
    ("alanine aminotransferase increased", "Elevated circulating alanine aminotransferase concentration", "synonym"),
    ("elevated ALT", "Elevated circulating alanine aminotransferase concentration", "synonym"),
    ("unusual tiredness", "Fatigue", "lay"),
    ("numbness in the chest", "Hypoesthesia", "sign_and_site"),
    ("redness of the ankle at the injection site", "Injection Site Reaction", "sign_and_site"),
    ("acute myocardial infarction", "Myocardial infarction", "lay"),
    ("fulminant pancreatitis", "Pancreatitis", "broader"),
]


@pytest.mark.parametrize(("term", "label", "method"), FOUND)
def test_terms_find_their_concept(term: str, label: str, method: str) -> None:
    concept = concept_of(term)
    assert concept is not None
    assert (concept.label, concept.method, concept.score) == (label, method, SCORES[method])


@pytest.mark.parametrize(
    "term",
    ["", "skin", "stool", "in patients", "no jaundice", "blood", "weight", "purple elephants", "irritation", "cases"],
)
def test_what_names_no_effect_gets_no_concept(term: str) -> None:
    assert concept_of(term) is None


def test_every_label_of_our_own_tables_is_a_concept_with_a_system_organ_class() -> None:
    classes = {row["label"]: row["system_organ_class"] for row in lexicon("concepts")}
    wanted = {row["concept_label"] for table in ("lay_terms", "sign_concepts") for row in lexicon(table)}
    assert not {label for label in wanted if not classes.get(label)}


def test_system_organ_classes_are_those_that_leaflets_print() -> None:
    known = {row["body_system"] for row in lexicon("system_organ_classes")}
    assert {row["system_organ_class"] for row in lexicon("concepts")} - {""} <= known


def test_a_key_does_not_depend_on_order_spelling_or_number() -> None:
    assert key_of("swelling of the eyelids") == key_of("Eyelid swelling") != key_of("swelling of the eye")
    assert key_of("haemorrhages, gastric") == key_of("gastric hemorrhage")
