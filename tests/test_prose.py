"""Running text of our own: which effects it states, how often, at what dose, in whom, and what is denied or doubted."""

from __future__ import annotations

import pytest

from extractors.effects import effect_terms
from extractors.labels.mentioned import is_vague
from extractors.labels.mentions import label_mentions
from extractors.model import Span
from extractors.prose.paragraphs import Statement, prose_effects

Row = tuple[str, str, str, str]


def read(said: str, system: str | None = None) -> list[Statement]:
    return prose_effects(said, 0, len(said), system)


def rows(said: str, system: str | None = None) -> list[Row]:
    """Return term, frequency, dose and population of each term."""

    def cut(span: Span | None) -> str:
        return span.of(said) if span else ""

    return [
        (t.term, cut(s.frequency.span), cut(s.dose), cut(s.population)) for s in read(said, system) for t in s.terms
    ]


def terms(said: str, system: str | None = None) -> list[str]:
    return [row[0] for row in rows(said, system)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Renal side effects have included nephritis and hematuria.", ["nephritis", "hematuria"]),
        ("Side effects have included focal and generalized seizures.", ["focal seizures", "generalized seizures"]),
        (
            "Effects have included elevated ALT, AST, and bilirubin.",
            ["elevated ALT", "elevated AST", "elevated bilirubin"],
        ),
        ("Dry mouth, nose, and eyes have been reported.", ["Dry mouth", "dry nose", "dry eyes"]),
        (
            "Local side effects have included injection site pain, redness, and swelling.",
            ["injection site pain", "injection site redness", "injection site swelling"],
        ),
        ("Anemia (e.g., aplastic, hemolytic) was reported.", ["Anemia", "aplastic anemia", "hemolytic anemia"]),
        ("Side effects have included breast pain/tenderness.", ["breast pain", "breast tenderness"]),
        ("Side effects have included severe, sometimes fatal hepatitis.", ["hepatitis"]),
        ("Pulmonary infiltrate with eosinophilia has been reported.", ["Pulmonary infiltrate with eosinophilia"]),
        ("Cardiovascular collapse with hypotension has occurred.", ["Cardiovascular collapse", "hypotension"]),
        ("A case of transient ischemic attack was reported.", ["transient ischemic attack"]),
        ("The manufacturer has not provided side effect information.", []),
        ("Patients with renal impairment should be monitored.", []),
        ("A mean increase in heart rate was seen.", ["increase in heart rate"]),
        ("Effects have included a feeling of warmth, gout.", ["feeling of warmth", "gout"]),
        ("Effects have included increase or decrease in weight.", ["increase in weight", "decrease in weight"]),
        ("Weakness and heaviness of the legs occurred.", ["Weakness of the legs", "heaviness of the legs"]),
        (
            "Dryness or irritation of the nose, mouth, or throat was seen.",
            ["Dryness of the nose, mouth, or throat", "irritation of the nose, mouth, or throat"],
        ),
        (
            "They presented as pain, pressure sensation, or rash at the site of injection.",
            [f"{sign} at the site of injection" for sign in ("pain", "pressure sensation", "rash")],
        ),
        ("Effects have included gastrointestinal and nervous system side effects.", []),
        ("The reactions were identified as fever and chills.", ["fever", "chills"]),
        ("The drug has triggered bronchospasm.", ["bronchospasm"]),
        ("They presented as symptoms like dyspnea and rash.", ["dyspnea", "rash"]),
    ],
)
def test_terms(said: str, expected: list[str]) -> None:
    assert terms(said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # what a study, a definition or an instruction says
        ("A bleed was considered major if it was intracranial or led to death.", []),
        ("Criteria for gout included joint swelling and fever.", []),
        ("Factors identified as possibly triggering the attack included reduced food and fluid intake.", []),
        ("Some had risk factors such as gallstones or alcohol abuse.", []),
        ("The mechanism of this effect may be related to inhibition of renal transport.", []),
        ("Have suction equipment available during infusion.", []),
        ("Rash occurred in 3% of patients given placebo.", []),
        ("One case of gout occurred in the comparator group.", []),
        # benefits, aims, treatments, drugs
        ("A reduction in macular edema was observed.", []),
        ("A reduction in hemoglobin was observed.", ["reduction in hemoglobin"]),
        ("One patient experienced hematoma after oral anticoagulation therapy.", ["hematoma"]),
        ("Bleeding caused by NSAIDs occurred.", ["Bleeding"]),
        ("The risk of tumor progression or recurrence may increase.", []),
        # adjectives and severities alone
        ("Most side effects were cutaneous and mild.", []),
        ("Hepatic injury may be clinically significant.", ["Hepatic injury"]),
        ("It can cause serious and potentially fatal liver injury.", ["liver injury"]),
        ("Renal or hepatic failure occurred.", ["Renal failure", "hepatic failure"]),
        ("Hallucinations included visual, tactile, and somatic hallucinations.", None),
        # words that hang on
        ("Two patients experienced fatal lung bleeding as compared to none of the others.", ["lung bleeding"]),
        ("There were seven deaths due to pneumonia.", ["deaths", "pneumonia"]),
        ("There were no reports of gout directly attributable to the drug.", ["gout"]),
        ("The incidence of gout increased in smokers.", ["gout"]),
        ("Prolonged gout has been reported.", ["gout"]),
        # clauses that had been cut wrongly
        ("Arrhythmias included flutter, and may result in syncope.", ["Arrhythmias", "flutter", "syncope"]),
        ("Patients included in the trial were healthy.", []),
        ("Examination revealed gout in all cases, and some had fever.", ["gout", "fever"]),
        ("Some patients have reported dizziness after sudden withdrawal.", ["dizziness"]),
        ("Constipation most commonly occurred with iron.", ["Constipation"]),
        ("The neuropathy presented as tingling.", ["neuropathy", "tingling"]),
        ("Symptoms of hypokalemia were cramps and leg pain.", ["hypokalemia", "cramps", "leg pain"]),
        ("Common reactions were mild headache and nausea.", ["headache", "nausea"]),
        ("Severe reactions occurred in 3% of patients, including sepsis (1%) and gout.", ["sepsis", "gout"]),
        ("Leukopenia and anemia generally resolved when therapy was stopped.", ["Leukopenia", "anemia"]),
        ("Rash was seen. The rash resolved.", ["Rash"]),
        # what neighbours share
        ("Prolongation of the QT and PR intervals was seen.", ["Prolongation of the QT intervals", None]),
        ("Respiratory depression and arrest have occurred.", ["Respiratory depression", "Respiratory arrest"]),
        ("Swelling of the lips, tongue, and face was reported.", ["Swelling of the lips", None, None]),
        ("Thrombotic events (TEs) may occur. TEs were seen in 2%.", ["Thrombotic events", "TEs"]),
        ("Effects included injection site pain, nausea, and swelling.", ["injection site pain", "nausea", "swelling"]),
        ("Rash generalized and pain have been reported.", ["Rash generalized", "pain"]),
    ],
)
def test_what_is_an_effect(said: str, expected: list[str | None] | None) -> None:
    found = terms(said)
    if expected is None:
        assert all(name.casefold().endswith("hallucinations") for name in found)
    else:
        assert [want and got for want, got in zip(expected, found, strict=True)] == expected


