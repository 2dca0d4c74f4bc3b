"""Lists of a consumer part that stand on one line: "More common: headache, black, tarry stools, nausea or vomiting"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from extractors.bullets import BULLETS
from extractors.effects import item_span
from extractors.layouts.side_effects_page.consumer_lines import joined_label, list_label
from extractors.layouts.side_effects_page.cues import lead_in
from extractors.layouts.side_effects_page.pieces import Piece
from extractors.layouts.side_effects_page.run_on_items import (
    commas_cost_less,
    items_between_spaces,
    items_in_sentences,
)
from extractors.model import ElementKind, Span
from extractors.outside import outside_parentheses
from extractors.placement.model import default_model
from extractors.placement.words import item_key
from extractors.readers.plain_text import BULLET

_BULLET: Final = re.compile(rf"\s[{BULLETS}]\s")
_CLOSING: Final = re.compile(r"\s*(?:and/or|and|or)\b", re.I)
_ADDED: Final = re.compile(r"\s*(?:especially|particularly|including|such as|usually|possibly)\b", re.I)
# "Signs of a bad skin reaction, like redness; itching": the item names what its parts are signs of.
_ONE_ITEM: Final = re.compile(r"Signs?\s+(?:(?:and|or)\s+symptoms?\s+)?of\b[^;]*?\blike\b", re.I)
_MANY: Final = 2.5  # separators a line; lists of one item have fewer, though one may have as many
_MANY_ALONE: Final = 4  # items between blanks, where a page has one list
_MOST: Final = 0.8  # of the lists of a page
_NUMBERED: Final = re.compile(r"\(?\d{1,3}[.)]\s")
_SHORT: Final = 14  # characters: two items have more
_DOUBLED: Final = re.compile(r"(?<=[.;,])[,;]\s+(?=\S)")
_SEMICOLON: Final = re.compile(r";\s+(?=\S)")
_BAR: Final = re.compile(r"\s[|¦/]\s+(?=\S)")
_BARS: Final = (" | ", " ¦ ", " / ")
_NO_TEXT: Final = (ElementKind.HEADING, ElementKind.NAVIGATION, ElementKind.FURNITURE, ElementKind.LIST_ITEM)
# What it costs to take words for an item: a wording that pages are known to use, one that is not, one that begins with
# "or"; and to take one more part between the first and the last of "a, b, c, or d": a word or two, an item that is
# known by itself, a longer phrase, which is more likely one.
_KNOWN, _UNKNOWN, _DANGLING, _TAKEN, _TAKEN_KNOWN, _TAKEN_LONG = 1.0, 2.5, 8.0, 0.4, 1.2, 3.0
_FEWEST_COORDINATED: Final = 3
_LONG: Final = 3  # words
_LONGEST: Final = 24  # parts of one item


def bulleted_items(text: str, start: int, end: int) -> list[Span]:
    """Return the items of a line with bullets inside it."""
    return _parts(text, start, end, _BULLET) if _BULLET.search(text, start, end) else []


def may_be_joined(text: str, piece: Piece, following: Piece | None) -> bool:
    """Tell a line with a separator, or words enough for two items, that is the whole of its list.

    Few lines are; whether something stands above it in its list, the caller knows.
    """
    start, end = piece.start, piece.end
    if end - start < _SHORT and text.find(",", start, end) < 0 and text.find(";", start, end) < 0:
        return False
    if BULLET.match(text, start, end) or _NUMBERED.match(text, start, end):
        return False  # what has a bullet or a number of its own is one item
    return following is None or _ends_list(text, following)


class Joint(Enum):
    """What stands between items on one line."""

    MARKS = "marks"
    BLANKS = "blanks"
    STOPS = "stops"


def joined_items(text: str, start: int, end: int, joint: Joint) -> list[Span]:
    """Return the items on a line that is the whole of its list.

    Where items kept the marks that end them, what joins them stands behind these: "a bad rash., Fever."
    """
    if joint is Joint.BLANKS:
        return [item_span(text, a, b) for a, b in items_between_spaces(text, start, end)]
    if joint is Joint.STOPS:
        return [item_span(text, a, b) for a, b in items_in_sentences(text, start, end)]
    for border in (_BAR, _DOUBLED, _SEMICOLON):
        if border is _SEMICOLON and _ONE_ITEM.match(text, start, end):
            return []
        if border.search(text, start, end):
            return _parts(text, start, end, border)
    return comma_items(text, start, end)


def _parts(text: str, start: int, end: int, border: re.Pattern[str]) -> list[Span]:
    parts, at = [], start
    for found in border.finditer(text, start, end):
        parts.append((at, found.start()))
        at = found.end()
    spans = [item_span(text, a, b) for a, b in [*parts, (at, end)] if text[a:b].strip()]
    return [span for span in spans if any(map(str.isalpha, span.of(text)))]


def how_joined(text: str, piece: Piece, pieces: Sequence[Piece]) -> Joint | None:
    """Return what joins the items on a page whose lists each have one line below what opens them, as ``piece`` is.

    Commas and blanks stand inside items as well, so that a line is taken apart only where the others are such lines
    too, and most of them more than one item: "numbness, tingling, or weakness in the feet" may be one.
    """
    lines = _Lines()
    for index, one in enumerate(pieces):
        if one.action in ("professional_part", "references"):
            break
        below = index if _label_and_items(text, one) else index + 1
        if below == index or _opens(text, one):
            lines.take(text, pieces, below)
    if lines.told == 1:
        lines.below = [piece.span]
        lines.closed, lines.separators = _closes(text, piece), _separators(text, piece)
    return lines.joint(text) if lines.told == 1 or 0 < _MOST * lines.told <= lines.alone else None


@dataclass(slots=True)
class _Lines:
    """The lists of a page: how many there are, and the lines that stand below what opens them."""

    told: int = 0
    alone: int = 0
    closed: int = 0
    separators: float = 0.0
    below: list[Span] = field(default_factory=list)

    def take(self, text: str, pieces: Sequence[Piece], below: int) -> None:
        """Add the list that begins with a piece."""
        is_list = below < len(pieces) and not _ends_list(text, pieces[below], is_below=True)
        self.told += is_list
        self.alone += below + 1 >= len(pieces) or _ends_list(text, pieces[below + 1])
        if below < len(pieces):
            self.separators += _separators(text, pieces[below])
            self.closed += _closes(text, pieces[below])
        if is_list:
            self.below.append(_without_label(text, pieces[below]))

    def joint(self, text: str) -> Joint | None:
        """Return what joins the items; None where most lines are one item."""
        marked = self.closed <= self.told / 2 and self.separators >= _MANY * self.told
        if self.told == 1:
            marked = not self.closed and self.separators > 0
        if any(_DOUBLED.search(line.of(text)) for line in self.below):
            return Joint.MARKS
        marked = marked or any(_is_known_list(text, line) for line in self.below)
        n_sentences = sum(len(items_in_sentences(text, line.start, line.end)) for line in self.below)
        if n_sentences >= _MANY * self.told:
            return Joint.STOPS
        if any(mark in words for words in (line.of(text) for line in self.below) for mark in (";", *_BARS)):
            return Joint.MARKS if marked else None
        n_between = sum(len(items_between_spaces(text, line.start, line.end)) for line in self.below)
        if n_between < (_MANY if self.told > 1 else _MANY_ALONE) * self.told:
            return Joint.MARKS if marked else None
        return (
            Joint.MARKS
            if marked and commas_cost_less(text, [(line.start, line.end) for line in self.below])
            else Joint.BLANKS
        )


def _is_known_list(text: str, line: Span) -> bool:
    """Tell a line whose commas part several items that pages are known to list, and nothing else."""
    counts = default_model().counts
    parts = _between_commas(text, line.start, line.end)
    return len(parts) > _FEWEST_COORDINATED and all(f"item:{item_key(part.of(text))}" in counts for part in parts)


def _without_label(text: str, piece: Piece) -> Span:
    label = joined_label(text, piece.start, piece.end) if piece.cue is None else None
    return Span(label[1] if label else piece.start, piece.end)


def _separators(text: str, piece: Piece) -> float:
    """Return how many separators a line has; a semicolon stands inside few items, and a bar between blanks in none."""
    commas, *others = (text.count(mark, piece.start, piece.end) for mark in (",", ";", *_BARS))
    return commas + _MANY * sum(others)


def _opens(text: str, piece: Piece) -> bool:
    if piece.cue:
        return piece.action in ("lead_in", "lead_in_to_sentences")
    return list_label(text, piece.start, piece.end) is not None or lead_in(text[piece.start : piece.end]) is not None


def _label_and_items(text: str, piece: Piece) -> bool:
    return piece.cue is None and joined_label(text, piece.start, piece.end) is not None


def _ends_list(text: str, piece: Piece, *, is_below: bool = False) -> bool:
    """Tell what is no item: a formula, a heading, what opens a list; in tags of a list, what is an item by itself."""
    if piece.cue or piece.element.kind in _NO_TEXT:
        return True
    return _opens(text, piece) or (not is_below and _label_and_items(text, piece))


def _closes(text: str, piece: Piece) -> bool:
    """Tell a line that may be one item: its last comma parts "or" or "and" from what stands before."""
    if any(text.find(mark, piece.start, piece.end) >= 0 for mark in (";", *_BARS)):
        return False
    last = text.rfind(",", piece.start, piece.end) + 1
    return _CLOSING.match(text, last, piece.end) is not None


def comma_items(text: str, start: int, end: int) -> list[Span]:
    """Return the items of a line of commas, each as long as its wording is known, or as "a, b, or c" holds it together.

    >>> line = "Headache, black, tarry stools, nausea, swelling of the knees, arms, or hands"
    >>> [span.of(line) for span in comma_items(line, 0, len(line))]
    ['Headache', 'black, tarry stools', 'nausea', 'swelling of the knees, arms, or hands']
    """
    parts = _between_commas(text, start, end)
    counts = default_model().counts
    known = [f"item:{item_key(part.of(text))}" in counts for part in parts]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for stop in range(1, len(parts) + 1):
        options = []
        for begin in range(max(0, stop - _LONGEST), stop):
            words = text[parts[begin].start : parts[stop - 1].end]
            is_known = known[begin] if stop - begin == 1 else f"item:{item_key(words)}" in counts
            cost = _KNOWN if is_known else _cost(text, parts[begin:stop], known[begin:stop])
            options.append((best[begin][0] + cost, begin))
        best.append(min(options))
    spans: list[Span] = []
    stop = len(parts)
    while stop:
        begin = best[stop][1]
        spans.append(item_span(text, parts[begin].start, parts[stop - 1].end))
        stop = begin
    return spans[::-1]


def _cost(text: str, parts: Sequence[Span], known: Sequence[bool]) -> float:
    if len(parts) > 1 and _ADDED.match(text, parts[-1].start, parts[-1].end):
        return _KNOWN if len(parts) == 2 and known[0] else _cost(text, parts[:-1], known[:-1])
    closing = [_CLOSING.match(text, part.start, part.end) is not None for part in parts]
    if len(parts) == 1:
        return _DANGLING if closing[0] else _UNKNOWN
    if len(parts) < _FEWEST_COORDINATED or not closing[-1] or any(closing[:-1]):
        return float("inf")
    between = [_taken(part.of(text), one) for part, one in zip(parts[1:-1], known[1:-1], strict=True)]
    return _UNKNOWN + sum(between) - min(between[-1], _TAKEN_KNOWN)


def _taken(words: str, is_known: bool) -> float:
    if len(words.split()) >= _LONG:
        return _TAKEN_LONG
    return _TAKEN_KNOWN if is_known else _TAKEN


def _between_commas(text: str, start: int, end: int) -> list[Span]:
    commas = list(outside_parentheses(text, start, end, ","))
    borders = zip([start, *(at + 1 for at in commas)], [*commas, end], strict=True)
    solid = [(a, b, text[a:b].strip()) for a, b in borders]
    return [Span(a + text[a:b].index(words), a + text[a:b].index(words) + len(words)) for a, b, words in solid if words]
