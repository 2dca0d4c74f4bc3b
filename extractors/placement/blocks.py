"""Statements as one sequence of blocks, each of one body system: how likely each system is for each statement.

Rows are statements, columns systems.
"""

from __future__ import annotations

from array import array
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
    """Return how well the statements before each, and those behind it, lead to each system, at scales of their own."""
    told, stay = seen.tolist(), (1 / change - 1).tolist()
    ahead, back = _led_to(told, stay), _led_to(told[::-1], stay[::-1])
    return np.frombuffer(ahead).reshape(seen.shape), np.frombuffer(back).reshape(seen.shape)[::-1]


def _led_to(told: list[list[float]], stay: list[float]) -> array[float]:
    """Return in one row after the other how well the statements before each lead to each system.

    A step weighs 1 within a system and ``change`` to any other, or to scale: 1 to all, and to the same system ``stay``
    more.  One number at a time: that takes half as long as arrays of twenty numbers.
    """
    row = [1.0] * len(told[0])
    out = array("d", row)
    for at, more in enumerate(stay):
        came = [row[i] * likely for i, likely in enumerate(told[at])]
        to_all = sum(came)
        row = [to_all + more * weight for weight in came]
        if at % _STRETCH == _STRETCH - 1:
            most = max(row)
            row = [weight / most for weight in row]
        out.fromlist(row)
    return out


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
