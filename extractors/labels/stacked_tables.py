"""Tables taken out of their tags cell by cell: the name of a row on one line, each of its figures on one of the next.

"Drowsiness / 3 / 12 / Tremor / 1 / 4": lines of nothing but a figure stand nowhere else in such number, each row has as
many, and the heads above them stand in the same order.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mode
from typing import Final

from extractors.labels.body_systems import body_system
from extractors.labels.text_tables import CAPTION, Line, is_note
from extractors.labels.trial_tables import is_value
from extractors.model import ElementKind, Span, replace

_FEWEST_ROWS: Final = 3
_LONGEST_NAME: Final = 90
_MOST_BARE: Final = 2  # rows without figures in succession
_MOST_HEADS: Final = 24
_LONGEST_VALUE: Final = 20


def restacked(text: str, lines: Sequence[Line]) -> list[Line]:
    """Return the lines, those of each such table as its rows: a line of cells in columns."""
    figures = [_is_figure(text, line) for line in lines]
    if sum(figures) < _FEWEST_ROWS:
        return list(lines)
    found: list[Line] = []
    at = 0
    while at < len(lines):
        rows = _rows(text, lines, figures, at)
        if not rows:
            found.append(lines[at])
            at += 1
            continue
        width = mode([stop - first - 1 for first, stop in rows if stop - first > 1])
        found = _with_heads(text, found, width)
        found += [_joined(lines[first:stop], values=stop - first - 1) for first, stop in rows]
        at = rows[-1][1]
    return found


def _is_figure(text: str, line: Line) -> bool:
    element = line.element
    return (
        element.kind is ElementKind.LINE
        and element.end - element.start <= _LONGEST_VALUE
        and is_value(text[element.start : element.end])
    )


def _rows(text: str, lines: Sequence[Line], figures: Sequence[bool], at: int) -> list[tuple[int, int]]:
    """Return where the rows of a table begin and end whose first name is the line at ``at``; none where it heads none.

    A name without figures belongs to the table as long as rows with figures follow: it is a body system, mostly.
    """
    rows: list[tuple[int, int]] = []
    full = bare = 0
    while at < len(lines) and not figures[at] and _may_name(text, lines[at]):
        stop = at + 1
        while stop < len(lines) and figures[stop]:
            stop += 1
        if stop == at + 1:
            bare += 1
            if not rows and not body_system(lines[at].element.span.of(text)):
                break
            if bare > _MOST_BARE:
                break
        else:
            full, bare = full + 1, 0
        rows.append((at, stop))
        at = stop
    while rows and rows[-1][1] - rows[-1][0] == 1:
        rows.pop()
    return rows if full >= _FEWEST_ROWS else []


def _may_name(text: str, line: Line) -> bool:
    element = line.element
    return element.kind is ElementKind.LINE and element.end - element.start <= _LONGEST_NAME and not is_note(text, line)


def _joined(lines: Sequence[Line], column: int = 0, *, values: int = 0, width: int = 1) -> Line:
    """Return lines as the cells of one, each ``width`` columns wide; the last ``values`` are figures."""
    first = lines[0].element
    cells = tuple(Span(line.element.start, line.element.end) for line in lines)
    element = replace(first, end=lines[-1].element.end, gap=0)
    columns = tuple(column + index * width for index in range(len(lines)))
    return Line(element, first.start, cells, values, columns, width)


def _with_heads(text: str, found: list[Line], width: int) -> list[Line]:
    """Return the lines before a table, its heads joined to rows."""
    start = len(found)
    while start > 0 and len(found) - start < _MOST_HEADS and _may_head(text, found[start - 1]):
        start -= 1
    heads = found[start:]
    is_captioned = start > 0 and CAPTION.match(found[start - 1].element.span.of(text)) is not None
    shape = _shape(len(heads), width) if is_captioned or len(heads) <= width + 1 else None
    if shape is None:
        return found
    named, shared = shape
    rows = [_joined(heads[:1])] if named and (shared or width == 1) else []
    at = named if rows else 0
    if shared:
        rows.append(_joined(heads[at : at + shared], 1, width=width // shared))
        at += shared
    elif named and not rows:
        rows.append(_joined(heads[: width + 1]))
        at = width + 1
    rows += [_joined(heads[first : first + width], 1) for first in range(at, len(heads), width)]
    return [*found[:start], *rows]


def _shape(count: int, width: int) -> tuple[int, int] | None:
    """Return whether the first of the heads stands above the names, and how many stand above several columns each.

    >>> _shape(3, 2), _shape(2, 2), _shape(7, 4), _shape(4, 3), _shape(1, 3)
    ((1, 0), (0, 0), (1, 2), (1, 0), None)
    """
    shares = [0, *(n for n in range(2, width) if width % n == 0)]
    shapes = ((named, shared) for shared in shares for named in (1, 0))
    return next((s for s in shapes if count >= sum(s) + width and (count - sum(s)) % width == 0), None)


def _may_head(text: str, line: Line) -> bool:
    words = line.element.span.of(text)
    return _may_name(text, line) and not line.columns and not CAPTION.match(words)
