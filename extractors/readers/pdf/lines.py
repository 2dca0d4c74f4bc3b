"""Words to lines: what stands on one baseline, with raised and lowered signs in their place."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from extractors.readers.pdf.shapes import Line, Run, Word

_FULL = 40  # letters: a line of running text has more
_BLANK = 0.17  # in type sizes: the least distance that is a blank where the file has none
# Word sets an open bullet as the letter o of another font, and a tab behind it.
OPEN_BULLET, TAB = "◦", 1.0


def lines_of(words: list[Word], page: int, right: float = 0.0) -> list[Line]:
    """Return the lines of one column from top to bottom.

    ``right`` is the column's right border; 0 takes the end of its longest line.
    """
    lines = [_line(sorted(row, key=lambda w: w.x0), page) for row in _rows(words)]
    end = max(right, _right_border(lines))
    start = min((line.x0 for line in lines), default=0.0)
    leading = usual_leading(lines)
    for line in lines:
        line.left, line.right, line.leading = start, end, leading
    return lines


def usual_leading(lines: list[Line]) -> float:
    """Return the distance from line to line within a paragraph: a low one of those found, 0 for a single line."""
    steps = [after.baseline - line.baseline for line, after in itertools.pairwise(lines)]
    size = max((line.size for line in lines), default=0.0)
    steps = sorted(step for step in steps if 0.7 * size < step < 2 * size)
    return steps[len(steps) // 4] if steps else 0.0


def _right_border(lines: list[Line]) -> float:
    """Return where lines end that were filled: the farthest end that is not a single line's.

    What a browser prints at the head and the foot of a page is smaller, and wider than the text.

    >>> _right_border([])
    0.0
    """
    size = max((line.size * min(len(line.text), _FULL) for line in lines), default=0.0) / _FULL
    ends = sorted((line.x1 for line in lines if line.size > 0.8 * size), reverse=True)
    for end, following in itertools.pairwise(ends):
        if end - following < 2 * lines[0].size:
            return end
    return ends[0] if ends else 0.0


def _rows(words: list[Word]) -> list[list[Word]]:
    """Part words by baseline; a smaller word goes with the line that it is raised above or lowered below."""
    if not words:
        return []
    size = max(words, key=lambda w: w.size * min(len(w.text), 4)).size
    rows: list[tuple[float, list[Word]]] = []
    small = []
    for word in sorted(words, key=lambda w: w.baseline):
        if word.size < 0.8 * size and len(word.text) < 6:
            small.append(word)
        elif rows and word.baseline - rows[-1][0] < 0.4 * word.size:
            rows[-1][1].append(word)
        else:
            rows.append((word.baseline, [word]))
    for word in small:
        near = min(rows, key=lambda r: abs(r[0] - word.baseline), default=None)
        if near is not None and _is_raised(word, *near):
            near[1].append(word)
        else:
            rows.append((word.baseline, [word]))
            rows.sort(key=lambda r: r[0])
    return [row for _, row in rows]


def _is_raised(word: Word, baseline: float, row: list[Word]) -> bool:
    """Tell a word that stands on a row, or a little above or below larger ones: by their size, not by the page's."""
    size = max(other.size for other in row)
    is_level = abs(baseline - word.baseline) < 0.4 * word.size
    return is_level or (word.size < 0.95 * size and -0.35 * size <= baseline - word.baseline <= 0.65 * size)


def _line(row: list[Word], page: int) -> Line:
    main = max(row, key=lambda w: len(w.text))
    line = Line(page, row[0].x0, max(w.x1 for w in row), main.baseline, main.size, [])
    line.body = line.x0
    if len(row) > 1 and row[0].text == "o" and row[1].x0 - row[0].x0 > TAB * main.size:
        row[0].text, row[0].marker = OPEN_BULLET, True
    if len(row) > 1 and row[0].marker:
        line.marker, line.body = row[0].text, row[1].x0
        row = row[1:]
    elif len(row) == 1 and row[0].marker:
        line.marker, row = row[0].text, []
    line.runs = list(_runs(row))
    return line


def _runs(row: list[Word]) -> Iterator[Run]:
    """Yield the stretches of one style, a blank between words that stand apart."""
    text = ""
    style = row[0].style if row else None
    before: Word | None = None
    for word in row:
        if before is not None and (before.spaced or word.x0 - before.x1 > _BLANK * min(word.size, before.size)):
            text += " "
        if word.style != style and style is not None:
            if text:
                yield Run(text, style)
            text, style = "", word.style
        text += word.text
        before = word
    if text and style is not None:
        yield Run(text, style)
