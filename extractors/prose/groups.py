"""In whom: groups of patients, states of disease, co-medication (annotation guideline 20).

The drug itself is no group, nor are studies, times, and the doses that a group was given.
"""

from __future__ import annotations

import re
from functools import cache

from extractors.model import Span
from extractors.prose.doses import doses
from extractors.prose.effect_words import cue_pattern
from extractors.prose.hints import hinted

_FOCUS = r"(?:(?:especially|particularly|primarily|mostly|mainly|usually|predominantly|even|notably)\s+)?"
_WITHIN = r"(?:(?!(?:of|were|was|has|have|who|with|receiving|in|among|for|by|to|that|which|is|are|after|during|indicates?|indicated|suggest\w*|show\w*|reports?)\b)[\w/+'-]+,?\s+)"
_NO_GROUP = (
    r"(?!(?:about|up|less|(?:significantly\s+)?(?:more|fewer)|approximately|at\s+least|over|nearly|greater|\d[\d.]*\s*%|\d+\s+of|\d+/|clinical"
    r"|(?:some|most|many|all)\s+(?!patients\s+(?:with|who)\b)|a\s+(?:small|few)|patients\s*(?:$|[.,;]))\b)"
)
_GOES_ON = (
    r"(?:(?:and/or|and|or|who|with|without|on)\b|(?!(?:in|during|after|following|at|by|for|compared|than|while|when|versus|vs|was|were"
    r"|has|have|had|is|are|may|of|within|through|over|from|to|due|because|which|that|as|respectively|found|show\w*|report\w*|occurr\w*|includ\w*|experienc\w*|develop\w*|demonstrat\w*|reveal\w*|one|two|three|several|an?|the)\b)[a-z])"
)
_REST = rf"[^;¤]*(?:¤+(?=\s+{_GOES_ON})[^;¤]*)*"
_TOGETHER = r"(?:concomitant|concurrent|simultaneous|combined)"
_TREATMENT = r"(?:use|administration|therapy|treatment|ingestion|exposure)"
_LASTING = r"(?:long-term|prolonged|chronic|extended|repeated)"
_ITSELF = r"(?:it|the|this|these|that)\b"
_FINDING = r"(?:[\w-]+\s+){0,2}?(?:reactions?|symptoms?|elevations?|increases?|decreases?|fever|rash|infections?)\b"
_WHEN_GIVEN = r"(?:co-?administered|used\s+in\s+combination|combined|given|used|administered|taken)"
_AND = r",?\s+(?:and/or|and|or)\s+"
_NOT_A_VERB = r"(?!(?:with|at|was|were|has|have|is|are)\b)"
_EVENT = r"(?=\s+(?:[\w-]+\s+){0,3}?(?:surgery|transplant\w*|pregnancy|delivery|dialysis|hemodialysis|chemotherapy|radiotherapy|anesthesia|infarction|menopause)\b)"


@cache
def _noun() -> str:
    return rf"(?:{cue_pattern('population_noun')}|\d+[- ](?:year|month|week|day)s?[- ]old(?:\s+(?!who\b|with\b|had\b)[\w-]+)?)"


