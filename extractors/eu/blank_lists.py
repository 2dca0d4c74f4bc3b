"""Items of a list in section 4 that stand on one line with nothing but a blank between them: "hives dry mouth rash".

So is a leaflet whose tags were taken out with a blank in the place of each.  Where an item ends is told by the words
that names of effects are known to have: a list is cut where its parts are likeliest to be items.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from extractors.bullets import BULLETS
from extractors.concepts.keys import american
from extractors.eu.known_items import is_known, known_items
from extractors.model import Span
from extractors.terms.wordclasses import WordClass, tokens_of

_TOKEN = re.compile(r"\S+")
_COMMA = re.compile(r",\s")
_PARENTHESIS = re.compile(r"\([^()]*\)")
_STOP = re.compile(r"[.!?](?=\s+[A-Z])")
_MARK = re.compile(rf"[;{BULLETS}]|\s[-–|/]\s")
_OPEN_END = (",", "(", "/", "-", "–", ":", ";")
_SMALL = frozenset(
    "or of and in to with on for at be is are that may as from by the a an than when while during into around under"
    " your you which who if where has have had was were after before between over due caused including such like e.g."
    " see can seen some very not no near shown called associated and/or without within through behind about cause"
    " causes below above known".split()
)
_DESCRIBES = frozenset([WordClass.MODIFIER, WordClass.QUALITY, WordClass.SIZE, WordClass.SHARED, WordClass.SEVERITY])
_HALVES = frozenset([*_DESCRIBES, WordClass.SITE, WordClass.MEASURE])
_BEGINS_ANYWAY = frozenset(["a", "an", "not", "very", "no"])
_LONGEST = 24  # words of one item
_WORDS_A_MARK, _FEWEST_KNOWN = 20, 0.2
_SHARE_OF_COMMAS = 0.4  # items have commas inside them: their parts may be names, too
# What it costs to take words for an item: one that is known; any other; for each place inside it where an item might
# begin, that no name has the two words side by side; that it goes on behind a parenthesis; that no name begins, or
# ends, with its words; that it ends with a word that describes the next; that it is one strange word.
# As for side-effect pages (layouts/side_effects_page/run_on_items.py), whose lists are in order.
_KNOWN, _UNKNOWN, _STRANGE_PAIR, _SPLITTABLE, _BEHIND = 0.3, 0.8, 1.4, 0.4, 1.2
_STRANGE_HEAD, _STRANGE_LAST, _DESCRIBING, _LONELY = 0.8, 1.2, 2.0, 0.7
_SMALL_LETTER = 1.0  # where items begin with capital letters


class _Names(NamedTuple):
    heads: frozenset[str]
    lasts: frozenset[str]
    pairs: frozenset[tuple[str, str]]


def parted_by_blanks(text: str, spans: list[Span]) -> bool:
    """Tell lists that hold known names when they are cut at blanks, and few more when they are cut at commas."""
    words = sum(len(_TOKEN.findall(span.of(text))) for span in spans)
    marks = sum(len(_MARK.findall(text, span.start, span.end)) for span in spans)
    if words <= _WORDS_A_MARK * marks:
        return False
    items = [item for span in spans for item in items_between_blanks(text, span)]
    known = sum(is_known(item.of(text)) for item in items)
    if known < _FEWEST_KNOWN * len(items) or not items:
        return False
    parts = (part for span in spans for part in _COMMA.split(_PARENTHESIS.sub("", span.of(text))))
    return known >= _SHARE_OF_COMMAS * sum(map(is_known, parts))


def items_between_blanks(text: str, span: Span) -> list[Span]:
    """Return the items that stand between blanks, up to the end of the first sentence.

    >>> line = "hair loss lack of energy (feeling weak) decreased appetite high blood pressure raised, itchy rash"
    >>> for item in items_between_blanks(line, Span(0, len(line))): print(item.of(line))
    hair loss
    lack of energy (feeling weak)
    decreased appetite
    high blood pressure
    raised, itchy rash
    """
    stop = _STOP.search(text, span.start, span.end)
    end = stop.start() if stop else span.end
    return _Line(text, span.start, end).items() if text[span.start : end].strip() else []


class _Line:
    """The words of a list, and what it costs to take some of them for an item."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.places = [(found.start(), found.end()) for found in _TOKEN.finditer(text, start, end)]
        self.tokens = [text[a:b] for a, b in self.places]
        self.words = [_plain(token) for token in self.tokens]
        self.begins = [0, *(i for i in self._outside() if self._may_begin(i))]
        capitals = sum(self.tokens[i][:1].isupper() for i in self.begins)
        self.has_capitals = capitals > 1 and self.tokens[0][:1].isupper()
        joints = {i: self._joint(i) for i in self.begins[1:]}
        self.until = [0.0]
        for i in range(len(self.words)):
            self.until.append(self.until[-1] + joints.get(i, 0.0))

    def _outside(self) -> list[int]:
        """Return the words after the first that stand outside parentheses."""
        found, depth = [], 0
        for index, token in enumerate(self.tokens):
            if index and not depth:
                found.append(index)
            depth = max(0, depth + token.count("(") - token.count(")"))
        return found

    def _may_begin(self, at: int) -> bool:
        if self.tokens[at - 1].endswith(_OPEN_END) or self.words[at - 1] in _SMALL or not self.words[at]:
            return False
        if not self.tokens[at][0].isalnum():
            return False
        return self.words[at] not in _SMALL or self.words[at] in _BEGINS_ANYWAY

    def _joint(self, at: int) -> float:
        """Return what it costs that no item begins here."""
        last, word, names = self.words[at - 1], self.words[at], _names()
        cost = _BEHIND if self.tokens[at - 1].endswith(")") else 0.0
        if self.has_capitals and self.tokens[at][0].isupper():
            cost += _STRANGE_PAIR
        if (last, word) in names.pairs:
            return cost
        return cost + _STRANGE_PAIR + _SPLITTABLE * (last in names.lasts and word in names.heads)

    def items(self) -> list[Span]:
        """Return the items that cost least."""
        best: dict[int, tuple[float, int]] = {0: (0.0, 0)}
        for number, stop in enumerate([*self.begins[1:], len(self.words)], start=1):
            first = min(bisect_left(self.begins, stop - _LONGEST), number - 1)
            best[stop] = min((best[begin][0] + self._cost(begin, stop), begin) for begin in self.begins[first:number])
        found, stop = [], len(self.words)
        while stop:
            begin = best[stop][1]
            found.append(Span(self.places[begin][0], self.places[stop - 1][1]))
            stop = begin
        return [self._solid(span) for span in found[::-1]]

    def _cost(self, begin: int, stop: int) -> float:
        names = _names()
        told = self.text[self.places[begin][0] : self.places[stop - 1][1]]
        small = _SMALL_LETTER * (self.has_capitals and not self.tokens[begin][0].isupper())
        if is_known(told) and not (stop - begin == 1 and _says_half(self.words[begin])):
            return _KNOWN + small
        last = self.words[stop - 1]
        strange = _STRANGE_HEAD * (self.words[begin] not in names.heads)
        if not self.tokens[stop - 1].endswith(")"):
            strange += _STRANGE_LAST * (last not in names.lasts) + _DESCRIBING * _describes(last)
        strange += _LONELY * (stop - begin == 1)
        return _UNKNOWN + small + strange + self.until[stop] - self.until[begin + 1]

    def _solid(self, span: Span) -> Span:
        words = span.of(self.text).rstrip(" .,;")
        return Span(span.start, span.start + len(words))


@lru_cache(maxsize=4096)
def _says_half(word: str) -> bool:
    """Tell a word that names a place, or how something is, and hardly ever an effect alone: "skin", "severe"."""
    told = tokens_of(word, 0, len(word))
    return len(told) == 1 and told[0].word_class in _HALVES


@lru_cache(maxsize=4096)
def _describes(word: str) -> bool:
    told = tokens_of(word, 0, len(word))
    return len(told) == 1 and told[0].word_class in _DESCRIBES


def _plain(word: str) -> str:
    return american(word.casefold().strip("(),.;:*"))


@cache
def _names() -> _Names:
    words = [item.split() for item in known_items()]
    return _Names(
        frozenset(_plain(item[0]) for item in words),
        frozenset(_plain(item[-1]) for item in words),
        frozenset((_plain(a), _plain(b)) for item in words for a, b in pairwise(item)),
    )
