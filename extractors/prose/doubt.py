"""Sentences that doubt the cause: unproven, put down to the disease, no commoner than with placebo (guideline 23)."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from extractors.model import Span
from extractors.prose.effect_words import cue_pattern
from extractors.prose.hints import may_doubt, may_hold

_TURN: Final = re.compile(r",?\s+(?:but|although|though|while|whereas|however)\b|;")
_PUT_DOWN_TO: Final = (
    r"(?:due\s+to|related\s+to|attributed\s+to|attributable\s+to|secondary\s+to|caused\s+by|part\s+of"
    r"|(?:a|the)\s+(?:result|manifestation|complication|consequence)\s+of)"
)
_OF_PATIENTS: Final = r"(?:the\s+|an?\s+|other\s+|their\s+)?(?:patients?'?s?\s+)?"


@cache
def _unproven() -> str:
    """Return the pattern of a cause that is not proven: "causality is unclear", "not attributed to", "unrelated to"."""
    cause, unsure = cue_pattern("doubt_cause"), cue_pattern("doubt_unsure")
    return (
        rf"\b(?:caus\w+|attribut\w+|{cause})\b[^.;]*\b(?:not|cannot|unlikely|lacking|difficult|remote|{unsure})\b"
        rf"|\b{unsure}\s+(?:\w+\s+)?(?:causal\w*|{cause})\b"
        rf"|\bnot\s+(?:been\s+)?(?:\w+ly\s+){{0,2}}{cue_pattern('doubt_not_proven')}\b"
        r"|\bnot\s+considered\s+(?:to\s+be\s+)?(?:\w+ly\s+)?(?:related|due)\b"
        r"|\bunrelated\s+to\b(?!\s+(?:the\s+)?(?:dos|age\b|duration|sex\b))"
        r"|\bno\s+(?:(?:clear|definite|definitive|established|direct|proven)\s+)?"
        rf"(?:causal|causality|cause[- ]and[- ]effect|{cause})\b"
        rf"|\bcannot\s+be\s+(?:\w+ly\s+)?{cue_pattern('doubt_cannot_be')}"
        rf"|\b(?:not\s+possible|difficult|insufficient)\s+to\s+{cue_pattern('doubt_to_find')}"
        r"|\bconfounded\b|\bmay\s+not\s+(?:be|have\s+been)\s+(?:\w+ly\s+)?(?:related|due|caused)\b"
        r"|\binsufficient\s+(?:data|evidence|information)\b"
        r"|\b(?:not\s+known|not\s+clear|unknown|unclear|uncertain)\s+(?:whether|if)\b"
    )


@cache
def _of_the_disease() -> str:
    """Return the pattern of what is put down to the disease: "a symptom of the underlying ...", "may be due to ..."."""
    disease = rf"{cue_pattern('doubt_disease')}\b"
    return (
        r"\b(?:manifestation|part|symptoms?|complication|result|due|attributed|attributable|related|secondary)\s+(?:of|to)\s+"
        rf"{_OF_PATIENTS}(?:underlying|primary\s+disease|preexisting|pre-existing)\b"
        rf"|\b(?:may|might|could)\s+(?:also\s+)?(?:be|have\s+been)\s+{_PUT_DOWN_TO}\s+{_OF_PATIENTS}(?:[\w-]+\s+){{0,2}}?{disease}"
        r"|\b(?:due|related|attributed|attributable|secondary|associated)\s+(?:to|with)\s+the\s+"
        rf"(?:underlying\s+|primary\s+)?{disease}|\bnatural\s+history\b"
    )


@cache
def _as_with_placebo() -> str:
    """Return the pattern of a comparison with placebo that found no difference."""
    control = rf"{cue_pattern('doubt_control')}\b"
    alike = rf"{cue_pattern('doubt_alike')}|no\s+more\s+(?:\w+\s+)?than|no\s+(?:\w+\s+){{0,2}}differences?"
    return (
        rf"\b(?:{alike})\b[^.;]*\b{control}"
        rf"|\bsimilar\s+(?:or\s+\w+\s+)?{cue_pattern('doubt_rate')}\s[^.;]*\b{control}"
    )


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    patterns = {"unproven": _unproven, "disease": _of_the_disease, "control": _as_with_placebo}
    return re.compile(patterns[kind]())


@cache
def _other_question() -> re.Pattern[str]:
    """Return the pattern of what may be unknown without a doubt of the cause ("its significance ...")."""
    question = cue_pattern("doubt_other_question")
    return re.compile(rf"\b(?:{question}|long-term\s+(?:\w+\s+)?effects?)\b[^.;,]*$")


def doubted(words: str) -> bool:
    """Say whether a sentence doubts that the drug is the cause.

    >>> doubted("A causal relationship has not been established."), doubted("The rash was mild.")
    (True, False)
    """
    if not may_doubt(words):
        return False
    words = words.lower()
    if may_hold("unproven", words):
        for found in _pattern("unproven").finditer(words):
            if not _other_question().search(words, 0, found.start()):
                return True
    if may_hold("disease", words) and _pattern("disease").search(words):
        return True
    return may_hold("control", words) and bool(_pattern("control").search(words))


def doubted_part(flat: str, sentence: Span) -> Span:
    """Return the part of a sentence, up to "but" or a semicolon, that doubts the cause; the whole where none does."""
    at = sentence.start
    for end in [*(turn.start() for turn in _TURN.finditer(flat, sentence.start, sentence.end)), sentence.end]:
        if doubted(flat[at:end]):
            return Span(at, end)
        at = end
    return sentence
