"""The professional part of a side-effect page: body systems, contexts, lists by frequency, statements."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from extractors.frequency import Label, parse_label
from extractors.lexicons.loading import lexicon
from extractors.model import Frequency, Span, collapse, replace
from schemas.vocab import FrequencyClass, FrequencyScale

_SYSTEM_SUBJECT: Final = re.compile(
    r"([A-Za-z]+(?:\s+[a-z]+){0,2}?)\s+(?:side\s+effects?|adverse\s+(?:effects?|events?|reactions?)|effects|reactions)\b",
    re.I,
)
_CONTEXT_HEADING: Final = re.compile(r"[-–•]?\s*([^:\[\]]{1,110}?)\s*:\s*$")
_CONTEXT_PREFIX: Final = re.compile(r"([A-Z](?:[^:\[\].;()]|\([^()]*\)){1,70}?)\s*:\s+(?=\S)")
_LABEL_LIKE: Final = re.compile(
    r"\b(?:include[ds]?|were|was|are|is|reported|following|may|can|have|has)\b"
    r"|\b(?:common|frequent)(?:ly)?\b.{0,20}\b(?:adverse|side|undesirable)\s+(?:effects?|events?|reactions?)\b",
    re.I,
)
_CELL_BEGINS: Final = re.compile(r"(?:\t| {3})\s*+(?=[A-Z\d])")
_LIST_BEGINS: Final = re.compile(r"\s*(?:[-–—]\s*)?(?<=[\s–—-])(?=[A-Z])")
_REFERENCE_START: Final = re.compile(r"\d{1,3}\s*\.\s+(?=\S)")
_MARK: Final = re.compile(r"\[\s*Refs?\s*\]|\[\s*\d{1,3}(?:\s*[,–-]\s*\d{1,3})*\s*\]", re.I)


def is_reference(text: str, start: int, end: int) -> bool:
    """Tell a numbered reference by how it begins."""
    return text[start : start + 1].isdecimal() and _REFERENCE_START.match(text, start, end) is not None


def holds_mark(text: str, start: int, end: int) -> bool:
    """Tell whether a mark that cites a reference stands in ``text[start:end]``."""
    at = text.find("[", start, end)
    return at >= 0 and _MARK.search(text, at, end) is not None


def without_marks(text: str) -> str:
    """Return ``text`` without the marks that cite references."""
    return _MARK.sub("", text) if "[" in text else text


@cache
def _systems() -> dict[str, str]:
    return {row["variant"]: row["name"] for row in lexicon("body_systems")}


@cache
def _system_heads() -> frozenset[str]:
    """Return the first two letters of all names of body systems."""
    return frozenset(variant[:2] for variant in _systems())


def _may_be_system(head: str) -> bool:
    """Tell by two characters whether the name of a body system may begin; a blank leaves it open."""
    return head.lower() in _system_heads() or head[:1].isspace()


@cache
def _joined_system() -> re.Pattern[str]:
    names = sorted(set(_systems().values()), key=len, reverse=True)
    return re.compile("(" + "|".join(names) + r")(?:\s*+:)?\s++(?=[-–•(A-Z\d])")


def system_heading(text: str) -> str | None:
    """Return the body system whose name is the whole of ``text``.

    >>> system_heading("Nervous system"), system_heading("Nervous system side effects")
    ('Nervous system', None)
    """
    if not _may_be_system(text[:2]) or text.endswith((".", "]", ")")):
        return None
    return _systems().get(collapse(text).rstrip(": ").lower())


def joined_system(text: str, start: int, end: int) -> tuple[str, int] | None:
    """Return a body system that stands before a capitalised statement on one line, and where the statement begins.

    >>> joined_system("Hepatic Frequency not reported: Jaundice", 0, 40)
    ('Hepatic', 8)
    """
    found = _joined_system().match(text, start, end) if _may_be_system(text[start : start + 2]) else None
    if found is None or context_heading(text, found.end(), end):  # "Metabolic Acidosis:" is a context
        return None
    return found[1], found.end()


def system_of_statement(text: str, start: int, end: int) -> tuple[str, Span] | None:
    """Return the body system that a statement names as its subject.

    "Nervous system side effects have included …", "Hypersensitivity reactions have included …": the formula of the
    family's older pages.

    >>> line = "Hepatic side effects have included jaundice."
    >>> system_of_statement(line, 0, len(line))[0]
    'Hepatic'
    """
    found = _SYSTEM_SUBJECT.match(text, start, end) if _may_be_system(text[start : start + 2]) else None
    if not found:
        return None
    name = _systems().get(collapse(found[1]).lower())
    return (name, Span(found.start(1), found.end(1))) if name and name not in ("Other", "General") else None


def list_label(text: str, start: int, end: int) -> Label | None:
    """Return the frequency label of an inline list, or None.

    The label ends with a colon, states its range in parentheses ("Common (1% to 10%) Headache"), or is a cell.
    """
    label = _of_class(text, start, end)
    return label if label and _is_ended(text, start, end, label) else None


def label_of_list(text: str, start: int, end: int) -> Label | None:
    """Return the frequency label of an inline list, also where a blank or a dash alone parts it from the list.

    Converters that lose the colon leave the capital letter of the first element; a sentence ends with a full stop.

    >>> line = "Frequency not reported - Tachycardia, tremor[Ref]"
    >>> line[label_of_list(line, 0, len(line)).end :], label_of_list("Rare Zolpin cases occurred.", 0, 27)
    ('Tachycardia, tremor[Ref]', None)
    """
    label = _of_class(text, start, end)
    if label is None:
        return None
    return _without_colon(text, start, end, label) or (label if _is_ended(text, start, end, label) else None)


def _of_class(text: str, start: int, end: int) -> Label | None:
    label = parse_label(text, start, end)
    return label if label and label.frequency.scale is FrequencyScale.CIOMS else None


def _is_ended(text: str, start: int, end: int, label: Label) -> bool:
    before = text[start : label.end].rstrip()
    return before.endswith((":", ")")) or label.end >= end or bool(_CELL_BEGINS.match(text, len(before) + start, end))


def _without_colon(text: str, start: int, end: int, label: Label) -> Label | None:
    begin = _LIST_BEGINS.match(text, label.frequency.span.end, end) if label.frequency.span else None
    if begin is None or begin.end() >= end or without_marks(text[start:end]).rstrip().endswith("."):
        return None
    return Label(label.frequency, (), begin.end(), label.contradiction)


def context_heading(text: str, start: int, end: int) -> Span | None:
    """Return the component, route, or formulation that a line of its own names ("Hydrochlorothiazide:").

    >>> context_heading("PARENTERAL:", 0, 11), context_heading("Fever was reported in children.", 0, 31)
    (Span(start=0, end=10), None)
    """
    last = text[end - 1 : end]
    found = _CONTEXT_HEADING.match(text, start, end) if last == ":" or last.isspace() else None
    return Span(found.start(1), found.end(1)) if found else None


def context_prefix(text: str, start: int, end: int) -> tuple[Span, int] | None:
    """Return the context that opens a statement ("IV: The most common …") and where the statement begins."""
    found = _CONTEXT_PREFIX.match(text, start, end) if text.find(":", start, end) >= 0 else None
    if not found or len(found[1].split()) > 8 or is_label_like(found[1]):
        return None
    return Span(found.start(1), found.end(1)), found.end()


def is_label_like(text: str) -> bool:
    """Tell words that would be a frequency label, an announcement or a sentence's own subject rather than a context."""
    return bool(_LABEL_LIKE.search(text))


def stated_frequency(label: Label) -> Frequency:
    """Return what a list's label says of how often; "Frequency not reported" and "Postmarketing reports" quote nothing.

    Their class stays: it says why no frequency is known.
    """
    if label.frequency.category in {FrequencyClass.NOT_KNOWN, FrequencyClass.POSTMARKETING}:
        return replace(label.frequency, span=None)
    return label.frequency
