"""Which section a list of a flattened consumer part belongs to, and how sure that is.

Flattening leaves the lead-ins ("Check with your doctor immediately if …") in their order, and after them all lists in
theirs, without the labels that stood over them.  Section and incidence of each list are the hidden states of one
sequence: lists follow their lead-ins in order, and under each lead-in the labels run from More common to Incidence not
known.  The weights were learnt from reviewed leaflets; each state is scored by forward and backward sums.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from extractors.placement.frequencies import KnownFrequencies
from schemas.vocab import FrequencyClass, SectionKind, Urgency

if TYPE_CHECKING:
    from extractors.placement.model import PlacementModel


class LeadIn(StrEnum):
    """What the sentence before a consumer list asks for."""

    IMMEDIATE = "immediate"
    SOON = "soon"
    OVERDOSE = "overdose"
    PERSISTENT = "persistent"
    AFTER_USE = "after_use"  # "After you stop using this medicine, …": belongs to the section before it

    @classmethod
    def of(cls, kind: SectionKind, urgency: Urgency | None = None, text: str = "") -> LeadIn:
        """Return the lead-in that opens a section of ``kind``, as urgent as stated, in the words ``text``.

        >>> LeadIn.of(SectionKind.CONSUMER_IMMEDIATE, Urgency.AS_SOON_AS_POSSIBLE)
        <LeadIn.SOON: 'soon'>
        """
        if text.casefold().startswith("after you stop"):
            return cls.AFTER_USE
        if kind is SectionKind.CONSUMER_OVERDOSE:
            return cls.OVERDOSE
        if kind is SectionKind.CONSUMER_PERSISTENT:
            return cls.PERSISTENT
        return cls.SOON if urgency is Urgency.AS_SOON_AS_POSSIBLE else cls.IMMEDIATE


class Placement(NamedTuple):
    """Where a list belongs: the lead-in (an index), its section, its incidence label, and how likely each is."""

    lead_in: int
    kind: SectionKind
    probability: float
    frequency: FrequencyClass | None
    frequency_probability: float


_NO_LEAD_INS: Final = (LeadIn.IMMEDIATE, LeadIn.OVERDOSE, LeadIn.PERSISTENT)


def place_lists(
    lists: Sequence[Sequence[str]],
    lead_ins: Sequence[LeadIn],
    professional: Iterable[tuple[str, FrequencyClass]] = (),
    model: PlacementModel | None = None,
) -> list[Placement]:
    """Return where each of ``lists`` belongs, given the lead-ins of its leaflet in text order.

    ``professional`` holds the effects of the leaflet's professional part that have a frequency (``ProfessionalTerm``s).

    The lists keep their order; a lead-in without a list is possible and unlikely.  Without lead-ins, the lists are
    taken to be immediate, overdose, persistent.  Raises ValueError where a list is empty.

    >>> place_lists([["Chest pain", "black, tarry stools"], ["Headache"]], [LeadIn.IMMEDIATE, LeadIn.PERSISTENT])[1][:2]
    (1, <SectionKind.CONSUMER_PERSISTENT: 'consumer_persistent'>)
    """
    from extractors.placement import chain  # NumPy takes its time to load, and only flattened leaflets need it

    if not all(lists):
        raise ValueError("a list without items cannot be placed")
    if not lists:
        return []
    return chain.placed(lists, tuple(lead_ins) or _NO_LEAD_INS, KnownFrequencies.of(professional), model)
