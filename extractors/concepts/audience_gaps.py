"""What only one of the two audiences is told, concept by concept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from extractors.model import Concept, Effect
from schemas.vocab import Audience


class Gap(NamedTuple):
    """A concept that one audience is told and the other is not, and the first effect (by its index) that tells it."""

    concept: Concept
    told_to: Audience
    term: str
    effect: int


def audience_gaps(effects: Sequence[Effect]) -> list[Gap]:
    """Return the gaps of one leaflet, in reading order.

    What is denied is told to nobody, terms without a concept cannot be compared, and a leaflet that speaks to one
    audience alone has no gap.
    """
    stated = [(i, effect, effect.audience) for i, effect in enumerate(effects) if not effect.is_negated]
    if len({audience for _, _, audience in stated if audience}) < len(Audience):
        return []
    first: dict[str, tuple[Concept, Audience, str, int]] = {}
    told_to_both: set[str] = set()
    for index, effect, audience in stated:
        for term in effect.terms:
            if term.concept is None or audience is None:
                continue
            key = term.concept.concept_id
            if key not in first:
                first[key] = (term.concept, audience, term.term, index)
            elif first[key][1] is not audience:
                told_to_both.add(key)
    return [Gap(*gap) for key, gap in first.items() if key not in told_to_both]
