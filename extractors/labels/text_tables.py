"""Tables flattened to text: lines whose cells are parted by runs of blanks, put back into rows and columns.

Cells that a line lacks leave blanks, so a line with all its figures is read by their order and the others by where they
stand; heads are shared out over the columns they stand above.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median, multimode

from extractors.labels.body_systems import body_system
from extractors.labels.trial_tables import is_value, names_control
from extractors.model import Element, ElementKind, Span, replace

CAPTION = re.compile(
    r"tables?\s*\d+[A-Za-z]?\b(?!\s*(?:,|and\b|shows?|lists?|summar|displays?|presents?|describes?|compares?|"
    r"provides?|identif|includes?|contains?|below|through|reports?|gives?|enumerates?|details?|outlines?))",
    re.I,
)
_CELL = re.compile(r"\S+(?:[^\S\t]\S+)*")
_COUNT = re.compile(r"\(?\bn\s*=", re.I)
_UNIT = re.compile(r"\(?n\s*=|\(?%\)?$|n\s*\(\s*%\s*\)$", re.I)
_LONGEST_LABEL = 110
_LONGEST_HEAD = 12
_MARK = re.compile(r"[\s*†‡§]+")
_GAPS = (8, 6, 5, 4, 3, 2)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: its element, where its line begins, and its cells.

    ``columns`` are those of the cells, where they are told otherwise than by blanks; all but the first fill ``width``.
    """

    element: Element
    begin: int
    cells: tuple[Span, ...]
    values: int
    columns: tuple[int, ...] = ()
    width: int = 1

    def centre(self, cell: Span) -> float:
        """Return where the middle of a cell stands on the line."""
        return (cell.start + cell.end) / 2 - self.begin


def line_of(text: str, element: Element) -> Line:
    """Return the cells of a line.

    >>> text = " Rash       4 (2%)     --"
    >>> line = line_of(text, Element(ElementKind.LINE, 1, len(text)))
    >>> [c.of(text) for c in line.cells], line.values
    (['Rash', '4 (2%)', '--'], 2)
    """
    begin = text.rfind("\n", 0, element.start) + 1
    cells = tuple(_cells(text, element.span, 2))
    values = 0
    for cell in reversed(cells):
        if not is_value(cell.of(text)):
            break
        values += 1
    columns = (
        tuple([text.count("\t", begin, cell.start) for cell in cells])
        if text.find("\t", begin, element.end) >= 0
        else ()
    )
    return Line(element, begin, cells, values if len(cells) > 1 else 0, columns)


def _cells(text: str, span: Span, gap: int) -> Iterator[Span]:
    """Yield the stretches that ``gap`` or more blanks part."""
    pattern = _CELL if gap == 2 else re.compile(rf"\S+(?:\s{{1,{gap - 1}}}\S+)*")
    for found in pattern.finditer(text, *span):
        yield Span(*found.span())


