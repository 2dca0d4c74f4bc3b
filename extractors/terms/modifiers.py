"""What only modifies a later head: "swollen or tender glands", "joint or muscle pain", "cold, clammy skin"."""

from __future__ import annotations

import re
from typing import Final

from extractors.terms.segments import Kind, Segment, kind_of
from extractors.terms.wordclasses import ROLES, Token, WordClass, is_plural

W: Final = WordClass
_ADJECTIVES: Final = {W.SIZE, W.QUALITY, W.MODIFIER, W.SHARED, W.SEVERITY}
_NOUNS: Final = {W.SITE, W.MEASURE, W.ATTRIBUTE, W.NOUN}
_NAMED: Final = {W.SIGN, W.EFFECT}
_TELLING: Final = {W.QUALITY, W.MODIFIER, W.SHARED}
_ONGOING: Final = re.compile("ing$")
_TWO: Final = 2


def merge_adjectives(segments: list[Segment]) -> list[Segment]:
    """Read adjectives parted by commas alone as one description: "cold, clammy skin", "black, tarry stools"."""
    out: list[Segment] = []
    for segment in reversed(_merge_places(segments) if len(segments) > _TWO else segments):
        if out and describes(segment, out[-1]):
            after = out.pop()
            merged = after.with_words(segment.core + after.core, after.tail)
            merged.link, merged.n_described = segment.link, len(segment.core) + after.n_described
            merged.kind = kind_of(merged)
            segment = merged
        elif out and _continues_description(segment, out[-1]):
            segment = segment.with_words(segment.core, segment.tail + out.pop().words)
        out.append(segment)
    return out[::-1]


def _merge_places(segments: list[Segment]) -> list[Segment]:
    """Read two places before one noun as one where adjectives stand before them.

    "Unusual or incomplete body or facial movements": two alternatives are not multiplied by two.
    """
    out: list[Segment] = []
    for segment in segments:
        if len(out) > 1 and _is_second_place(out[-2:], segment):
            place = out.pop()
            token = Token("", place.head.start, segment.core[-2].end, W.SITE)
            place = place.with_words([*place.core[:-1], token, segment.core[-1]], segment.tail)
            place.kind = kind_of(place)
            out.append(place)
        else:
            out.append(segment)
    return out


def _is_second_place(before: list[Segment], segment: Segment) -> bool:
    adjective, place = before
    if segment.link != "or" or len(segment.core) < _TWO or not place.is_joined or place.tail or not place.core:
        return False
    if adjective.kind is not Kind.ADJECTIVE or adjective.tail or segment.head.text not in ROLES["performed"]:
        return False
    names = {W.SITE, W.MODIFIER}
    described = place.was_severe or (len(place.core) == _TWO and is_adjectival(place.core[0]))
    return described and place.head.word_class in names and segment.core[0].word_class in names | {W.QUALITY}


def _continues_description(segment: Segment, after: Segment) -> bool:
    """Say whether a comma parts the adjectives of a complement: "volume of pale, dilute urine"."""
    if len(segment.tail) < 2 or after.link != "," or len(after.core) < 2:
        return False
    describing = {W.QUALITY, W.SIZE}
    follows_noun = segment.tail[-2].word_class in _NOUNS | _NAMED  # "urine produced, dry mouth"
    return not follows_noun and segment.tail[-1].word_class in describing and after.core[0].word_class in describing


def describes(segment: Segment, after: Segment) -> bool:
    """Say whether an adjective describes the noun after it, a comma between them: "cold, clammy skin"."""
    if segment.tail or after.link != "," or not after.core or after.governor:
        return False
    if segment.kind is not Kind.ADJECTIVE:
        return after.n_described > 0 and _are_attributes_of_eyes(segment, after)
    if after.kind is Kind.MEASURE and len(after.core) == 1:
        return segment.head.word_class is W.QUALITY  # a comma too many: "black, tarry, stools"
    if after.core[0].word_class not in _ADJECTIVES | {W.SIGN, W.GERUND}:
        return False
    return len(after.core) > 1 or (segment.head.word_class is W.SIZE and after.kind is Kind.ADJECTIVE)


