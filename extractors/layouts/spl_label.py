"""FDA labels in XML (Structured Product Labeling): prescription labels and OTC Drug Facts."""

from __future__ import annotations

from extractors.layouts.base import Layout
from extractors.model import Document, Leaflet
from schemas.vocab import SourceFormat

NAME = "spl_label"


def recognise(document: Document) -> float:
    """Return 1 for a document that the reader of HL7 v3 XML has read, else 0."""
    return float(document.source_format is SourceFormat.SPL_XML)


def understand(document: Document) -> Leaflet:
    """Return what the label says, section by section."""
    from extractors.labels.reader import LabelReader

    reader = LabelReader(document, NAME)
    reader.read()
    return reader.draft.finish()


LAYOUT = Layout(NAME, recognise, understand)
