"""How certain a clause is of its effects: whether it denies or only supposes them (annotation guidelines 22 and 23)."""

from __future__ import annotations

import re

from extractors.model import Span
from extractors.prose.clauses import Clause, Side
from extractors.prose.scopes import is_hypothetical

_DENIAL = re.compile(
    r"\b(?=n|w)(?:not(?!\s+(?:\w+ly\s+){0,2}(?:limited|differ|different|considered|related|thought|believed|attributed|drug))"
    r"|no|never|without|nor|neither|none)\b"
)
_NO = re.compile(r"\s*(?:no(?!\s+(?:other|longer)\b)|neither|none|not)\b")
_PROPERTY = re.compile(
    r"(?:may|might|could)\s+(?:also\s+)?(?:\w+ly\s+)?(?:be|become)\s+"
    r"(?:dose|irreversible|reversible|severe|fatal|serious|life-|permanent|persistent|prolonged|delayed|more\s+severe)"
)
_POSSIBLE = re.compile(r"\s*(?:(?:an?|the|only)\s+)*(?:\w+\s+)?(?:potential|possible|possibility|theoretical)\b")
_UNSURE_THAT = re.compile(r"\b(?:possible|possibility|unlikely|theoretical\w*|suspected|speculated|likely)\s+that\s+$")
_NO_EVIDENCE = re.compile(r"\bno\s+(?:\w+\s+)?evidence\s+that\s+$")
_REACH = 60  # characters before a clause that may say how sure it is
_EXISTS = re.compile(r"\b(?:is|are|was|were|remains?)(?:\s+(?:an?|the))*\s*$")


def is_possible(small: str, clause: Clause) -> bool:
    """Say whether a clause of ``small`` (small letters) only supposes its effects.

    "may be irreversible" does not: the effect itself is reported.

    >>> from extractors.prose.clauses import clauses
    >>> said = "gout may occur; it may be fatal."
    >>> [is_possible(said, c) for c in clauses(said, 0, len(said))]
    [True, False]
    """
    if _follows_that(small, clause.before.start) and _UNSURE_THAT.search(*_words_before(small, clause)):
        return True
    if _EXISTS.search(small, *clause.verb) or small.startswith("there", clause.verb.start):
        return bool(is_hypothetical(small, *clause.verb) or _POSSIBLE.match(small, *clause.after))
    return is_hypothetical(small, *clause.verb) and not _PROPERTY.match(small, clause.verb.start, clause.after.end)


def _follows_that(small: str, at: int) -> bool:
    return small[max(0, at - _REACH) : at].rstrip().endswith("that")


def _words_before(small: str, clause: Clause) -> tuple[str, int, int]:
    return small, max(0, clause.before.start - _REACH), clause.before.start


def is_denied(small: str, clause: Clause, subject: Span) -> bool:
    """Say whether a clause denies its effects ("no cases of gout have been reported"); ``subject`` is its subject.

    >>> from extractors.prose.clauses import clauses
    >>> said = "there is no evidence that gout is increased."
    >>> [is_denied(said, c, c.before) for c in clauses(said, 0, len(said))]
    [True, True]
    """
    if clause.side is Side.AFTER and _NO.match(small, *clause.after):
        return True
    if _follows_that(small, clause.before.start) and _NO_EVIDENCE.search(*_words_before(small, clause)):
        return True
    denial = _DENIAL.search(small, clause.verb.start, clause.after.end)
    return bool((denial and denial.start() < clause.verb.end) or _NO.match(small, *subject))


_NOT_WITH = re.compile(r"\bnot\s+(?:been\s+)?(?:associated|accompanied|consistent)\s+(?:with|by)\s*$")
_WITHIN = 40  # code points that the words of a denial take up


def is_denied_companion(small: str, at: int) -> bool:
    """Say whether what begins at ``at`` did not come with another ("the elevations were not associated with jaundice").

    >>> said = "the elevations were not associated with jaundice"
    >>> is_denied_companion(said, said.index("jaundice"))
    True
    """
    return bool(_NOT_WITH.search(small, max(0, at - _WITHIN), at))


_GENERAL = re.compile(r"\b(?:adverse|side)\s+(?:effects?|events?|reactions?|experiences?)\b")
_BACK = re.compile(r"\b(?:these|such)\b")


def is_of_all_effects(said: str) -> bool:
    """Say whether a sentence (small letters) speaks of side effects in general, not of those just named."""
    return bool(_GENERAL.search(said)) and not _BACK.search(said)
