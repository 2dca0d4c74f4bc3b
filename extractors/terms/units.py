"""The units of a coordination: which segments modify a head, which are heads together, which continue a tail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from extractors.terms.complements import (
    continues_governed,
    is_compared,
    is_felt,
    is_other_company,
    is_sign_of_more,
    is_verb_after_verb,
)
from extractors.terms.segments import ACCOMPANYING, Kind, Segment, kind_of
from extractors.terms.wordclasses import Token, WordClass, with_role

W = WordClass
_ADJECTIVES = {W.SIZE, W.QUALITY, W.MODIFIER, W.SHARED, W.SEVERITY}
_NOUNS = {W.SITE, W.MEASURE, W.ATTRIBUTE, W.NOUN}
_NAMED = {W.SIGN, W.EFFECT}
_TELLING = {W.QUALITY, W.MODIFIER, W.SHARED}
_ONGOING = re.compile("ing$")
_VERB = re.compile("ing(?: up| out)?$")


@dataclass(slots=True)
class Unit:
    """Modifiers, heads and complements that belong together; ``low`` are segments that continue the last tail."""

    modifiers: list[Segment] = field(default_factory=list)
    members: list[Segment] = field(default_factory=list)
    low: list[Segment] = field(default_factory=list)


def units_of(segments: list[Segment], *, nominal: bool) -> Iterator[Unit]:
    """Yield the units of a coordination; ``nominal`` reads complements, where a noun needs no sign to count."""
    segments = _merge_adjectives(segments)
    at = 0
    while at < len(segments):
        unit = Unit()
        n_modifiers = _modifier_run(segments, at)
        unit.modifiers = segments[at : at + n_modifiers]
        at += n_modifiers
        unit.members.append(segments[at])
        at += 1
        while at < len(segments) and _joins(unit, segments, at, nominal):
            unit.members.append(segments[at])
            at += 1
        while at < len(segments) and _continues_tail(unit, segments, at, nominal):
            unit.low.append(segments[at])
            at += 1
        yield unit


def _merge_adjectives(segments: list[Segment]) -> list[Segment]:
    """Read adjectives parted by commas alone as one description: "cold, clammy skin", "black, tarry stools"."""
    out: list[Segment] = []
    for segment in reversed(segments):
        if out and describes(segment, out[-1]):
            after = out.pop()
            core = segment.core + after.core
            segment = replace(after, link=segment.link, core=core, n_described=len(segment.core) + after.n_described)
            segment.kind = kind_of(segment)
        elif out and _continues_description(segment, out[-1]):
            segment = replace(segment, tail=segment.tail + out.pop().words)
        out.append(segment)
    return out[::-1]


def _continues_description(segment: Segment, after: Segment) -> bool:
    """Say whether a comma parts the adjectives of a complement: "volume of pale, dilute urine"."""
    if len(segment.tail) < 2 or after.link != "," or len(after.core) < 2:
        return False
    describing = {W.QUALITY, W.SIZE}
    return segment.tail[-1].word_class in describing and after.core[0].word_class in describing


def describes(segment: Segment, after: Segment) -> bool:
    """Say whether an adjective describes the noun after it, a comma between them: "cold, clammy skin"."""
    if segment.kind is not Kind.ADJECTIVE or segment.tail or after.link != "," or not after.core or after.governor:
        return False
    if after.kind is Kind.MEASURE and len(after.core) == 1:
        return segment.head.word_class is W.QUALITY  # a comma too many: "black, tarry, stools"
    if after.core[0].word_class not in _ADJECTIVES | {W.SIGN, W.GERUND}:
        return False
    return len(after.core) > 1 or (segment.head.word_class is W.SIZE and after.kind is Kind.ADJECTIVE)


def _modifier_run(segments: list[Segment], at: int) -> int:
    """Return how many segments from ``at`` only modify the head of a later one ("joint or muscle pain": 1)."""
    end = at
    while end < len(segments) and _can_modify(segments[end]) and not (segments[end].was_severe and end > at):
        end += 1
    if end == len(segments):  # the head can be what might modify another: "decreased or increased sweating"
        end = next((i for i in range(end - 1, at, -1) if len(segments[i].core) == _TWO), at)
    if end == at:
        return 0
    head = segments[end]
    run = segments[at:end]
    if run[0].head.word_class in _NAMED and any(
        s.core and s.core[0].word_class is W.SIZE for s in segments[at + 1 : end]
    ):
        return 0  # "bruising, large, flat, blue or purplish patches"
    if head.was_severe and head.kind is Kind.EFFECT and not head.governor and not _is_described(head):
        return end - at if head.is_joined and all(s.head.word_class in _TELLING for s in run) else 0
    if any(_is_unusual_sign(s) for s in run) and (not head.core or not _is_done_or_felt(head.core[-1])):
        return 0  # "unusual bleeding, purple or red spots"
    return end - at if head.is_joined and _fits(run, head) else 0


def is_felt_as(word: Token) -> bool:
    """Say whether a noun names what is felt: "tingling feelings"."""
    return word.text in with_role("perception")


def _is_done_or_felt(word: Token) -> bool:
    return is_felt_as(word) or word.text in with_role("performed")


def _is_described(head: Segment) -> bool:
    return len(head.core) > 1 and is_adjectival(head.core[0])


def _can_modify(segment: Segment) -> bool:
    if segment.tail or not segment.core or segment.governor:
        return False
    if segment.kind is Kind.ADJECTIVE:
        return True
    if len(segment.core) == _TWO and segment.core[0].word_class in {W.SHARED, W.SIZE}:
        return is_adjectival(segment.head)  # "uncontrolled jerking or twisting movements"
    return segment.kind is not Kind.PHRASE and len(segment.core) == 1


def _is_unusual_sign(segment: Segment) -> bool:
    return (
        len(segment.core) == _TWO
        and segment.core[0].word_class is W.SHARED
        and segment.head.word_class in {W.SIGN, W.EFFECT}
    )


def _fits(run: list[Segment], head: Segment) -> bool:
    if len(head.core) < 2 or head.kind is Kind.PHRASE:
        return False
    lead = head.core[1] if head.core[0].word_class is W.ADVERB else head.core[0]
    if is_adjectival(lead):
        places = lead.word_class is W.MODIFIER and all(_is_place(s) for s in run)
        perceived = is_felt_as(head.core[-1])
        ongoing = perceived or bool(_ONGOING.search(lead.text))
        return places or _fits_adjectives(run, ongoing_head=ongoing, perceived=perceived)
    names = _is_noun_like(lead) or (lead.word_class is W.RELATION and head.head.word_class is W.RELATION)
    return names and all(_is_place(s) for s in run) and head.core[-1].word_class not in {W.SITE}


def _fits_adjectives(run: list[Segment], *, ongoing_head: bool, perceived: bool) -> bool:
    """Say whether the run is of adjectives; what is felt may be named by nouns between them ("burning, numbness")."""
    adjectival = [is_adjectival(s.head) for s in run]
    if not ongoing_head and all(s.head.word_class not in _ADJECTIVES for s in run):
        return False  # "ringing or unexplained noise": nouns
    if not perceived and any(s.head.word_class is W.EFFECT for s in run):
        return False  # "vomiting, slow or irregular heart rate"
    return any(adjectival) and all(
        a or (perceived and s.kind is Kind.EFFECT) for a, s in zip(adjectival, run, strict=True)
    )


def is_adjectival(word: Token) -> bool:
    """Say whether a word can describe the noun after it: "red", "burning"."""
    return word.word_class in _ADJECTIVES or bool(
        _ONGOING.search(word.text) and word.word_class in {W.SIGN, W.GERUND, W.EFFECT}
    )


def _is_noun_like(word: Token) -> bool:
    return word.word_class in _NOUNS


def _is_place(segment: Segment) -> bool:
    return segment.head.word_class in _NOUNS | {W.MODIFIER} or segment.head.text in {"behavior", "behaviour"}


def _joins(unit: Unit, segments: list[Segment], at: int, nominal: bool) -> bool:
    """Say whether the segment is one more head of the unit."""
    first, last, following = unit.members[0], unit.members[-1], segments[at]
    if last.is_dangling and following.core:
        return len(following.tail) > 1
    if _shares_object(last, following) or _shares_direction(first, last, following):
        return True
    if last.tail or not following.core or _modifier_run(segments, at):
        return False
    if _begins_anew(unit, following):
        return False
    if _is_verb_run(unit, segments, at):
        return True
    if following.link == ACCOMPANYING or following.governor or (unit.modifiers and _is_complete(first, following)):
        return False
    if nominal:
        return _joins_nominal(first, following)
    if len(following.core) == 1:
        return _joins_bare(first, following)
    return (
        first.kind is Kind.EFFECT and following.kind is Kind.EFFECT and len(first.core) == 1 and not has_site(following)
    )


def _begins_anew(unit: Unit, following: Segment) -> bool:
    """Say whether a segment is clearly another name than the heads before it."""
    first, last = unit.members[0], unit.members[-1]
    if following.tail and following.head.text == first.head.text:
        return True  # "shallow breathing, breathing that stops"
    if len(first.core) == 1:
        return False
    if following.link == ",or" and following.tail:
        return following.tail[0].text in {"that", "which"}  # "fast breathing, or breath that smells of fruit"
    return len(unit.members) > 1 and last.link == "or" and following.link == ","  # "more thirst or urination, numbness"


def _shares_object(last: Segment, following: Segment) -> bool:
    """Say whether a bare verb waits for the next one's object: "inability to have or keep an erection"."""
    bare = last.governor and last.core[0].word_class is W.INFINITIVE and len(last.tail) == 1
    return bare and following.is_joined and len(following.core) > 1 and last.tail[0].word_class is W.NOUN


