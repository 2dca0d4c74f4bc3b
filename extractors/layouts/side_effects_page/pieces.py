"""The elements of a side-effect page cut into pieces: formulas on one side, what they govern on the other."""

from __future__ import annotations

import re
from typing import Final

from mypy_extensions import mypyc_attr

from extractors.layouts.side_effects_page.consumer_lines import list_label as consumer_label
from extractors.layouts.side_effects_page.cues import Cue, cue_at
from extractors.layouts.side_effects_page.professional_lines import (
    context_heading,
    holds_mark,
    is_reference,
    list_label,
    system_heading,
)
from extractors.model import Document, Element, ElementKind, Span, replace
from extractors.placement.model import default_model
from extractors.placement.words import item_key

# These formulas take the whole of their line: what follows is their value.
_WHOLE_LINE: Final = frozenset(["title", "generic_name", "brand_name", "note", "applies_to"])
_UNCUT: Final = (ElementKind.LIST_ITEM, ElementKind.NAVIGATION, ElementKind.FURNITURE)
# A page has its title within its first lines, or as its first heading where the lines of a site stand above it; later
# lines that end in "side effects" are sentences.
_TITLE_WITHIN: Final = 4
_NEWLINE: Final = re.compile(r"\s*\n\s*|\s*\r\s*")
_MOST_LINES: Final = 3  # of one item
_LONGEST_RUN: Final = 400  # characters: longer paragraphs are prose, or a list on one line
_UNFINISHED: Final = re.compile(
    r"(?:[,(/–-]|\b(?:and|or|of|in|the|a|an|to|with|on|at|for|from|by|as|like|your|around|under|when|that|not|be|is|are))"
    r"\s*\Z",
    re.I,
)
_LONGEST: Final = 40  # characters: no name of a body system is longer
# Formulas that a sentence may hold as well: only a line of their own is theirs.
_NEVER_WITHIN: Final = frozenset(["title", "summary", "references", "navigation"])


@mypyc_attr(acyclic=True)
class Piece:
    """A stretch of one element: a cue's formula (``value`` is where it ends), or text without a cue."""

    def __init__(self, start: int, end: int, element: Element, cue: Cue | None = None, value: int = 0) -> None:
        self.start, self.end, self.element = start, end, element
        self.cue, self.value = cue, value

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.end)

    @property
    def action(self) -> str | None:
        """The name of what the cue does; None for text without a cue."""
        return self.cue.action if self.cue else None


def pieces_of(document: Document) -> list[Piece]:
    """Return the pieces of a page, in order; together they cover all elements."""
    text = document.text
    pieces: list[Piece] = []
    has_returns = "\r" in text
    for index, element in enumerate(document.elements):
        start, end = element.start, element.end
        if text.find("\n", start, end) >= 0 or (has_returns and text.find("\r", start, end) >= 0):
            for line in _lines(text, element):
                _cut(text, line, index, pieces)
        else:
            _cut(text, element, index, pieces)
    return pieces


def _lines(text: str, element: Element) -> list[Element]:
    """Return the parts of an element of several lines: one for each line that begins anew, with what goes on there."""
    parts: list[Element] = []
    for newline in _NEWLINE.finditer(text, element.start, element.end):
        if _begins_anew(text, newline.end(), element):
            parts.append(replace(element, end=newline.start()))
            element = replace(element, kind=ElementKind.LINE, start=newline.end())
    return [*parts, element]


