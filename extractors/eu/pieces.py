"""Lines put together again: the paragraphs and list items of a text whose lines were broken by a PDF reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from extractors.bullets import BULLETS
from extractors.eu.item_lines import gaps_part, go_together, lines_of_items, numbers
from extractors.eu.rows import Row, is_head, rows, with_new_labels
from extractors.model import Document, Element, ElementKind, Span, collapse, record, replace
from extractors.readers.plain_text import BULLET

_BARE_BULLET = re.compile(rf"[{BULLETS}*–—o\-−\uf0b7\uf0a7\uf0a8\uf0d8\uf0e0➢►▶✓]$")
_GLUED_BULLET = re.compile(rf"[{BULLETS}\uf0b7\uf0a7\uf0d8\uf0e0➢►▶]\s*(?=\S)")
_PAGE_NUMBER = re.compile(r"(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?$", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://|www\.|mailto:)\S+$")
_RULE = re.compile(r"[<>\s]*[-_=–—.]{5,}[<>\s]*$")
_ENDED = re.compile(r"[.:;!?][\"'”’)\]]*$")
_GOES_ON = re.compile(r"[a-z(0-9,;≥≤<>/]")
_NUMBERED = re.compile(r"\(?\d{1,2}(?:\.\d{1,2})?[.)]?\s+\S")
# A watermark that runs up the page comes out as a column of scraps; a table column of so short letters is unknown.
_SCRAP = re.compile(r"[^\W\d]{1,4}(?: [^\W\d]{1,2})?$")
_SCRAPS = 4
# A row of an SmPC's list: "Very rare: pancreatitis".
_LABELLED = re.compile(
    r"(?:Very )?(?:Un)?(?:[Cc]ommon|[Rr]are)\s*[:(]|(?:Frequency )?[Nn]ot known\s*[:(]"
    r"|(?:very )?(?:un)?(?:common|rare):"
)
# What stands above a list of a package leaflet: a band of frequency in words for patients, on a line of its own.
_BAND = re.compile(
    r"(?:^|[.:]\s)(?=.{0,60}\b(?:1 in|people|patients|estimated)\b)"
    r"(?:(?:Very )?(?:Un)?(?:[Cc]ommon|[Rr]are)|(?:Frequency )?[Nn]ot known)\b[^.]{0,110}[\w:)]$"
)
_LEAD_IN = re.compile(r"\b(?:following|if you|symptoms|signs)\b[^.]*:$", re.IGNORECASE)
_OPEN = re.compile(r"(?:[-–,;(/]|\b(?:and|or|of|in|the|a|an|to|with|on|at|for|from|by|as|like|your|which|that|not))$")
_FULL_LINE = 0.72
_LONGEST_OPENER = 200
_WIDEST_WRAP = 200
_UNWRAPPED = 10**6
_FEWEST_JOINED, _MOST_LEFT = 5, 0.1


@record
class Piece:
    """A paragraph, heading, list item, table cell or line of page furniture, from one element or several lines.

    ``body`` is where its text begins (after the bullet); ``carries_on`` says that it finishes the piece before it, from
    which page furniture parts it.
    """

    kind: ElementKind
    start: int
    end: int
    body: int
    element: Element
    carries_on: bool = False

    @property
    def span(self) -> Span:
        """The whole piece."""
        return Span(self.start, self.end)

    @property
    def text_span(self) -> Span:
        """The piece without its bullet."""
        return Span(self.body, self.end)


def pieces(document: Document, elements: Sequence[Element], *, lists: bool = False) -> list[Piece]:
    """Return the pieces of ``elements``; lines are joined to paragraphs, other elements stand as they are.

    ``lists`` says that the section is one of lists, so that numbers before lines may count items.
    """
    text = document.text
    if lists and (told := rows(text, elements)):
        elements, numbered = _without_columns(elements, told, text)
    else:
        numbered = numbers(text, elements) if lists else {}
    if any(element.kind is ElementKind.LINE for element in elements):
        found = list(_reflowed(text, elements, numbered, lists=lists))
        return list(_with_item_lines(text, found)) if lists else found
    return [_piece(text, element, numbered.get(index)) for index, element in enumerate(elements)]


def _without_columns(
    elements: Sequence[Element], told: Mapping[int, Row], text: str
) -> tuple[list[Element], dict[int, int]]:
    """Return the elements with a label above the rows that have it, and where the words of each row's item begin."""
    new_labels = dict(with_new_labels(text, told))
    found: list[Element] = []
    numbered: dict[int, int] = {}
    for index, element in enumerate(elements):
        if index not in told:
            above = index + 1 in told and is_head(text, element)
            found.append(replace(element, kind=ElementKind.FURNITURE) if above else element)
            continue
        label, effect = told[index]
        if new_labels[index]:
            found.append(replace(element, kind=ElementKind.HEADING, end=label[1]))
        start = effect[0] if new_labels[index] else element.start
        numbered[len(found)] = effect[0]
        found.append(replace(element, kind=ElementKind.LIST_ITEM, start=start, end=effect[1], emphasis=()))
    return found, numbered


