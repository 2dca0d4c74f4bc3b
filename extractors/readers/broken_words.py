"""Words that a hyphen parts at the end of a line, and how such a line goes on in the next one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Final

from extractors.lexicons.loading import lexicon
from extractors.model import Element, replace

SOFT: Final = "\u00ad"
HYPHENS: Final = "-\u2010\u2011" + SOFT
_LAST_WORD: Final = re.compile(r"[^\W\d_]+$")
_FIRST_WORD: Final = re.compile(r"[^\W\d_]+")
_WORDS: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# Where a word is parted: a hyphen, the line's end, the indent of the next line, the other half.
_BROKEN: Final = re.compile(r"-([ \t]*\r?\n[ \t]*)(?=[a-z])([^\W\d_]+)(\S*)")
_LONGEST: Final = 40
_MANY: Final = 2  # broken words of which the file itself or the lexicon says how they are written

Mender = Callable[[str, str], tuple[bool, str]]


def mender(texts: Sequence[str]) -> Mender:
    """Return a function that says how a line that ends in a hyphen goes on in the next one.

    It takes both lines and returns whether the hyphen goes, and what stands between.  A hyphen is the printer's where
    the next line goes on in small letters and the document nowhere else writes the two halves with a hyphen or as
    words of their own; a soft hyphen always is.

    >>> mend = mender(["a haemorrhage, an anti-inflammatory pain and a blood count"])
    >>> mend("severe haemor-", "rhage"), mend("an anti-", "inflammatory"), mend("low blood-", "count")
    ((True, ''), (False, ''), (False, ''))
    """
    known: set[str] = set()

    def mend(before: str, after: str) -> tuple[bool, str]:
        if before[-1:] not in HYPHENS:
            return False, " "
        if not known:
            known.update(word.casefold() for text in texts for word in _WORDS.findall(text))
        left, right = _LAST_WORD.search(before[:-1]), _FIRST_WORD.match(after)
        if before.endswith(SOFT):
            return True, ""
        if not left or not right:
            return False, "" if left and after[:1].isdigit() else " "
        return _is_printers(left.group(), right.group(), known), ""

    return mend


def _is_printers(left: str, right: str, known: set[str]) -> bool:
    if not right[0].islower():
        return False
    if (left + right).casefold() in known:
        return True
    if f"{left}-{right}".casefold() in known:
        return False
    return not (left.casefold() in known and right.casefold() in known)


def holds_broken_words(text: str) -> bool:
    """Tell by a hyphen at a line's end that words may be broken."""
    return "-\n" in text or "-\r" in text


def with_whole_words(text: str, elements: Iterable[Element]) -> tuple[str, list[Element]]:
    r"""Return wrapped text whose broken words are whole, and its elements; what stands elsewhere keeps its place.

    The line's end goes behind the word, so that the text keeps its length.  A printer's hyphen goes, that of a
    compound stays: tools that wrap text break lines behind hyphens that words have ("light-\nheadedness"), typesetters
    break words anywhere; each file is of one kind, and the words that the file or the lexicon knows say of which.

    >>> from extractors.model import ElementKind
    >>> one = [Element(ElementKind.LINE, 0, 35)]
    >>> with_whole_words("skin rash, hyper-\ntension, and pain", one)[0]
    'skin rash, hypertension,\n  and pain'
    >>> with_whole_words("skin rash, dizzy, light-\nheadedness", one)[0]
    'skin rash, dizzy, light-headedness\n'
    """
    kept = list(elements)
    starts = [element.start for element in kept]
    found = [one for one in _BROKEN.finditer(text) if _is_inside(one, kept, starts) and text[one.start() - 1].isalpha()]
    if not found:
        return text, kept
    said = _said(text, found)
    typeset = said.count(True) >= max(said.count(False), _MANY)
    parts, at = [], 0
    for one, is_printers in zip(found, said, strict=True):
        drops = typeset if is_printers is None else is_printers
        gap = one[1] + " " * drops
        index = bisect_right(starts, one.start()) - 1
        if kept[index].end == one.end():
            kept[index] = replace(kept[index], end=one.end() - len(gap))
        parts += [text[at : one.start()], "" if drops else "-", one[2], one[3], gap]
        at = one.end()
    return "".join([*parts, text[at:]]), kept


def _is_inside(found: re.Match[str], elements: Sequence[Element], starts: Sequence[int]) -> bool:
    index = bisect_right(starts, found.start()) - 1
    return index >= 0 and elements[index].start < found.start() and found.end() <= elements[index].end


def _said(text: str, found: Sequence[re.Match[str]]) -> list[bool | None]:
    """Tell printer's hyphens by the words that the file or the lexicon knows; None where neither says one thing."""
    words = text.casefold()
    return [_is_said(words, _left(text, one.start()), one[2].casefold()) for one in found]


def _left(text: str, stop: int) -> str:
    half = _LAST_WORD.search(text, max(0, stop - _LONGEST), stop)
    return half[0].casefold() if half else ""


def _is_said(text: str, left: str, right: str) -> bool | None:
    is_one, is_compound = _is_known(left + right, text), _is_known(f"{left}-{right}", text)
    if is_one or is_compound:
        return None if is_one and is_compound else is_one
    return False if _is_known(left, text) and _is_known(right, text) else None


def _is_known(word: str, text: str) -> bool:
    """Tell a word that the lexicon has, or that stands in the text by itself."""
    if word in _known_words():
        return True
    at = text.find(word)
    while at >= 0:
        stop = at + len(word)
        if not _is_inner(text[at - 1 : at]) and not _is_inner(text[stop : stop + 1]):
            return True
        at = text.find(word, at + 1)
    return False


def _is_inner(sign: str) -> bool:
    return sign == "-" or sign.isalpha()


@cache
def _known_words() -> frozenset[str]:
    return frozenset(word for row in lexicon("effect_terms") for word in _WORDS.findall(row["term"].casefold()))
