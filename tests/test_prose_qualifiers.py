"""Running text of our own: in whom, at what dose, how often, and how sure; and what is none of these."""

from __future__ import annotations

import pytest

from extractors.extract import extract
from extractors.model import Span
from extractors.prose.doses import dose
from extractors.prose.groups import group_of_figure, population
from extractors.prose.paragraphs import prose_effects

Said = tuple[str | None, str | None, str | None]


def said_of(said: str, drug: str | None = None) -> dict[str, list[Said]]:
    """Return frequency, dose and population of each term, in order."""

    def cut(span: Span | None) -> str | None:
        return span.of(said) if span else None

    out: dict[str, list[Said]] = {}
    for s in prose_effects(said, 0, len(said), None, drug):
        for t in s.terms:
            out.setdefault(t.term.casefold(), []).append((cut(s.frequency.span), cut(s.dose), cut(s.population)))
    return out


def only(said: str, term: str, drug: str | None = None) -> Said:
    (one,) = said_of(said, drug)[term]
    return one


@pytest.mark.parametrize(
    ("said", "group"),
    [
        ("Gout was reported in elderly patients.", "in elderly patients"),
        ("Gout was reported in men with asthma, scurvy, or mumps.", "in men with asthma, scurvy, or mumps"),
        ("Gout was seen in patients with mumps (MU) and asthma.", "in patients with mumps (MU) and asthma"),
        ("Gout was reported in 3 (2%) women with asthma.", "women with asthma"),
        ("Gout was reported in 4 of 20 women with asthma.", "women with asthma"),
        ("Gout was reported in about half of women with asthma.", "women with asthma"),
        ("Out of 16 women with asthma, gout was reported in 1 patient.", "women with asthma"),
        ("In a study of 40 women with asthma, gout was noted.", "women with asthma"),
        ("Elderly patients may develop gout.", "Elderly patients"),
        ("Elderly patients may be at increased risk of gout.", "Elderly patients"),
        ("A 60-year-old clerk with asthma developed gout.", "A 60-year-old clerk with asthma"),
        ("Two women with asthma experienced gout.", "women with asthma"),
        ("Gout was reported, especially in renal impairment.", "especially in renal impairment"),
        ("Gout has been reported during pregnancy.", "during pregnancy"),
        ("Gout has been reported with concomitant use of warfarin.", "with concomitant use of warfarin"),
        ("Gout was seen, mainly when coadministered with warfarin.", "mainly when coadministered with warfarin"),
        ("Gout has occurred while taking warfarin.", "while taking warfarin"),
        ("Gout occurred when it was added to insulin.", "when it was added to insulin"),
        ("Gout was more common in women than men.", "in women"),
        ("Gout was more common in women after 3 weeks of treatment.", "in women"),
        ("Gout was reported in women in clinical trials.", "in women"),
        ("Gout was reported in men aged 60 years or older.", "in men aged 60 years or older"),
        ("In some cases of abuse, gout was reported.", "In some cases of abuse"),
        ("Gout was reported; all of these patients were elderly.", "elderly"),
        ("Gout was reported (particularly in smokers).", "particularly in smokers"),
        ("Side effects have included gout, particularly in smokers, women with asthma, or children.",
         "particularly in smokers, women with asthma, or children"),
    ],
)  # fmt: skip
def test_groups(said: str, group: str) -> None:
    """Annotation guideline 20: alternatives are one stretch; the preposition stays where it stands beside the group."""
    assert only(said, "gout")[2] == group


@pytest.mark.parametrize(
    "said",
    [
        "Gout was reported in some patients.",
        "Gout was reported in patients receiving this drug.",
        "Gout was reported in patients receiving high doses.",
        "Gout was reported in patients receiving 20 mg.",
        "Gout was reported in another patient.",
        "Gout was reported in clinical trials.",
        "Gout was reported except in women.",
        "A week before admission, the patient developed gout.",
    ],
)
def test_no_groups(said: str) -> None:
    """Patients as such, the drug itself, its doses and studies are no groups."""
    assert only(said, "gout")[2] is None


@pytest.mark.parametrize("drug", ["zelvorin", "zelvorin / marbane", "marbane / zelvorin"])
def test_the_own_drug_is_no_group(drug: str) -> None:
    assert only("Gout was reported in women receiving zelvorin.", "gout", drug)[2] == "in women"
    assert only("Gout was reported in patients receiving zelvorin.", "gout", drug)[2] is None
    with_another = "in patients receiving zelvorin plus prestin"
    assert only(f"Gout was reported {with_another}.", "gout", drug)[2] == with_another
    allergic = "in patients with zelvorin hypersensitivity"
    assert only(f"Gout was reported {allergic}.", "gout", drug)[2] == allergic


