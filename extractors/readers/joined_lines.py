"""Text whose lines were joined by a sign: ``get_text("|", strip=True)`` and its kin write a page on one line."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

_FEWEST: Final = 20
_SLASH: Final = " / "
_LONG: Final = 800  # characters: few paragraphs have more, but all that lists do not part
_MOST_LONG: Final = 0.2
_SIGNS: Final = {"|": "\n", "\u00a6": "\n", "\u00b6": "\n", "\t": "\n", "\\n": " \n"}  # each as long as its line's end
_BULLETS: Final = ("•", "●", "·", "▪", "■")
# What begins a part, a section or a page's head stands behind bullets only where bullets stand between all there is.
_BEGINS: Final = r" {} (?:For the Consumer|For Healthcare|Applies to|Generic Name|\d{{1,2}}(?:\.\d{{1,2}})*\.? [A-Z])"
_ENOUGH: Final = 2
_MOST: Final = 0.5
_FEW: Final = 0.34
_RULE: Final = re.compile(r"[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*\|")
_ALONE: Final = re.compile(r"[ \t]*\|?[^|\n]*\|?[ \t]*")
_ESCAPED: Final = re.compile(r"\s*&lt;[!a-zA-Z]")


def with_lines(text: str) -> str:
    r"""Return such a text with its lines; any other as it is.  What stands in it keeps its place.

    Pages hold few of these signs, and rows of tables many rows: here most of the text stands on lines with many of
    them, or, where the page's own line ends were kept, nearly every line is what stood between two.

    >>> with_lines("|".join(["Rash", "Fever"] * 20))[:11], with_lines("Rash | Fever\n" * 20)[:12]
    ('Rash\nFever\n', 'Rash | Fever')
    """
    for sign, line_end in _SIGNS.items():
        if text.count(sign) >= _FEWEST and _joins(text, sign):
            return text.replace(sign, line_end)
    if text.count(_SLASH) >= _FEWEST and _joins(text, _SLASH) and _has_few_long_parts(text, _SLASH):
        return text.replace(_SLASH, " \n ")
    for bullet in _BULLETS:
        if text.count(f" {bullet} ") >= _FEWEST and _begins_parts(text, bullet):
            return text.replace(f" {bullet} ", "  \n")
    return text


def _has_few_long_parts(text: str, sign: str) -> bool:
    """Tell a sign that stands between any two paragraphs, not between the items of lists alone."""
    return sum(len(part) for part in text.split(sign) if len(part) > _LONG) <= _MOST_LONG * len(text)


def _begins_parts(text: str, bullet: str) -> bool:
    """Tell bullets between everything that a page says from those before the items of its lists."""
    begins = re.findall(_BEGINS.format(bullet), text)
    return len(begins) >= _ENOUGH and _joins(text, bullet)


def _joins(text: str, sign: str) -> bool:
    lines = text.split("\n")
    if sum(len(line) for line in lines if line.count(sign) >= _FEWEST) >= _MOST * len(text):
        return True
    if sign != "|":
        return False
    solid = [line for line in lines if line.strip(" \t|")]
    alone = sum(_ALONE.fullmatch(line) is not None for line in solid)
    return (text.count("|\n|") >= _FEWEST and alone >= _MOST * len(solid)) or _has_no_columns(solid)


def _has_no_columns(lines: list[str]) -> bool:
    """Tell lines of which hardly one has as many bars as the line above it, as rows of a table do."""
    if any(map(_RULE.match, lines)):
        return False
    beside = [(a, b) for a, b in pairwise([line.count("|") for line in lines]) if a or b]
    return sum(a == b for a, b in beside) <= _FEW * len(beside)


def is_escaped_page(text: str) -> bool:
    """Tell a page whose tags were escaped, as it stands in a cell or a feed: the first thing in it is such a tag.

    >>> is_escaped_page("&lt;p&gt;Rash&lt;/p&gt;"), is_escaped_page("Rash in &lt;2%"), is_escaped_page("<p>&lt;2%")
    (True, False, False)
    """
    return _ESCAPED.match(text) is not None and "<" not in text
