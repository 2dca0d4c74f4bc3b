"""Clauses that tell nothing of an effect's occurrence: how it went, how it was handled, what made it likelier."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from extractors.memo import Memo
from extractors.model import Span
from extractors.prose.clauses import Clause
from extractors.prose.effect_words import cue_pattern
from extractors.prose.sentences import Flat

_SILENT: Final = (
    r"returned|declined|abated|normalized|resolved|improved|disappeared|subsided|recovered|persisted|averaged|lasted|included\s+in"
    r"|continued|resolve|improve|recover|differ|differed|change|correlate|require|affect|recur|treated"
    r"|discontinued|stopped|managed|used|given|recommended|required|evaluated|established|studied"
    r"|conducted|assessed|performed|investigated|measured|determined|defined|monitored"
    r"|considered\s+part|approved|indicated|contraindicated|authori[sz]ed|licensed|intended|advised|restricted|reserved"
    r"|ingested|influenced|similar\s+(?:in|across|between|among)|withheld|screened|counsell?ed|informed|initiated|started|restarted|tolerated|administered|prescribed|beneficial|effective|useful|helpful|warranted|sufficient|preferable|advisable"
)
_SILENT_VERB: Final = re.compile(rf"\b(?=\w)(?:{_SILENT}|should|must)\b")
_SILENT_NEXT: Final = re.compile(rf"\s*(?:\w+ly\s+)?(?:been\s+|be\s+)?(?:\w+ly\s+)?(?:{_SILENT})\b")
_BACKGROUND: Final = re.compile(r"\s*(?:(?:the|all|these)\s+)*(?:subjects|patients|participants)\s+had")
_HAD_BEFORE: Final = re.compile(
    r"\s*(?:(?:an?|any|no)\s+)?(?:(?:medical|prior|previous|past)\s+)?history\s+of\b"
    r"|\s*evidence\s+of\b[^.;]*\b(?:before|prior\s+to|at\s+baseline)\b"
)
_IS_RISK_FACTOR: Final = re.compile(
    r"\s*(?:not\s+)?(?:(?:an?|the|independent|known|major)\s+)*(?:risk|predisposing|contributing)\s+factors?\b"
)
_RISK_FACTORS: Final = re.compile(
    r"\s*(?:[\w-]+\s+){0,4}?(?:risk|predisposing|contributing)?\s*factors\b|\s*(?:the\s+)?risk\s+factor\b"
)
_MECHANISM: Final = re.compile(r"\s*(?:the|an?|its|no)?\s*(?:[\w-]+\s+){0,2}(?:mechanisms?|etiology|pathogenesis)\b")
_NO_FIGURE: Final = re.compile(
    r"no\s+(?:[\w-]+\s+){0,2}?(?:frequenc(?:y|ies)|data|information|figures|(?:treatment|antidote)\s+(?:for|of))\b"
)
_NOT_KNOWN: Final = re.compile(r"\bnot\s+(?:yet\s+)?known\b(?!\s+to\b)")
_HOW_OFTEN: Final = re.compile(r"\s*(?:the\s+)?(?:\w+\s+)?(?:frequency|incidence)\s+of\b")
_TERMS_OF: Final = re.compile(
    r"\s*(?:[\w-]+\s+){0,2}?(?:criteri(?:a|on)|limits?|definitions?)\s+(?:for|of)\b|\s*(?:[\w-]+\s+){0,4}?factors\s+that\b"
)
_COURSE: Final = re.compile(
    r"\b(?:resolved?s?|improved?s?|disappear(?:s|ed)?|subsided?s?|abated?s?|persisted|lasted|recovered|normalized)$"
)
_DEFINITION: Final = re.compile(r"\b(?:considered|classified)\s+(?:as\s+)?(?:an?\s+)?(?:[\w-]+\s+){1,3}(?:if|when)\b")


_EXPLAINS: Final = re.compile(r"\s*(?:thought|believed)\s+to\s+be\s+(?:due|secondary|attributable)\s+to\b(?!\s+dose)")
_OF_MECHANISMS: Final = ("mechanism", "etiology", "pathogenesis")
_OF_TERMS: Final = ("criteri", "limit", "definition", "factors that")


def _holds(small: str, hints: tuple[str, ...]) -> bool:
    """Say whether words hold any of the syllables without which a costly pattern cannot match."""
    for hint in hints:  # noqa: SIM110  a generator costs more than the search it saves
        if hint in small:
            return True
    return False


def _is_silent(verb: str) -> bool:
    return bool(_SILENT_VERB.search(verb)) and not verb.endswith((" to", " of"))  # "discontinued due to", "because of"


_IS_SILENT: Final = Memo(_is_silent, most=20_000)


def tells_nothing(flat: Flat, clause: Clause, since: int | None = None) -> bool:
    """Say whether a clause tells only how something went ("resolved", "was discontinued"), or its risk factors.

    A second verb of the same subject tells of what stands at ``since``, where the sentence begins.

    >>> from extractors.prose.clauses import clauses
    >>> from extractors.prose.sentences import flatten
    >>> said = flatten("The rash resolved. Gout occurred.")
    >>> [tells_nothing(said, clause) for clause in clauses(said.small, 0, len(said.small))]
    [True, False]
    """
    small, before, verb = flat.small, clause.before, clause.verb
    if small.endswith("had", verb.start, verb.end) and _BACKGROUND.fullmatch(small, before.start, verb.end):
        return True
    if small.endswith("had", verb.start, verb.end) and _HAD_BEFORE.match(small, clause.after.start, clause.after.end):
        return True
    if "factor" in small and (
        _RISK_FACTORS.match(small, before.start if since is None or before.of(small) else since, before.end)
        or _IS_RISK_FACTOR.match(small, clause.after.start, clause.after.end)
    ):
        return True
    if _holds(before.of(small), _OF_MECHANISMS) and _MECHANISM.match(small, before.start, before.end):
        return True
    if small.startswith("no ", before.start) and _NO_FIGURE.match(small, before.start, before.end):
        return True
    if "known" in small and _is_unknown(small, clause):
        return True
    if "to be" in small and before.start == before.end and _EXPLAINS.match(small, *clause.after):
        return True
    if _IS_SILENT[verb.of(small)] or (small.startswith("no ", before.start) and "discontinued" in verb.of(small)):
        return True
    return bool(_SILENT_NEXT.match(small, clause.after.start, clause.after.end))


def _is_unknown(small: str, clause: Clause) -> bool:
    """Say whether a clause only tells what nobody knows ("the relevance of X is not known"); how often it is, X is."""
    if not _NOT_KNOWN.search(small, clause.verb.start, clause.after.end):
        return False
    return not _HOW_OFTEN.match(small, clause.before.start, clause.before.end)


def tells_course(small: str, clause: Clause) -> bool:
    """Say whether a clause of ``small`` (small letters) tells how an effect went, which then occurred.

    >>> from extractors.prose.clauses import clauses
    >>> said = "gout usually resolved. gout was treated."
    >>> [tells_course(said, c) for c in clauses(said, 0, 22)], [tells_course(said, c) for c in clauses(said, 23, 40)]
    ([True], [False])
    """
    return bool(
        not clause.is_relative
        and _COURSE.search(small, clause.verb.start, clause.verb.end)
        and not _AGAIN.match(small, clause.before.start, clause.before.end)
    )


def is_instruction(small: str, sentence: Span) -> bool:
    """Say whether a sentence (small letters) begins by telling the prescriber to do something.

    >>> is_instruction("evaluate cardiac function before treatment.", Span(0, 43)), is_instruction("gout.", Span(0, 5))
    (True, False)
    """
    if _instruction().match(small, sentence.start, sentence.end):
        return True
    return small.startswith("if ", sentence.start) and bool(_if_so().match(small, sentence.start, sentence.end))


def is_definition(small: str, sentence: Span) -> bool:
    """Say whether a sentence (small letters) says what counted as an effect, not that it occurred.

    >>> said = "a bleed was considered major if it was intracranial."
    >>> is_definition(said, Span(0, len(said)))
    True
    """
    words = sentence.of(small)
    if words.startswith("should "):
        return True  # "should gout develop, ..."
    if _holds(words, _OF_TERMS) and _TERMS_OF.match(small, sentence.start, sentence.end):
        return True
    return ("considered" in words or "classified" in words) and bool(
        _DEFINITION.search(small, sentence.start, sentence.end)
    )


@cache
def _instruction() -> re.Pattern[str]:
    """What tells the prescriber to do something: "Evaluate cardiac function before treatment" reports no effect."""
    return re.compile(
        rf"\s*(?:(?:[\w-]+\s+){{0,2}}[\w-]+:\s*)?(?:\w+ly\s+)?(?:{cue_pattern('instruction')}|have(?!\s+(?:been|had|also|included|occurred)\b))"
        r"\s+(?!(?:dose|results?|findings|of|with)\b)(?=\w)"
    )


@cache
def _if_so() -> re.Pattern[str]:
    """What tells the prescriber what to do in case ("If gout develops, discontinue therapy")."""
    return re.compile(rf"if\s[^;]*?,\s*(?:\w+ly\s+)?{cue_pattern('instruction')}\s+(?=\w)")


_AGAIN: Final = re.compile(r"\s*(?:the|these|this|such|those|both|most|all|some|many|it|they)\b")
_THIS_EFFECT: Final = re.compile(
    r"\s*(?:th(?:is|ese)\s+(?:\w+\s+)?(?:effects?|symptoms?|reactions?|events?|disorders?|conditions?)|they|it)\b"
)
_BARE_COPULA: Final = re.compile(
    r"(?:may\s+be|can\s+be|is|are|was|were)(?:\s+(?:not|also|usually|often|generally|\w+ly))*"
)


def only_describes(small: str, clause: Clause, subject: Span) -> bool:
    """Say whether a clause tells what something named before is like ("this symptom is indicative of ...")."""
    return bool(
        _BARE_COPULA.fullmatch(small, clause.verb.start, clause.verb.end)
        and _THIS_EFFECT.match(small, subject.start, subject.end)
    )
