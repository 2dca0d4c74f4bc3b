"""Running text as paragraphs have it that no rule was written from; all sentences and drugs are invented."""

from __future__ import annotations

import pytest

from extractors.model import Span
from extractors.prose.paragraphs import Statement, prose_effects
from tests.test_prose import rows, terms


def cut(said: str, span: Span | None) -> str:
    return span.of(said) if span else ""


def doses(said: str) -> list[tuple[str, str]]:
    return [(s.terms[0].term, cut(said, s.dose)) for s in prose_effects(said, 0, len(said))]


def groups(said: str) -> list[tuple[str, str]]:
    return [(s.terms[0].term, cut(said, s.population)) for s in prose_effects(said, 0, len(said))]


def often(said: str) -> list[tuple[str, str]]:
    def of(statement: Statement) -> str:
        return cut(said, statement.frequency.span)

    return [(s.terms[0].term, of(s)) for s in prose_effects(said, 0, len(said))]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "A 44-year-old woman with lupus developed gout coincident with velmorine therapy. "
            "Two days later, she presented with fever. The patient also experienced nausea.",
            [
                ("gout", "A 44-year-old woman with lupus"),
                ("fever", "A 44-year-old woman with lupus"),
                ("nausea", "A 44-year-old woman with lupus"),
            ],
        ),
        (
            "Hepatitis was reported in a 70-year-old man. He was diagnosed with anemia. Rash was reported in children. "
            "The patients were treated.",
            [("Hepatitis", "in a 70-year-old man"), ("anemia", "in a 70-year-old man"), ("Rash", "in children")],
        ),
        (
            "Jaundice has been reported in newborns exposed to this drug in utero.",
            [("Jaundice", "in newborns exposed to this drug in utero")],
        ),
        (
            "Seizures have occurred, particularly when high doses were administered to renally impaired patients.",
            [("Seizures", "to renally impaired patients")],
        ),
        (
            "Gout was reported in 2% of adults with lupus, with rash (1%) reported most often.",
            [("Gout", "adults with lupus"), ("rash", "")],
        ),
        (
            "Rash was reported in 9% of patients using the extended-release formulation.",
            [("Rash", "")],
        ),
    ],
)
def test_groups(said: str, expected: list[tuple[str, str]]) -> None:
    assert groups(said) == expected