def _is_complete(first: Segment, following: Segment) -> bool:
    """Say whether a modified head ends the list of its modifiers: "ear or sinus pain, cough"."""
    return is_felt_as(first.head) or (following.link == "," and following.head.word_class is W.EFFECT)


def _shares_direction(first: Segment, last: Segment, following: Segment) -> bool:
    """Say whether two attributes have one direction: "decreased frequency of urination or amount of urine"."""
    both = last.head.word_class is following.head.word_class is W.ATTRIBUTE and first is last
    return (
        both
        and first.core[0].word_class is W.SHARED
        and len(following.core) == 1
        and bool(last.tail and following.tail)
    )


def _is_verb_run(unit: Unit, segments: list[Segment], at: int) -> bool:
    """Say whether verbs share an object: "seeing, hearing, or feeling things", "coughing or spitting up blood"."""
    end = at
    while end < len(segments) and is_ongoing(segments[end]) and not segments[end].tail:
        end += 1
    if end == len(segments) or not all(is_ongoing(s) for s in unit.members):
        return False
    last = segments[end]
    opens = (
        last.core and last.core[0].word_class in {W.GERUND, W.MEASURE, W.RELATION} and _VERB.search(last.core[0].text)
    )
    return bool(opens and last.is_joined and (last.governor or last.core[0].word_class is W.GERUND) and last.tail)


