"""A summary of product characteristics alone (EC guideline on the SmPC, 2009)."""

from __future__ import annotations

from extractors.eu.outline import families_in
from extractors.layouts.base import Layout
from extractors.model import Document, Leaflet

NAME = "smpc"


def recognise(document: Document) -> float:
    """Return how sure it is that a document is one SmPC: its numbered titles say so, and no leaflet's do."""
    found = families_in(document.text)
    if found["smpc"] < 4 or found["package_leaflet"] >= 3:
        return 0.0
    return 0.95


def understand(document: Document) -> Leaflet:
    """Return what the SmPC says."""
    from extractors.eu.document import ProductReader

    return ProductReader(document, NAME).read()


LAYOUT = Layout(NAME, recognise, understand)
