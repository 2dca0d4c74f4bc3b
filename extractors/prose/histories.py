"""Clauses that tell of patients: whom they name, and case histories, in which "she" is the one named before."""

from __future__ import annotations

import re
from typing import Final

from extractors.model import Span

_PATIENT: Final = re.compile(
    r"\s*(?:(?!(?:in|among|of|for|with|and|or)\b)\w[\w-]*\s+){0,5}?(?:man|woman|male|female|boy|girl|infants?|patients?|subjects?|adults?|children|child|neonates?|(?<=-old\s)\w+)"
    r"\s+(?:with|who|(?:already|previously|newly)\s+diagnosed|receiving|treated|taking|undergoing|given|(?:and|or)\s+(?:those|patients|women|children))\b",
)
_PERSON: Final = (
    r"(?:man|woman|male|female|boy|girl|infant|neonate|newborn|child|patient|adult|adolescent|subject|volunteer)\b"
)
_ONE: Final = re.compile(
    rf"(?:(?:in|to)\s+)?(?:an?|one|another)\s+(?:(?!patient\b)[\w-]+,?\s+){{0,7}}?(?:\d+[- ]\w+[- ]old\b|{_PERSON})"
)
_THE_SAME: Final = re.compile(
    rf"\b(?:he|she|(?:the|this)\s+(?:same\s+)?{_PERSON})(?:\s+(?:also|then|later|again|initially|subsequently))*\s*$"
)


def is_patient(small: str, subject: Span) -> bool:
    """Say whether a subject (small letters) names patients by what they have or take ("a man with gout")."""
    return bool(_PATIENT.match(small, subject.start, subject.end))


def is_one_patient(small: str, group: Span) -> bool:
    """Say whether a group (small letters) is one patient, of whom more may be told.

    >>> said = "in a 70-year-old man with gout", "a woman with lupus", "in patients with gout"
    >>> [is_one_patient(words, Span(0, len(words))) for words in said]
    [True, True, False]
    """
    return bool(_ONE.match(small, group.start, group.end))


def is_the_same(small: str, subject: Span) -> bool:
    """Say whether a subject (small letters) is the patient named before ("two days later, she").

    >>> said = "two days later, she", "the patient also", "the patients"
    >>> [is_the_same(words, Span(0, len(words))) for words in said]
    [True, True, False]
    """
    return bool(_THE_SAME.search(small, subject.start, subject.end))