def _are_attributes_of_eyes(segment: Segment, after: Segment) -> bool:
    """Say whether the first and last of three descriptions are words in -ing: "burning, dry, itching eyes"."""
    attributes = ROLES["attribute_of_site"]
    ongoing = len(segment.core) == 1 and segment.head.text in attributes and after.core[-2].text in attributes
    return ongoing and after.head.word_class is W.SITE and not after.tail


def modifier_run(segments: list[Segment], at: int) -> int:
    """Return how many segments from ``at`` only modify the head of a later one ("joint or muscle pain": 1)."""
    end = at
    while end < len(segments) and _can_modify(segments[end]) and not (segments[end].was_severe and end > at):
        if segments[end].is_other and _are_kinds_of(segments[at:end], segments[end]):
            return end - at
        end += 1
    if end == len(segments):  # the head can be what might modify another: "decreased or increased sweating"
        end = next((i for i in range(end - 1, at, -1) if len(segments[i].core) == _TWO), at)
    if end == at:
        return 0
    head = segments[end]
    run = segments[at:end]
    if _is_closed_before(head, run) or _are_nouns_of_a_list(segments, at, end):
        return 0
    if run[0].head.word_class in _NAMED and any(
        s.core and s.core[0].word_class is W.SIZE for s in segments[at + 1 : end]
    ):
        return 0  # "bruising, large, flat, blue or purplish patches"
    if head.was_severe and head.kind is Kind.EFFECT and not head.governor and not _is_described(head):
        return end - at if head.is_joined and all(s.head.word_class in _TELLING for s in run) else 0
    if any(_is_unusual_sign(s) for s in run) and (not head.core or not _is_done_or_felt(head.core[-1])):
        return 0  # "unusual bleeding, purple or red spots"
    return end - at if head.is_joined and _fits(run, head) else 0


def _are_kinds_of(run: list[Segment], head: Segment) -> bool:
    """Say whether adjectives are of the kinds that "other" ends: "bacterial, viral, and other infections"."""
    named = head.is_joined and len(head.core) == 1 and head.head.word_class in _NAMED
    return named and bool(run) and all(s.head.word_class is W.MODIFIER for s in run)


def _is_closed_before(head: Segment, run: list[Segment]) -> bool:
    """Say whether the list ends before the head's own alternatives: "burning, itching, or red or dark patches"."""
    return head.link == "or" and any(s.link == ",or" for s in run[1:])


def _are_nouns_of_a_list(segments: list[Segment], at: int, end: int) -> bool:
    """Say whether words in -ing go on a list of nouns: "numbness, tingling, or burning pain"."""
    head = segments[end]
    if not at or segments[at].link != "," or head.link != ",or" or not head.core or is_felt_as(head.core[-1]):
        return False
    before = segments[at - 1]
    is_noun = len(before.core) == 1 and before.kind is Kind.EFFECT and not is_adjectival(before.head)
    return is_noun and not before.tail and all(s.head.word_class not in _ADJECTIVES for s in segments[at:end])


def is_felt_as(word: Token) -> bool:
    """Say whether a noun names what is felt: "tingling feelings"."""
    return word.text in ROLES["perception"]


def _is_done_or_felt(word: Token) -> bool:
    return is_felt_as(word) or word.text in ROLES["performed"]


def _is_described(head: Segment) -> bool:
    return len(head.core) > 1 and is_adjectival(head.core[0])


