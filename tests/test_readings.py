"""Readings that an analyst would object to: scraps of sentences, groups that are none, the same thing said twice."""

from __future__ import annotations

import pytest

from extractors.effects import effect_terms
from extractors.eu.cues import population_in
from extractors.extract import extract
from extractors.model import Leaflet, Span
from extractors.prose.paragraphs import Statement, prose_effects


def _read(said: str) -> list[Statement]:
    return prose_effects(said, 0, len(said))


def _names(said: str) -> list[str]:
    return [term.term for statement in _read(said) for term in statement.terms]


def _label(text: str) -> Leaflet:
    return extract(text.encode(), "label.txt")


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Within each group, reactions are presented in order of decreasing weight.", []),
        ("Boys may be particularly sensitive to the additive sedative effects.", []),
        ("Several cases of hepatitis from chronic dorbelin therapy have been reported.", ["hepatitis"]),
        ("Side effects included gout, dry eye1 and throat irritation2.", ["gout", "dry eye", "throat irritation"]),
        ("Most patients had evidence of cirrhosis before starting therapy.", []),
        ("Cirrhosis was not a risk factor for gout.", []),
        ("The risk of hepatitis increases with age. Hepatitis has been reported.", ["hepatitis"]),
        (
            "Side effects included difficulty with concentration/attention.",
            ["difficulty with concentration", "difficulty with attention"],
        ),
        (
            "Side effects have included tuberculosis, invasive fungal, or other opportunistic infections.",
            ["tuberculosis", "invasive fungal infections", "opportunistic infections"],
        ),
        ("One patient developed ALT greater than 3 times the upper limit of normal.", ["increased ALT"]),
    ],
)
def test_running_text_names_effects_and_no_scraps(said: str, names: list[str]) -> None:
    assert _names(said) == names


def test_groups_that_and_joins_are_one_group_and_what_they_have_is_no_effect() -> None:
    said = (
        "Dorbelin increased the risk of suicidal thinking in children and young adults with major depressive disorder."
    )
    (found,) = _read(said)
    assert found.population is not None
    assert found.population.of(said) == "in children and young adults with major depressive disorder"


@pytest.mark.parametrize(
    "said",
    [
        "Less frequently, some patients may experience headache.",
        "Headache often occurs, especially in patients receiving large cumulative doses (over 5 grams).",
        "More Dorbelin-treated patients (2%) experienced headache.",
        "Headache was reported in these 3 studies in <2% of patients treated with this drug.",
    ],
)
def test_patients_alone_are_no_group(said: str) -> None:
    assert [found.population for found in _read(said)] == [None]


@pytest.mark.parametrize(
    ("said", "group"),
    [
        ("Gout occurred in men with asthma, possibly associated with diuretics.", "in men with asthma"),
        ("Gout was seen in children with asthma occurring in 2% of them.", "in children with asthma"),
    ],
)
def test_a_group_ends_before_what_is_said_of_it(said: str, group: str) -> None:
    (found,) = _read(said)
    assert found.population is not None
    assert found.population.of(said) == group


def test_a_low_level_of_sugar_is_no_dose() -> None:
    said = "Headache, low blood sugar levels and rash have been reported."
    assert [found.dose for found in _read(said)] == [None, None, None]


@pytest.mark.parametrize(
    ("said", "often"),
    [
        ("Gout occurred in 1 in 10 000 people.", "1 in 10 000"),
        ("1 Cases of gout have been reported.", None),
    ],
)
def test_figures_are_whole_and_footnotes_count_nothing(said: str, often: str | None) -> None:
    (found,) = _read(said)
    assert (found.frequency.span and found.frequency.span.of(said)) == often


@pytest.mark.parametrize(
    ("said", "denied", "doubted"),
    [
        ("A definite causal link between dorbelin and gout could not be made.", False, True),
        ("No gout was reported. A causal relationship has not been established.", True, False),
    ],
)
def test_nothing_is_denied_and_doubted_at_once(said: str, denied: bool, doubted: bool) -> None:
    assert {(found.is_negated, found.is_hypothetical) for found in _read(said)} == {(denied, doubted)}


@pytest.mark.parametrize(
    ("item", "terms"),
    [
        ("sudden death", ["sudden death"]),
        ("Local reactions (49%)", ["local reactions"]),
        ("hepatitis (including fatal cases)", ["hepatitis"]),
        ("gout/severe gout", ["gout"]),
        ("hepatitis (presented with jaundice and fever)", ["hepatitis", "jaundice", "fever"]),
        (
            "severe skin reactions can include: blisters, peeling. These may be mild.",
            ["skin reactions", "blisters", "peeling"],
        ),
        ("fits (convulsions), seen in patients on high doses", ["fits", "convulsions"]),
        ("vomiting, these side effects are normally mild and do not last.", ["vomiting"]),
        ("leg swelling Seek medical help at once if you get any of these symptoms.", ["leg swelling"]),
        ("allergic reaction which causes dizziness", ["allergic reaction", "dizziness"]),
        ("liver failure, in some cases leading to death. Most cases occurred in men.", ["liver failure", "death"]),
        (
            "the nails may turn to yellow, brown or black",
            ["nails may turn to yellow", "nails may turn to brown", "nails may turn to black"],
        ),
        ("serum creatinine increased to greater than 2 mg/dL", ["serum creatinine increased"]),
    ],
)
def test_an_item_names_its_effects_once_and_nothing_else(item: str, terms: list[str]) -> None:
    assert [term.term for term in effect_terms(item)] == terms


