"""What the extractors hand to one another: a Document as read, a Leaflet as understood.

Positions are half-open ranges of Unicode code points into ``Document.text``.  Whatever a table publishes as ``_raw`` is
held here as a Span and cut out of the text when the tables are made, so that no quote can differ from its source.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Protocol, TypeVar, cast, dataclass_transform

import msgspec
from msgspec import field

from extractors.span import Span as Span
from schemas.vocab import (
    Audience,
    Basis,
    BlockRole,
    Extraction,
    FrequencyClass,
    FrequencyScale,
    Presence,
    ReferenceKind,
    SectionKind,
    Severity,
    SourceFormat,
    Stage,
    Urgency,
)

Class = TypeVar("Class")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[Class]) -> type[Class]:
    """Return ``cls`` as a frozen record of the fields that it annotates, as a dataclass is one.

    A leaflet has thousands of records, and msgspec makes one in a third of the time that a dataclass takes.  None is
    reached from what it holds, so that the search for garbage need not look at them: it took a twentieth of all time.
    """
    names = {name: value for name, value in vars(cls).items() if name not in ("__dict__", "__weakref__")}
    return cast("type[Class]", msgspec.StructMeta(cls.__name__, (msgspec.Struct,), names, frozen=True, gc=False))


class _Replace(Protocol):
    """Returns a copy of a record with other values in some of its fields."""

    def __call__(self, record: Class, /, **changes: object) -> Class:
        """Return the copy."""


replace = cast("_Replace", msgspec.structs.replace)


def collapse(text: str) -> str:
    r"""Return ``text`` with every run of white space as one blank, and none at its ends.

    >>> collapse("  skin\n\t rash ")
    'skin rash'
    """
    return " ".join(text.split())


def leaflet_id_of(identity: str) -> str:
    """Return the key of the leaflet known by ``identity``: its source, or for SPL its set id.

    >>> leaflet_id_of("cycloserine.txt")
    '3dcb5703b6faa709'
    """
    return hashlib.sha256(identity.encode("utf-8", "surrogateescape")).hexdigest()[:16]


class Placed(Protocol):
    """What has a place in a text: a span, an element, a piece of one."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""


class ElementKind(StrEnum):
    """What the markup, or the shape of a line, says that a piece of text is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_CELL = "table_cell"
    NAVIGATION = "navigation"
    FURNITURE = "furniture"  # running headers, footers, page numbers, watermarks
    LINE = "line"  # plain text: nothing is known but the line


@record
class Element:
    """One piece of a document as its reader saw it.

    Elements run in order, do not overlap, and leave nothing but white space outside.  ``gap`` counts the blank lines
    before it (plain text).  ``group`` is shared by the items of one list or the cells of one table; ``level`` is the
    depth of a heading (1 to 6) or of a list item (from 1).  ``row`` and ``column`` count from 0 and
    are those of the first place a cell fills (``row_span``, ``column_span``).  ``emphasis`` holds the bold and italic
    stretches inside it.
    """

    kind: ElementKind
    start: int
    end: int
    level: int = 0
    group: int | None = None
    row: int | None = None
    column: int | None = None
    is_header_cell: bool = False
    column_span: int = 1
    row_span: int = 1
    gap: int = 0
    page: int | None = None
    code: str | None = None
    hint: str | None = None
    emphasis: tuple[Span, ...] = ()

    @property
    def span(self) -> Span:
        """The element's place in the text."""
        return Span(self.start, self.end)


@record
class Issue:
    """Something an analyst should know about a leaflet that was kept; ``code`` stands in schemas/codes.csv."""

    code: str
    message: str
    stage: Stage = Stage.UNDERSTAND
    severity: Severity = Severity.WARNING
    span: Span | None = None


@record
class Document:
    """A file as read: canonical text, its elements, and what the format itself says about the document."""

    source_format: SourceFormat
    text: str
    elements: tuple[Element, ...]
    title: str | None = None
    language: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


@record
class Block:
    """A stretch of text with the role it plays; ``section`` is an index into ``Leaflet.sections``."""

    role: BlockRole
    start: int
    end: int
    section: int | None = None
    page: int | None = None