def _can_modify(segment: Segment) -> bool:
    if segment.tail or not segment.core or segment.governor:
        return False
    if segment.kind is Kind.ADJECTIVE:
        return True
    if len(segment.core) > _TWO and _names_site(segment):
        before = segment.core[:-1]
        return all(is_adjectival(w) for w in before) and any(w.word_class is W.SHARED for w in before)
    if len(segment.core) == _TWO and segment.core[0].word_class in {W.SHARED, W.SIZE}:
        # "uncontrolled jerking or twisting movements", "abnormal body or urine odor"
        return is_adjectival(segment.head) or (segment.core[0].word_class is W.SHARED and _names_site(segment))
    if len(segment.core) == _TWO and segment.core[0].text in ROLES["direction"]:
        return segment.head.word_class is W.SITE  # "upper abdomen or stomach pain"
    return segment.kind is not Kind.PHRASE and len(segment.core) == 1


def _names_site(segment: Segment) -> bool:
    return segment.head.word_class is W.SITE


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
        places = lead.word_class is W.MODIFIER and all(_is_place(s) for s in run) and not _are_parts(run, head)
        return places or _fits_adjectives(run, head, lead)
    if head.core[-1].text in ROLES["symptom"]:
        return all(s.head.word_class in _NOUNS | _ADJECTIVES for s in run)  # "cold or flu symptoms"
    if lead.word_class is W.SITE and head.core[-1].text in ROLES["performed"]:
        return all(_names_site(s) for s in run)  # not "balance or eye movement"
    if lead.word_class is W.SITE and head.core[-1].text in ROLES["region"]:
        return not all(_names_site(s) for s in run)  # "the neck or stomach area": a part needs no "area"
    names = _is_noun_like(lead) or (lead.word_class is W.RELATION and head.head.word_class is W.RELATION)
    return names and all(_is_place(s) for s in run) and head.core[-1].word_class not in {W.SITE}


def _are_adjectives(run: list[Segment]) -> bool:
    return all(s.head.word_class in _ADJECTIVES for s in run)


def _are_parts(run: list[Segment], head: Segment) -> bool:
    """Say whether parts of the body are named side by side: "the mouth and digestive tract"."""
    return head.head.word_class is W.SITE and all(_names_site(s) for s in run)


def _fits_adjectives(run: list[Segment], head: Segment, lead: Token) -> bool:
    """Say whether the run is of adjectives; what is felt may be named by nouns between them ("burning, numbness")."""
    perceived = is_felt_as(head.core[-1])
    if perceived and lead.word_class is W.SHARED:
        return _are_adjectives(run)  # "numbness, tingling, or unusual sensations": nouns
    ongoing = perceived or bool(_ONGOING.search(lead.text)) or _are_attributes_of_site(run, head)
    if not ongoing and all(s.head.word_class not in _ADJECTIVES for s in run):
        return False  # "ringing or unexplained noise": nouns
    if not perceived and any(s.head.word_class is W.EFFECT for s in run):
        return False  # "vomiting, slow or irregular heart rate"
    adjectival = [is_adjectival(s.head) for s in run]
    return any(adjectival) and all(
        a or (perceived and s.kind is Kind.EFFECT) for a, s in zip(adjectival, run, strict=True)
    )


def _are_attributes_of_site(run: list[Segment], head: Segment) -> bool:
    """Say whether words in -ing describe a part of the body as the adjective after them: "burning or sore mouth"."""
    described = len(head.core) == _TWO and head.core[1].word_class is W.SITE and head.core[0].word_class is W.QUALITY
    return described and not head.tail and all(s.head.text in ROLES["attribute_of_site"] for s in run)


def is_adjectival(word: Token) -> bool:
    """Say whether a word can describe the noun after it: "red", "burning"."""
    return word.word_class in _ADJECTIVES or bool(
        _ONGOING.search(word.text) and word.word_class in {W.SIGN, W.GERUND, W.EFFECT}
    )


def _is_noun_like(word: Token) -> bool:
    return word.word_class in _NOUNS


def _is_place(segment: Segment) -> bool:
    word = segment.head
    if word.word_class is W.MODIFIER or word.text in {"behavior", "behaviour"}:
        return True
    return word.word_class in _NOUNS and not is_plural(word)
