"""FDA labels as text: lines put back into sections, headings, paragraphs, lists and tables.

The shape is that of the FDA's label text as it is passed on for research: numbered headings (21 CFR 201.57) or the
titles of older labels (201.56), bullets, an "EXCERPT:" of the Highlights, tables flattened to lines.  In a web page and
in Markdown tags and marks tell lists, tables and headings; which headings are sections their words say, as in text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.labels.body_systems import body_system
from extractors.labels.filing import is_list
from extractors.labels.list_lines import nested, parted
from extractors.labels.page_breaks import of_pages, over_pages, with_pages
from extractors.labels.sections import number_of, reading_of_title
from extractors.labels.stacked_tables import restacked
from extractors.labels.text_tables import CAPTION, TextTable, find_tables, line_of
from extractors.model import Document, Element, ElementKind, collapse, replace
from extractors.readers.plain_text import BULLET

_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+(?=[A-Z])")
_EXCERPT = re.compile(r"EXCERPT\s*:", re.IGNORECASE)
_BOXED = re.compile(r"B(?:OXED|oxed)\s+W(?:ARNING|arning)")
_NOTE_MARK = re.compile(r"[*†‡§#]+ ?(?=\S)")
_HIGHLIGHTS = "HIGHLIGHTS OF PRESCRIBING INFORMATION"
_FULL = "FULL PRESCRIBING INFORMATION"
_LINE = ElementKind.LINE
_AS_THEY_ARE = (ElementKind.TABLE_CELL, ElementKind.NAVIGATION, ElementKind.FURNITURE)
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
        return text[0].isdigit() or text.isupper() or bool(_BOXED.match(text))
    found = _NUMBERED.match(text)
    if not found or int(found[1].split(".")[0]) > _LAST_SECTION:
        return False
    rest = text[found.end() :]
    return "." in found[1] and sum(c.isalpha() for c in rest) > len(rest) / 2 and not re.search(r"\s{4,}\d", rest)


def opens_section(element: Element, words: str) -> bool:
    """Say whether an element with these words opens a section: what tags say is a heading may be in small letters."""
    return is_section_heading(words) or (element.kind is ElementKind.HEADING and reading_of_title(words) is not None)


def level_of(text: str) -> int:
    """Return the depth of a heading: one more than the dots in its number.

    >>> level_of("6 ADVERSE REACTIONS"), level_of("6.1 Clinical Trials Experience")
    (1, 2)
    """
    return 1 + (number_of(text) or "").count(".")


def structured(document: Document) -> tuple[Element, ...]:
    """Return the elements of a label in text, in the kinds that a label in XML has."""
    return tuple(nested(document.text, _Structure(document).elements()))


class _Structure:
    """Walks through the lines; ``in_excerpt`` holds from "EXCERPT:" to the next section."""

    def __init__(self, document: Document) -> None:
        self.text = document.text
        parts = (part for element in document.elements for part in parted(self.text, element))
        self.all = list(_without_front(self.text, list(parts)))
        self.has_gaps = any(e.gap for e in self.all[1:])
        self.closing = _closing_level(self.text, self.all)
        self.in_excerpt = self.in_section = False
        self.groups = max((e.group or 0 for e in self.all), default=0)

    def elements(self) -> Iterator[Element]:
        """Yield the elements in order."""
        if any(e.kind is ElementKind.TABLE_CELL for e in self.all) or not any(e.kind is _LINE for e in self.all):
            yield from self._plain(0, len(self.all))
            return
        aside = of_pages(self.all)
        if aside:
            places = {e.start for e in aside}
            self.all = [e for e in self.all if e.start not in places]
        yield from with_pages(self._with_tables(aside), aside) if aside else self._with_tables(aside)

    def _with_tables(self, aside: list[Element]) -> Iterator[Element]:
        """Yield the elements without those of pages, lines of tables as cells."""
        at = 0
        lines = restacked(self.text, [line_of(self.text, e) for e in self.all])
        self.all = [line.element for line in lines]
        for start, end in find_tables(self.text, over_pages(lines, aside) if aside else lines):
            yield from self._plain(at, max(at, start))
            start = max(at, start)
            self.groups += 1
            yield from TextTable(self.text, lines[start:end], self.groups).elements()
            at = end
        yield from self._plain(at, len(self.all))

    def _plain(self, start: int, end: int) -> Iterator[Element]:
        """Yield what is no table of lines."""
        for index in range(start, end):
            element = self.all[index]
            words = element.span.of(self.text)
            before = self.all[index - 1] if index else None
            after = self.all[index + 1] if index + 1 < len(self.all) else None
            if element.kind in _AS_THEY_ARE:
                yield self._cell(element, words, before, after)
            elif index == start > 0 and element.gap == 0 and element.kind is _LINE and _NOTE_MARK.match(words):
                yield replace(element, kind=ElementKind.PARAGRAPH, group=self.groups, hint="footnote")
            elif beside := self._beside_cells(element, words, before, after):
                yield beside
            else:
                yield self._line(element, words, after is not None)

    def _cell(self, element: Element, words: str, before: Element | None, after: Element | None) -> Element:
        """Return a cell as it is; one that has its row to itself and is a sentence is a note below the table."""
        is_alone = all(e is None or (e.group, e.row) != (element.group, element.row) for e in (before, after))
        if element.kind is ElementKind.TABLE_CELL and is_alone and words.endswith("."):
            return replace(element, kind=ElementKind.PARAGRAPH, hint="footnote")
        return element

    def _beside_cells(
        self, element: Element, words: str, before: Element | None, after: Element | None
    ) -> Element | None:
        """Return a paragraph as the caption of the table that begins behind it, or as a note of the one before it."""
        if element.kind is ElementKind.HEADING:
            return None
        if after and after.kind is ElementKind.TABLE_CELL and CAPTION.match(words):
            return replace(element, kind=ElementKind.PARAGRAPH, level=0, group=after.group, hint="caption")
        if before and before.kind is ElementKind.TABLE_CELL and _NOTE_MARK.match(words):
            return replace(element, kind=ElementKind.PARAGRAPH, level=0, group=before.group, hint="footnote")
        return None

    def _line(self, element: Element, words: str, is_followed: bool) -> Element:
        is_item = element.kind is ElementKind.LIST_ITEM
        if not is_item and (opens_section(element, words) or self._closes(element)):
            self.in_excerpt = False
            self.in_section = True
            return replace(element, kind=ElementKind.HEADING, level=level_of(words), hint="section")
        if _EXCERPT.match(words):
            self.in_excerpt = True
        elif self.in_excerpt and not is_item and reading_of_title(words) is not None:
            self.in_excerpt = False  # a title that lost its number
        hint = "highlight" if self.in_excerpt else None
        if is_item or BULLET.match(words):
            return replace(element, kind=ElementKind.LIST_ITEM, level=max(1, element.level), hint=hint)
        if is_followed and not hint and self._is_subheading(element, words):
            hint = "heading"
        return replace(element, kind=ElementKind.PARAGRAPH, level=0, hint=hint)

    def _closes(self, element: Element) -> bool:
        """Say whether a heading of no label ends its sections: it stands as high as theirs."""
        return self.in_section and element.kind is ElementKind.HEADING and element.level <= self.closing

    def _is_subheading(self, element: Element, words: str) -> bool:
        """Say whether a line is a heading inside a section: short, without a sentence's verb or end."""
        plain = collapse(words)
        if body_system(plain):
            return True
        if body_system(re.split(r"\s[-–—]\s", plain)[0]):
            return False
        if element.kind is ElementKind.HEADING and self.in_section:
            return True
        if len(plain) > _LONGEST_SUBHEADING or plain[-1] in ".:;," or not plain[0].isupper() or ":" in plain:
            return False
        stands_alone = element.kind is not _LINE or element.gap >= 1 or not self.has_gaps
        return stands_alone and is_list(plain) and "," not in plain


def _without_front(text: str, elements: list[Element]) -> Iterator[Element]:
    """Yield the elements; Highlights and contents, which say the headings of the label before it, are no sections."""
    opening = closing = -1
    for index, element in enumerate(elements):
        words = element.span.of(text)
        if opening < 0 and words.startswith(_HIGHLIGHTS):
            opening = index
        elif opening >= 0 and collapse(words) == _FULL:
            closing = index
            break
    for index, element in enumerate(elements):
        if element.kind is ElementKind.NAVIGATION or not opening <= index <= closing:
            yield element
        else:
            yield replace(element, kind=ElementKind.FURNITURE, hint="front")


def _closing_level(text: str, elements: list[Element]) -> int:
    """Return the level of tags that only whole sections have, 0 where those of their parts have it too, or none has."""
    whole, inner = 7, 7
    for element in elements:
        if element.kind is ElementKind.HEADING and opens_section(element, words := element.span.of(text)):
            if level_of(words) == 1:
                whole = min(whole, element.level)
            else:
                inner = min(inner, element.level)
    return whole if whole < inner else 0