def test_what_the_patient_had_before_is_neither_present_nor_denied() -> None:
    assert terms("A patient with gout developed a rash. She had no history of skin disease.") == ["rash"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("The most common adverse reactions (20% or more) were gout and cough.", ["20% or more", "20% or more"]),
        ("The most common laboratory abnormalities (2% or greater) are anemia and neutropenia.", ["2% or greater"] * 2),
        ("The most common rash was eczema.", ["most common"]),
        ("Three subjects discontinued therapy due to rash.", ["Three subjects"]),
        (
            "In one trial, 2% of patients discontinued treatment because of cough, and 1% discontinued due to rash.",
            ["2%", "1%"],
        ),
        ("No patients discontinued therapy due to rash.", []),
        ("Patients receiving velmorine had a higher incidence of rash than those on placebo.", ["higher incidence"]),
        ("Rash occurred in 3 patients, and gout in 2 patients.", ["3 patients", "2 patients"]),
        ("Velmorine may increase total cholesterol by 11%.", [""]),
        ("Rash and cough were reported by 11% and 12% of patients, respectively.", ["11%", "12%"]),
        ("Rash was observed at a significantly greater frequency in men.", ["greater frequency"]),
        ("Headache has been reported; the incidence was 4%.", ["4%"]),
    ],
)
def test_how_often(said: str, expected: list[str]) -> None:
    assert [figure for _, figure in often(said)] == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Elevations to greater than 500 units/liter, and rash, were reported.", ""),
        ("Rash was reported in patients given 10 mg, 20 mg, and 40 mg.", "10 mg, 20 mg, and 40 mg"),
        ("Rash has occurred with inappropriately high doses.", "inappropriately high doses"),
        ("Rash developed after 1,000 mg per day.", "1,000 mg per day"),
    ],
)
def test_doses(said: str, expected: str) -> None:
    assert doses(said)[-1][1] == expected


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (
            "Flushing of the face, neck, and chest was reported.",
            ["Flushing of the face", "flushing of the neck", "flushing of the chest"],
        ),
        (
            "Velmorine can cause bleeding, ulceration, and perforation of the stomach or intestines.",
            [f"{damage} of the stomach or intestines" for damage in ("bleeding", "ulceration", "perforation")],
        ),
        (
            "Effects have included decreased bicarbonates (2%), sodium (1%), and carbon dioxide (1%).",
            ["decreased bicarbonates", "decreased sodium", "decreased carbon dioxide"],
        ),
        ("Fever of unknown etiology was reported.", ["Fever"]),
        ("Sepsis and hypoxia may increase the risk of gout.", ["gout"]),
        (
            "Warning: Addiction; Respiratory DepressionVelmorine exposes users to risks of gout.",
            ["Addiction", "Respiratory Depression", "gout"],
        ),
        ("Gout can occur and is thought to be due to velmorine competing with urate for excretion.", ["Gout"]),
        ("Levels were greater than 5 mcg/mL.Risk factors include renal impairment and sepsis.", []),
        (
            "Velmorine may cause or worsen heart failure, and may precipitate seizures.",
            ["worsen heart failure", "seizures"],
        ),
        ("Velmorine may worsen these changes.", []),
        ("Should gout develop, discontinue velmorine.", []),
        ("Risk factors for bleeding in those given velmorine are known and include sepsis and diabetes.", []),
        (
            "The effects that occurred at an incidence of 1% and more were increased weight and rash.",
            ["increased weight", "rash"],
        ),
        ("Some degree of hypotension and true gout occurred.", ["hypotension", "gout"]),
        ("A nonspecific rash and nonspecific ST/T wave changes occurred.", ["rash", "nonspecific ST/T wave changes"]),
        ("There was an unacceptably high incidence of rash.", ["rash"]),
        ("Fever cleared with drug withdrawal.", ["Fever"]),
        ("Major bleeding incidence increased in the elderly.", ["Major bleeding"]),
        ("Elevated creatinine between greater than 1 and less than 2 mg/dL was reported.", ["Elevated creatinine"]),
        (
            "Velmorine increased the risk of suicidal thoughts and behaviors in pediatric and young adult patients.",
            ["suicidal thoughts", "suicidal behaviors"],
        ),
        ("Magnesium decreased by 0.1 mmol/L. Rash occurred.", ["Magnesium decreased", "Rash"]),
        ("In one analysis, a study in 500 adults given velmorine or placebo, edema occurred in 5%.", ["edema"]),
        ("In a trial of 12,000 adults, more patients had gout.", ["gout"]),
    ],
)
def test_terms(said: str, named: list[str]) -> None:
    assert terms(said) == named


@pytest.mark.parametrize(
    "said",
    [
        "If ALT or AST are 3 times the ULN or greater, interrupt therapy.",
        "Pulmonary toxicity: Discontinue velmorine for anaphylaxis.",
        "Prescribe velmorine only to patients with hypercholesterolemia.",
    ],
)
def test_instructions(said: str) -> None:
    assert rows(said) == []


def test_what_came_to_pass_is_no_supposition() -> None:
    said = "Velmorine may cause bradycardia, which has resulted in syncope."
    found = prose_effects(said, 0, len(said))
    assert [(s.terms[0].term, s.is_hypothetical) for s in found] == [("bradycardia", True), ("syncope", False)]


def test_no_patient_like_those_of_the_other_arm_is_a_group() -> None:
    assert groups("Rash occurred in velmorine-treated patients as compared with others.") == [("Rash", "")]


def test_the_ingredients_of_the_leaflet_s_own_drug_are_no_group() -> None:
    def of(said: str) -> list[str]:
        return [cut(said, s.population) for s in prose_effects(said, 0, len(said), drug="velmorine / axitol")]

    assert of("Rash was reported in 5% of therapy-naive adults given velmorine or axitol DF.") == [
        "therapy-naive adults"
    ]
    other = "patients given velmorine or axitol with other antivirals"
    assert of(f"Rash was reported in 5% of {other}.") == [other]
