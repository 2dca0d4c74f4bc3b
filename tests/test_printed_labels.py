"""Labels and side-effect pages as they are printed: wrapped, tables wider than the text, across pages, in parts."""

from __future__ import annotations

import textwrap
import time

import pytest

from extractors.extract import extract
from extractors.labels.trial_tables import effect_name
from extractors.model import Leaflet, Span, collapse
from tests.test_converted_labels import named
from tests.test_label_shapes import rows

SAID = (
    "The most common adverse reactions in the trials were headache, nausea, and dizziness, which led some of the "
    "patients to leave the trial. Liver failure was reported in two patients who took QUILLAVEN with other drugs, and "
    "both of these recovered when they were told to stop taking it."
)
EFFECTS = [("Drowsiness", 3, 12), ("Tremor", 1, 4), ("Insomnia", 2, 7), ("Dry mouth", 4, 9), ("Hiccups", 1, 8)]
FRONT = "6 ADVERSE REACTIONS\n\n6.1 Clinical Trials Experience\n\n"
HEADS = ("Adverse Reaction", "Placebo (N=210)", "QUILLAVEN 20 mg (N=208)")


def printed(between_rows: str = "", width: int = 60) -> str:
    """Return a label's text wrapped, with a table that is wider, broken by a page behind its second row."""
    table = ["".join(f"{cell:<{width}}" for cell in row) for row in (HEADS, *EFFECTS)]
    table[3:3] = [between_rows] if between_rows else []
    said = textwrap.fill(SAID, 72)
    lines = "\n".join(table)
    return f"{FRONT}{said}\n\nTable 1: Adverse Reactions (% of Patients)\n{lines}\n\n{said}\n"


def figures(leaflet: Leaflet) -> list[tuple[str, float | None]]:
    text = leaflet.document.text
    return [(collapse(e.span.of(text)), e.frequency.max_pct) for e in leaflet.effects if e.extraction == "table"]


def wanted() -> list[tuple[str, float | None]]:
    return [(name, drug) for name, _, drug in EFFECTS]


def test_a_table_does_not_say_how_wide_the_text_is_wrapped() -> None:
    leaflet = extract(printed().encode())
    assert figures(leaflet) == wanted()
    whole = extract(printed().replace(textwrap.fill(SAID, 72), SAID).encode())
    assert rows(leaflet) == rows(whole)


def test_a_table_goes_on_behind_the_head_of_a_page() -> None:
    filler = "\n\n".join(textwrap.fill(f"Of the patients in trial {n}, few had fever. {SAID}", 72) for n in range(9))
    pages = [printed("\n\nQuillaven label   Page 1\n\n"), filler, "Quillaven label   Page 2", filler]
    leaflet = extract("\n\n".join(pages).encode())
    assert figures(leaflet) == wanted()
    asides = [leaflet.document.text[b.start : b.end] for b in leaflet.blocks if b.role == "boilerplate"]
    assert asides == ["Quillaven label   Page 1", "Quillaven label   Page 2"]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Tachycardia 1", "Tachycardia"),
        ("Rash1", "Rash"),
        ("Rash 2,3", "Rash"),
        ("Fever (all) 4", "Fever (all)"),
        ("Grade 3", "Grade 3"),
        ("Herpes simplex type 1", "Herpes simplex type 1"),
        ("Lack of vitamin B12", "Lack of vitamin B12"),
        ("ALT more than 3", "ALT more than 3"),
    ],
)
def test_a_footnote_digit_is_no_part_of_a_name(label: str, name: str) -> None:
    assert effect_name(label, Span(0, len(label))).of(label) == name


def test_titles_in_small_letters_open_sections_of_text() -> None:
    titles = ["Indications and Usage", "Contraindications", "Warnings", "Adverse Reactions", "Overdosage"]
    leaflet = extract("\n\n".join(f"{title}\n\n{SAID}" for title in titles).encode())
    assert leaflet.layout == "fda_label_text"
    assert [s.heading.of(leaflet.document.text) for s in leaflet.sections if s.heading] == titles
    few = extract("\n\n".join(f"{title}\n\n{SAID}" for title in titles[2:4]).encode())
    assert few.layout != "fda_label_text"


SYSTEM = "Gastrointestinal Disorders"


def on_one_line(table: str) -> str:
    return f"6 ADVERSE REACTIONS {SAID} 6.1 Clinical Trials Experience {SAID} {table} The others are rare. {SAID}"


