"""Glyphs to words: what a page shows, each character once, whatever the direction it is set in."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from extractors.readers.pdf.lexicon import bullets, shown
from extractors.readers.pdf.shapes import Signs, Style, Word

Glyph = dict[str, Any]  # a character as pdfplumber gives it
# the signs so far (x, baseline, size) by what they show, the power of two of their size, and a cell of the page
_Seen = dict[tuple[str, int, int, int], list[tuple[float, float, float]]]
_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique|kursiv", re.IGNORECASE)
# A blank is a quarter of the type size and justified setting shrinks it; letters are never set so far apart.
_BLANK = 0.17
_WIDEST_BLANK = 0.6
# The second print of a letter lies nearer than this, in type sizes; an l that is squeezed to half its width takes more.
_OVERPRINT = 0.1
_ROOT_OF_2 = math.sqrt(2)
_NO_BREAK = "\xa0"
_SKEW = -1


@lru_cache(maxsize=4096)
def style_of(font: str) -> Style:
    """Tell bold and italic by the font's name.

    >>> style_of("ABCDEF+TimesNewRomanPS-BoldItalicMT")
    Style(bold=True, italic=True)
    """
    return Style(bool(_BOLD.search(font)), bool(_ITALIC.search(font)))


def quarter(matrix: tuple[float, ...]) -> int:
    """Return the direction of a glyph in quarter turns against the clock, or -1 for text that is set askew.

    >>> quarter((11, 0, 0, 11, 70, 700)), quarter((0, 11, -11, 0, 70, 700)), quarter((7, 7, -7, 7, 0, 0))
    (0, 1, -1)
    """
    angle = math.atan2(matrix[1], matrix[0]) / (math.pi / 2)
    return round(angle) % 4 if abs(angle - round(angle)) < 0.06 else _SKEW


def by_direction(glyphs: Iterable[Glyph]) -> dict[int, list[Glyph]]:
    """Return the glyphs by the direction they are set in, the most frequent direction first."""
    found: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        matrix = glyph["matrix"]
        turn = 0 if matrix[1] == 0 and matrix[0] > 0 else quarter(matrix)
        found.setdefault(turn, []).append(glyph)
    return dict(sorted(found.items(), key=lambda item: (item[0] == _SKEW, -len(item[1]))))


def turned(box: tuple[float, float, float, float], turn: int) -> tuple[float, float, float, float]:
    """Return a box (x0, top, x1, bottom) as it lies once the page is turned until text in direction ``turn`` is level.

    >>> turned((100, 200, 110, 250), 1)
    (-250, 100, -200, 110)
    """
    x0, top, x1, bottom = box
    if turn == 1:
        return -bottom, x0, -top, x1
    if turn == 2:
        return -x1, -bottom, -x0, -top
    if turn == 3:
        return top, -x1, bottom, -x0
    return box


def words_of(glyphs: list[Glyph], origin: tuple[float, float], turn: int = 0) -> tuple[list[Word], Signs]:
    """Return the words that glyphs of one direction make, in the order of the file, and the second prints among them.

    ``origin`` is the page's lower left corner in the measures of the page.  A glyph that is printed twice on the same
    place (how some programs set bold) counts once.
    """
    words: list[Word] = []
    seen: _Seen = {}
    twice: Signs = Counter()
    word: Word | None = None
    font = None
    for glyph in glyphs:
        text = shown(glyph["text"], glyph["fontname"])
        if not text or text.isspace():
            word = _spaced(word, text)
            continue
        x0, x1, baseline, size = _placed(glyph, origin, turn)
        if _is_overprint(text, x0, baseline, size, seen):
            twice.update(text)
            continue
        if word is not None and font == glyph["fontname"] and _joins(word, x0, baseline, size):
            word.text += text
            word.x1 = max(word.x1, x1)
            continue
        font = glyph["fontname"]
        word = Word(text, x0, x1, baseline, size, style_of(font), spaced=False)
        words.append(word)
    return [_marked(word) for word in words], twice


def _spaced(word: Word | None, blank: str) -> Word | None:
    """Return the word that goes on behind a blank: only a no-break space keeps it open."""
    if word is None or not blank:
        return word
    if blank == _NO_BREAK and not word.text.endswith(_NO_BREAK):
        word.text += _NO_BREAK
        return word
    word.spaced = True
    return None


def _placed(glyph: Glyph, origin: tuple[float, float], turn: int) -> tuple[float, float, float, float]:
    matrix = glyph["matrix"]
    x, y = origin[0] + matrix[4], origin[1] - matrix[5]
    if turn == 0:
        return glyph["x0"], glyph["x1"], y, glyph["size"]
    x0, _, x1, _ = turned((glyph["x0"], glyph["top"], glyph["x1"], glyph["bottom"]), turn)
    return x0, x1, turned((x, y, x, y), turn)[1], glyph["size"] if turn == 2 else glyph["x1"] - glyph["x0"]


def _is_overprint(text: str, x0: float, baseline: float, size: float, seen: _Seen) -> bool:
    """Tell a sign that was seen before: in the same size, nearer than any two letters are set; take note of others."""
    # cells of four times the reach of the largest size that shares them, so that most signs reach into one alone
    scale = math.frexp(size * _ROOT_OF_2)[1]
    cell = math.ldexp(4 * _OVERPRINT / _ROOT_OF_2, scale)
    x, y, reach = x0 / cell, baseline / cell, _OVERPRINT * size
    for column in {int(x - 0.25), int(x + 0.25)}:
        for row in {int(y - 0.25), int(y + 0.25)}:
            for other_x, other_y, other in seen.get((text, scale, column, row), ()):
                near = abs(other_x - x0) <= reach and abs(other_y - baseline) <= reach
                if near and abs(other - size) <= 0.1 * size:
                    return True
    seen.setdefault((text, scale, int(x), int(y)), []).append((x0, baseline, size))
    return False


def _joins(word: Word, x0: float, baseline: float, size: float) -> bool:
    return (
        abs(word.baseline - baseline) < 0.1 * size
        and abs(word.size - size) < 0.1 * size
        and -0.5 * size < x0 - word.x1 < (_WIDEST_BLANK if word.text.endswith(_NO_BREAK) else _BLANK) * size
    )


def _marked(word: Word) -> Word:
    if word.text.endswith(_NO_BREAK):
        word.text, word.spaced = word.text.rstrip(_NO_BREAK), True
    word.marker = word.text in bullets()
    return word


def body_size(words: Iterable[Word]) -> float:
    """Return the type size that most letters have, 0 where there are none."""
    sizes: Counter[float] = Counter()
    for word in words:
        sizes[round(word.size, 1)] += len(word.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0
