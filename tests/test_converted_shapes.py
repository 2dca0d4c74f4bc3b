"""Leaflets as other tools convert them: wrapped, numbered, joined by signs, in tables whose cells fill several rows."""

from __future__ import annotations

import html
import re
import textwrap

import pytest

from extractors.extract import extract
from extractors.model import Leaflet, collapse
from extractors.readers.base import read
from extractors.readers.joined_lines import with_lines
from tests.test_eu_leaflets import TITLES
from tests.test_eu_shapes import COMMON, LEADS, OPENING, RARE, URGENT, WANTED, leaflet_of, told

PROFESSIONAL = """Zolpin Side Effects
Generic Name: zolpinol
For Healthcare Professionals
Applies to zolpinol: oral tablet
Nervous system
Common (1% to 10%){0}Tremor, insomnia[Ref]
Frequency not reported{0}Headache, vertigo
Renal
Rare{0}Nephritis[Ref]
"""


def listed(leaflet: Leaflet) -> list[tuple[str, str | None, str | None]]:
    text = leaflet.document.text
    return [
        (collapse(e.span.of(text)), e.frequency.category and e.frequency.category.value, e.body_system)
        for e in leaflet.effects
    ]


@pytest.mark.parametrize("between", [": ", " ", " - ", " – "])
def test_a_list_by_frequency_needs_no_colon(between: str) -> None:
    assert listed(extract(PROFESSIONAL.format(between).encode(), "")) == [
        ("Tremor", "common", "Nervous system"),
        ("insomnia", "common", "Nervous system"),
        ("Headache", "not_known", "Nervous system"),
        ("vertigo", "not_known", "Nervous system"),
        ("Nephritis", "rare", "Renal"),
    ]


def test_a_sentence_that_begins_with_a_frequency_is_no_list() -> None:
    text = PROFESSIONAL.format(": ").replace("Rare: Nephritis[Ref]", "Rare Zolpin syndrome cases have occurred.[Ref]")
    assert not [e for e in extract(text.encode(), "").effects if e.body_system == "Renal" and e.extraction != "prose"]


def test_an_item_that_is_a_sentence_on_several_lines_is_one() -> None:
    text = (
        "Zolpin Side Effects\nFor the Consumer\n"
        "What are some side effects that I need to call my doctor about right away?\n"
        "WARNING/CAUTION: Even though it may be rare, tell your doctor or get medical help right away if you have any "
        "of the following signs or symptoms that may be related to a very bad side effect:\n"
        "Signs of a sick liver like brown urine; itching;\nyellow eyes,\nor a belly that hurts.\nA slow pulse.\n"
        "For Healthcare Professionals\nApplies to zolpin: oral tablet\n"
    )
    assert [words for words, _, _ in listed(extract(text.encode(), ""))] == [
        "Signs of a sick liver like brown urine; itching; yellow eyes, or a belly that hurts",
        "A slow pulse",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "| Effect | Share |\n| --- | --- |\n" + "| Rash | 2% |\n" * 30,
        "Effect | Zolpin | Placebo\n" * 30,
        "Effect\tZolpin\tPlacebo\n" * 30,
    ],
)
def test_signs_between_the_columns_of_a_table_join_no_lines(text: str) -> None:
    assert with_lines(text) == text


def test_a_word_broken_at_a_line_end_is_whole_and_a_compound_keeps_its_hyphen() -> None:
    words = "which lasts for days and goes away by itself when the sun has set again and the lamps are lit"
    lines = [f"hyper-\ntension and a light-\nheaded feeling {words}", f"slow breath {words} and trem-\nbling {words}"]
    text = "\n\n".join(textwrap.fill(line, 72, break_on_hyphens=False) for line in lines * 3)
    broken = re.sub(r"\n(?=and|when)", " x-\n", text)  # some lines end elsewhere
    document = read(
        broken.replace("hyper- tension", "hyper-\ntension").replace("light- headed", "light-\nheaded").encode()
    )
    assert "hypertension" in document.text
    assert "light-headed" in document.text
    assert len(document.text) == len(broken)


