"""One FDA label in the shapes in which sites and converters hand it on: the same rows from each."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Callable

import pytest

from extractors.extract import extract
from extractors.model import Leaflet, collapse
from extractors.readers.base import read
from extractors.readers.marked_down import read_markdown
from schemas.vocab import BlockRole

Part = tuple[str, list[str]]
LABEL: list[Part] = [
    ("h2", ["5 WARNINGS AND PRECAUTIONS"]),
    ("h3", ["5.1 Liver Injury"]),
    ("p", ["Liver failure was reported in 2% of patients who took QUILLAVEN [see Adverse Reactions (6.1)]."]),
    ("h2", ["6 ADVERSE REACTIONS"]),
    ("p", ["The following serious adverse reactions are discussed elsewhere:"]),
    ("ul", ["Hives [see Warnings and Precautions (5.1)]", "Fainting"]),
    ("h3", ["6.1 Clinical Trials Experience"]),
    ("h4", ["Experience in Adults"]),
    ("p", ["The most common adverse reactions were headache, nausea, and dizziness."]),
    ("p", ["Table 1: Adverse Reactions (% of Patients)"]),
    (
        "table",
        [
            "Adverse Reaction|Placebo (N=210)|QUILLAVEN (N=208)",
            "Nervous system disorders||",
            "Drowsiness|3|12",
            "Tremor|1|4",
            "Insomnia|2|7",
        ],
    ),
    ("h3", ["6.2 Postmarketing Experience"]),
    ("p", ["Reactions reported after approval:"]),
    ("ul", ["Cardiac disorders: palpitations, chest pain", "Eye disorders: blurred vision"]),
    ("p", ["To report SUSPECTED ADVERSE REACTIONS, call the maker or FDA at 1-800-FDA-1088."]),
]
LINKS = "<ul><li><a href='/'>Home</a></li><li><a href='/rash'>Rash</a></li><li><a href='/cough'>Cough</a></li></ul>"


def as_text(bullet: str = " *  ") -> str:
    found = []
    for kind, lines in LABEL:
        if kind == "table":
            found.append("\n".join("".join(f"{cell:<34}" for cell in line.split("|")) for line in lines))
        else:
            found.append("\n".join(f"{bullet if kind == 'ul' else '  '}{line}" for line in lines))
    return "\n\n\n".join(found) + "\n"


def as_page(are_headings_bold: bool = False) -> str:
    return "\n".join(_tagged(kind, [html.escape(line) for line in lines], are_headings_bold) for kind, lines in LABEL)


def _tagged(kind: str, lines: list[str], is_bold: bool) -> str:
    if kind == "ul":
        return f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>"
    if kind == "table":
        rows = (f"<tr>{''.join(f'<td>{cell}</td>' for cell in line.split('|'))}</tr>" for line in lines)
        return f"<table>{''.join(rows)}</table>"
    if kind != "p" and is_bold:
        return f"<p><b>{lines[0]}</b></p>"
    return f"<{kind}>{lines[0]}</{kind}>"


def within_a_site() -> str:
    contents = "".join(f"<li><a href='#s'>{lines[0]}</a></li>" for kind, lines in LABEL if kind in ("h2", "h3"))
    return (
        f"<html><head><title>Quillaven label</title></head><body><div>Site {LINKS}</div><nav>{LINKS}</nav><h1>LABEL: "
        f"QUILLAVEN- quillavenol tablet</h1><div><h2>Table of Contents</h2><ul>{contents}</ul></div>{as_page()}"
        f"<h2>More about this drug</h2>{LINKS}<footer>{LINKS}</footer></body></html>"
    )


def as_markdown() -> str:
    found = []
    for kind, lines in LABEL:
        if kind == "ul":
            found.append("\n".join(f"- {line}" for line in lines))
        elif kind == "table":
            rows = [f"| {line.replace('|', ' | ')} |" for line in lines]
            found.append("\n".join([rows[0], "|---|---:|---:|", *rows[1:]]))
        else:
            found.append(f"{'#' * int(kind[1])} {lines[0]}" if kind[0] == "h" else lines[0])
    return "\n\n".join(found) + "\n"


def without_blank_lines() -> str:
    return "\n".join(line for line in as_text().splitlines() if line.strip()) + "\n"


SHAPES: dict[str, Callable[[], str]] = {
    "other bullets": lambda: as_text(" • "),
    "blanks that do not break": lambda: as_text().replace(" ", "\u00a0"),
    "no blank lines": without_blank_lines,
    "CRLF": lambda: as_text().replace("\n", "\r\n"),
    "page": as_page,
    "page, bold headings": lambda: as_page(are_headings_bold=True),
    "page, blanks that do not break": lambda: as_page().replace(" ", "&nbsp;"),
    "site": within_a_site,
    "Markdown": as_markdown,
    "text shown by a browser": lambda: f"<html><body><pre>{html.escape(as_text())}</pre></body></html>",
}


def rows(leaflet: Leaflet) -> Counter[tuple[object, ...]]:
    text = leaflet.document.text
    return Counter(
        (
            collapse(e.span.of(text)),
            e.extraction,
            e.body_system,
            e.frequency.max_pct,
            tuple(t.term for t in e.terms),
            leaflet.sections[e.section].number,
        )
        for e in leaflet.effects
    )


def test_the_label_as_text() -> None:
    found = rows(extract(as_text().encode(), ""))
    named = {words for words, *_ in found}
    assert {"headache", "Drowsiness", "palpitations", "chest pain", "blurred vision", "Hives"} <= named
    assert not named & {"Rash", "Cough"}
    assert {system for words, _, system, *_ in found if words in ("Drowsiness", "palpitations")} == {
        "Nervous system disorders",
        "Cardiac disorders",
    }


@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_label_in_another_shape_gives_the_same_rows(shape: str) -> None:
    leaflet = extract(SHAPES[shape]().encode(), "")
    assert leaflet.layout == "fda_label_text"
    assert rows(leaflet) == rows(extract(as_text().encode(), ""))


def test_what_a_site_shows_around_a_label_is_no_part_of_it() -> None:
    leaflet = extract(within_a_site().encode(), "")
    asides = [b for b in leaflet.blocks if b.role is BlockRole.NAVIGATION]
    assert len(asides) == 6
    headings = [s.heading.of(leaflet.document.text) for s in leaflet.sections if s.heading]
    assert headings[0] == "5 WARNINGS AND PRECAUTIONS"
    assert headings[-1] == "More about this drug"


def test_highlights_and_contents_before_a_label_are_no_sections() -> None:
    before = (
        "<h1>HIGHLIGHTS OF PRESCRIBING INFORMATION</h1><h2>ADVERSE REACTIONS</h2><p>Most common: headache.</p>"
        "<p>FULL PRESCRIBING INFORMATION: CONTENTS*</p><p>6 ADVERSE REACTIONS</p><p>6.1 Clinical Trials Experience</p>"
        "<h1>FULL PRESCRIBING INFORMATION</h1>"
    )
    leaflet = extract((before + as_page()).encode(), "")
    assert rows(leaflet) == rows(extract(as_page().encode(), ""))
    assert [s.number for s in leaflet.sections if s.number] == ["5", "5.1", "6", "6.1", "6.2"]


def test_items_run_together_in_one_paragraph_are_taken_apart() -> None:
    page = (
        "<p>6 ADVERSE REACTIONS</p><p>These are discussed elsewhere:</p><p>* Hives * Fainting (5.1) * Liver injury</p>"
    )
    leaflet = extract(page.encode(), "")
    assert {collapse(e.span.of(leaflet.document.text)) for e in leaflet.effects} == {
        "Hives",
        "Fainting",
        "Liver injury",
    }


@pytest.mark.parametrize(
    "page",
    [
        "<h1>Quillaven</h1><p>WARNINGS are printed on the box.</p><p>Common side effects: rash, cough.</p>",
        "<h1>Quillaven side effects</h1><h2>Adverse Reactions</h2><p>You may get a rash or a cough.</p>",
        "<p>News</p><p>More</p><p>Today</p><p>ADVERSE REACTIONS</p><p>Rash is one of the side effects.</p>",
    ],
)
def test_other_pages_with_a_label_s_words_are_no_labels(page: str) -> None:
    assert extract(page.encode(), "").layout != "fda_label_text"


def test_a_cell_of_several_columns_moves_those_behind_it() -> None:
    page = "<table><tr><td>Rash</td><td colspan=2>5 mg</td><td colspan=x>10 mg</td></tr></table><p>a</p>"
    cells = read(page.encode()).elements[:3]
    assert [(c.column, c.column_span) for c in cells] == [(0, 1), (1, 2), (3, 1)]


def test_tables_of_markdown_are_tables() -> None:
    document = read_markdown("# Zolpin\n\n| Effect | |\n|---|---|\n| **Rash** | 3 \\| 4 |\n| | 5 |\n\na | b\n")
    told = [(e.kind.value, e.row, e.column, e.span.of(document.text)) for e in document.elements]
    first = told[1][1]
    assert first is not None
    assert told == [
        ("heading", None, None, "Zolpin"),
        ("table_cell", first, 0, "Effect"),
        ("table_cell", first + 2, 0, "Rash"),
        ("table_cell", first + 2, 1, "3 | 4"),
        ("table_cell", first + 3, 1, "5"),
        ("line", None, None, "a | b"),
    ]


def test_a_file_of_markdown_may_be_a_table_and_nothing_else() -> None:
    document = read(b"| Effect | % |\n|---|---|\n| Rash | 3 |", "a.md")
    assert document.elements
    document = read_markdown("# Zolpin\n\n| Rash | 3 |\n|---|---|")
    assert [e.span.of(document.text) for e in document.elements] == ["Zolpin", "Rash", "3"]


def test_a_boxed_warning_is_known_by_its_name_whatever_the_blanks() -> None:
    said = "BOXED WARNING: Liver Injury\n\nLiver failure was reported. [see Warnings (5.1)]\n"
    for text in (said, said.replace(" ", "\u00a0")):
        assert extract(text.encode(), "").layout == "fda_label_text"


def test_the_sign_that_links_to_a_heading_is_no_word_of_it() -> None:
    document = read("<h2>Rash<a href='#rash'>¶</a></h2><p>See ¶ 5.</p>".encode())
    assert document.text == "Rash\n\nSee ¶ 5."
