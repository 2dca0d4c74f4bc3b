"""Lines of lists in section 4: which of them begin items, where bullets are lost or numbers stand for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from extractors.concepts.keys import american
from extractors.eu.known_items import is_known, known_items
from extractors.model import Element, ElementKind

_NUMBER = re.compile(r"\(?(\d{1,2}|[a-z]{1,8})[.)]\s+(?=[^\W\d_])")
_LETTERS = re.compile(r"a?[a-z]")
_ALPHABET = 26
_ROMAN = re.compile(r"(?=[xvi])(xl|x{0,3})(ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"x": 10, "xl": 40, "ix": 9, "iv": 4}
_ENDED = re.compile(r"[.:;!?][\"'”’)\]]*$")
_NEWLINE = re.compile(r"[ \t]*\r?\n[ \t]*")
_OPEN = re.compile(
    r"(?:[-–,;(/]|\b(?:and|or|of|in|the|a|an|to|with|on|at|for|from|by|as|like|your|which|that|not|such|is|are|be|may|can|"
    r"low|high|increased|decreased|severe|abnormal))$"
)
_GOES_ON = re.compile(
    r"(?:and|or|of|in|the|to|with|on|at|for|from|by|as|like|which|that|such|is|are|may|can|when|where|who|if|including|"
    r"caused|due|around|under|during|after|has|have|been)\b"
)
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_FEWEST = 3


def numbers(text: str, elements: Sequence[Element]) -> dict[int, int]:
    """Return where the words of numbered items begin, by their index; {} where the numbers do not count items.

    Converters number the items of an ordered list, each list from one, in figures, small letters or Roman numerals; a
    section whose numbers run otherwise has them for something else, and capitals count headings.
    """
    found = {i: number for i, e in enumerate(elements) if (number := _NUMBER.match(text, e.start, e.end))}
    ends: dict[int, int] = {}
    for value_of in (_figure, _letter, _roman):
        counted = {i: value for i, number in found.items() if (value := value_of(number[1])) is not None}
        if len(counted) >= _FEWEST and all(b in (1, a + 1) for a, b in pairwise([0, *counted.values()])):
            ends |= {index: found[index].end() for index in counted}
    return ends


def _figure(number: str) -> int | None:
    return int(number) if number.isdigit() else None


def _letter(number: str) -> int | None:
    """Return the place of a letter; behind "z" stand "aa", "ab", …

    >>> _letter("c"), _letter("ab"), _letter("so")
    (3, 28, None)
    """
    found = _LETTERS.fullmatch(number)
    return ord(number[-1]) - ord("a") + 1 + _ALPHABET * (len(number) - 1) if found else None


def _roman(number: str) -> int | None:
    """Return the value of a Roman numeral.

    >>> _roman("iv"), _roman("xxviii"), _roman("xl"), _roman("mild")
    (4, 28, 40, None)
    """
    found = _ROMAN.fullmatch(number)
    if not found:
        return None
    tens = _ROMAN_VALUES.get(found[1], 10 * len(found[1]))
    return tens + _ROMAN_VALUES.get(found[2], found[2].count("i") + 5 * found[2].count("v"))


def gaps_part(text: str, elements: Sequence[Element], full: float) -> bool:
    """Tell a section in which a blank line stands between any two items: below short lines that have not ended.

    Text out of PDFs has blank lines inside paragraphs, too, or between any two lines: there the line above is full, or
    no line goes on in the next one without them.
    """
    if any(element.kind is ElementKind.LIST_ITEM for element in elements):
        return False
    open_pairs = [
        (after.gap > 0, before.end - before.start >= full)
        for before, after in pairwise(elements)
        if text[after.start].islower() and not _ENDED.search(text[before.start : before.end])
    ]
    return open_pairs.count((True, False)) >= _FEWEST and (False, True) in open_pairs


def lines_of_items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the items that stand on lines that were joined because the next item's first word had no room on them.

    >>> line = "inflammation of a layer of the eye (keratitis)\\nhair loss\\nloss of\\nappetite"
    >>> [line[a:b] for a, b in lines_of_items(line, 0, len(line))]
    ['inflammation of a layer of the eye (keratitis)', 'hair loss', 'loss of\\nappetite']
    """
    at = start
    ends = [(found.start(), found.end()) for found in _NEWLINE.finditer(text, start, end)]
    for index, (stop, begin) in enumerate(ends):
        following = text[begin : ends[index + 1][0] if index + 1 < len(ends) else end]
        if _begins(text[at:stop], following):
            yield at, stop
            at = begin
    yield at, end


def _begins(item: str, line: str) -> bool:
    if _OPEN.search(item) or item.count("(") != item.count(")") or not line[:1].isalpha() or _GOES_ON.match(line):
        return False
    return is_known(line) or (item.endswith(")") and line[:1].islower()) or is_known(item)


def go_together(before: str, line: str) -> bool:
    """Tell two lines between which a name of an effect goes on: its words stand side by side there.

    >>> go_together("problems which can cause ankle", "swelling"), go_together("rash", "swelling")
    (True, False)
    """
    last, first = _LAST_WORD.search(before), _FIRST_WORD.match(line)
    if last is None or first is None:
        return False
    return (american(last[0].casefold()), american(first[0].casefold())) in _pairs()


@cache
def _pairs() -> frozenset[tuple[str, str]]:
    return frozenset(pair for term in known_items() for pair in pairwise(term.split()))
