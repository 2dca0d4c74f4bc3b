"""Where words meet that nothing parts any more: letters are cut into the words that cost least."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

LONGEST: Final = 18  # letters of a word at a joint
NO_WORD: Final = float("inf")
_SHORT: Final = 4  # letters of a word that may stand inside another by chance


def cost_of_word(word: str) -> float:
    """Return what it costs to take letters for a word that is known.

    >>> cost_of_word("rash"), cost_of_word("headache")
    (1.5, 1.0)
    """
    return 1.0 if len(word) > _SHORT else 1.5


def cheapest_joints(n_letters: int, shortest: int, cost: Callable[[int, int], float]) -> list[int]:
    """Return where the words of ``n_letters`` letters meet, last joint first; none where no cut makes words of them.

    ``cost`` says what it costs to take the letters from one place up to another for a word, ``NO_WORD`` where they are
    none; a word has ``shortest`` letters at least and ``LONGEST`` at most.

    >>> line = "rashhives"
    >>> cheapest_joints(9, 3, lambda a, b: 1.0 if line[a:b] in ("rash", "hives") else NO_WORD)
    [4]
    """
    # The least cost of the letters up to each place, and where the last word of these begins.
    best: list[tuple[float, int]] = [(0.0, 0), *[(NO_WORD, 0)] * n_letters]
    for stop in range(shortest, n_letters + 1):
        for begin in range(max(0, stop - LONGEST), stop - shortest + 1):
            if best[begin][0] < NO_WORD:
                best[stop] = min(best[stop], (best[begin][0] + cost(begin, stop), begin))
    found, at = [], best[-1][1] if best[-1][0] < NO_WORD else 0
    while at:
        found.append(at)
        at = best[at][1]
    return found
