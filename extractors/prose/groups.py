"""In whom: groups of patients, states of disease, co-medication (annotation guideline 20)."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from extractors.model import Span
from extractors.prose.effect_words import cue_pattern
from extractors.prose.group_ends import named_group
from extractors.prose.hints import may_hold
from extractors.prose.sentences import small_letters

_TOGETHER: Final = r"(?:concomitant|concurrent|simultaneous|combined)"
_TREATMENT: Final = r"(?:use|administration|therapy|treatment|ingestion|exposure)"
_LASTING: Final = r"(?:long-term|prolonged|chronic|extended|repeated)"
_WHEN_GIVEN: Final = r"(?:co-?administered|used\s+in\s+combination|combined|given|used|administered|taken)"
_JOINTLY: Final = r"(?:(?:concomitantly|concurrently|together|also)\s+)?"
_AND: Final = r",?\s+(?:and/or|and|or)\s+"
_AND_WITH: Final = rf"(?:\s*¤*{_AND}with\s+(?!high|low|large)[^;]*)?"
_STUDY_OF: Final = re.compile(
    r"\b(?:trials?|study|studies|analys[ie]s|cohort|series)\s+"
    r"(?:of|in(?=\s+\d)|(?:that\s+)?enroll(?:ed|ing)|involving)\s+(?:\d[\d,]*\s+)?",
    re.IGNORECASE,
)
_IN_NUMBER: Final = re.compile(r"\bin\s+\d[\d,]*\s+¤+")
_OUT_OF: Final = re.compile(r"\s*(?:out\s+)?of\s+(?:the\s+)?(?:first\s+)?\d[\d,]*\s+", re.IGNORECASE)
_EXCEPT: Final = re.compile(r"\b(?:except|excluding|but\s+not)\s+$", re.IGNORECASE)


@cache
def _noun() -> str:
    """Return what a group is called; "71-year-old" may stand without a noun."""
    aged = r"\d+[- ](?:year|month|week|day)s?[- ]old(?:\s+(?!who\b|with\b|had\b)[\w-]+)?"
    return rf"(?:{cue_pattern('population_noun')}|{aged})\b(?!-|\s+(?:study|health)\b)"


@cache
def _within() -> str:
    return rf"(?:(?!{cue_pattern('group_border')}\b)[\w/+'-]+,?\s+)"


@cache
def _rest() -> str:
    """Return what may follow the noun, over a parenthesis that the noun phrase goes on behind."""
    goes_on = rf"(?:{cue_pattern('group_goes_on')}\b|(?!{cue_pattern('group_ends')}\b)[a-z])"
    return rf"[^;¤]*(?:¤+(?=\s+{goes_on})[^;¤]*)*"


@cache
def _patients() -> str:
    """Return the pattern of "in elderly patients with ...", "among those receiving ..."."""
    all_of_them = r"(?:some|most|many|all)\s+(?!patients\s+(?:with|who)\b)|patients\s*(?:$|[.,;])"
    no_start = rf"(?!(?:{cue_pattern('group_no_start')}\b|\d[\d.]*\s*%|\d+\s+of\b|\d+/|{all_of_them}))"
    return rf"(?:in|among|for|(?<=administered )to|(?<=given )to)\s+{no_start}{_within()}{{0,6}}?{_noun()}{_rest()}"


@cache
def _company() -> str:
    """Return the pattern of co-medication: "in combination with ...", "when given with ...", "while taking ..."."""
    finding = rf"(?:[\w-]+\s+){{0,2}}?{cue_pattern('group_finding')}\b"
    return (
        r"in\s+combination\s+(?:use\s+|therapy\s+)?with\s+[^;]*|combination\s+(?:use|therapy|treatment)\s+with\s+[^;]*"
        rf"|(?:(?:with|in|during|following)\s+(?:the\s+)?)?{_TOGETHER}\s+{_TREATMENT}\s+(?:of|with|to)\s+[^;]*"
        rf"|with\s+{_TOGETHER}\s+(?!{_TREATMENT}|{finding})[^;]*"
        rf"|when\s+(?:(?:it|this\s+drug)\s+(?:is|was)\s+)?{_WHEN_GIVEN}\s+{_JOINTLY}with\s+[^;]*"
        r"|(?:co-?administered|co-?administration)\s+with\s+[^;]*"
        rf"|while\s+{_JOINTLY}(?:using|taking|receiving|on)\s+(?!(?:it|the|this|these|that)\b)[^;]*"
    )


@cache
def _states() -> str:
    """Return the pattern of "in renal impairment", "during pregnancy", and of duration joined to another condition."""
    verb = r"(?!(?:with|at|was|were|has|have|is|are)\b)"
    event = rf"(?=\s+(?:[\w-]+\s+){{0,3}}?{cue_pattern('group_event')}\b)"
    lasting = rf"(?:in|during|with)\s+{_LASTING}\s+{_TREATMENT}"
    return (
        rf"(?:(?<=and )|(?<=or )|(?<=and/or )){lasting}\b"
        rf"|{lasting}(?=\s*¤*{_AND}(?:in|at|with)\b){_AND_WITH}"
        r"|(?:in|during)\s+(?:the\s+(?:presence|setting|context)\s+of\s+|(?:[\w-]+\s+)?cases\s+of\s+)?"
        rf"{_within()}{{0,3}}?"
        rf"{cue_pattern('population_state')}\b(?![\w-]|\s+(?:trials?|studies|study)\b)"
        rf"(?:{event}|(?:{_AND}(?:in\s+)?{verb}[\w-]+(?:\s+[\w-]+)?)?{_AND_WITH})"
    )


@cache
def _population() -> re.Pattern[str]:
    """Return the pattern of any group, to be matched against small letters like the next two."""
    focus = rf"(?:{cue_pattern('group_focus')}\s+)?"
    return re.compile(rf"\b{focus}(?:{_patients()}|{_company()}|{_states()})")


@cache
def _as_subject() -> re.Pattern[str]:
    count = rf"(?:(?:{cue_pattern('group_count')}|\d+)\s+)*"
    followed = rf"(?=\s*(?:$|[.,;¤]|{cue_pattern('group_followed')}\b))"
    return re.compile(
        rf"\s*{count}(?P<group>(?P<named>{_within()}{{0,5}}?{_noun()}){followed}{_rest()})",
    )


@cache
def _counted() -> re.Pattern[str]:
    of_them = r"(?:(?:of|in(?=\s+\d))\s+(?:(?:the|these|those|all)\s+)?)?(?:\d[\d,]*\s+)?"
    return re.compile(
        rf"\s*(?:¤+\s*)?{of_them}(?P<group>(?P<named>{_within()}{{0,8}}?{_noun()}){_rest()})",
    )


def population(flat: str, start: int, end: int) -> Span | None:
    """Return the first group of patients, disease state or co-medication named in ``flat[start:end]``.

    >>> said = "in patients with gout receiving high doses"
    >>> population(said, 0, len(said)).of(said)
    'in patients with gout'
    """
    if not may_hold("group", flat[start:end]):
        return None
    if numbered := _numbered(flat, start, end):
        return numbered
    small = small_letters(flat)
    while found := _population().search(small, start, end):
        span = Span(*found.span())
        named = named_group(flat, span)
        if named and not _EXCEPT.search(flat, max(start, named.start - 12), named.start):
            return named
        start = max(named.end if named else 0, found.start() + 1)
    return None


def _numbered(flat: str, start: int, end: int) -> Span | None:
    """Return the group of "in a study of 40 men", "in 3 (2%) women" or "out of 16 smokers"."""
    words = flat[start:end]
    begun = _OUT_OF.match(flat, start, end)
    if begun is None and "¤" in words:
        begun = _IN_NUMBER.search(flat, start, end)
    if begun is None and (" of " in words or "enroll" in words or "involving" in words):
        begun = _STUDY_OF.search(flat, start, end)
    return group_of_figure(flat, begun.end(), end) if begun else None


def group_as_subject(flat: str, start: int, end: int) -> Span | None:
    """Return the group of patients that a subject is ("Elderly patients may develop ..."), its count left out."""
    if not may_hold("group", flat[start:end]):
        return None
    return _whole(flat, _as_subject().match(small_letters(flat), start, end))


def group_of_figure(flat: str, start: int, end: int) -> Span | None:
    """Return the group that "5% of ..." counts: ``start`` is where the figure ends; None for bare "patients"."""
    if not may_hold("group", flat[start:end]):
        return None
    return _whole(flat, _counted().match(small_letters(flat), start, end))


def _whole(flat: str, found: re.Match[str] | None) -> Span | None:
    """Return the group found, unless it ends before its noun ("A week before admission, the patient")."""
    group = named_group(flat, Span(*found.span("group"))) if found else None
    return group if found and group and group.end >= found.end("named") else None
