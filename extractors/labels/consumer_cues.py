"""What sentences of patient leaflets announce: a list of effects, how urgent they are, or that none follow.

The words are those of FDA Medication Guides (21 CFR 208.20), OTC Drug Facts (21 CFR 201.66) and patient inserts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from extractors.lexicons.loading import lexicon
from schemas.vocab import SectionKind, Urgency

_NUMBER = re.compile(r"^\s*\d{1,2}[.)]\s+")


class Topic(StrEnum):
    """What a heading of a patient leaflet opens."""

    EFFECTS = "question_effects"
    RISK = "question_risk"
    OTHER = "question_other"


@dataclass(frozen=True, slots=True)
class ConsumerCue:
    """What a sentence announces; ``kind`` is None where what follows is no effect."""

    kind: SectionKind | None
    urgency: Urgency | None = None


GENERAL = ConsumerCue(SectionKind.CONSUMER_GENERAL)


@cache
def _patterns(action: str) -> re.Pattern[str]:
    found = (row["pattern"] for row in lexicon("consumer_cues") if row["action"] == action)
    return re.compile("|".join(f"(?:{p})" for p in found), re.IGNORECASE | re.DOTALL)


@cache
def _announcing() -> tuple[tuple[re.Pattern[str], ConsumerCue], ...]:
    return tuple(
        (
            re.compile(row["pattern"], re.IGNORECASE | re.DOTALL),
            ConsumerCue(
                SectionKind(row["kind"]) if row["kind"] else None, Urgency(row["urgency"]) if row["urgency"] else None
            ),
        )
        for row in lexicon("consumer_cues")
        if not row["action"].startswith("question") and row["action"] != "advice"
    )


@lru_cache(maxsize=4096)
def topic_of(heading: str) -> Topic | None:
    """Return what a heading of a patient leaflet opens; None for words that are no such heading.

    >>> topic_of("What are the possible side effects of Zentoril?"), topic_of("How should I store Zentoril?")
    (<Topic.EFFECTS: 'question_effects'>, <Topic.OTHER: 'question_other'>)
    """
    words = _NUMBER.sub("", heading).strip(" .:\t\n")
    return next((t for t in Topic if _patterns(t.value).fullmatch(words)), None)


@lru_cache(maxsize=4096)
def cue_of(sentence: str) -> ConsumerCue | None:
    """Return what a sentence announces of the list after it; None where it announces nothing.

    >>> cue_of("Call your doctor right away if you have:").urgency.value
    'immediate'
    >>> cue_of("Common side effects of Zentoril include:").kind.value
    'consumer_general'
    >>> cue_of("Before taking it, tell your doctor if:").kind is None
    True
    """
    return next((cue for pattern, cue in _announcing() if pattern.search(sentence)), None)


@lru_cache(maxsize=4096)
def is_advice(item: str) -> bool:
    """Say whether a list item tells the reader what to do rather than what may happen.

    >>> is_advice("Do not drive until you know how it affects you."), is_advice("dark urine")
    (True, False)
    """
    return bool(_patterns("advice").match(item))
