"""Counts that tools put before lines: the number of every line of a file, or the letters of lists ("a. headache")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

_NUMBER: Final = re.compile(r"[ \t]*(\d{1,6})(?:[:.)|]|(?=[ \t])|$)(?:\t|[ \t]{0,2})")
_FEWEST_LINES: Final = 10
_LETTER: Final = re.compile(r"^([ \t]*)([a-z]{1,6})\.[ \t]+(?=\S)", re.MULTILINE)
_FEWEST_LETTERS: Final = 3
_LONGEST_ITEM: Final = 500  # characters: what stands further apart are headings
_TENS: Final = ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc")
_ONES: Final = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ROMAN: Final = tuple(ten + one for ten in _TENS for one in _ONES)[1:]
_AFTER_ROMAN: Final = dict(pairwise(_ROMAN))
_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz"
_LETTERS: Final = (*_ALPHABET, *(first + second for first in "abc" for second in _ALPHABET))
_AFTER_LETTER: Final = dict(pairwise(_LETTERS))
_FIRST: Final = {"a": _AFTER_LETTER, "i": _AFTER_ROMAN}


def without_line_numbers(text: str) -> str:
    r"""Return a text whose lines are all numbered, each one more than the line before, without the numbers.

    Lists are numbered too, but never every line of a file from its first to its last.

    >>> without_line_numbers("\n".join(f"{n}: Rash" for n in range(1, 13)))[:10], without_line_numbers("1. Rash\nHives")
    ('Rash\nRash\n', '1. Rash\nHives')
    """
    if not text[:8].strip()[:1].isdecimal():
        return text
    lines = text.splitlines(keepends=True)
    found = [(line, _NUMBER.match(line.rstrip("\r\n"))) for line in lines if line.strip()]
    numbers = [int(mark[1]) for _, mark in found if mark]
    if len(numbers) < max(len(found), _FEWEST_LINES) or any(b != a + 1 for a, b in pairwise(numbers)):
        return text
    cut = (_NUMBER.match(line.rstrip("\r\n")) if line.strip() else None for line in lines)
    return "".join(line[mark.end() :] if mark else line for line, mark in zip(lines, cut, strict=True))


def without_letters(text: str) -> str:
    r"""Return a text without the letters, or small Roman numbers, that count the items of its lists.

    A letter counts where it follows the one before, or begins anew, and three stand in a row at least: "e. coli"
    alone counts nothing.

    >>> without_letters("a. Rash\nb. Hives\nc. Fever\nRare\na. Gout\n"), without_letters("a. Rash\ne. coli\n")
    ('Rash\nHives\nFever\nRare\nGout\n', 'a. Rash\ne. coli\n')
    """
    if not any(sign in text for sign in ("\nb. ", "\nii. ", " b. ", " ii. ")):
        return text
    marks = list(_counting(text))
    if max((length for _, length in marks), default=0) < _FEWEST_LETTERS:
        return text
    parts, at = [], 0
    for mark, _ in marks:
        parts += [text[at : mark.start()], mark[1]]
        at = mark.end()
    return "".join([*parts, text[at:]])


def _counting(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """Yield the marks that count, each with how many there are in its row so far."""
    length = last = 0
    awaited: dict[str, dict[str, str]] = {}  # the marks that would follow, and what they count by
    for mark in _LETTER.finditer(text):
        sign = mark[2]
        if mark.start() - last > _LONGEST_ITEM:
            awaited = {}
        if sign not in awaited and sign not in _FIRST:
            continue
        length = length + 1 if sign in awaited else 1
        count = awaited.get(sign) or _FIRST[sign]
        awaited = {count[sign]: count} if sign in count else {}
        last = mark.end()
        yield mark, length
