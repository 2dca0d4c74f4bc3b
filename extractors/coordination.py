"""Who shares what in a coordination: "swollen or tender glands", "joint pain or stiffness", "pain or itch of the leg".

A coordination is read as units.  A unit has alternatives in up to three places: modifiers before a head, heads, and
complements after it.  Alternatives in one place give a term each.  Where two places have alternatives they are not
multiplied: the heads (or else the modifiers) give a term each and take the rest as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from extractors.segments import Kind, Segment, kind_of
from extractors.wordclasses import Token, WordClass

W = WordClass
_ADJECTIVES = {W.SIZE, W.QUALITY, W.MODIFIER, W.SHARED, W.SEVERITY}
_NOUNS = {W.SITE, W.MEASURE, W.ATTRIBUTE, W.NOUN}
_PERCEPTIONS = {"feeling", "feelings", "sensation", "sensations"}
_ONGOING = re.compile("ing$")
_VERB = re.compile("ing(?: up| out)?$")
_PLACE_GIVEN = re.compile(r"\bsites?\b|place of injection")


class Resolved(NamedTuple):
    """The words of one term in reading order, and those of them that tell it from its neighbours."""

    words: list[Token]
    own: list[Token]


@dataclass(slots=True)
class Unit:
    """Modifiers, heads and complements that belong together; ``low`` are segments that continue the last tail."""

    modifiers: list[Segment] = field(default_factory=list)
    members: list[Segment] = field(default_factory=list)
    low: list[Segment] = field(default_factory=list)


def resolve(segments: list[Segment], text: str, *, nominal: bool = False) -> list[Resolved]:
    """Return the terms of a coordination.

    ``text`` is the source that the tokens point into.  ``nominal`` reads complements ("mouth or throat"), where a noun
    needs no sign to count.
    """
    segments = [s for s in segments if not _is_severity(s)] or segments
    given = [] if nominal else _place_given(segments)
    units = list(_units(segments, nominal))
    terms = [term for unit in units for term in _terms(unit, text, closed=unit is units[-1])]
    return [Resolved(t.words + given, t.own) for t in terms] if given else terms


def _is_severity(segment: Segment) -> bool:
    return not segment.tail and all(w.word_class is W.SEVERITY for w in segment.core)


def _place_given(segments: list[Segment]) -> list[Token]:
    """Take "at the injection site" off the end of a list: it holds for every member, whatever their own tails."""
    last = segments[-1] if len(segments) > 1 else None
    if last is None or not last.is_joined or not last.core:
        return []
    at = next((i for i, w in enumerate(last.tail) if w.word_class is W.PREPOSITION), None)
    if at is None or not _PLACE_GIVEN.search(" ".join(w.text for w in last.tail[at:])):
        return []
    given = last.tail[at:]
    segments[-1] = replace(last, tail=last.tail[:at])
    return given


def _units(segments: list[Segment], nominal: bool) -> Iterator[Unit]:
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
        if out and _describes(segment, out[-1]):
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


def _describes(segment: Segment, after: Segment) -> bool:
    if segment.kind is not Kind.ADJECTIVE or segment.tail or after.link != "," or not after.core or after.governor:
        return False
    if after.core[0].word_class not in _ADJECTIVES | {W.SIGN, W.GERUND}:
        return False
    return len(after.core) > 1 or (segment.head.word_class is W.SIZE and after.kind is Kind.ADJECTIVE)


def _modifier_run(segments: list[Segment], at: int) -> int:
    """Return how many segments from ``at`` only modify the head of a later one ("joint or muscle pain": 1)."""
    end = at
    while end < len(segments) and _can_modify(segments[end]):
        end += 1
    if end == at or end == len(segments):
        return 0
    head = segments[end]
    run = segments[at:end]
    return end - at if head.is_joined and _fits(run, head) else 0


def _can_modify(segment: Segment) -> bool:
    if segment.tail or not segment.core or segment.governor:
        return False
    if segment.kind is Kind.ADJECTIVE:
        return True
    if len(segment.core) == _TWO and segment.core[0].word_class is W.SHARED:
        return _is_adjectival(segment.head)  # "uncontrolled jerking or twisting movements"
    return segment.kind is not Kind.PHRASE and len(segment.core) == 1


def _fits(run: list[Segment], head: Segment) -> bool:
    if len(head.core) < 2 or head.kind is Kind.PHRASE:
        return False
    lead = head.core[0]
    if _is_adjectival(lead):
        places = lead.word_class is W.MODIFIER and all(_is_place(s) for s in run)
        perceived = head.core[-1].text in _PERCEPTIONS
        ongoing = perceived or bool(_ONGOING.search(lead.text))
        return places or _fits_adjectives(run, ongoing_head=ongoing, perceived=perceived)
    return _is_noun_like(lead) and all(_is_place(s) for s in run) and head.core[-1].word_class not in {W.SITE}


def _fits_adjectives(run: list[Segment], *, ongoing_head: bool, perceived: bool) -> bool:
    """Say whether the run is of adjectives; what is felt may be named by nouns between them ("burning, numbness")."""
    adjectival = [_is_adjectival(s.head) for s in run]
    if not ongoing_head and all(s.head.word_class not in _ADJECTIVES for s in run):
        return False  # "ringing or unexplained noise": nouns
    return any(adjectival) and all(
        a or (perceived and s.kind is Kind.EFFECT) for a, s in zip(adjectival, run, strict=True)
    )


def _is_adjectival(word: Token) -> bool:
    return word.word_class in _ADJECTIVES or bool(
        _ONGOING.search(word.text) and word.word_class in {W.SIGN, W.GERUND, W.EFFECT}
    )


def _is_noun_like(word: Token) -> bool:
    return word.word_class in _NOUNS


def _is_place(segment: Segment) -> bool:
    return segment.head.word_class in _NOUNS | {W.MODIFIER}


def _joins(unit: Unit, segments: list[Segment], at: int, nominal: bool) -> bool:
    """Say whether the segment is one more head of the unit."""
    first, last, following = unit.members[0], unit.members[-1], segments[at]
    if last.is_dangling and following.core:
        return len(following.tail) > 1
    if _shares_object(last, following):
        return True
    if last.tail or not following.core or _modifier_run(segments, at):
        return False
    if _is_verb_run(unit, segments, at):
        return True
    if following.governor or (unit.modifiers and first.head.text in _PERCEPTIONS):
        return False
    if nominal:
        return _joins_nominal(first, following)
    if len(following.core) == 1:
        return _joins_bare(first, following)
    return (
        first.kind is Kind.EFFECT
        and following.kind is Kind.EFFECT
        and len(first.core) == 1
        and not _has_site(following)
    )


def _shares_object(last: Segment, following: Segment) -> bool:
    """Say whether a bare verb waits for the next one's object: "inability to have or keep an erection"."""
    bare = last.governor and last.core[0].word_class is W.INFINITIVE and len(last.tail) == 1
    return bare and following.is_joined and len(following.core) > 1 and last.tail[0].word_class is W.NOUN


