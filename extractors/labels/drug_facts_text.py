"""OTC Drug Facts (21 CFR 201.66) as a page or text: its titles, which run on into what they head, put on lines.

"Stop use and ask a doctor if • you get hives • redness occurs" is a title and two items, in paragraphs, cells of a
table, or lines, or the whole panel on one line; what the regulation names is known by its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from extractors.bullets import BULLETS
from extractors.lexicons.loading import lexicon
from extractors.model import Document, Element, ElementKind, Span, replace
from extractors.readers.plain_text import BULLET

_BULLETS = re.compile(rf"\s*[{BULLETS}\uf0b7\uf0a7]\s*|\s+[*o–—-]\s+(?=[a-z])")
_ASIDE = (ElementKind.NAVIGATION, ElementKind.FURNITURE)
_IN_PLACE = re.compile(r"[.:)\]?]\s*$|\A\s*$|[a-z0-9]\s+$")
_PARENTHESIS = re.compile(r"\s*(?:\([^()]{0,60}\))?\s*[:.]?")
_AMOUNT = re.compile(r"\s+(?:\d|\()")
_FEWEST = 4
_PROFESSIONAL = ("adverse reactions", "clinical pharmacology")
_SIGNS = (
    "Drug Facts",
    "DRUG FACTS",
    "top use and ask",
    "top using and ask",
    "STOP USE",
    "nactive ingredient",
    "INACTIVE",
)


def n_titles(document: Document) -> int:
    """Return how many of the titles that few other texts have stand in the document, each in its place."""
    text = document.text
    if not any(sign in text for sign in _SIGNS):
        return 0
    found = {name for e in document.elements if e.kind not in _ASIDE for name, _, counts in _titles(text, e) if counts}
    return len(found)


def is_drug_facts(document: Document) -> bool:
    """Tell Drug Facts by their titles; a label for professionals, whose patient part has some of them, has its own."""
    return n_titles(document) >= _FEWEST and not all(title in document.text.casefold() for title in _PROFESSIONAL)


def structured(document: Document) -> Document:
    """Return the document with the elements that Drug Facts have in XML, and the active ingredient it names."""
    elements = tuple(part for element in document.elements for part in _parts(document.text, element))
    told = dict(document.metadata)
    if ingredient := _ingredient(document.text, elements):
        told["active_ingredient"] = ingredient
    return replace(document, elements=elements, metadata=told)


def _titles(text: str, element: Element) -> Iterator[tuple[str, Span, bool]]:
    """Yield the titles in an element, where they stand, and whether few other texts have them."""
    is_item = element.kind is ElementKind.LIST_ITEM or BULLET.match(text, element.start, element.end) is not None
    for found in _pattern().finditer(text, element.start, element.end):
        begins = found.start() == element.start
        if is_item and not begins:
            continue
        if not begins and not (text[found.start()].isupper() and _stands_free(text, element.start, found)):
            continue
        name = next(name for name, told in found.groupdict().items() if told is not None)
        index = int(name[1:])
        yield name, Span(found.start(), found.end()), _rows()[index]["counts"] == "yes"


def _stands_free(text: str, start: int, found: re.Match[str]) -> bool:
    """Tell a title inside a paragraph: no bullet stands before it, and its first word is no part of a sentence."""
    before = text[max(start, found.start() - 12) : found.start()]
    return _BULLETS.search(before[-4:]) is None and _IN_PLACE.search(before) is not None


def _parts(text: str, element: Element) -> Iterator[Element]:
    if element.kind in _ASIDE:
        yield element
        return
    at = element.start
    kind = element.kind if element.kind is ElementKind.LIST_ITEM else ElementKind.PARAGRAPH
    for _, title, _ in _titles(text, element):
        if title.start < at:
            continue  # a heading is one, whatever other titles it names
        yield from _items(text, element, kind, at, title.start)
        tail = _PARENTHESIS.match(text, title.end, element.end)
        at = tail.end() if tail else title.end
        end = element.end if element.kind is ElementKind.HEADING else title.start + len(text[title.start : at].rstrip())
        yield replace(
            element, kind=ElementKind.HEADING, level=1, start=title.start, end=end, hint="section", group=None
        )
        at = max(at, end)
        kind = ElementKind.PARAGRAPH
    yield from _items(text, element, kind, at, element.end)


def _items(text: str, element: Element, kind: ElementKind, start: int, end: int) -> Iterator[Element]:
    """Yield what stands between two titles: the words before its first bullet, and an item for each."""
    cuts = [found.start() for found in _BULLETS.finditer(text, start, end)]
    bounds = sorted({start, *cuts})
    for first, stop in zip(bounds, [*bounds[1:], end], strict=True):
        words = text[first:stop]
        if not words.strip():
            continue
        begin = first + len(words) - len(words.lstrip())
        is_item = kind is ElementKind.LIST_ITEM or first in cuts
        shown = ElementKind.LIST_ITEM if is_item else ElementKind.PARAGRAPH
        yield replace(
            element,
            kind=shown,
            start=begin,
            end=first + len(words.rstrip()),
            level=int(is_item),
            hint=None,
            emphasis=(),
        )


def _ingredient(text: str, elements: tuple[Element, ...]) -> str | None:
    """Return the first thing that the panel lists as an active ingredient, without its amount.

    In a table the title of the purposes stands beside the one of the ingredients, above both.
    """
    titles = [i for i, e in enumerate(elements) if e.hint == "section" and _names_ingredient(text, e)]
    below = (e for e in elements[titles[0] + 1 :] if e.hint != "section") if titles else iter(())
    if (element := next(below, None)) is None:
        return None
    words = element.span.of(text)
    amount = _AMOUNT.search(words)
    return words[: amount.start()].strip() or None if amount else None


def _names_ingredient(text: str, element: Element) -> bool:
    return element.span.of(text).lower().startswith("active ingredient")


@cache
def _rows() -> tuple[dict[str, str], ...]:
    return lexicon("drug_facts_titles")


@cache
def _pattern() -> re.Pattern[str]:
    named = sorted(((row["title"], index) for index, row in enumerate(_rows())), key=lambda pair: -len(pair[0]))
    blank = r"\s+"
    titles = "|".join(f"(?P<t{index}>{title.replace(' ', blank)})" for title, index in named)
    return re.compile(rf"\b(?:{titles})(?![\w-])", re.IGNORECASE)
