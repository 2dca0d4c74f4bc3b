"""Who shares what in a coordination: "swollen or tender glands", "joint pain or stiffness", "pain or itch of the leg".

A coordination is read as units.  A unit has alternatives in up to three places: modifiers before a head, heads, and
complements after it.  Alternatives in one place give a term each.  Where two places have alternatives they are not
multiplied: the heads (or else the modifiers) give a term each and take the rest as it is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from extractors.terms.modifiers import is_adjectival, is_felt_as
from extractors.terms.places import at_one_place, place_given
from extractors.terms.resolved import Resolved, verbatim
from extractors.terms.segments import Kind, Segment, kind_of
from extractors.terms.units import Unit, has_site, is_of_tissue, is_ongoing, shares_direction_with_name, units_of
from extractors.terms.wordclasses import ROLES, Token, WordClass

W: Final = WordClass
_ADJECTIVES: Final = {W.SIZE, W.QUALITY, W.MODIFIER, W.SHARED, W.SEVERITY}
_DESCRIBING: Final = {W.SIZE, W.QUALITY}
_TWO: Final = 2


def resolve(segments: list[Segment], text: str, *, nominal: bool = False) -> list[Resolved]:
    """Return the terms of a coordination.

    ``text`` is the source that the tokens point into.  ``nominal`` reads complements ("mouth or throat"), where a noun
    needs no sign to count.
    """
    if not nominal:
        segments = [s for s in segments if not _is_severity(s)] or segments
    if len(segments) > _TWO:
        segments = _with_object(segments)
    if len(segments) > 1:
        segments = _with_described_companion(segments, text)
    if not nominal and (shared := at_one_place(segments, text)):
        return shared
    given = [] if nominal else place_given(segments)
    units = list(units_of(segments, nominal=nominal))
    terms = [term for unit in units for term in _terms(unit, text, closed=unit is units[-1])]
    return [Resolved(t.words + given, t.own) for t in terms] if given else terms


def _with_object(segments: list[Segment]) -> list[Segment]:
    """Give a second change that waits for it the object behind its comma: "loss of, or increase in, appetite"."""
    for at in range(len(segments) - 2):
        if not segments[at].tail or not segments[at].is_dangling:
            continue
        second, named = segments[at + 1], segments[at + 2]
        if second.is_dangling and second.is_joined and named.link == "," and named.core:
            return [*segments[: at + 1], second.with_words(second.core, second.tail + named.words), *segments[at + 3 :]]
    return segments


def _with_described_companion(segments: list[Segment], text: str) -> list[Segment]:
    """Join the adjectives of what an effect comes with: "rash with watery, yellow, or pus-filled blisters"."""
    qualities = {W.QUALITY, W.SIZE}
    for at, segment in enumerate(segments[:-1]):
        if len(segment.tail) != _TWO or segment.tail[0].text != "with" or segment.tail[1].word_class not in qualities:
            continue
        end = at + 1
        while end < len(segments) - 1 and segments[end].kind is Kind.ADJECTIVE:
            end += 1
        described = segments[end]
        if len(described.core) > 1 and described.core[0].word_class in qualities:
            tail = [segment.tail[0], *verbatim(text, segment.tail[1].start, described.words[-1].end)]
            return [*segments[:at], segment.with_words(segment.core, tail), *segments[end + 1 :]]
    return segments


def _is_severity(segment: Segment) -> bool:
    return not segment.tail and all(w.word_class is W.SEVERITY for w in segment.core)


def _terms(unit: Unit, text: str, *, closed: bool) -> Iterator[Resolved]:
    last = unit.members[-1]
    complements = _complements(last, unit.low, text)
    n_heads = len(unit.members)
    n_sharing = 0 if n_heads == 1 else _n_sharing(unit.members, closed=closed)
    if n_heads > 1 and len(complements) > 1 and _alone_has_places(unit, n_sharing):
        *before, head = _shared_heads(unit, [], 0, closed=closed)
        yield from before
        yield from (Resolved(head.words + words, words[_n_lead(words) :]) for words in complements)
        return
    if len(complements) > 1 and (n_heads > 1 or unit.modifiers or _ends_in_clause(unit.low)):
        complements = [_undivided(last, unit.low, text)]
    tail = complements[0] if complements else []
    if unit.modifiers:
        yield from _modified(unit, tail, text)
    elif n_heads > 1:
        yield from _shared_heads(unit, tail, n_sharing, closed=closed)
    elif len(complements) > 1:
        yield from (Resolved(last.core + words, words[_n_lead(words) :]) for words in complements)
    else:
        yield Resolved(last.core + tail, last.core + tail)


def _n_sharing(members: list[Segment], *, closed: bool) -> int:
    """Return how many heads at the end can have the place of the last one."""
    if closed or _is_one_list(members):
        return len(members)
    return _TWO if members[-1].is_joined else 0


def _alone_has_places(unit: Unit, n_sharing: int) -> bool:
    """Say whether the heads before the last are whole names: "rash, hives, swelling of the face or lips"."""
    first, last = unit.members[0], unit.members[-1]
    if unit.modifiers or last.governor or _ends_in_clause(unit.low):
        return False
    sharing = unit.members[-n_sharing:-1] if n_sharing else []
    return not any(_takes_tail(first, m, last) for m in sharing) and not any(m.tail for m in unit.members[:-1])


def _undivided(last: Segment, low: list[Segment], text: str) -> list[Token]:
    """Return the tail of a head with all the places that continue it, as the text writes them."""
    n_lead = 0 if last.governor else 1
    places = [*last.tail[n_lead:], *low[0].words]
    return [*last.tail[:n_lead], *verbatim(text, places[0].start, low[-1].words[-1].end)]


def _ends_in_clause(low: list[Segment]) -> bool:
    """Say whether a clause after the last place says when: "pain in the throat or chest when swallowing"."""
    return bool(low and low[-1].core) and any(w.text in ROLES["time_clause"] for w in low[-1].tail)


def _is_one_list(members: list[Segment]) -> bool:
    """Say whether heads before others end in one "or": "pain, warmth or burning in the fingers"."""
    if members[-1].link == ",or":
        return True
    bare = all(len(m.core) == 1 and m.head.word_class is W.SIGN and not m.governor for m in members)
    return bare and members[-1].is_joined


def _n_lead(words: list[Token]) -> int:
    """Return how many prepositions and articles open a complement."""
    opening = {W.PREPOSITION, W.COMPANION, W.DETERMINER}
    return next((n for n, word in enumerate(words) if word.word_class not in opening), 0)


def _modified(unit: Unit, tail: list[Token], text: str) -> Iterator[Resolved]:
    """Yield a term for each modifier of one head; for each head with all modifiers where several signs are modified."""
    first, last = unit.members[0], unit.members[-1]
    n_own = _own_modifiers(unit.modifiers, first)
    head, own = first.core[n_own:], first.core[:n_own]
    if len(unit.members) > 1 and first.head.word_class in {W.SIGN, W.EFFECT}:
        lead = verbatim(text, unit.modifiers[0].core[0].start, (own or unit.modifiers[-1].core)[-1].end)
        yield from (Resolved(lead + m.core[-1:] + tail, m.core[-1:]) for m in unit.members)
        return
    if len(unit.members) > 1:
        head = verbatim(text, head[0].start, last.core[-1].end)
    prefix = _common_prefix(unit.modifiers, first)
    for n, modifier in enumerate(unit.modifiers):
        never_felt = modifier.head.text in ROLES["never_felt"] and is_felt_as(first.head)
        is_noun = modifier.kind is Kind.EFFECT and modifier.head.word_class in {W.EFFECT, W.SIGN, W.GERUND}
        if is_noun and (never_felt or not is_adjectival(modifier.head)):
            place = [] if last.tail and last.tail[0].word_class is W.CLAUSE else tail
            yield Resolved(modifier.core + place, modifier.core)  # a noun needs no head: "numbness" among feelings
        else:
            yield Resolved((prefix if n else []) + modifier.core + head + tail, modifier.core)
    yield Resolved(prefix + own + head + tail, own + head + tail)


def _own_modifiers(modifiers: list[Segment], first: Segment) -> int:
    """Return how many words of the head's core answer to the modifiers before it."""
    last = modifiers[-1].head.word_class
    if first.was_severe and not (len(first.core) > 1 and is_adjectival(first.core[0])):
        return 0
    n_own = min(first.n_described + 1, len(first.core) - 1)
    while n_own < len(first.core) - 1 and (
        first.core[n_own - 1].text.endswith("ly")
        or (last is W.MODIFIER and first.core[n_own].word_class is W.MODIFIER)
        or (
            last is W.SITE
            and (first.core[n_own].word_class is W.SITE or first.core[n_own - 1].text in ROLES["direction"])
            and first.core[n_own - 1].word_class in {W.SITE, W.MODIFIER}
        )
    ):
        n_own += 1
    return n_own