def _is_verb_run(unit: Unit, segments: list[Segment], at: int) -> bool:
    """Say whether verbs share an object: "seeing, hearing, or feeling things", "coughing or spitting up blood"."""
    end = at
    while end < len(segments) and _is_ongoing(segments[end]) and not segments[end].tail:
        end += 1
    if end == len(segments) or not all(_is_ongoing(s) for s in unit.members):
        return False
    last = segments[end]
    opens = (
        last.core and last.core[0].word_class in {W.GERUND, W.MEASURE, W.RELATION} and _VERB.search(last.core[0].text)
    )
    return bool(opens and last.is_joined and (last.governor or last.core[0].word_class is W.GERUND) and last.tail)


def _is_ongoing(segment: Segment) -> bool:
    return len(segment.core) == 1 and bool(_VERB.search(segment.core[0].text))


def _joins_nominal(first: Segment, following: Segment) -> bool:
    if len(following.core) != 1:
        return False
    if following.tail and following.tail[0].text in {"on", "of"} and len(first.core) == 1:
        return first.head.word_class is (W.ATTRIBUTE if following.tail[0].text == "of" else W.SITE)
    return (
        len(first.core) > 1 and first.core[0].text in _SHARED_IN_COMPLEMENTS and following.head.word_class is W.MEASURE
    )