def find_tables(text: str, lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Yield where tables begin and end: runs of lines with figures, with the lines that head or divide them."""
    at = 0
    while at < len(lines):
        if not lines[at].values:
            at += 1
            continue
        end = _run_end(text, lines, at)
        start = _head(text, lines, at)
        if end - at > 1 or start < at:
            yield start, end
        at = end


def _run_end(text: str, lines: Sequence[Line], at: int) -> int:
    """Return where the run of figure lines from ``at`` ends; short lines between them belong to it."""
    end = at + 1
    ahead = end
    while ahead < len(lines) and ahead - end <= 3:
        if lines[ahead].values:
            end = ahead + 1
        elif not _divides(text, lines[ahead]):
            break
        ahead += 1
    return end


def _divides(text: str, line: Line) -> bool:
    """Say whether a line may stand between the rows of a table: a body system or another short head."""
    words = line.element.span.of(text)
    if is_note(text, line) or CAPTION.match(words):
        return body_system(words) is not None
    return line.element.gap <= 1


def _head(text: str, lines: Sequence[Line], at: int) -> int:
    """Return where the head of a table begins: its caption, or the lines right above its first figures."""
    start = at
    while start > 0 and at - start < _LONGEST_HEAD and lines[start].element.gap <= 1:
        start -= 1
        if CAPTION.match(lines[start].element.span.of(text)):
            return start
    start = at
    while start > 0 and at - start < _LONGEST_HEAD and lines[start].element.gap <= 1:
        if is_note(text, lines[start - 1]):
            break
        start -= 1
    return start


def is_note(text: str, line: Line) -> bool:
    """Say whether a line of a table is a note in words rather than a row: long, or a sentence."""
    words = line.element.span.of(text)
    return not line.values and (
        words.endswith((".", ":"))
        or (len(words) > _LONGEST_LABEL and len(words) > 20 * len(line.cells) and not _COUNT.search(words))
    )


def _completed(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines, each line of nothing but figures joined to the name that stands alone on the line above it."""
    held: Line | None = None
    for line in lines:
        if held and line.values == len(line.cells):
            element = replace(held.element, end=line.element.end)
            columns = (*held.columns, *line.columns) if held.columns and line.columns else ()
            yield Line(element, line.begin, (*held.cells, *line.cells), line.values, columns)
            held = None
            continue
        if held:
            yield held
        held = line if len(line.cells) == 1 and not line.values else None
        if not held:
            yield line
    if held:
        yield held


class TextTable:
    """The lines of one table as cells in columns; column 0 names the rows."""

    def __init__(self, text: str, lines: Sequence[Line], group: int) -> None:
        self.text, self.group = text, group
        self.lines = list(_completed(lines))
        self.width = multimode(sorted((line.values for line in self.lines if line.values), reverse=True))[0]
        full = [line for line in lines if line.values == self.width]
        self.centres = [median(line.centre(line.cells[i - self.width]) for line in full) for i in range(self.width)]

    def elements(self) -> Iterator[Element]:
        """Yield the caption and the cells."""
        row = 0
        for line in self.lines:
            if CAPTION.match(line.element.span.of(self.text)) and not line.values:
                yield self._beside(line.element, "caption")
                continue
            if is_note(self.text, line):
                yield self._beside(line.element, "footnote")
                continue
            for span, column, width in self._row(line):
                yield Element(
                    ElementKind.TABLE_CELL,
                    span.start,
                    span.end,
                    group=self.group,
                    row=row,
                    column=column,
                    column_span=width,
                )
            row += 1

    def _beside(self, element: Element, hint: str) -> Element:
        return Element(ElementKind.PARAGRAPH, element.start, element.end, group=self.group, hint=hint)

    def _row(self, line: Line) -> Iterable[tuple[Span, int, int]]:
        """Return the cells of a line with their columns and widths."""
        if line.columns:
            return [
                (cell, column, line.width if column else 1)
                for cell, column in zip(line.cells, line.columns, strict=True)
            ]
        if line.values:
            return self._figures(line)
        if len(line.cells) == 1 and len(line.cells[0].of(self.text)) > 2:
            return [(line.cells[0], self._lone_column(line), 1)]
        return self._heads(line)

    def _lone_column(self, line: Line) -> int:
        """Return the column of a line's only cell: that of the names, unless it stands above the figures."""
        start = line.cells[0].start - line.begin
        return self._nearest(line.centre(line.cells[0])) if start > self.centres[0] - 12 else 0

    def _nearest(self, centre: float) -> int:
        return 1 + min(range(self.width), key=lambda i: abs(self.centres[i] - centre))

    def _figures(self, line: Line) -> Iterator[tuple[Span, int, int]]:
        values = min(line.values, self.width)  # a figure too many is a footnote mark behind the name
        names, figures = line.cells[: len(line.cells) - values], line.cells[len(line.cells) - values :]
        if names:
            yield Span(names[0].start, names[-1].end), 0, 1
        last = 0
        for index, cell in enumerate(figures):
            column = index + 1 if values == self.width else max(last + 1, self._nearest(line.centre(cell)))
            last = min(column, self.width)
            yield cell, last, 1

    def _heads(self, line: Line) -> list[tuple[Span, int, int]]:
        """Return the cells of a head line: one for each column, one for several alike, or by where they stand."""
        splits = [self._joined(list(_cells(self.text, line.element.span, gap))) for gap in _GAPS]
        for cells in splits:
            if len(cells) == self.width + 1:
                return [(cells[0], 0, 1), *self._shared(cells[1:])]
            if len(cells) == self.width and not self._is_name(line, cells[0]):
                return list(self._shared(cells))
        for cells in splits:
            named = cells[1:] if self._is_name(line, cells[0]) else cells
            if len(named) > 1 and self.width % len(named) == 0:
                return [*([(cells[0], 0, 1)] if named is not cells else []), *self._shared(named)]
        cells = splits[-1]
        first = self._is_name(line, cells[0])
        return [(c, 0 if i == 0 and first else self._nearest(line.centre(c)), 1) for i, c in enumerate(cells)]

    def _is_name(self, line: Line, cell: Span) -> bool:
        """Say whether a head stands above the names of the rows rather than above figures."""
        return cell.end - line.begin < self.centres[0] - 8 and not names_control(cell.of(self.text))

    def _shared(self, cells: list[Span]) -> Iterator[tuple[Span, int, int]]:
        width = self.width // len(cells)
        for index, cell in enumerate(cells):
            yield cell, 1 + index * width, width

    def _joined(self, cells: list[Span]) -> list[Span]:
        """Return the cells, each count of patients ("N=120") joined to the head that it follows."""
        found: list[Span] = []
        for cell in cells:
            words = cell.of(self.text)
            if found and _UNIT.match(words) and not _UNIT.match(found[-1].of(self.text)):
                found[-1] = Span(found[-1].start, cell.end)
            else:
                found.append(cell)
        return found
