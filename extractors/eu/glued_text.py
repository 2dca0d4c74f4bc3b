"""Leaflets taken out of their tags with nothing in the places of the tags: "headachefeverUncommon (may affect …)".

A line ended where a capital stands against the letter or the stop before it, or a small letter against a stop or a
parenthesis.  Between the words of two items no sign is left; there words are told that names of effects end and begin
with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise

from extractors.concepts.keys import american
from extractors.eu.known_items import known_items
from extractors.joints import NO_WORD, cheapest_joints, cost_of_word
from extractors.model import Span
from extractors.terms.wordclasses import WordClass, tokens_of

_LINE_END = re.compile(
    r"(?<=[a-z)\]%.:;!?])(?=[A-Z][a-z]*[ a-z)(,.])|(?<=\d)(?=[A-Z][a-z]{3})|"
    r"(?<=[)\]:;!?])(?=[a-z])|(?<=[a-z)],)(?=[A-Za-z])|(?:(?<=[)\]])|(?<=[a-z]{3}))(?=[A-Z]{2})|"
    r"(?<=[a-z)]\.)(?<!\be\.)(?<!\bi\.)(?=[a-z])|(?<=[a-z])(?=if you\b)|(?<=available data)(?=[a-z])"
)
_SENTENCE_END = re.compile(r"(?<=[a-z)][.:])(?=[A-Z][a-z]+[ ,])")
_WORD = re.compile(r"[a-z][a-z'’]{5,}", re.I)
_WHOLE = re.compile(r"(?<=[ (])[a-z]{4,}(?=[ ),.])")
_FEWEST = 10
_CHARACTERS_A_JOINT = 1200
_SHORTEST = 3  # letters of a word at a joint
_LONGEST_TOKEN = 200
_SHORT_WORD = 4
_STRANGE = 2.5  # what it costs that an item ends with a word that no known name ends with


def is_glued(text: str, start: int, end: int) -> bool:
    """Tell a text in which lines stand against one another all over."""
    joints = sum(1 for _ in _SENTENCE_END.finditer(text, start, end))
    return joints >= max(_FEWEST, (end - start) // _CHARACTERS_A_JOINT)


def lines_of(text: str, span: Span, *, lists: bool) -> Iterator[Span]:
    """Yield the lines that were glued together; ``lists`` says that the section is one of lists.

    >>> line = "Common (may affect 1 in 10 people)headachedry mouthhigh blood pressureSee a doctor."
    >>> for one in lines_of(line, Span(0, len(line)), lists=True): print(one.of(line))
    Common (may affect 1 in 10 people)
    headache
    dry mouth
    high blood pressure
    See a doctor.
    """
    cuts = {found.start() for found in _LINE_END.finditer(text, span.start + 1, span.end)}
    if lists:
        whole = frozenset(_WHOLE.findall(text))
        for word in _WORD.finditer(text, span.start, span.end):
            cuts.update(word.start() + at for at in _joints(word[0].casefold(), whole))
    for start, end in pairwise([span.start, *sorted(cuts), span.end]):
        if text[start:end].strip():
            yield Span(start, end)


def _joints(word: str, whole: frozenset[str]) -> list[int]:
    """Return where words meet in one that no name has: each but the last ends a name, each but the first begins one.

    ``whole`` are the words that stand in the text elsewhere.
    """
    if len(word) > _LONGEST_TOKEN or american(word) in _words().all:
        return []
    if word[-1] == "a" and american(word[:-1]) in _words().lasts:
        return [len(word) - 1]  # "kidney failurea feeling of …"

    def cost(begin: int, stop: int) -> float:
        return _cost(word[begin:stop], whole, is_first=begin == 0, is_last=stop == len(word))

    return cheapest_joints(len(word), _SHORTEST, cost)


def _cost(part: str, whole: frozenset[str], *, is_first: bool, is_last: bool) -> float:
    """Return what it costs to take letters for a word; no end of it where they are none."""
    words, told = _words(), american(part)
    if not is_first and told not in words.heads:
        return NO_WORD
    if told in words.all and (is_last or told in words.lasts):
        return cost_of_word(part)
    return _STRANGE if is_first and not is_last and (part in whole or _ends_line(part)) else NO_WORD


@lru_cache(maxsize=8192)
def _ends_line(part: str) -> bool:
    """Tell a word that names a place, and an adverb, which end items though no known name may end with them."""
    if len(part) > _SHORT_WORD and part.endswith("ly"):
        return True
    told = tokens_of(part, 0, len(part))
    return len(told) == 1 and told[0].word_class is WordClass.SITE


class _Words:
    """The words that names of effects have, begin with, and end with."""

    def __init__(self) -> None:
        names = [_plain(name).split() for name in known_items()]
        self.all = frozenset(word for name in names for word in name)
        self.heads = frozenset(name[0] for name in names if name)
        self.lasts = frozenset(name[-1] for name in names if name)


@cache
def _words() -> _Words:
    return _Words()


def _plain(name: str) -> str:
    return re.sub(r"[^a-z' -]", " ", name)
