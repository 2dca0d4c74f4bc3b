"""The walk through a side-effect page: each piece goes to the part of the page that is open."""

from __future__ import annotations

from typing import Final

from extractors.draft import Draft
from extractors.layouts.side_effects_page.consumer import ConsumerWalk
from extractors.layouts.side_effects_page.header import applies_to, brand_in, title_drug, without_tabs
from extractors.layouts.side_effects_page.pieces import Piece, colon_opens_context, pieces_of, tail_start
from extractors.layouts.side_effects_page.presence import state_presence
from extractors.layouts.side_effects_page.professional import ProfessionalWalk
from extractors.model import Document, ElementKind, Leaflet, Section, collapse
from schemas.vocab import Audience, BlockRole, SectionKind

# Looked up once: an attribute of an enumeration takes as long as the rest of a comparison.
_NAVIGATION, _FURNITURE, _ITEM = ElementKind.NAVIGATION, ElementKind.FURNITURE, ElementKind.LIST_ITEM
_CLOSING: Final = ("always consult", "some side effects may not", "it is possible")


class PageWalk:
    """Reads one page; ``leaflet`` returns what it says."""

    def __init__(self, document: Document, layout: str) -> None:
        self.document, self.text = document, document.text
        self.draft = Draft(document, layout)
        self.draft.header["language"] = document.language or "en"
        self.pieces = pieces_of(document)
        self.announced = any(p.cue is not None and p.cue.action == "professional_part" for p in self.pieces)
        self.part = "head"
        self.drug: str | None = None
        self.page_drug: str | None = None
        self.consumer = ConsumerWalk(self.draft, self.pieces)
        self.professional = ProfessionalWalk(
            self.draft, colon_opens_context=colon_opens_context(self.text, self.pieces)
        )

    def leaflet(self) -> Leaflet:
        """Walk through the page and return the leaflet."""
        tail = tail_start(self.text, self.pieces)
        for index, piece in enumerate(self.pieces[:tail]):
            following = self.pieces[index + 1] if index + 1 < tail else None
            if piece.cue:
                getattr(self, f"_on_{piece.action}")(piece)
            else:
                self._content(piece, following)
        self.consumer.place_tail(self.pieces[tail:])
        self.professional.close()
        self._name_drug()
        state_presence(self.draft)
        return self.draft.finish(is_coded=True)

    def _content(self, piece: Piece, following: Piece | None) -> None:
        kind = piece.element.kind
        if kind is _NAVIGATION or self.part == "navigation":
            self._block(BlockRole.NAVIGATION, piece)
        elif kind is _FURNITURE:
            self._block(BlockRole.BOILERPLATE, piece)
        elif self.part in ("professional", "references", "closing"):
            self.professional.content(piece, following)
        elif self._begins_professional(piece):
            self._open_professional(None)
            self.professional.content(piece, following)
        else:
            self._head_or_consumer(piece, following)

    def _begins_professional(self, piece: Piece) -> bool:
        """Tell the first statement of a professional part that no heading announces."""
        if self.part != "consumer" or self.announced:
            return False
        return self.professional.opens_with(piece, self.consumer.has_lists)

    def _head_or_consumer(self, piece: Piece, following: Piece | None) -> None:
        if self.part == "head" and piece.element.kind is _ITEM:
            self._block(BlockRole.NAVIGATION, piece)
        elif self.part != "head" or self.consumer.tells_effects(piece):
            self.consumer.content(piece, following)
        # What stands before anything known and names no effect is not understood: it stays unrecognised.

    def _block(self, role: BlockRole, piece: Piece, section: int | None = None) -> int:
        return self.draft.block(role, piece, section, piece.element.page)

    def _on_title(self, piece: Piece) -> None:
        self._block(BlockRole.TITLE, piece)
        title = self.text[piece.start : piece.end]
        self.draft.header["title"] = collapse(title)
        self.page_drug = self.professional.drug = title_drug(title)

    def _on_generic_name(self, piece: Piece) -> None:
        self._block(BlockRole.METADATA, piece)
        self.draft.header["generic_name"] = without_tabs(self.text[piece.value : piece.end]) or None

    def _on_brand_name(self, piece: Piece) -> None:
        self._block(BlockRole.METADATA, piece)
        self.draft.header["brand_name"] = collapse(self.text[piece.value : piece.end]) or None

    def _on_note(self, piece: Piece) -> None:
        self._block(BlockRole.BOILERPLATE, piece)

    def _on_consumer_part(self, piece: Piece) -> None:
        self._block(BlockRole.HEADING, piece)
        self.part = "consumer"

    def _on_professional_part(self, piece: Piece) -> None:
        self._open_professional(piece)

    def _open_professional(self, piece: Piece | None) -> None:
        self.part = "professional"
        self.consumer.close_list()
        self.professional.open(piece)

    def _on_applies_to(self, piece: Piece) -> None:
        again = self.part == "consumer" and any(a.audience is Audience.CONSUMER for a in self.draft.applications)
        if again or (self.part == "consumer" and self.consumer.has_lead_in):
            self._open_professional(None)
        elif self.part == "head":
            self.part = "consumer"
        audience = Audience.CONSUMER if self.part == "consumer" else Audience.PROFESSIONAL
        drug, forms = applies_to(self.text, piece.start, piece.end, audience)
        self._block(BlockRole.METADATA, piece, self.professional.top if self.part == "professional" else None)
        self.drug = self.professional.drug = self.drug or drug
        if not self.professional.repeating:
            self.draft.applications.extend(forms)

    def _on_section(self, piece: Piece) -> None:
        if self.part in ("professional", "references", "closing"):
            self._content(Piece(piece.start, piece.end, piece.element), None)
            return
        self.part = "consumer"
        self.consumer.heading(piece)

    def _on_summary(self, piece: Piece) -> None:
        section = self.draft.section(Section(SectionKind.OTHER, None, heading=piece.span))
        self._block(BlockRole.HEADING, piece, section)
        self.consumer.summary = section

    def _on_references(self, piece: Piece) -> None:
        if self.part in ("head", "consumer"):
            self._open_professional(None)
        self.part = "references"
        self.professional.open_references(piece)

    def _on_navigation(self, piece: Piece) -> None:
        """Links; a title above them governs what follows, as does whatever stands behind the professional part."""
        behind = self.part in ("professional", "references", "closing")
        behind = behind or (self.part == "consumer" and self.professional.top is not None)
        is_title = piece.element.kind is ElementKind.HEADING or behind
        self._block(BlockRole.HEADING if is_title else BlockRole.NAVIGATION, piece)
        if is_title:
            self.part = "navigation"

    def _on_boilerplate(self, piece: Piece) -> None:
        self._block(BlockRole.BOILERPLATE, piece, self.consumer.section if self.part == "consumer" else None)
        self.consumer.close_list()
        if self.text[piece.start : piece.end].lower().startswith(_CLOSING) and self.part != "navigation":
            self.part = "closing"

    def _on_intro(self, piece: Piece) -> None:
        self.part = "consumer"
        brand = brand_in(self.text[piece.start : piece.end])
        if brand and not self.draft.header.get("brand_name"):
            self.draft.header["brand_name"] = brand
        self.consumer.lead_in(piece, opens_list=False)

    def _on_lead_in(self, piece: Piece) -> None:
        self.part = "consumer"
        self.consumer.lead_in(piece, opens_list=True)

    def _on_lead_in_to_sentences(self, piece: Piece) -> None:
        self._on_lead_in(piece)

    def _on_emergency(self, piece: Piece) -> None:
        self.part = "consumer"
        self.consumer.emergency(piece)

    def _on_told(self, piece: Piece) -> None:
        """A sentence that tells the consumer the effects; elsewhere the words are those of a statement."""
        if self.part == "consumer" and not self.consumer.has_lead_in:
            self.consumer.told(piece)
        else:
            self._content(Piece(piece.start, piece.end, piece.element), None)

    def _name_drug(self) -> None:
        """Fill in the names that the header left out: the drug of "Applies to", the brand of the title."""
        header = self.draft.header
        if not header.get("generic_name"):
            header["generic_name"] = self.drug or self.page_drug
        generic = header.get("generic_name")
        if not header.get("brand_name") and self.page_drug and generic and self.page_drug.lower() != generic.lower():
            header["brand_name"] = self.page_drug
