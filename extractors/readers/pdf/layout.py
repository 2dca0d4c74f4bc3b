"""A page by the places of its glyphs: directions, tables, columns, lines (pdfplumber)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extractors.readers.pdf.columns import arranged
from extractors.readers.pdf.conservation import signs_of
from extractors.readers.pdf.drawn_bullets import drawn_bullets, mark
from extractors.readers.pdf.glyphs import Glyph, body_size, by_direction, words_of
from extractors.readers.pdf.lexicon import shown
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
    visible, beside = _by_sight(page)
    result.left_out = signs_of(shown(glyph["text"], glyph["fontname"]) for glyph in beside)
    directions = by_direction(visible)
    for turn, glyphs in directions.items():
        if turn < 0:
            result.aside.extend(_askew(glyphs, origin, number))
            continue
        words, twice = words_of(glyphs, origin, turn)
        result.left_out += twice
        if result.flow:
            result.aside.extend(
                line for column in arranged(list(words), body_size(words)) for line in _lines(column, number)
            )
        else:
            result.flow.extend(_flow(page, words, turn, number))
    return result


def _by_sight(page: Any) -> tuple[list[Glyph], list[Glyph]]:
    """Return the glyphs on the part of the page that is shown, and those beside it."""
    x0, top, x1, bottom = _sheet(page)
    visible: list[Glyph] = []
    beside: list[Glyph] = []
    for glyph in page.chars:
        x, y = (glyph["x0"] + glyph["x1"]) / 2, (glyph["top"] + glyph["bottom"]) / 2
        (visible if x0 <= x <= x1 and top <= y <= bottom else beside).append(glyph)
    return visible, beside


def _sheet(page: Any) -> tuple[float, float, float, float]:
    """Return the part of the page that is shown; pdfplumber turns the glyphs of a turned page, but not its crop box."""
    x0, top, x1, bottom = page.cropbox
    left, upper, right, lower = page.mediabox
    if page.rotation in (90, 180):
        top, bottom = upper + lower - bottom, upper + lower - top
    if page.rotation in (180, 270):
        x0, x1 = left + right - x1, left + right - x0
    return x0, top, x1, bottom


def _flow(page: Any, words: list[Word], turn: int, number: int) -> Iterator[Line | Table]:
    bullets = drawn_bullets(page) if turn == 0 else []
    tables, rest = take_tables(page, words, turn)
    for column in arranged([*rest, *tables], body_size(words) or 10.0):
        if isinstance(column, Table):
            yield column
        else:
            lines = lines_of(column, number)
            mark(lines, bullets)
            yield from lines


def _lines(column: list[Word] | Table, number: int) -> list[Line]:
    words = [w for cell in column.cells for w in cell.words] if isinstance(column, Table) else column
    return lines_of(words, number)


def _askew(glyphs: list[Glyph], origin: tuple[float, float], number: int) -> list[Line]:
    """Return text that is set askew as one line: its places say nothing about its order, the file does."""
    flat = [{**g, "matrix": (1, 0, 0, 1, 0, 0), "x0": i, "x1": i + 1, "size": 1.0} for i, g in enumerate(glyphs)]
    words, _ = words_of(flat, origin)
    return lines_of(words, number)
