"""Members of a parent, completed by its noun or direction: "anemia (aplastic, hemolytic)", "enzymes up (ALT)"."""

from __future__ import annotations

from typing import Final

from extractors.terms.coordination import resolve
from extractors.terms.modifiers import describes, is_adjectival
from extractors.terms.resolved import Resolved
from extractors.terms.segments import Kind, Segment
from extractors.terms.wordclasses import ROLES, Token, WordClass

W: Final = WordClass
_TWO: Final = 2


def resolved_members(text: str, segments: list[Segment], parent: Segment) -> list[Resolved]:
    """Return the members of a parent, completed by its noun or its direction where they lack one."""
    segments = [s for s in segments if s.tail or s.head.word_class is not W.SEVERITY]
    if are_places_of(parent, segments):
        return [Resolved(s.core + parent.core, s.core) for s in segments]
    found: list[Resolved] = []
    plain: list[Segment] = []
    for number, segment in enumerate(segments):
        after = _after_qualities(segments, number + 1)
        continues = _goes_on(plain, segment) or (after is not None and _has_own_noun(segment, after))
        words = None if continues else _completed(segment, parent)
        if words is None:
            plain.append(segment)
        else:
            found += [*resolve(plain, text), Resolved(words, segment.core)]
            plain = []
    return found + resolve(plain, text)


def _after_qualities(segments: list[Segment], at: int) -> Segment | None:
    """Return the first segment from ``at`` that is not a quality alone: "(plum-coloured, raised, painful lesions)"."""
    while at + 1 < len(segments) and _is_quality_alone(segments[at]) and segments[at + 1].link == ",":
        at += 1
    return segments[at] if at < len(segments) else None


def _is_quality_alone(segment: Segment) -> bool:
    return len(segment.core) == 1 and not segment.tail and segment.head.word_class in {W.QUALITY, W.SIZE}


def _goes_on(plain: list[Segment], segment: Segment) -> bool:
    """Say whether a complement opened before this member goes on: "raised levels of sodium, protein, or sugar"."""
    if not plain:
        return False
    opened = next((s for s in reversed(plain) if s.tail or s.kind is Kind.EFFECT), plain[0])
    return bool(plain[-1].tail) or (bool(opened.tail) and segment.kind is not Kind.EFFECT)


def are_places_of(parent: Segment, segments: list[Segment]) -> bool:
    """Say whether members are the places of a bare sign: "cramps (stomach or leg)"."""
    bare = len(parent.core) == 1 and not parent.tail and parent.head.word_class in {W.SIGN, W.EFFECT}
    places = {W.SITE, W.MODIFIER}
    return bare and all(len(s.core) == 1 and not s.tail and s.head.word_class in places for s in segments)


def _has_own_noun(segment: Segment, after: Segment) -> bool:
    """Say whether a member's quality belongs to the noun after it ("tender, swollen glands"), not to the parent's."""
    qualities = {W.QUALITY, W.SIZE}
    if segment.head.word_class is W.MODIFIER and after.is_joined and len(after.core) > 1:
        return after.core[0].word_class is W.SITE  # "abdominal or stomach cramps"
    if segment.head.word_class not in qualities or len(after.core) <= 1:
        return False
    described = after.core[0].word_class in qualities | {W.MODIFIER} or is_adjectival(after.core[0])
    return described and (after.is_joined or describes(segment, after))


def _noun_of(parent: Segment, kind: Token) -> list[Token]:
    """Return the noun of which a member is a kind; its course alone is none: "renal failure (acute, chronic)"."""
    return parent.core[-_TWO:] if kind.text in ROLES["course"] else parent.core[-1:]


def _completed(segment: Segment, parent: Segment) -> list[Token] | None:
    """Return the words of a member that needs the parent's noun ("aplastic") or direction ("ALT"), else None."""
    if segment.tail or not segment.core:
        return None
    if parent.core[0].text in ROLES["hardship"] and parent.governor and segment.head.text.endswith("ing"):
        return parent.core + segment.core  # "difficulty performing activities such as writing"
    if segment.kind is Kind.SITE and parent.tail and parent.tail[0].word_class is W.PREPOSITION:
        link = [w for w in parent.tail if w.word_class in {W.PREPOSITION, W.DETERMINER}]
        return parent.core + link[:2] + segment.core
    is_described = segment.kind is Kind.VERB and parent.head.word_class is W.MEASURE
    if (segment.kind is Kind.ADJECTIVE or is_described) and not parent.tail:
        return segment.core + _noun_of(parent, segment.head)
    if segment.kind is Kind.MEASURE or (segment.kind is Kind.NOUN and segment.head.word_class is W.MEASURE):
        if parent.core[0].word_class is W.SHARED and len(parent.core) > 1 and not segment.head.text.endswith("ing"):
            return parent.core[:1] + segment.core
        if parent.core[-1].word_class in {W.RELATION, W.SHARED} and segment.head.text != "growth":
            return segment.core + parent.core[-1:]
    return None
