"""Plain text: one element a line, or a paragraph where the file was wrapped at a fixed width."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Container, Iterator, Sequence
from typing import Final, NamedTuple

from extractors.bullets import BULLETS
from extractors.model import Document, Element, ElementKind, Issue, replace
from extractors.readers.broken_words import holds_broken_words, with_whole_words
from extractors.readers.page_numbers import furniture
from extractors.readers.torn_lines import is_torn, mended
from schemas.vocab import SourceFormat

# A sign that also means "more than" or "and" is a bullet before words alone, and so is "?", which bullets become where
# an encoding lacks them.
BULLET: Final = re.compile(
    rf"(?:[{BULLETS}*–—o−\-►▶➢➤✓✔○⁃❖◆□~\uf0b7\uf0a7]\s+(?=\S)|[+>»?]\s+(?=[^\W\d_])|"
    rf"[{BULLETS}►▶➢➤✓✔\uf0b7\uf0a7](?=\w)|[-–—](?=[A-Z]))"
)
_MAY_BE_BULLET: Final = frozenset(f"{BULLETS}*–—o−-+>»?►▶➢➤✓✔○⁃❖◆□~\uf0b7\uf0a7")
_LINE, _LIST_ITEM, _FURNITURE = ElementKind.LINE, ElementKind.LIST_ITEM, ElementKind.FURNITURE
_NUMBERED: Final = re.compile(r"\(?\d{1,3}[.)]\s")
_SENTENCE_END: Final = re.compile(r"[.:;!?][\"')\]]*$")
_LINE_END: Final = re.compile(r"[ \t]*\r?\n[ \t]*")
_BROKEN_WORD: Final = re.compile(r"[^\W\d_]-$")
# Leaflets are wrapped at 60 to 120 columns; a file with a longer line keeps its paragraphs on one line.
_NARROWEST_WRAP, _WIDEST_WRAP = 40, 125
_COLUMNS: Final = "   "  # justified lines have two blanks between words


def read_text(text: str, issues: tuple[Issue, ...] = ()) -> Document:
    """Return the document of a plain-text file; ``Document.text`` is ``text``, so offsets are the file's.

    Every line that is not blank becomes a LINE element; ``gap`` counts the blank lines before it.  A line that opens
    with a bullet is a LIST_ITEM, the bullet inside it; page numbers and running heads are FURNITURE.  Where the whole
    file is wrapped at a fixed width, a line whose successor's first word had no room on it is joined with it, and so is
    an indented line below a bullet; what begins anew on such a line is for the layouts to see, which know how
    paragraphs begin.  A word that is broken at the end of such a line is made whole, and the line ends behind it.
    """
    lines = text.splitlines(keepends=True)
    elements = _elements(lines)
    if aside := furniture([text[e.start : e.end] for e in elements]):
        elements = [replace(e, kind=_FURNITURE) if i in aside else e for i, e in enumerate(elements)]
    if is_torn(text, elements):
        return Document(SourceFormat.TEXT, text, tuple(mended(text, elements)), issues=issues)
    rows = _rows(text, elements)
    if rows or not any(len(line) > _WIDEST_WRAP and _is_too_wide(line) for line in lines):
        told = _told(text, lines, elements)
        prose = list(_outside(told, rows)) if rows else told
        if _is_wrapped(prose, width := _widest(prose)):
            elements = list(_unwrapped(told, width, rows))
            if holds_broken_words(text):
                text, elements = with_whole_words(text, elements)
    return Document(SourceFormat.TEXT, text, tuple(elements), issues=issues)


def rejoined(text: str, *, is_whole: Callable[[str], bool]) -> str:
    """Return a wrapped text with each paragraph on one line, or the text as it is where it was not wrapped.

    ``is_whole`` tells the lines that a converter does not break, so that they may be wider than the others.
    """
    lines = text.splitlines(keepends=True)
    told = _told(text, lines, _elements(lines))
    whole = [is_whole(line.words) for line in told]
    broken = [line for line, stays in zip(told, whole, strict=True) if not stays]
    if any(line.width > _WIDEST_WRAP and _is_too_wide(line.words) for line in broken):
        return text
    if not _is_wrapped(told, width := _widest(broken)):
        return text
    apart = {line.element.start for line, stays in zip(told, whole, strict=True) if stays}
    elements = list(_unwrapped(told, width, apart))
    if holds_broken_words(text):
        text, elements = with_whole_words(text, elements)
    parts, at = [], 0
    for element in elements:
        parts += [text[at : element.start], _LINE_END.sub(" ", text[element.start : element.end])]
        at = element.end
    return "".join([*parts, text[at:]])


class _Line(NamedTuple):
    element: Element
    words: str
    indent: int

    @property
    def width(self) -> int:
        return self.indent + len(self.words)


def _elements(lines: list[str]) -> list[Element]:
    out: list[Element] = []
    at = gap = 0
    for line in lines:
        solid = line.strip()
        if solid:
            first = solid[0]
            start = at if line[0] == first else at + line.index(first)
            kind = _LIST_ITEM if first in _MAY_BE_BULLET and BULLET.match(solid) else _LINE
            out.append(Element(kind, start, start + len(solid), gap=gap))
            gap = 0
        else:
            gap += 1
        at += len(line)
    return out


def _told(text: str, lines: Sequence[str], elements: Sequence[Element]) -> list[_Line]:
    indents = (len(line) - len(line.lstrip()) for line in lines if not line.isspace())
    return [_Line(e, e.span.of(text), indent) for e, indent in zip(elements, indents, strict=True)]


def _rows(text: str, elements: Sequence[Element]) -> frozenset[int]:
    """Return where the rows of tables begin, and the lines behind them: rows do not break where paragraphs do.

    >>> text = "Rash was seen.\\nRash     12%     3%\\nOthers follow."
    >>> sorted(_rows(text, _elements(text.splitlines(keepends=True))))
    [15, 35]
    """
    if _COLUMNS not in text:
        return frozenset()
    found: set[int] = set()
    after_row = False
    for element in elements:
        is_row = text.find(_COLUMNS, element.start, element.end) >= 0
        if is_row or after_row:
            found.add(element.start)
        after_row = is_row
    return frozenset(found)


def _outside(lines: list[_Line], rows: Container[int]) -> Iterator[_Line]:
    """Yield the lines that tell how wide the text is wrapped: none of a table, nor the caption right above one."""
    for line, following in itertools.pairwise([*lines, None]):
        heads = following is not None and following.element.gap == 0 and following.element.start in rows
        if line is not None and not heads and line.element.start not in rows:
            yield line


def _is_too_wide(line: str) -> bool:
    """Tell a line of several words that no wrapped text would hold."""
    return len(line.rstrip()) > _WIDEST_WRAP and len(line.split(maxsplit=1)) > 1


def _is_wrapped(lines: list[_Line], width: int) -> bool:
    """Tell wrapped text by its full lines that end in mid-sentence."""
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP:
        return False
    broken = sum(
        b.element.gap == 0 and _no_room(a, b, width) and not _SENTENCE_END.search(a.words)
        for a, b in itertools.pairwise(lines)
    )
    return broken >= 3


def _widest(lines: list[_Line]) -> int:
    """Return the widest line, those apart that hold one word only: a web address may be wider than its file."""
    return max((line.width for line in lines if len(line.words.split(maxsplit=1)) > 1), default=0)


def _unwrapped(lines: list[_Line], width: int, apart: Container[int] = ()) -> Iterator[Element]:
    """Yield the elements, lines that go on joined; what begins at the places of ``apart`` begins anew."""
    current = lines[0].element
    for last, line in itertools.pairwise(lines):
        if line.element.start not in apart and _continues(
            last, line, width, below_bullet=current.kind is ElementKind.LIST_ITEM
        ):
            current = replace(current, end=line.element.end)
        else:
            yield current
            current = line.element
    yield current


def _no_room(line: _Line, following: _Line, width: int) -> bool:
    return line.width + 1 + len(following.words.split(maxsplit=1)[0]) > width


def _continues(last: _Line, line: _Line, width: int, *, below_bullet: bool) -> bool:
    if line.element.gap or line.element.kind is not _LINE or _NUMBERED.match(line.words):
        return False
    if last.element.kind is _FURNITURE:
        return False
    if not any(map(str.isalnum, last.words)):
        return False  # a rule across the page ends what stands above it
    if _no_room(last, line, width) or (below_bullet and line.indent > 0):
        return True
    return line.words[0].islower() and _BROKEN_WORD.search(last.words) is not None
