"""The narrative of a label in XML as text: what stands in a section, in reading order.

The mark-up is that of the narrative block of HL7 v3 Structured Product Labeling: paragraph, list, item, table, caption,
footnote, content with a style, br, sup, sub, linkHtml, renderMultiMedia.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from extractors.bullets import BULLETS
from extractors.model import Element, ElementKind, Span, replace

Node = etree._Element

_SPACE = re.compile(r"\s+")
_BLOCKS = frozenset({"paragraph", "list", "item", "table", "tbody", "tr", "td", "th", "caption"})
_EMPHASIS = re.compile(r"bold|ital|underline|emphasis", re.IGNORECASE)
_MARKER_CHARS = 5
_LINE_BULLET = re.compile(rf"[{BULLETS}]\s*\S")
# A raised sign is a power or a footnote mark; on the line it would change a number or a word ("10⁶" is not "106").
_RAISED = str.maketrans("0123456789+-−()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
_RAISABLE = re.compile(r"[0-9+\-−()]+|[a-pr-z](?:,\s*[a-pr-z])*")


def name_of(node: Node) -> str:
    """Return the tag without its namespace; "" for a comment or a processing instruction."""
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def plain(node: Node | None) -> str:
    """Return all the text inside ``node`` with single blanks; "" for None."""
    return "" if node is None else _SPACE.sub(" ", " ".join(str(t) for t in node.itertext())).strip()


def raised(text: str) -> str:
    """Return the text of a superscript: signs and single letters as Unicode superscripts, the rest as it is.

    >>> raised("6"), raised("a,b"), raised("®"), raised("st")
    ('⁶', 'ᵃ,ᵇ', '®', 'st')
    """
    bare = text.strip()
    return bare.translate(_RAISED) if _RAISABLE.fullmatch(bare) else text


class Run:
    """Inline text in the making: white space collapsed, line breaks and emphasised stretches kept."""

    def __init__(self) -> None:
        self.text = ""
        self.emphasis: list[Span] = []

    def add(self, text: str | None) -> None:
        """Append ``text`` with its white space collapsed."""
        if not text:
            return
        clean = _SPACE.sub(" ", text)
        at_break = not self.text or self.text[-1] in " \n"
        self.text += clean.lstrip() if at_break else clean

    def break_line(self) -> None:
        """End the line, unless it has just begun."""
        self.text = self.text.rstrip(" ")
        if self.text and self.text[-1] != "\n":
            self.text += "\n"

    def lines(self) -> list[Run]:
        """Return the run itself, or where some of its lines begin with a bullet, those and what stands between them."""
        starts = [0, *(m.end() for m in re.finditer(r"\n", self.text) if _LINE_BULLET.match(self.text, m.end()))]
        if len(starts) == 1:
            return [self]
        return [self._part(a, b) for a, b in zip(starts, [*starts[1:], len(self.text)], strict=True)]

    def _part(self, start: int, end: int) -> Run:
        """Return a stretch of the run as a run of its own."""
        part = Run()
        part.text = self.text[start:end]
        inside = (s for s in self.emphasis if s.start < end and s.end > start)
        part.emphasis = [Span(max(s.start, start) - start, min(s.end, end) - start) for s in inside]
        return part

    def emphasise(self, start: int) -> None:
        """Mark what was added since ``start`` as emphasised."""
        end = len(self.text.rstrip())
        if end > start:
            self.emphasis.append(Span(start, end))


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the document a piece of text stands: what its element will say beside its kind."""

    hint: str | None = None
    group: int | None = None
    level: int = 0


