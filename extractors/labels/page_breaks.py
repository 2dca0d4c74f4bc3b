"""Tables that go on behind the foot and the head of a page: these are put aside, and stand behind the table."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Sequence

from extractors.labels.text_tables import Line
from extractors.model import Element, ElementKind, replace


def of_pages(elements: Sequence[Element]) -> list[Element]:
    """Return what pages print around their text: blank lines part it from the text, as they do not part rows.

    The front of a label is none of it.
    """
    found = []
    for index, element in enumerate(elements):
        if element.kind is not ElementKind.FURNITURE or element.hint is not None:
            continue
        around = (elements[index - 1] if index else None, elements[index + 1] if index + 1 < len(elements) else None)
        above, below = (e is None or e.kind is ElementKind.FURNITURE for e in around)
        if (above or element.gap) and (below or (around[1] is not None and around[1].gap)):
            found.append(element)
    return found


def over_pages(lines: Sequence[Line], aside: Sequence[Element]) -> list[Line]:
    """Return the lines, the first of each page as if it stood right below the last of the page before."""
    first = _first_below(lines, aside)
    return [
        dataclasses.replace(line, element=replace(line.element, gap=0)) if line.element.start in first else line
        for line in lines
    ]


def _first_below(lines: Sequence[Line], aside: Sequence[Element]) -> Collection[int]:
    """Return where the lines begin that stand first below what pages print."""
    found: set[int] = set()
    at = 0
    for line in lines:
        start = line.element.start
        while at < len(aside) and aside[at].start < start:
            found.add(start)
            at += 1
    return found


def with_pages(elements: Iterable[Element], aside: Sequence[Element]) -> Iterator[Element]:
    """Yield the elements and what pages print, in order but for tables: those come first.

    What stands within a row is part of its block and left out.

    >>> row = [Element(ElementKind.TABLE_CELL, at, at + 1, group=1, row=at // 20, column=0) for at in (0, 20)]
    >>> page, line = Element(ElementKind.FURNITURE, 9, 12), Element(ElementKind.LINE, 30, 31)
    >>> [e.start for e in with_pages([*row, line], [page])]
    [0, 20, 9, 30]
    """
    waiting = list(reversed(aside))
    last: Element | None = None
    for element in elements:
        if last is None or last.group is None or last.group != element.group:
            while waiting and waiting[-1].start < element.start:
                yield waiting.pop()
        elif last.kind is element.kind is ElementKind.TABLE_CELL and last.row == element.row:
            while waiting and last.start < waiting[-1].start < element.start:
                waiting.pop()
        yield element
        last = element
    yield from reversed(waiting)
