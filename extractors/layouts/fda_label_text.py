"""FDA labels, or single sections of them, as plain text."""

from __future__ import annotations

import re

from extractors.labels.reader import LabelReader
from extractors.labels.sections import Reading, reading_of_title
from extractors.labels.text import is_section_heading, structured
from extractors.layouts.base import Layout
from extractors.model import Document, Leaflet, replace
from schemas.vocab import SourceFormat

NAME = "fda_label_text"
_SIGNS = re.compile(
    r"\[\s*see\s+(?:also\s+)?(?:boxed\s+)?(?:warnings?|contraindications|adverse\s+reactions|clinical|dosage|use\s+in)|"
    r"\bEXCERPT\s*:|to report SUSPECTED ADVERSE REACTIONS|FDA-1088",
    re.IGNORECASE,
)
_OF_LABELS = frozenset({Reading.EFFECTS, Reading.BOXED, Reading.WARNINGS})


def recognise(document: Document) -> float:
    """Return how sure it is that a text is an FDA label: it opens with a label's heading, or bears its signs."""
    if document.source_format is not SourceFormat.TEXT or not document.elements:
        return 0.0
    text = document.text
    heads = [e.span.of(text) for e in document.elements[:3]]
    opens = any(_looks_like_heading(h) and reading_of_title(h) in _OF_LABELS and is_section_heading(h) for h in heads)
    numbered = _headings(document, 2 if opens else 3)  # counting them costs less than looking for the signs
    if opens:
        return 0.9 if numbered > 1 or _SIGNS.search(text) else 0.7
    return 0.8 if numbered > 2 and _SIGNS.search(text) else 0.0


def _looks_like_heading(line: str) -> bool:
    return line[0].isdigit() or line.isupper() or line.startswith("BOXED WARNING")


def _headings(document: Document, enough: int) -> int:
    """Return how many section headings a document has, up to ``enough`` of them."""
    text, found = document.text, 0
    for element in document.elements:
        line = text[element.start : element.end]
        if _looks_like_heading(line) and is_section_heading(line):
            found += 1
            if found == enough:
                break
    return found


def understand(document: Document) -> Leaflet:
    """Return what the label says, section by section."""
    reader = LabelReader(replace(document, elements=structured(document)), NAME)
    reader.read()
    return reader.draft.finish()


LAYOUT = Layout(NAME, recognise, understand)