class Narrative:
    """The text of a document and its elements, growing in reading order."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.elements: list[Element] = []
        self.at = 0
        self.groups = 0
        self.notes: list[Node] = []

    @property
    def text(self) -> str:
        """What has been read."""
        return "".join(self.parts)

    def new_group(self) -> int:
        """Return a number for the cells of a table or the items of a list."""
        self.groups += 1
        return self.groups

    def add(self, element: Element, run: Run) -> bool:
        """Add what ``run`` holds with the facts of ``element``; False where the run is empty."""
        text = run.text.rstrip()
        if not text:
            return False
        emphasis = tuple(Span(self.at + s.start, self.at + min(s.end, len(text))) for s in run.emphasis)
        self.elements.append(replace(element, start=self.at, end=self.at + len(text), emphasis=emphasis))
        self.parts += (text, "\n")
        self.at += len(text) + 1
        return True

    def line(self, kind: ElementKind, text: str, hint: str | None = None) -> None:
        """Add ready text as one element."""
        run = Run()
        run.add(text)
        self.add(Element(kind, 0, 0, hint=hint), run)

    def title(self, node: Node | None) -> None:
        """Add the title of the document."""
        run = Run()
        if node is not None:
            self.inline(node, run, in_title=True)
        self.add(Element(ElementKind.HEADING, 0, 0, hint="title"), run)

    def heading(self, node: Node | None, level: int, code: str | None) -> None:
        """Add the title of a section; a section without one leaves an empty heading that marks where it begins."""
        run = Run()
        if node is not None:
            self.inline(node, run, in_title=True)
        element = Element(ElementKind.HEADING, self.at, self.at, level=level, code=code, hint="section")
        if not self.add(element, run):
            self.elements.append(element)
        self.flush_notes(Place())

    def flow(self, node: Node, place: Place, kind: ElementKind = ElementKind.PARAGRAPH) -> None:
        """Add what stands in ``node``: its own text as elements of ``kind``, the blocks inside it as their own."""
        run = Run()
        run.add(node.text)
        for child in node:
            if name_of(child) in _BLOCKS:
                kind = self._emit(run, kind, place)
                kind = self._block(child, place, kind)
                run = Run()
            else:
                self.inline_child(child, run)
            run.add(child.tail)
        self._emit(run, kind, place)
        self.flush_notes(place)

    def _emit(self, run: Run, kind: ElementKind, place: Place) -> ElementKind:
        """Add the run; what follows the first text of a list item is a paragraph of that item.

        A paragraph may set out a list by line breaks and bullets; each of those lines is an item.
        """
        lines = run.lines()
        if len(lines) > 1 and kind is ElementKind.PARAGRAPH:
            self._bulleted(lines, place)
            return kind
        added = self.add(Element(kind, 0, 0, level=place.level, group=place.group, hint=place.hint), run)
        return ElementKind.PARAGRAPH if added else kind

    def _bulleted(self, lines: list[Run], place: Place) -> None:
        """Add the lines of a paragraph, those with a bullet as the items of one list."""
        group = self.new_group()
        for line in lines:
            if _LINE_BULLET.match(line.text):
                item = Element(ElementKind.LIST_ITEM, 0, 0, level=place.level + 1, group=group, hint=place.hint)
                self.add(item, line)
            else:
                self.add(Element(ElementKind.PARAGRAPH, 0, 0, level=place.level, hint=place.hint), line)

    def _block(self, node: Node, place: Place, kind: ElementKind) -> ElementKind:
        """Add a block element; return the kind of what may follow it."""
        tag = name_of(node)
        if tag == "list":
            self.list(node, place)
        elif tag == "table":
            self.table(node, place)
        elif tag == "caption":
            self._caption(node, place)
            return kind
        else:
            before = len(self.elements)
            self.flow(node, place, kind)
            return ElementKind.PARAGRAPH if len(self.elements) > before else kind
        return ElementKind.PARAGRAPH

    def _caption(self, node: Node, place: Place) -> None:
        """Add a caption; that of a list item is its bullet or number where it is short."""
        run = Run()
        self.inline(node, run)
        is_marker = name_of_parent(node) == "item" and len(run.text.strip()) <= _MARKER_CHARS
        kind = ElementKind.FURNITURE if is_marker else ElementKind.PARAGRAPH
        hint = "marker" if is_marker else "caption"
        self.add(Element(kind, 0, 0, group=place.group, hint=place.hint or hint), run)

    def list(self, node: Node, place: Place) -> None:
        """Add a list, item by item; the lists inside an item lie one level deeper."""
        inner = Place(place.hint, self.new_group(), place.level + 1)
        for child in node:
            if name_of(child) == "item":
                self.flow(child, inner, ElementKind.LIST_ITEM)
            elif name_of(child) == "caption":
                self._caption(child, inner)

    def table(self, node: Node, place: Place) -> None:
        """Add a table, cell by cell; the foot, which the mark-up puts before the body, is read after it."""
        group = self.new_group()
        for caption in (c for c in node if name_of(c) == "caption"):
            self._caption(caption, Place(place.hint, group))
        taken: dict[int, int] = {}
        for row, (part, line) in enumerate(_rows(node)):
            self._row(line, row, taken, Element(ElementKind.TABLE_CELL, 0, 0, group=group, hint=place.hint or part))
        self.flush_notes(Place(place.hint, group))

    def _row(self, line: Node, row: int, taken: dict[int, int], element: Element) -> None:
        """Add the cells of one row in their columns; ``taken`` says up to which row a column is filled from above."""
        column = 0
        for cell in (c for c in line if name_of(c) in {"td", "th"}):
            while taken.get(column, 0) > row:
                column += 1
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            taken |= dict.fromkeys(range(column, column + width), row + height)
            run = Run()
            self.inline(cell, run)
            is_header = name_of(cell) == "th" or element.hint == "thead"
            placed = replace(element, row=row, column=column, column_span=width, row_span=height)
            self.add(replace(placed, is_header_cell=is_header, hint=_cell_hint(element.hint)), run)
            column += width

    def inline(self, node: Node, run: Run, in_title: bool = False) -> None:
        """Add everything inside ``node`` to the run."""
        run.add(node.text)
        for child in node:
            self.inline_child(child, run, in_title)
            run.add(child.tail)

    def inline_child(self, node: Node, run: Run, in_title: bool = False) -> None:
        """Add an inline element; a footnote is put aside, to be read after the block it stands in."""
        tag = name_of(node)
        if tag == "br":
            run.break_line()
        elif tag == "footnote":
            self.notes.append(node)
        elif tag == "sup" and not len(node):
            run.add((node.text or "") if in_title else raised(node.text or ""))
        elif tag in _BLOCKS or tag == "renderMultiMedia":
            run.break_line()
            self.inline(node, run, in_title)
            run.break_line()
        elif tag:
            start = len(run.text)
            self.inline(node, run, in_title)
            if _EMPHASIS.search(node.get("styleCode", "")):
                run.emphasise(start)

    def flush_notes(self, place: Place) -> None:
        """Add the footnotes that were put aside."""
        notes, self.notes = self.notes, []
        for note in notes:
            run = Run()
            self.inline(note, run)
            self.add(Element(ElementKind.PARAGRAPH, 0, 0, group=place.group, hint=place.hint or "footnote"), run)


def name_of_parent(node: Node) -> str:
    """Return the tag of the parent without its namespace."""
    parent = node.getparent()
    return "" if parent is None else name_of(parent)


def _rows(table: Node) -> Iterator[tuple[str, Node]]:
    """Yield the rows of a table with the part they belong to: thead, then bodies, then tfoot."""
    parts = [c for c in table if name_of(c) in {"thead", "tbody", "tfoot"}]
    parts.sort(key=lambda part: ("thead", "tbody", "tfoot").index(name_of(part)))
    for part in parts:
        for row in part:
            if name_of(row) == "tr":
                yield name_of(part), row
    for row in table:
        if name_of(row) == "tr":
            yield "tbody", row


def _span(cell: Node, attribute: str) -> int:
    """Return a colspan or rowspan; 1 where it is missing or absurd."""
    value = cell.get(attribute, "1").strip()
    return int(value) if value.isdecimal() and 0 < int(value) <= 100 else 1


def _cell_hint(part: str | None) -> str | None:
    return {"tfoot": "footnote", "tbody": None, "thead": None}.get(part or "", part)
