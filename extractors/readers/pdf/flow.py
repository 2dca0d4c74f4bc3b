"""Lines to elements: paragraphs, headings, list items and table cells, over the borders of pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extractors.model import ElementKind
from extractors.readers.pdf.lines import lines_of
from extractors.readers.pdf.shapes import Line, Page, Table

_NUMBERED = re.compile(r"(?:\d{1,2}\.(?:\d{1,2}\.?)?|[A-Z]\.)\s+\S")
_ENDS = re.compile(r"[.!?:;…][\"'”’)\]]*$")
_LETTER = re.compile(r"[^\W\d_]")
_TERM = re.compile(r"[A-Z][a-z]{2}")
_OPEN = re.compile(r"(?:[-,;:(/]|\b(?:and|or|of|with|in|to|the|by|from|for|due|as|at|on|see))$")
_ARROW = re.compile(r"[\u2190-\u21ff\u2794-\u27a1]\s*")
_LONGEST_HEADING = 160
_NEVER_FIRST = frozenset("(),;%")  # nothing begins with these
_APART = 1.28  # in leadings: lines farther apart than this are two paragraphs


@dataclass(slots=True)
class Piece:
    """An element in the making: its lines, and where it stands."""

    kind: ElementKind
    page: int
    lines: list[Line]
    level: int = 0
    group: int | None = None
    row: int | None = None
    column: int | None = None
    is_header_cell: bool = False
    hint: str | None = None


def is_bold(line: Line) -> bool:
    """Tell whether all letters of a line are bold."""
    return bool(line.runs) and all(run.style.bold or not _LETTER.search(run.text) for run in line.runs)


def pieces(pages: Sequence[Page], furniture: set[int], size: float) -> list[Piece]:
    """Return the pieces of a document in reading order; ``size`` is the type size of its running text.

    Page furniture comes behind the piece that was open when its page began, so that a paragraph or a list that goes
    on over the page's end is not cut.
    """
    flow = _Flow(size)
    for page in pages:
        flow.begin_page(page.number)
        for item in page.flow:
            if isinstance(item, Table):
                flow.table(item, page.number)
            elif id(item) in furniture:
                flow.furnish(item)
            else:
                flow.line(item)
        for line in page.aside:
            flow.furnish(line)
    flow.close()
    return flow.done


@dataclass(slots=True)
class _Flow:
    """The pieces so far, the open one, and what waits for its end."""

    size: float
    done: list[Piece] = field(default_factory=list)
    open: Piece | None = None
    waiting: list[Piece] = field(default_factory=list)
    group: int = 0
    indents: list[float] = field(default_factory=list)
    last_table: Table | None = None
    n_rows: int = 0
    header: list[list[str]] = field(default_factory=list)
    crossed: bool = False

    def begin_page(self, number: int) -> None:
        """Take note that a page begins."""
        self.crossed = number > 1

    def furnish(self, line: Line) -> None:
        """Keep a line of page furniture for after the open piece."""
        self.waiting.append(Piece(ElementKind.FURNITURE, line.page, [line]))
        if self.open is None:
            self._release()

    def _release(self) -> None:
        self.done.extend(self.waiting)
        self.waiting = []

    def close(self) -> None:
        """Finish the open piece."""
        if self.open is not None:
            self.done.append(self.open)
            self.open = None
        self._release()

    def line(self, line: Line) -> None:
        """Add a line of running text."""
        self.last_table = None
        if self.open is not None and self._continues(self.open, line):
            self.open.lines.append(line)
        else:
            self.close()
            self.open = self._begun(line)
        self.crossed = False

    def _begun(self, line: Line) -> Piece:
        if line.is_item and not _ARROW.match(line.marker):
            return self._item(line)
        kind = ElementKind.HEADING if self._is_heading(line) else ElementKind.PARAGRAPH
        self.indents = []
        return Piece(kind, line.page, [line], level=self._level(line) if kind is ElementKind.HEADING else 0)

    def _item(self, line: Line) -> Piece:
        if not self.indents:
            self.group += 1
        self.indents = [x for x in self.indents if x < line.x0 - 0.5 * line.size]
        # the second column of a list set at tab stops is no deeper level
        if line.left > line.x0 - 0.5 * line.size:
            self.indents = []
        self.indents.append(line.x0)
        return Piece(ElementKind.LIST_ITEM, line.page, [line], level=len(self.indents), group=self.group)

    def _is_heading(self, line: Line) -> bool:
        text = line.text
        if len(text) > _LONGEST_HEADING or not _LETTER.search(text):
            return False
        if line.size > 1.15 * self.size:
            return True
        return is_bold(line) and text[-1] not in ".,;"

    def _level(self, line: Line) -> int:
        if line.size > 1.15 * self.size or line.text.isupper():
            return 1
        if _NUMBERED.match(line.text):
            return 3 if re.match(r"\d+\.\d", line.text) else 2
        return 4

    def _continues(self, piece: Piece, line: Line) -> bool:
        """Tell whether a line goes on with the open piece."""
        before = piece.lines[-1]
        if line.is_item or piece.kind is ElementKind.TABLE_CELL:
            return False
        if self.crossed or before.page != line.page or line.baseline < before.baseline:
            return self._continues_across(piece, before, line)
        if line.baseline - before.baseline > max(_APART * line.leading, line.size):
            return False
        if abs(line.size - before.size) > 0.15 * self.size or is_bold(line) != is_bold(before):
            return (
                piece.kind is not ElementKind.HEADING and _is_wrapped(before, line) and abs(line.size - before.size) < 1
            )
        if _NUMBERED.match(line.text) and is_bold(line):
            return False
        if piece.kind is ElementKind.LIST_ITEM and line.x0 < piece.lines[0].body - 0.6 * line.size:
            return line.text[:1].islower() and not _ENDS.search(before.text) and _is_wrapped(before, line)
        return _is_wrapped(before, line)

    def _continues_across(self, piece: Piece, before: Line, line: Line) -> bool:
        """Tell whether the first line of a page or a column goes on with the last of the one before."""
        if is_bold(line) != is_bold(before) or abs(line.size - before.size) > 0.15 * self.size:
            return False
        if piece.kind is ElementKind.HEADING or _ENDS.search(before.text):
            return False
        return _is_wrapped(before, line) and (line.text[:1].islower() or not line.text[:1].isalpha())

    def table(self, table: Table, page: int) -> None:
        """Add the cells of a table; one that goes on from the page before keeps its group and counts on its rows."""
        self.close()
        self.indents = []
        goes_on = self.crossed and self.last_table is not None and _same_columns(self.last_table, table)
        if not goes_on:
            self.group += 1
            self.n_rows, self.header = 0, []
        _add_cells(self, table, page, goes_on)
        self.last_table = table
        self.crossed = False


def _same_columns(one: Table, other: Table) -> bool:
    return len(one.edges) == len(other.edges) and all(
        abs(a - b) < 8 for a, b in zip(one.edges, other.edges, strict=True)
    )


def _add_cells(flow: _Flow, table: Table, page: int, goes_on: bool) -> None:
    rows: dict[int, list[tuple[int, list[Line]]]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append((cell.column, lines_of(cell.words, page, cell.x1)))
    at_head = True
    for index, row in enumerate(rows.values()):
        words = [" ".join(line.text for line in lines) for _, lines in row]
        if at_head and goes_on and index < len(flow.header) and words == flow.header[index]:
            flow.done.extend(Piece(ElementKind.FURNITURE, page, lines, hint="repeated_header") for _, lines in row)
            continue
        at_head = at_head and not goes_on and _is_head(row, index)
        if at_head or (index == 0 and not goes_on):
            flow.header.append(words)
        for column, lines in row:
            for part in _paragraphs(lines, is_label=column == 0 or at_head):
                entry = Piece(ElementKind.TABLE_CELL, page, part, group=flow.group, row=flow.n_rows, column=column)
                entry.is_header_cell = at_head
                flow.done.append(entry)
        flow.n_rows += 1


def _is_head(row: list[tuple[int, list[Line]]], index: int) -> bool:
    """Tell a row of headers: bold throughout, and further down than the first row not a single cell's."""
    return all(is_bold(line) for _, lines in row for line in lines) and (index == 0 or len(row) > 1)


