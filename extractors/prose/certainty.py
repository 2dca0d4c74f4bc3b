"""How certain a clause is of its effects: whether it denies or only supposes them (annotation guidelines 22 and 23)."""

from __future__ import annotations

import re
from typing import Final

from extractors.model import Span
from extractors.prose.clauses import Clause, Side
from extractors.prose.scopes import is_hypothetical

_DENIAL: Final = re.compile(
    r"\b(?=n|w)(?:not(?!\s+(?:been\s+|be\s+)?(?:\w+ly\s+){0,2}(?:limited|differ|different|considered|related|thought|believed|attributed"
    r"|drug|dose|due|secondary|caused|known\b(?!\s+to\b)|resolve|require|typical|indicative|predictive|necessarily|always|all\b|only|uncommon|unusual|infrequent|rare|unexpected"
    r"|severe|serious|significant\b|clear|of\s+clinical|clinically|established|understood|recommended|intended|a\s+risk))"
    r"|no|never|without|nor|neither|none)\b"
)
_NO: Final = re.compile(r"\s*(?:no(?!\s+(?:other|longer)\b)|neither|none|not)\b")
_ABSENT: Final = re.compile(r"(?<!cannot be )(?<!not be )(?<!not )\b(?:excluded|ruled\s+out)\b")
_ABSENT_NEXT: Final = re.compile(r"\s*(?:absent|ruled\s+out)\b")
_NOT_LINKED: Final = re.compile(
    r"\b(?:not|never)\b.*\b(?:associated\s+with|accompanied\s+by|followed\s+by|correlated\s+with|linked\s+to)$"
)
_PROPERTY: Final = re.compile(
    r"(?:may|might|could)\s+(?:also\s+)?(?:\w+ly\s+)?(?:be|become)\s+"
    r"(?:(?:due|related|attributable|secondary)\s+to\s+(?!(?:the\s+|this\s+)?(?:drug|use|treatment|therapy|administration|underlying)\b)|dose|treatment-|irreversible|reversible|severe|fatal|serious|life-|permanent|persistent|prolonged|delayed|more\s+severe)"
)
_POSSIBLE: Final = re.compile(r"\s*(?:(?:an?|the|only)\s+)*(?:\w+\s+)?(?:potential|possible|possibility|theoretical)\b")
_UNSURE_THAT: Final = re.compile(
    r"\b(?:possible|possibility|unlikely|theoretical\w*|suspected|speculated|likely)\s+that\s+$"
)
_NO_EVIDENCE: Final = re.compile(r"\bno\s+(?:\w+\s+)?evidence\s+that\s+$")
_REACH: Final = 60  # characters before a clause that may say how sure it is
_EXISTS: Final = re.compile(r"\b(?:is|are|was|were|remains?)(?:\s+(?:an?|the))*\s*$")


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
    if _EXISTS.search(small, clause.verb.start, clause.verb.end) or small.startswith("there", clause.verb.start):
        return bool(
            is_hypothetical(small, clause.verb.start, clause.verb.end)
            or _POSSIBLE.match(small, clause.after.start, clause.after.end)
        )
    return is_hypothetical(small, clause.verb.start, clause.verb.end) and not _PROPERTY.match(
        small, clause.verb.start, clause.after.end
    )


def is_told(small: str, clause: Clause) -> bool:
    """Say whether a verb tells what came to pass: what gout that may occur "has resulted in" did occur."""
    return small.startswith(("has ", "have ", "had ", "resulted", "led ", "progressed"), clause.verb.start)


_POSSIBLE_SUBJECT: Final = re.compile(
    r"\s*(?:the\s+|other\s+)?(?:possible|potential|theoretical)\s+(?:\w+\s+){0,2}?(?:effects?|reactions?|events?|symptoms?|complications?|risks?)\b"
)


def is_possible_subject(small: str, subject: Span) -> bool:
    """Say whether a subject calls what follows only possible ("potential side effects include ...")."""
    return bool(_POSSIBLE_SUBJECT.match(small, subject.start, subject.end))


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
    if clause.side is Side.AFTER and _NO.match(small, clause.after.start, clause.after.end):
        return True
    if _follows_that(small, clause.before.start) and _NO_EVIDENCE.search(*_words_before(small, clause)):
        return True
    if _is_verb_denied(small, clause) or _NO.match(small, subject.start, subject.end):
        return True
    return bool(
        _ABSENT.search(small, clause.verb.start, clause.verb.end)
        or (clause.side is Side.EITHER and _ABSENT_NEXT.match(small, clause.after.start, clause.after.end))
    )


def _is_verb_denied(small: str, clause: Clause) -> bool:
    verb = clause.verb.of(small)
    if "no" not in verb and "ne" not in verb and "without" not in verb:
        return False
    denial = _DENIAL.search(small, clause.verb.start, clause.after.end)
    return bool(denial and denial.start() < clause.verb.end)


def denies_company(small: str, clause: Clause) -> bool:
    """Say whether a verb denies only what would come with its subject ("the rash was not accompanied by fever")."""
    return bool(_NOT_LINKED.search(small, clause.verb.start, clause.verb.end))


_MOSTLY: Final = re.compile(r"\b(?:usually|generally|typically|commonly|often|mostly|frequently)\s+not\b")


def is_mostly(small: str, clause: Clause) -> bool:
    """Say whether a verb denies for most cases alone ("was usually not associated with fever"): so sometimes it was."""
    return bool(_MOSTLY.search(small, clause.verb.start, clause.verb.end))


_NOT_WITH: Final = re.compile(
    r"\bnot\s+(?:been\s+)?(?:associated|accompanied|consistent)\s+(?:with|by)\s*$"
    r"|(?<!or )(?<!and )(?<!/)\bwithout(?:\s+(?:any|other|further|associated|concomitant|concurrent|clinical))*"
    r"(?:\s+(?:evidence|signs?|symptoms?)(?:\s+(?:or|and)\s+symptoms?)?\s+of)?\s*$"
)
_BACKGROUND: Final = re.compile(r"(?:an?\s+|any\s+)?(?:known\s+)?(?:history|prior|previous|pre-?existing)\b")
_EITHER_WAY: Final = re.compile(r"(?:\bor\s|\band\s|/)\s*without\b")
_WITHIN: Final = 60  # code points that the words of a denial take up


def is_denied_companion(text: str, at: int, introducer: str = "") -> bool:
    """Say whether what begins at ``at`` did not come with another ("the elevations were not associated with jaundice").

    ``introducer`` is the word that an earlier element shares with it ("without fever or rash").

    >>> said = "the elevations were not associated with jaundice"
    >>> is_denied_companion(said, said.index("jaundice"))
    True
    """
    if _BACKGROUND.match(text, at):
        return False
    before = text[max(0, at - _WITHIN) : at].lower()
    if introducer == "without" and not _EITHER_WAY.search(before):
        return True
    return bool(_NOT_WITH.search(before))


_GENERAL: Final = re.compile(r"\b(?:adverse|side)\s+(?:effects?|events?|reactions?|experiences?)\b")
_BACK: Final = re.compile(r"\b(?:these|such|relationship\s+between\s+the|the\s+side\s+effect)\b")


def is_of_all_effects(said: str) -> bool:
    """Say whether a sentence (small letters) speaks of side effects in general, not of those just named."""
    return bool(_GENERAL.search(said)) and not _BACK.search(said)
