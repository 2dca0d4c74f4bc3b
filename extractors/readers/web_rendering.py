"""A web page as it is rendered while its markup is parsed: one line a block, with what the tags say of each piece."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from extractors.model import DocumentError, Element, ElementKind, Span

_HIDDEN: Final = frozenset(
    "script style svg head template noscript iframe object math canvas select option button textarea title".split()
)
_INLINE: Final = frozenset(
    "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark q s samp small span strike strong sub "
    "sup time tt u var wbr".split()
)
_EMPHASIS: Final = frozenset(["b", "strong", "i", "em"])
# What a tag does to the element that is open; all tags that are not named end it.
_HIDES: Final = 0
_RUNS_ON: Final = 1
_STRESSES: Final = 2
_BREAKS: Final = 3
_ENDS: Final = 4
_ROLES: Final = {
    **dict.fromkeys(_HIDDEN, _HIDES),
    **dict.fromkeys(_INLINE - _EMPHASIS, _RUNS_ON),
    **dict.fromkeys(_EMPHASIS, _STRESSES),
    **dict.fromkeys(("p", "br"), _BREAKS),
}
# Characters that a browser does not show: soft hyphen, zero-width space and joiners, byte-order mark.
_UNSEEN: Final = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_PERMALINK: Final = "\u00b6"  # what a heading shows to be linked to, no word of it
MAX_DEPTH: Final = 400
MAX_COLUMNS: Final = 100  # a cell that says it fills more of them says nothing
MAX_ROWS: Final = 1000
# Looked up once: an attribute of an enumeration takes as long as the rest of a comparison.
_ITEM: Final = ElementKind.LIST_ITEM
_CELL: Final = ElementKind.TABLE_CELL
_PARAGRAPH: Final = ElementKind.PARAGRAPH


class Rendering:
    """The page so far: its text, its finished elements, and the element that is open."""

    __slots__ = (
        "begin",
        "cells",
        "depth",
        "elements",
        "emphasis",
        "end_at",
        "groups",
        "heading",
        "hidden",
        "hidden_by",
        "hints",
        "in_title",
        "item_open",
        "items",
        "laid_out",
        "language",
        "lists",
        "marks",
        "navigation",
        "parts",
        "space",
        "spans",
        "tables",
        "title",
    )

    def __init__(self) -> None:
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget the page so far: what was taken of it stays with who took it."""
        self.title: list[str] | None = None
        self.language: str | None = None
        self.parts: list[str] = []
        self.elements: list[Element] = []
        self.end_at = 0
        self.begin: int | None = None
        self.space = self.item_open = self.in_title = False
        self.depth = self.hidden = self.heading = self.navigation = self.groups = 0
        self.hidden_by = ""
        self.lists: list[int] = []
        self.hints: list[str] = []
        self.items: list[int] = []
        self.cells: list[tuple[int, int, int, bool, int, int]] = []
        self.tables: list[list[int]] = []
        self.spans: list[dict[int, int]] = []  # of each open table: columns, and the last row that a cell above fills
        self.laid_out: set[int] = set()
        self.marks: list[int] = []
        self.emphasis: list[Span] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take note of a tag that begins; all but inline tags end the open element, nothing in a hidden one shows."""
        role = _ROLES.get(tag, _ENDS)
        if self.hidden or role == _HIDES:
            if self.hidden or not self.heading or tag != "button":
                self._hide(tag)
                return
            role = _RUNS_ON  # the heading of a part that folds is a button, and what it says is the heading
        if self.depth >= MAX_DEPTH:
            raise DocumentError("too_deep", f"the markup is nested deeper than {MAX_DEPTH} tags")
        self.depth += 1
        if role == _RUNS_ON:
            return
        if role == _STRESSES:
            self.marks.append(-1 if self.begin is None else self.end_at + self.space)
        elif role == _BREAKS and self.item_open and self.begin is not None and self.items:
            self.space = True  # a further paragraph or line of the same list item
        else:
            self.close_element()
            if opening := _OPENING.get(tag):
                opening(self, tag, attributes)

    def end(self, tag: str) -> None:
        """Take note of a tag that ends."""
        if self.hidden:
            self.hidden -= 1
            self.in_title = self.in_title and tag != "title"
            return
        self.depth -= 1
        role = _ROLES.get(tag, _ENDS)
        if role == _STRESSES:
            self._close_emphasis()
        elif role == _ENDS or (role == _BREAKS and not (self.item_open and self.items)):
            self.close_element()
            if closing := _CLOSING.get(tag):
                closing(self)

    def data(self, data: str) -> None:
        """Append a stretch of text, white space collapsed, or keep it as the page's title."""
        if self.hidden:
            if self.in_title and self.title is not None:
                self.title.append(data)
            return
        if not data.isascii():
            data = _UNSEEN.sub("", data)
            if self.heading:
                data = data.replace(_PERMALINK, "")
        words = data.split()
        if not words:
            self.space = self.space or (self.begin is not None and data != "")
            return
        text, at, parts = " ".join(words), self.end_at, self.parts
        if self.begin is None:
            if self.elements:
                parts.append(line_break := self._line_break())
                at += len(line_break)
            self.begin = at
        elif self.space or data[0].isspace():
            parts.append(" ")
            at += 1
        parts.append(text)
        self.end_at = at + len(text)
        self.space = data[-1].isspace()

    def close(self) -> None:
        """Take note that the parser is done."""

    def _hide(self, tag: str) -> None:
        self.hidden_by = self.hidden_by if self.hidden else tag
        self.hidden += 1
        if tag == "title" and self.title is None and self.hidden_by in ("head", "title"):
            self.title, self.in_title = [], True

    def _note_language(self, _: str, attributes: Mapping[str, str]) -> None:
        self.language = self.language or attributes.get("lang")

    def _open_list(self, _: str, attributes: Mapping[str, str]) -> None:
        self.groups += 1
        self.lists.append(self.groups)
        own = " ".join(attributes.get("class", "").split())
        self.hints.append(own or (self.hints[-1] if self.hints else ""))

    def _close_list(self) -> None:
        self.lists.pop()
        self.hints.pop()

    def _open_item(self, *_: object) -> None:
        self.items.append(self.lists[-1] if self.lists else 0)
        self.item_open = True

    def _close_item(self) -> None:
        self.items.pop()

    def _open_table(self, *_: object) -> None:
        self.groups += 1
        self.tables.append([self.groups, -1, -1])
        self.spans.append({})

    def _close_table(self) -> None:
        self.tables.pop()
        self.spans.pop()

    def _open_row(self, *_: object) -> None:
        if self.tables:
            self.tables[-1][1:] = [self.tables[-1][1] + 1, -1]

    def _open_cell(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self.tables:
            group, row, last = self.tables[-1]
            column, spans = last + 1, self.spans[-1]
            while spans and spans.get(column, -1) >= row:
                column += 1
            width = _number(attributes.get("colspan", ""), MAX_COLUMNS)
            if (height := _number(attributes.get("rowspan", ""), MAX_ROWS)) > 1:
                spans.update(dict.fromkeys(range(column, column + width), row + height - 1))
            self.tables[-1][2] = column + width - 1
            self.cells.append((group, row, column, tag == "th", width, height))

    def _close_cell(self) -> None:
        if self.cells:
            self.cells.pop()

    def _open_navigation(self, *_: object) -> None:
        self.navigation += 1

    def _close_navigation(self) -> None:
        self.navigation -= 1

    def _open_heading(self, tag: str, _: object) -> None:
        self.heading = int(tag[1])
        if self.cells:
            self.laid_out.update([cell[0] for cell in self.cells])

    def _close_heading(self) -> None:
        self.heading = 0

    def _close_emphasis(self) -> None:
        if self.marks:
            mark = self.marks.pop()
            if self.begin is not None and mark < self.end_at:
                self.emphasis.append(Span(max(mark, self.begin), self.end_at))

    def _line_break(self) -> str:
        previous = self.elements[-1].kind
        tight = (previous is _ITEM and self.items) or (previous is _CELL and self.cells)
        return "\n" if tight else "\n\n"

    def close_element(self) -> None:
        """Finish the open element, if there is one."""
        self.item_open = False
        if self.begin is None:
            return
        self.elements.append(self._element(self.begin, self.end_at))
        self.begin = None
        self.space = False
        if self.marks:
            self.marks = [-1] * len(self.marks)
        if self.emphasis:
            self.emphasis = []

    def _element(self, start: int, end: int) -> Element:
        emphasis = tuple(self.emphasis) if self.emphasis else ()
        if self.marks:
            emphasis += tuple([Span(max(mark, start), end) for mark in self.marks if mark < end])
        if self.navigation:
            return Element(ElementKind.NAVIGATION, start, end, hint=self._hint(), emphasis=emphasis)
        if self.heading:
            return Element(ElementKind.HEADING, start, end, self.heading, emphasis=emphasis)
        if self.items:
            level, group = len(self.items), self.items[-1]
            return Element(_ITEM, start, end, level, group, hint=self._hint(), emphasis=emphasis)
        if self.cells:
            return Element(_CELL, start, end, 0, *self.cells[-1], emphasis=emphasis)
        return Element(_PARAGRAPH, start, end, emphasis=emphasis)

    def _hint(self) -> str | None:
        return (self.hints[-1] if self.hints else None) or None


def _number(told: str, most: int) -> int:
    return int(told) if told.isdecimal() and 0 < int(told) <= most else 1


_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_OPENING: Final[dict[str, Callable[[Rendering, str, Mapping[str, str]], None]]] = {
    "html": Rendering._note_language,
    **dict.fromkeys(("ul", "ol"), Rendering._open_list),
    "li": Rendering._open_item,
    "table": Rendering._open_table,
    "tr": Rendering._open_row,
    **dict.fromkeys(("td", "th"), Rendering._open_cell),
    **dict.fromkeys(("nav", "footer", "aside"), Rendering._open_navigation),
    **dict.fromkeys(_HEADINGS, Rendering._open_heading),
}
_CLOSING: Final[dict[str, Callable[[Rendering], None]]] = {
    **dict.fromkeys(("ul", "ol"), Rendering._close_list),
    "li": Rendering._close_item,
    "table": Rendering._close_table,
    **dict.fromkeys(("td", "th"), Rendering._close_cell),
    **dict.fromkeys(("nav", "footer", "aside"), Rendering._close_navigation),
    **dict.fromkeys(_HEADINGS, Rendering._close_heading),
}