def test_heads_of_grades_stand_below_those_of_the_arms() -> None:
    heads = (
        "QUILLAVEN alone (N=90) Placebo alone (N=91) Adverse Reaction Any Grade % Grade 3-4 % Any Grade % Grade 3-4 %"
    )
    body = f"{SYSTEM} Nausea 12 3 5 1 Vomiting 1 9 2 4 1 Gout 8 2 5 1 Colic 7 3 1 0"
    leaflet = extract(on_one_line(f"Table 1: Adverse Reactions in Study 1 {heads} {body}").encode())
    pairs = [("Nausea", 12), ("Nausea", 3), ("Vomiting", 9), ("Vomiting", 2), ("Gout", 8), ("Gout", 2)]
    assert figures(leaflet) == [*pairs, ("Colic", 7), ("Colic", 3)]
    assert {e.body_system for e in leaflet.effects if e.extraction == "table"} == {"Gastrointestinal disorders"}


def test_a_caption_stands_above_the_notes_of_its_table() -> None:
    note = (
        "* Drowsiness includes sleepiness and stupor, as told by nurses. " + "Patients could name it themselves. " * 12
    )
    body = " ".join(f"{name} {control} {drug}" for name, control, drug in EFFECTS)
    table = f"Table 1: Adverse Reactions (%) {note}Adverse Reaction Placebo N=210 QUILLAVEN N=208 {body}"
    laboratory = "Table 9: Laboratory Values of the patients are not shown."
    assert figures(extract(on_one_line(f"{laboratory} {table}").encode())) == wanted()


CONSUMER = """<h2>For the Consumer</h2><p>Applies to velmorinol: oral tablet</p>
<h3>Side effects not requiring immediate medical attention</h3>
<p>Check with your doctor if any of the following side effects continue:</p><p>More common</p>
<ul><li>headache</li><li>dry mouth</li><li>skin rash</li></ul>"""
PROFESSIONAL = """<h2>For Healthcare Professionals</h2><p>Applies to velmorinol: oral tablet</p><h3>Nervous system</h3>
<p>Common (1% to 10%): Tremor, insomnia[Ref]</p>"""
TITLE = "<h1>Velmorine Side Effects</h1><p>Generic Name: velmorinol</p>"
OF_CONSUMER = [("headache", "more_common"), ("dry mouth", "more_common"), ("skin rash", "more_common")]
OF_PROFESSIONAL = [("Tremor", "common"), ("insomnia", "common")]


def as_lines(page: str) -> str:
    for closing in ("</h1>", "</h2>", "</h3>", "</p>", "</li>"):
        page = page.replace(closing, "\n")
    for opening in ("<h1>", "<h2>", "<h3>", "<p>"):
        page = page.replace(opening, "\n")
    return page.replace("<ul>", "").replace("</ul>", "").replace("<li>", "")


@pytest.mark.parametrize("shape", [str, as_lines])
def test_the_parts_of_a_page_stand_in_any_order_or_alone(shape: type[str]) -> None:
    links = "<h2>More about Velmorine (velmorinol)</h2><ul><li>Dosage Information</li><li>Drug Images</li></ul>"
    for parts, found in [
        ((TITLE, CONSUMER), OF_CONSUMER),
        ((CONSUMER,), OF_CONSUMER),
        ((TITLE, PROFESSIONAL), OF_PROFESSIONAL),
        ((TITLE, PROFESSIONAL, CONSUMER), [*OF_PROFESSIONAL, *OF_CONSUMER]),
        ((TITLE, PROFESSIONAL, CONSUMER, links), [*OF_PROFESSIONAL, *OF_CONSUMER]),
        ((TITLE, CONSUMER, PROFESSIONAL, links), [*OF_CONSUMER, *OF_PROFESSIONAL]),
    ]:
        assert named(extract(shape("\n".join(parts)).encode())) == found


def test_blanks_without_end_are_read_in_a_time_that_grows_with_them() -> None:
    def seconds(count: int) -> float:
        gap = " " * count
        text = (
            f"6 ADVERSE REACTIONS\n\nRash{gap}and fever occurred with hives{gap}or gout, and other effects{gap}too.\n"
        )
        begun = time.process_time()
        extract(text.encode())
        return time.process_time() - begun

    seconds(50)
    assert seconds(40_000) < 1