def _paragraphs(lines: list[Line], is_label: bool) -> Iterator[list[Line]]:
    part: list[Line] = []
    for line in lines:
        if part and not _is_same_entry(part[-1], line, is_label):
            yield part
            part = []
        part.append(line)
    if part:
        yield part


def _is_same_entry(before: Line, line: Line, is_label: bool) -> bool:
    """Tell whether a line of a cell goes on with the one before.

    A label is one, however it is broken.  Elsewhere cells hold a term a line ("Nausea", "Vomiting"), so narrow that the
    next word never has room: there a capital begins a term, unless the line before is left open ("Stevens-", "and").
    """
    if line.marker:
        return False
    if is_label:
        return line.text[:1].islower() or _is_wrapped(before, line)
    return _is_wrapped(before, line) and (_TERM.match(line.text) is None or _OPEN.search(before.text) is not None)


def _is_wrapped(before: Line, line: Line) -> bool:
    """Tell whether a line was broken only because the next word had no room on it."""
    text = line.text
    if not text or not before.text:
        return bool(before.marker and not before.text)
    if before.text.endswith(("-", "\u00ad")):
        return True
    if text[0] in _NEVER_FIRST and not _ENDS.search(before.text) and before.x1 > (before.left + before.right) / 2:
        return True
    word = text.split(" ", 1)[0]
    width = (line.x1 - line.body) * (len(word) + 1) / max(len(text), 1)
    # a sentence that goes on in small letters may have been broken a little early
    slack = 0.04 * (before.right - before.left) if text[0].islower() and not _ENDS.search(before.text) else 0.0
    return before.x1 + width + slack > before.right
