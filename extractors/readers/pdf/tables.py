"""Tables that rules draw: their cells, and the words in them."""

from __future__ import annotations

from typing import Any

from extractors.readers.pdf.glyphs import turned
from extractors.readers.pdf.shapes import Cell, Table, Word

Bounds = tuple[float, float, float, float]
_NEAR = 3.0  # points: borders closer than this are one border
MOST_RULES = 20_000  # a page with more lines than this is a drawing


def take_tables(page: Any, words: list[Word], turn: int) -> tuple[list[Table], list[Word]]:
    """Return the tables of a pdfplumber page, and the words that stand in none.

    A frame around a paragraph is no table: a table has two rows and two columns with text in them.
    """
    if not 4 <= len(page.rects) + len(page.lines) + len(page.curves) <= MOST_RULES:
        return [], words
    tables, rest = [], words
    if any(_is_paper(rect) for rect in page.rects):
        page = page.filter(lambda shape: shape["object_type"] != "rect" or not _is_paper(shape))
    for found in page.find_tables():
        boxes = [turned(cell, turn) for cell in found.cells]
        table, others = _filled(boxes, rest)
        if len({c.row for c in table.cells}) >= 2 and len({c.column for c in table.cells}) >= 2:
            tables.append(table)
            rest = others
    return tables, rest


def _is_paper(rect: dict[str, Any]) -> bool:
    """Tell a white field without a border: some programs lay one behind every line of text, and it rules nothing."""
    colour = rect["non_stroking_color"]
    values = colour if isinstance(colour, tuple | list) else (colour,)
    white = (0.0,) * 4 if len(values) == 4 else (1.0,) * len(values)  # four values are inks, others are light
    return bool(rect["fill"]) and not rect["stroke"] and tuple(values) == white


def _filled(boxes: list[Bounds], words: list[Word]) -> tuple[Table, list[Word]]:
    """Return the table with those of the words that stand in it, and the other words."""
    outer = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    tops, lefts = _borders([b[1] for b in boxes]), _borders([b[0] for b in boxes])
    cells = [Cell(_rank(tops, b[1]), _rank(lefts, b[0]), x1=b[2]) for b in boxes]
    rest = []
    for word in words:
        x, y = (word.x0 + word.x1) / 2, word.baseline - 0.3 * word.size
        if not (outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]):
            rest.append(word)
            continue
        nearest = min(range(len(boxes)), key=lambda i: _distance(boxes[i], x, y))
        cells[nearest].words.append(word)
    cells = sorted((c for c in cells if c.words), key=lambda c: (c.row, c.column))
    return Table(outer[0], outer[2], outer[1], outer[3], cells, tuple(lefts)), rest


def _borders(values: list[float]) -> list[float]:
    borders: list[float] = []
    for value in sorted(values):
        if not borders or value - borders[-1] > _NEAR:
            borders.append(value)
    return borders


def _rank(borders: list[float], value: float) -> int:
    return max(i for i, border in enumerate(borders) if border <= value + 0.01)


def _distance(box: Bounds, x: float, y: float) -> tuple[float, float]:
    outside = max(box[0] - x, 0.0, x - box[2]) + max(box[1] - y, 0.0, y - box[3])
    return outside, (box[2] - box[0]) * (box[3] - box[1])
