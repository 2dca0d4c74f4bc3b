"""What continues the complement of a head: "swelling of the face | lips", "difficulty breathing | swallowing"."""

from __future__ import annotations

import re
from typing import Final

from extractors.terms.segments import Kind, Segment
from extractors.terms.wordclasses import ROLES, WordClass

W: Final = WordClass
_ADJECTIVES: Final = {W.SIZE, W.QUALITY, W.MODIFIER, W.SHARED, W.SEVERITY}
_ONGOING: Final = re.compile("ing$")
_TWO: Final = 2
_VERBAL: Final = {W.GERUND, W.MEASURE}
_OPENING: Final = {W.PREPOSITION, W.COMPANION}


def completes(last: Segment, following: Segment) -> bool:
    """Say whether a complement lacks its noun, or has a second one, in the next segment."""
    return (
        _is_cut_short(last, following)
        or _is_compared(last, following)
        or _is_other_company(last, following)
        or _is_of_same_kind(last, following)
    )


def _is_of_same_kind(last: Segment, following: Segment) -> bool:
    """Say whether the noun of a complement comes again: "low counts of red cells and white cells"."""
    if len(following.core) < _TWO or following.tail or following.link != "or" or len(last.tail) < _TWO + 1:
        return False
    counted = last.tail[0].text == "of" and last.head.word_class in {W.ATTRIBUTE, W.RELATION, W.MEASURE, W.NOUN}
    return counted and following.head.text == last.tail[-1].text


def _is_other_company(last: Segment, following: Segment) -> bool:
    """Say whether a quality of the company is followed by another one: "discharge with mild or no odor"."""
    if len(last.tail) != _TWO or last.tail[0].text != "with" or following.link != "or" or len(following.core) != _TWO:
        return False
    return last.tail[1].word_class in _ADJECTIVES and following.core[0].word_class in _ADJECTIVES


def _is_compared(last: Segment, following: Segment) -> bool:
    """Say whether what a sign looks like has a second name: "spots that look like a blister or pimple"."""
    words = [w.text for w in last.tail]
    at = next((i for i, w in enumerate(words) if w in {"like", "resembling"}), len(words))
    return (
        following.link == "or" and len(following.words) == 1 and 0 < len(words) - at <= _TWO + 1 and words[0] != "like"
    )


def is_verb_after_verb(last: Segment, following: Segment) -> bool:
    """Say whether a verb goes on with the verb of a complement: "thoughts of hurting or killing oneself"."""
    is_joined_verb = following.governor and following.is_joined and following.core[0].word_class is W.GERUND
    return is_joined_verb and last.tail[0].word_class in _OPENING and bool(_ONGOING.search(last.tail[-1].text))


def is_sign_of_more(last: Segment, following: Segment) -> bool:
    """Say whether two places of one condition are named: "signs of eye or eyelid irritation"."""
    if last.core[-1:] == [] or last.core[-1].text not in {"sign", "signs", "symptom", "symptoms"}:
        return False
    return bool(last.tail[-1].word_class is W.SITE is following.core[0].word_class and len(following.core) > 1)


def is_felt(last: Segment, rest: list[Segment], *, first: bool) -> bool:
    """Say whether a bare sign is what is felt ("feeling of discomfort or illness"), not another effect.

    ``first`` says that the feeling opens the list: then commas can go on with it, else only "or" does.
    """
    following = rest[0]
    if _is_second_trouble(last, following) or _is_felt_too(last, following):
        return True
    if not first:
        return False
    if last.core and last.core[-1].text == "sensitivity" and last.tail[0].text == "to":
        return len(following.words) == 1 and following.link == "or"  # "increased sensitivity to touch or pain"
    if not last.core or following.tail or len(following.core) > 1:
        return False
    if last.tail[0].text == "with":
        return bool(_ONGOING.search(following.head.text)) and last.core[-1].text in ROLES["hardship"]
    # what can be seen is not felt: "feeling of pressure, itching, redness"
    return last.core[-1].text in ROLES["perception"] and all(s.head.text not in ROLES["visible"] for s in rest)


