"""Leaflets whose text runs on: the sections, or the whole leaflet, in one paragraph, as text is taken out of pages.

The numbered titles of the template keep their words there and lose their lines.  So elements are cut where a title
begins and where it ends: at its last word, or, where it ends in the name of the medicine, behind the name that the
title of section 1 gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from extractors.eu.glued_text import is_glued, lines_of
from extractors.lexicons.loading import lexicon
from extractors.model import Document, Element, ElementKind, replace
from schemas.vocab import SourceFormat

_LONG = 600  # characters: no title, and few paragraphs, are longer
_FEWEST = 3  # titles of one leaflet, found inside its elements
_ASIDE = (ElementKind.NAVIGATION, ElementKind.FURNITURE, ElementKind.TABLE_CELL)
# A title may stand against the full stop or the word before it, where tags were taken out and nothing was put in.
_START = re.compile(r"(?<!ection )(?:(?<=[\s.!?:)])|(?<=[a-z]))[1-6]\.?\s*(?=[A-Z][a-z])|\A[1-6]\.?\s*(?=[A-Z][a-z])")
_OF_LISTS = "4"  # the section whose lists are read
_SIGNS = ("Possible side effects", "POSSIBLE SIDE EFFECTS")
_TITLE_4 = re.compile(r"4\.?\s+Possible\s+side\s+effects\b", re.I)
_PRODUCT = re.compile(r"What (\S.{0,60}?) (?:is|are) and (?:what|how|why)\b")
_NAME = re.compile(r"\s+\S{1,60}(?=\s+[A-Z])")
_WINDOW = 220


def unrolled(document: Document) -> Document:
    """Return the document with an element for each title that stands inside a long one; others as they are."""
    document = _on_one_line(document)
    if not any(e.end - e.start > _LONG for e in document.elements):
        return document
    cuts = [(element, list(_titles(document.text, element))) for element in document.elements]
    if sum(len(titles) for _, titles in cuts) < _FEWEST:
        return document
    parts = (part for element, titles in cuts for part in _lines(document.text, element, titles))
    return replace(document, elements=tuple(parts))


def _on_one_line(document: Document) -> Document:
    """Return a leaflet that runs on, but for line ends of its source, with one element; others as they are.

    Tags taken out with a blank in the place of each leave the line ends that stood between two of them: then no line
    begins with the title of section 4, which the text holds.
    """
    if document.source_format is not SourceFormat.TEXT or any(element.gap for element in document.elements):
        return document
    title = _TITLE_4.search(document.text)
    if title is None or any(_TITLE_4.match(document.text, element.start) for element in document.elements):
        return document
    first, last = document.elements[0], document.elements[-1]
    return replace(document, elements=(replace(first, kind=ElementKind.LINE, end=last.end),))


def n_titles_inside(document: Document) -> int:
    """Return how many sections have their title inside a long element."""
    if not any(title in document.text for title in _SIGNS):
        return 0
    document = _on_one_line(document)
    return len({n for e in document.elements for n, _, _ in _titles(document.text, e)})


def _titles(text: str, element: Element) -> Iterator[tuple[str, int, int]]:
    """Yield number, beginning and end of the titles inside a long element."""
    if element.end - element.start <= _LONG or element.kind in _ASIDE:
        return
    product = _PRODUCT.search(text, element.start, element.end)
    for number in _START.finditer(text, element.start, element.end):
        for pattern, is_open in _patterns().get(number[0][0], ()):
            found = pattern.match(text, number.end(), min(element.end, number.end() + _WINDOW))
            if not found:
                continue
            end = found.end()
            if is_open:
                end = _behind_name(text, end, element.end, product[1] if product else "")
            yield number[0][0], number.start(), end
            break


def _behind_name(text: str, at: int, end: int, product: str) -> int:
    """Return where a title ends whose last word is the name of the medicine."""
    if product and text.startswith(product, at + 1):
        return at + 1 + len(product)
    found = _NAME.match(text, at, end)
    return found.end() if found else at


@cache
def _patterns() -> dict[str, list[tuple[re.Pattern[str], bool]]]:
    """Return, for each number, what its titles look like up to the name of the medicine at their end."""
    found: dict[str, list[tuple[re.Pattern[str], bool]]] = {}
    for row in sorted(lexicon("qrd_titles"), key=lambda row: -len(row["title"])):
        if row["part"] != "package_leaflet" or row["number"] > "6" or "{rest}" in row["title"]:
            continue
        words = row["title"].split()
        if len(words) < _FEWEST and words[-1] == "{product}":
            continue  # "how {product}": any wording with its number, and most sentences
        is_open = words[-1] == "{product}"
        told = words[:-1] if is_open else words
        pattern = r"\s+".join(r"\S.{0,60}?" if word == "{product}" else re.escape(word) for word in told)
        found.setdefault(row["number"], []).append((re.compile(pattern, re.I), is_open))
    return found


def _lines(text: str, element: Element, titles: list[tuple[str, int, int]]) -> Iterator[Element]:
    """Yield an element cut around its titles, and at the ends of its lines where nothing stands between these."""
    glued = bool(titles) and is_glued(text, element.start, element.end)
    ends = {end for _, _, end in titles}
    section = ""
    for part in _parts(text, element, titles):
        if part.end in ends:
            section = text[part.start]
            yield part
        elif glued:
            spans = lines_of(text, part.span, lists=section == _OF_LISTS)
            yield from (replace(part, kind=ElementKind.PARAGRAPH, start=start, end=end) for start, end in spans)
        else:
            yield part


def _parts(text: str, element: Element, titles: list[tuple[str, int, int]]) -> Iterator[Element]:
    """Yield an element cut around its titles, without the white space at the cuts."""
    if not titles:
        yield element
        return
    cuts = sorted({element.start, element.end, *(at for _, start, end in titles for at in (start, end))})
    for index, (start, end) in enumerate(pairwise(cuts)):
        words = text[start:end]
        if solid := words.strip():
            begin = start + words.index(solid[0])
            gap = element.gap if index == 0 else 1
            yield replace(element, start=begin, end=begin + len(solid), gap=gap, emphasis=())
