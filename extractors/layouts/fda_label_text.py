"""FDA labels, or single sections of them, as plain text."""

from __future__ import annotations

import re
from dataclasses import replace

from extractors.labels.reader import LabelReader
from extractors.labels.sections import Reading, reading_of_title
from extractors.labels.text import is_section_heading, structured
from extractors.layouts.base import Layout
from extractors.model import Document, Leaflet
from schemas.vocab import SourceFormat

NAME = "fda_label_text"
_SEE = re.compile(
    r"\[\s*see\s+(?:also\s+)?(?:boxed\s+)?(?:warnings?|contraindications|adverse\s+reactions|clinical|dosage|use\s+in)",
    re.IGNORECASE,
)
_EXCERPT = re.compile(r"\bexcerpt\s*:")
_REPORTING = ("to report suspected adverse reactions", "fda-1088")
_OF_LABELS = frozenset({Reading.EFFECTS, Reading.BOXED, Reading.WARNINGS})


def recognise(document: Document) -> float:
    """Return how sure it is that a text is an FDA label: it opens with a label's heading, or bears its signs."""
    if document.source_format is not SourceFormat.TEXT or not document.elements:
        return 0.0
    heads = [e.span.of(document.text) for e in document.elements[:3]]
    opens = any(
        is_section_heading(h)
        and reading_of_title(h) in _OF_LABELS
        and (h.isupper() or h[0].isdigit() or h.startswith("BOXED"))
        for h in heads
    )
    signs = _bears_signs(document.text)
    if not opens and not signs:
        return 0.0
    numbered = sum(is_section_heading(e.span.of(document.text)) for e in document.elements)
    if opens:
        return 0.9 if signs or numbered > 1 else 0.7
    return 0.8 if numbered > 2 else 0.0


def _bears_signs(text: str) -> bool:
    """Tell a label by its references to other sections, the heading of its excerpt, or its note on reporting."""
    if _SEE.search(text):
        return True
    lower = text.lower()
    return any(note in lower for note in _REPORTING) or ("excerpt" in lower and bool(_EXCERPT.search(lower)))


def understand(document: Document) -> Leaflet:
    """Return what the label says, section by section."""
    reader = LabelReader(replace(document, elements=structured(document)), NAME)
    reader.read()
    return reader.draft.finish()


LAYOUT = Layout(NAME, recognise, understand)
