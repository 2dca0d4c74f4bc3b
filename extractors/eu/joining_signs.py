"""The sign that joins the items of section 4's lists, where tags were taken out with one in the place of each.

A slash or a dash between two blanks stands in items, too ("hives / rash", "a low count - a sign of anaemia").  It joins
items where most lists of a section have it and none has marks: what one item in twenty holds is not in most lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from extractors.bullets import BULLETS
from extractors.eu.pieces import Piece
from extractors.eu.run_on_lists import lists_behind
from extractors.model import ElementKind, Span
from extractors.outside import outside_parentheses

_BULLETS = re.compile(rf"(?<=\S)(?:\s+[{BULLETS}]|[•●▪■◦‣])\s*(?=\S)")
# How many of each a list has on average, at least: a dash also stands before what explains an item.
_SIGNS = {";": 1.0, "/": 1.0, "|": 1.0, "-": 1.5, "–": 1.5, "—": 1.5, "*": 1.5}
_FEWEST = 4  # signs of a section
_FEWEST_COMMAS = 2
_MOST_WORDS = 30


def joints_in(text: str, pieces: Sequence[Piece], opening: Sequence[bool]) -> list[list[tuple[int, int]] | None]:
    """Return, for each piece, where the signs begin and end that part its items; None where no sign joins them.

    ``opening`` tells which pieces open a list below them.
    """
    lists = _lists_in(text, pieces, opening)
    bullets = [_bullets(text, told) for told in lists]
    n_bullets = sum(map(len, bullets))
    sign = _joining_sign(text, lists, n_bullets)
    are_joined = bool(sign) or (n_bullets >= _FEWEST and _are_most(bullets))
    found: list[list[tuple[int, int]] | None] = []
    for piece in pieces:
        is_plain = piece.kind is ElementKind.PARAGRAPH
        signs = _between(text, piece.text_span, sign) if sign else _bullets(text, piece.text_span)
        found.append(signs if is_plain and (signs or are_joined) else None)
    return found


def _joining_sign(text: str, lists: Sequence[Span], n_bullets: int) -> str:
    """Return the sign that joins the items of most lists; "" where bullets do, or none does."""
    for sign, fewest in _SIGNS.items():
        joints = [_between(text, told, sign) for told in lists]
        n_signs = sum(map(len, joints))
        n_others = sum(not found and _has_commas(text, told) for found, told in zip(joints, lists, strict=True))
        if n_signs >= max(_FEWEST, fewest * len(lists), n_bullets) and sum(map(bool, joints)) >= n_others:
            return sign if _are_short(text, joints) else ""
    return ""


def _has_commas(text: str, told: Span) -> bool:
    """Tell a list whose items another sign seems to part."""
    return text.count(",", told.start, told.end) >= _FEWEST_COMMAS


def _are_most(joints: Sequence[Sequence[tuple[int, int]]]) -> bool:
    return sum(map(bool, joints)) * 2 >= len(joints)


def _are_short(text: str, joints: Iterable[Sequence[tuple[int, int]]]) -> bool:
    """Tell that between most signs and the next ones there are no more words than one item has."""
    n_words = [len(text[end:start].split()) for found in joints for (_, end), (start, _) in pairwise(found)]
    return not n_words or median(n_words) <= _MOST_WORDS


def _lists_in(text: str, pieces: Sequence[Piece], opening: Sequence[bool]) -> list[Span]:
    """Return what stands below or behind that which opens a list; nothing where items have marks."""
    if any(piece.kind is ElementKind.LIST_ITEM for piece in pieces):
        return []
    found: list[Span] = []
    for piece, opens_one, is_below in zip(pieces, opening, [False, *opening], strict=False):
        if not opens_one:
            behind = lists_behind(text, piece)
            found += behind or ([piece.text_span] if is_below else [])
    return found


def _bullets(text: str, span: Span) -> list[tuple[int, int]]:
    return [found.span() for found in _BULLETS.finditer(text, span.start, span.end)]


def _between(text: str, span: Span, sign: str) -> list[tuple[int, int]]:
    found = []
    for at in outside_parentheses(text, span.start + 1, span.end - 1, sign):
        if (sign == ";" or text[at - 1].isspace()) and text[at + 1].isspace():
            start = at if sign == ";" else at - 1
            while text[start - 1].isspace():
                start -= 1
            end = at + 1
            while text[end].isspace():
                end += 1
            found.append((start, end))
    return found
