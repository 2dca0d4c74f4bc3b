"""Read the sections of an FDA label into a draft: what each section is, its blocks, the effects it states."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby

from extractors.draft import Draft
from extractors.labels.drug_facts import DrugFacts
from extractors.labels.filing import Filer, Filing
from extractors.labels.mentioned import add_mentions, drop_repeated_headings, stretches
from extractors.labels.patient_text import PatientText
from extractors.labels.professional import ProfessionalText
from extractors.labels.sections import (
    OTC_DOCUMENT,
    Part,
    Reading,
    is_known_code,
    kind_of,
    number_of,
    parts_of,
)
from extractors.model import Application, Document, Element, ElementKind, Issue, Section, Span
from extractors.references.parsing import parse_reference, split_references
from schemas.vocab import Audience, BlockRole, Presence, SourceFormat

_ISO = re.compile(r"(\d{4})(\d{2})(\d{2})")
_COMMON_NAME_WORDS = frozenset(
    "acid sodium potassium calcium hydrochloride sulfate acetate tablets alcohol swabs with".split()
)
_SHOUTED = frozenset(
    "WARNINGS WARNING PRECAUTIONS ADVERSE REACTIONS AND CONTRAINDICATIONS CLINICAL STUDIES BOXED".split()
)
_METADATA = frozenset({"brand_name", "generic_name", "active_ingredient", "application"})


class LabelReader:
    """Walks through the sections of one label and fills a draft."""

    def __init__(self, document: Document, layout: str) -> None:
        self.document = document
        self.text = document.text
        self.draft = Draft(document, layout)
        self.names = drug_names(document)
        self.filer = Filer(self.draft, " / ".join(sorted(self.names)))
        self.is_otc = document.metadata.get("document_code") == OTC_DOCUMENT

    def read(self) -> None:
        """Read the whole label."""
        self._header()
        for aside in (e for e in self.document.elements if e.kind is ElementKind.NAVIGATION):
            self.draft.element(BlockRole.NAVIGATION, aside)
        shown = tuple(e for e in self.document.elements if e.kind is not ElementKind.NAVIGATION)
        before, parts = parts_of(self.text, shown)
        for element in before:
            self.draft.element(BlockRole.TITLE if element.hint == "title" else BlockRole.METADATA, element)
        indexes: list[int] = []
        for part in parts:
            parent = None if part.parent is None else indexes[part.parent]
            indexes.append(self._part(part, parent))
        if not self.is_otc:
            add_mentions(self.draft, stretches(parts))
        drop_repeated_headings(self.draft)

    def _header(self) -> None:
        """Take the names and the date from what the format says about the document."""
        told = self.document.metadata
        generic = told.get("generic_name") or told.get("active_ingredient")
        self.draft.header |= {
            "generic_name": _first(generic),
            "brand_name": _first(told.get("brand_name")),
            "effective_date": iso_date(told.get("effective_time", "")),
        }
        if not generic and self.document.source_format is SourceFormat.SPL_XML:
            self.draft.issues.append(Issue("missing_header", "the label names no generic or active ingredient"))

    def _part(self, part: Part, parent: int | None) -> int:
        """Add one section with its blocks and return its index."""
        heading = part.heading
        title = heading.span.of(self.text)
        index = self.draft.section(self._section(part, title, parent))
        if title:
            self.draft.element(BlockRole.HEADING, heading, index)
        if not is_known_code(heading.code):
            self.draft.issues.append(Issue("unknown_section_code", f"section code {heading.code}", span=heading.span))
        self._content(part, index)
        return index

    def _content(self, part: Part, index: int) -> None:
        """Add what stands in a section, read as its reading says."""
        section = self.draft.sections[index]
        reading = part.reading
        if reading in (Reading.EFFECTS, Reading.BOXED, Reading.WARNINGS, Reading.OVERDOSE) and not self.is_otc:
            shows_context = reading in (Reading.BOXED, Reading.OVERDOSE) and section.heading
            filing = Filing(
                index, section.kind, context=(section.heading,) if shows_context and section.heading else ()
            )
            ProfessionalText(self.filer, filing, reading, self.names).read(part.elements)
        elif section.kind.audience is Audience.CONSUMER:
            DrugFacts(self.filer, index, section.kind, reading).read(part.elements)
        elif reading is Reading.REFERENCES:
            self._references(part.elements, index)
        elif reading is Reading.PATIENT:
            PatientText(self.filer, index).read(part.elements)
        else:
            for _, elements in groupby(part.elements, key=_row_key):
                self._statement(list(elements), index, reading)

    def _section(self, part: Part, title: str, parent: int | None) -> Section:
        kind = kind_of(part.reading, self.is_otc)
        span = Span(part.heading.start, part.end)
        has_text = bool(self.text[part.heading.end : part.end].strip())
        return Section(
            kind=kind,
            audience=kind.audience,
            presence=Presence.STATED if has_text else Presence.EMPTY,
            heading=part.heading.span if title else None,
            span=span if span.of(self.text).strip() else None,
            parent=parent,
            number=number_of(title) if part.reading is not Reading.PRODUCT else None,
            code=part.heading.code,
        )

    def _references(self, elements: list[Element], section: int) -> None:
        """Add the references of a section."""
        for element in elements:
            if element.kind is ElementKind.FURNITURE or element.hint == "highlight":
                self._statement([element], section, Reading.NONE)
                continue
            for span in split_references(self.text, *element.span):
                self.draft.block(BlockRole.REFERENCE, span, section)
                self.draft.references.append(parse_reference(self.text, *span))

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


def drug_names(document: Document) -> frozenset[str]:
    """Return the words by which tables name the drug: of its brand, generic and active-ingredient names."""
    if document.source_format is not SourceFormat.SPL_XML:
        return _shouted_names(document.text)
    told = (document.metadata.get(key, "") for key in ("brand_name", "generic_name", "active_ingredient"))
    words = (word for names in told for word in re.findall(r"[a-z][a-z-]{3,}", names.casefold()))
    return frozenset(words) - _COMMON_NAME_WORDS


def _shouted_names(text: str) -> frozenset[str]:
    """Return the name that a label in text prints in capitals throughout its sentences: the brand."""
    words = Counter(w for w in re.findall(r"(?<=[a-z,(] )[A-Z][A-Z-]{3,}\b", text) if w not in _SHOUTED)
    return frozenset(w.casefold() for w, n in words.most_common(1) if n >= 3)


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
