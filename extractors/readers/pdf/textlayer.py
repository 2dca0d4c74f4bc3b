"""The text layer of a PDF (pdfium): cheap lines of every page, and the pages whose layout is worth an analysis."""

from __future__ import annotations

import ctypes
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium_c

from extractors.model import DocumentError
from extractors.readers.pdf.glyphs import style_of
from extractors.readers.pdf.lexicon import bullets, page_cues, shown
from extractors.readers.pdf.lines import OPEN_BULLET, TAB, usual_leading
from extractors.readers.pdf.shapes import Line, Page, Run, Style

_NUMBER = re.compile(r"^\W*(?:section\s+)?\d{0,2}(?:\.\d{1,2})?\.?\s*", re.IGNORECASE)
_BLANKS = re.compile(r"[^\S\xa0]+")
_LONGEST_HEADING = 90
MAX_CHARS = 100_000
# Effects of one leaflet never take more pages than this; a section that is not closed ends here.
_LONGEST_SECTION = 12
# A short file is one leaflet: all of it is analysed.
SHORT = 12


def text_page(page: Any, number: int) -> Page:
    """Return the lines of a pypdfium2 page in the order of its text layer.

    Only the places of each line's first and last glyph are asked for; they tell paragraphs and bold lines apart.
    Raises DocumentError ``too_complex_pdf`` for a page of more text than the largest sheet holds.
    """
    width, height = page.get_size()
    result = Page(number, width, height)
    lines: list[Line] = []
    layer = page.get_textpage()
    try:
        if layer.count_chars() > MAX_CHARS:
            raise DocumentError("too_complex_pdf", f"{layer.count_chars()} characters", place=f"page {number}")
        text = layer.get_text_range()
        spots = _Spots(layer, text, (width, height), page.get_rotation())
        at = 0
        for piece in text.splitlines(keepends=True):
            line = _line(piece, at, spots, number)
            if line is not None and not (lines and _is_same_line(lines[-1], line)):
                lines.append(line)
            elif line is not None:
                _join(lines[-1], line)
            at += len(piece)
    finally:
        layer.close()
    end, leading = max((line.x1 for line in lines), default=0.0), usual_leading(lines)
    for each in lines:
        each.right, each.leading = end, leading
    result.flow.extend(lines)
    return result


def _is_same_line(before: Line, line: Line) -> bool:
    """Tell what pdfium broke off behind a raised sign: it goes on to the right, on the same baseline or nearly so."""
    near = abs(line.baseline - before.baseline) < 0.5 * max(line.size, before.size)
    return near and not line.marker and before.x1 - 0.5 * line.size <= line.x0 < before.x1 + 2 * line.size


def _join(before: Line, line: Line) -> None:
    gap = " " if line.x0 - before.x1 > 0.5 * line.size and line.text[:1].isalnum() else ""
    before.runs.extend(Run(gap + run.text if run is line.runs[0] else run.text, run.style) for run in line.runs)
    before.x1 = line.x1


@dataclass(slots=True)
class _Spots:
    """Places and fonts of single glyphs."""

    layer: Any
    text: str
    size: tuple[float, float]
    rotation: int
    wide: list[int] | None = None

    def __post_init__(self) -> None:
        self.wide = [i for i, c in enumerate(self.text) if ord(c) > 0xFFFF] if not self.text.isascii() else []

    def index(self, at: int) -> int:
        """Return pdfium's index of a character; characters beyond the first plane take two places there."""
        unit = at + (bisect_right(self.wide, at - 1) if self.wide else 0)
        return int(pdfium_c.FPDFText_GetCharIndexFromTextIndex(self.layer, unit))

    def place(self, at: int) -> tuple[float, float]:
        """Return where the glyph of a character begins, from the top left corner of the page as it is shown."""
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium_c.FPDFText_GetCharOrigin(self.layer, self.index(at), x, y)
        width, height = self.size
        if self.rotation == 90:
            return y.value, x.value
        if self.rotation == 180:
            return width - x.value, y.value
        if self.rotation == 270:
            return width - y.value, height - x.value
        return x.value, height - y.value

    def font(self, at: int) -> tuple[str, float]:
        """Return the name and the size of a character's font."""
        index = self.index(at)
        name, flags, matrix = ctypes.create_string_buffer(96), ctypes.c_int(), pdfium_c.FS_MATRIX()
        pdfium_c.FPDFText_GetFontInfo(self.layer, index, name, 96, flags)
        pdfium_c.FPDFText_GetMatrix(self.layer, index, matrix)
        scale = (matrix.c**2 + matrix.d**2) ** 0.5
        return name.value.decode("utf-8", "replace"), pdfium_c.FPDFText_GetFontSize(self.layer, index) * scale


