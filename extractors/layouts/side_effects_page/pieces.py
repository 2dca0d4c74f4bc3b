"""The elements of a side-effect page cut into pieces: formulas on one side, what they govern on the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from extractors.layouts.side_effects_page.consumer_lines import list_label as consumer_label
from extractors.layouts.side_effects_page.cues import Cue, cue_at
from extractors.layouts.side_effects_page.professional_lines import (
    MARK,
    REFERENCE_START,
    context_heading,
    list_label,
    system_heading,
)
from extractors.model import Document, Element, ElementKind, Span

# These formulas take the whole of their line: what follows is their value.
_WHOLE_LINE = frozenset(["title", "generic_name", "brand_name", "note", "applies_to"])
_UNCUT = frozenset([ElementKind.LIST_ITEM, ElementKind.NAVIGATION, ElementKind.FURNITURE, ElementKind.TABLE_CELL])
# A page has its title within its first lines; later lines that end in "side effects" are sentences.
_TITLE_WITHIN = 4
_NEWLINE = re.compile(r"\s*\n\s*|\s*\r\s*")
_LONGEST = 40  # characters: no name of a body system is longer
# Formulas that a sentence may hold as well: only a line of their own is theirs.
_NEVER_WITHIN = frozenset(["title", "summary", "references", "navigation"])


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one element: a cue's formula (``value`` is where it ends), or text without a cue."""

    span: Span
    element: Element
    cue: Cue | None = None
    value: int = 0

    @property
    def action(self) -> str | None:
        """The name of what the cue does; None for text without a cue."""
        return self.cue.action if self.cue else None


def pieces_of(document: Document) -> list[Piece]:
    """Return the pieces of a page, in order; together they cover all elements."""
    return [piece for index, element in enumerate(document.elements) for piece in _cut(document.text, element, index)]


def _cut(text: str, element: Element, index: int) -> Iterator[Piece]:
    if element.kind in _UNCUT and _NEWLINE.search(text, element.start, element.end) is None:
        yield Piece(element.span, element)
        return
    for newline in _NEWLINE.finditer(text, element.start, element.end):
        if _begins_anew(text, newline.end(), element):
            yield from _cut_formulas(text, replace(element, end=newline.start()), index)
            element = replace(element, kind=ElementKind.LINE, start=newline.end())
    yield from _cut_formulas(text, element, index)


def _begins_anew(text: str, at: int, element: Element) -> bool:
    """Tell a line of a joined paragraph that begins a paragraph of its own: with a formula, a system, or a label.

    All of these have a capital letter, and nothing begins anew where the line before ends with a comma.
    """
    end = element.end
    if text[at:end].lstrip()[:1].islower() or text[element.start : at].rstrip().endswith(","):
        return False
    line_end = found.start() if (found := _NEWLINE.search(text, at, end)) else end
    if cue := cue_at(text, at, end):
        return cue[0].action not in _NEVER_WITHIN or cue[1] >= line_end
    if list_label(text, at, end) or system_heading(text[at:line_end]):
        return True
    if list_label(text, element.start, end) and context_heading(text, at, line_end):
        return True  # a component's name between two lists by frequency
    label = consumer_label(text, at, line_end)
    return label is not None and label.frequency.category is not None


def _cut_formulas(text: str, element: Element, index: int) -> Iterator[Piece]:
    at, end = element.start, element.end
    while at < end and element.kind not in _UNCUT:
        found = cue_at(text, at, end)
        if not found or (found[0].action == "title" and index >= _TITLE_WITHIN):
            break
        cue, value = found
        stop = end if cue.action in _WHOLE_LINE else value
        yield Piece(Span(at, stop), element, cue, value)
        at = stop + len(text[stop:end]) - len(text[stop:end].lstrip(" \t\r\n\xa0:"))
    if at < end:
        yield Piece(Span(at, end), element)


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
    closes = before.action == "boilerplate" or (before.cue is None and not _may_be_item(text, before))
    return index if closes else len(pieces)


def _may_be_item(text: str, piece: Piece) -> bool:
    if piece.cue or piece.element.kind not in (ElementKind.LINE, ElementKind.LIST_ITEM):
        return False
    start, end = piece.span
    if REFERENCE_START.match(text, start, end) or MARK.search(text, start, end):
        return False
    return list_label(text, start, end) is None


def colon_opens_context(text: str, pieces: list[Piece]) -> bool:
    """Tell a page where "Endocrine:" does not open a body system although its name stands there.

    Such a page has other body systems as headings without a colon, or says it again and again and nothing else: a
    heading stands once, what it names (a component, a reaction) as often as there is something to say of it.
    """
    lines = [
        text[p.span.start : p.span.end].strip() for p in pieces if p.cue is None and len(p.span.of(text)) < _LONGEST
    ]
    systems = [line for line in lines if system_heading(line)]
    with_colon = [line for line in systems if line.endswith(":")]
    return bool(with_colon) and (len(with_colon) < len(systems) or (len(set(with_colon)) == 1 and len(with_colon) > 1))
