"""What a parenthesis says of the effect before it: how often, in whom, which members, or only an abbreviation."""

from __future__ import annotations

import re
from typing import Final

from extractors.model import Span, record
from extractors.prose.doses import dose
from extractors.prose.elements import pieces
from extractors.prose.groups import group_of_figure, population
from extractors.prose.piece import Piece
from extractors.prose.qualifiers import adverb, count, figures, ratio
from extractors.prose.sentences import Flat, flatten

_ABBREVIATION: Final = re.compile(r"\s*(?:[A-Z][A-Za-z0-9/+-]{0,9}s?|[A-Za-z]{1,3}\d?)\s*")
_IDLE: Final = re.compile(
    r"\s*(?:[Nn]\s*=|term\s+includes?\s*$|see\b|mean\b|median\b|range\b|grades?\s*\d|baseline|some\s|including\s+(?:some\s|fatalities|(?:fatal|severe|serious|life-threatening)(?:\s+(?:and|or)\s+[\w-]+)?\s+(?:cases?|outcomes?|events?|reactions?|reports?|ones)\b)|e\.g\.\s*$|"
    r"(?:less|greater|more|at\s+least|up\s+to|[<>≤≥]|\d)[^;]*?(?:ULN|upper\s+limit|mg/|mmol|mcmol|µmol|g/|/mm3|/mm|cells|mmHg|mm\s+Hg|msec|\bms\b|units/|kg|bpm|beats|x\s*10|IU/|mEq|times|weeks?\b|months?\b|days?\b|hours?\b|years?\b))"
)
_THRESHOLD: Final = re.compile(
    r"\b(?:greater|less|more|at\s+least|up\s+to|above|below|over|under|defined\s+as)\s.*?(?:ULN|upper\s+limit|m[gmc]\w*/d?L|/mm3|cells|mm\s?Hg|msec|\bms\b|units|x\s*10|\bg/d?L)|[<>≤≥]\s*\d",
    re.IGNORECASE,
)
_UNRELATED: Final = re.compile(
    r"\b(?:not\s+(?:\w+\s+){0,3}related|unrelated|caus\w+\s+(?:unknown|unclear|uncertain))\b", re.IGNORECASE
)
_ALONE: Final = re.compile(
    r"\s*(?:an?\s+)?¤(?:\s+(?:side\s+)?(?:reactions?|effects?|events?|occurrences?|complications?|findings?))?\s*"
)
_A_DAY: Final = re.compile(r"(?:/|\bper\s+|\ba\s+)\s*(?:day|kg|week|dose|hour|m2)\b|\bdaily\b", re.IGNORECASE)
_COMPARATOR: Final = re.compile(
    r"\b(?:placebo|comparator|control|vehicle|versus|vs\.?|compared|baseline|sham|untreated)\b", re.IGNORECASE
)
_INTRODUCED: Final = re.compile(
    r"\s*(?:(?:e\.g\.|i\.e\.|eg|ie|such\s+as|including(?:\s+the\s+following)?|includes?|terms?\s+includes?|sometimes|resulting\s+in|leading\s+to|manifested\s+(?:by|as)|characterized\s+by|in\s+association\s+with|associated\s+with|with|secondary\s+to|due\s+to|primarily|mainly|mostly|particularly|especially|also|or|and|usually|most\s+commonly|consisting\s+of|which\s+(?:may|can)\s+include|may\s+include|presenting\s+(?:as|with)|accompanied\s+by)(?![\w-])[,:.]*\s*)+",
    re.IGNORECASE,
)


@record
class Aside:
    """What a parenthesis adds: qualifiers of the effect before it, and effects of its own (``members``)."""

    frequency: Span | None = None
    is_figure: bool = False
    dose: Span | None = None
    population: Span | None = None
    members: tuple[Piece, ...] = ()
    is_introduced: bool = False
    is_doubted: bool = False  # "(not considered related to the drug)"
    more: tuple[Aside, ...] = ()  # further figures: of other grades, groups or studies (guideline 18)


