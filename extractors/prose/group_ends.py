"""Where a group of patients ends: the drug itself is no group, nor are its doses, other arms, studies and times."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from extractors.model import Span
from extractors.prose.doses import doses
from extractors.prose.effect_words import cue_pattern
from extractors.prose.sentences import small_letters

_BOUND: Final = r"(?:up\s+to\s+|about\s+|less\s+than\s+)?"
_OR_LESS: Final = re.compile(
    r"\bor\s+(?:less|more|older|younger|greater|higher|lower|above|below)[\s.,:]*$", re.IGNORECASE
)
_OTHER_ARM: Final = re.compile(
    r"in\s+combination(?:\s+(?:use|therapy))?"
    r"|(?:(?:in|among|of)\s+)?(?:(?:the|an?|more|fewer)\s+)?(?:\d[\d,]*\s+)?[\w-]+-treated\s+\w+|.*\bplacebo\b.*",
    re.IGNORECASE,
)
_STUDIES: Final = (
    r"\s+(?:in|during|across|throughout|from)\s+(?:the\s+|other\s+|all\s+|an?\s+)?(?:[\w-]+\s+){0,2}"
    r"(?:trials?|studies|study|postmarketing\s+\w+)\b|\s+in\s+(?:one|two|three|an?|phase)\s+|\s+at\s+(?:week|day|month|\d)"
)
_TIMES: Final = (
    r"\s+(?:through|over)\s+(?:the\s+(?!age)|an?\s+|up\s+to\s+|\d+\s+(?:hours|days|weeks|months)|week)"
    r"|(?<!treated)\s+for\s+(?:up\s+to\s+)?(?:\d|week)|\s+(?:annually|per\s+year)\b"
)
_FIGURES: Final = (
    rf"\s+and\s+(?:in\s+)?{_BOUND}\d|,\s+{_BOUND}\d[\d.]*\s*%|\s+in\s+[<>≤≥]\s*\d|,?\s+and\s+in\s+(?:no|none)\b"
    r"|,\s+with\s+(?!or\b|and\b|[^,;]*,\s+or\b)"
)


@cache
def _bare() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{cue_pattern('group_focus')}\s+)?(?:(?:in|among|for|to)\s+)?(?:(?:{cue_pattern('group_bare_word')}|\d+)\s+)*{cue_pattern('group_bare')}\b"
        rf"(?:\s+(?:who\s+)?(?:overdosed|participating|enrolled|evaluated|studied|discontinued(?:\s+therapy)?"
        r"|report(?:ed|ing)\s+the\s+side\s+effect|were\s+(?:initiated|(?:originally\s+)?enrolled))"
        r"|\s+(?:on|in)\s+(?:each|either|both|the)\s+(?:treatment\s+)?(?:arms?|groups?)"
        rf"|\s+and\s+(?!{cue_pattern('population_noun')}\b)[\w-]+)?[\s.,]*",
        re.IGNORECASE,
    )


@cache
def _given() -> str:
    who = r"(?:who\s+(?:[a-z]+ly\s+)?(?:were\s+|are\s+|had\s+|have\s+)?(?:been\s+)?)?"
    return rf"{who}{cue_pattern('group_given')}"


@cache
def _own_drug() -> re.Pattern[str]:
    """Return the pattern of "receiving this drug"; a regimen ("this drug plus ...") is no drug alone."""
    another = rf"(?:and|or)\s+(?!{cue_pattern('group_no_regimen')}\b|\d)[a-z]{{4}}"
    alone = rf"(?!(?:\s+(?:and|or)\s+(?:this\s+drug|it)\b)?\s+(?:{cue_pattern('group_regimen')}\b|{another}))"
    dose = r"doses?\b|\d[\d.,]*(?:\s*(?:mg|mcg|g|ml|%)|\s*$|,?\s+(?:(?:and|or|to)\s+)?\d)"
    return re.compile(
        rf"\s+{_given()}\s+(?:{cue_pattern('group_way')}\s+)*(?:{cue_pattern('group_own')}\b{alone}"
        rf"|(?:drug|vaccine)\b|(?:therapy|treatment)(?=\s*(?:$|[.,;]))|{dose})"
        r"|\s+(?:using|given|receiving|taking)\s+(?:(?:the|an?)\s+)?(?:[\w-]+\s+(?:(?:and|or)\s+[\w-]+\s+)?)?"
        r"formulations?\b(?!\s+(?:who|containing|with|and|or))",
    )


@cache
def _cut() -> re.Pattern[str]:
    """Return the pattern of what is said after a group; it and the next one are matched against small letters."""
    than = "".join(f"(?<!{word} )" for word in ("less", "more", "older", "younger", "greater", "fewer"))
    than += "".join(f"(?<!{word} )" for word in ("higher", "lower", "rather", "other"))
    arm = r"than(?=\s+(?:in|with|for|those|that|among|placebo|patients|the)\b)"
    event = rf"(?!\s+(?:[\w-]+\s+){{0,3}}?{cue_pattern('group_event')}\b)"
    return re.compile(
        rf"(?=[,\s])(?:,?\s+(?:{cue_pattern('group_comparison')}|{arm}|{than}than\b)|,\s+{cue_pattern('group_aside')}\b"
        rf"|,?\s+{cue_pattern('group_circumstance')}\b|,?\s+(?:after|following|during|when)\b{event}"
        rf"|{_FIGURES}|{_TIMES}|{_STUDIES})",
    )


@cache
def _head() -> re.Pattern[str]:
    return re.compile(rf"(?:{cue_pattern('group_focus')}\s+)?\w+")


@cache
def _before_dose() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?:\s*,)?\s+(?:and/or|and|or))?\s+(?:{cue_pattern('group_focus')}\s+)?(?:{_given()}|at|in|of|to)\s+"
        r"(?:(?:an?|the|single|total|daily)\s+)*$",
        re.IGNORECASE,
    )


@cache
def _dangling() -> re.Pattern[str]:
    return re.compile(rf"(?:[\s.,;:¤]|\b{cue_pattern('group_dangling')})+$")


def named_group(flat: str, span: Span) -> Span | None:
    """Return the group at ``span`` without what is no part of it, or None where that leaves nothing but "patients".

    >>> said = "in patients with gout compared to those receiving placebo"
    >>> named_group(said, Span(0, len(said))).of(said)
    'in patients with gout'
    """
    found = trimmed(flat, span)
    words = found.of(flat)
    return found if words and not _bare().fullmatch(words) and not _OTHER_ARM.fullmatch(words) else None


def trimmed(flat: str, span: Span) -> Span:
    """Return the group without the drug itself, its doses, comparisons and what follows."""
    while span.start < span.end and flat[span.start] in "-–•* ":
        span = Span(span.start + 1, span.end)
    return Span(span.start, span.start + _trimmed_length(span.of(flat)))


@lru_cache(maxsize=20_000)
def _trimmed_length(words: str) -> int:
    small = small_letters(words)
    head = _head().match(small)
    begin = head.end() if head else 0
    behind = small[begin:]
    for pattern in (_cut(), _own_drug()):
        if found := pattern.search(behind):
            behind = behind[: found.start()]
    words = words[: begin + len(behind)]
    words = words[: _own_dose(words)]
    return len(words.rstrip(" .,:") if _OR_LESS.search(words) else _dangling().sub("", words))


def _own_dose(words: str) -> int:
    """Return where "receiving high doses" begins; "high-dose methotrexate" is another drug's dose."""
    for amount in doses(words, 0, len(words)):
        before = _before_dose().search(words, 0, amount.start)
        if before and not (words[: amount.end].endswith("-dose") and words[amount.end : amount.end + 1] == " "):
            return before.start()
    return len(words)