def _common_prefix(modifiers: list[Segment], first: Segment) -> list[Token]:
    """Return what stands before all alternatives: "upper | abdominal or stomach pain"."""
    lead = modifiers[0]
    before = lead.core[:-1] if lead.core[0].text != "not" else []
    one_place = lead.head.word_class in {W.MODIFIER, W.SITE} and first.core[0].word_class is W.SITE
    done = lead.head.word_class is W.SITE and any(w.word_class is W.SHARED for w in before)
    return before if one_place or done or all(_counts_for_all(w) for w in before) else []


def _counts_for_all(word: Token) -> bool:
    if word.text in ROLES["passes"]:
        return True  # "passing brown or dark-colored urine"
    counts = word.word_class in {W.SIZE, W.SHARED} and word.text not in ROLES["comparative"]
    return counts and not word.text.endswith("ly")


def _shared_heads(unit: Unit, tail: list[Token], n_sharing: int, *, closed: bool) -> Iterator[Resolved]:
    """Yield a term for each head, with what it shares of the first head's modifiers and the last head's tail.

    Only the last ``n_sharing`` heads can share the tail.
    """
    first, last = unit.members[0], unit.members[-1]
    member_before = first
    # until a name that needs none of the first's modifiers: "stomach pain, tiredness, itching"
    is_open = _is_shared(unit.members, closed=closed)
    for place, member in enumerate(unit.members, n_sharing - len(unit.members)):
        words = list(member.core)
        before = unit.members[place - n_sharing - 1] if member is not first else first
        source = member_before if _continues_name(member_before, member, adjacent=before is member_before) else first
        if member is not first and is_open and _takes_modifiers(source, member):
            shared = _shareable(source.core[:-1], source, member)
            is_open = bool(shared) or member.head.text not in ROLES["whole_body"]
            words = shared + words
        if member is not last and member.governor and last.core and not last.governor:
            words += member.tail + last.core[1:] + last.tail
        elif member is last and first.governor and not last.governor:
            words = first.core + words + tail
        elif member.is_dangling:
            words += member.tail + tail[1:]
        elif member.tail and member is not last:
            words += member.tail
        elif member.kind is Kind.ADJECTIVE and member is not last:
            words += tail[0 if last.governor else 1 :]
        elif member is last or (place >= 0 and _takes_tail(first, member, last)):
            words += tail
        member_before = member if len(member.core) > 1 else member_before
        yield Resolved(words, member.core + (tail if member is last else []))


