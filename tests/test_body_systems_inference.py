"""Professional statements whose headings are lost: their body systems.  The leaflets are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.lexicons.loading import lexicon
from extractors.placement.body_systems import (
    SYSTEMS,
    InferredSystem,
    Statement,
    border_features,
    infer_body_systems,
    inline_items,
)
from extractors.placement.system_model import BodySystemModel
from schemas.vocab import FrequencyClass

COMMON, RARE = FrequencyClass.COMMON, FrequencyClass.RARE


def systems(*statements: Statement) -> list[str | None]:
    return [found.system for found in infer_body_systems(statements)]


def test_lists_are_known_by_their_terms() -> None:
    assert systems(
        Statement("Nausea, vomiting, diarrhea", COMMON, True),
        Statement("Pancreatitis", RARE, True, is_cited=True),
        Statement("Headache, dizziness", COMMON, True, is_cited=True),
        Statement("Anemia, thrombocytopenia, leukopenia", COMMON, True, is_cited=True),
    ) == ["Gastrointestinal", "Gastrointestinal", "Nervous system", "Hematologic"]


def test_a_term_unknown_is_read_from_its_block() -> None:
    found = infer_body_systems(
        [
            Statement("Bradycardia, hypotension", COMMON, True),
            Statement("Zorbling", RARE, True, is_cited=True),
            Statement("Insomnia, anxiety", COMMON, True, is_cited=True),
        ]
    )
    assert [x.system for x in found] == ["Cardiovascular", "Cardiovascular", "Psychiatric"]
    assert found[1].probability <= found[0].probability


def test_a_statement_that_names_its_system_keeps_it_and_speaks_for_its_block() -> None:
    named = Statement("Hepatic side effects have included zorbling.", system="Hepatic")
    found = infer_body_systems([named, Statement("Blorbling", RARE, True)])
    assert found[0] == InferredSystem("Hepatic", 1.0)
    free, bound = (
        infer_body_systems([first, Statement("Blorbling", RARE, True)])[1]
        for first in (Statement("Zorbling has been reported."), named)
    )
    assert bound.probability != free.probability


def test_what_says_nothing_is_left_open() -> None:
    assert systems(Statement("Zorbling, blorbling, and plonking", None, True)) == [None]
    assert infer_body_systems([]) == []


def test_frequencies_that_start_again_speak_for_a_border() -> None:
    ends = border_features(Statement("a", RARE, True, True), Statement("b", COMMON, True))
    runs = border_features(Statement("a", COMMON, True), Statement("b", RARE, True))
    assert "border/restart" in ends
    assert "border/cited" in ends
    assert "border/onward" in runs


def test_parentheses_are_no_items() -> None:
    assert inline_items("Fatigue (up to 25%, all grades); fever") == ["fatigue", "fever"]


def test_another_model_takes_the_place_of_the_default() -> None:
    ocular = [9.0 * (name == "Ocular") for name in SYSTEMS]
    model = BodySystemModel({"item:zorbling": ocular, "total:item": ocular}, {"list/root": 9.0})
    assert infer_body_systems([Statement("Zorbling", None, True)], model)[0].system == "Ocular"


def test_systems_are_those_of_the_vocabulary() -> None:
    assert set(SYSTEMS) == {row["name"] for row in lexicon("body_systems")}


TEXT = st.sampled_from(["Nausea", "Rash, itching", "Zorbling", "", "Cases of jaundice were reported", "IV:"])
STATEMENT = st.builds(
    Statement,
    TEXT,
    st.none() | st.sampled_from(FrequencyClass),
    st.booleans(),
    st.booleans(),
    st.none() | st.sampled_from(SYSTEMS),
)


@given(st.lists(STATEMENT, max_size=25))
@pytest.mark.filterwarnings("error")
def test_every_statement_is_answered_with_a_probability(statements: list[Statement]) -> None:
    found = infer_body_systems(statements)
    assert len(found) == len(statements)
    assert all(0 <= one.probability <= 1 for one in found)
    assert [one.system for one, s in zip(found, statements, strict=True) if s.system] == [
        s.system for s in statements if s.system
    ]
