"""OTC Drug Facts (21 CFR 201.66) as web pages and text; those in XML are labels in XML."""

from __future__ import annotations

from extractors.labels.drug_facts_text import is_drug_facts, structured
from extractors.layouts.base import Layout
from extractors.model import Document, Leaflet, replace
from schemas.vocab import SourceFormat

NAME = "drug_facts"
_SURE = 0.94  # a label for professionals opens with headings of its own, and has few of these titles


def recognise(document: Document) -> float:
    """Return how sure it is that a page or text is a panel of Drug Facts: by the titles that the regulation names."""
    is_text = document.source_format in (SourceFormat.HTML, SourceFormat.TEXT, SourceFormat.PDF)
    return _SURE if is_text and is_drug_facts(document) else 0.0


def understand(document: Document) -> Leaflet:
    """Return what the panel says, section by section, as the reader of labels does."""
    from extractors.labels.reader import LabelReader
    from extractors.labels.sections import OTC_DOCUMENT

    shown = structured(document)
    told = {**shown.metadata, "document_code": OTC_DOCUMENT}
    reader = LabelReader(replace(shown, metadata=told), NAME)
    reader.read()
    leaflet = reader.draft.finish()
    return replace(leaflet, document=replace(leaflet.document, metadata=document.metadata))


LAYOUT = Layout(NAME, recognise, understand)