def _is_shared(members: list[Segment], *, closed: bool) -> bool:
    """Say whether what describes the first head counts for the others: not in "less sleep, nausea"."""
    first, second = members[0], members[1]
    if not first.core:
        return False  # "in or swelling of the arm": nothing is said that could be shared
    if first.core[0].word_class not in {W.SHARED, W.MODIFIER, W.QUALITY} or any(m.is_joined for m in members):
        return True
    if second.tail:
        return False
    if first.core[0].word_class is W.QUALITY:
        return True
    return not closed or len(members) > _TWO or second.head.word_class not in {W.EFFECT, W.SIGN}


def _continues_name(before: Segment, member: Segment, *, adjacent: bool) -> bool:
    """Say whether a name's first word counts for the noun after it: "stomach pain or cramps", "unusual tiredness"."""
    if not member.is_joined or len(before.core) < _TWO:
        return False
    if member.link == "or" and adjacent:
        return True
    return before.core[0].word_class is W.SHARED and before.head.word_class in {W.SIGN, W.EFFECT, W.RELATION}


def _takes_modifiers(first: Segment, member: Segment) -> bool:
    if len(first.core) < _TWO or member.was_severe:
        return False  # "eye discharge or severe tearing": a name of its own
    if len(member.core) > 1:
        return shares_direction_with_name(first, member)
    return not member.tail or member.kind is Kind.SITE or not has_site(first) or is_of_tissue(first)