def test_figures_in_turn_after_the_verb() -> None:
    said = "The drug resulted in edema in 2%, 5%, and 9% of patients on 5 mg, 10 mg, and 20 mg, respectively."
    assert [row[:2] for row in rows(said)] == [("edema", "2%"), ("edema", "5%"), ("edema", "9%")]
    said = "Gout was reported in 4%, 5%, and 3% of patients on 5 mg, 10 mg, and placebo, respectively."
    assert [row[1] for row in rows(said)] == ["4%", "5%"]


def test_a_list_element_that_is_a_sentence() -> None:
    said = "One case of gout was reported"
    assert [t.term for t in effect_terms(said)] == ["gout"]


def test_fatal_tells_of_death_on_a_label() -> None:
    said = "Fatal hepatotoxicity can occur. No serious adverse reactions were reported."
    assert "death" in [m.term for m in label_mentions(said, 0, len(said), "boxed warnings")]
    assert is_vague("reactions")
    assert not is_vague("skin reactions")


def test_a_subject_that_repeats_the_heading_is_no_effect() -> None:
    said = "Hypersensitivity reactions have included hives."
    assert terms(said, "Hypersensitivity") == ["hives"]
    said = "Hypersensitivity reactions have been reported."
    assert terms(said, "Hypersensitivity") == ["Hypersensitivity reactions"]


def test_one_figure_for_a_whole_coordination() -> None:
    said = "Rash, cough, and fever have been reported in less than 1% of patients."
    assert rows(said) == [(t, "less than 1%", "", "") for t in ("Rash", "cough", "fever")]
    assert {(s.frequency.min_pct, s.frequency.max_pct) for s in read(said)} == {(0.0, 1.0)}


def test_a_figure_beside_a_term_is_its_own() -> None:
    said = "Side effects have included rash (up to 6%), cough (2%), and fever."
    assert rows(said) == [("rash", "up to 6%", "", ""), ("cough", "2%", "", ""), ("fever", "", "", "")]


