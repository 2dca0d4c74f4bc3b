"""Tables of a web page that hold no data: those that lay out the page, and lists set in rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import Final

from extractors.model import Element, ElementKind, replace

_CELL: Final = ElementKind.TABLE_CELL
_Row = tuple[int | None, int | None]


def without_layout(text: str, elements: Sequence[Element], laid_out: Collection[int]) -> Iterator[Element]:
    """Yield the elements; cells of tables without data are the paragraphs or list items that they show.

    ``laid_out`` names tables with headings in their cells: those are parts of a page.  A table in which no row has
    words in two cells is a list in rows; a cell that holds nothing but a bullet is the bullet of the words beside it.
    """
    plain = {*laid_out, *_lists(text, elements)}
    for (group, _), cells in groupby(elements, _row):
        if group in plain:
            yield from _shown(text, list(cells), group)
        else:
            yield from cells


def _row(element: Element) -> _Row:
    return (element.group, element.row) if element.kind is _CELL else (None, None)


def _lists(text: str, elements: Sequence[Element]) -> set[int]:
    worded: defaultdict[int, defaultdict[int | None, set[int | None]]] = defaultdict(lambda: defaultdict(set))
    for element in elements:
        if element.kind is _CELL and element.group is not None:
            columns = worded[element.group][element.row]
            if _has_words(text, element):
                columns.add(element.column)
    return {group for group, rows in worded.items() if all(len(columns) < 2 for columns in rows.values())}


def _has_words(text: str, element: Element) -> bool:
    return any(map(str.isalnum, element.span.of(text)))


def _shown(text: str, cells: list[Element], group: int | None) -> Iterator[Element]:
    bullet: Element | None = None
    for cell in cells:
        if bullet is not None:
            yield replace(_plain(cell, ElementKind.LIST_ITEM), start=bullet.start, level=1, group=group)
            bullet = None
        elif cell is not cells[-1] and not _has_words(text, cell):
            bullet = cell
        else:
            yield _plain(cell, ElementKind.PARAGRAPH)


def _plain(cell: Element, kind: ElementKind) -> Element:
    return Element(kind, cell.start, cell.end, emphasis=cell.emphasis)