def section_of(item: str, below: str = "\n\n", between: str = "\n\n") -> str:
    lists = ("".join(item.format(n, words) for n, words in enumerate(items, 1)) for items in (URGENT, COMMON, RARE))
    return between.join([OPENING, *(f"{lead}{below}{items}" for lead, items in zip(LEADS, lists, strict=True))])


@pytest.mark.parametrize("item", ["{0}. {1}\n", "{0}) {1}\n", "({0}) {1}\n"])
def test_numbers_before_the_items_of_a_package_leaflet_are_no_part_of_them(item: str) -> None:
    assert told(extract(leaflet_of(section_of(item)).encode())) == WANTED


@pytest.mark.parametrize("counts", ["a b c d", "i ii iii iv"])
@pytest.mark.parametrize("item", ["{}. {}", "{}) {}", "({}) {}"])
def test_letters_and_roman_numerals_count_items_as_figures_do(counts: str, item: str) -> None:
    lists = ("\n".join(map(item.format, counts.split(), items)) for items in (URGENT, COMMON, RARE))
    section4 = "\n\n".join([OPENING, *(f"{lead}\n\n{items}" for lead, items in zip(LEADS, lists, strict=True))])
    assert told(extract(leaflet_of(section4).encode())) == WANTED


def test_numbers_that_do_not_count_items_stay() -> None:
    section4 = f"{OPENING}\n\n{LEADS[1]}\n\n5) hiccups\n\n2) rash\n\n9) grey hair"
    assert [words for words, _, _ in told(extract(leaflet_of(section4).encode()))] == [
        "5) hiccups",
        "2) rash",
        "9) grey hair",
    ]


def test_lines_of_items_that_blank_lines_part_go_on_without_them() -> None:
    long = [
        "a swelling below the skin of the face and of the hands that comes\nand goes",
        "nails that break when they are cut, and a skin that itches at\nnight",
    ]
    items = ["hiccups", "loss of hair", "rash", "fits", *long]
    section4 = f"{OPENING}\n\n\n{LEADS[1]}\n\n\n" + "\n\n\n".join(items)
    assert [words for words, _, _ in told(extract(leaflet_of(section4).encode()))] == [collapse(item) for item in items]


def test_an_item_begins_on_a_wrapped_line_where_a_known_name_stands() -> None:
    """The next item's first word had no room on the line, as if the item went on."""
    items = [
        "a feeling as if the floor of the house were moving (sea legs)",
        "vomiting",
        "a cold that the nose has got",
    ]
    section4 = f"{OPENING}\n\n{LEADS[1]}\n\n" + "\n".join(items)
    wrapped = "\n".join(textwrap.fill(line, 64) for line in leaflet_of(section4).splitlines())
    assert [words for words, _, _ in told(extract(wrapped.encode()))] == items


BLANKS = ["loss of appetite", "dry mouth", "skin rash", "hair loss"], ["blurred vision", "weight gain", "hives"]


@pytest.mark.parametrize("end", [" ", "\n"])
def test_lists_on_one_line_are_cut_where_known_names_end(end: str) -> None:
    lists = " ".join(f"{lead} {' '.join(items)}" for lead, items in zip(LEADS[1:], BLANKS, strict=True))
    text = leaflet_of(f"{OPENING}{end}{lists} ", between=" ").replace("words below", "long words " * 30 + "below")
    leaflet = extract(text.encode())
    assert leaflet.layout == "qrd_package_leaflet"
    assert told(leaflet) == [
        *((item, "common", False) for item in BLANKS[0]),
        *((item, "rare", False) for item in BLANKS[1]),
    ]


def test_a_list_behind_the_colon_of_its_lead_in_is_as_urgent_as_that_says() -> None:
    section4 = f"{OPENING}\n\n{LEADS[0]} {'; '.join(URGENT)}\n\n{LEADS[1]}\n\n{'; '.join(COMMON)}"
    assert told(extract(leaflet_of(section4).encode())) == WANTED[: len(URGENT) + len(COMMON)]