def test_figures_in_turn_and_by_group() -> None:
    assert rows("Rash and cough were reported in 4% and 7% of patients, respectively.") == [
        ("Rash", "4%", "", ""),
        ("cough", "7%", "", ""),
    ]
    assert rows("Rash has been reported in 8% of boys and 10% of girls.") == [
        ("Rash", "8%", "", "boys"),
        ("Rash", "10%", "", "girls"),
    ]


def test_members_inherit_no_percentage_of_their_parent() -> None:
    said = "Rash (including hives) was reported in 3% of patients."
    assert rows(said) == [("Rash", "3%", "", ""), ("hives", "", "", "")]


def test_only_the_arm_of_the_drug_counts() -> None:
    said = "Rash occurred in 12% of patients compared to 4% of those on placebo."
    assert rows(said) == [("Rash", "12%", "", "")]


def test_adverbs_and_counts() -> None:
    assert rows("Side effects have rarely included tremor.") == [("tremor", "rarely", "", "")]
    assert rows("The most common side effects were rash and cough.") == [
        ("rash", "most common", "", ""),
        ("cough", "most common", "", ""),
    ]
    assert rows("A case of hepatitis has been reported.") == [("hepatitis", "A case", "", "")]


def test_a_list_in_a_paragraph_takes_its_label() -> None:
    said = "Common (1% to 10%): Itching/pruritus, weight gain (4%)"
    assert [row[:2] for row in rows(said)] == [
        ("Itching", "Common (1% to 10%)"),
        ("pruritus", "Common (1% to 10%)"),
        ("weight gain", "4%"),
    ]


def test_dose_and_population() -> None:
    said = "Side effects have included heart failure in patients receiving high doses (2 to 3 g/day)."
    assert rows(said) == [("heart failure", "", "high doses (2 to 3 g/day)", "")]
    said = "Hypotension has been reported in patients with renal impairment."
    assert rows(said) == [("Hypotension", "", "", "in patients with renal impairment")]
    assert rows("Rash has been reported in patients treated with this drug.") == [("Rash", "", "", "")]


def test_a_sentence_that_refers_back_fills_the_effects_before() -> None:
    said = "Headache and tremor have been reported. These effects appear to be dose related."
    assert rows(said) == [("Headache", "", "dose related", ""), ("tremor", "", "dose related", "")]


def test_a_dose_said_of_side_effects_holds_for_those_named_next() -> None:
    said = "Nervous system side effects may be dose-related (> 40 mg/day) and have included tremor."
    assert rows(said, "Nervous system") == [("tremor", "", "> 40 mg/day", "")]
    assert not read(said, "Nervous system")[0].is_hypothetical


def test_denied_and_doubted() -> None:
    (denied,) = read("Jaundice was not observed.")
    assert denied.is_negated
    (possible,) = read("Dizziness may occur.")
    assert possible.is_hypothetical
    (doubted,) = read("Convulsions have been reported, but a causal relationship has not been established.")
    assert doubted.is_hypothetical
    (of_class,) = read("Gout has been reported with other diuretics.")
    assert of_class.is_hypothetical


def test_a_label_names_effects_in_sentences_lists_and_rows() -> None:
    said = (
        "6 ADVERSE REACTIONS\n\nThe most common adverse reactions were headache, nausea, and increased ALT.\n"
        "   Dizziness      12      4\n   Fatigue  8   3\n\nPatients with psoriasis were treated for 12 weeks.\n"
    )
    found = {m.term.lower() for m in label_mentions(said, 0, len(said))}
    assert {"headache", "nausea", "increased alt", "dizziness", "fatigue"} <= found
    assert "psoriasis" not in found


@pytest.mark.parametrize(
    "said",
    [
        "No cases of bronchospasm have been reported.",
        "There have been no reports of bronchospasm.",
        "There was no evidence of bronchospasm.",
    ],
)
def test_cases_denied(said: str) -> None:
    assert [(s.terms[0].term, s.is_negated) for s in read(said)] == [("bronchospasm", True)]


@pytest.mark.parametrize(
    "said",
    [
        "Test liver function before treatment begins.",
        "Closely monitor hepatic function in these patients for several months.",
        "Discontinue zolpin for cardiomyopathy.",
    ],
)
def test_instructions_report_no_effect(said: str) -> None:
    assert terms(said) == []


def test_noun_that_looks_like_an_instruction() -> None:
    assert terms("Test dose reactions have included rash.") == ["rash"]