def test_a_page_names_its_drug_where_it_says_to_what_it_applies() -> None:
    page = (
        "<html><head><title>Zelvorin Side Effects</title></head><body><h1>Zelvorin Side Effects</h1>"
        "<p>Applies to zelvorin: oral tablet</p>"
        '<h2 id="professional">For Healthcare Professionals</h2><p>Applies to zelvorin: oral tablet</p><h3>General</h3>'
        "<p>Gout was reported in patients receiving zelvorin.</p></body></html>"
    )
    (gout,) = extract(page.encode(), "zelvorin.html").effects
    assert gout.population is None


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("with high doses", "high doses"),
        ("with doses greater than the usual dose", "doses greater than the usual dose"),
        ("with massive doses over 60 g/day", "massive doses over 60 g/day"),
        ("of 100 to 200 mg twice a day or 200 mg once a day", "100 to 200 mg twice a day or 200 mg once a day"),
        ("of more than 10 million units/day", "more than 10 million units/day"),
        ("given 5 mcg/kg subcutaneously once a day", "5 mcg/kg subcutaneously once a day"),
        ("as a dose-related event", "dose-related"),
        ("who overdosed", "overdosed"),
        ("with calcium of 4 mEq/L", None),
        ("with clearance of 30 to 50 mL/min", None),
        ("with long-term use", None),
        ("of 8 mg every 2 weeks", "8 mg every 2 weeks"),
        ("at over 2 million units", "over 2 million units"),
    ],
)
def test_doses(said: str, amount: str | None) -> None:
    """Annotation guideline 19."""
    found = dose(said, 0, len(said))
    assert (found and found.of(said)) == amount


def test_doses_in_turn_beside_placebo() -> None:
    said = "Gout was reported in 6%, 5%, and 3% of men receiving 70 mg/day, 140 mg/day, and placebo, respectively."
    assert said_of(said)["gout"] == [("6%", "70 mg/day", "men"), ("5%", "140 mg/day", "men")]


def test_one_figure_beside_placebo_stays() -> None:
    assert only("Gout was reported in 5% of women, and placebo was tolerated.", "gout")[0] == "5%"


def test_alternatives_fill_both_fields() -> None:
    said = "Gout may occur in renal impairment or at high doses."
    assert only(said, "gout") == (None, "high doses", "in renal impairment")


def test_two_predicates_that_say_how_often_are_two_statements() -> None:
    said = "Gout occurred in 5% of women, and was more likely in smokers."
    assert said_of(said)["gout"] == [("5%", None, "women"), ("more likely", None, "in smokers")]


@pytest.mark.parametrize(
    ("said", "often"),
    [
        ("Gout has sometimes occurred.", "sometimes"),
        ("Sometimes fatal gout has occurred.", None),
        ("The most common serious effects were gout and hives.", "most common"),
        ("Gout appears to be more common in women.", "more common"),
        ("Gout was seen up to two times more often in women.", "up to two times more often"),
        ("One-third of patients developed gout.", "One-third"),
        ("In one case report, gout developed.", "one case report"),
        ("Approximately 30 cases of gout have been reported.", "Approximately 30 cases"),
        ("Gout was reported in 15.2 cases per 10,000 patient years.", "15.2 cases per 10,000 patient years"),
        ("Gout was no more common than with placebo.", None),
        ("Gout with a weight loss of 7% was reported.", None),
        ("Gout was reported. These symptoms were severe in 2% of patients.", None),
    ],
)
def test_how_often(said: str, often: str | None) -> None:
    """Annotation guidelines 14 to 17."""
    assert only(said, "gout")[0] == often


def test_an_adverb_alone_is_that_of_what_follows() -> None:
    found = said_of("Hives, rash, and rarely, gout have been reported.")
    assert [found[term][0][0] for term in ("hives", "rash", "gout")] == [None, None, "rarely"]


@pytest.mark.parametrize(
    ("said", "denied"),
    [
        ("Gout did not completely resolve.", set()),
        ("Hives was not associated with gout.", {"gout"}),
        ("Hives was not due to gout.", set()),
        ("Rash without gout or hives was reported.", {"gout", "hives"}),
        ("Hives with or without gout was reported.", set()),
        ("Hives was reported in patients without a history of gout.", set()),
        ("Gout was definitively ruled out.", {"gout"}),
        ("Analyses did not identify an increased risk of gout.", {"gout"}),
        ("The drug does not appear to cause gout.", {"gout"}),
        ("Hives was not of clinical importance.", set()),
    ],
)
def test_denials(said: str, denied: set[str]) -> None:
    """Annotation guideline 22."""
    assert {t.term.casefold() for s in prose_effects(said, 0, len(said)) if s.is_negated for t in s.terms} == denied