def is_ongoing(segment: Segment) -> bool:
    """Say whether a segment is a single verb in -ing."""
    return len(segment.core) == 1 and bool(_VERB.search(segment.core[0].text))


def _joins_nominal(first: Segment, following: Segment) -> bool:
    if len(following.core) != 1:
        return False
    if following.head.word_class is W.ATTRIBUTE is first.head.word_class:
        return len(first.core) == 1 or first.core[0].word_class is W.SITE
    if following.tail and following.tail[0].text in {"on", "of", "to"} and len(first.core) == 1:
        return first.head.word_class is (W.ATTRIBUTE if following.tail[0].text == "of" else W.SITE)
    shared = len(first.core) > 1 and first.core[0].text in with_role("shared_in_complements")
    return shared and following.head.word_class is W.MEASURE


def _joins_bare(first: Segment, following: Segment) -> bool:
    """Say whether a single noun goes with the head before it."""
    if first.kind is not Kind.EFFECT:
        relation = following.head.word_class is W.RELATION and not is_felt_as(following.head)
        return first.kind is Kind.ADJECTIVE and bool(following.tail) and relation
    word_class, head = following.head.word_class, first.head.word_class
    if following.tail and following.tail[0].word_class is not W.CLAUSE and _is_closed_name(first):
        return False
    if word_class is W.RELATION:
        alone = len(first.core) == 1
        if len(first.core) == _TWO and head is W.RELATION and first.core[0].word_class is W.SHARED:
            return True  # "unusual increase or decrease in weight"
        return not following.tail or (alone and (head is W.RELATION or first.head.text in with_role("gradual")))
    if word_class in {W.EFFECT, W.SIGN}:
        if head is W.RELATION and len(first.core) > 1 and first.core[-2].word_class is W.MEASURE:
            return False  # "rapid weight gain, tingling"
        return head in {W.EFFECT, W.SIGN, W.RELATION, W.GERUND}
    if word_class is W.SITE:
        return head is W.SITE
    if word_class in _ADJECTIVES:
        return head in _ADJECTIVES and len(first.core) > 1
    lead = first.core[0].word_class
    described = lead is W.SHARED or (lead is W.QUALITY and (word_class is W.MEASURE or following.is_joined))
    return word_class in _COUNTED and len(first.core) > 1 and (head in _COUNTED or described)


