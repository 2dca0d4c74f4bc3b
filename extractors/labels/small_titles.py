"""Standard titles of a label that text has in small letters: "Adverse Reactions", without a number or a mark."""

from __future__ import annotations

from typing import Final

from extractors.labels.sections import COMMON_WORDS, Reading, reading_of_title
from extractors.model import Document, Element, ElementKind, replace
from schemas.vocab import SourceFormat

_OWN: Final = "Adverse Reactions"
_FEWEST: Final = 4  # of the law's titles; a text about drugs has one or two of them
_LONGEST: Final = 90


def with_marked_titles(document: Document) -> Document:
    """Return the document, lines with a standard title in small letters as headings; any but a label as it is.

    Such a line is a heading where it stands apart, and where the titles of a whole label do: other texts have some of
    these words, but not the law's.
    """
    text = document.text
    if document.source_format is not SourceFormat.TEXT or _OWN not in text:
        return document
    titles = {i: reading for i, e in enumerate(document.elements) if (reading := _reading(text, e, is_first=not i))}
    words = {document.elements[i].span.of(text).casefold() for i in titles}
    if len(words) < _FEWEST or Reading.EFFECTS not in titles.values():
        return document
    elements = (replace(e, kind=ElementKind.HEADING) if i in titles else e for i, e in enumerate(document.elements))
    return replace(document, elements=tuple(elements))


def _reading(text: str, element: Element, *, is_first: bool) -> Reading | None:
    """Return how the section is read whose title is a line that stands apart; None for any other line."""
    if element.kind is not ElementKind.LINE or element.end - element.start > _LONGEST:
        return None
    if not (is_first or element.gap) or not text[element.start].isupper():
        return None
    words = element.span.of(text)
    return None if words.isupper() or words.casefold() in COMMON_WORDS else reading_of_title(words)
