"""How soon a leaflet tells a reader to act, and whether a sentence speaks of what follows or of what stands above."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache

from extractors.lexicons.loading import lexicon
from schemas.vocab import Urgency

_ACT = re.compile(
    r"\b(?:tell|contact|call|see|consult|inform|talk|speak|seek|get|go|ask|stop|report|let|visit|attend|notify|need|needs|"
    r"require|requires|alert|discuss|obtain|receive)\b",
    re.I,
)
_HELP = re.compile(
    r"\b(?:doctors?|nurses?|physicians?|pharmacists?|medical|help|hospitals?|ambulance|healthcare|health care|"
    r"emergency|surgeon|treatment|attention|advice|provider|professional|casualty|dentist|specialist|midwife|999|112|911)\b",
    re.I,
)
_ABOVE = re.compile(
    r"\b(?:above|described earlier|listed before)\b|\b(?:any|one|all|either) of (?:these|those|them)\b|"
    r"\b(?:these|this|those|such)\s+(?:\w+\s+){0,3}"
    r"(?:symptoms?|signs?|side effects?|effects?|reactions?|occurs?|happens?)",
    re.I,
)
_EXPLICITLY_ABOVE = re.compile(r"\babove\b", re.I)
_AHEAD = re.compile(
    r"\b(?:the )?following\b|\bbelow\b|:\s*$|\b(?:if|when) you(?:r child)?(?: \w+){0,2}\s*:?\s*$|\bsuch as\s*:?\s*$",
    re.I,
)
_OTHER = re.compile(
    r"\b(?:other|additional|further|more|remaining|less (?:severe|serious))\b[^.:]{0,60}\b(?:side.effects?|effects|"
    r"reactions|events)\b|"
    r"\b(?:side.effects|reactions) (?:\w+ ){0,3}?(?:listed|described|given|reported|shown) below\b|"
    r"\bbelow.listed side.effects\b|"
    r"\b(?:frequently|commonly) (?:reported|occurring|observed) side.effects\b|"
    r"\b(?:side.effects|reactions)\b[^.:]{0,80}\bfrequenc(?:y|ies)\b|"
    r"\b(?:may|might|can|could|also) (?:also )?(?:get|experience|cause|have|notice|occur|include)\b[^.:]{0,40}"
    r"\bfollowing side.effects\b|^\s*(?:the )?"
    r"(?:following|possible|most common|known|reported|non-serious|less serious)\b[^.:]{0,30}"
    r"side.effects\b|^\s*side.effects\b",
    re.I,
)
_SHORT = 110
# Leaflets put an arrow before what to do about the effects above it.
_ARROWS = "→➔➜⇒\uf0e0\uf0e8"


class Direction(Enum):
    """What a sentence about urgency speaks of."""

    AHEAD = "ahead"
    ABOVE = "above"
    ITSELF = "itself"


@dataclass(frozen=True, slots=True)
class Advice:
    """How soon to act, and on what."""

    urgency: Urgency
    direction: Direction


@cache
def _cues() -> tuple[tuple[Urgency, re.Pattern[str]], ...]:
    found: dict[Urgency, list[str]] = {}
    for row in lexicon("urgency_cues"):
        found.setdefault(Urgency(row["urgency"]), []).append(row["pattern"])
    return tuple((urgency, re.compile(rf"\b(?:{'|'.join(p)})\b", re.I)) for urgency, p in found.items())


@lru_cache(maxsize=8192)
def advice(text: str) -> Advice | None:
    """Return how soon ``text`` tells its reader to act; None where it names no haste.

    >>> advice("Stop taking Examplix and tell your doctor straight away if you notice any of the following:")
    Advice(urgency=<Urgency.IMMEDIATE: 'immediate'>, direction=<Direction.AHEAD: 'ahead'>)
    >>> advice("Tell your doctor if you notice any of the following:") is None
    True
    >>> advice("Do not stop taking Examplix without first talking to your doctor.") is None
    True
    """
    words = " ".join(text.split())
    found = next((urgency for urgency, pattern in _cues() if pattern.search(words)), None)
    if found is None or not _ACT.search(words) or not _HELP.search(words):
        return None
    return Advice(found, _direction(words))


def _direction(words: str) -> Direction:
    if _EXPLICITLY_ABOVE.search(words) and words[-1] != ":":
        return Direction.ABOVE
    if words[0] in _ARROWS:
        return Direction.ABOVE
    if _AHEAD.search(words):
        return Direction.AHEAD
    if _ABOVE.search(words):
        return Direction.ABOVE
    return Direction.AHEAD if len(words) <= _SHORT and " if " not in words.lower() else Direction.ITSELF


def opens_with_action(text: str) -> bool:
    """Tell whether a text begins with what to do.

    >>> opens_with_action("Stop taking Examplix and seek medical help"), opens_with_action("Rash. Tell your doctor")
    (True, False)
    """
    return bool(_ACT.match(text.lstrip()))


@lru_cache(maxsize=8192)
def opens_other_effects(text: str) -> bool:
    """Tell whether a lead-in turns from urgent effects to the rest.

    >>> opens_other_effects("Other side effects"), opens_other_effects("Blood tests may show:")
    (True, False)
    """
    return bool(_OTHER.search(text))
