"""FDA labels as text: lines put back into sections, headings, paragraphs, lists and tables.

The shape is that of the FDA's label text as it is passed on for research: numbered headings (21 CFR 201.57) or the
titles of older labels (201.56), bullets, an "EXCERPT:" of the Highlights, tables flattened to lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.labels.body_systems import body_system
from extractors.labels.filing import is_list
from extractors.labels.sections import number_of, reading_of_title
from extractors.labels.text_tables import TextTable, find_tables, line_of
from extractors.model import Document, Element, ElementKind, collapse, replace
from extractors.readers.plain_text import BULLET

_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+(?=[A-Z])")
_EXCERPT = re.compile(r"EXCERPT\s*:", re.IGNORECASE)
_NOTE_MARK = re.compile(r"[*†‡§#]+ ?(?=\S)")
_LAST_SECTION = 17
_LONGEST_HEADING = 170
_LONGEST_SUBHEADING = 110


def is_section_heading(text: str) -> bool:
    """Say whether a line is the heading of a section: a standard title, or a section number and a title.

    >>> [is_section_heading(t) for t in ("6.1  Clinical Trials Experience", "WARNINGS", "5  9 10", "Rash  5  4")]
    [True, True, False, False]
    """
    if len(text) > _LONGEST_HEADING or (text.endswith((".", ";", ",")) and not text.isupper()):
        return False
    if reading_of_title(text) is not None:
        return text[0].isdigit() or text.isupper() or text.startswith("BOXED WARNING")
    found = _NUMBERED.match(text)
    if not found or int(found[1].split(".")[0]) > _LAST_SECTION:
        return False
    rest = text[found.end() :]
    return "." in found[1] and sum(c.isalpha() for c in rest) > len(rest) / 2 and not re.search(r"\s{4,}\d", rest)


def level_of(text: str) -> int:
    """Return the depth of a heading: one more than the dots in its number.

    >>> level_of("6 ADVERSE REACTIONS"), level_of("6.1 Clinical Trials Experience")
    (1, 2)
    """
    return 1 + (number_of(text) or "").count(".")


def structured(document: Document) -> tuple[Element, ...]:
    """Return the elements of a label in text, in the kinds that a label in XML has."""
    return tuple(_Structure(document).elements())


class _Structure:
    """Walks through the lines; ``in_excerpt`` holds from "EXCERPT:" to the next section."""

    def __init__(self, document: Document) -> None:
        self.text = document.text
        self.lines = [line_of(self.text, e) for e in document.elements]
        self.in_excerpt = False
        self.groups = 0

    def elements(self) -> Iterator[Element]:
        """Yield the elements in order."""
        at = 0
        for start, end in find_tables(self.text, self.lines):
            yield from self._plain(at, max(at, start))
            start = max(at, start)
            self.groups += 1
            yield from TextTable(self.text, self.lines[start:end], self.groups).elements()
            at = end
        yield from self._plain(at, len(self.lines))

    def _plain(self, start: int, end: int) -> Iterator[Element]:
        """Yield lines that are no table."""
        for index in range(start, end):
            element = self.lines[index].element
            if index == start > 0 and element.gap == 0 and _NOTE_MARK.match(element.span.of(self.text)):
                yield replace(element, kind=ElementKind.PARAGRAPH, group=self.groups, hint="footnote")
            else:
                yield self._line(element, self._is_followed(index))

    def _is_followed(self, index: int) -> bool:
        """Say whether text comes after a line, as it does after a heading."""
        return index + 1 < len(self.lines)

    def _line(self, element: Element, is_followed: bool) -> Element:
        words = element.span.of(self.text)
        if is_section_heading(words):
            self.in_excerpt = False
            return replace(element, kind=ElementKind.HEADING, level=level_of(words), hint="section")
        if _EXCERPT.match(words):
            self.in_excerpt = True
        hint = "highlight" if self.in_excerpt else None
        if BULLET.match(words):
            return replace(element, kind=ElementKind.LIST_ITEM, level=1, hint=hint)
        if is_followed and not hint and self._is_subheading(element, words):
            hint = "heading"
        return replace(element, kind=ElementKind.PARAGRAPH, hint=hint)

    def _is_subheading(self, element: Element, words: str) -> bool:
        """Say whether a line is a heading inside a section: short, without a sentence's verb or end."""
        plain = collapse(words)
        if body_system(plain):
            return True
        if body_system(re.split(r"\s[-–—]\s", plain)[0]):
            return False
        if len(plain) > _LONGEST_SUBHEADING or plain[-1] in ".:;," or not plain[0].isupper() or ":" in plain:
            return False
        return element.gap >= 1 and is_list(plain) and "," not in plain
