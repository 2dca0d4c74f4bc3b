"""Read the sections of an FDA label into a draft: what each section is, its blocks, the effects it states."""

from __future__ import annotations

import re
from itertools import groupby

from extractors.draft import Draft
from extractors.label_sections import (
    OTC_DOCUMENT,
    Part,
    Reading,
    is_known_code,
    kind_of,
    number_of,
    parts_of,
)
from extractors.model import Application, Document, Element, ElementKind, Issue, Section, Span
from schemas.vocab import BlockRole, Presence

_ISO = re.compile(r"(\d{4})(\d{2})(\d{2})")
_METADATA = frozenset({"brand_name", "generic_name", "active_ingredient", "application"})


class LabelReader:
    """Walks through the sections of one label and fills a draft."""

    def __init__(self, document: Document, layout: str) -> None:
        self.document = document
        self.text = document.text
        self.draft = Draft(document, layout)
        self.is_otc = document.metadata.get("document_code") == OTC_DOCUMENT

    def read(self) -> None:
        """Read the whole label."""
        self._header()
        before, parts = parts_of(self.text, self.document.elements)
        for element in before:
            self.draft.element(BlockRole.TITLE if element.hint == "title" else BlockRole.METADATA, element)
        for part in parts:
            self._part(part)

    def _header(self) -> None:
        """Take the names and the date from what the format says about the document."""
        told = self.document.metadata
        generic = told.get("generic_name") or told.get("active_ingredient")
        self.draft.header |= {
            "generic_name": _first(generic),
            "brand_name": _first(told.get("brand_name")),
            "effective_date": iso_date(told.get("effective_time", "")),
        }
        if not generic:
            self.draft.issues.append(Issue("missing_header", "the label names no generic or active ingredient"))

    def _part(self, part: Part) -> None:
        """Add one section with its blocks."""
        heading = part.heading
        title = heading.span.of(self.text)
        index = self.draft.section(self._section(part, title))
        if title:
            self.draft.element(BlockRole.HEADING, heading, index)
        if not is_known_code(heading.code):
            self.draft.issues.append(Issue("unknown_section_code", f"section code {heading.code}", span=heading.span))
        for _, elements in groupby(part.elements, key=_row_key):
            self._statement(list(elements), index, part.reading)

    def _section(self, part: Part, title: str) -> Section:
        kind = kind_of(part.reading, self.is_otc)
        span = Span(part.heading.start, part.end)
        has_text = bool(self.text[part.heading.end : part.end].strip())
        return Section(
            kind=kind,
            audience=kind.audience,
            presence=Presence.STATED if has_text else Presence.EMPTY,
            heading=part.heading.span if title else None,
            span=span if span.of(self.text).strip() else None,
            parent=part.parent,
            number=number_of(title) if part.reading is not Reading.PRODUCT else None,
            code=part.heading.code,
        )

    def _statement(self, elements: list[Element], section: int, reading: Reading) -> None:
        """Add elements as one block that states something, but no effect."""
        span = Span(elements[0].start, elements[-1].end)
        role = BlockRole.METADATA if reading is Reading.PRODUCT else _role(elements[0])
        self.draft.block(role, span, section)
        if elements[0].hint == "application":
            form, _, route = span.of(self.text).rpartition("; ")
            self.draft.applications.append(Application(None, span, route.lower(), form.lower()))


def _role(element: Element) -> BlockRole:
    if element.kind is ElementKind.FURNITURE:
        return BlockRole.BOILERPLATE
    return BlockRole.METADATA if element.hint in _METADATA else BlockRole.STATEMENT


def _row_key(element: Element) -> tuple[object, ...]:
    """Return what the cells of one table row share; everything else stands alone."""
    if element.kind is ElementKind.TABLE_CELL:
        return (element.group, element.row)
    return (id(element),)


def _first(names: str | None) -> str | None:
    """Return the first of names joined with "; "."""
    return names.split("; ")[0] if names else None


def iso_date(value: str) -> str | None:
    """Return an HL7 time as an ISO date, None where it states no day.

    >>> iso_date("20140113"), iso_date("20140113101500"), iso_date("2014")
    ('2014-01-13', '2014-01-13', None)
    """
    found = _ISO.match(value)
    return "-".join(found.groups()) if found else None
