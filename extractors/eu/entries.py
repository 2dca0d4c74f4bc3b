"""What the reader of section 4 notes down: lead-ins with their groups, blocks, and the effects in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.eu.urgency import opens_with_action
from extractors.model import NO_FREQUENCY, Frequency, Span
from extractors.prose.paragraphs import Statement, prose_effects
from schemas.vocab import BlockRole, Extraction, SectionKind, Urgency

# A sentence of a leaflet tells an effect where it speaks of effects, signs or what has happened to people.
_TELLS = re.compile(
    r"\b(?:side.effects?|adverse|reactions?|symptoms?|signs?|occur(?:s|red)?|reported|experienced?|observed|causes?|caused|"
    r"develop(?:ed|s)?|notice|seen|suffer|happen(?:s|ed)?|get)\b",
    re.IGNORECASE,
)
_IF_YOU = re.compile(r"\bif (?:you|your child|any|there)\b", re.IGNORECASE)


@dataclass(slots=True)
class Group:
    """What stands under one lead-in: its kind, its urgency, and the words of the lead-in."""

    kind: SectionKind = SectionKind.CONSUMER_GENERAL
    urgency: Urgency | None = None
    lead: Span | None = None
    population: Span | None = None
    context: Span | None = None
    is_labelled: bool = False


@dataclass(slots=True)
class Found:
    """An effect found in a block."""

    span: Span
    extraction: Extraction
    frequency: Frequency = NO_FREQUENCY
    body_system: str | None = None
    statement: Statement | None = None


@dataclass(slots=True)
class Entry:
    """A block of the section, the group it belongs to, and its effects."""

    role: BlockRole
    span: Span
    page: int | None
    group: Group
    effects: list[Found] = field(default_factory=list)


def stated_in_prose(text: str, sentences: Sequence[Span], known: Sequence[Found]) -> list[Found]:
    """Return the effects that sentences state and that ``known`` does not hold yet.

    Sentences that only tell what to do are left out; those that say when to do it ("… if you notice a rash") are read.
    """
    found: list[Found] = []
    for sentence in sentences:
        words = sentence.of(text)
        if not _TELLS.search(words) or (opens_with_action(words) and not _IF_YOU.search(words)):
            continue
        found.extend(
            Found(said.span, Extraction.PROSE, said.frequency, statement=said)
            for said in prose_effects(text, sentence.start, sentence.end)
            if all(said.span.end <= k.span.start or said.span.start >= k.span.end for k in known)
        )
    return found