@cache
def _population() -> re.Pattern[str]:
    noun, state = _noun(), cue_pattern("population_state")
    return re.compile(
        rf"\b{_FOCUS}(?:(?:in|among|for)\s+{_NO_GROUP}{_WITHIN}{{0,6}}?{noun}\b(?!-|\s+(?:study|health)\b){_REST}"
        rf"|in\s+combination\s+(?:use\s+|therapy\s+)?with\s+[^;]*"
        rf"|(?:(?:with|in|during|following)\s+(?:the\s+)?)?{_TOGETHER}\s+{_TREATMENT}\s+(?:of|with|to)\s+[^;]*"
        rf"|with\s+{_TOGETHER}\s+(?!{_TREATMENT}|{_FINDING})[^;]*"
        rf"|when\s+(?:(?:it|this\s+drug)\s+(?:is|was)\s+)?{_WHEN_GIVEN}\s+(?:(?:concomitantly|concurrently|together)\s+)?with\s+[^;]*"
        rf"|(?:co-?administered|co-?administration)\s+with\s+[^;]*"
        rf"|while\s+(?:(?:concomitantly|concurrently|also)\s+)?(?:using|taking|receiving|on)\s+(?!{_ITSELF})[^;]*"
        rf"|(?:(?<=and )|(?<=or )|(?<=and/or ))(?:in|during|with)\s+{_LASTING}\s+{_TREATMENT}\b"
        rf"|(?:in|during|with)\s+{_LASTING}\s+{_TREATMENT}(?=\s*¤*{_AND}(?:in|at|with)\b)(?:\s*¤*{_AND}with\s+(?!high|low|large)[^;]*)?"
        rf"|(?:in|during)\s+(?:the\s+(?:presence|setting|context)\s+of\s+)?{_WITHIN}{{0,3}}?{state}\b"
        rf"(?![\w-]|\s+(?:trials?|studies|study)\b)(?:{_EVENT}|(?:{_AND}(?:in\s+)?{_NOT_A_VERB}[\w-]+(?:\s+[\w-]+)?)?"
        rf"(?:\s*¤*{_AND}with\s+(?!high|low|large)[^;]*)?))",
        re.IGNORECASE,
    )


_STUDY_OF = re.compile(
    r"\b(?:trials?|study|studies|analys[ie]s|cohort|series)\s+(?:of|(?:that\s+)?enroll(?:ed|ing)|involving)\s+(?:\d[\d,]*\s+)?",
    re.IGNORECASE,
)
_IN_NUMBER = re.compile(r"\bin\s+\d[\d,]*\s+¤+")
_OUT_OF = re.compile(r"\s*(?:out\s+)?of\s+(?:the\s+)?(?:first\s+)?\d[\d,]*\s+", re.IGNORECASE)
_FOLLOWED = r"(?=\s*(?:$|[.,;¤]|(?:with|without|who|whose|that|receiving|treated|taking|undergoing|on|given|using|aged|under|over|at|in|and|or|younger|older|exposed|requiring|switching|switched|coinfected|of\s+child)\b))"


@cache
def _as_subject() -> re.Pattern[str]:
    noun = _noun()
    return re.compile(
        rf"\s*(?:(?:no|the|these|those|some|many|most|all|one|two|three|four|five|several|\d+)\s+)*(?P<group>{_WITHIN}{{0,5}}?{noun}\b(?!-){_FOLLOWED}{_REST})",
        re.IGNORECASE,
    )


@cache
def _counted() -> re.Pattern[str]:
    noun = _noun()
    return re.compile(
        rf"\s*(?:¤+\s*)?(?:(?:of|in)\s+(?:(?:the|these|those|all)\s+)?)?(?:\d[\d,]*\s+)?(?P<group>{_WITHIN}{{0,8}}?{noun}\b(?!-){_REST})",
        re.IGNORECASE,
    )


