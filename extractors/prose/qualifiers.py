"""How often: the figures, counts and adverbs of running text (annotation guidelines 14 to 17).

Figures keep their comparators and leave out "of patients".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from extractors.frequency import percent_bounds
from extractors.model import Frequency, Span
from extractors.prose.effect_words import cue_pattern
from extractors.prose.hints import may_hold
from extractors.prose.sentences import small_letters
from schemas.vocab import FrequencyScale

_NUMBER: Final = r"\d+(?:[.,]\d+)?"
_BOUND: Final = (
    r"(?:(?:as\s+(?:many|high|much|low)\s+as|up\s+to(?:\s+(?:about|approximately))?|(?:equal\s+to\s+)?(?:less|fewer|more|greater|higher)\s+than"
    r"(?:\s+or\s+equal\s+to)?|at\s+least|about|approximately|around|nearly|almost|over|under|below|above|roughly|an?\s+estimated|[<>≤≥~]=?)\s*)"
)
_PRODUCT: Final = r"(?:ophthalmic|solution|cream|gel|ointment|lotion|foam|shampoo|topical|formulation|suspension|spray)"
_FIGURE: Final = re.compile(
    rf"between\s+{_NUMBER}\s*%?\s+and\s+{_NUMBER}\s*%|"
    rf"{_BOUND}?(?<![\w.]){_NUMBER}\s*%?(?:\s*(?:to|-|–)\s*(?:less\s+than\s+|up\s+to\s+|<\s*)?{_NUMBER})?\s*(?:%|percent\b)"
    rf"(?:\s+or\s+(?:more|less|greater|higher))?"
    rf"(?!(?:\s+(?:and|or)\s+{_NUMBER}\s*%)?\s*(?:(?:vaginal|nasal|oral|otic)\s+)?{_PRODUCT}|\s+(?:dextrose|strength|concentration)|\s+confidence)",
)
_TOTAL: Final = r"\d[\d,]*(?:[ \u00a0\u202f]000(?!\d))*"  # "1 in 10 000" as well
_RATIO: Final = re.compile(
    rf"{_BOUND}?(?<![\w.%/]){_NUMBER}\s*(?:/|\s+of\s+(?:the\s+)?|\s+in\s+|\s+out\s+of\s+)\s*{_TOTAL}\b(?!\s*(?:mg|mcg|g|mL|kg|x|times|mm)\b)"
    rf"|{_BOUND}?(?<![\w.%/]){_NUMBER}\s+(?:(?:cases|events|episodes|reports|patients)\s+)?per\s+\d[\d,]*"
    r"(?:\s+(?:patients?|persons?|women|subjects?)(?:[- ]years?)?)?"
)
_RATIO_HINT: Final = re.compile(r"\d\s*(?:/|\s(?:of|in|out|per|cases|events|episodes|reports|patients)\s)")
_FRACTION: Final = re.compile(
    rf"{_BOUND}?(?:(?:one|two|three|a)[- ](?:half|thirds?|quarters?|fourths?|fifths?|tenths?)|half)(?=\s+(?:of|the)\b)",
    re.IGNORECASE,
)
_PERCENT: Final = re.compile(r"percent\b")
DIGIT: Final = re.compile(r"\d")

_OF_A_MEASURE: Final = re.compile(
    rf"(?:A1c|hematocrit|fraction|FEV1|surface area|saturation|body weight|baseline|{_PRODUCT}s?)\W+"
    r"(?:(?:of|was|is|between|at|to|about)\s+)*$"
    r"|\b(?:gain|loss|increases?|decreases?|reductions?|decline|elevations?|duration|interval)\s+(?:of|by)\s+$"
    r"|\bcontaining\s+$",
    re.IGNORECASE,
)


_OF_SOME: Final = re.compile(r"\s*(?:¤+\s*)?(?:of\s|,?\s*(?:and\s+)?\d)")


def frequency(text: str, span: Span) -> Frequency:
    """Return the frequency that the words at ``span`` state; its bounds where they are percentages."""
    bounds = percent_bounds(_PERCENT.sub("%", span.of(text)))
    if bounds is None:
        return Frequency(span=span)
    return Frequency(span=span, scale=FrequencyScale.PERCENT, min_pct=bounds[0], max_pct=bounds[1])


@cache
def _count() -> re.Pattern[str]:
    count = cue_pattern("count")
    return re.compile(
        rf"(?<![\w.,/-])(?P<count>(?:(?:{count}|\d+(?!\s(?-i:[A-Z])))\s+(?:(?:other|additional|fatal|serious|severe|spontaneous|isolated|literature|known|confirmed|possible|of\s+the|published|rare|documented|well-documented)\s+)*"
        rf"(?:postmarketing\s+)?(?:cases?|reports?|instances?|deaths?|episodes?|patients?|subjects?|children|women|men|infants?|volunteers?))(?:\s+reports?)?)\b",
        re.IGNORECASE,
    )


_BOUND_BEFORE: Final = re.compile(rf"(?<![\w-]){_BOUND}$", re.IGNORECASE)
_CASES: Final = re.compile(r"(?:case|report)s?$", re.IGNORECASE)
_TIMES: Final = re.compile(
    rf"{_BOUND}?(?:\d[\d.]*|two|three|four|five|ten)(?:[- ]to[- ]\w+)?[- ](?:times|fold)\s+$", re.IGNORECASE
)
_HOW_BAD: Final = r"(?:fatal|severe|serious|life-threatening|lethal|irreversible|permanent|prolonged)\b"


@cache
def _adverb(*kinds: str) -> re.Pattern[str]:
    """Return the pattern of an adverb that says how often: not of "rarely fatal", "higher than the upper limit"."""
    compared = r"\s+than\s+(?:or\s+equal|\d|the\s+(?:upper|lower))|\s+(?:dose|dosage)"
    plain = r"(?:(?<=often)(?<!more often)(?<!less often)(?<!most often)|(?<=sometimes))"
    of_a_course = rf"{plain}\s+(?:with|requiring|resulting|leading)\b"
    of_degree = rf"(?:(?<=ly)|(?<=often)|(?<=sometimes))\s+{_HOW_BAD}"
    return re.compile(
        rf"(?<![\w-])(?<!\bno )(?<!\bnot )(?<!\bno more ){cue_pattern(*kinds)}(?![\w-])"
        rf"(?!{compared}|{of_degree}|{of_a_course})",
    )


def figures(flat: str, start: int, end: int) -> Iterator[Span]:
    """Yield the percentages in ``flat[start:end]``."""
    if flat.find("%", start, end) < 0 and flat.find("percent", start, end) < 0:
        return
    for found in _FIGURE.finditer(small_letters(flat), start, end):
        if _OF_A_MEASURE.search(flat, max(start, found.start() - 30), found.start()):
            continue
        if flat.endswith(" by ", start, found.start()) and not _OF_SOME.match(flat, found.end()):
            continue  # "increase cholesterol by 11%"; what was reported "by 11% of patients" occurred in as many
        yield Span(*found.span())


def ratio(flat: str, start: int, end: int) -> Span | None:
    """Return the first "2 of 34", "1/1000" or "one-third" in ``flat[start:end]``."""
    found = _RATIO.search(flat, start, end) if _RATIO_HINT.search(flat, start, end) else None
    found = found or (_FRACTION.search(flat, start, end) if may_hold("fraction", flat[start:end]) else None)
    return Span(*found.span()) if found else None


def ratios(flat: str, start: int, end: int) -> Iterator[Span]:
    """Yield the counts "2 of 34" in ``flat[start:end]``."""
    while found := ratio(flat, start, end):
        yield found
        start = found.end


def count(flat: str, start: int, end: int) -> Span | None:
    """Return the first count of cases ("one report", "several cases") in ``flat[start:end]``."""
    found = _count().search(flat, start, end) if may_hold("count", flat[start:end]) else None
    if not found:
        return None
    rare = re.match(r"(?:very rare|rare|isolated|occasional|sporadic)(?=\s)", found["count"], re.IGNORECASE)
    bound = _BOUND_BEFORE.search(flat, start, found.start("count"))
    begin = bound.start() if bound else found.start("count")
    return Span(begin, found.start("count") + rare.end() if rare else found.end("count"))


def case_count(flat: str, start: int, end: int) -> Span | None:
    """Return the first count of cases or reports, not of patients, in ``flat[start:end]``."""
    found = count(flat, start, end)
    return found if found and _CASES.search(found.of(flat)) else None


_THAN_A_LIMIT: Final = re.compile(r"\s+than\s+(?:or\s+equal|\d|the\s+(?:upper|lower))")


def is_above_limit(flat: str, end: int) -> bool:
    """Say whether "greater" or "less", which ends at ``end``, compares a value with a limit: it says not how often."""
    return bool(_THAN_A_LIMIT.match(flat, end))


def adverb(flat: str, start: int, end: int, adjectives: bool = True) -> Span | None:
    """Return the first adverb of frequency, or where ``adjectives`` count one of those, in ``flat[start:end]``."""
    if not may_hold("frequency", flat[start:end]):
        return None
    kinds = ("adverb", "frequency_adjective") if adjectives else ("adverb",)
    found = _adverb(*kinds).search(small_letters(flat), start, end)
    if not found or is_above_limit(flat, found.end()):
        return None
    times = _TIMES.search(flat, start, found.start())
    return Span(times.start() if times else found.start(), found.end())
