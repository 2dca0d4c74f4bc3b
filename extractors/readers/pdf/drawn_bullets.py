"""Bullets that are drawn instead of set, as browsers print them: small discs, rings and squares left of a line."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import Any

from extractors.readers.pdf.shapes import Line

_SMALLEST, _LARGEST = 1.5, 8.0  # points
_FEWEST = 2  # rings or squares at one distance from the border: a single one may be any drawing
_WIDEST_GAP = 2.5  # in type sizes, between a bullet and its line

Spot = tuple[float, float, float]  # the middle's height, left and right border


def drawn_bullets(page: Any) -> list[Spot]:
    """Return the small drawings of a pdfplumber page that are as wide as high: discs, and what stands in columns."""
    discs, others = (
        [_spot(shape) for shape in shapes if _is_small_and_square(shape)]
        for shapes in ((c for c in page.curves if c["fill"]), (*page.rects, *(c for c in page.curves if not c["fill"])))
    )
    columns = Counter(round(x0) for _, x0, _ in others)
    return sorted([*discs, *(spot for spot in others if columns[round(spot[1])] >= _FEWEST)])


def _spot(shape: dict[str, Any]) -> Spot:
    return (shape["top"] + shape["bottom"]) / 2, shape["x0"], shape["x1"]


def _is_small_and_square(shape: dict[str, Any]) -> bool:
    width, height = float(shape["x1"] - shape["x0"]), float(shape["bottom"] - shape["top"])
    return _SMALLEST <= width <= _LARGEST and abs(width - height) < 0.2 * width


def mark(lines: Sequence[Line], bullets: Sequence[Spot]) -> None:
    """Mark the lines that a drawn bullet opens."""
    if not bullets:
        return
    for line in lines:
        at = bisect_left(bullets, (line.baseline - 0.8 * line.size,))
        while at < len(bullets) and bullets[at][0] < line.baseline:
            if 0 <= line.x0 - bullets[at][2] <= _WIDEST_GAP * line.size:
                line.has_drawn_bullet = True
            at += 1
