"""Tables taken out of their tags cell by cell: the name of a row on one line, each of its figures on one of the next.

"Drowsiness / 3 / 12 / Tremor / 1 / 4": lines of nothing but a figure stand nowhere else in such number, each row has as
many, and the heads above them stand in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from statistics import mode
from typing import Final

from extractors.labels.body_systems import body_system
from extractors.labels.text_tables import CAPTION, Line, is_note, line_of
from extractors.labels.trial_tables import is_value
from extractors.model import ElementKind, Span, replace

_FEWEST_ROWS: Final = 3
_LONGEST_NAME: Final = 90
_MOST_BARE: Final = 2  # rows without figures in succession
_MOST_HEADS: Final = 24
_LONGEST_VALUE: Final = 20
_FEWEST_HEADS: Final = 2
_NAMES: Final = re.compile(  # what heads the column of the names
    r"(?:[\w/-]+ ){0,3}(?:reactions?|events?|effects?|terms?|symptoms?|body systems?|organ class|parameters?|"
    r"abnormalit\w+)(?:/\w+)?",
    re.IGNORECASE,
)


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
    """Return lines as the cells of one, each ``width`` columns wide but the first; the last ``values`` are figures."""
    first = lines[0].element
    cells = tuple(Span(line.element.start, line.element.end) for line in lines)
    element = replace(first, end=lines[-1].element.end, gap=0)
    columns = [column, *(1 + (index - 1 + column) * width for index in range(1, len(lines)))]
    return Line(element, first.start, cells, values, tuple(columns), width)


def _with_heads(text: str, found: list[Line], width: int) -> list[Line]:
    """Return the lines before a table, its heads joined to rows; heads whose number fits no rows stand close to it."""
    start = len(found)
    while start > 0 and len(found) - start < _MOST_HEADS and _may_head(text, found[start - 1]):
        start -= 1
    heads = found[start:]
    is_captioned = start > 0 and CAPTION.match(found[start - 1].element.span.of(text)) is not None
    if not is_captioned and len(heads) > width + 1:
        return found
    names = {i for i, line in enumerate(heads) if _NAMES.fullmatch(line.element.span.of(text))}
    if not names and len(heads) % width == 1:
        names = {0}
    rows = _head_rows(heads, names, width)
    if rows or not is_captioned:
        return [*found[:start], *(rows or heads)]
    close = (replace(line.element, gap=0) for line in heads)
    return [*found[:start], *(line_of(text, element) for element in close)]


def _head_rows(heads: Sequence[Line], names: Container[int], width: int) -> list[Line]:
    """Return the heads as rows, what heads the names of the rows before those of the columns; none where none fit."""
    n_others = sum(i not in names for i in range(len(heads)))
    bottom = min(width, n_others)
    shared = _shared(n_others - bottom, width)
    if shared is None or bottom < min(width, _FEWEST_HEADS) or width % bottom:
        return []
    rows: list[Line] = []
    at = taken = 0
    while at < len(heads):
        named = at in names
        size = shared if taken < n_others - bottom else bottom
        stop = at + named + size
        if stop > len(heads) or any(i in names for i in range(at + named, stop)):
            return []
        rows.append(_joined(heads[at:stop], 0 if named else 1, width=width // size))
        at, taken = stop, taken + size
    return rows


def _shared(count: int, width: int) -> int | None:
    """Return how many heads stand in each row above the last one, each above several columns alike.

    >>> _shared(0, 4), _shared(2, 4), _shared(4, 6), _shared(4, 4), _shared(1, 3)
    (0, 2, 2, 4, None)
    """
    if count <= 0:
        return 0 if count == 0 else None
    return next((n for n in range(width, 1, -1) if width % n == 0 and count % n == 0), None)


def _may_head(text: str, line: Line) -> bool:
    words = line.element.span.of(text)
    return _may_name(text, line) and not line.columns and not CAPTION.match(words)
