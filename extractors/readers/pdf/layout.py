"""A page by the places of its glyphs: directions, tables, columns, lines (pdfplumber)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extractors.readers.pdf.columns import arranged
from extractors.readers.pdf.glyphs import Glyph, body_size, by_direction, words_of
from extractors.readers.pdf.lines import lines_of
from extractors.readers.pdf.shapes import Line, Page, Table, Word
from extractors.readers.pdf.tables import take_tables


def analysed(page: Any) -> Page:
    """Return what a pdfplumber page shows, in reading order.

    The direction that most glyphs have is level: a landscape table on an upright page reads as it was meant.  Text in
    other directions (along the margin, askew across the page) is put aside.
    """
    number = int(page.page_number)
    result = Page(number, float(page.width), float(page.height))
    origin = (page.mediabox[0], page.height + page.mediabox[1])
    directions = by_direction(_visible(page))
    for turn, glyphs in directions.items():
        if turn < 0:
            result.aside.extend(_askew(glyphs, origin, number))
            continue
        words = words_of(glyphs, origin, turn)
        if result.flow:
            result.aside.extend(
                line for column in arranged(list(words), body_size(words)) for line in _lines(column, number)
            )
        else:
            result.flow.extend(_flow(page, words, turn, number))
    return result


def _visible(page: Any) -> list[Glyph]:
    """Return the glyphs inside the part of the page that is shown."""
    x0, top, x1, bottom = page.cropbox
    return [
        c for c in page.chars if x0 <= (c["x0"] + c["x1"]) / 2 <= x1 and top <= (c["top"] + c["bottom"]) / 2 <= bottom
    ]


def _flow(page: Any, words: list[Word], turn: int, number: int) -> Iterator[Line | Table]:
    tables, rest = take_tables(page, words, turn)
    for column in arranged([*rest, *tables], body_size(words) or 10.0):
        if isinstance(column, Table):
            yield column
        else:
            yield from lines_of(column, number)


def _lines(column: list[Word] | Table, number: int) -> list[Line]:
    words = [w for cell in column.cells for w in cell.words] if isinstance(column, Table) else column
    return lines_of(words, number)


def _askew(glyphs: list[Glyph], origin: tuple[float, float], number: int) -> list[Line]:
    """Return text that is set askew as one line: its places say nothing about its order, the file does."""
    flat = [{**g, "matrix": (1, 0, 0, 1, 0, 0), "x0": i, "x1": i + 1, "size": 1.0} for i, g in enumerate(glyphs)]
    return lines_of(words_of(flat, origin), number)