_SHARED_IN_COMPLEMENTS = {"sexual", "muscle", "mental", "physical"}


def _joins_bare(first: Segment, following: Segment) -> bool:
    """Say whether a single noun goes with the head before it."""
    if first.kind is not Kind.EFFECT:
        return first.kind is Kind.ADJECTIVE and bool(following.tail) and following.head.word_class is W.RELATION
    word_class, head = following.head.word_class, first.head.word_class
    if following.tail and following.tail[0].word_class is not W.CLAUSE and _is_closed_name(first):
        return False
    if word_class is W.RELATION:
        return not following.tail or (head is W.RELATION and len(first.core) == 1)
    if word_class in {W.EFFECT, W.SIGN}:
        return head in {W.EFFECT, W.SIGN, W.RELATION, W.GERUND}
    if word_class is W.SITE:
        return head is W.SITE
    if word_class in _ADJECTIVES:
        return head in _ADJECTIVES and len(first.core) > 1
    return word_class in _COUNTED and len(first.core) > 1 and (head in _COUNTED or first.core[0].word_class is W.SHARED)


def _is_closed_name(first: Segment) -> bool:
    """Say whether a name is complete: a head with a tail after it begins anew ("joint pain or pain in an arm")."""
    if len(first.core) < _TWO:
        return False
    return first.head.word_class is W.EFFECT or (first.head.word_class is not W.SITE and _has_site(first))


_TWO = 2
_COUNTED = {W.MEASURE, W.ATTRIBUTE, W.NOUN}


def _has_site(segment: Segment) -> bool:
    return any(w.word_class is W.SITE for w in segment.core)


def _continues_tail(unit: Unit, segments: list[Segment], at: int, nominal: bool) -> bool:
    """Say whether the segment is one more complement of the last head ("swelling of the face | lips | tongue")."""
    last, following = unit.members[-1], segments[at]
    if not last.tail:
        return False
    if following.kind is Kind.PHRASE:
        return True
    if _modifier_run(segments, at):
        head = segments[at + _modifier_run(segments, at)]
        return head.kind is not Kind.EFFECT
    if last.tail[0].word_class is W.CLAUSE:
        return following.kind is not Kind.EFFECT or (
            following.core[0].word_class in {W.GERUND, W.MEASURE} and following.is_joined
        )
    if last.governor:
        return _continues_governed(last, following)
    if following.kind is Kind.EFFECT:
        return unit.members[0] is segments[0] and _is_felt(unit, following, nominal)
    if following.kind is Kind.NOUN and following.tail and following.link.startswith(","):
        return following.tail[0].text == "of"
    return following.kind is not Kind.ADJECTIVE or at + 1 == len(segments)


def _is_felt(unit: Unit, following: Segment, nominal: bool) -> bool:
    """Say whether a bare sign is what is felt ("feeling of discomfort or illness"), not another effect."""
    last = unit.members[-1]
    if nominal or not last.core or len(unit.members) > 1 or following.tail or len(following.core) > 1:
        return False
    if last.tail[0].text == "with":
        return bool(_ONGOING.search(following.head.text)) and last.core[-1].text in {
            "problems",
            "trouble",
            "difficulty",
        }
    return last.core[-1].text in _PERCEPTIONS


def _continues_governed(last: Segment, following: Segment) -> bool:
    if following.governor:
        return False
    if last.core[0].text == "feeling":
        return following.kind in {Kind.ADJECTIVE, Kind.NOUN}
    if following.kind is Kind.EFFECT:
        return (
            len(following.core) == 1
            and bool(_ONGOING.search(following.head.text))
            and following.head.word_class is not W.EFFECT
        )
    return True


