"""Labels in XML: what the reader keeps of the mark-up, and files that mean harm."""

from __future__ import annotations

import time

import pytest

from extractors.model import Document, DocumentError, ElementKind
from extractors.readers.base import read

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
OPEN = '<document xmlns="urn:hl7-org:v3"><code code="34391-3"/><title>Zentoril tablets</title><setId root="a-1"/>'


def label(text: str, head: str = HEAD) -> bytes:
    body = f"<component><structuredBody>{text}</structuredBody></component></document>"
    return (head + OPEN + body).encode()


def section(text: str, title: str = "6 ADVERSE REACTIONS", code: str = "34084-4", more: str = "") -> str:
    head = f'<code code="{code}"/><title>{title}</title>'
    return f"<component><section>{head}<text>{text}</text>{more}</section></component>"


def shown(document: Document, kind: ElementKind) -> list[str]:
    return [e.span.of(document.text) for e in document.elements if e.kind is kind]


def test_sections_nest_and_carry_their_codes() -> None:
    document = read(label(section("<paragraph>Seen often.</paragraph>", more=section("", "6.1 Trials", "42229-5"))))
    headings = [(e.level, e.code, e.span.of(document.text)) for e in document.elements if e.hint == "section"]
    assert headings == [(1, "34084-4", "6 ADVERSE REACTIONS"), (2, "42229-5", "6.1 Trials")]
    assert document.metadata == {"set_id": "a-1", "document_code": "34391-3"}


def test_a_section_without_a_title_leaves_an_empty_heading() -> None:
    document = read(label(section("<paragraph>Seen often.</paragraph>", title="")))
    (heading,) = [e for e in document.elements if e.hint == "section"]
    assert (heading.start, heading.end, heading.code) == (17, 17, "34084-4")


def test_table_cells_lie_in_the_columns_they_fill() -> None:
    table = (
        "<table><tfoot><tr><td colspan='3'>* rounded</td></tr></tfoot>"
        "<thead><tr><th rowspan='2'>Reaction</th><th colspan='2'>Zentoril</th></tr>"
        "<tr><th>5 mg</th><th>9 mg</th></tr></thead>"
        "<tbody><tr><td>Rash<sup>a</sup></td><td>4</td><td>10<sup>3</sup></td></tr></tbody></table>"
    )
    document = read(label(section(table)))
    cells = [
        (e.row, e.column, e.column_span, e.is_header_cell, e.span.of(document.text))
        for e in document.elements
        if e.kind is ElementKind.TABLE_CELL
    ]
    assert cells == [
        (0, 0, 1, True, "Reaction"),
        (0, 1, 2, True, "Zentoril"),
        (1, 1, 1, True, "5 mg"),
        (1, 2, 1, True, "9 mg"),
        (2, 0, 1, False, "Rashᵃ"),
        (2, 1, 1, False, "4"),
        (2, 2, 1, False, "10³"),
        (3, 0, 3, False, "* rounded"),
    ]


def test_nested_lists_keep_their_depth_and_footnotes_come_after() -> None:
    inner = "<footnote>Seen late.</footnote><list><item>rash</item></list>"
    text = f"<list><item>Skin{inner}</item><item>gut pain</item></list>"
    document = read(label(section(text)))
    items = [(e.level, e.span.of(document.text)) for e in document.elements if e.kind is ElementKind.LIST_ITEM]
    assert items == [(1, "Skin"), (2, "rash"), (1, "gut pain")]
    assert "Seen late." in shown(document, ElementKind.PARAGRAPH)


def test_emphasis_and_line_breaks_are_kept() -> None:
    document = read(label(section('<paragraph><content styleCode="bold">Skin: </content>rash,<br/>hives</paragraph>')))
    (paragraph,) = [e for e in document.elements if e.kind is ElementKind.PARAGRAPH]
    assert paragraph.span.of(document.text) == "Skin: rash,\nhives"
    assert [s.of(document.text) for s in paragraph.emphasis] == ["Skin:"]


def test_every_character_lies_in_one_element_in_order() -> None:
    inner = "<paragraph>One<footnote>two</footnote></paragraph>loose <content>words</content>"
    inner += "<list><item>three</item></list>"
    document = read(label(section(inner)))
    at = 0
    for element in document.elements:
        assert not document.text[at : element.start].strip()
        assert element.start >= at
        at = element.end
    assert not document.text[at:].strip()


LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (
            label("&l11;", f'{HEAD}<!DOCTYPE document [<!ENTITY l0 "ha">{LAUGHS}]>'),
            {"forbidden_markup", "damaged_markup"},
        ),
        (label("&x;", f'{HEAD}<!DOCTYPE document [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), {"forbidden_markup"}),
        (label("", f'{HEAD}<!DOCTYPE document SYSTEM "http://127.0.0.1:9/x.dtd">'), {"forbidden_markup"}),
        (label("<component>" * 5000 + "</component>" * 5000), {"too_deep"}),
        (label("<list><item>" * 60 + "</item></list>" * 60), {"too_deep"}),
        (label(section("<paragraph>Rash</paragraph>"))[:-40], {"damaged_markup"}),
        (label("").replace(b"Zentoril tablets", b""), {"empty_document"}),
        (b'<?xml version="1.0"?><invoice><total>3</total></invoice>', {"binary_content"}),
    ],
    ids=[
        "billion laughs",
        "outside file",
        "outside dtd",
        "very deep",
        "deep lists",
        "cut short",
        "no text",
        "other xml",
    ],
)
def test_hostile_files_are_refused_with_their_code(raw: bytes, code: set[str]) -> None:
    began = time.perf_counter()
    with pytest.raises(DocumentError) as caught:
        read(raw)
    assert caught.value.code in code
    assert time.perf_counter() - began < 2


def test_a_file_that_names_the_wrong_encoding_is_read_and_says_so() -> None:
    raw = label(section("<paragraph>Ménière-like dizziness</paragraph>")).decode().encode("cp1252")
    document = read(raw)
    assert "Ménière-like dizziness" in document.text
    assert [i.code for i in document.issues] == ["decoded_with_fallback"]


def test_other_encodings_are_read() -> None:
    text = label(section("<paragraph>Äußerst müde</paragraph>")).decode().replace("UTF-8", "UTF-16")
    assert "Äußerst müde" in read(text.encode("utf-16")).text
