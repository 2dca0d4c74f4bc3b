"""Labels, headings and items that lost their line and hang on the end of the item or paragraph before them."""

from __future__ import annotations

import re
from dataclasses import replace

from extractors.eu.bands import bands
from extractors.eu.pieces import Piece
from extractors.model import ElementKind

_BULLET = re.compile(r"(?<=\S)\s+([•●▪■◦])\s*(?=\S)")
_REPORTING = re.compile(r"(?<=\S)\s+(?=Reporting of (?:suspected )?(?:side effects|adverse reactions)\b)")


def unglued(text: str, piece: Piece) -> list[Piece]:
    """Return a piece cut where a label or the template's reporting paragraph hangs on its end.

    "rash Uncommon (may affect up to 1 in 100 people)" is the item "rash" and the label of the next list; a label after
    a full stop or colon, or in small letters, speaks of the item itself.
    """
    if piece.kind not in (ElementKind.LIST_ITEM, ElementKind.PARAGRAPH):
        return [piece]
    if piece.kind is ElementKind.LIST_ITEM and (bullet := _BULLET.search(text, piece.body, piece.end)):
        second = replace(piece, start=bullet.start(1), body=bullet.end(), carries_on=False)
        return [replace(piece, end=bullet.start()), *unglued(text, second)]
    cut = _cut(text[piece.body : piece.end])
    if cut is None:
        return [piece]
    head = text[piece.body : piece.body + cut].rstrip()
    rest = piece.body + cut + len(text[piece.body + cut : piece.end]) - len(text[piece.body + cut : piece.end].lstrip())
    tail = replace(piece, kind=ElementKind.PARAGRAPH, start=rest, body=rest, carries_on=False)
    return [replace(piece, end=piece.body + len(head)), *unglued(text, tail)]


def _cut(words: str) -> int | None:
    if found := _REPORTING.search(words):
        return found.start()
    labels = bands(words)
    if not labels:
        return None
    last = labels[-1]
    before = words[: last.start].rstrip()
    hangs = before and (before[-1].isalnum() or before[-1] == ")") and words[last.start].isupper()
    return last.start if hangs and not words[last.end :].strip(" :.") else None
