"""The place that a list of signs has in common: "ringing or a feeling of fullness in the ears"."""

from __future__ import annotations

import re
from typing import Final

from extractors.terms.resolved import Resolved, verbatim
from extractors.terms.segments import Kind, Segment
from extractors.terms.wordclasses import ROLES, Token, WordClass

W: Final = WordClass
_TWO: Final = 2
_PLACE_GIVEN: Final = re.compile(
    r"\bsites?\b|place of (?:injection|application|infusion)|\b(?:affected|treated|injected) areas?\b"
    r"|\b(?:whole|entire) body\b|where .{0,12}\b(?:shot|drug|injection|needle|medicine)\b"
)


def at_one_place(segments: list[Segment], text: str) -> list[Resolved]:
    """Read signs of which one has a complement before the place of all: "ringing or a feeling of fullness in the ears".

    Return nothing where that is not how the coordination is built.
    """
    end = len(segments)
    if end < _TWO:
        return []
    if segments[-1].tail and (described := _described_place(segments)):
        return described
    while end > 1 and segments[end - 1].kind is Kind.SITE and not segments[end - 1].tail:
        end -= 1
    *before, last = segments[:end]
    links = ROLES["place"] | {"of"} if any(_is_change_of_measure(s) for s in before) else ROLES["place"]
    at = next((i for i, w in enumerate(last.tail) if w.text in links), None)
    members = [*before, last]
    if at is None or not before or not last.is_joined or not any(w.word_class is W.SITE for w in last.tail[at:]):
        return []
    inner = [s.tail for s in before] + [last.tail[:at]]
    if not any(inner) or not all(_is_sign_alone(s, tail) for s, tail in zip(members, inner, strict=True)):
        return []
    place = verbatim(text, last.tail[at].start, segments[-1].words[-1].end)
    return [Resolved(s.core + tail + place, s.core + tail) for s, tail in zip(members, inner, strict=True)]


def _described_place(segments: list[Segment]) -> list[Resolved]:
    """Read adjectives among the signs of a place: "burning, dry, or itching of the eyes"."""
    last = segments[-1]
    if len(last.tail) < _TWO or last.tail[0].text != "of" or last.tail[-1].word_class is not W.SITE:
        return []
    before = segments[:-1]
    adjectives = [s for s in before if s.kind is Kind.ADJECTIVE and s.head.word_class is W.QUALITY]
    if not adjectives or not last.is_joined or any(len(s.core) != 1 or s.tail for s in before):
        return []
    signs = [s for s in segments if s not in adjectives]
    if len(signs) < _TWO or any(len(s.core) != 1 or s.head.word_class is not W.SIGN for s in signs):
        return []
    place = [w for w in last.tail[1:] if w.word_class is not W.DETERMINER]
    return [Resolved(s.core + (place if s in adjectives else last.tail), s.words) for s in segments]


def _is_sign_alone(segment: Segment, tail: list[Token]) -> bool:
    """Say whether a member is a bare sign, or a noun of relation with what it is of: "change of color"."""
    if segment.governor or len(segment.core) != 1:
        return False
    if not tail:
        return segment.head.word_class is W.SIGN
    return segment.head.word_class is W.RELATION and (
        (tail[0].text == "of" and len(tail) == _TWO) or _is_change_of_measure(segment)
    )


def _is_change_of_measure(segment: Segment) -> bool:
    """Say whether a change is in what is measured at a place named later: "changes in skin color of the foot"."""
    if len(segment.tail) != _TWO or segment.tail[0].text not in {"of", "in"} or not segment.core:
        return False
    return segment.head.word_class is W.RELATION and segment.tail[1].word_class in {W.MEASURE, W.ATTRIBUTE}


def place_given(segments: list[Segment]) -> list[Token]:
    """Take "at the injection site" off the end of a list: it holds for every member, whatever their own tails."""
    last = segments[-1] if len(segments) > 1 else None
    if last is None or not last.is_joined or not last.core:
        return []
    starts = [i for i, w in enumerate(last.tail) if w.word_class is W.PREPOSITION or w.text == "where"]
    at = next((i for i in reversed(starts) if _PLACE_GIVEN.search(" ".join(w.text for w in last.tail[i:]))), None)
    if at is None:
        return []
    given = last.tail[at:]
    segments[-1] = last.with_words(last.core, last.tail[:at])
    return given
