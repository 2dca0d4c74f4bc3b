"""Labels and side-effect pages as other tools convert them: on one line, cell by cell, counted, in rows of values."""

from __future__ import annotations

import time

import pytest

from extractors.extract import extract
from extractors.labels.drug_facts_text import is_drug_facts
from extractors.model import Leaflet, collapse
from extractors.readers.base import read
from tests.test_label_shapes import LABEL, Part, as_page, as_text, rows

PAGE = """Velmorine Side Effects
Generic Name: velmorinol
For the Consumer
Applies to velmorinol: oral tablet
Check with your doctor immediately if any of the following side effects occur while taking velmorinol:
More common
{}
Less common
{}
For Healthcare Professionals
Applies to velmorinol: oral tablet
Nervous system
Common (1% to 10%): Tremor, insomnia[Ref]
"""
COMMON, LESS_COMMON = ["headache", "dry mouth", "skin rash", "chills"], ["blurred vision"]


def named(leaflet: Leaflet) -> list[tuple[str, str | None]]:
    text = leaflet.document.text
    return [
        (collapse(e.span.of(text)), e.frequency.category and e.frequency.category.value)
        for e in leaflet.effects
        if e.extraction != "prose"
    ]


WANTED = [
    *((item, "more_common") for item in COMMON),
    *((item, "less_common") for item in LESS_COMMON),
    ("Tremor", "common"),
    ("insomnia", "common"),
]


@pytest.mark.parametrize("signs", ["abcd", ["i", "ii", "iii", "iv"]])
def test_letters_before_items_are_no_part_of_them(signs: list[str]) -> None:
    told = ("\n".join(f"{s}. {i}" for s, i in zip(signs, items, strict=False)) for items in (COMMON, LESS_COMMON))
    assert named(extract(PAGE.format(*told).encode())) == WANTED


def test_a_letter_that_counts_nothing_stays() -> None:
    text = "a. headache\nb. dry mouth\nc. skin rash\ne. coli infection\n"
    assert read(text.encode()).text == "headache\ndry mouth\nskin rash\ne. coli infection\n"


def test_names_of_sections_beside_the_texts_stand_above_them_once() -> None:
    lists = {"More common": COMMON, "Less common": LESS_COMMON}
    page = PAGE.format("{}", "").replace("Less common\n\n", "").split("{}")
    before, after = (part.strip().split("\n") for part in page)
    lines = [("", line) for line in before[:-1]]
    lines += [(label, item) for label, items in lists.items() for item in items]
    lines += [("", line) for line in after]
    table = "label,text\n" + "".join(f'"{label}","{text}"\n' for label, text in lines)
    assert named(extract(table.encode())) == WANTED


@pytest.mark.parametrize(
    "text",
    [
        "effect,frequency,system\n" + "Dry skin rash,very common,skin and hair\nSlow pulse,quite rare,heart\n" * 9,
        "Rash, hives and itching\n" * 20,
        "1. Rash\n2. Hives\n\nSee your doctor.\n",
    ],
)
def test_tables_of_data_and_lists_stay_as_they_are(text: str) -> None:
    assert read(text.encode()).text == text


def test_a_page_without_anything_between_its_parts_keeps_its_labels_apart() -> None:
    lines = [
        *("Velmorine Side Effects", "Generic Name: velmorinol", "For the Consumer"),
        *("Applies to velmorinol: oral tablet", "Side effects requiring immediate medical attention"),
        *(
            "Check with your doctor if any of the following side effects occur while taking velmorine, live:",
            "Headache",
        ),
        *("hives", "dry mouth", "For Healthcare Professionals", "Applies to velmorinol: oral tablet", "Nervous system"),
        *("XR tablets:", "Common (1% to 10%): Tremor", "Other tablets:", "Rare (less than 0.1%): Headache[Ref]"),
    ]
    found = named(extract("".join(lines).encode()))
    assert found == [
        ("Headache", None),
        ("hives", None),
        ("dry mouth", None),
        ("Tremor", "common"),
        ("Headache", "rare"),
    ]


def cell_by_cell(between: str) -> str:
    lines = (line for _, told in LABEL for one in told for line in one.split("|") if line)
    return between.join(lines)


def with_tabs() -> str:
    return "\n\n".join("\n".join(line.replace("|", "\t") for line in lines) for _, lines in LABEL)


def told(leaflet: Leaflet) -> set[tuple[object, ...]]:
    """Return the names in a label, each with its figure and the number of its section."""
    return {(words.casefold(), figure, number) for words, _, _, figure, _, number in rows(leaflet)}


