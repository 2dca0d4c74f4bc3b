"""Clauses that speak of effects or patients named before: "these reactions were mostly seen in the elderly"."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from extractors.model import Span
from extractors.prose.clauses import Clause
from extractors.prose.effect_words import cue_pattern
from extractors.prose.group_ends import trimmed

_BACKWARD_REFERENCE: Final = re.compile(
    r"\s*(?:(?:these|such|this|most|all\s+(?:of\s+these|events|cases|reactions)|the\s+(?:majority|events|reactions|effects|symptoms)|both|they|it|many\s+of\s+these|some\s+of\s+these|cases|reactions|symptoms)\b|(?:the\s+)?(?:overall\s+)?(?:incidence|frequency|rate)\s*$)",
    re.IGNORECASE,
)
_TURN: Final = re.compile(r"[;,\s]*(?:(?:but|although|though|while|whereas|however|and),?\s+)*")
_THESE_PATIENTS: Final = re.compile(
    r"\s*(?:(?:all|both|most|many|each)\s+)?(?:of\s+)?(?:(?:these|the|those|affected)\s+)*patients\s*"
)
_SEVERE: Final = re.compile(
    r"\s*(?:were|was|are|is)\s+(?:\w+ly\s+)?(?:an?\s+)?"
    r"(?:mild|moderate|severe|serious|graded|transient|reversible|fatal|life-threatening|symptomatic|asymptomatic)\b"
)
_STATE: Final = re.compile(r"\s*(?:were|was|are|had|have)\b")


def refers_back(small: str, subject: Span) -> bool:
    """Say whether a subject stands for what was named before.

    >>> refers_back("most of these events", Span(0, 20)), refers_back("rash", Span(0, 4))
    (True, False)
    """
    return bool(_BACKWARD_REFERENCE.match(small, subject.start, subject.end))


def doubts_these(small: str, part: Span) -> bool:
    """Say whether a part of a sentence speaks of what stands before it ("however, these effects are ...")."""
    turn = _TURN.match(small, part.start, part.end)
    return bool(turn and _BACKWARD_REFERENCE.match(small, turn.end(), part.end))


def tells_severity(small: str, clause: Clause) -> bool:
    """Say whether a clause tells how bad effects were ("these were severe in 2%"): its figure counts no effects."""
    return bool(_SEVERE.match(small, clause.verb.start, clause.after.end))


def group_of_these_patients(flat: str, clause: Clause, subject: Span, end: int) -> Span | None:
    """Return what a clause says the patients just mentioned have in common ("all of these patients were elderly")."""
    state = _STATE.match(flat, clause.verb.start, clause.verb.end)
    if not state or not _THESE_PATIENTS.fullmatch(subject.of(flat).lower()):
        return None
    begin = state.end()
    while begin < end and flat[begin].isspace():
        begin += 1
    return trimmed(flat, Span(begin, end)) if _common_trait().match(flat, begin, end) else None


@cache
def _common_trait() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{cue_pattern('population_trait')}|(?:\w+\s+)?{cue_pattern('population_noun')})\b", re.IGNORECASE
    )
