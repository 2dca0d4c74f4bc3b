"""Items of a list taken out of its tags with nothing in their places: "headachehivesnausea or vomitingskin rash"."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import Final

from extractors.joints import NO_WORD, cheapest_joints, cost_of_word
from extractors.layouts.side_effects_page.run_on_items import items_between_spaces, known_wordings

_WORD: Final = re.compile(r"[A-Za-z][a-z'’-]*")
_CLOSED: Final = re.compile(r"(?<=[a-z]\))(?=[a-z])")
_SHORTEST: Final = 2  # letters of a word at a joint
_FEWEST_LETTERS: Final = 6


def glued_items(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the items between which nothing stands, or a blank where the page has one.

    >>> line = "Diarrheadizziness headachenausea or vomitingskin rash"
    >>> [line[a:b] for a, b in glued_items(line, 0, len(line))]
    ['Diarrhea', 'dizziness', 'headache', 'nausea or vomiting', 'skin rash']
    """
    joints = {found.start() for found in _CLOSED.finditer(text, start, end)}
    for word in _WORD.finditer(text, start, end):
        joints.update(word.start() + at for at in _joints(word[0].casefold()))
    if not joints:
        return [(start, end)]
    borders = [start, *sorted(joints - {start, end}), end]
    return [item for a, b in pairwise(borders) for item in items_between_spaces(text, a, b)]


def _joints(word: str) -> list[int]:
    """Return where words meet in one that no item has: each ends an item, and the next begins one."""
    words = _words()
    if len(word) < _FEWEST_LETTERS or word in words:
        return []
    heads = known_wordings().heads

    def cost(begin: int, stop: int) -> float:
        part = word[begin:stop]
        fits = part in words and (not begin or part in heads) and (stop == len(word) or _ends(part))
        return cost_of_word(part) if fits else NO_WORD

    return cheapest_joints(len(word), _SHORTEST, cost)


def _ends(word: str) -> bool:
    return word in known_wordings().lasts


@cache
def _words() -> frozenset[str]:
    """Return the words that items are known to have."""
    wordings = known_wordings()
    return wordings.heads | wordings.lasts | {word for pair in wordings.pairs for word in pair}
