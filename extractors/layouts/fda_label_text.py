"""FDA labels, or single sections of them, as plain text, Markdown or a web page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from extractors.labels.professional import is_emphasised
from extractors.labels.sections import Reading, reading_of_title
from extractors.labels.text import is_section_heading, structured
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
_ON_PAGES = ("ADVERSE", "WARNING", "Adverse Reactions")  # a label's heading says one of them, few other pages do
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
    opens = any(_opens(text, element) for element in _first(document, is_page))
    marked = not opens and is_page and any(_is_marked(text, e) and _opens(text, e) for e in document.elements)
    if opens or marked:
        return 0.9 if _headings(document, 2) > 1 or _bears_signs(text) else 0.7 if opens else 0.0
    return 0.8 if _bears_signs(text) and _headings(document, 3) > 2 else 0.0


def _bears_signs(text: str) -> bool:
    small = text.lower()
    if any(sign in small for sign in _SIGNS) or _SEE.search(small):
        return True
    return "excerpt" in small and _EXCERPT.search(small) is not None


def _first(document: Document, is_page: bool) -> Iterable[Element]:
    if not is_page:
        return document.elements[:3]
    return islice((e for e in document.elements if e.kind is not ElementKind.NAVIGATION), 3)


def _opens(text: str, element: Element) -> bool:
    line = element.span.of(text)
    return (
        _looks_like_heading(line)
        and element.kind not in _NO_HEADINGS
        and reading_of_title(line) in _OF_LABELS
        and is_section_heading(line)
    )


def _is_marked(text: str, element: Element) -> bool:
    return element.kind is ElementKind.HEADING or (bool(element.emphasis) and is_emphasised(element, text))


def _looks_like_heading(line: str) -> bool:
    return line[0].isdigit() or line.isupper() or line.startswith("BOXED")


def _headings(document: Document, enough: int) -> int:
    """Return how many section headings a document has, up to ``enough`` of them."""
    text, found = document.text, 0
    for element in document.elements:
        line = text[element.start : element.end]
        if _looks_like_heading(line) and element.kind not in _NO_HEADINGS and is_section_heading(line):
            found += 1
            if found == enough:
                break
    return found


def understand(document: Document) -> Leaflet:
    """Return what the label says, section by section; blanks that do not break are read as any other."""
    from extractors.labels.reader import LabelReader

    blanks = document.text if document.text.isascii() else document.text.translate(_BLANKS)
    shown = replace(document, text=blanks)
    reader = LabelReader(replace(shown, elements=structured(shown)), NAME)
    reader.read()
    leaflet = reader.draft.finish()
    return replace(leaflet, document=replace(leaflet.document, text=document.text))


LAYOUT = Layout(NAME, recognise, understand)
