"""Lines of lists in text: several items on one line, and how deep each stands.

Medication Guides set short items out in columns ("• nausea        • headache"), and mark a list inside a list by a sign
or an indent of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractors.model import Element, ElementKind, Span, replace
from extractors.readers.plain_text import BULLET

_SIGNS = "•●▪■◦○*"
_SAME_INDENT = 1  # what two items of one list may differ by


def parted(text: str, element: Element) -> Iterator[Element]:
    """Yield the items of a paragraph or item that has more bullets of its kind inside it; any other as it is.

    >>> line = "• nausea        • joint pain"
    >>> [e.span.of(line) for e in parted(line, Element(ElementKind.LIST_ITEM, 0, len(line)))]
    ['• nausea', '• joint pain']
    """
    sign = text[element.start]
    if element.kind not in (ElementKind.PARAGRAPH, ElementKind.LIST_ITEM) or sign not in _SIGNS:
        yield element
        return
    more = re.compile(rf"\s+(?={re.escape(sign)}\s+\S)")
    start = element.start
    for border in more.finditer(text, element.start + 1, element.end):
        yield replace(element, start=start, end=border.start(), emphasis=_within(element, start, border.start()))
        start = border.end()
    yield replace(element, start=start, emphasis=_within(element, start, element.end))


def _within(element: Element, start: int, end: int) -> tuple[Span, ...]:
    return tuple(span for span in element.emphasis if start <= span.start and span.end <= end)


def nested(text: str, elements: Iterable[Element]) -> Iterator[Element]:
    """Yield the elements, each item of a list of lines at the depth that its sign and its indent give it.

    >>> lines = "• Liver problems:\\n  ○ dark urine\\n• Rash"
    >>> items = [Element(ElementKind.LIST_ITEM, a, b) for a, b in ((0, 17), (20, 32), (33, 39))]
    >>> [item.level for item in nested(lines, items)]
    [1, 2, 1]
    """
    open_lists: list[tuple[str, int]] = []
    for element in elements:
        if element.kind is not ElementKind.LIST_ITEM:
            open_lists.clear()
            yield element
            continue
        yield replace(element, level=max(element.level, _depth(open_lists, *_mark(text, element))))


def _mark(text: str, element: Element) -> tuple[str, int]:
    """Return an item's sign, and how far it is indented where it begins its line."""
    bullet = BULLET.match(text, element.start, element.end)
    before = text[text.rfind("\n", 0, element.start) + 1 : element.start]
    return bullet[0].strip() if bullet else "", len(before.expandtabs(8)) if not before.strip() else 0


def _depth(open_lists: list[tuple[str, int]], sign: str, indent: int) -> int:
    """Return the depth of an item, and leave open the lists that it stands in."""
    for depth, (other, at) in enumerate(open_lists, start=1):
        if other == sign and abs(at - indent) <= _SAME_INDENT:
            del open_lists[depth:]
            return depth
    open_lists.append((sign, indent))
    return len(open_lists)