def _shareable(shared: list[Token], first: Segment, member: Segment) -> list[Token]:
    """Return which of the first head's modifiers a bare head takes over."""
    head = member.head.word_class
    if is_felt_as(first.head):
        return []  # "burning feeling, redness"
    if len(member.core) > 1:
        return shared[:1]  # "unusual facial expressions or body positions"
    if first.head.word_class in {W.SITE, W.MEASURE, W.NOUN} | _ADJECTIVES:
        return shared
    if all(w.word_class in _DESCRIBING or _is_adverb(w) for w in shared):
        return shared if head in {W.MEASURE, W.RELATION} else []
    if shared[0].text in ROLES["of_one_name"] and member.link != "or" and head in {W.EFFECT, W.SIGN}:
        return []  # "abnormal crying, aggression"
    if member.head.text in ROLES["on_the_skin"] and shared[-1].text == "skin":
        return shared  # "skin itching, rash, or redness"
    if head is W.EFFECT:
        return shared[:1] if shared[0].word_class is W.SHARED and first.head.word_class in {W.EFFECT, W.SIGN} else []
    return shared


def _is_adverb(word: Token) -> bool:
    return word.word_class is W.ADVERB or (word.word_class is W.SHARED and word.text.endswith("ly"))


def _takes_tail(first: Segment, member: Segment, last: Segment) -> bool:
    """Say whether a head without a tail of its own shares the last one's."""
    opening = last.tail[0] if last.tail else None
    if opening is None or _is_of_a_substance(last):
        return False
    if is_ongoing(first) and (last.governor or last.core[0].word_class is W.GERUND):
        return True
    if opening.word_class is W.CLAUSE:
        return last.is_joined
    if has_site(first) or has_site(member):
        return first.kind is Kind.SITE or (is_of_tissue(first) and last.link == "or")
    if len(member.core) > 1:
        head = member.head.word_class
        if head is W.RELATION:
            return last.is_joined and last.head.word_class is W.RELATION
        return last.is_joined and (head is not W.MEASURE or member.core[-2].word_class is W.SHARED)
    return member.head.word_class is not W.EFFECT or _is_on_the_skin(member, last)


def _is_on_the_skin(member: Segment, last: Segment) -> bool:
    """Say whether an effect of the skin has the place of the sign after it: "rash or redness around the eyes"."""
    return (
        last.is_joined and member.head.text in ROLES["on_the_skin"] and any(w.word_class is W.SITE for w in last.tail)
    )


