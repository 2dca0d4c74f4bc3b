"""The names, strengths and dosage form at the head of a package leaflet or SmPC."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.model import Document, Element, ElementKind, Span

_TITLE = re.compile(
    r"(?:package leaflet|patient information leaflet|package insert|summary of product characteristics|annex\b|"
    r"[ab]\.\s+(?:labelling|package leaflet)|labelling and package leaflet)",
    re.I,
)
_PROSE = re.compile(
    r"(?:[▼]|read all|this medicin|what is in this|in this leaflet|keep this leaflet|please read|the following|is this "
    r"leaflet|remember|for the (?:full|patient)|information for the)",
    re.I,
)
_STRENGTH = re.compile(
    r"\s+(?=\d[\d.,  /]*\s*(?:mg|g|micrograms?|mcg|µg|ml|mL|IU|units?|U|%|mmol|MBq|kBq|million|nanograms?)\b)", re.I
)
_FORM = re.compile(
    r"\b(?:(?:film|sugar|gastro|enteric)[- ]?(?:coated|resistant) )?(?:(?:prolonged|modified|extended)[- ]release |"
    r"orodispersible |dispersible |effervescent |chewable |soft |hard |vaginal |powder for (?:concentrate for )?|"
    r"concentrate for |lyophilisate for |inhalation |transdermal |oral |nasal |eye |ear |suspension for |"
    r"solution for )*"
    r"(?:tablets?|capsules?|injection|infusion|solution|suspension|powder|cream|ointment|gel|patch(?:es)?|drops|spray|"
    r"syrup|granules|concentrate|implant|lozenges?|suppositor(?:y|ies)|inhaler|emulsion|vaccine|pen|syringe|film)\b.*",
    re.I,
)
_ACTIVE = re.compile(
    r"\bactive\s+(?:substance|ingredient)s?(?:\s+(?:in\s+\S+(?:\s+\S+)?|of\s+\S+))?(?:\s+(?:is|are|called|named|which\s+is))*"
    r"[\s,:]+(?:called\s+)?([a-z][\w-]+(?:(?:\s+|\s?/\s?|\s+and\s+)(?!(?:which|that|is|in|a|an|and|as|has|it|or|to|for|of|this|with)\b)"
    r"[a-z][\w-]+)?)"
)
_CONTAINS = re.compile(
    r"\bcontains?\s+(?:(?:approximately\s+)?[\d.,/]+\s*(?:mg|g|micrograms?|mcg|µg|ml|IU|units?|U|MBq)\s+(?:of\s+)?)"
    r"([a-z][\w-]+(?:\s+(?!per\b|as\b|and\b|in\b|of\b)[a-z][\w-]+)?)"
)
_AND_MORE = re.compile(
    r"\s*(?:\([^()]*\)\s*)?(?:,\s*|,?\s+and\s+)[\d.,/]+\s*(?:mg|g|micrograms?|mcg|µg|ml|IU|units?)\s+(?:of\s+)?"
    r"([a-z][\w-]+(?:\s+(?!per\b|as\b|and\b|in\b|of\b)[a-z][\w-]+)?)"
)
_MARKS = re.compile(r"[®™*†]")
_LONGEST_NAME = 150


@dataclass(frozen=True, slots=True)
class Names:
    """What the head of a part says: brand, active substance, the lines with names and strengths, the dosage form."""

    brand: str | None = None
    generic: str | None = None
    lines: tuple[Span, ...] = ()
    form: Span | None = None

    @property
    def span(self) -> Span | None:
        """From the first line with a name to the last."""
        return Span(self.lines[0].start, self.lines[-1].end) if self.lines else None


def names_in(document: Document, elements: Sequence[Element]) -> Names:
    """Return the names among the elements that stand before the first section.

    Source: the QRD template puts "{(Invented) name strength pharmaceutical form}" and "{active substance(s)}" below
    the title, one line each.
    """
    text = document.text
    lines: list[Span] = []
    for element in elements:
        words = element.span.of(text)
        if element.kind is ElementKind.FURNITURE or _TITLE.match(words) or not any(c.isalpha() for c in words):
            continue
        if _PROSE.match(words) or len(words) > _LONGEST_NAME or element.kind is ElementKind.LIST_ITEM:
            break
        lines.append(element.span)
    if not lines:
        return Names()
    named = [s for s in lines if _STRENGTH.search(" " + s.of(text)) or _FORM.search(s.of(text))]
    first = named[0] if named else lines[0]
    others = [s for s in lines if s not in named and s != first]
    return Names(brand_of(first.of(text)), _generic(others, text), tuple(lines), _form(first, text))


def brand_of(line: str) -> str | None:
    """Return the name without its strength and form.

    >>> brand_of("Examplix 600 mg/200 mg film-coated tablets"), brand_of("Examplix powder for solution for infusion")
    ('Examplix', 'Examplix')
    """
    words = _STRENGTH.split(_MARKS.sub("", line).replace("\n", " "), maxsplit=1)[0]
    found = _FORM.search(words)
    words = words[: found.start()] if found and found.start() else words
    return " ".join(words.split()).strip(" ,-–") or None


def _generic(lines: Sequence[Span], text: str) -> str | None:
    if not lines:
        return None
    return " ".join(lines[-1].of(text).split()).strip("()[] ") or None


def _form(line: Span, text: str) -> Span | None:
    found = _FORM.search(text, line.start, line.end)
    return Span(*found.span()) if found and found.start() > line.start else None


def composition(text: str, start: int, end: int) -> str | None:
    """Return the active substance that section 2 of an SmPC gives with its amount.

    >>> words = "Each tablet contains 5 mg of examplinib (as hydrochloride) and 10 mg placebol."
    >>> composition(words, 0, len(words))
    'examplinib/placebol'
    """
    found = _CONTAINS.search(text, start, end)
    if not found:
        return None
    names = [found[1]]
    while found := _AND_MORE.match(text, found.end(), end):
        names.append(found[1])
    return "/".join(names)


def active_substance(text: str, start: int, end: int) -> str | None:
    """Return the active substance that a section names in a sentence.

    >>> words = "Examplix contains the active substance examplinib, which is used in adults."
    >>> active_substance(words, 0, len(words))
    'examplinib'
    """
    found = _ACTIVE.search(text, start, end)
    return found[1] if found else None