def _terms(unit: Unit, text: str, *, closed: bool) -> Iterator[Resolved]:
    last = unit.members[-1]
    complements = _complements(last, unit.low, text)
    if (len(unit.members) > 1 or unit.modifiers) and len(complements) > 1:
        complements = [_verbatim(text, last.tail[0].start, (unit.low[-1] if unit.low else last).words[-1].end)]
    tail = complements[0] if complements else []
    if unit.modifiers:
        yield from _modified(unit, tail, text)
    elif len(unit.members) > 1:
        n_sharing = len(unit.members) if closed or last.link == ",or" else _TWO if last.is_joined else 0
        yield from _shared_heads(unit, tail, n_sharing)
    elif len(complements) > 1:
        yield from (Resolved(last.core + words, words[_n_lead(words) :]) for words in complements)
    else:
        yield Resolved(last.core + tail, last.core + tail)


def _n_lead(words: list[Token]) -> int:
    """Return how many prepositions and articles open a complement."""
    opening = {W.PREPOSITION, W.COMPANION, W.DETERMINER}
    return next((n for n, word in enumerate(words) if word.word_class not in opening), 0)


def _verbatim(text: str, start: int, end: int) -> list[Token]:
    return [Token(text[start:end], start, end, W.NOUN)]


def _modified(unit: Unit, tail: list[Token], text: str) -> Iterator[Resolved]:
    """Yield a term for each modifier of one head; for each head with all modifiers where several signs are modified."""
    first, last = unit.members[0], unit.members[-1]
    n_own = _own_modifiers(unit.modifiers, first)
    head, own = first.core[n_own:], first.core[:n_own]
    if len(unit.members) > 1 and first.head.word_class in {W.SIGN, W.EFFECT}:
        lead = _verbatim(text, unit.modifiers[0].core[0].start, own[-1].end)
        yield from (Resolved(lead + m.core[-1:] + tail, m.core[-1:]) for m in unit.members)
        return
    if len(unit.members) > 1:
        head = _verbatim(text, head[0].start, last.core[-1].end)
    prefix = _common_prefix(unit.modifiers, first)
    for n, modifier in enumerate(unit.modifiers):
        if modifier.kind is Kind.EFFECT and not _is_adjectival(modifier.head):
            yield Resolved(modifier.core, modifier.core)  # a noun needs no head: "numbness" among feelings
        else:
            yield Resolved((prefix if n else []) + modifier.core + head + tail, modifier.core)
    yield Resolved(prefix + own + head + tail, own + head + tail)


def _own_modifiers(modifiers: list[Segment], first: Segment) -> int:
    """Return how many words of the head's core answer to the modifiers before it."""
    last = modifiers[-1].head.word_class
    n_own = first.n_described + 1 if first.n_described else 1
    while n_own < len(first.core) - 1 and (
        (last is W.MODIFIER and first.core[n_own].word_class is W.MODIFIER)
        or (
            last is W.SITE
            and first.core[n_own].word_class is W.SITE
            and first.core[n_own - 1].word_class in {W.SITE, W.MODIFIER}
        )
    ):
        n_own += 1
    return n_own


def _common_prefix(modifiers: list[Segment], first: Segment) -> list[Token]:
    """Return what stands before all alternatives: "upper | abdominal or stomach pain"."""
    lead = modifiers[0]
    before = lead.core[:-1]
    one_place = lead.head.word_class is W.MODIFIER and first.core[0].word_class is W.SITE
    return before if one_place or all(w.word_class in {W.SIZE, W.SHARED} for w in before) else []


def _shared_heads(unit: Unit, tail: list[Token], n_sharing: int) -> Iterator[Resolved]:
    """Yield a term for each head, with what it shares of the first head's modifiers and the last head's tail.

    Only the last ``n_sharing`` heads can share the tail.
    """
    first, last = unit.members[0], unit.members[-1]
    for place, member in enumerate(unit.members, n_sharing - len(unit.members)):
        words = list(member.core)
        if member is not first and _takes_modifiers(first, member):
            words = _shareable(first.core[:-1], first, member) + words
        if member is not last and member.governor and last.core and not last.governor:
            words += member.tail + last.core[1:] + last.tail
        elif member is last and first.governor and not last.governor:
            words = first.core + words + tail
        elif member.is_dangling:
            words += member.tail + tail[1:]
        elif member.kind is Kind.ADJECTIVE and member is not last:
            words += tail[1:]
        elif member is last or (place >= 0 and _takes_tail(first, member, last)):
            words += tail
        yield Resolved(words, member.core + (tail if member is last else []))


