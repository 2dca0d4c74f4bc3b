"""A leaflet of no known family, read by what leaflets have in common: headings, lists under cues, bands of frequency.

A text that says "you" is read as text for patients, any other as a label for professionals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from extractors.draft import Draft
from extractors.eu.pieces import pieces
from extractors.labels.consumer_cues import topic_of
from extractors.labels.filing import Filer
from extractors.labels.list_lines import nested, parted
from extractors.labels.patient_text import PatientText
from extractors.labels.sections import number_of, reading_of_title
from extractors.labels.text import is_section_heading, level_of
from extractors.layouts.base import Layout
from extractors.model import Document, DocumentError, Element, ElementKind, Issue, Leaflet, collapse, replace
from schemas.vocab import BlockRole, Severity, SourceFormat, Stage

NAME = "generic"
_LEAST = 0.5
_YOU = re.compile(r"\byou(?:r|rself)?\b", re.IGNORECASE)
_PATIENTS = re.compile(r"\bpatients?\b", re.IGNORECASE)
_SAYS_SO = re.compile(
    r"\b(?:side|adverse|undesirable|unwanted|undesired)\s+(?:drug\s+)?(?:effects?|reactions?|events?)\b", re.IGNORECASE
)
_NAMES_DRUG = re.compile(
    r"(?:generic name|active (?:ingredient|substance)(?:s|\(s\))?)\s*:\s*(?P<name>[^:;]{3,80})$", re.IGNORECASE
)
_HEAD = 12  # elements
_LONGEST_HEADING = 160
_LONGEST_ITEM = 160
_ASIDE = (ElementKind.NAVIGATION, ElementKind.FURNITURE)


def recognise(document: Document) -> float:
    """Return even odds for any document: a family is known by more than one of its signs."""
    return _LEAST


def understand(document: Document) -> Leaflet:
    """Return what can be understood of the leaflet, with the issue ``unknown_layout``.

    Raises DocumentError ``no_leaflet`` for a document without any effect that never speaks of side effects.
    """
    elements = tuple(nested(document.text, _titled(document, _structured(document))))
    draft = (
        _for_patients(document, elements)
        if _speaks_to_patients(document.text)
        else _for_professionals(document, elements)
    )
    if not draft.effects and not _SAYS_SO.search(document.text):
        raise DocumentError("no_leaflet", "nothing in it speaks of side effects", stage=Stage.UNDERSTAND)
    draft.issues.append(Issue("unknown_layout", "no known family of leaflets; read by general rules"))
    if not draft.header.get("generic_name"):
        draft.issues.append(Issue("missing_header", "the leaflet does not name its drug", severity=Severity.INFO))
    return draft.finish()


def _speaks_to_patients(text: str) -> bool:
    return len(_YOU.findall(text)) >= len(_PATIENTS.findall(text))


def _for_patients(document: Document, elements: tuple[Element, ...]) -> Draft:
    draft = Draft(document, NAME)
    title = next((e for e in elements if e.hint == "title"), None)
    draft.header["title"] = document.title or (collapse(title.span.of(document.text)) if title else None)
    draft.header["generic_name"] = _named_drug(document.text, elements)
    asides = [e for e in elements if e.kind in _ASIDE]
    for element in asides:
        draft.element(
            BlockRole.NAVIGATION if element.kind is ElementKind.NAVIGATION else BlockRole.BOILERPLATE, element
        )
    PatientText(Filer(draft), None).read(e for e in elements if e.kind not in _ASIDE)
    return draft


def _named_drug(text: str, elements: Iterable[Element]) -> str | None:
    """Return the substance that a line at the head names as the leaflet's own: "Active ingredient(s): zolpin"."""
    for element in islice(elements, _HEAD):
        if found := _NAMES_DRUG.match(collapse(element.span.of(text))):
            return found["name"].strip(" .")
    return None


def _for_professionals(document: Document, elements: tuple[Element, ...]) -> Draft:
    from extractors.labels.reader import LabelReader

    reader = LabelReader(replace(document, elements=elements), NAME)
    reader.read()
    return reader.draft


def _structured(document: Document) -> Iterator[Element]:
    """Yield the document's elements with its lines told apart: headings, list items, paragraphs."""
    list_gap: int | None = None  # the gap between the items of the list that is open; -1 before its first
    for element in _whole(document):
        words = collapse(element.span.of(document.text))
        if element.kind in (*_ASIDE, ElementKind.TABLE_CELL):
            yield element
            continue
        if element.kind is ElementKind.HEADING or _is_heading(words):
            list_gap = None
            level = level_of(words) if number_of(words) else element.level or 1
            yield replace(element, kind=ElementKind.HEADING, level=level, hint="section")
            continue
        goes_on = list_gap is not None and _is_item(words) and (element.gap == list_gap or list_gap < 0)
        is_item = element.kind is ElementKind.LIST_ITEM or goes_on
        list_gap = element.gap if is_item else -1 if words.endswith(":") else None
        kind = ElementKind.LIST_ITEM if is_item else ElementKind.PARAGRAPH
        yield replace(element, kind=kind, level=max(1, element.level) if is_item else 0)


def _titled(document: Document, elements: Iterable[Element]) -> Iterator[Element]:
    """Yield the elements; a short first line that is no heading of a part is the title."""
    is_first = True
    for element in elements:
        if element.kind in _ASIDE:
            yield element
            continue
        words = collapse(element.span.of(document.text))
        is_title = (
            is_first and len(words) <= _LONGEST_HEADING and not words.endswith((":", ".")) and not _is_heading(words)
        )
        yield replace(element, kind=ElementKind.HEADING, level=0, hint="title") if is_title else element
        is_first = False


def _whole(document: Document) -> Iterator[Element]:
    """Yield the elements, items on one line apart; the lines of a PDF joined to what they break."""
    if document.source_format is not SourceFormat.PDF:
        for element in document.elements:
            yield from parted(document.text, element)
        return
    for piece in pieces(document, document.elements):
        yield replace(piece.element, kind=piece.kind, start=piece.start, end=piece.end)


def _is_heading(words: str) -> bool:
    """Say whether a line is a heading that leaflets or labels use."""
    if len(words) > _LONGEST_HEADING or words.endswith((":", ",", ";")):
        return False
    return topic_of(words) is not None or reading_of_title(words) is not None or is_section_heading(words)


def _is_item(words: str) -> bool:
    """Say whether a line may go on with a list that has no bullets: short, no sentence, no list of its own."""
    return len(words) <= _LONGEST_ITEM and not words.endswith((".", "?", "!")) and ":" not in words


LAYOUT = Layout(NAME, recognise, understand)
