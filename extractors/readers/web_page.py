"""HTML: the page rendered as text in reading order, with what its tags say of each piece."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, PreformattedString, Tag

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
    soup = BeautifulSoup(text, "lxml")
    rendering = _Rendering()
    for node, is_end in _walk(soup):
        if isinstance(node, Tag):
            rendering.close_tag(node) if is_end else rendering.open_tag(node)
        else:
            rendering.words(str(node))
    rendering.close_element()
    if not rendering.elements:
        raise DocumentError("empty_document", "the page shows no text")
    title = soup.title.get_text(" ", strip=True) if soup.title else None
    html = soup.find("html")
    language = html.get("lang") if isinstance(html, Tag) else None
    return Document(
        SourceFormat.HTML,
        "".join(rendering.parts),
        tuple(rendering.elements),
        title=title or None,
        language=str(language).lower()[:2] if language else None,
        issues=issues,
    )


def _walk(soup: BeautifulSoup) -> Iterator[tuple[Tag | NavigableString, bool]]:
    """Yield the nodes that a browser would show, tags also when they end; no recursion, for markup nested too deep."""
    stack: list[tuple[Tag, Iterator[object]]] = [(soup, iter(soup.contents))]
    while stack:
        tag, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if tag is not soup:
                yield tag, True
        elif isinstance(child, Tag):
            if child.name in _HIDDEN:
                continue
            if len(stack) > MAX_DEPTH:
                raise DocumentError("too_deep", f"the markup is nested deeper than {MAX_DEPTH} tags")
            yield child, False
            stack.append((child, iter(child.contents)))
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            yield child, False


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

    def open_tag(self, tag: Tag) -> None:
        """Take note of a tag that begins; all but inline tags end the open element."""
        name = tag.name
        if name in _INLINE:
            if name in _EMPHASIS:
                self.marks.append(self.end + self.space if self.start is not None else -1)
        elif name in ("p", "br") and self._inside_item():
            self.space = True  # a further paragraph or line of the same list item
        else:
            self.close_element()
            if opening := _OPENING.get(name):
                opening(self, tag)

    def close_tag(self, tag: Tag) -> None:
        """Take note of a tag that ends."""
        name = tag.name
        if name in _INLINE:
            if name in _EMPHASIS:
                self._close_emphasis()
        elif not (name in ("p", "br") and self.items and self.item_open):
            self.close_element()
            if closing := _CLOSING.get(name):
                closing(self)

    def _inside_item(self) -> bool:
        return bool(self.items) and self.item_open and self.start is not None

    def _open_list(self, tag: Tag) -> None:
        self.groups += 1
        self.lists.append(self.groups)
        names = tag.get("class")
        self.hints.append(" ".join(names) if isinstance(names, list) else "")

    def _close_list(self) -> None:
        self.lists.pop()
        self.hints.pop()

    def _open_item(self, _: Tag) -> None:
        self.items.append(self.lists[-1] if self.lists else 0)
        self.item_open = True

    def _close_item(self) -> None:
        self.items.pop()

    def _open_table(self, _: Tag) -> None:
        self.groups += 1
        self.tables.append([self.groups, -1, -1])

    def _close_table(self) -> None:
        self.tables.pop()

    def _open_row(self, _: Tag) -> None:
        if self.tables:
            self.tables[-1][1:] = [self.tables[-1][1] + 1, -1]

    def _open_cell(self, tag: Tag) -> None:
        if self.tables:
            self.tables[-1][2] += 1
            group, row, column = self.tables[-1]
            self.cells.append((group, row, column, tag.name == "th"))

    def _close_cell(self) -> None:
        if self.cells:
            self.cells.pop()

    def _open_navigation(self, _: Tag) -> None:
        self.navigation += 1

    def _close_navigation(self) -> None:
        self.navigation -= 1

    def _open_heading(self, tag: Tag) -> None:
        self.heading = int(tag.name[1])

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
_OPENING: dict[str, Callable[[_Rendering, Tag], None]] = {
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