def _takes_modifiers(first: Segment, member: Segment) -> bool:
    if len(member.core) > 1 or len(first.core) < 2:
        return False
    return not member.tail or not any(w.word_class is W.SITE for w in first.core)


def _shareable(shared: list[Token], first: Segment, member: Segment) -> list[Token]:
    """Return which of the first head's modifiers a bare head takes over."""
    head = member.head.word_class
    if first.head.word_class in {W.SITE, W.MEASURE, W.NOUN} | _ADJECTIVES:
        return shared
    if all(w.word_class in {W.SIZE, W.QUALITY} for w in shared):
        return []
    if head is W.EFFECT:
        return shared[:1] if shared[0].word_class is W.SHARED and first.head.word_class in {W.EFFECT, W.SIGN} else []
    return shared


def _takes_tail(first: Segment, member: Segment, last: Segment) -> bool:
    """Say whether a head without a tail of its own shares the last one's."""
    opening = last.tail[0] if last.tail else None
    if opening is None:
        return False
    if _is_ongoing(first) and (last.governor or last.core[0].word_class is W.GERUND):
        return True
    if opening.word_class is W.CLAUSE:
        return True
    if _has_site(first) or _has_site(member):
        return first.kind is Kind.SITE
    if len(member.core) > 1:
        return member.head.word_class is not W.RELATION
    return member.head.word_class is not W.EFFECT


def _complements(segment: Segment, low: list[Segment], text: str) -> list[list[Token]]:
    """Return the alternatives of a tail: "of the face | of the lips"; an undivided tail gives one."""
    if not segment.tail:
        return []
    opening = segment.tail[0]
    if opening.word_class is W.CLAUSE or (low and segment.is_dangling):
        return [_verbatim(text, opening.start, (low[-1] if low else segment).words[-1].end)]
    if not low:
        return [segment.tail]
    out: list[list[Token]] = []
    group: list[Segment] = []
    lead: list[Token] = []
    for part in [replace(segment, core=[], kind=Kind.PHRASE), *low]:
        if part.kind is Kind.PHRASE:
            out += [lead + term.words for term in resolve(group, text, nominal=True)]
            if lead and lead[0].text == "of" and part.tail[0].text in _SIDES:
                out.append(lead[:1] + part.tail)  # "swelling of the face or inside of the nose"
                group = []
                continue
            lead, rest = _lead(part, segment.core[0] if segment.governor and not group and not out else None)
            group = [rest] if rest.core or rest.tail else []
        else:
            group.append(part)
    return out + [lead + term.words for term in resolve(group, text, nominal=True)]


_SIDES = {"inside of", "outside of"}


def _lead(phrase: Segment, governor: Token | None) -> tuple[list[Token], Segment]:
    """Split a phrase into its preposition with article, and the complement as a segment.

    What an infinitive governs begins with a verb, which counts for all objects: "inability to | move the | arms".
    """
    n_lead = 1 if governor and governor.word_class is W.INFINITIVE and len(phrase.tail) > 1 else 0
    opening = {W.DETERMINER} if governor else {W.PREPOSITION, W.COMPANION, W.DETERMINER}
    while n_lead < len(phrase.tail) - 1 and phrase.tail[n_lead].word_class in opening:
        n_lead += 1
    rest = phrase.tail[n_lead:]
    first_tail = next((i for i, w in enumerate(rest) if w.word_class in _OPENS_TAIL), len(rest))
    segment = Segment("", rest[:first_tail], rest[first_tail:])
    segment.kind = kind_of(segment)
    return phrase.tail[:n_lead], segment


_OPENS_TAIL = {W.PREPOSITION, W.COMPANION, W.CLAUSE}
