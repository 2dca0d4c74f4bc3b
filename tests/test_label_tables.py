"""Trial tables of labels, from XML and from text: rows, arms, figures."""

from __future__ import annotations

import time

from extractors.extract import extract
from extractors.labels.trial_tables import effect_name
from extractors.model import Leaflet, Span

TEXT = """6 ADVERSE REACTIONS

 6.1 Clinical Trials Experience

 Table 1 shows what was seen with QUILLAVEN.

 Table 1: Adverse Reactions (% of Patients)
   a Includes somnolence and sedation.
   Adverse Reaction       Placebo    (N=210)      QUILLAVEN 5 mg    (N=204)      QUILLAVEN 10 mg    (N=208)
   Any adverse reaction          40               52                 61
   Nervous system disorders
     Drowsiness  a               3                8                  12
     Tremor                      1                --                 <1
   Skin disorders                2                4                  5
     Itching                     0                0                  3
         Hiccups were reported in two patients who took QUILLAVEN.

 After QUILLAVEN was stopped, patients slept well on QUILLAVEN again [see Warnings (5.1)].
"""


def stated(leaflet: Leaflet) -> list[tuple[str, str, str, float | None]]:
    text = leaflet.document.text
    return [
        (
            e.span.of(text),
            e.body_system or "",
            e.dose.of(text) if e.dose else "",
            e.frequency.max_pct,
        )
        for e in leaflet.effects
        if e.extraction == "table"
    ]


def test_each_arm_on_the_drug_gives_a_row_and_placebo_none() -> None:
    leaflet = extract(TEXT.encode(), "quillaven.txt")
    assert leaflet.layout == "fda_label_text"
    assert stated(leaflet) == [
        ("Drowsiness", "Nervous system disorders", "5 mg", 8.0),
        ("Drowsiness", "Nervous system disorders", "10 mg", 12.0),
        ("Tremor", "Nervous system disorders", "10 mg", 1.0),
        ("Itching", "Skin and subcutaneous tissue disorders", "10 mg", 3.0),
    ]


def test_footnotes_that_spell_out_a_row_name_effects() -> None:
    leaflet = extract(TEXT.encode(), "quillaven.txt")
    named = {e.span.of(leaflet.document.text) for e in leaflet.effects if e.extraction == "prose"}
    assert {"somnolence", "sedation", "Hiccups"} <= named


def test_a_label_full_of_marks_costs_no_time() -> None:
    words = "Rash" + " *,  a" * 20_000
    began = time.perf_counter()
    assert effect_name(words, Span(0, len(words))).of(words) == "Rash"
    assert time.perf_counter() - began < 2