def aside(text: str, group: Span, level: int = 0, *, names_members: bool = True) -> Aside:
    """Return what the parenthesis ``group`` (brackets included) of ``text`` says; its members only where asked for.

    >>> said = "Hyperuricemia (in association with hemolysis; up to 38%)"
    >>> found = aside(said, Span(14, 56))
    >>> found.frequency.of(said), [m.span.of(said) for m in found.members]
    ('up to 38%', ['hemolysis'])
    """
    inner = Span(group.start + 1, group.end - (text[group.end - 1] in ")]"))
    if _ABBREVIATION.fullmatch(text, inner.start, inner.end):
        return Aside()
    flat = flatten(text, inner.start, inner.end)
    result = Aside()
    for start, end in _parts(flat.text, inner):
        result = _merged(result, _qualifiers(flat.text, start, end) or _named(flat, start, end, level, names_members))
    return result


def _parts(flat: str, inner: Span) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    at = inner.start
    while (mark := flat.find(";", at, inner.end)) >= 0:
        out.append((at, mark))
        at = mark + 1
    return [*out, (at, inner.end)]


def _qualifiers(flat: str, start: int, end: int) -> Aside | None:
    """Return what a part says of the effect before it, if it can name no effect itself."""
    figure = next(figures(flat, start, end), None)
    if figure and not _COMPARATOR.search(flat, start, figure.start):
        amount = dose(flat, figure.end, end)
        group = group_of_figure(flat, figure.end, end) or population(flat, start, end)
        return Aside(_tidy(flat, figure), True, amount, group)
    amount = dose(flat, start, end)
    if amount and _A_DAY.search(flat, amount.start, amount.end):
        return Aside(dose=amount)
    if _UNRELATED.search(flat, start, end):
        return Aside(is_doubted=True)
    if figure or _IDLE.match(flat, start, end) or _COMPARATOR.match(flat, start, end):
        return Aside()
    if _THRESHOLD.search(flat, start, end):
        return Aside()
    counted = ratio(flat, start, end) or _plain_count(flat, start, end)
    if counted:
        return Aside(frequency=counted, is_figure=True)
    group = population(flat, start, end)
    if group and group.start <= start + 12:
        return Aside(population=group)
    return None


def _named(whole: Flat, start: int, end: int, level: int, names_members: bool) -> Aside:
    flat = whole.text
    often = adverb(flat, start, end)
    if often and _ALONE.fullmatch(f"{flat[start : often.start]}¤{flat[often.end : end]}"):
        return Aside(frequency=often)
    amount = dose(flat, start, end)
    if amount and amount.end - amount.start >= (end - start) * 0.6:
        return Aside(dose=amount)
    if not names_members:
        return Aside()
    introduced = _INTRODUCED.match(flat, start, end)
    at = introduced.end() if introduced else start
    return Aside(members=tuple(pieces(whole, at, end, level + 1)), is_introduced=bool(introduced))


def _plain_count(flat: str, start: int, end: int) -> Span | None:
    found = count(flat, start, end)
    if not found or flat[start : found.start].strip():
        return None
    return found


def _tidy(flat: str, span: Span) -> Span:
    start, end = span
    while flat[start].isspace():
        start += 1
    return Span(start, end)


def _merged(one: Aside, other: Aside) -> Aside:
    is_further = one.is_figure and other.is_figure
    return Aside(
        frequency=one.frequency or other.frequency,
        is_figure=one.is_figure or (one.frequency is None and other.is_figure),
        dose=one.dose or (None if is_further else other.dose),
        population=one.population or (None if is_further else other.population),
        members=one.members + other.members,
        is_introduced=one.is_introduced or other.is_introduced,
        is_doubted=one.is_doubted or other.is_doubted,
        more=(*one.more, other) if is_further else one.more,
    )
