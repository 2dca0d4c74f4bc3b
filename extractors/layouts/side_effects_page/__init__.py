"""Side-effect pages: one page a drug, a consumer part and a professional part, as HTML or as text.

The family has four shapes: the page itself; its text in page order; and the same text flattened, paragraphs first and
the consumer lists last, their headings lost, in an older and a newer wording.
"""

from __future__ import annotations

from extractors.layouts.base import CERTAIN, Layout
from extractors.layouts.side_effects_page.cues import cue_at
from extractors.layouts.side_effects_page.page import PageWalk
from extractors.layouts.side_effects_page.run_on import unrolled
from extractors.layouts.side_effects_page.sentence_items import with_whole_sentences
from extractors.model import Document, Leaflet

NAME = "side_effects_page"
_TELLING = {
    "consumer_part": 2,
    "professional_part": 2,
    "applies_to": 2,
    "section": 2,
    "lead_in": 2,
    "lead_in_to_sentences": 2,
    "intro": 3,
    "generic_name": 1,
    "emergency": 2,
    "title": 1,
}
_ENOUGH = 4
_MORE_THAN_ENOUGH = 6  # three formulas at least
_SURE = 0.9


# Formulas of which a page that runs on, so that few of them begin an element, holds several.
_WITHIN = (
    *("Side Effects", "For the Consumer", "For Healthcare Professionals", "Applies to ", "side effects occur:"),
    *("may cause side effects", "about side effects", "side effects of this drug"),
)
_ENOUGH_WITHIN = 3


def recognise(document: Document) -> float:
    """Return how sure it is that the document is a side-effect page: the formulas of the family, counted."""
    certainty = _counted(document)
    if certainty < _SURE and sum(document.text.find(words) >= 0 for words in _WITHIN) >= _ENOUGH_WITHIN:
        return _counted(unrolled(document))
    return certainty


def _counted(document: Document) -> float:
    seen: dict[str, int] = {}
    for element in document.elements[:400]:
        found = cue_at(document.text, element.start, element.end)
        if found and found[0].action in _TELLING:
            seen[found[0].action] = _TELLING[found[0].action]
            if sum(seen.values()) >= _MORE_THAN_ENOUGH:
                return CERTAIN
    return min(1.0, sum(seen.values()) / _ENOUGH) * _SURE


def understand(document: Document) -> Leaflet:
    """Return what a side-effect page says."""
    return PageWalk(unrolled(with_whole_sentences(document)), NAME).leaflet()


LAYOUT = Layout(NAME, recognise, understand)