@record
class Section:
    """A section of the leaflet, or the statement that it lacks one (``presence`` absent, no span)."""

    kind: SectionKind
    audience: Audience | None
    presence: Presence = Presence.STATED
    heading: Span | None = None
    span: Span | None = None
    parent: int | None = None
    number: str | None = None
    code: str | None = None
    part: str | None = None
    body_system: str | None = None
    body_system_span: Span | None = None


@record
class Frequency:
    """How often: the words that say so, their class and scale, and the bounds in percent.

    ``span`` is None where the class was inferred.  Bounds are those stated, or those that the scale implies.
    """

    span: Span | None = None
    category: FrequencyClass | None = None
    scale: FrequencyScale | None = None
    basis: Basis | None = Basis.STATED
    confidence: float | None = 1.0
    min_pct: float | None = None
    max_pct: float | None = None


NO_FREQUENCY = Frequency(basis=None, confidence=None)


@record
class Concept:
    """An entry of an open vocabulary, and how the term was matched to it (score from 0 to 1)."""

    concept_id: str
    label: str
    vocabulary: str
    method: str
    score: float
    system_organ_class: str | None = None


@record
class Term:
    """An atomic effect: ``term`` is resolved ("numbness in the hands"), ``span`` the words that name it.

    The span counts from ``Effect.terms_from``, so that leaflets with the same item share its terms.
    """

    term: str
    span: Span
    concept: Concept | None = None


@record
class Effect:
    """One adverse effect as the leaflet states it; ``section`` and ``block`` are indexes into the Leaflet."""

    section: int
    block: int
    audience: Audience | None
    kind: SectionKind
    extraction: Extraction
    span: Span
    urgency: Urgency | None = None
    body_system: str | None = None
    body_system_basis: Basis | None = None
    body_system_confidence: float | None = None
    frequency: Frequency = NO_FREQUENCY
    context: tuple[Span, ...] = ()
    dose: Span | None = None
    population: Span | None = None
    is_negated: bool = False
    is_hypothetical: bool = False
    is_cited: bool = False
    placement: Basis = Basis.STATED
    placement_confidence: float = 1.0
    terms: tuple[Term, ...] = ()
    terms_from: int = 0

    def placed_terms(self) -> Iterator[Term]:
        """Yield the terms with their spans in the text."""
        for term in self.terms:
            yield Term(term.term, term.span.moved(self.terms_from), term.concept)


@record
class Application:
    """ "Applies to X: oral capsule": what a part of the leaflet is about."""

    audience: Audience | None
    span: Span
    route: str | None
    dosage_form: str | None


@record
class Reference:
    """A numbered reference, taken apart; ``span`` leaves its number out."""

    span: Span
    kind: ReferenceKind
    number: int | None = None
    authors: str | None = None
    title: str | None = None
    container: str | None = None
    place: str | None = None
    year: int | None = None
    volume: str | None = None
    issue: str | None = None
    first_page: str | None = None
    last_page: str | None = None
    product_name: str | None = None
    url: str | None = None


@record
class Citation:
    """A mark in a block that points to a reference; ``number`` is None where the text only says [Ref]."""

    block: int
    number: int | None


@record
class Leaflet:
    """Everything that was understood of one document."""

    document: Document
    layout: str
    title: str | None = None
    generic_name: str | None = None
    brand_name: str | None = None
    language: str | None = None
    effective_date: str | None = None  # ISO 8601
    sections: tuple[Section, ...] = ()
    blocks: tuple[Block, ...] = ()
    effects: tuple[Effect, ...] = ()
    applications: tuple[Application, ...] = ()
    references: tuple[Reference, ...] = ()
    citations: tuple[Citation, ...] = ()
    issues: tuple[Issue, ...] = ()


class DocumentError(Exception):
    """A document that cannot be kept: ``code`` stands in schemas/codes.csv, ``place`` says where in the document."""

    def __init__(self, code: str, message: str, *, stage: Stage = Stage.READ, place: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.stage, self.place = code, message, stage, place

    def __reduce__(self) -> tuple[object, ...]:
        """Cross a process border whole."""
        return (_rebuild, (self.code, self.message, self.stage, self.place))


def _rebuild(code: str, message: str, stage: Stage, place: str | None) -> DocumentError:
    return DocumentError(code, message, stage=stage, place=place)