def _begins_anew(text: str, at: int, element: Element) -> bool:
    """Tell a line of a joined paragraph that begins a paragraph of its own: with a formula, a system, or a label.

    All of these have a capital letter, and nothing begins anew where the line before ends with a comma.
    """
    end = element.end
    line_end = found.start() if (found := _NEWLINE.search(text, at, end)) else end
    if _UNFINISHED.search(text, element.start, at):
        return False
    if text[at:end].lstrip()[:1].islower():
        is_short = end - element.start < _LONGEST_RUN
        return is_short and _is_known_item(text, at, end) and list_label(text, element.start, end) is None
    if cue := cue_at(text, at, end):
        return cue[0].action not in _NEVER_WITHIN or cue[1] >= line_end
    if list_label(text, at, end) or system_heading(text[at:line_end]):
        return True
    if list_label(text, element.start, end) and context_heading(text, at, line_end):
        return True  # a component's name between two lists by frequency
    label = consumer_label(text, at, line_end)
    return label is not None and label.frequency.category is not None


def _is_known_item(text: str, at: int, end: int) -> bool:
    """Tell a line, or two or three of them, in the words of an item that pages are known to list.

    Items without bullets begin in small letters, as do the lines on which an item goes on.
    """
    counts = default_model().counts
    ends = [*(newline.start() for newline in _NEWLINE.finditer(text, at, end)), end]
    return any("item:" + item_key(text[at:stop]) in counts for stop in ends[:_MOST_LINES] if text[stop - 1] not in ".:")


def _cut(text: str, element: Element, index: int, pieces: list[Piece]) -> None:
    """Add the formulas at the head of an element, and what follows them, to ``pieces``."""
    at, end = element.start, element.end
    found = None if element.kind in _UNCUT or at >= end else cue_at(text, at, end)
    while found is not None:
        cue, value = found
        if cue.action == "title" and index >= _TITLE_WITHIN and element.level != 1:
            break
        stop = end if cue.action in _WHOLE_LINE else value
        pieces.append(Piece(at, stop, element, cue, value))
        at = stop + len(text[stop:end]) - len(text[stop:end].lstrip(" \t\r\n\xa0:"))
        found = cue_at(text, at, end) if at < end else None
    if at < end:
        pieces.append(Piece(at, end, element))


def tail_start(text: str, pieces: list[Piece]) -> int:
    """Return where the lists of a flattened page begin, or ``len(pieces)`` where its lists stand in their places.

    Flattened pages keep their lists for the end, behind the references and the closing formulas.
    """
    index = len(pieces)
    while index and _may_be_item(text, pieces[index - 1]):
        index -= 1
    if index == len(pieces) or index == 0:
        return len(pieces)
    before = pieces[index - 1]
    if before.cue is None and _is_label(text, before):
        return len(pieces)  # a page may end with the consumer part, whose last list its label stands above
    closes = before.action == "boilerplate" or (before.cue is None and not _may_be_item(text, before))
    return index if closes else len(pieces)


def _is_label(text: str, piece: Piece) -> bool:
    """Tell a piece that is nothing but a consumer list's label by frequency."""
    label = consumer_label(text, piece.start, piece.end)
    return label is not None and label.frequency.category is not None


def _may_be_item(text: str, piece: Piece) -> bool:
    if piece.cue or piece.element.kind not in (ElementKind.LINE, ElementKind.LIST_ITEM):
        return False
    start, end = piece.start, piece.end
    if is_reference(text, start, end) or holds_mark(text, start, end):
        return False
    return list_label(text, start, end) is None


def colon_opens_context(text: str, pieces: list[Piece]) -> bool:
    """Tell a page where "Endocrine:" does not open a body system although its name stands there.

    Such a page has other body systems as headings without a colon, or says it again and again and nothing else: a
    heading stands once, what it names (a component, a reaction) as often as there is something to say of it.
    """
    short = [p for p in pieces if p.cue is None and p.end - p.start < _LONGEST]
    ended = [text[p.start : p.end].strip() for p in short if text[p.end - 1] == ":" or text[p.end - 1].isspace()]
    with_colon = [line for line in ended if line.endswith(":") and system_heading(line)]
    if not with_colon:
        return False
    if len(with_colon) > 1 and len(set(with_colon)) == 1:
        return True
    lines = (text[p.start : p.end].strip() for p in short)
    return any(not line.endswith(":") and system_heading(line) for line in lines)
