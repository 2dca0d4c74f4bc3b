"""Statements as one sequence of blocks, each of one body system: how likely each system is for each statement.

Rows are statements, columns systems.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_CLAIM: Final = 0.75  # how much a block's claim on a system counts against the others; by cross-validation
_LEAST_DOUBT: Final = 0.02
_STRETCH: Final = 8  # steps until sums are brought back to 1: they neither vanish nor run over till then


def posterior(scores: Array, borders: Array) -> Array:
    """Return the probability of each system for each statement.

    ``scores`` holds what each statement says for each system, ``borders`` what speaks for a change of system after each
    statement but the last; both are logarithms.  The blocks are found twice: the second time each system is dearer
    where another block already claims it.
    """
    change = np.exp(borders)
    rows, stays = _marginals(scores, change)
    return _marginals(_claims_counted(scores, rows, stays), change)[0]


def _marginals(scores: Array, change: Array) -> tuple[Array, Array]:
    """Return the probability of each system for each statement, and of staying in a block after each but the last."""
    seen = np.exp(scores - np.maximum.reduce(scores, 1, keepdims=True))
    ahead, back = _reached(seen, change)
    before, after = seen[:-1] * ahead[:-1], seen[1:] * back[1:]
    same, of_before, of_after = (np.add.reduce(x, 1) for x in (before * after, before, after))
    stays: Array = same / (same + change * (of_before * of_after - same) + 1e-300)
    rows = seen * ahead * back
    rows /= np.add.reduce(rows, 1, keepdims=True)
    return rows, stays


def _reached(seen: Array, change: Array) -> tuple[Array, Array]:
    """Return how well the statements before each, and those behind it, lead to each system, at scales of their own.

    Both ways are gone at once, side by side in one row, the second on the statements turned round.  A step weighs 1
    within a system and ``change`` to any other, or to scale: 1 to all, and to the same system ``stay`` more.
    """
    width = seen.shape[1]
    told = list(np.concatenate((seen, seen[::-1]), 1))
    stay = 1 / change - 1
    to_all, row = _to_all(width), np.ones(2 * width)
    out = [row]
    for at, more in enumerate(np.array((stay, stay[::-1])).T.repeat(width, 1)):
        came = row * told[at]
        row = came.dot(to_all) + came * more
        if at % _STRETCH == _STRETCH - 1:
            ways = row.reshape(2, width)
            row = (ways / np.maximum.reduce(ways, 1, keepdims=True)).ravel()
        out.append(row)
    rows = np.array(out)
    return rows[:, :width], rows[::-1, width:]


@cache
def _to_all(width: int) -> Array:
    """Return the matrix that gives each system of a way the sum of that way."""
    matrix: Array = np.kron(np.eye(2), np.ones((width, width))).astype(np.float64)
    return matrix


def _claims_counted(scores: Array, rows: Array, stays: Array) -> Array:
    """Return the scores with each system made dearer for a block by what the other blocks claim.

    A page names each system once: of 12,765 blocks on reviewed pages, 5 repeat one.
    """
    starts = [0, *(t for t, stay in enumerate(stays.tolist(), start=1) if stay < 0.5)]
    sizes = [end - start for start, end in pairwise([*starts, len(rows)])]
    claims = np.add.reduceat(rows, starts) / np.array(sizes)[:, None]
    free = np.log(np.maximum(1 - claims, _LEAST_DOUBT))
    dearer = _CLAIM * (np.add.reduce(free) - free) / np.sqrt(sizes)[:, None]
    out: Array = scores + dearer.repeat(sizes, 0)
    return out
