"""The units of a coordination: which segments modify a head, which are heads together, which continue a tail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mypy_extensions import mypyc_attr

from extractors.terms.complements import (
    completes,
    continues_clause,
    continues_governed,
    is_felt,
    is_sign_of_more,
    is_verb_after_verb,
)
from extractors.terms.modifiers import is_felt_as, merge_adjectives, modifier_run
from extractors.terms.segments import ACCOMPANYING, Kind, Segment
from extractors.terms.wordclasses import ROLES, WordClass, is_plural

W = WordClass
_ADJECTIVES: Final = {W.SIZE, W.QUALITY, W.MODIFIER, W.SHARED, W.SEVERITY}
_VERB: Final = re.compile("ing(?: up| out)?$")
_OPENS_TAIL: Final = {W.PREPOSITION, W.COMPANION, W.CLAUSE}


@mypyc_attr(acyclic=True)
class Unit:
    """Modifiers, heads and complements that belong together; ``low`` are segments that continue the last tail."""

    def __init__(self, modifiers: list[Segment], first: Segment) -> None:
        self.modifiers, self.members = modifiers, [first]
        self.low: list[Segment] = []


def units_of(segments: list[Segment], *, nominal: bool) -> Iterator[Unit]:
    """Yield the units of a coordination; ``nominal`` reads complements, where a noun needs no sign to count."""
    if len(segments) == 1:
        yield Unit([], segments[0])
        return
    segments = merge_adjectives(segments)
    at = 0
    while at < len(segments):
        n_modifiers = modifier_run(segments, at)
        unit = Unit(segments[at : at + n_modifiers], segments[at + n_modifiers])
        at += n_modifiers + 1
        while at < len(segments) and _joins(unit, segments, at, nominal):
            unit.members.append(segments[at])
            at += 1
        while at < len(segments) and _continues_tail(unit, segments, at, nominal):
            unit.low.append(segments[at])
            at += 1
        yield unit


def _joins(unit: Unit, segments: list[Segment], at: int, nominal: bool) -> bool:
    """Say whether the segment is one more head of the unit."""
    first, last, following = unit.members[0], unit.members[-1], segments[at]
    if last.is_dangling and following.core:
        return len(following.tail) > 1
    if _shares_object(last, following) or _shares_direction(first, last, following):
        return True
    if last.tail or not following.core or modifier_run(segments, at):
        return False
    if _begins_anew(unit, following):
        return False
    if _is_verb_run(unit, segments, at) or _lends_complement(unit, segments, at):
        return True
    if following.link == ACCOMPANYING or following.governor or (unit.modifiers and _is_complete(unit, following)):
        return False
    if nominal:
        return _joins_nominal(first, following)
    if len(following.core) == 1:
        return _joins_bare(last if following.link == "or" and len(last.core) > 1 else first, following)
    if shares_direction_with_name(first, following):
        return True
    return (
        first.kind is Kind.EFFECT and following.kind is Kind.EFFECT and len(first.core) == 1 and not has_site(following)
    )


def _begins_anew(unit: Unit, following: Segment) -> bool:
    """Say whether a segment is clearly another name than the heads before it."""
    first, last = unit.members[0], unit.members[-1]
    if following.tail and following.head.text == first.head.text:
        return True  # "shallow breathing, breathing that stops"
    if len(unit.members) > 1 and last.link == "or" and following.link == ",or" and following.tail:
        return True  # "blistering or peeling, or a rash that itches"
    if len(first.core) == 1:
        return False
    if following.head.text in ROLES["found"] and following.tail:
        return True  # "decreased urine output or blood in the urine"
    if following.link == ",or" and following.tail:
        return following.tail[0].text in {"that", "which"}  # "fast breathing, or breath that smells of fruit"
    return len(unit.members) > 1 and last.link == "or" and following.link == ","  # "more thirst or urination, numbness"


def _shares_object(last: Segment, following: Segment) -> bool:
    """Say whether a bare verb waits for the next one's object: "inability to have or keep an erection"."""
    bare = last.governor and last.core[0].word_class is W.INFINITIVE and len(last.tail) == 1
    if following.core and following.core[0].word_class in _ADJECTIVES:
        return False  # "inability to urinate or weak stream"
    return bare and following.is_joined and len(following.core) > 1 and last.tail[0].word_class is W.NOUN


def _is_complete(unit: Unit, following: Segment) -> bool:
    """Say whether a modified head ends the list of its modifiers: "ear or sinus pain, cough"."""
    if is_felt_as(unit.members[0].head):
        return True
    described = unit.modifiers[-1].head.word_class is W.QUALITY  # "bluish or black discoloration, flushing"
    ends = {W.EFFECT, W.SIGN} if described else {W.EFFECT}
    if following.link == ",or" and unit.members[0].head.word_class is W.RELATION:
        return following.head.word_class in {W.EFFECT, W.SIGN}  # "visual disturbance, and numbness"
    return following.link == "," and following.head.word_class in ends


