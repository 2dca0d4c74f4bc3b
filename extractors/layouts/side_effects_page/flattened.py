"""The lists at the end of a flattened page, given back to the sections whose lead-ins they lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from extractors.draft import Draft
from extractors.effects import effect_terms, item_span
from extractors.layouts.side_effects_page.pieces import Piece
from extractors.model import NO_FREQUENCY, Effect, Frequency, Placed, Section, Span, collapse
from extractors.placement.borders import ListLine, split_lists
from extractors.placement.sections import LeadIn, Placement, place_lists
from schemas.vocab import Audience, Basis, BlockRole, Extraction, FrequencyClass, FrequencyScale, Urgency

# Below this probability an incidence label is a guess that helps nobody.
_SURE_ENOUGH: Final = 0.5
_PROFESSIONAL: Final = Audience.PROFESSIONAL

_Item = tuple[Piece, Span, str]  # a piece that is a list item, the effect in it, and its words


@dataclass(frozen=True, slots=True)
class Opening:
    """A lead-in of the page: what it asks for, and the section and urgency that it gives its lists."""

    lead_in: LeadIn
    section: int
    urgency: Urgency | None


class Wordings:
    """What stands in some places, white space collapsed; the places are read when something is looked for in them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.unread: list[Placed] = []
        self.read: set[str] = set()

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self.unread or self.read)

    def add(self, place: Placed) -> None:
        """Add what stands in a place."""
        self.unread.append(place)

    def take(self, others: Wordings) -> None:
        """Add what others hold."""
        self.unread += others.unread
        self.read |= others.read

    def __contains__(self, place: Placed) -> bool:
        """Tell whether the words that stand in a place are among them."""
        if self.unread:
            self.read.update([collapse(self.text[one.start : one.end]) for one in self.unread])
            self.unread = []
        return collapse(self.text[place.start : place.end]) in self.read


def place_tail(draft: Draft, pieces: Sequence[Piece], openings: list[Opening], stated: Wordings) -> bool:
    """Add the lists of ``pieces`` to the sections of ``openings``; return whether any of them had been stated before.

    ``stated`` holds the items that stood in their places as well: a list that repeats them adds no effects.
    """
    text = draft.text
    spans = [item_span(text, piece.start, piece.end) for piece in pieces]
    items = [(piece, span, span.of(text)) for piece, span in zip(pieces, spans, strict=True)]
    lists = [[items[i] for i in group] for group in split_lists(_lines(text, items))]
    new = [group for group in lists if not stated or not all(piece in stated for piece, _, _ in group)]
    if len(new) < len(lists):
        _add_repeated(draft, [item for group in lists if group not in new for item in group])
    texts = [[words for _, _, words in group] for group in new]
    placements = place_lists(texts, [o.lead_in for o in openings], _professional_terms(draft))
    for group, placement in zip(new, placements, strict=True):
        _add(draft, group, _opening_of(draft, placement, openings), placement)
    return len(new) < len(lists)


def _professional_terms(draft: Draft) -> list[tuple[str, FrequencyClass]]:
    """Return what the professional part of the page says of frequencies."""
    text = draft.text
    return [
        (text[effect.span.start : effect.span.end], category)
        for effect in draft.effects
        if (category := effect.frequency.category) is not None and effect.audience is _PROFESSIONAL
    ]


def _opening_of(draft: Draft, placement: Placement, openings: Sequence[Opening]) -> Opening:
    """Return the section that a list is placed in; it may be another than its lead-in opened."""
    if not openings:
        return _made_opening(draft, placement, None)
    opening = openings[placement.lead_in]
    if draft.sections[opening.section].kind is placement.kind:
        return opening
    return _made_opening(draft, placement, opening.urgency)


def _lines(text: str, items: Sequence[_Item]) -> list[ListLine]:
    return [
        ListLine(collapse(text[span.start : piece.end]), piece.element.gap if i else 0)
        for i, (piece, span, _) in enumerate(items)
    ]


def _add_repeated(draft: Draft, items: Sequence[_Item]) -> None:
    for piece, _, _ in items:
        draft.block(BlockRole.LIST_ITEM, piece, None, piece.element.page)


def _made_opening(draft: Draft, placement: Placement, urgency: Urgency | None) -> Opening:
    """Return a section for a list whose own lead-in is lost, or speaks of another kind than the list does.

    "Symptoms of overdose" may have been a label under another lead-in, and "After you stop using this medicine" opens
    lists of the section before it.
    """
    for index, section in enumerate(draft.sections):
        if section.kind is placement.kind:
            return Opening(LeadIn.of(placement.kind), index, urgency)
    section = Section(placement.kind, placement.kind.audience)
    return Opening(LeadIn.of(placement.kind), draft.section(section), urgency)


def _add(draft: Draft, items: Sequence[_Item], opening: Opening, placement: Placement) -> None:
    kind, frequency = draft.sections[opening.section].kind, _frequency(placement)
    for piece, span, words in items:
        draft.effects.append(
            Effect(
                opening.section,
                draft.block(BlockRole.LIST_ITEM, piece, opening.section, piece.element.page),
                Audience.CONSUMER,
                kind,
                Extraction.LIST_ITEM,
                span,
                urgency=opening.urgency,
                frequency=frequency,
                placement=Basis.INFERRED,
                placement_confidence=placement.probability,
                terms=effect_terms(words),
                terms_from=span.start,
            )
        )


def _frequency(placement: Placement) -> Frequency:
    if placement.frequency is None or placement.frequency_probability < _SURE_ENOUGH:
        return NO_FREQUENCY
    return Frequency(
        category=placement.frequency,
        scale=FrequencyScale.INCIDENCE,
        basis=Basis.INFERRED,
        confidence=placement.frequency_probability,
    )
