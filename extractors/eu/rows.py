"""Rows of a table as lines of text, each with its label of frequency: "Common,headache", "Rare;hair loss"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from extractors.eu.bands import bands, words_beside
from extractors.model import Element

_MARK = re.compile(r"([^,;\t|:\"'“”]{0,60}:?)[\"'“”]?\s*[,;\t|]\s*(?=\S)")
_HEAD = re.compile(
    r"\W{0,3}(?:frequency|category|incidence|how often)\W{1,5}"
    r"(?:(?:side|adverse|undesirable)[ -])?(?:effects?|reactions?|symptoms?)\W{0,3}",
    re.IGNORECASE,
)
_QUOTES = "\"'“”"
_FEWEST = 3
_LONGEST = 600


class Row(NamedTuple):
    """Where the label and the effect of a row stand."""

    label: tuple[int, int]
    effect: tuple[int, int]


def rows(text: str, elements: Sequence[Element]) -> dict[int, Row]:
    """Return the rows among the lines of a section by their index; {} where there are too few for a table."""
    found = {index: row for index, element in enumerate(elements) if (row := _row(text, element))}
    return found if len(found) >= _FEWEST else {}


def with_new_labels(text: str, found: Mapping[int, Row]) -> Iterator[tuple[int, bool]]:
    """Yield the rows' indices and whether the label of each is another than that of the line above it."""
    above, last = "", -1
    for index, row in found.items():
        label = text[slice(*row.label)]
        yield index, label != above or index != last + 1
        above, last = label, index


def is_head(text: str, element: Element) -> bool:
    """Tell the line above the rows that names their columns.

    >>> from extractors.model import ElementKind
    >>> line = "Frequency,Side effect"
    >>> is_head(line, Element(ElementKind.LINE, 0, len(line)))
    True
    """
    return _HEAD.fullmatch(text, element.start, element.end) is not None


def _row(text: str, element: Element) -> Row | None:
    if element.end - element.start > _LONGEST:
        return None
    start = element.start + (text[element.start] in _QUOTES)
    labels = bands(text[start : element.end])
    if not labels or labels[0].start or not text[start].isupper():
        return None
    mark = _MARK.match(text, start + labels[0].end, element.end)
    if not mark or words_beside(text[start : mark.end(1)], labels[0]):
        return None
    end = mark.end(1)
    if text[start:end].endswith("ly"):
        return None  # "Rarely, patients may …": an adverb of its sentence
    first, last = mark.end(), element.end
    if text[first] in _QUOTES and text[last - 1] in _QUOTES and last - first > 1:
        first, last = first + 1, last - 1
    return Row((start, end), (first, last)) if any(map(str.isalpha, text[first:last])) else None
