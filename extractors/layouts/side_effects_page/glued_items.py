"""Items of a list taken out of its tags with nothing in their places: "headachehivesnausea or vomitingskin rash"."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import Final

from extractors.layouts.side_effects_page.run_on_items import items_between_spaces, known_wordings

_WORD: Final = re.compile(r"[A-Za-z][a-z'’-]*")
_CLOSED: Final = re.compile(r"(?<=[a-z]\))(?=[a-z])")
_SHORTEST, _LONGEST = 2, 18  # letters of a word at a joint
_SHORT_WORD: Final = 4
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
    wordings = known_wordings()
    # The least cost of the letters up to each place, and where the last word of these begins.
    best: list[tuple[float, int]] = [(0.0, 0), *[(float("inf"), 0)] * len(word)]
    for stop in range(_SHORTEST, len(word) + 1):
        for begin in range(max(0, stop - _LONGEST), stop - _SHORTEST + 1):
            part = word[begin:stop]
            fits = part in words and (not begin or part in wordings.heads) and (stop == len(word) or _ends(part))
            if fits:
                cost = best[begin][0] + (1.0 if len(part) > _SHORT_WORD else 1.5)
                best[stop] = min(best[stop], (cost, begin))
    if best[-1][0] == float("inf"):
        return []
    found, at = [], best[-1][1]
    while at:
        found.append(at)
        at = best[at][1]
    return found


def _ends(word: str) -> bool:
    return word in known_wordings().lasts


@cache
def _words() -> frozenset[str]:
    """Return the words that items are known to have."""
    wordings = known_wordings()
    return wordings.heads | wordings.lasts | {word for pair in wordings.pairs for word in pair}