def _with_item_lines(text: str, found: Sequence[Piece]) -> Iterator[Piece]:
    """Yield the pieces; below what opens a list, lines that were joined are cut where an item begins."""
    is_open = opened = False
    for piece in found:
        is_open = piece.kind is ElementKind.PARAGRAPH and (opened or (is_open and not piece.element.gap))
        opened = _opens(_tail(text, piece))
        if is_open and not opened and text.find("\n", piece.start, piece.end) > 0:
            items = lines_of_items(text, piece.start, piece.end)
            yield from (replace(piece, start=start, end=end, body=start) for start, end in items)
        else:
            yield piece


def _piece(text: str, element: Element, number_end: int | None = None) -> Piece:
    body = element.start
    kind = element.kind
    if number_end is not None:
        return Piece(ElementKind.LIST_ITEM, element.start, element.end, number_end, element)
    if kind in (ElementKind.LIST_ITEM, ElementKind.LINE, ElementKind.PARAGRAPH):
        found = BULLET.match(text, element.start, element.end) or _GLUED_BULLET.match(text, element.start, element.end)
        if found:
            body, kind = found.end(), ElementKind.LIST_ITEM
    return Piece(ElementKind.PARAGRAPH if kind is ElementKind.LINE else kind, element.start, element.end, body, element)


def _reflowed(text: str, elements: Sequence[Element], numbered: Mapping[int, int], *, lists: bool) -> Iterator[Piece]:
    lines = [text[e.start : e.end] for e in elements]
    width = _UNWRAPPED if _is_strictly_wrapped(elements, lines) else _width(lines)
    are_apart = lists and gaps_part(text, elements, _FULL_LINE * width)
    furniture = _furniture(elements, lines)
    current: Piece | None = None
    last = ""
    between: list[Piece] = []
    is_listing = False  # whether a list without bullets may be open
    for index, element in enumerate(elements):
        fresh = _piece(text, element, numbered.get(index))
        if index in furniture:
            between.append(replace(fresh, kind=ElementKind.FURNITURE, body=fresh.start))
            continue
        told = _tail(text, current) if current and lists else last
        is_listing = _goes_on_listing(current, told, fresh, width, is_listing=is_listing)
        is_item = are_apart and element.gap > 0
        if current and is_listing and not is_item:
            is_item = _begins_item(text, current, last, told, fresh, width, lists=lists)
        if current and not is_item and _joins(text, current, last, fresh, width, parted=bool(between)):
            if between:
                yield current
                yield from between
                current = replace(fresh, kind=current.kind, carries_on=True)
            else:
                current = replace(current, end=fresh.end)
        else:
            if current:
                yield current
            yield from between
            current = fresh
        between = []
        last = lines[index].rsplit("\n", 1)[-1]
    if current:
        yield current
    yield from between


def _goes_on_listing(current: Piece | None, last: str, fresh: Piece, width: int, *, is_listing: bool) -> bool:
    """Tell whether a line may be an item of a list that a band of frequency opens and that has no bullets."""
    if current is None or fresh.kind is not ElementKind.PARAGRAPH or current.kind is ElementKind.LIST_ITEM:
        return False
    if _LEAD_IN.search(last) and fresh.end - fresh.start < _FULL_LINE * width:
        return True
    return _BAND.search(last) is not None or (is_listing and not fresh.element.gap)


