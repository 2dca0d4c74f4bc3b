"""Leaflets for patients of other countries: tables that say what to do, Medication Guides as text."""

from __future__ import annotations

from extractors.extract import extract

ADVICE = """<html><body><h1>OSTRAVIL</h1><p>Active ingredient(s): ostrazol sodium</p>
<h2>5. How should I take it?</h2><table><tr><th>When</th><th>What to do</th></tr>
<tr><td>a dose is missed</td><td>Call your doctor straight away.</td></tr></table>
<h2>6. Are there any side effects?</h2>
<table><tr><th>Less serious side effects</th><th>What to do</th></tr>
<tr><td><p>Gut related:</p><ul><li>loose stools</li></ul><p>Skin related:</p><ul><li>itching</li></ul></td>
<td>Speak to your doctor if any of these side effects worry you.</td></tr></table>
<table><tr><th>Serious side effects</th><th>What to do</th></tr>
<tr><td><ul><li>chest pain</li></ul></td><td>Call your doctor straight away.</td></tr>
<tr><td>Liver problems: dark urine, pain below the ribs</td><td>Go straight to the nearest hospital.</td></tr>
<tr><td>hair loss</td><td>Ask your pharmacist.</td></tr></table></body></html>"""

MARKED = """<html><body><h2>What are possible side effects from using OSTRAVIL?</h2>
<p>If you have a side effect that is not listed here, tell your doctor.</p>
<table><tr><th>Symptom / effect</th><th>Talk to your healthcare professional only if severe</th>
<th>Talk to your healthcare professional in all cases</th><th>Stop taking drug and get immediate medical help</th></tr>
<tr><td colspan=4>VERY COMMON</td></tr><tr><td>Dizziness</td><td>✓</td><td></td><td></td></tr>
<tr><td colspan=4>RARE</td></tr><tr><td>Yellow eyes</td><td></td><td>✓</td><td></td></tr>
<tr><td>Swollen throat</td><td></td><td></td><td>✓</td></tr></table></body></html>"""

GUIDE = """MEDICATION GUIDE
OSTRAVIL (OS-tra-vil)

What are the possible side effects of OSTRAVIL?
OSTRAVIL may cause serious side effects, including:
• Liver problems. Tell your doctor right away if you get any of these symptoms:
  ○ dark urine
  ○ yellow eyes
• Skin reactions. They may be bad. Call your doctor right away if you have rash or blisters. Ask if you have questions.
• Hair loss
The most common side effects of OSTRAVIL include:
• nausea        • headache
• tiredness     • joint pain
Call your doctor for medical advice about side effects.
"""


def _told(source: str, name: str) -> list[tuple[str, str | None, str | None, str]]:
    leaflet = extract(source.encode(), name)
    text = leaflet.document.text
    return [
        (
            e.kind.value,
            e.urgency and e.urgency.value,
            e.frequency.category and e.frequency.category.value,
            e.span.of(text),
        )
        for e in leaflet.effects
    ]


def test_a_table_says_what_to_do_about_the_effects_of_a_row() -> None:
    assert _told(ADVICE, "page.html") == [
        ("consumer_persistent", "routine", None, "loose stools"),
        ("consumer_persistent", "routine", None, "itching"),
        ("consumer_immediate", "immediate", None, "chest pain"),
        ("consumer_immediate", "emergency", None, "Liver problems"),
        ("consumer_immediate", "emergency", None, "dark urine, pain below the ribs"),
        ("consumer_general", None, None, "hair loss"),
    ]
    assert extract(ADVICE.encode(), "page.html").generic_name == "ostrazol sodium"


def test_a_row_is_filed_under_its_advice() -> None:
    leaflet = extract(ADVICE.encode(), "page.html")
    text = leaflet.document.text
    section = leaflet.sections[next(e.section for e in leaflet.effects if e.span.of(text) == "chest pain")]
    assert section.heading
    assert section.heading.of(text) == "Call your doctor straight away."
    assert section.span
    assert "chest pain" in section.span.of(text)
    assert "Liver" not in section.span.of(text)


def test_a_table_marks_what_to_do_below_how_often_it_occurs() -> None:
    assert _told(MARKED, "page.html") == [
        ("consumer_persistent", "routine", "very_common", "Dizziness"),
        ("consumer_immediate", "as_soon_as_possible", "rare", "Yellow eyes"),
        ("consumer_immediate", "immediate", "rare", "Swollen throat"),
    ]


def test_lists_inside_lists_and_side_by_side_are_told_by_their_signs() -> None:
    assert _told(GUIDE, "guide.txt") == [
        ("consumer_general", None, None, "Liver problems"),
        ("consumer_immediate", "immediate", None, "dark urine"),
        ("consumer_immediate", "immediate", None, "yellow eyes"),
        ("consumer_general", None, None, "Skin reactions"),
        ("consumer_immediate", "immediate", None, "rash or blisters"),
        ("consumer_general", None, None, "Hair loss"),
        ("consumer_general", None, None, "nausea"),
        ("consumer_general", None, None, "headache"),
        ("consumer_general", None, None, "tiredness"),
        ("consumer_general", None, None, "joint pain"),
    ]


def test_a_sentence_that_points_back_or_asks_for_questions_names_no_effect() -> None:
    said = GUIDE.replace("rash or blisters", "any of these symptoms").replace(
        "if you have questions", "if you have had a rash"
    )
    assert "rash" not in [effect for *_, effect in _told(said, "guide.txt")]