def _is_of_a_substance(last: Segment) -> bool:
    """Say whether a tail names what flows, which is of its own head alone: "swelling or drainage of fluid"."""
    substance = last.tail[0].text == "of" and last.tail[-1].word_class is not W.SITE
    return substance and last.head.text in ROLES["of_a_substance"]


def _complements(segment: Segment, low: list[Segment], text: str) -> list[list[Token]]:
    """Return the alternatives of a tail: "of the face | of the lips"; an undivided tail gives one."""
    if not segment.tail:
        return []
    opening = segment.tail[0]
    if opening.word_class is W.CLAUSE or (low and (segment.is_dangling or _compares(segment, low[0]))):
        return [verbatim(text, opening.start, (low[-1] if low else segment).words[-1].end)]
    if not low:
        return [segment.tail]
    out: list[list[Token]] = []
    group: list[Segment] = []
    lead: list[Token] = []
    substance = _substance(segment.tail)
    phrase = segment.with_words([], segment.tail)
    phrase.kind = Kind.PHRASE
    for part in [phrase, *low]:
        if part.kind is Kind.PHRASE:
            out += [lead + term.words for term in resolve(group, text, nominal=True)]
            if lead and lead[0].text == "of" and part.tail[0].text in ROLES["side"]:
                out.append(lead[:1] + part.tail)  # "swelling of the face or inside of the nose"
                group = []
                continue
            lead, rest = _lead(part, segment.core[0] if segment.governor and not group and not out else None)
            lead = substance + lead if out and part.tail[0].text != "of" else lead
            group = [rest] if rest.core or rest.tail else []
            if not group and part.is_joined and part.tail[0].text in ROLES["resumes"]:
                out.append(lead)  # "between periods and after surgery"
        else:
            group.append(part)
    return out + [lead + term.words for term in resolve(group, text, nominal=True)]


def _substance(tail: list[Token]) -> list[Token]:
    """Return what a tail is of before its place, which counts for another place too: "of fat in the neck"."""
    last = max((i for i, w in enumerate(tail) if w.word_class is W.PREPOSITION), default=0)
    return tail[:last] if tail[0].text == "of" and tail[last].text in ROLES["place"] else []


def _compares(segment: Segment, following: Segment) -> bool:
    """Say whether a tail names two things as one: what a sign is like, or what it lies between."""
    if segment.tail[0].text == "between" and following.core:
        return True
    return any(w.text in {"resembling", "like"} for w in segment.tail)


def _lead(phrase: Segment, governor: Token | None) -> tuple[list[Token], Segment]:
    """Split a phrase into its preposition with article, and the complement as a segment.

    What is governed may begin with a verb, which counts for all objects: "inability to | move the | arms",
    "difficulty | controlling your | bladder".
    """
    has_object = len(phrase.tail) > 1 and phrase.tail[1].word_class not in _OPENS_TAIL | {W.ADVERB}
    n_lead = 1 if governor and has_object and _is_verb(governor, phrase.tail[0]) else 0
    opening = {W.DETERMINER} if governor else {W.PREPOSITION, W.COMPANION, W.DETERMINER}
    while n_lead < len(phrase.tail) - 1 and phrase.tail[n_lead].word_class in opening:
        n_lead += 1
    rest = phrase.tail[n_lead:]
    if rest and rest[0].word_class in _OPENS_TAIL:
        return phrase.tail, Segment("", [], [])  # no complement follows
    first_tail = next((i for i, w in enumerate(rest) if w.word_class in _OPENS_TAIL), len(rest))
    segment = Segment("", rest[:first_tail], rest[first_tail:])
    segment.kind = kind_of(segment) if rest else Kind.PHRASE
    return phrase.tail[:n_lead], segment


def _is_verb(governor: Token, governed: Token) -> bool:
    of_verb = governor.word_class is W.RELATION and governed.text.endswith("ing")
    return of_verb or governor.word_class is W.INFINITIVE


_OPENS_TAIL: Final = {W.PREPOSITION, W.COMPANION, W.CLAUSE}
