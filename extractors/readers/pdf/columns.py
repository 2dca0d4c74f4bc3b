"""Reading order: a page's words and tables taken apart into columns, and columns that are rows of a table.

A band is a set of boxes that overlap in height; a gutter is a blank that runs through several bands with text on both
sides.  What lies left of a gutter is read before what lies right of it, unless the left side is a column of labels:
then the stretch is a table whose rules were not drawn.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.readers.pdf.shapes import Cell, Table, Word

Box = Word | Table
Gap = tuple[float, float]
_ENUMERATOR = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*\.?|[A-Za-z][.)]|\(?[ivx\d]{1,3}\))$")
# In type sizes: the narrowest blank that can open a gutter, and what must stay free of it in the bands that follow.
_WIDE, _FREE = 1.2, 0.8
_BEFORE_BULLET = 0.2
_LABELS_SHARE = 0.4  # a column of labels takes less than this share of the width
_BORDER_SHARE = 0.2  # lines that end this near to the right border of their column were broken there
_FILLED = 0.6  # lines of running text fill more than this share of their column


@dataclass(slots=True)
class Band:
    """Boxes that overlap in height, and the stretches of the width that they take."""

    boxes: list[Box]
    top: float
    bottom: float
    extents: list[list[Box]]

    def gaps(self, least: float) -> list[Gap]:
        """Return the blanks between its extents that can be gutters: not the blank behind a bullet or a number."""
        found = []
        for index, (one, other) in enumerate(itertools.pairwise(self.extents)):
            gap = (max(box.x1 for box in one), min(box.x0 for box in other))
            if gap[1] - gap[0] >= least and not _only_markers(one, first=index == 0):
                found.append(gap)
        return found

    def free(self, gap: Gap) -> list[Gap]:
        """Return what its boxes leave free of ``gap``."""
        parts = [gap]
        for box in self.boxes:
            if box.x0 < gap[1] and box.x1 > gap[0]:
                parts = [p for x0, x1 in parts for p in ((x0, min(x1, box.x0)), (max(x0, box.x1), x1)) if p[1] > p[0]]
        return parts

    def has_both_sides(self, gap: Gap) -> bool:
        """Tell whether text stands on both sides of ``gap``."""
        return any(b.x1 <= gap[0] + 0.1 for b in self.boxes) and any(b.x0 >= gap[1] - 0.1 for b in self.boxes)


def _only_markers(boxes: list[Box], first: bool) -> bool:
    return all(isinstance(b, Word) and (b.marker or (first and _ENUMERATOR.match(b.text) is not None)) for b in boxes)


def bands_of(boxes: list[Box]) -> list[Band]:
    """Return the bands of ``boxes`` from top to bottom."""
    bands: list[Band] = []
    for box in sorted(boxes, key=lambda b: (b.top, b.x0)):
        if bands and box.top < bands[-1].bottom:
            bands[-1].boxes.append(box)
            bands[-1].bottom = max(bands[-1].bottom, box.bottom)
        else:
            bands.append(Band([box], box.top, box.bottom, []))
    for band in bands:
        band.extents = _extents(band.boxes)
    return bands


def _extents(boxes: list[Box]) -> list[list[Box]]:
    extents: list[list[Box]] = []
    end = 0.0
    for box in sorted(boxes, key=lambda b: b.x0):
        reach = 0.5 * box.size if isinstance(box, Word) else 0.0
        if extents and box.x0 <= end + reach:
            extents[-1].append(box)
            end = max(end, box.x1)
        else:
            extents.append([box])
            end = box.x1
    return extents


def arranged(boxes: list[Box], size: float, first: int = 0) -> Iterator[list[Word] | Table]:
    """Yield the columns of a page in reading order, as lists of words, and the tables between them.

    ``size`` is the usual type size.
    """
    bands = bands_of(boxes)
    plain: list[Box] = []
    at = first
    while at < len(bands):
        stretch = _stretch(bands, at, size)
        if stretch is None:
            plain.extend(bands[at].boxes)
            at += 1
            continue
        yield from _parted(plain)
        plain = []
        yield from _read(stretch, size)
        at = stretch.end
    yield from _parted(plain)


def _parted(boxes: list[Box]) -> Iterator[list[Word] | Table]:
    """Yield the words above, between and below the tables of one column."""
    words: list[Word] = []
    for box in boxes:
        if isinstance(box, Table):
            if words:
                yield words
            words = []
            yield box
        else:
            words.append(box)
    if words:
        yield words


@dataclass(slots=True)
class _Stretch:
    """Bands from ``start`` to ``end`` that share ``gutters``; the widest parts ``left`` from ``right``."""

    bands: list[Band]
    end: int
    gutters: list[Gap]
    left: list[Box]
    right: list[Box]

    @property
    def gutter(self) -> Gap:
        return max(self.gutters, key=lambda g: g[1] - g[0])


def _stretch(bands: list[Band], start: int, size: float) -> _Stretch | None:
    """Return the columns that begin in a band, None where it is a line like others."""
    shared = bands[start].gaps(_WIDE * size)
    if not shared:
        return None
    end = reach = start + 1
    for index in range(start + 1, len(bands)):
        band = bands[index]
        shared = _kept(band, shared, size)
        if not shared or band.top - bands[index - 1].bottom > 4 * size:
            break
        reach = index + 1
        if any(band.has_both_sides(gap) for gap in shared):
            end = reach
    stretch = _cut(bands, start, end, size)
    if stretch is None or not _is_parted(stretch, size):
        return None
    longest = _cut(bands, start, reach, size)
    if longest is not None and _wraps(longest.left):
        return longest
    return _cut(bands, start, _continued(bands, end, reach, stretch, size), size) or stretch


def _kept(band: Band, gaps: list[Gap], size: float) -> list[Gap]:
    """Return what a band leaves of the gutters.

    A blank before a bullet is a tab stop, however little of it the item before has left; between words it is a gutter
    only where it is wider than blanks are.
    """
    kept = []
    for part in (part for gap in gaps for part in band.free(gap)):
        is_stop = any(isinstance(b, Word) and b.marker and abs(b.x0 - part[1]) < 1 for b in band.boxes)
        is_side = not band.has_both_sides(part)
        if part[1] - part[0] >= (_BEFORE_BULLET if is_stop or is_side else _FREE) * size:
            kept.append(part)
    return kept


def _cut(bands: list[Band], start: int, end: int, size: float) -> _Stretch | None:
    gutters = bands[start].gaps(_WIDE * size)
    for band in bands[start + 1 : end]:
        gutters = _kept(band, gutters, size)
    gutters = [g for g in gutters if any(band.has_both_sides(g) for band in bands[start:end])]
    if not gutters:
        return None
    stretch = _Stretch(bands[start:end], end, gutters, [], [])
    middle = sum(stretch.gutter) / 2
    for band in stretch.bands:
        for box in band.boxes:
            (stretch.left if box.x1 <= middle else stretch.right).append(box)
    return stretch


def _is_parted(stretch: _Stretch, size: float) -> bool:
    """Tell columns from blanks that happen to stand above one another."""
    both = min(len(baselines(stretch.left)), len(baselines(stretch.right)))
    if any(isinstance(box, Table) for box in (*stretch.left, *stretch.right)):
        return True
    if _opens_with_bullets(stretch.right) and _opens_with_bullets(stretch.left):
        return True
    width = stretch.gutter[1] - stretch.gutter[0]
    return both >= 3 or (both == 2 and width >= 2 * size)


def baselines(boxes: list[Box]) -> dict[int, list[Word]]:
    """Return the words by the line they stand on, to the nearest two points."""
    lines: dict[int, list[Word]] = {}
    for box in boxes:
        if isinstance(box, Word):
            lines.setdefault(round(box.baseline / 2), []).append(box)
    return lines


def _opens_with_bullets(boxes: list[Box]) -> bool:
    lines = baselines(boxes)
    return bool(lines) and min(lines[min(lines)], key=lambda w: w.x0).marker


def _filled(stretch: _Stretch) -> float:
    """Return how much of the left column its lines fill on average."""
    lines = baselines(stretch.left)
    start = min(box.x0 for box in stretch.left)
    width = max(stretch.gutter[0] - start, 1.0)
    return sum(max(w.x1 for w in ws) - start for ws in lines.values()) / (width * max(len(lines), 1))


def _wraps(boxes: list[Box]) -> bool:
    """Tell whether boxes are a column of text: twice at least, a line at its right border goes on in small letters."""
    lines = [sorted(words, key=lambda w: w.x0) for _, words in sorted(baselines(boxes).items())]
    if len(lines) < 2:
        return False
    start, end = min(line[0].x0 for line in lines), max(line[-1].x1 for line in lines)
    border = end - _BORDER_SHARE * (end - start)
    going_on = 0
    for line, after in itertools.pairwise(lines):
        near = after[0].baseline - line[0].baseline < 2 * line[0].size
        ends = line[-1].text[-1] in ".;:!?"
        going_on += near and not ends and line[-1].x1 > border and after[0].text[0].islower()
    return going_on >= 2


def _continued(bands: list[Band], end: int, reach: int, stretch: _Stretch, size: float) -> int:
    """Return where the columns end once lines that stand on one side only are taken in.

    What stands under the right column alone goes on with it; a list of two columns takes in what is left of its last
    item, which is set under the item's text.
    """
    listed = _opens_with_bullets(stretch.right)
    for index in range(end, reach):
        band, before = bands[index], bands[index - 1]
        under_the_right = all(box.x0 >= stretch.gutter[1] - 1 for box in band.boxes)
        if under_the_right and band.top - before.bottom < 1.5 * size:
            continue
        if not (listed and _hangs(band, before, size)):
            return index
    return reach


def _hangs(band: Band, before: Band, size: float) -> bool:
    first = min(band.boxes, key=lambda b: b.x0)
    texts = [b.x0 for b in before.boxes if isinstance(b, Word) and not b.marker]
    return (
        isinstance(first, Word)
        and not first.marker
        and band.bottom - before.bottom < 1.5 * size
        and any(abs(first.x0 - x) < 0.3 * size for x in texts)
    )


def _read(stretch: _Stretch, size: float) -> Iterator[list[Word] | Table]:
    if _is_table(stretch):
        yield _table_of(stretch)
        return
    yield from arranged(stretch.left, size)
    yield from arranged(stretch.right, size)


def _is_table(stretch: _Stretch) -> bool:
    """Tell a table without rules: a narrow column of labels, each on the line where its text begins."""
    if any(isinstance(box, Table) for box in (*stretch.left, *stretch.right)):
        return False
    if _opens_with_bullets(stretch.left) or _wraps(stretch.left):
        return False
    left, right = baselines(stretch.left), baselines(stretch.right)
    start, end = min(b.x0 for b in stretch.left), max(b.x1 for b in stretch.right)
    narrow = (sum(stretch.gutter) / 2 - start) < _LABELS_SHARE * (end - start)
    aligned = sum(1 for line in left if line in right) >= 0.8 * len(left)
    return aligned and len(left) >= 2 and narrow and (len(left) < 0.7 * len(right) or _filled(stretch) < _FILLED)


def _table_of(stretch: _Stretch) -> Table:
    """Return the stretch as a table; a row begins wherever a label stands in the first column."""
    borders = [sum(gap) / 2 for gap in sorted(stretch.gutters)]
    cells: dict[tuple[int, int], Cell] = {}
    row = -1
    for band in stretch.bands:
        words = [box for box in band.boxes if isinstance(box, Word)]
        if row < 0 or any(word.x1 <= borders[0] for word in words):
            row += 1
        for word in words:
            column = sum(word.x0 >= border for border in borders)
            cells.setdefault((row, column), Cell(row, column)).words.append(word)
    boxes = [box for band in stretch.bands for box in band.boxes]
    x0, x1 = min(b.x0 for b in boxes), max(b.x1 for b in boxes)
    for cell in cells.values():
        cell.x1 = [*borders, x1][cell.column]
    bounds = (stretch.bands[0].top, stretch.bands[-1].bottom)
    return Table(x0, x1, *bounds, [cells[key] for key in sorted(cells)], (x0, *borders))