@pytest.mark.parametrize("shown", [cell_by_cell("\n"), cell_by_cell("\n\n"), with_tabs()])
def test_a_table_that_lost_its_tags_is_one(shown: str) -> None:
    leaflet = extract(shown.encode())
    assert leaflet.layout == "fda_label_text"
    found = {row for row in rows(leaflet) if row[1] == "table"}
    assert found == {row for row in rows(extract(as_text().encode())) if row[1] == "table"}
    assert len(found) == 3


def test_heads_above_several_columns_stand_above_each() -> None:
    table = ["Table 1: Adverse Reactions (%)", "Adverse Reaction", "Placebo N=90", "QUILLAVEN N=91"]
    table += ["All", "Severe", "All", "Severe", "Nausea", "3", "1", "12", "4", "Tremor", "2", "0", "9", "2"]
    table += ["Fever", "5", "1", "8", "0"]
    text = "6 ADVERSE REACTIONS\nQuillaven has these.\n6.1 Clinical Trials Experience\n" + "\n".join(table)
    figures = [(words, figure) for words, _, _, figure, *_ in rows(extract(text.encode()))]
    assert figures == [("Nausea", 12), ("Nausea", 4), ("Tremor", 9), ("Tremor", 2), ("Fever", 8)]


def on_one_line(label: list[Part]) -> str:
    return " ".join(line for kind, lines in label if kind != "table" for line in lines)


def test_a_label_on_one_line_has_its_sections() -> None:
    plain = [part for part in LABEL if part[0] != "table" and not part[1][0].startswith(("Table", "Experience in"))]
    leaflet = extract(on_one_line(plain).encode())
    assert leaflet.layout == "fda_label_text"
    assert [s.number for s in leaflet.sections if s.number] == ["5", "5.1", "6", "6.1", "6.2"]
    headings = [s.heading.of(leaflet.document.text) for s in leaflet.sections if s.heading and s.number]
    assert headings == [lines[0] for kind, lines in LABEL if kind in ("h2", "h3")]
    wanted = {("headache", None, "6.1"), ("palpitations", None, None), ("blurred vision", None, None)}
    assert wanted <= told(leaflet)
    systems = {s.body_system for s in leaflet.sections if s.body_system}
    assert systems == {"Cardiac disorders", "Eye disorders"}


def test_references_to_sections_open_none() -> None:
    said = "Rash was seen. Hives may follow (see WARNINGS). Stop it [see Warnings and Precautions (5.1)] at once. " * 20
    leaflet = extract(f"ADVERSE REACTIONS\n\n{said}\n\nOVERDOSAGE\n\nVomiting was seen.".encode())
    assert len([s for s in leaflet.sections if s.heading]) == 2


@pytest.mark.parametrize("shape", ["page", "Markdown"])
def test_titles_in_small_letters_are_headings_where_marks_say_so(shape: str) -> None:
    titles = ["Warnings and Precautions", "Adverse Reactions", "Overdosage"]
    said = ["Liver failure was reported.", "The most common ones were headache and nausea.", "It may cause fits."]
    form = "<h2>{}</h2><p>{}</p>" if shape == "page" else "## {}\n\n{}\n\n"
    leaflet = extract("".join(map(form.format, titles, said)).encode())
    assert leaflet.layout == "fda_label_text"
    assert [s.heading.of(leaflet.document.text) for s in leaflet.sections if s.heading] == titles


def test_a_label_whose_patients_part_has_titles_of_drug_facts_is_no_panel() -> None:
    patients = "Active ingredient: quillavenol\n\nInactive ingredients: water\n\nDo not use it in spring.\n\n"
    panel = f"Drug Facts\n\n{patients}Stop use and ask a doctor if you faint.\n\nKeep out of reach of children.\n"
    assert is_drug_facts(read(panel.encode()))
    assert not is_drug_facts(read(f"CLINICAL PHARMACOLOGY\n\nIt acts.\n\n{as_text()}\n\n{panel}".encode()))


def test_a_caption_between_two_cells_of_a_row_loses_nothing() -> None:
    page = as_page().replace("<td>12</td>", "</td><p>Table 9: Adverse Reactions</p><td>12</td>")
    leaflet = extract(page.encode())
    assert "Table 9" in leaflet.document.text
    at = 0
    for block in leaflet.blocks:
        assert not leaflet.document.text[at : block.start].strip()
        at = block.end


def test_headings_without_end_are_read_in_a_time_that_grows_with_them() -> None:
    words = ["LIVER FAILURE", "RASH", "SEIZURES", "FEVER AND CHILLS"]

    def seconds(count: int) -> float:
        text = "6 ADVERSE REACTIONS\n\n" + "\n\n".join(f"WARNING: {words[i % 4]}" for i in range(count))
        begun = time.process_time()
        extract(text.encode())
        return time.process_time() - begun

    seconds(50)
    assert seconds(4_000) < 12 * seconds(1_000)  # four times the text; sixteen and more where it grows with the square