def _is_second_trouble(last: Segment, following: Segment) -> bool:
    """Say whether a trouble is with two things: "problems with balance or eye movement"."""
    if last.tail[0].text != "with" or following.link != "or" or following.tail or following.governor:
        return False
    of_trouble = last.core[-1:] and last.core[-1].text in ROLES["hardship"]
    return bool(of_trouble) and following.head.text in ROLES["performed"]


def _is_felt_too(last: Segment, following: Segment) -> bool:
    """Say whether "or" goes on with what is felt: "sensation of spinning or constant movement"."""
    if following.link != "or" or following.tail or not last.core or last.tail[0].text != "of":
        return False
    if following.head.text in ROLES["visible"] or len(following.core) > _TWO:
        return False
    if last.core[-1].word_class is W.RELATION and following.head.text in ROLES["performed"]:
        return True
    inward = last.core[-1].text in ROLES["perception"] or last.core[-1].text in ROLES["of_the_mind"]
    return inward and len(following.core) == 1


def continues_clause(last: Segment, following: Segment, before: Segment | None) -> bool:
    """Say whether a clause goes on: "rash that is scaly, crusted, and oozing"."""
    if following.kind is not Kind.EFFECT:
        return True
    if not following.is_joined:
        return False
    if following.core[0].word_class in {W.GERUND, W.MEASURE} or following.head.word_class is W.NOUN:
        # after a comma the list of names goes on, but for verbs: "when swallowing, chewing, or opening the mouth"
        listed = before is not None and before is not last and before.core[-1:] and before.head.word_class in _VERBAL
        return following.link == "or" or bool(listed)
    described = (before is not None and before.kind is Kind.ADJECTIVE) or last.tail[-1].word_class is W.QUALITY
    return described and len(following.words) == 1 and bool(_ONGOING.search(following.head.text))


def continues_governed(last: Segment, following: Segment) -> bool:
    """Say whether what a first word governs has one more member: "difficulty breathing | swallowing"."""
    if following.governor:
        return _is_second_verb(last, following)
    if last.core[0].text == "not":
        return following.is_joined and following.kind is Kind.ADJECTIVE
    if last.core[0].text == "feeling":
        return following.kind in {Kind.ADJECTIVE, Kind.NOUN}
    if last.core[0].text == "seeing":
        if following.head.text in ROLES["seen"]:
            return len(following.core) == 1
        seen = following.head.word_class in {W.RELATION, W.NOUN, W.SIGN}
        return following.kind is not Kind.EFFECT or (following.link == "or" and seen and len(following.core) == 1)
    if following.kind is Kind.EFFECT:
        return (
            (last.core[0].word_class is not W.GERUND or any(w.word_class is W.CLAUSE for w in last.tail))
            and len(following.core) == 1
            and bool(_ONGOING.search(following.head.text))
            and following.head.word_class not in {W.EFFECT, W.SIGN}
        )
    return True


def _is_second_verb(last: Segment, following: Segment) -> bool:
    """Say whether a verb of trouble waits for the next one's object: "difficulty falling or staying asleep"."""
    verb, *rest = last.tail
    bare = bool(_ONGOING.search(verb.text)) and last.core[0].word_class is W.RELATION
    return (
        bare
        and all(w.word_class is W.ADVERB for w in rest)
        and following.is_joined
        and following.core[0].word_class is W.GERUND
    )


def _is_cut_short(last: Segment, following: Segment) -> bool:
    """Say whether a complement ends in an adjective whose noun comes: "pain in the large and small joints"."""
    if last.governor or len(last.tail) < _TWO or following.link != "or" or len(following.core) < _TWO:
        return False
    described = last.tail[-1].word_class in {W.QUALITY, W.SIZE} and last.tail[0].word_class is W.PREPOSITION
    return described and following.core[0].word_class in _ADJECTIVES
