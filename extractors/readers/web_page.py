"""HTML: the page rendered as text in reading order, with what its tags say of each piece."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning
from bs4.builder._lxml import LXMLTreeBuilder

from extractors.model import Document, DocumentError, Element, ElementKind, Issue, Span
from schemas.vocab import SourceFormat

warnings.filterwarnings("ignore", category=MarkupResemblesLocatorWarning)
warnings.filterwarnings("ignore", category=XMLParsedAsHTMLWarning)

_HIDDEN = frozenset(
    "script style svg head template noscript iframe object math canvas select option button textarea title".split()
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark q s samp small span strike strong sub "
    "sup time tt u var wbr".split()
)
_EMPHASIS = frozenset(["b", "strong", "i", "em"])
_SPACE = re.compile(r"\s+")
# Characters that a browser does not show: soft hyphen, zero-width space and joiners, byte-order mark.
_UNSEEN = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
MAX_DEPTH = 400


def read_html(text: str, issues: tuple[Issue, ...] = ()) -> Document:
    """Return the document of an HTML page or fragment.

    ``Document.text`` is a rendering: one line a block of the page, blank lines between paragraphs, white space
    collapsed, characters that browsers do not show left out.  Scripts, styles and drawings are no text.  Raises
    DocumentError ``too_deep`` for markup that is nested deeper than 400 tags, ``empty_document`` for a page that shows
    nothing.
    """
    page = _PageBuilder()
    BeautifulSoup(text, builder=page)
    rendering = page.rendering
    rendering.close_element()
    if not rendering.elements:
        raise DocumentError("empty_document", "the page shows no text")
    return Document(
        SourceFormat.HTML,
        "".join(rendering.parts),
        tuple(rendering.elements),
        title="".join(page.title or ()).strip() or None,
        language=page.language.lower()[:2] if page.language else None,
        issues=issues,
    )


class _PageBuilder(LXMLTreeBuilder):
    """A builder for BeautifulSoup that renders the page while it is parsed and keeps no tree.

    Each tag and each text is looked at once, as the parser meets it; building nodes first and walking them afterwards
    takes several times as long.
    """

    def reset(self) -> None:
        """Begin a page anew; BeautifulSoup does so before each attempt to parse it."""
        self.rendering = _Rendering()
        self.title: list[str] | None = None
        self.language: str | None = None
        self._depth = self._hidden = 0
        self._in_title = False
        self._hidden_by = ""

    def start(self, tag: Any, attrib: Any, nsmap: Any = None) -> None:
        """Take note of a tag that begins; nothing inside a hidden one is shown."""
        if self._hidden or tag in _HIDDEN:
            self._hidden_by = self._hidden_by if self._hidden else tag
            self._hidden += 1
            if tag == "title" and self.title is None and self._hidden_by in ("head", "title"):
                self.title, self._in_title = [], True
            return
        if self._depth >= MAX_DEPTH:
            raise DocumentError("too_deep", f"the markup is nested deeper than {MAX_DEPTH} tags")
        self._depth += 1
        if tag == "html":
            self.language = self.language or attrib.get("lang")
        self.rendering.open_tag(tag, attrib)

    def end(self, tag: Any) -> None:
        """Take note of a tag that ends."""
        if self._hidden:
            self._hidden -= 1
            self._in_title = self._in_title and tag != "title"
        else:
            self._depth -= 1
            self.rendering.close_tag(tag)

    def data(self, data: Any) -> None:
        """Show a stretch of text, or keep it as the page's title."""
        if not self._hidden:
            self.rendering.words(data)
        elif self._in_title and self.title is not None:
            self.title.append(data)

    def comment(self, text: Any) -> None:
        """Leave a comment out."""

    def pi(self, target: str, data: str) -> None:
        """Leave a processing instruction out."""

    def doctype(self, name: str, pubid: str, system: str) -> None:
        """Leave the document type out."""


