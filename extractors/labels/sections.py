"""The sections of an FDA label: what a section's LOINC code or its title says about how to read it.

Sources: the FDA's list "SPL section headings" (LOINC codes), 21 CFR 201.56/57 for the titles of prescription labels and
21 CFR 201.66 for those of OTC Drug Facts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from extractors.lexicons.loading import lexicon
from extractors.model import Element, ElementKind
from schemas.vocab import SectionKind

UNCLASSIFIED = "42229-5"
OTC_DOCUMENT = "34390-5"
_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})\.?(?=\s|[A-Z]|$)")
_TRIM = " \t\n.:;-–—*"
COMMON_WORDS = frozenset(("use", "uses", "general", "warning", "purpose", "questions"))
"""Standard titles that any text has as words: without a number or a mark they tell nothing."""


class Reading(StrEnum):
    """How the text of a section is to be read."""

    EFFECTS = "effects"
    BOXED = "boxed"
    WARNINGS = "warnings"
    OVERDOSE = "overdose"
    PATIENT = "patient"
    STOP_USE = "stop_use"
    WHEN_USING = "when_using"
    REFERENCES = "references"
    PRODUCT = "product"
    NONE = "none"


_KINDS = {
    Reading.EFFECTS: SectionKind.PROFESSIONAL,
    Reading.BOXED: SectionKind.PROFESSIONAL,
    Reading.WARNINGS: SectionKind.PROFESSIONAL,
    Reading.OVERDOSE: SectionKind.PROFESSIONAL,
    Reading.STOP_USE: SectionKind.CONSUMER_IMMEDIATE,
    Reading.WHEN_USING: SectionKind.CONSUMER_GENERAL,
    Reading.REFERENCES: SectionKind.REFERENCES,
}
_OTC_KINDS = {
    Reading.EFFECTS: SectionKind.CONSUMER_GENERAL,
    Reading.BOXED: SectionKind.CONSUMER_GENERAL,
    Reading.WARNINGS: SectionKind.CONSUMER_GENERAL,
    Reading.OVERDOSE: SectionKind.CONSUMER_OVERDOSE,
}


def kind_of(reading: Reading, is_otc: bool) -> SectionKind:
    """Return the kind of a section that is read so; an OTC label speaks to the consumer throughout."""
    if is_otc and reading in _OTC_KINDS:
        return _OTC_KINDS[reading]
    return _KINDS.get(reading, SectionKind.OTHER)


@cache
def _lexicon() -> tuple[dict[str, Reading], dict[str, Reading]]:
    """Return the readings by LOINC code and by title."""
    codes: dict[str, Reading] = {}
    titles: dict[str, Reading] = {}
    for row in lexicon("label_sections"):
        reading = Reading(row["reading"])
        codes[row["code"]] = reading
        for title in filter(None, row["titles"].split("|")):
            titles.setdefault(title, reading)
    return codes, titles


def number_of(title: str) -> str | None:
    """Return the number that a heading begins with.

    >>> number_of("6.1 Clinical Trials Experience"), number_of("WARNINGS"), number_of("50 mg tablets")
    ('6.1', None, '50')
    """
    found = _NUMBER.match(title.strip())
    return found.group(1) if found else None


def reading_of_title(title: str) -> Reading | None:
    """Return how a section with this title is read; None for a title that no standard names.

    >>> reading_of_title("6 ADVERSE REACTIONS"), reading_of_title("WARNING: LIVER INJURY")
    (<Reading.EFFECTS: 'effects'>, <Reading.BOXED: 'boxed'>)
    """
    words = " ".join(title.casefold().split())
    number = number_of(words)
    words = words.removeprefix(number or "").strip(_TRIM)
    if words.startswith(("boxed warning", "warning:")):
        return Reading.BOXED
    return _lexicon()[1].get(words)


def reading_of(code: str | None, title: str, parent: Reading | None) -> Reading:
    """Return how a section is read.

    The code decides, unless it is the one for unclassified sections: those are read as the section they stand in, or by
    their title.  The code of a boxed warning inside a section that is not about effects only draws a box.
    """
    stated = _lexicon()[0].get(code or "")
    if stated is Reading.BOXED and parent in (Reading.NONE, Reading.PATIENT):
        return parent
    if stated is not None:
        return stated
    if parent not in (None, Reading.NONE):
        return parent
    return reading_of_title(title) or Reading.NONE


def is_known_code(code: str | None) -> bool:
    """Say whether the code is in the lexicon, or says itself that it classifies nothing."""
    return code in (None, UNCLASSIFIED) or code in _lexicon()[0]


@dataclass(slots=True)
class Part:
    """A section in the making: its heading, its own elements (not those of its subsections), where it stands."""

    heading: Element
    reading: Reading
    parent: int | None
    elements: list[Element] = field(default_factory=list)
    end: int = 0


def parts_of(text: str, elements: tuple[Element, ...]) -> tuple[list[Element], list[Part]]:
    """Return the elements before the first section, and the sections in order.

    A section begins with a HEADING whose ``hint`` is ``section``; its ``level`` says in which open one it stands.
    """
    before: list[Element] = []
    parts: list[Part] = []
    open_parts: list[int] = []
    for element in elements:
        if element.kind is ElementKind.HEADING and element.hint == "section":
            while open_parts and parts[open_parts[-1]].heading.level >= element.level:
                open_parts.pop()
            parent = open_parts[-1] if open_parts else None
            inherited = None if parent is None else parts[parent].reading
            reading = reading_of(element.code, element.span.of(text), inherited)
            parts.append(Part(element, reading, parent))
            open_parts.append(len(parts) - 1)
        elif parts:
            parts[-1].elements.append(element)
        else:
            before.append(element)
        for index in open_parts:
            parts[index].end = max(parts[index].end, element.end)
    return before, parts
