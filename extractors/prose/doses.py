"""At what dose: the amounts and dose words of running text (annotation guideline 19).

Route and duration alone are no dose, nor are measured values ("4 mEq/L").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from extractors.model import Span
from extractors.prose.effect_words import cue_pattern
from extractors.prose.hints import may_hold
from extractors.prose.sentences import small_letters

# All in small letters, as is what they are matched against.
_UNIT: Final = r"(?:mg|mcg|[µμ]g|g|grams?|ml|units?|iu|meq|mmol|international units)\b"
_PER: Final = r"(?:\s*(?:/|per)\s*(?:kg|m2|day|dose|hour|hr|week|month|min|minute)\b)*"
AMOUNT: Final = rf"\d[\d.,]*(?:\s*(?:to|-|–)\s*\d[\d.,]*)?(?:\s+(?:million|thousand))?\s*-?{_UNIT}{_PER}"
_MEASURED: Final = r"(?!\s*(?:/|per\s)?\s*(?:dl|l\b|lit(?:er|re)|ml|mmol)|(?<=ml)\s*/\s*min|(?<=ml/min)|(?<=ml/minute))"
_DAILY: Final = (
    r"(?:\s+(?:orally|intravenously|subcutaneously|intramuscularly|iv|im|sc|po|by\s+mouth)"
    r"(?=\s+(?:once|twice|three|four|\d|every|per|a|daily|weekly)\b))?(?:\s+(?:once|twice|three\s+times|four\s+times|\d+\s+times|every|per|a)\s+(?:an?\s+|\d+\s+)?(?:daily|days?|weekly|weeks?"
    r"|hours?|months?)\b|\s+(?:daily|weekly|qd|bid|tid|/day))?"
)
_BEYOND: Final = (
    r"(?:of|greater\s+than|above|exceeding|less\s+than|up\s+to|over|higher\s+than|in\s+excess\s+of|more\s+than|below"
    r"|as\s+(?:low|high|small|little)\s+as|between|from)"
)
_LIMIT: Final = (
    r"(?:less\s+than|greater\s+than|more\s+than|up\s+to|at\s+least|about|approximately|over|above|exceeding"
    r"|as\s+(?:little|low|small|high|much)\s+as|[<>≤≥])"
)
_NOT_WITHIN: Final = r"(?!(?:as|the|with|in|of|or|and|by|to|for|at)\b)"


@cache
def _dose() -> re.Pattern[str]:
    degree, noun, related = (cue_pattern(kind) for kind in ("dose_degree", "dose_noun", "dose_related"))
    of_the_drug = rf"(?!(?:[\w-]+\s+){{0,2}}?{cue_pattern('body_substance')}\b)"
    level = r"(?:plasma|serum|blood)\s+\w+\s+(?:levels?|concentrations?)"
    beyond = rf"{_BEYOND}\s+(?:the\s+)?(?:(?:up\s+to|greater\s+than|less\s+than|at\s+least|or)\s+)?"
    or_more = rf"(?:\s+(?:or|to|and)\s+(?:{AMOUNT}{_DAILY}|more|greater|higher))?"
    degrees = rf"{degree}(?:(?:,\s*|\s+(?:or|and|to)\s+){degree})?"
    return re.compile(
        rf"(?<![\w-])(?:{related}(?![\w-])"
        r"|(?:related\s+to|dependent\s+(?:up)?on)\s+(?:the\s+)?"
        r"(?:dose|dosage|(?:plasma|serum)\s+(?:levels?|concentrations?))\b"
        rf"|(?:total\s+)?dos(?:e|age)s?\s+{beyond}"
        rf"(?:{AMOUNT}{_DAILY}|{_NOT_WITHIN}\w+(?:\s+\w+)?\s+dos(?:e|age)s?){or_more}"
        rf"|dos(?:e|age)s?\s+of\s+(?:[\w-]+\s+){{1,4}}?{_BEYOND}\s+{AMOUNT}{_DAILY}"
        rf"|(?:(?:very|extremely|relatively|unusually|inappropriately|excessively)\s+)?{degrees}[- ]{of_the_drug}"
        rf"(?:{_NOT_WITHIN}[\w-]+\s+){{0,2}}?(?:{noun}|{level})\b"
        rf"(?:\s*¤+)?(?:\s+(?:{_BEYOND}\s+)?{AMOUNT}{_DAILY})?"
        r"|(?:an?\s+)?(?:accidental\s+|acute\s+|massive\s+)?overdos(?:e|es|age|ed)\b"
        r"|(?:(?:too|very|overly)\s+)?rapid\s+(?:(?:intravenous|iv|bolus)\s+)?(?:infusion|administration|injection|rate)s?\b"
        r"|(?:rapid|high|higher|fast|faster)\s+(?:infusion|injection)\s+rates?\b"
        rf"|{_LIMIT}?\s*{AMOUNT}{_MEASURED}{_DAILY}(?:\s+or\s+(?:more|greater|higher)(?:\s+(?:daily|per\s+day))?)?)",
    )


_JOINED: Final = re.compile(
    r"(?:(?:\s*,)?\s+(?:and/or|and|or|as\s+well\s+as|to)|,(?=\s+\d))\s+(?:(?:also\s+)?(?:with|at|in|of|by|after|following|during)\s+)?(?:an?\s+|the\s+)?",
)


def dose(flat: str, start: int, end: int) -> Span | None:
    """Return the first dose statement in ``flat[start:end]``, with the alternatives that follow it.

    Doses given in turn ("20 mg and 40 mg, respectively") are no alternatives.

    >>> said = "with therapeutic doses as well as with overdose"
    >>> dose(said, 0, len(said)).of(said)
    'therapeutic doses as well as with overdose'
    """
    small = small_letters(flat)
    found = _first(small, start, end)
    if found is None or flat.find("respectively", found.end, end) >= 0:
        return found
    while (joint := _JOINED.match(small, found.end, end)) and (more := _dose().match(small, joint.end(), end)):
        found = Span(found.start, more.end())
    return found


def doses(flat: str, start: int, end: int) -> Iterator[Span]:
    """Yield the dose statements in ``flat[start:end]``, each by itself."""
    small = small_letters(flat)
    while found := _first(small, start, end):
        yield found
        start = found.end


def _first(small: str, start: int, end: int) -> Span | None:
    found = _dose().search(small, start, end) if may_hold("dose", small[start:end]) else None
    if not found:
        return None
    return Span(found.start() + len(found[0]) - len(found[0].lstrip()), found.end())
