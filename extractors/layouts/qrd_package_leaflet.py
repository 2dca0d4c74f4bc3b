"""A package leaflet alone, in the six numbered sections of the EMA's QRD template (EU and national leaflets)."""

from __future__ import annotations

from extractors.eu.document import ProductReader
from extractors.eu.outline import families_in
from extractors.layouts.base import Layout
from extractors.model import Document, Leaflet

NAME = "qrd_package_leaflet"


def recognise(document: Document) -> float:
    """Return how sure it is that a document is one package leaflet: its numbered titles say so."""
    found = families_in(document.text)
    if found["package_leaflet"] < 3 or found["smpc"] >= 4:
        return 0.0
    return 0.8 if found["package_leaflet"] < 5 else 0.95


def understand(document: Document) -> Leaflet:
    """Return what the leaflet says."""
    return ProductReader(document, NAME).read()


LAYOUT = Layout(NAME, recognise, understand)