def shares_direction_with_name(first: Segment, following: Segment) -> bool:
    """Say whether a word of direction counts for a second name that is no effect without it.

    "Unusual facial expressions or body positions": both are unusual; "low haemoglobin or red blood cell count".
    """
    lead = first.core[0]
    if len(first.core) < _TWO or following.link != "or" or following.tail:
        return False
    if following.head.word_class is not first.head.word_class or following.kind not in {Kind.MEASURE, Kind.NOUN}:
        return False
    if lead.word_class is W.SHARED and len(following.core) == _TWO:
        return True
    is_level = lead.word_class is W.SHARED or lead.text in ROLES["level"]
    return is_level and following.head.word_class is W.MEASURE


def _shares_direction(first: Segment, last: Segment, following: Segment) -> bool:
    """Say whether two attributes have one direction: "decreased frequency of urination or amount of urine"."""
    both = last.head.word_class is following.head.word_class is W.ATTRIBUTE and first is last
    return (
        both
        and first.core[0].word_class is W.SHARED
        and len(following.core) == 1
        and bool(last.tail and following.tail)
    )


def _lends_complement(unit: Unit, segments: list[Segment], at: int) -> bool:
    """Say whether adjectives wait for the complement of a trouble or a change after them.

    "Blurred, decreased, or other changes in vision", "difficult or trouble breathing".
    """
    if unit.modifiers or any(m.kind is not Kind.ADJECTIVE for m in unit.members):
        return False
    end = at
    while end < len(segments) and segments[end].kind is Kind.ADJECTIVE and not segments[end].tail:
        end += 1
    if end == len(segments) or not segments[end].is_joined or not segments[end].tail:
        return False
    lender = segments[end].core
    return len(lender) == 1 and lender[0].word_class is W.RELATION and not is_felt_as(lender[0])


def _is_verb_run(unit: Unit, segments: list[Segment], at: int) -> bool:
    """Say whether verbs share an object: "seeing, hearing, or feeling things", "coughing or spitting up blood"."""
    end = at
    while end < len(segments) and is_ongoing(segments[end]) and not segments[end].tail:
        end += 1
    if end == len(segments) or not all(is_ongoing(s) for s in unit.members):
        return False
    last = segments[end]
    if not last.core or not last.tail or not last.is_joined or not _VERB.search(last.core[0].text):
        return False
    has_object = last.tail[0].word_class not in _OPENS_TAIL or last.tail[0].text == "to"
    if has_object and any(s.head.text in ROLES["intransitive"] for s in unit.members):
        return False  # "concentrating or paying attention"
    if is_felt_as_quality(last) and any(s.kind is Kind.EFFECT for s in unit.members):
        return False  # "swelling or feeling faint"
    return last.governor or last.core[0].word_class is W.GERUND


def is_felt_as_quality(segment: Segment) -> bool:
    """Say whether a feeling is told by an adjective: "feeling faint"."""
    return segment.core[0].text == "feeling" and segment.tail[0].word_class in _ADJECTIVES


def is_ongoing(segment: Segment) -> bool:
    """Say whether a segment is a single verb in -ing."""
    return len(segment.core) == 1 and bool(_VERB.search(segment.core[0].text))


def _joins_nominal(first: Segment, following: Segment) -> bool:
    if len(following.core) != 1:
        return False
    if following.head.word_class is W.ATTRIBUTE is first.head.word_class:
        return len(first.core) == 1 or first.core[0].word_class is W.SITE
    if following.tail and following.tail[0].text in {"on", "of", "to", "without"} and len(first.core) == 1:
        if following.tail[0].text == "of":
            return first.head.word_class in {W.ATTRIBUTE, W.NOUN, W.RELATION}
        return first.head.word_class is W.SITE
    shared = len(first.core) > 1 and first.core[0].text in ROLES["shared_in_complements"]
    return shared and following.head.word_class is W.MEASURE


def _joins_bare(first: Segment, following: Segment) -> bool:
    """Say whether a single noun goes with the head before it."""
    if first.kind is not Kind.EFFECT:
        relation = following.head.word_class is W.RELATION and not is_felt_as(following.head)
        return first.kind is Kind.ADJECTIVE and bool(following.tail) and relation
    word_class, head = _class_with_tail(following), first.head.word_class
    if following.tail and following.tail[0].word_class is not W.CLAUSE and _is_closed_name(first, following):
        return False
    if word_class is W.RELATION:
        return not following.tail or _is_of_one_relation(first) or _is_without(first, following)
    if word_class in {W.EFFECT, W.SIGN}:
        return _joins_sign(first, following)
    if word_class is W.SITE:
        return head is W.SITE
    if word_class in _ADJECTIVES:
        return head in _ADJECTIVES and len(first.core) > 1
    lead = first.core[0].word_class
    described = lead is W.SHARED or (lead is W.QUALITY and (word_class is W.MEASURE or following.is_joined))
    return word_class in _COUNTED and len(first.core) > 1 and (head in _COUNTED or described)


