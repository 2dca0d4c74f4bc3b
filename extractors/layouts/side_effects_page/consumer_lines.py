"""The consumer part of a side-effect page: labels, list items, and lines that are neither."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from extractors.frequency import parse_label
from extractors.lexicons.loading import lexicon
from extractors.model import NO_FREQUENCY, Frequency, Span, record
from schemas.vocab import FrequencyScale

_VERBS: Final = r"\b(?:is|are|may|can|should|will|has|have|had|was|were|do|does|must|cannot|contains?|causes?)\b"
_VERB: Final = re.compile(_VERBS)
_SENTENCE: Final = re.compile(rf"[A-Z“\"].{{2,}}{_VERBS}.*[.!]\)?$", re.DOTALL)
_RELATIVE_CLAUSE: Final = re.compile(r"(?<!\s)\s++(?:where\b.*|(?:that|which|who)\s+\w+)", re.DOTALL)
_LONGEST_LABEL: Final = 140


@record
class ListLabel:
    """What stands above a list: a frequency, the context it holds for, or both."""

    frequency: Frequency = NO_FREQUENCY
    context: tuple[Span, ...] = ()
    is_overdose: bool = False
    contradiction: str | None = None


@cache
def _context_pattern() -> re.Pattern[str]:
    patterns = (row["pattern"].replace(" ", r"\s+") for row in lexicon("context_labels"))
    return re.compile("|".join(patterns), re.I)


def list_label(text: str, start: int, end: int) -> ListLabel | None:
    """Return the label that fills ``text[start:end]``, or None where the line is no label.

    >>> line = "Incidence not known - patch only"
    >>> label = list_label(line, 0, len(line))
    >>> label.frequency.category.value, [s.of(line) for s in label.context]
    ('not_known', ['patch only'])
    """
    if end - start > _LONGEST_LABEL:
        return None
    found = parse_label(text, start, end)
    if found and not text[found.end : end].strip(" :"):
        return ListLabel(_incidence(text, found.frequency), found.context, contradiction=found.contradiction)
    if text[end - 1] not in ".;," and _context_pattern().match(text, start, end):
        return _context_label(text, start, end)
    return None


_FIRST_ITEM: Final = re.compile(r"(?<=[\s:])[A-Z]|(?<=:)\s+[^\W\d]")


def joined_label(text: str, start: int, end: int) -> tuple[ListLabel, int] | None:
    """Return a label that stands on one line with the first item of its list, and where that item begins.

    The first item of a list has a capital letter, the words of a label after its first have none; a colon parts them,
    too.

    >>> line = "Incidence not known Chills"
    >>> joined_label(line, 0, len(line))[1]
    20
    """
    for first in _FIRST_ITEM.finditer(text, start, min(end, start + _LONGEST_LABEL)):
        if label := list_label(text, start, len(text[: first.start()].rstrip(" :\xa0"))):
            return label, first.end() - 1
    return None


def _incidence(text: str, frequency: Frequency) -> Frequency:
    """Return a consumer label's frequency on the incidence scale: "Rare" stands for no range unless one is printed."""
    if frequency.span is None or "%" in frequency.span.of(text):
        return frequency
    return Frequency(
        frequency.span, frequency.category, FrequencyScale.INCIDENCE, frequency.basis, frequency.confidence
    )


def _context_label(text: str, start: int, end: int) -> ListLabel:
    """Return a label that names a context, with a frequency at its end ("... into the body—Rare") if it has one."""
    stop = len(text[start:end].rstrip(" :")) + start
    is_overdose = "overdose" in text[start:stop].lower()
    for dash in re.finditer(r"\s*[—–-]\s*", text[start:stop]):
        found = parse_label(text, start + dash.end(), stop)
        if found and found.end >= stop:
            frequency = _incidence(text, found.frequency)
            return ListLabel(frequency, (Span(start, start + dash.start()),), is_overdose)
    return ListLabel(NO_FREQUENCY, (Span(start, stop),), is_overdose)


def is_sentence(text: str) -> bool:
    """Tell a sentence about effects from a list item: it has a finite verb of its own, and a full stop at its end.

    >>> is_sentence("This medicine often causes a loss of hair, which should grow back."), is_sentence("Loss of hair")
    (True, False)
    >>> is_sentence("Pain, redness, or swelling where the patch was worn.")
    False
    """
    stripped = text.strip()
    if not stripped.endswith((".", "!", ".)", "!)")):
        return False
    clause = _RELATIVE_CLAUSE.sub("", stripped)
    return bool(_SENTENCE.match(stripped) and _VERB.search(clause))