FACTS = {
    "Active ingredient": ["Brellamine tartrate 3 mg"],
    "Uses": ["• dries the nose"],
    "Warnings": [
        "Allergy alert: it may bring on an allergy. Symptoms may include:",
        "• blisters",
        "• a swollen tongue",
    ],
    "Do not use": ["• for a child who has not turned four"],
    "When using this product": ["• you may get sleepy", "• do not drink spirits"],
    "Stop use and ask a doctor if": ["• palpitations or tremor occurs", "• the cold lasts longer than a week"],
    "Keep out of reach of children.": ["After too much, call a poison line."],
    "Inactive ingredients": ["water, sugar"],
}
LINES = ["Drug Facts", *(line for title, lines in FACTS.items() for line in (title, *lines))]
JOINED = ["Drug Facts", *(" ".join([title, *lines]) for title, lines in FACTS.items())]


def in_list(lines: list[str]) -> str:
    return "".join(f"<li>{line[2:]}</li>" if line[0] == "•" else f"<p>{line}</p>" for line in lines)


@pytest.mark.parametrize(
    "shown",
    [
        "\n".join(LINES),
        "\n".join(JOINED),
        " ".join(LINES),
        "\n".join(LINES).replace("• ", "- "),
        "".join(f"<p>{html.escape(line)}</p>" for line in LINES),
        "".join(f"<p>{html.escape(line)}</p>" for line in JOINED),
        "".join(f"<div>{html.escape(line)}</div>" for line in JOINED),
        "<br>".join(map(html.escape, LINES)),
        f"<table>{''.join(f'<tr><td>{line}</td></tr>' for line in JOINED)}</table>",
        "".join(f"<h3>{title}</h3><ul>{in_list(lines)}</ul>" for title, lines in FACTS.items()),
    ],
)
def test_drug_facts_say_the_same_in_any_tags_and_in_none(shown: str) -> None:
    leaflet = extract(shown.encode(), "")
    text = leaflet.document.text
    assert (leaflet.layout, leaflet.generic_name) == ("drug_facts", "Brellamine tartrate")
    assert [(e.span.of(text), e.kind.value) for e in leaflet.effects] == [
        ("blisters", "consumer_general"),
        ("swollen tongue", "consumer_general"),
        ("sleepy", "consumer_general"),
        ("palpitations", "consumer_immediate"),
        ("tremor", "consumer_immediate"),
    ]


def test_cells_beside_one_that_fills_several_rows_stand_in_their_columns() -> None:
    table = (
        "<table><tr><th rowspan=2>Reaction</th><th colspan=2>Trial A</th></tr><tr><th>Quillaven N=200 %</th>"
        "<th>Placebo N=100 %</th></tr><tr><td>Nausea</td><td>12</td><td>3</td></tr></table>"
    )
    page = f"<html><body><h2>6 ADVERSE REACTIONS</h2><h3>6.1 Clinical Trials Experience</h3>{table}</body></html>"
    assert [(e.row, e.column, e.row_span) for e in read(page.encode()).elements if e.row is not None] == [
        *((0, 0, 2), (0, 1, 1), (1, 1, 1), (1, 2, 1), (2, 0, 1), (2, 1, 1), (2, 2, 1))
    ]
    assert [e.frequency.min_pct for e in extract(page.encode(), "").effects] == [12.0]


def test_a_label_holds_for_every_row_that_its_cell_fills() -> None:
    rows = (
        f"<tr><td rowspan='{len(items)}'>{label}</td>"
        + "</tr><tr>".join(f"<td>{item}</td>" for item in items)
        + "</tr>"
        for label, items in zip(LEADS[1:], (COMMON, RARE), strict=True)
    )
    table = f"<table>{''.join(rows)}</table>"
    page = "".join(f"<h2>{n}. {t}</h2>{table if n == 4 else '<p>Words.</p>'}" for n, t in enumerate(TITLES, 1))
    found = extract(f"<html><body>{page}</body></html>".encode(), "x.html").effects
    assert {e.frequency.category.value for e in found if e.frequency.category} == {"common", "rare"}
    assert len(found) >= len(COMMON) + len(RARE)
    assert all(e.frequency.category for e in found)