def _line(piece: str, at: int, spots: _Spots, number: int) -> Line | None:
    solid = piece.strip()
    if not solid:
        return None
    first = at + piece.index(solid[0])
    last = first + len(solid) - 1
    font, size = spots.font(first)
    x0, baseline = spots.place(first)
    x1 = spots.place(last)[0] + 0.5 * size
    words = _BLANKS.split(solid)
    words = [shown(words[0], font if len(words[0]) == 1 else ""), *map(shown, words[1:])]
    line = Line(number, x0, max(x1, x0), baseline, size, [], body=x0, left=x0)
    if len(words) > 1 and (words[0] in bullets() or words[0] == "o"):
        second = first + len(solid) - len(solid[1:].lstrip())
        body = spots.place(second)[0]
        if words[0] != "o" or body - x0 > TAB * size:
            line.marker = words.pop(0).replace("o", OPEN_BULLET)
            line.body = body
            font = spots.font(second)[0]
    one, other = style_of(font), style_of(spots.font(last)[0])
    style = Style(one.bold and other.bold, one.italic and other.italic)
    text = " ".join(word for word in words if word)
    line.runs = [Run(text, style)] if text else []
    return line if text or line.marker else None


def pages_that_matter(pages: Sequence[Page]) -> set[int]:
    """Return the numbers of the pages that can tell effects; their layout is analysed, the others' is not.

    A page matters from a heading such as "4. Possible side effects" or "4.8 Undesirable effects" to the heading of the
    section behind it, or where two lines speak of frequencies ("may affect up to 1 in 10 people").  The cues are rows
    of pdf_page_cues.csv.  Of a short file all pages matter.
    """
    if len(pages) <= SHORT:
        return {page.number for page in pages}
    found: set[int] = set()
    since: int | None = None
    for page in pages:
        opened = since is not None
        mentions = 0
        for cue, is_contents in _cues(page):
            if cue == "opens" and not is_contents:
                since, opened = page.number, True
            elif cue == "closes":
                since = None
            elif cue == "mentions":
                mentions += 1
        if since is not None and page.number - since >= _LONGEST_SECTION:
            since = None
        if opened or mentions >= 2:
            found.add(page.number)
    return found


def _cues(page: Page) -> Iterator[tuple[str, bool]]:
    """Yield the cues of a page, and whether a cue that closes follows within two lines: so it is in a contents list."""
    found = [(index, role) for index, line in enumerate(page.flow) if isinstance(line, Line) for role in _roles(line)]
    for place, (index, role) in enumerate(found):
        following = found[place + 1 : place + 2]
        yield role, any(next_role == "closes" and at <= index + 2 for at, next_role in following)


def _roles(line: Line) -> Iterator[str]:
    text = line.text.casefold().replace("\xa0", " ")
    if any(cue in text for cue in page_cues("mentions")):
        yield "mentions"
    if len(text) <= _LONGEST_HEADING and text[-1:] not in ".,;:":
        plain = _NUMBER.sub("", text)
        for role in ("opens", "closes"):
            if plain.startswith(page_cues(role)):
                yield role