@pytest.mark.parametrize(
    ("said", "doubted"),
    [
        ("Gout was reported; however, these effects are associated with the disease.", True),
        ("Gout may be due to the underlying infection.", True),
        ("Gout may be due to a rise in uric acid.", False),
        ("Gout (not considered related to the drug) was reported.", True),
        ("Gout was reported. Its clinical significance has not been established.", False),
        ("Gout was reported with uncertain causality.", True),
        ("Potential side effects include gout.", True),
        ("Gout was no more common than with placebo.", True),
        ("Long-term use of tetracyclines has been associated with gout.", True),
        ("Hives was noted, but gout was no more likely than with placebo.", True),
    ],
)
def test_doubts(said: str, doubted: bool) -> None:
    """Annotation guideline 23."""
    found = {t.term.casefold(): s.is_hypothetical for s in prose_effects(said, 0, len(said)) for t in s.terms}
    assert found["gout"] is doubted
    assert not found.get("hives", False)


def test_elements_of_a_list_say_in_whom_and_at_what_dose() -> None:
    page = (
        '<html><body><h1>Zelvorin Side Effects</h1><h2 id="professional">For Healthcare Professionals</h2>'
        "<p>Applies to zelvorin: oral tablet</p><h3>Metabolic</h3>"
        "<p><b>Common</b> (1% to 10%): Gout (in women), fever (with concomitant use of warfarin), "
        "hives (4000 units/kg), possible asthma, overdose</p></body></html>"
    )
    leaflet = extract(page.encode(), "zelvorin.html")
    text = leaflet.document.text
    found = [
        (e.population and e.population.of(text), e.dose and e.dose.of(text), e.is_hypothetical) for e in leaflet.effects
    ]
    assert found == [
        ("in women", None, False),
        ("with concomitant use of warfarin", None, False),
        (None, "4000 units/kg", False),
        (None, None, True),
        (None, None, False),
    ]


def test_a_text_without_groups() -> None:
    assert population("", 0, 0) is None
    said = " of patients and angina"
    assert group_of_figure(said, 0, len(said)) is None


@pytest.mark.parametrize(
    ("said", "group"),
    [
        ("Gout was seen in infants (3 to 6 months).", "in infants (3 to 6 months)"),
        ("Gout was seen in adults (n=12) with mumps.", "in adults (n=12) with mumps"),
        ("In adults aged 20 years (N=19), gout was seen.", "In adults aged 20 years"),
        ("Gout was seen in patients whose renal function was poor.", "in patients whose renal function was poor"),
        (
            "An increased risk of gout in children, adolescents, and adults (18 to 24 years) with scurvy was seen.",
            "in children, adolescents, and adults (18 to 24 years) with scurvy",
        ),
        ("Gout was seen in frail patients who generally received high doses.", "in frail patients"),
        ("The incidence of gout was 5% in children.", "in children"),
    ],
)
def test_where_a_group_ends_that_a_parenthesis_or_a_clause_closes(said: str, group: str) -> None:
    assert only(said, "gout")[2] == group


@pytest.mark.parametrize(
    ("said", "often"),
    [
        ("The incidence of gout was less than 5%.", "less than 5%"),
        ("The cumulative incidence of gout at 1 year is approximately 5%.", "approximately 5%"),
        ("Approximately 5% of patients reported gout when the drug was given.", "Approximately 5%"),
        ("Gout was reported in 4% of patients and nausea in 1%.", "4%"),
        ("On rare occasions, gout was reported.", "On rare occasions"),
        ("Effects have included mumps in 3%, gout and scurvy in <1%.", "<1%"),
        ("Elevations were greater than 2 times the upper limit; gout was seen.", None),
    ],
)
def test_a_figure_keeps_its_comparator_and_its_effect(said: str, often: str | None) -> None:
    assert only(said, "gout")[0] == often


def test_doses_in_turn_that_share_a_unit() -> None:
    said = "Gout was seen in 1%, 2%, and 4% of patients treated with 30, 40, and 50 mg, respectively."
    assert [row[:2] for row in said_of(said)["gout"]] == [("1%", "30"), ("2%", "40"), ("4%", "50 mg")]


def test_what_a_second_verb_says_after_a_denial() -> None:
    said = "Gout was not seen in men, but may occur in women."
    found = prose_effects(said, 0, len(said), None)
    assert [(s.is_negated, s.is_hypothetical) for s in found] == [(True, False), (False, True)]


def test_an_effect_named_with_its_own_figure_after_another() -> None:
    said = "Gout was reported in 4% of patients and nausea in 1%."
    assert only(said, "nausea")[0] == "1%"
