"""EU product information: SmPC (Annex I), conditions (II), labelling (III A) and package leaflets (III B) in one."""

from __future__ import annotations

from extractors.eu.outline import families_in
from extractors.layouts.base import Layout
from extractors.model import Document, Leaflet

NAME = "product_information"


def recognise(document: Document) -> float:
    """Return how sure it is that a document holds an SmPC and a package leaflet."""
    found = families_in(document.text)
    return 0.97 if found["smpc"] >= 4 and found["package_leaflet"] >= 3 else 0.0


def understand(document: Document) -> Leaflet:
    """Return what all parts of the document say."""
    from extractors.eu.document import ProductReader

    return ProductReader(document, NAME).read()


LAYOUT = Layout(NAME, recognise, understand)
