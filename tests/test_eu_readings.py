"""Wrong readings of EU leaflets and SmPCs that an analyst would object to, each in leaflets of our own."""

from __future__ import annotations

import pytest

from extractors.effects import effect_terms
from extractors.extract import extract
from extractors.model import Leaflet
from extractors.prose.paragraphs import prose_effects
from tests.test_eu_leaflets import page, smpc_with, told


def _smpc(*lines: str) -> Leaflet:
    """Return the SmPC whose section 4.8 has each line as a paragraph."""
    body = "".join(f"<p>{line}</p>" for line in lines)
    return extract(f"<html><body>{smpc_with(body)}</body></html>".encode(), "x.html")


def _rows(leaflet: Leaflet) -> list[tuple[str, str | None, str | None]]:
    """Return effect, frequency and body system."""
    text = leaflet.document.text
    return [
        (e.span.of(text), e.frequency.category.value if e.frequency.category else None, e.body_system)
        for e in leaflet.effects
    ]


def test_a_class_that_a_narrow_column_broke_is_no_effect_and_holds_for_what_follows() -> None:
    leaflet = _smpc(
        "Hepatobiliary disorders",
        "Common: jaundice",
        "Injury, poisoning and procedural",
        "complications",
        "Common: sunburn",
        "Infections and",
        "infestations",
        "Uncommon: thrush",
        "Neoplasms benign,",
        "malignant and unspecified",
        "(incl cysts and polyps)",
        "Rare: lipoma",
        "Musculoskeletal and connective",
        "tissue disorders Cramp Rare",
    )
    assert _rows(leaflet) == [
        ("jaundice", "common", "Hepatobiliary disorders"),
        ("sunburn", "common", "Injury, poisoning and procedural complications"),
        ("thrush", "uncommon", "Infections and infestations"),
        ("lipoma", "rare", "Neoplasms benign, malignant and unspecified"),
        ("Cramp", "rare", "Musculoskeletal and connective tissue disorders"),
    ]


def test_labels_without_a_colon_head_their_rows_also_where_lines_were_joined() -> None:
    leaflet = _smpc("Nervous system disorders:", "Common headache", "Uncommon tremor, gait odd<br>Rare migraine2, fits")
    system = "Nervous system disorders"
    assert _rows(leaflet) == [
        ("headache", "common", system),
        ("tremor", "uncommon", system),
        ("gait odd", "uncommon", system),
        ("migraine", "rare", system),
        ("fits", "rare", system),
    ]


def test_rows_that_end_in_a_label_end_there_and_may_begin_with_their_class_in_small_letters() -> None:
    leaflet = _smpc(
        "Eye disorders iritis uncommon", "Fatigue common", "Vascular disorders flush Rare<br>gout of the toe Rare"
    )
    assert _rows(leaflet) == [
        ("iritis", "uncommon", "Eye disorders"),
        ("Fatigue", "common", "Eye disorders"),
        ("flush", "rare", "Vascular disorders"),
        ("gout of the toe", "rare", "Vascular disorders"),
    ]


def test_letters_of_footnotes_are_no_effects_and_no_letters_of_one() -> None:
    leaflet = _smpc(
        "Vascular disorders", "Common: Hypertensiona,b, Paraesthesiae, Eczema", "1 gout includes: Gout, tophus"
    )
    found = [name for name, often, _ in _rows(leaflet) if often]
    assert found == ["Hypertension", "Paraesthesiae", "Eczema"]


def test_a_sentence_of_advice_or_of_frequency_at_the_end_of_an_item_is_no_part_of_the_effect() -> None:
    leaflet = page(
        "<p>Common (may affect up to 1 in 10 people)</p><ul>"
        "<li>sore bones. Your doctor will tell you what helps against it.</li>"
        "<li>odd gait. Uncommon (may affect up to 1 in 100 people).</li>"
        "<li>cold feet Seek medical help if you get any of these symptoms.</li>"
        "<li>gout. This is rare (may affect up to 1 in 1,000 people).</li>"
        "<li>fits. Contact your doctor if you get a headache.</li>"
        "<li>If you notice any of these symptoms tell your doctor</li></ul>"
    )
    assert told(leaflet) == [
        ("sore bones", "common", False),
        ("odd gait", "uncommon", False),
        ("cold feet", "common", False),
        ("gout. This is rare (may affect up to 1 in 1,000 people).", "rare", False),
        ("fits. Contact your doctor if you get a headache.", "common", False),
    ]


def test_lists_that_were_joined_to_an_item_are_read_by_themselves() -> None:
    leaflet = page(
        "<p>Rare (may affect up to 1 in 1,000 people)</p><ul><li>hiccups. Some patients have had the following side "
        "effects with dorbelin: Common (may affect up to 1 in 10 people): gout, thirst Some patients have had the "
        "following with examplinib: Common: cough, rash</li></ul>"
    )
    assert told(leaflet)[1:] == [
        ("gout", "common", False),
        ("thirst", "common", False),
        ("cough", "common", False),
        ("rash", "common", False),
    ]


def test_a_label_at_the_head_of_an_item_is_no_part_of_its_effect() -> None:
    leaflet = page("<p>Side effects are:</p><ul><li>Common (may affect up to 1 in 10 people): dry eye</li></ul>")
    assert told(leaflet) == [("dry eye", "common", False)]


@pytest.mark.parametrize(
    ("item", "terms"),
    [
        (
            "Dorb's syndrome (plum-coloured, raised, painful lesions on the arms and sometimes the face)",
            [
                "Dorb's syndrome",
                "plum-coloured, raised, painful lesions on the arms",
                "plum-coloured, raised, painful lesions on the face",
            ],
        ),
        ("Skin reaction that might include a combination of any of the following: rash", ["skin reaction", "rash"]),
        (
            "swelling of the area around the eyes, the face or lips",
            ["swelling of the area around the eyes", "swelling of the face", "swelling of the lips"],
        ),
        (
            "swelling in the eye, separation of the retina and cough",
            ["swelling in the eye", "separation of the retina", "cough"],
        ),
        ("bruising, such as a cut, that takes longer to stop bleeding; gout", ["bruising", "gout"]),
        ("gout (not known)", ["gout"]),
        ("heartburn also called burning reflux", ["heartburn", "burning reflux"]),
        ("rash which may be severe", ["rash"]),
        ("mild to severe cramps, gout", ["cramps", "gout"]),
        ("clot, such as in the leg. In some cases you may need help", ["clot"]),
        ("swelling of the aorta (a vessel that carries blood), see section 2", ["swelling of the aorta"]),
        ("thoughts of dying: tell your doctor straight away", ["thoughts of dying"]),
        ("such as ventricular fits", ["ventricular fits"]),
        (
            "swollen eyelids. If severe it may cause breathing difficulties.",
            ["swollen eyelids", "breathing difficulties"],
        ),
    ],
)
def test_terms_hold_no_scraps_of_sentences(item: str, terms: list[str]) -> None:
    assert [term.term for term in effect_terms(item)] == terms


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Patients experienced elevated ALT, gout and ≥5x ULN, respectively.", ["elevated ALT", "gout"]),
        ("Side effects included gout*, dry eye† and # cramps.", ["gout", "dry eye", "cramps"]),
        ("You may experience cramps in your legs and tingling in your", ["cramps in legs", "tingling"]),
    ],
)
def test_running_text_names_no_limits_marks_or_owners(said: str, names: list[str]) -> None:
    assert [term.term for one in prose_effects(said, 0, len(said)) for term in one.terms] == names
