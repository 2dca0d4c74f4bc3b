"""Leaflets of no known family: what general rules find in them, and what is no leaflet at all."""

from __future__ import annotations

import pytest

from extractors.extract import extract
from extractors.model import DocumentError

NOTES = b"""<html><body><h1>Tolamerin: notes for prescribers</h1>
<h2>Precautions</h2><h3>Low sodium</h3><p>Low sodium was reported in 3% of patients.</p>
<h2>Adverse events</h2><h3>Clinical trials experience</h3>
<table><tr><th>Reaction</th><th>Tolamerin (%)</th><th>Placebo (%)</th></tr>
<tr><td>Rash</td><td>4</td><td>1</td></tr><tr><td>Cough</td><td>6</td><td>2</td></tr></table>
<p>Nervous system disorders: tremor, vertigo</p></body></html>"""
AS_A_LABEL = (
    NOTES.replace(b"Precautions", b"5 WARNINGS AND PRECAUTIONS")
    .replace(b"Low sodium</h3>", b"5.1 Low sodium</h3>")
    .replace(b"Adverse events", b"6 ADVERSE REACTIONS")
    .replace(b"Clinical trials", b"6.1 Clinical trials")
)

PAGE = b"""<html><body><h1>Melvatin</h1><h2>Side effects</h2>
<h3>Common side effects</h3><p>These happen in more than 1 in 100 people:</p>
<ul><li>feeling sick</li><li>headaches</li></ul>
<h3>Serious side effects</h3><p>Tell a doctor straight away if:</p><ul><li>your skin turns yellow</li></ul>
<h3>Swelling</h3><p>Call 999 if:</p><ul><li>your lips swell suddenly</li></ul>
<h2>How to take it</h2><ul><li>Take it with food.</li></ul></body></html>"""


@pytest.mark.parametrize(
    ("page", "layout", "headings"),
    [
        (NOTES, "generic", ["Precautions", "Low sodium", "Adverse events", "Clinical trials experience"]),
        (
            AS_A_LABEL,
            "fda_label_text",
            ["5 WARNINGS AND PRECAUTIONS", "5.1 Low sodium", "6 ADVERSE REACTIONS", "6.1 Clinical trials experience"],
        ),
    ],
)
def test_notes_for_prescribers_are_read_as_a_label(page: bytes, layout: str, headings: list[str]) -> None:
    leaflet = extract(page, "notes.html")
    text = leaflet.document.text
    assert leaflet.layout == layout
    told = [s.heading.of(text) for s in leaflet.sections if s.heading and not s.body_system]
    assert told == headings
    assert [(e.extraction.value, e.span.of(text), e.frequency.min_pct) for e in leaflet.effects] == [
        ("prose", "Low sodium", 3.0),
        ("table", "Rash", 4.0),
        ("table", "Cough", 6.0),
        ("inline_list", "tremor", None),
        ("inline_list", "vertigo", None),
    ]


def test_a_page_for_patients_says_how_urgent_its_lists_are() -> None:
    leaflet = extract(PAGE, "page.html")
    text = leaflet.document.text
    assert [(e.kind.value, e.urgency and e.urgency.value, e.span.of(text)) for e in leaflet.effects] == [
        ("consumer_general", None, "feeling sick"),
        ("consumer_general", None, "headaches"),
        ("consumer_immediate", "immediate", "your skin turns yellow"),
        ("consumer_immediate", "emergency", "your lips swell suddenly"),
    ]
    assert {e.frequency.min_pct for e in leaflet.effects if e.kind == "consumer_general"} == {1.0}
    assert "unknown_layout" in [i.code for i in leaflet.issues]


def test_what_never_speaks_of_side_effects_is_no_leaflet() -> None:
    with pytest.raises(DocumentError) as caught:
        extract(b"Apple cake\n\nMix the flour with sugar. Bake it for an hour.\n", "cake.txt")
    assert caught.value.code == "no_leaflet"