@dataclass(slots=True)
class _Rendering:
    """The text so far, its finished elements, and the one that is open."""

    parts: list[str] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    length: int = 0
    start: int | None = None
    end: int = 0
    space: bool = False
    lists: list[int] = field(default_factory=list)
    items: list[int] = field(default_factory=list)
    cells: list[tuple[int, int, int, bool]] = field(default_factory=list)
    tables: list[list[int]] = field(default_factory=list)
    heading: int = 0
    navigation: int = 0
    groups: int = 0
    hints: list[str] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    emphasis: list[Span] = field(default_factory=list)
    item_open: bool = False

    def open_tag(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take note of a tag that begins; all but inline tags end the open element."""
        if name in _INLINE:
            if name in _EMPHASIS:
                self.marks.append(self.end + self.space if self.start is not None else -1)
        elif name in ("p", "br") and self._inside_item():
            self.space = True  # a further paragraph or line of the same list item
        else:
            self.close_element()
            if opening := _OPENING.get(name):
                opening(self, name, attributes)

    def close_tag(self, name: str) -> None:
        """Take note of a tag that ends."""
        if name in _INLINE:
            if name in _EMPHASIS:
                self._close_emphasis()
        elif not (name in ("p", "br") and self.items and self.item_open):
            self.close_element()
            if closing := _CLOSING.get(name):
                closing(self)

    def _inside_item(self) -> bool:
        return bool(self.items) and self.item_open and self.start is not None

    def _open_list(self, _: str, attributes: Mapping[str, str]) -> None:
        self.groups += 1
        self.lists.append(self.groups)
        self.hints.append(" ".join(attributes.get("class", "").split()))

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

    def _close_table(self) -> None:
        self.tables.pop()

    def _open_row(self, *_: object) -> None:
        if self.tables:
            self.tables[-1][1:] = [self.tables[-1][1] + 1, -1]

    def _open_cell(self, name: str, _: object) -> None:
        if self.tables:
            self.tables[-1][2] += 1
            group, row, column = self.tables[-1]
            self.cells.append((group, row, column, name == "th"))

    def _close_cell(self) -> None:
        if self.cells:
            self.cells.pop()

    def _open_navigation(self, *_: object) -> None:
        self.navigation += 1

    def _close_navigation(self) -> None:
        self.navigation -= 1

    def _open_heading(self, name: str, _: object) -> None:
        self.heading = int(name[1])

    def _close_heading(self) -> None:
        self.heading = 0

    def _close_emphasis(self) -> None:
        if self.marks:
            mark = self.marks.pop()
            start = self.start if mark < 0 else mark
            if self.start is not None and start is not None and start < self.end:
                self.emphasis.append(Span(max(start, self.start), self.end))

    def words(self, raw: str) -> None:
        """Append a stretch of text, white space collapsed."""
        text = _SPACE.sub(" ", _UNSEEN.sub("", raw) if not raw.isascii() else raw)
        if text == "" or (text == " " and self.start is None):
            return
        if text == " ":
            self.space = True
            return
        lead, trail = text[0] == " ", text[-1] == " "
        text = text.strip(" ")
        if self.start is None:
            self._break_line()
            self.start = self.length
        elif self.space or lead:
            self._append(" ")
        self._append(text)
        self.end, self.space = self.length, trail

    def _break_line(self) -> None:
        if self.elements:
            previous = self.elements[-1].kind
            tight = (previous is ElementKind.LIST_ITEM and self.items) or (
                previous is ElementKind.TABLE_CELL and self.cells
            )
            self._append("\n" if tight else "\n\n")

    def _append(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def close_element(self) -> None:
        """Finish the open element, if there is one."""
        if self.start is not None:
            self.elements.append(self._element(self.start))
        self.start, self.space = None, False
        self.marks = [-1] * len(self.marks)
        self.emphasis = []
        self.item_open = False

    def _element(self, start: int) -> Element:
        emphasis = tuple(self.emphasis) + tuple(Span(max(m, start), self.end) for m in self.marks if m < self.end)
        hint = next((h for h in reversed(self.hints) if h), None)
        if self.navigation:
            return Element(ElementKind.NAVIGATION, start, self.end, hint=hint, emphasis=emphasis)
        if self.heading:
            return Element(ElementKind.HEADING, start, self.end, level=self.heading, emphasis=emphasis)
        if self.items:
            level, group = len(self.items), self.items[-1]
            return Element(
                ElementKind.LIST_ITEM, start, self.end, level=level, group=group, hint=hint, emphasis=emphasis
            )
        if self.cells:
            return self._cell(start, emphasis)
        return Element(ElementKind.PARAGRAPH, start, self.end, emphasis=emphasis)

    def _cell(self, start: int, emphasis: tuple[Span, ...]) -> Element:
        group, row, column, header = self.cells[-1]
        return Element(
            ElementKind.TABLE_CELL,
            start,
            self.end,
            group=group,
            row=row,
            column=column,
            is_header_cell=header,
            emphasis=emphasis,
        )


_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_OPENING: dict[str, Callable[[_Rendering, str, Mapping[str, str]], None]] = {
    **dict.fromkeys(("ul", "ol"), _Rendering._open_list),
    "li": _Rendering._open_item,
    "table": _Rendering._open_table,
    "tr": _Rendering._open_row,
    **dict.fromkeys(("td", "th"), _Rendering._open_cell),
    **dict.fromkeys(("nav", "footer", "aside"), _Rendering._open_navigation),
    **dict.fromkeys(_HEADINGS, _Rendering._open_heading),
}
_CLOSING: dict[str, Callable[[_Rendering], None]] = {
    **dict.fromkeys(("ul", "ol"), _Rendering._close_list),
    "li": _Rendering._close_item,
    "table": _Rendering._close_table,
    **dict.fromkeys(("td", "th"), _Rendering._close_cell),
    **dict.fromkeys(("nav", "footer", "aside"), _Rendering._close_navigation),
    **dict.fromkeys(_HEADINGS, _Rendering._close_heading),
}
