"""What the reader of section 4 notes down: lead-ins with their groups, blocks, and the effects in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.eu.cues import classed, sentences
from extractors.eu.inline_lists import rate_of_next
from extractors.eu.urgency import Direction, advice, opens_with_action
from extractors.model import NO_FREQUENCY, Frequency, Span
from extractors.prose.paragraphs import Statement, prose_effects
from schemas.vocab import BlockRole, Extraction, SectionKind, Urgency

# A sentence of a leaflet tells an effect where it speaks of effects, signs or what has happened to people.
_TELLS = re.compile(
    r"\b(?:side.effects?|adverse|reactions?|symptoms?|signs?|occur(?:s|red)?|reported|experienced?|observed|causes?|caused|"
    r"develop(?:ed|s)?|notice|seen|suffer|happen(?:s|ed)?|get)\b",
    re.IGNORECASE,
)
_GETS = re.compile(r"get\b(?!.*\b(?:help|medical|doctor|attention|advice)\b)", re.IGNORECASE)
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


def _instructs(words: str) -> bool:
    """Tell words that were taken from advice ("tell your doctor"), not from what happens ("get short of breath")."""
    return opens_with_action(words) and not _GETS.match(words)


def urgency_told(text: str, entry: Entry) -> Urgency | None:
    """Return how soon a paragraph that names urgent effects itself says to act, None for any other.

    "Tell your doctor at once if you get a rash": the advice stands in the first two sentences and names an effect.
    """
    if not entry.effects:
        return None
    for sentence in sentences(text, entry.span)[:2]:
        said = advice(sentence.of(text))
        names = any(sentence.start <= e.span.start < sentence.end for e in entry.effects)
        if said and names and said.direction is not Direction.ABOVE:
            return said.urgency
    return None


def _rated(text: str, stated: Frequency, following: Frequency | None) -> Frequency:
    """Return how often an effect is said to happen, in its own sentence or else in the next."""
    return following if following and stated.span is None else classed(text, stated)


def stated_in_prose(text: str, sentences: Sequence[Span], known: Sequence[Found]) -> list[Found]:
    """Return the effects that sentences state and that ``known`` does not hold yet.

    Sentences that only tell what to do are left out; those that say when to do it ("… if you notice a rash") are read.
    """
    found: list[Found] = []
    for number, sentence in enumerate(sentences):
        words = sentence.of(text)
        often = rate_of_next(text, sentences, number)
        if not _TELLS.search(words) or (opens_with_action(words) and not _IF_YOU.search(words)):
            continue
        found.extend(
            Found(said.span, Extraction.PROSE, _rated(text, said.frequency, often), statement=said)
            for said in prose_effects(text, sentence.start, sentence.end)
            if not _instructs(said.span.of(text))
            and all(said.span.end <= k.span.start or said.span.start >= k.span.end for k in known)
        )
    return found