def _is_closed_name(first: Segment) -> bool:
    """Say whether a name is complete: a head with a tail after it begins anew ("joint pain or pain in an arm")."""
    if len(first.core) < _TWO:
        return False
    return first.head.word_class is W.EFFECT or (first.head.word_class is not W.SITE and has_site(first))


_TWO = 2
_COUNTED = {W.MEASURE, W.ATTRIBUTE, W.NOUN}


def has_site(segment: Segment) -> bool:
    """Say whether the core names a part of the body."""
    return any(w.word_class is W.SITE for w in segment.core)


def _continues_tail(unit: Unit, segments: list[Segment], at: int, nominal: bool) -> bool:
    """Say whether the segment is one more complement of the last head ("swelling of the face | lips | tongue")."""
    last, following = unit.members[-1], segments[at]
    if not last.tail:
        return False
    if following.kind is Kind.PHRASE or is_compared(last, following) or is_other_company(last, following):
        return True
    if n_modifiers := _modifier_run(segments, at):
        return segments[at + n_modifiers].kind is not Kind.EFFECT
    if last.tail[0].word_class is W.CLAUSE:
        return following.kind is not Kind.EFFECT or (
            following.core[0].word_class in {W.GERUND, W.MEASURE} and following.is_joined
        )
    if following.tail and following.head.word_class is last.head.word_class is W.ATTRIBUTE:
        return False  # "frequency of urination or amount of urine"
    if last.governor:
        return continues_governed(last, following)
    if is_verb_after_verb(last, following) or is_sign_of_more(last, following):
        return True
    if following.kind is Kind.EFFECT:
        alone = not nominal and len(unit.members) == 1 and last is segments[0]
        return alone and is_felt(last, segments[at:])
    if following.kind is Kind.NOUN and following.tail and following.link.startswith(","):
        return following.tail[0].text == "of"
    return following.kind is not Kind.ADJECTIVE or at + 1 == len(segments)