_BARE = re.compile(
    r"(?:(?:in|among|for|to)\s+)?(?:(?:\d+|one|two|three|four|five|six|both|some|most|many|all|few|treated|susceptible|certain|several|these|the|those|such|study|clinical|other|a|an|of|number|small|few|trial|affected|drug|exposed|individual|evaluable|more|fewer|significantly|this|his|her|their|same|another|each|every|either)\s+)*"
    r"(?:patients?|subjects?|individuals?|volunteers|people|users|participants|trials|studies|population|persons?|those|recipients|cases|person)\b(?:\s+(?:who\s+)?overdosed)?[\s.,]*",
    re.IGNORECASE,
)
_OWN_ARM = re.compile(
    r"in\s+combination(?:\s+(?:use|therapy))?|(?:(?:in|among|of)\s+)?(?:(?:the|an?)\s+)?(?:\d[\d,]*\s+)?[\w-]+-treated\s+\w+|.*\bplacebo\b.*",
    re.I,
)
_GIVEN = (
    r"(?:who\s+(?:were\s+|are\s+|had\s+|have\s+)?(?:been\s+)?)?"
    r"(?:treated\s+with|receive[ds]?|receiving|using|used|taking|took|taken|given|administered|exposed\s+to|initiating|started\s+on|starting|maintained\s+on|on|with|following|during|after|when\s+taking)"
)
_LONG = r"(?:who|concomitantly|plus|alone\s+or\s+in\s+combination|in\s+combination|and\s+(?:other|an?|concomitant)|with|together\s+with|as\s+well\s+as|(?:,\s+)?(?:and|or)\s+(?!in\b|were\b|was\b|had\b|have\b|the\b|\d|those\b|at\b)[a-z]{4}|for\s+(?:an?\s+)?(?:prolonged|long|extended|more\s+than|at\s+least))"
_OWN_DRUG = re.compile(
    rf"\s+{_GIVEN}\s+(?:(?:the\s+)?(?:oral|intravenous|IV|topical|recommended|daily|treatment\s+with|therapy\s+with|use\s+of)\s+)*"
    rf"(?:this\s+(?:drug|combination(?:\s+drug)?|product|medication|agent|regimen|vaccine|medicine)\b(?!\s+{_LONG})|it\b(?!\s+{_LONG})|the\s+(?:drug|vaccine)\b|(?:therapy|treatment)(?=\s*(?:$|[.,;]))"
    r"|doses?\b|\d[\d.,]*(?:\s*(?:mg|mcg|g|mL|%)|\s*$|\s+(?:and|or|to)\s+\d)).*",
    re.IGNORECASE | re.DOTALL,
)
_CUT = re.compile(
    r"(?:,?\s+(?:compared\s+(?:to|with)|versus|vs\.?|relative\s+to|as\s+opposed\s+to|than(?=\s+(?:in|with|for|those|that|among|placebo|patients|the)\b)|(?<!less )(?<!more )(?<!older )(?<!younger )(?<!greater )(?<!fewer )"
    r"(?<!higher )(?<!lower )(?<!rather )(?<!other )than\b)"
    r"|\s+and\s+(?:in\s+)?(?:up\s+to\s+|about\s+|less\s+than\s+)?\d"
    r"|,\s+(?:up\s+to\s+|about\s+|less\s+than\s+)?\d[\d.]*\s*%|,?\s+and\s+in\s+(?:no|none)\b|\s+(?:annually|per\s+year)\b"
    r"|,\s+(?:being|occurring|with\s+the|indicating|suggesting|even|resulting|leading|requiring|which|although|but|however|though|while|whereas|usually|generally|typically|with\s+(?:one|an?\s+\w+\s+of|some|most|no|the)|most\s+of|some\s+of|and\s+(?:was|were|is|are|has|have|may|can|it|they|this|these|there|some|most)\b)"
    r"|,?\s+(?:while|until|before|upon|prior\s+to|within|throughout|despite|regardless|because|due\s+to|primarily\s+as|mainly\s+as|based\s+on|according\s+to|as\s+a\s+result|across\s+phase)\b"
    rf"|,?\s+(?:after|following|during|when)\b(?!{_EVENT})"
    r"|\s+(?:through|over)\s+(?:the\s+(?!age)|an?\s+|up\s+to\s+|\d+\s+(?:hours|days|weeks|months)|week)"
    r"|(?<!treated)\s+for\s+(?:up\s+to\s+)?(?:\d|week)"
    r"|\s+(?:in|during|across|throughout|from)\s+(?:the\s+|other\s+|all\s+|an?\s+)?(?:[\w-]+\s+){0,2}(?:trials?|studies|study|postmarketing\s+\w+)\b"
    r"|\s+in\s+(?:one|two|three|an?|phase)\s+|\s+at\s+(?:week|day|month|\d)).*",
    re.IGNORECASE | re.DOTALL,
)
_OPENERS = (
    "in ",
    "of ",
    "among ",
    "for ",
    "with ",
    "during ",
    "when ",
    "while ",
    "concomitant ",
    "concurrent ",
    "simultaneous ",
    "combined ",
    "admin",
)
_EXCEPT = re.compile(r"\b(?:except|excluding|but\s+not)\s+$", re.IGNORECASE)
_HEAD = re.compile(rf"{_FOCUS}\w+", re.IGNORECASE)
_BEFORE_DOSE = re.compile(
    rf"(?:(?:\s*,)?\s+(?:and/or|and|or))?\s+(?:(?:especially|particularly|even)\s+)?(?:{_GIVEN}|at|in|of|to)\s+(?:(?:an?|the|single|total|daily)\s+)*$",
    re.IGNORECASE,
)
_DANGLING = re.compile(
    r"(?:[\s.,;:¤]|\b(?:and|or|and/or|and\s+alone|in|of|to|the|a|an|was|were|has|have|with|using|receiving|taking|given|treated|respectively|who|that|but|as|at|for|on|also|especially|particularly|primarily|mostly|it|this|when|higher|lower|more|less|fewer))+$"
)