def _tail(text: str, piece: Piece) -> str:
    """Return the last words of a piece, on one line."""
    return collapse(text[max(piece.start, piece.end - _LONGEST_OPENER) : piece.end])


def _begins_item(text: str, current: Piece, last: str, told: str, fresh: Piece, width: int, *, lists: bool) -> bool:
    """Tell an item below the band or below another one: the line before is finished and has room for one more."""
    words = text[fresh.start : fresh.end].split(maxsplit=1)
    is_open = len(last) + 1 + len(words[0]) > width or _OPEN.search(last) is not None
    if not text[fresh.start].isalpha():
        return False
    if _opens(told):
        return True
    if lists and text[fresh.start].isupper() and text[current.body].isupper() and not _OPEN.search(last):
        return True
    return not is_open and not (lists and go_together(last, text[fresh.start : fresh.end]))


def _opens(line: str) -> bool:
    """Tell what stands above a list: a band of frequency, a lead-in with a colon."""
    return _BAND.search(line) is not None or _LEAD_IN.search(line) is not None


def _width(lines: Sequence[str]) -> int:
    """Return how long a full line is: nine in ten are no longer.  A file with a longer line keeps paragraphs whole."""
    lengths = sorted(len(part) for line in lines for part in line.split("\n"))
    if not lengths or lengths[-1] > _WIDEST_WRAP:
        return _UNWRAPPED
    return lengths[len(lengths) * 9 // 10]


def _is_strictly_wrapped(elements: Sequence[Element], lines: Sequence[str]) -> bool:
    """Tell text that a program has wrapped, filling each line: its reader has joined its lines, and few more go on.

    The lines of a printed page, of which some have room for a word more, are not joined for lack of room alone.
    """
    joined = sum(line.count("\n") for line in lines)
    full = _FULL_LINE * max((len(line) for line in lines if "\n" not in line), default=0)
    left = sum(
        not element.gap and len(line) >= full and not _ENDED.search(line) and following[0].islower()
        for (line, following), element in zip(pairwise(lines), elements[1:], strict=False)
    )
    return joined >= _FEWEST_JOINED and left <= _MOST_LEFT * joined


def _furniture(elements: Sequence[Element], lines: Sequence[str]) -> set[int]:
    found = {i for i, e in enumerate(elements) if e.kind is ElementKind.FURNITURE or _is_furniture(elements, lines, i)}
    run: list[int] = []
    for i, line in enumerate([*lines, ""]):
        if _SCRAP.match(line) or (run and len(line) == 1):
            run.append(i)
            continue
        if len(run) >= _SCRAPS:
            found.update(run)
        run = []
    return found


def _is_furniture(elements: Sequence[Element], lines: Sequence[str], i: int) -> bool:
    if len(lines[i]) > 200:
        return False
    if _ADDRESS.match(lines[i]) and (i + 1 == len(lines) or elements[i].gap):
        return True
    after = elements[i + 1].gap if i + 1 < len(elements) else 2
    return bool(_PAGE_NUMBER.match(lines[i])) and elements[i].gap >= 1 and after >= 1


def _joins(text: str, current: Piece, last: str, fresh: Piece, width: int, *, parted: bool) -> bool:
    """Tell whether a line goes on with what stands before it."""
    if fresh.kind is not ElementKind.PARAGRAPH or current.kind not in (ElementKind.PARAGRAPH, ElementKind.LIST_ITEM):
        return False
    line = text[fresh.start : fresh.end].split("\n", 1)[0]
    if _BARE_BULLET.match(last):
        return True
    if width == _UNWRAPPED:
        return False
    if _BARE_BULLET.match(line) or _RULE.match(line) or _RULE.match(last):
        return False
    if _LABELLED.match(line):
        return False
    full = len(last) >= _FULL_LINE * width
    goes_on = bool(_GOES_ON.match(line)) and not _NUMBERED.match(line) and not _ENDED.search(last)
    if parted or fresh.element.gap:
        return full and goes_on
    return goes_on or (full and not (_NUMBERED.match(line) and _ENDED.search(last)))
