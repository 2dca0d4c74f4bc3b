"""Items that are sentences and stand on several lines, as the source of the call-my-doctor template breaks them.

A browser joins such lines; what takes a page's text out of its tags keeps them.
"""

from __future__ import annotations

from typing import Final

from extractors.model import Document, Element, ElementKind, replace

_OPENING: Final = "WARNING/CAUTION"
_CLOSING: Final = "For Healthcare Professionals"
_ENDS: Final = ".:!?"


def with_whole_sentences(document: Document) -> Document:
    """Return the document with such items in one element each; others as they are.

    Every item of the template begins with a capital letter and ends with a full stop, so that a line in small letters
    below one that has not ended goes on with it.
    """
    first = document.text.find(_OPENING)
    if first < 0:
        return document
    last = document.text.find(_CLOSING, first)
    elements: list[Element] = []
    for element in document.elements:
        is_within = element.start > first and (last < 0 or element.end <= last)
        if is_within and elements and _goes_on(document.text, elements[-1], element):
            elements[-1] = replace(elements[-1], end=element.end)
        else:
            elements.append(element)
    return replace(document, elements=tuple(elements))


def _goes_on(text: str, before: Element, element: Element) -> bool:
    if element.kind is not ElementKind.LINE or before.kind not in (ElementKind.LINE, ElementKind.LIST_ITEM):
        return False
    return not element.gap and text[element.start].islower() and text[before.end - 1] not in _ENDS