def population(flat: str, start: int, end: int) -> Span | None:
    """Return the first group of patients, disease state or co-medication named in ``flat[start:end]``.

    >>> said = "in patients with gout receiving high doses"
    >>> population(said, 0, len(said)).of(said)
    'in patients with gout'
    """
    small = flat[start:end].casefold()
    for opener in _OPENERS:
        if opener in small:
            break
    else:
        return None
    if not hinted("population_hint", small):
        return None
    if (studied := _STUDY_OF.search(flat, start, end)) and (group := group_of_figure(flat, studied.end(), end)):
        return group
    if (counted := _IN_NUMBER.search(flat, start, end) or _OUT_OF.match(flat, start, end)) and (
        group := group_of_figure(flat, counted.end(), end)
    ):
        return group
    while found := _population().search(flat, start, end):
        span = trimmed(flat, Span(*found.span()))
        if _names_group(span.of(flat)) and not _EXCEPT.search(flat, max(start, span.start - 12), span.start):
            return span
        start = max(span.end, found.start() + 1)
    return None


def group_as_subject(flat: str, start: int, end: int) -> Span | None:
    """Return the group of patients that a subject is ("Elderly patients may develop ..."), its count left out."""
    if not hinted("population_hint", flat[start:end]):
        return None
    found = _as_subject().match(flat, start, end)
    return _group(flat, Span(*found.span("group"))) if found else None


def group_of_figure(flat: str, start: int, end: int) -> Span | None:
    """Return the group that "5% of ..." counts: ``start`` is where the figure ends; None for bare "patients"."""
    if not hinted("population_hint", flat[start:end]):
        return None
    found = _counted().match(flat, start, end)
    return _group(flat, Span(*found.span("group"))) if found else None


def _group(flat: str, span: Span) -> Span | None:
    span = trimmed(flat, span)
    return span if _names_group(span.of(flat)) else None


def _names_group(words: str) -> bool:
    return bool(words) and not _BARE.fullmatch(words) and not _OWN_ARM.fullmatch(words)


def trimmed(flat: str, span: Span) -> Span:
    """Return the population without the drug itself, its doses, comparisons and what follows."""
    while span.start < span.end and flat[span.start] in "-–•* ":
        span = Span(span.start + 1, span.end)
    words = span.of(flat)
    head = _HEAD.match(words)
    begin = head.end() if head else 0
    words = words[:begin] + _OWN_DRUG.sub("", _CUT.sub("", words[begin:]))
    words = words[: _own_dose(words)]
    words = _DANGLING.sub("", words)
    return Span(span.start, span.start + len(words))


def _own_dose(words: str) -> int:
    """Return where "receiving high doses" begins; "high-dose methotrexate" is another drug's dose."""
    for amount in doses(words, 0, len(words)):
        before = _BEFORE_DOSE.search(words, 0, amount.start)
        if before and not (words[: amount.end].endswith("-dose") and words[amount.end : amount.end + 1] == " "):
            return before.start()
    return len(words)
