"""References: where one ends and the next begins, what each says, and the marks that cite them."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from extractors.model import Reference, Span, replace
from extractors.references.fields import reference_fields

_NUMBER: Final = re.compile(r"\s*(?:\[(\d{1,3})\]|\((\d{1,3})\)|(\d{1,3})[.)])(?!\d)\s*(?=\S)")
_SOLID: Final = re.compile(r"\S(?:.*\S)?", re.DOTALL)
_NUMBER_INSIDE: Final = re.compile(r"(?:^|(?<=\s))(?:\[(\d{1,3})\]|(\d{1,3})[.)])\s*(?=[\"“„'«&\w])", re.MULTILINE)
# What can stand at the end of a reference: pages, a bracket, a region code with its full stop, a web address, "O 0".
_ENDED: Final = re.compile(r"(?:[)\]:;,.+\"”»]|\d\w{0,2}|\b[ivx]+|/\S*)\s*$")
_SEAM: Final = re.compile(
    r"(?:\((?:[^()\n]*\b)?(?:1[89]|20)\d\d\b[^()\n]*\):[ \t]*[\w.+,; \-–]{0,40}?|,\s[A-Z]{2}\.|\bO 0)\s+"
    r"(?=[\"“]|(?:[^\W\d_][\w'’-]+\s){1,3}?[A-Z]{1,4}(?:,|\s[\"“]|\s(?:Jr|Sr)\b)|Cerner\b)"
)
_NUMBERS: Final = r"(\d{1,3}(?:\s*[-–,;]\s*\d{1,3})*)"
_MARK: Final = re.compile(rf"(?<!\d)\[\s*(?:(?i:refs?)\.?:?\s*{_NUMBERS}?|{_NUMBERS})\s*\]")
_MOST_IN_A_RANGE: Final = 60


def parse_reference(text: str, start: int, end: int) -> Reference:
    """Return the reference that fills ``text[start:end]``; its span leaves the number and outer white space out.

    Never raises: of an unknown shape it says ``other`` and what could be read.

    >>> line = '3. Doe AB "Rash and fever." J Skin 12 (1999): 181-8'
    >>> r = parse_reference(line, 0, len(line))
    >>> r.number, r.span.of(line)[:6], r.kind.value, r.last_page
    (3, 'Doe AB', 'journal_article', '188')
    """
    numbered = _NUMBER.match(text, start, end)
    number = next(int(g) for g in numbered.groups() if g) if numbered else None
    solid = _SOLID.search(text, numbered.end() if numbered else start, end)
    if not solid:
        return replace(reference_fields(""), span=Span(start, end))
    return replace(reference_fields(solid[0]), span=Span(*solid.span()), number=number)


def split_references(text: str, start: int, end: int) -> list[Span]:
    """Return the references that run together in ``text[start:end]``, in order, their numbers included.

    Numbers that count upwards part them, at the head of a line or after something that can end a reference.  Where the
    numbers are lost, a new one begins where a finished source is followed by authors or a quotation mark.  Every
    character but white space lies in one of the spans.

    >>> line = '1. "Product Information. A (b)." Co, City, NJ. 2. Doe AB "Rash." J Skin 12 (1999): 1-2'
    >>> [s.of(line)[:8] for s in split_references(line, 0, len(line))]
    ['1. "Prod', '2. Doe A']
    """
    cuts = _numbered_cuts(text, start, end)
    if not cuts:
        cuts = [m.end() for m in _SEAM.finditer(text, start, end)]
    borders = [start, *(c for c in cuts if c > start), end]
    found = (_SOLID.search(text, a, b) for a, b in pairwise(borders))
    return [Span(*m.span()) for m in found if m]


def _numbered_cuts(text: str, start: int, end: int) -> list[int]:
    """Return where a number opens a reference: the first, then each that is higher by one (by a few on a new line)."""
    cuts: list[int] = []
    latest = 0
    for mark in _NUMBER_INSIDE.finditer(text, start, end):
        number = int(mark[1] or mark[2])
        on_new_line = not text[start : mark.start()].rpartition("\n")[2].strip()
        if not _follows(number, latest, on_new_line, first=not cuts):
            continue
        if on_new_line or _ENDED.search(text, max(start, mark.start() - 40), mark.start()):
            cuts.append(mark.start())
            latest = number
    return cuts


def _follows(number: int, latest: int, on_new_line: bool, *, first: bool) -> bool:
    if first:
        return on_new_line or number == 1
    return number == latest + 1 or (on_new_line and latest < number <= latest + 5)


def citation_marks(text: str, start: int, end: int) -> list[tuple[int, int | None]]:
    """Return the marks that cite references in ``text[start:end]``: position and number, None for a bare [Ref].

    A range names each of its numbers.  A bracket that touches a digit before it is an exponent, "x 10[9]".

    >>> citation_marks("rash[Ref] and fever [1,3-5]; 2 x 10[9] cells [2 x ULN]", 0, 60)
    [(4, None), (20, 1), (20, 3), (20, 4), (20, 5)]
    """
    found: list[tuple[int, int | None]] = []
    at = text.find("[", start, end)
    while at >= 0:
        if mark := _MARK.match(text, at, end):
            listed = mark[1] or mark[2]
            found += [(at, number) for number in _numbers(listed)] if listed else [(at, None)]
        at = text.find("[", at + 1, end)
    return found


def _numbers(listed: str) -> list[int | None]:
    """Return the numbers that ``1, 3-5`` names; a range too long to be one is read as its two ends."""
    numbers: list[int | None] = []
    for part in re.split(r"[,;]", listed):
        ends = [int(n) for n in re.findall(r"\d+", part)]
        whole = len(ends) == 2 and ends[0] < ends[1] <= ends[0] + _MOST_IN_A_RANGE
        numbers.extend(range(ends[0], ends[1] + 1) if whole else ends)
    return numbers
