"""Plain text: one element a line, or a paragraph where the file was wrapped at a fixed width."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from extractors.model import Document, Element, ElementKind, Issue, replace
from extractors.readers.page_numbers import furniture
from extractors.readers.torn_lines import is_torn, mended
from schemas.vocab import SourceFormat

# A sign that also means "more than" or "and" is a bullet before words alone.
BULLET: Final = re.compile(
    r"(?:[•●▪■◦‣∙·○*–—o−\-►▶➢➤✓✔\uf0b7\uf0a7]\s+(?=\S)|[+>»]\s+(?=[^\W\d_])|[•●▪■◦‣∙·○►▶➢➤✓✔\uf0b7\uf0a7](?=\w)"
    r"|[-–—](?=[A-Z]))"
)
_MAY_BE_BULLET: Final = frozenset("•●▪■◦‣∙·○*–—o−-+>»►▶➢➤✓✔\uf0b7\uf0a7")
_LINE, _LIST_ITEM, _FURNITURE = ElementKind.LINE, ElementKind.LIST_ITEM, ElementKind.FURNITURE
_NUMBERED: Final = re.compile(r"\(?\d{1,3}[.)]\s")
_SENTENCE_END: Final = re.compile(r"[.:;!?][\"')\]]*$")
# Leaflets are wrapped at 60 to 120 columns; a file with a longer line keeps its paragraphs on one line.
_NARROWEST_WRAP, _WIDEST_WRAP = 40, 125


def read_text(text: str, issues: tuple[Issue, ...] = ()) -> Document:
    """Return the document of a plain-text file; ``Document.text`` is ``text`` itself, so offsets are the file's.

    Every line that is not blank becomes a LINE element; ``gap`` counts the blank lines before it.  A line that opens
    with a bullet is a LIST_ITEM, the bullet inside it; page numbers and running heads are FURNITURE.  Where the whole
    file is wrapped at a fixed width, a line whose successor's first word had no room on it is joined with it, and so is
    an indented line below a bullet; what begins anew on such a line is for the layouts to see, which know how
    paragraphs begin.
    """
    lines = text.splitlines(keepends=True)
    elements = _elements(lines)
    if aside := furniture([text[e.start : e.end] for e in elements]):
        elements = [replace(e, kind=_FURNITURE) if i in aside else e for i, e in enumerate(elements)]
    if is_torn(text, elements):
        return Document(SourceFormat.TEXT, text, tuple(mended(text, elements)), issues=issues)
    if not any(len(line) > _WIDEST_WRAP and _is_too_wide(line) for line in lines):
        indents = _indents(lines)
        told = [_Line(e, e.span.of(text), indent) for e, indent in zip(elements, indents, strict=True)]
        if _is_wrapped(told):
            elements = list(_unwrapped(told))
    return Document(SourceFormat.TEXT, text, tuple(elements), issues=issues)


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


def _indents(lines: list[str]) -> Iterator[int]:
    return (len(line) - len(line.lstrip()) for line in lines if not line.isspace())


def _is_too_wide(line: str) -> bool:
    """Tell a line of several words that no wrapped text would hold."""
    return len(line.rstrip()) > _WIDEST_WRAP and len(line.split(maxsplit=1)) > 1


def _is_wrapped(lines: list[_Line]) -> bool:
    """Tell wrapped text by its full lines that end in mid-sentence."""
    width = _widest(lines)
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


def _unwrapped(lines: list[_Line]) -> Iterator[Element]:
    width = _widest(lines)
    current = lines[0].element
    for last, line in itertools.pairwise(lines):
        if _continues(last, line, width, below_bullet=current.kind is ElementKind.LIST_ITEM):
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
    return _no_room(last, line, width) or (below_bullet and line.indent > 0)