@pytest.mark.parametrize(
    ("said", "supposed", "denied"),
    [
        ("No cases of gout have been reported.", False, True),
        ("There is no evidence that gout is increased.", False, True),
        ("Symptoms have included, but were not limited to, gout.", False, False),
        ("Gout may be irreversible.", False, False),
        ("It is possible that gout is increased.", True, False),
        ("Zelvorins as a class have been associated with gout.", True, False),
        ("Gout has been reported with other zelvorins.", True, False),
        ("Gout has been reported with products containing zelvorin.", False, False),
        ("Several cephalosporins have been associated with gout.", True, False),
        ("Gout is not necessarily causally related to this drug.", True, False),
        ("The frequency of gout was not different from placebo.", True, False),
        ("Gout was reported. The incidence of side effects was similar to placebo.", False, False),
        ("Gout was reported. The incidence of these effects was similar to placebo.", True, False),
    ],
)
def test_reported_supposed_or_denied(said: str, supposed: bool, denied: bool) -> None:
    """Annotation guidelines 22 and 23."""
    (gout,) = prose_effects(said, 0, len(said))
    assert (gout.span.of(said).casefold(), gout.is_hypothetical, gout.is_negated) == ("gout", supposed, denied)


def test_doses_given_in_turn() -> None:
    """Each figure has the dose at the same place; a second verb adds to what the first one reports."""
    said = (
        "Rash occurred in 2%, 4% and 6% of patients on 15 mg, 30 mg and 45 mg. "
        "Gout was seen and was related to high doses."
    )
    found = prose_effects(said, 0, len(said))
    assert [s.dose and s.dose.of(said) for s in found] == ["15 mg", "30 mg", "45 mg", "high doses"]


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("Hives were seen. This symptom is indicative of adrenergic blockade.", ["Hives"]),
        ("Risk factors for bleeding have included vitamin K deficiency and liver failure.", []),
        ("Patients should report any rash.", []),
        ("Gout may occur; it may rapidly become fatal.", ["Gout"]),
        ("It increased the risk of suicidal thinking and behavior.", ["suicidal thinking", "suicidal behavior"]),
        (
            "Nausea, stomatitis, black or hairy tongue, and fever were seen.",
            ["Nausea", "stomatitis", "black hairy tongue", "hairy tongue", "fever"],
        ),
        (
            "Adverse effects have included brown, yellow, or gray tooth discoloration.",
            ["brown tooth discoloration", "yellow tooth discoloration", "gray tooth discoloration"],
        ),
        (
            "Local effects have included redness and itching at the injection site.",
            ["redness at the injection site", "itching at the injection site"],
        ),
        ("Gout has been reported, which has resulted in renal failure.", ["Gout", "renal failure"]),
        (
            "There have been reports of reactions in patients receiving velmorine such as hives, gout, and shock.",
            ["hives", "gout", "shock"],
        ),
        (
            "Tenderness, chafing, itching, dryness, and peeling have been reported.",
            ["Tenderness", "chafing", "itching", "dryness", "peeling"],
        ),
        (
            "Grades 2, 3, and 4 elevated ALT have been reported in 6%, 3%, and 1% of patients, respectively.",
            ["elevated ALT", "elevated ALT", "elevated ALT"],
        ),
    ],
)
def test_what_names_an_effect(said: str, named: list[str]) -> None:
    assert [term.term for s in read(said) for term in s.terms] == named


@pytest.mark.parametrize(
    ("said", "often"),
    [
        (
            "Fever and tinnitus have been reported in less than 3%; vertigo in less than 1%.",
            ["less than 3%", "less than 3%", "less than 1%"],
        ),
        (
            "Increases in ALT and AST were seen in 29 of 36 and 21 of 36 patients, respectively.",
            ["29 of 36", "21 of 36"],
        ),
        ("Ocular side effects have been reported rarely. These have included gout and fever.", ["rarely", "rarely"]),
        ("Ocular side effects have been rare with velmorine and have included gout.", ["rare"]),
        ("Ocular side effects including diplopia and gout have been reported in up to 7%.", ["up to 7%", "up to 7%"]),
        ("Hives (grade 2: 6%; grade 3: 2%) were seen.", ["6%", "2%"]),
        (
            "Gout and fever were seen in 2% and 3% of patients on A, respectively, and 4% and 5% on B, respectively.",
            ["2%", "4%", "3%", "5%"],
        ),
    ],
)
def test_figures_in_turn(said: str, often: list[str]) -> None:
    found = [s.frequency.span.of(said) if s.frequency.span else None for s in read(said, "Ocular")]
    assert found == often


def test_the_leaflet_s_own_drug_is_no_group_of_patients() -> None:
    said = "Gout was reported in patients receiving velmorine."
    (other,) = read(said)
    (own,) = prose_effects(said, 0, len(said), None, "velmorine")
    assert (other.population.of(said) if other.population else None) == "in patients receiving velmorine"
    assert own.population is None
