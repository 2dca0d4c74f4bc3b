"""A package leaflet alone, in the six numbered sections of the EMA's QRD template (EU and national leaflets)."""

from __future__ import annotations

from extractors.eu.outline import families_in
from extractors.eu.run_on import n_titles_inside, unrolled
from extractors.layouts.base import Layout
from extractors.model import Document, Leaflet

NAME = "qrd_package_leaflet"


def recognise(document: Document) -> float:
    """Return how sure it is that a document is one package leaflet: its numbered titles say so."""
    found = families_in(document.text)
    n_titles = found["package_leaflet"] if found["package_leaflet"] >= 3 else n_titles_inside(document)
    if n_titles < 3 or found["smpc"] >= 4:
        return 0.0
    return 0.8 if n_titles < 5 else 0.95


def understand(document: Document) -> Leaflet:
    """Return what the leaflet says."""
    from extractors.eu.document import ProductReader

    return ProductReader(unrolled(document), NAME).read()


LAYOUT = Layout(NAME, recognise, understand)