def test_a_line_over_a_list_names_its_group_in_few_words() -> None:
    line = "The following side effects have been reported with Dorbelin in male patients:"
    found = population_in(line, Span(0, len(line)))
    assert found is not None
    assert found.of(line) == "in male patients"


def test_a_heading_in_capitals_is_no_second_row() -> None:
    text = (
        "BOXED WARNING: WARNING: SUICIDAL THOUGHTS\n\n    WARNING: SUICIDAL THOUGHTS\n\n"
        "Dorbelin increases the risk of suicidal thoughts [see Warnings (5.1)].\n"
    )
    found = [effect.span.of(text) for effect in _label(text).effects]
    assert found == ["suicidal thoughts"]


def test_what_patients_had_before_is_no_effect_of_the_label() -> None:
    text = (
        "6 ADVERSE REACTIONS\n\nThe most common adverse reaction was nausea. "
        "Of these patients, 63% had a history of hypertension [see Warnings (5.1)].\n"
    )
    assert [effect.span.of(text) for effect in _label(text).effects] == ["nausea"]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Gout was usually not associated with fever.", [("Gout", False)]),
        ("Gout was not associated with fever.", [("Gout", False), ("fever", True)]),
        ("No specific frequency for gout is presented.", []),
        ("The relevance of gout is not known.", []),
        ("The frequency of gout is not known.", [("gout", False)]),
        ("Dorbelin is not known to cause gout.", [("gout", True)]),
    ],
)
def test_what_is_denied(said: str, found: list[tuple[str, bool]]) -> None:
    assert [(one.span.of(said), one.is_negated) for one in _read(said)] == found


def test_parts_of_the_body_go_on_with_the_sign_before_them() -> None:
    said = "Symptoms include swelling of the lips, tongue or other parts of the body; rash and gout."
    assert _names(said) == [
        "swelling of the lips",
        "swelling of the tongue",
        "swelling of the parts of the body",
        "rash",
        "gout",
    ]


def test_names_between_commas_do_not_wait_for_the_head_of_the_next() -> None:
    assert _names("Side effects included odd gait, aggressive behavior, balance impairment and gout.") == [
        "odd gait",
        "aggressive behavior",
        "balance impairment",
        "gout",
    ]


@pytest.mark.parametrize(
    ("item", "terms"),
    [
        (
            "Low haemoglobin or red blood cell count (anaemia)",
            ["low haemoglobin", "low red blood cell count", "anaemia"],
        ),
        ("low sodium or potassium level", ["low sodium", "low potassium level"]),
        ("spots around the eyes or like a row of beads", ["spots around the eyes"]),
        ("Effects in the eye: dry eye, tearing", ["dry eye", "tearing"]),
        ("Other side effects: gout", ["gout"]),
        ("cough. Some cases of bleeding cough were fatal.", ["cough"]),
        ("breathlessness. If you have a cough please tell your doctor.", ["breathlessness", "cough"]),
        ("This may be a sign of an uncommon (up to 1 in 100 people) condition called milk fever", ["milk fever"]),
        ("aching legs with or without shortness of breath, gout", ["aching legs", "gout"]),
    ],
)
def test_terms_of_items(item: str, terms: list[str]) -> None:
    assert [term.term for term in effect_terms(item)] == terms


def test_what_not_to_do_and_what_patients_had_before_deny_no_effect() -> None:
    leaflet = _label(
        "DORBELIN\n\n5 WARNINGS AND PRECAUTIONS\n\n5.1 Pancreatitis\n\n"
        "Pancreatitis has been reported. Do not restart dorbelin if pancreatitis is confirmed. "
        "Renal failure was reported in patients without known underlying renal disease. "
        "No cases of hepatitis were reported.\n\n6 ADVERSE REACTIONS\n\n"
        "The most common adverse reactions were headache and nausea.\n\n7 DRUG INTERACTIONS\n\nNone.\n"
    )
    text = leaflet.document.text
    told = [(e.span.of(text), e.is_negated) for e in leaflet.effects]
    assert [name for name, is_negated in told if is_negated] == ["hepatitis"]
    assert "renal disease" not in [name for name, _ in told]
