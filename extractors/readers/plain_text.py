"""Plain text: one element a line, or a paragraph where the file was wrapped at a fixed width."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from extractors.model import Document, Element, ElementKind, Issue
from schemas.vocab import SourceFormat

BULLET = re.compile(r"(?:[•●▪■◦‣∙·*–—o−\-\uf0b7\uf0a7]\s+(?=\S)|[•●▪■◦‣∙·\uf0b7\uf0a7](?=\w)|[-–—](?=[A-Z]))")
_NUMBERED = re.compile(r"\(?\d{1,3}[.)]\s")
_SENTENCE_END = re.compile(r"[.:;!?][\"')\]]*$")
# Leaflets are wrapped at 60 to 120 columns; a file with a longer line keeps its paragraphs on one line.
_WIDEST_WRAP = 125


def read_text(text: str, issues: tuple[Issue, ...] = ()) -> Document:
    """Return the document of a plain-text file; ``Document.text`` is ``text`` itself, so offsets are the file's.

    Every line that is not blank becomes a LINE element; ``gap`` counts the blank lines before it.  A line that opens
    with a bullet is a LIST_ITEM, the bullet inside it.  Where the whole file is wrapped at a fixed width, a line whose
    successor's first word had no room on it is joined with it.
    """
    lines = list(_lines(text))
    width = max((len(text[e.start : e.end]) for e in lines), default=0)
    elements = list(_unwrapped(text, lines, width)) if 0 < width <= _WIDEST_WRAP else lines
    return Document(SourceFormat.TEXT, text, tuple(elements), issues=issues)


def _lines(text: str) -> Iterator[Element]:
    at = gap = 0
    for line in text.splitlines(keepends=True):
        solid = line.strip()
        if solid:
            start = at + line.index(solid[0])
            kind = ElementKind.LIST_ITEM if BULLET.match(solid) else ElementKind.LINE
            yield Element(kind, start, start + len(solid), gap=gap)
            gap = 0
        else:
            gap += 1
        at += len(line)


def _unwrapped(text: str, lines: list[Element], width: int) -> Iterator[Element]:
    if not _is_wrapped(text, lines, width):
        yield from lines
        return
    open_element: Element | None = None
    last = ""
    for line in lines:
        words = text[line.start : line.end]
        if open_element is not None and _continues(last, line, words, width):
            open_element = Element(open_element.kind, open_element.start, line.end, gap=open_element.gap)
        else:
            if open_element is not None:
                yield open_element
            open_element = line
        last = words
    if open_element is not None:
        yield open_element


def _is_wrapped(text: str, lines: list[Element], width: int) -> bool:
    """Tell wrapped text by its full lines that end in mid-sentence."""
    broken = sum(
        _no_room(text[a.start : a.end], text[b.start : b.end], width)
        and not _SENTENCE_END.search(text[a.start : a.end])
        for a, b in itertools.pairwise(lines)
        if b.gap == 0
    )
    return width >= 40 and broken >= 3


def _no_room(line: str, following: str, width: int) -> bool:
    return len(line) + 1 + len(following.split(maxsplit=1)[0]) > width


def _continues(last: str, line: Element, words: str, width: int) -> bool:
    if line.gap or line.kind is ElementKind.LIST_ITEM or _NUMBERED.match(words):
        return False
    return _no_room(last, words, width) and not (_SENTENCE_END.search(last) and words[0].isupper())
