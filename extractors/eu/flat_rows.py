"""Rows of an SmPC's tabulated list on one line: "Cardiac disorders: Common: palpitations; Uncommon: bradycardia".

What tells them is an organ class with a label of frequency right behind it, whatever stands in the place of the cells'
borders: blanks, a tab, a bar, a semicolon, a dash.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.eu.bands import Band, bands
from extractors.eu.organ_classes import organ_classes_in
from extractors.eu.pieces import Piece
from extractors.model import ElementKind, Span, replace

_BORDERS = ' \t\n:;,|–—-*"“”'
_BORDER = re.compile(rf"[{re.escape(_BORDERS)}]*")
_SIGN = re.compile(r"[\t|;:–—]|\s-\s")
_LONGEST_ROW = 400


def with_cells_apart(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces, those that hold such rows cut into classes, labels and what stands behind these."""
    return [cell for piece in pieces for cell in _cells(text, piece)]


def _cells(text: str, piece: Piece) -> Iterator[Piece]:
    is_plain = piece.kind in (ElementKind.PARAGRAPH, ElementKind.LIST_ITEM)
    words = piece.text_span.of(text) if is_plain else ""
    labels = [band for band in bands(words) if band.is_named and words[band.start].isupper()]
    classes = _labelled_classes(words, labels)
    heads = [label for label in labels if classes and label.start > classes[0].end and _opens(words, label)]
    if not heads or _is_one_row(words, classes, heads):
        yield piece
        return
    parts = sorted([*classes, *(Span(label.start, label.end) for label in heads)], key=lambda part: part.start)
    cuts = sorted({0, len(words), *(at for part in parts for at in (part.start, part.end))})
    for first, last in pairwise(cuts):
        start, end = _within_borders(words, first, last)
        if start < end:
            start, end = piece.body + start, piece.body + end
            yield replace(piece, kind=ElementKind.PARAGRAPH, start=start, body=start, end=end)


def _labelled_classes(words: str, labels: Sequence[Band]) -> list[Span]:
    """Return the organ classes that have a label right behind them."""
    starts = {label.start for label in labels}
    if not starts:
        return []
    return [named for named in organ_classes_in(words) if _behind(words, named.end) in starts]


def _behind(words: str, at: int) -> int:
    found = _BORDER.match(words, at)
    return found.end() if found else at


def _opens(words: str, label: Band) -> bool:
    """Tell a label from a name of an effect: a sign or a capital follows ("Common cold" has none)."""
    follows = words[label.end : _behind(words, label.end) + 1]
    return bool(_SIGN.search(follows)) or follows[-1:].isupper()


def _is_one_row(words: str, classes: Sequence[Span], heads: Sequence[Band]) -> bool:
    """Tell a row with one label and blanks or a colon for borders, which is read as it is."""
    is_bare = not _SIGN.search(words[classes[0].end : heads[0].start].replace(":", ""))
    is_bare = is_bare and not _SIGN.search(words[heads[0].end : _behind(words, heads[0].end)].replace(":", ""))
    return len(heads) == 1 and classes[0].start == 0 and len(words) <= _LONGEST_ROW and is_bare


def _within_borders(words: str, start: int, end: int) -> tuple[int, int]:
    solid = words[start:end].strip(_BORDERS)
    first = words.index(solid, start) if solid else end
    return first, first + len(solid)
