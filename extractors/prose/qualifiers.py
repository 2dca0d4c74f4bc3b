"""How often, at what dose and in whom: the words of running text that qualify an effect.

The rules follow the annotation guidelines of the professional paragraphs: figures keep their comparators and leave out
"of patients"; only the drug's arm of a comparison counts; the drug itself is no population; route and duration are no
dose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from extractors.frequency import percent_bounds
from extractors.model import Frequency, Span
from extractors.prose.effect_words import cue_pattern, is_drug, words_of
from schemas.vocab import FrequencyScale

_NUMBER = r"\d+(?:[.,]\d+)?"
_BOUND = (
    r"(?:(?:as\s+(?:many|high|much|low)\s+as|up\s+to(?:\s+(?:about|approximately))?|(?:equal\s+to\s+)?(?:less|fewer|more|greater|higher)\s+than"
    r"(?:\s+or\s+equal\s+to)?|at\s+least|about|approximately|around|nearly|almost|over|under|below|above|roughly|an?\s+estimated|[<>≤≥~]=?)\s*)"
)
FIGURE = re.compile(
    rf"between\s+{_NUMBER}\s*%?\s+and\s+{_NUMBER}\s*%|"
    rf"{_BOUND}?(?<![\w.]){_NUMBER}\s*%?(?:\s*(?:to|-|–)\s*(?:less\s+than\s+|up\s+to\s+|<\s*)?{_NUMBER})?\s*(?:%|percent\b)"
    rf"(?:\s+or\s+(?:more|less|greater|higher))?"
    r"(?!\s*(?:(?:vaginal|nasal|oral|otic)\s+)?(?:ophthalmic|solution|cream|gel|ointment|lotion|foam|shampoo|topical|dextrose|strength|concentration|formulation))",
    re.IGNORECASE,
)
_RATIO = re.compile(
    rf"{_BOUND}?(?<![\w.%/]){_NUMBER}\s*(?:/|\s+of\s+(?:the\s+)?|\s+in\s+|\s+out\s+of\s+)\s*\d[\d,]*\b(?!\s*(?:mg|mcg|g|mL|kg|x|times|mm)\b)"
)
_AMOUNT = (
    r"\d[\d.,]*(?:\s*(?:to|-|–)\s*\d[\d.,]*)?\s*-?(?:mg|mcg|µg|g|grams?|mL|units?|IU|mEq|mmol"
    r"|international units)\b(?:\s*(?:/|per)\s*(?:kg|m2|day|dose|hour|hr|week|min|mL|minute)\b)*"
)
_DIGIT = re.compile(r"\d")
_DAILY = (
    r"(?:\s+(?:once|twice|three\s+times|four\s+times|every|per|a)\s+(?:a\s+|\d+\s+)?(?:daily|day|week|hours?"
    r"|weekly|weeks|month)|\s+(?:daily|weekly|qd|bid|tid|/day))?"
)
DOSE = re.compile(
    rf"(?:(?:at|with|by|of|following|after|from|on|in|using|to)\s+)?(?P<dose>"
    rf"(?:dose|dosage)[- ](?:related|dependent|limiting)"
    rf"|(?<![a-z])(?:related\s+to|dependent\s+on)\s+(?:the\s+)?(?:dose|dosage)\b"
    rf"|doses?\s+(?:of|greater\s+than|above|exceeding|less\s+than|up\s+to|over|higher\s+than|below|as\s+low\s+as|between|from)\s+(?:the\s+)?(?:(?:up\s+to|greater\s+than|less\s+than|at\s+least|or)\s+)?(?:{_AMOUNT}{_DAILY}|\w+(?:\s+\w+)?\s+dos(?:e|age)s?)(?:\s+(?:or|to|and)\s+(?:{_AMOUNT}{_DAILY}|more|greater|higher))?"
    rf"|(?:very\s+|extremely\s+|relatively\s+|unusually\s+)?(?:high|higher|low|lower|large|larger|small"
    rf"|smaller|moderate|excessive|massive|therapeutic|usual|recommended|recommended\s+daily|standard|normal"
    rf"|single|cumulative|maximum|toxic|increasing|increased|highest|lowest|supratherapeutic"
    rf"|larger\s+than\s+recommended|greater\s+than\s+recommended|approved)[- ](?:\w+\s+){{0,2}}?(?:dose|dosage"
    rf"|doses|dosages|dosage\s+ranges|dose\s+therapy|plasma\s+concentrations|plasma\s+levels"
    rf"|serum\s+concentrations|concentrations|serum\s+levels|(?:plasma|serum)\s+\w+\s+(?:levels|concentrations))\b(?:\s*¤+)?(?:\s+(?:of\s+)?{_AMOUNT}{_DAILY})?"
    rf"|(?:an?\s+)?(?:accidental\s+|acute\s+|massive\s+)?overdos(?:e|es|age)\b|rapid\s+(?:intravenous\s+|IV\s+)?(?:infusion|administration|injection|rate)\b|too\s+rapid\s+(?:infusion|administration|injection)"
    rf"|(?:less\s+than|greater\s+than|more\s+than|up\s+to|at\s+least|[<>≤≥])?\s*{_AMOUNT}(?!\s*(?:/\s*)?(?:dL|L\b|mL|mmol)){_DAILY}(?:\s+(?:or\s+(?:more|greater|higher))(?:\s+(?:daily|per\s+day))?)?)",
    re.IGNORECASE,
)


_OF_A_MEASURE = re.compile(
    r"(?:A1c|hematocrit|fraction|FEV1|surface area|saturation|body weight|baseline)\W+"
    r"(?:(?:of|was|is|between|at|to|about)\s+)*$",
    re.IGNORECASE,
)


def frequency(text: str, span: Span) -> Frequency:
    """Return the frequency that the words at ``span`` state; its bounds where they are percentages."""
    bounds = percent_bounds(re.sub(r"percent\b", "%", span.of(text)))
    if bounds is None:
        return Frequency(span=span)
    return Frequency(span=span, scale=FrequencyScale.PERCENT, min_pct=bounds[0], max_pct=bounds[1])


def hinted(kind: str, words: str) -> bool:
    """Say whether words hold any of the syllables without which a costly pattern cannot match."""
    small = words.casefold()
    for hint in words_of("prose_cues", kind):  # noqa: SIM110  a generator costs more than the search it saves
        if hint in small:
            return True
    return False


@cache
def _count() -> re.Pattern[str]:
    count = cue_pattern("count")
    return re.compile(
        rf"(?<![\w.,/-])(?P<count>(?:(?:{count}|\d+)\s+(?:(?:other|additional|fatal|serious|severe|spontaneous|isolated|literature|known|confirmed|possible|of\s+the|published|rare|documented|well-documented)\s+)*"
        rf"(?:postmarketing\s+)?(?:cases?|reports?|instances?|deaths?|episodes?|patients?|subjects?|children|women|men|infants?|volunteers?))(?:\s+reports?)?)\b",
        re.IGNORECASE,
    )


@cache
def _adverb(*kinds: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w-]){cue_pattern(*kinds)}(?![\w-])(?!\s+than\s+(?:or\s+equal|\d|the\s+(?:upper|lower))|\s+(?:dose|dosage))",
        re.IGNORECASE,
    )


def figures(flat: str, start: int, end: int) -> Iterator[Span]:
    """Yield the percentages in ``flat[start:end]``."""
    if flat.find("%", start, end) < 0 and flat.find("percent", start, end) < 0:
        return
    for found in FIGURE.finditer(flat, start, end):
        if _OF_A_MEASURE.search(flat, max(start, found.start() - 30), found.start()):
            continue
        yield Span(*found.span())


def ratio(flat: str, start: int, end: int) -> Span | None:
    """Return the first "2 of 34" or "1/1000" in ``flat[start:end]``."""
    found = _RATIO.search(flat, start, end) if _DIGIT.search(flat, start, end) else None
    return Span(*found.span()) if found else None


def ratios(flat: str, start: int, end: int) -> Iterator[Span]:
    """Yield the counts "2 of 34" in ``flat[start:end]``."""
    while found := ratio(flat, start, end):
        yield found
        start = found.end


def count(flat: str, start: int, end: int) -> Span | None:
    """Return the first count of cases ("one report", "several cases") in ``flat[start:end]``."""
    found = _count().search(flat, start, end) if hinted("count_hint", flat[start:end]) else None
    if not found:
        return None
    rare = re.match(r"(?:very rare|rare|isolated|occasional|sporadic)(?=\s)", found["count"], re.IGNORECASE)
    return Span(found.start("count"), found.start("count") + rare.end() if rare else found.end("count"))


def adverb(flat: str, start: int, end: int, adjectives: bool = True) -> Span | None:
    """Return the first adverb of frequency, or where ``adjectives`` count one of those, in ``flat[start:end]``."""
    if not hinted("frequency_hint", flat[start:end]):
        return None
    kinds = ("adverb", "frequency_adjective") if adjectives else ("adverb",)
    found = _adverb(*kinds).search(flat, start, end)
    return Span(*found.span()) if found else None


def dose(flat: str, start: int, end: int) -> Span | None:
    """Return the first dose statement in ``flat[start:end]``."""
    found = DOSE.search(flat, start, end) if hinted("dose_hint", flat[start:end]) else None
    if not found:
        return None
    start, end = found.span("dose")
    return Span(start + len(found["dose"]) - len(found["dose"].lstrip()), end)


def doses(flat: str, start: int, end: int) -> Iterator[Span]:
    """Yield the dose statements in ``flat[start:end]``."""
    while found := dose(flat, start, end):
        yield found
        start = found.end


_OWN_ARM = re.compile(r"(?:(?:in|among|of)\s+)?(?:the\s+)?(?:\d[\d,]*\s+)?[\w-]+-treated\s+\w+|.*\bplacebo\b.*", re.I)
_OWN_DRUG = re.compile(
    r"\s+(?:(?:who\s+(?:were\s+|are\s+)?)?(?:treated\s+with|receiving|using|taking|given|administered|received|exposed\s+to|on|following|during|after|when\s+taking)\s+(?:oral\s+|intravenous\s+|IV\s+|topical\s+)?"
    r"(?:this\s+(?:drug|combination(?:\s+drug)?|product|medication|agent|regimen)\b(?!\s+(?:who|concomitantly|plus|in\s+combination|and\s+(?:other|an?)|with)\b)|the\s+drug|(?:therapy|treatment)\s+with\s+this\s+\w+|(?:therapy"
    r"|treatment|it)(?=\s*(?:$|[.,;]))|doses?\b|(?:high|low|higher|lower)[- ](?:dose|doses)\b"
    r"|\d[\d.,]*\s*(?:mg|mcg|g|mL|%))|(?:in|during|across|throughout)\s+(?:the\s+|other\s+|all\s+)?(?:[\w-]+\s+){0,2}(?:trials?|studies|study|postmarketing\s+\w+)\b|"
    r"across\s+phase\b|at\s+(?:therapeutic|high|higher|low|lower|recommended|usual|doses?|dosages?)\b|"
    r"(?:during|through|over|within|after|(?<!treated\s)for)\s+(?:up\s+to\s+)?(?:\d|week)|in\s+(?:one|two|three|an?|phase)\s+).*",
    re.IGNORECASE | re.DOTALL,
)
_COMPARED = re.compile(
    r",\s+(?:indicating|suggesting|even|and\s+was|and\s+were|resulting|which|although|but|however)\b.*|,?\s+(?:compared\s+(?:to|with)|versus|vs\.?|than(?=\s+(?:in|with|for|those|that|among|placebo|patients|the)\b)|relative\s+to|as\s+opposed\s+to|;|and\s+(?:in\s+)?\d).*",
    re.IGNORECASE | re.DOTALL,
)


@cache
def _population() -> re.Pattern[str]:
    noun = cue_pattern("population_noun")
    return re.compile(
        rf"\b(?:(?:(?:especially|particularly|primarily|mostly|mainly|usually|predominantly)\s+)?(?:in|among|for)\s+)"
        rf"(?!(?:about|up|less|more|approximately|at\s+least|over|nearly|greater|\d[\d.]*\s*%|\d+\s+of|\d+/|clinical|some|most|many|all\s+patients|a\s+(?:small|few)|patients\s*(?:$|[.,;]))\b)"
        rf"(?:(?!\b(?:of|were|was|has|have|who|with|receiving)\b)[\w/+'-]+\s+){{0,6}}?{noun}\b[^;¤]*"
        rf"|\bin\s+combination\s+with\s+[^;]*"
        rf"|\b(?:concomitant|concurrent|simultaneous)\s+(?:use|administration|therapy|treatment)\s+(?:of|with)\s+[^;]*"
        rf"|\bwhen\s+(?:it\s+(?:is|was)\s+)?(?:coadministered|used\s+in\s+combination|combined|given|used|administered)\s+with\s+[^;]*"
        rf"|\b(?:coadministered|coadministration)\s+with\s+[^;]*"
        rf"|\bin\s+(?:[\w-]+\s+){{0,3}}surgery\b",
        re.IGNORECASE,
    )


_BARE = re.compile(
    r"(?:(?:in|among|for|to)\s+)?(?:(?:\d+|one|two|three|four|five|six|both|some|most|many|all|few|treated|susceptible|certain|several|these|the|those|study|clinical|other|a|of|number|small|few|trial)\s+)*"
    r"(?:patients?|subjects?|individuals|volunteers|people|users|participants|trials|studies|population|persons)\b[\s.,]*",
    re.IGNORECASE,
)


def population(flat: str, start: int, end: int) -> Span | None:
    """Return the first group of patients, disease state or co-medication named in ``flat[start:end]``."""
    if not hinted("population_hint", flat[start:end]):
        return None
    for found in _population().finditer(flat, start, end):
        span = _trimmed(flat, Span(*found.span()))
        if span and not _BARE.fullmatch(span.of(flat)) and not _OWN_ARM.fullmatch(span.of(flat)):
            return span
    return None


def group_of_figure(flat: str, start: int, end: int) -> Span | None:
    """Return the group that "5% of ..." counts: ``start`` is where the figure ends; None for bare "patients"."""
    found = re.compile(r"\s*(?:¤+\s*)?of\s+(?:the\s+)?(?=[^;,]*)([^;,¤]+)").match(flat, start, end)
    if not found or not re.search(rf"\b{cue_pattern('population_noun')}\b", found[1], re.IGNORECASE):
        return None
    named = _with_other_drugs(flat, Span(*found.span(1)), end)
    span = _trimmed(flat, named)
    return None if not span or _BARE.fullmatch(span.of(flat)) else span


_OTHER_DRUG = re.compile(r",\s+(?:(?:and|or)\s+)?(?P<drug>[a-z][\w-]{4,})(?:\s+(?:DF|alafenamide))?")


def _with_other_drugs(flat: str, span: Span, stop: int) -> Span:
    """Return a group with all drugs of its regimen ("patients using efavirenz, lamivudine, and tenofovir")."""
    end = span.end
    if not is_drug(flat[:end].rsplit(None, 1)[-1]):
        return span
    while (found := _OTHER_DRUG.match(flat, end, stop)) and is_drug(found["drug"]):
        end = found.end()
    return Span(span.start, end)


def _trimmed(flat: str, span: Span) -> Span | None:
    """Return the population without the drug itself, comparisons and what follows."""
    words = span.of(flat)
    words = _COMPARED.sub("", words)
    words = _OWN_DRUG.sub("", words)
    words = re.sub(
        r"(?:[\s.,;:¤]|\b(?:and|or|in|of|to|the|was|were|with|using|receiving|taking|given|treated|respectively))+$",
        "",
        words,
    )
    return Span(span.start, span.start + len(words)) if words else None
