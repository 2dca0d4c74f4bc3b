"""FDA labels, or single sections of them, as plain text, Markdown or a web page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from extractors.labels.professional import is_emphasised
from extractors.labels.run_on import unrolled
from extractors.labels.sections import Reading, reading_of_title
from extractors.labels.small_titles import with_marked_titles
from extractors.labels.text import is_section_heading, opens_section, structured
from extractors.layouts.base import Layout
from extractors.model import Document, Element, ElementKind, Leaflet, replace
from schemas.vocab import SourceFormat

NAME = "fda_label_text"
# Each begins with what few texts hold, so that it is found, or not, at once; all in small letters.
_SEE = re.compile(
    r"\[\s*see\s+(?:also\s+)?(?:boxed\s+)?(?:warnings?|contraindications|adverse\s+reactions|clinical|dosage|use\s+in)"
)
_EXCERPT = re.compile(r"\bexcerpt\s*:")
_SIGNS = ("to report suspected adverse reactions", "fda-1088")
# A label's heading says one of them, few other pages do.
_ON_PAGES = (
    *("ADVERSE", "WARNING", "Adverse Reactions"),
    *("Warnings and Precautions", "Warnings And Precautions", "Boxed Warning"),
)
_OWN_TITLES = re.compile(r"\W*(?:adverse reactions?|warnings and precautions|boxed warning)\b", re.IGNORECASE)
_ADVERSE_REACTIONS = "ADVERSE REACTIONS"
_FEWEST_STANDARD = 3  # titles of the law, where a text does not open with one on effects
_NO_HEADINGS = (ElementKind.LIST_ITEM, ElementKind.TABLE_CELL, ElementKind.NAVIGATION)
_BLANKS = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2007\u2009\u202f"), " ")  # one for one: places stay
_OF_LABELS = frozenset({Reading.EFFECTS, Reading.BOXED, Reading.WARNINGS})


def recognise(document: Document) -> float:
    """Return how sure it is that a text or page is an FDA label: it opens with a label's heading, or bears its signs.

    A page may show its own name and menus first, so there a heading that is marked as one opens the label wherever it
    stands, if more of the label follows.
    """
    text = document.text
    is_page = document.source_format is SourceFormat.HTML
    if not document.elements or not (is_page or document.source_format is SourceFormat.TEXT):
        return 0.0
    if is_page and not any(words in text for words in _ON_PAGES):
        return 0.0
    document = _with_headings(document)
    opens = any(_opens(text, element) for element in _first(document, is_page))
    marked = not opens and is_page and any(_is_marked(text, e) and _opens(text, e) for e in document.elements)
    marked = marked or (not opens and any(_opens_in_small_letters(text, e) for e in document.elements))
    stands = not opens and not is_page and _ADVERSE_REACTIONS in text and _holds_sections(document)
    if opens or marked or stands:
        return 0.9 if _headings(document, 2) > 1 or _bears_signs(text) else 0.7 if opens else 0.0
    return 0.8 if _bears_signs(text) and _headings(document, 3) > 2 else 0.0


def _bears_signs(text: str) -> bool:
    small = text.lower()
    if any(sign in small for sign in _SIGNS) or _SEE.search(small):
        return True
    return "excerpt" in small and _EXCERPT.search(small) is not None


def _with_headings(document: Document) -> Document:
    """Return the document with headings where its titles run on or stand in small letters."""
    return with_marked_titles(unrolled(document))


def _first(document: Document, is_page: bool) -> Iterable[Element]:
    if not is_page:
        return document.elements[:3]
    return islice((e for e in document.elements if e.kind is not ElementKind.NAVIGATION), 3)


def _holds_sections(document: Document) -> bool:
    """Say whether a text has the standard titles, the one of adverse reactions among them, behind others."""
    text = document.text
    return _headings(document, _FEWEST_STANDARD) == _FEWEST_STANDARD and any(_opens(text, e) for e in document.elements)


def _opens(text: str, element: Element) -> bool:
    line = element.span.of(text)
    return (
        _looks_like_heading(line)
        and element.kind not in _NO_HEADINGS
        and reading_of_title(line) in _OF_LABELS
        and is_section_heading(line)
    )


def _opens_in_small_letters(text: str, element: Element) -> bool:
    """Say whether tags or marks make a title a heading whose letters do not: that alone makes no label."""
    if element.kind is not ElementKind.HEADING or not _OWN_TITLES.match(text, element.start, element.end):
        return False
    return reading_of_title(element.span.of(text)) in _OF_LABELS


def _is_marked(text: str, element: Element) -> bool:
    return element.kind is ElementKind.HEADING or (bool(element.emphasis) and is_emphasised(element, text))


def _looks_like_heading(line: str) -> bool:
    return line[0].isdigit() or line.isupper() or line[:5].upper() == "BOXED"


def _headings(document: Document, enough: int) -> int:
    """Return how many section headings a document has, up to ``enough`` of them."""
    text, found = document.text, 0
    for element in document.elements:
        line = text[element.start : element.end]
        if element.kind in _NO_HEADINGS or not (_looks_like_heading(line) or element.kind is ElementKind.HEADING):
            continue
        if opens_section(element, line):
            found += 1
            if found == enough:
                break
    return found


def understand(document: Document) -> Leaflet:
    """Return what the label says, section by section; blanks that do not break are read as any other."""
    from extractors.labels.reader import LabelReader

    blanks = document.text if document.text.isascii() else document.text.translate(_BLANKS)
    shown = replace(document, text=blanks)
    reader = LabelReader(replace(shown, elements=structured(_with_headings(shown))), NAME)
    reader.read()
    leaflet = reader.draft.finish()
    return replace(leaflet, document=replace(leaflet.document, text=document.text))


LAYOUT = Layout(NAME, recognise, understand)