def _class_with_tail(segment: Segment) -> W:
    """Return the class of a single noun; a relation upon something is a thing: "lump or growth on the skin"."""
    if not segment.tail or segment.head.word_class is not W.RELATION:
        return segment.head.word_class
    link = segment.tail[0].text
    there = link in ROLES["upon"] or (link != "of" and segment.head.text in ROLES["seen"])
    return W.SIGN if there else W.RELATION


def _is_of_one_relation(first: Segment) -> bool:
    """Say whether a noun of change can share the next one's complement: "decrease or loss of appetite"."""
    relation = first.head.word_class is W.RELATION
    if len(first.core) == 1:
        return relation or first.head.text in ROLES["gradual"]
    return len(first.core) == _TWO and relation and first.core[0].word_class is W.SHARED


def _is_without(first: Segment, following: Segment) -> bool:
    """Say whether two changes of one measure lack the same: "weight loss or gain without trying"."""
    return following.tail[0].text == "without" and len(first.core) > 1 and first.core[-2].word_class is W.MEASURE


def _joins_sign(first: Segment, following: Segment) -> bool:
    head = first.head.word_class
    if head is W.ATTRIBUTE:
        return bool(following.tail) and following.link == "or"  # "blue color and pain in the fingers"
    if head is W.RELATION and len(first.core) > 1 and first.core[-2].word_class is W.MEASURE:
        return False  # "rapid weight gain, tingling"
    return head in {W.EFFECT, W.SIGN, W.RELATION, W.GERUND}


def _is_closed_name(first: Segment, following: Segment) -> bool:
    """Say whether a name is complete: a head with a tail after it begins anew ("joint pain or pain in an arm")."""
    if len(first.core) < _TWO or (following.link == "or" and (is_of_tissue(first) or _is_described_sore(first))):
        return False
    return first.head.word_class is W.EFFECT or (first.head.word_class is not W.SITE and has_site(first))


def _is_described_sore(first: Segment) -> bool:
    """Say whether an adjective describes what is seen on the skin: "painful cold sores or blisters on the lips"."""
    many = first.head.text in ROLES["on_the_skin"] and is_plural(first.head)
    return many and first.core[0].word_class is W.QUALITY


_OF_A_SITE: Final = {"of", "around"}
_PARTS: Final = {W.SITE, W.NOUN}
_TWO: Final = 2
_COUNTED: Final = {W.MEASURE, W.ATTRIBUTE, W.NOUN}


def has_site(segment: Segment) -> bool:
    """Say whether the core names a part of the body."""
    return any(w.word_class is W.SITE for w in segment.core)


def is_of_tissue(segment: Segment) -> bool:
    """Say whether the core names a tissue, which is in many parts: "muscle spasm or jerking of the arms"."""
    return segment.core[0].text in ROLES["tissue"]


def _continues_tail(unit: Unit, segments: list[Segment], at: int, nominal: bool) -> bool:
    """Say whether the segment is one more complement of the last head ("swelling of the face | lips | tongue")."""
    last, following = unit.members[-1], segments[at]
    if not last.tail:
        return False
    if _is_name_of_its_own(last, following, nominal):
        return False
    if following.kind is Kind.PHRASE or completes(last, following):
        return True
    if n_modifiers := modifier_run(segments, at):
        head = segments[at + n_modifiers]
        return head.kind is not Kind.EFFECT or (last.governor and head.is_other and is_felt_as(last.head))
    if any(w.word_class is W.CLAUSE for w in last.tail):
        return continues_clause(last, following, segments[at - 1] if at > 1 else None)
    if last.governor:
        return continues_governed(last, following)
    if is_verb_after_verb(last, following) or is_sign_of_more(last, following):
        return True
    if following.kind is Kind.EFFECT:
        return not nominal and len(unit.members) == 1 and is_felt(last, segments[at:], first=last is segments[0])
    if following.kind is Kind.NOUN and following.tail and following.link.startswith(","):
        return following.tail[0].text == "of"
    return following.kind is not Kind.ADJECTIVE or at + 1 == len(segments)


def _is_name_of_its_own(last: Segment, following: Segment, nominal: bool) -> bool:
    """Say whether a name begins: "redness of the skin, or other signs", "frequency of urination or amount of urine"."""
    if following.is_other:
        return following.kind is Kind.EFFECT or following.head.text in ROLES["symptom"]
    if nominal and following.head.text in ROLES["seen"] and last.head.text in ROLES["seen"]:
        return True  # "flashes, sparks of light, or a veil"
    if not following.tail or not following.core:
        return False
    before, after = last.head.word_class, following.head.word_class
    if nominal and before in _PARTS and after in _PARTS and following.tail[0].text in _OF_A_SITE:
        return True  # "soles of the feet, palms of the hands"
    return before is after is W.ATTRIBUTE
