"""What the corpus says about a list of effects: counts of its items and words by section and incidence, weighed.

A list belongs to one of thirteen classes: the sections that ask for attention and those that do not, each with its
incidence labels, and overdose.  Each item speaks for a class through how often it stood there (and, where it is rare,
through its words); an item's say is tempered, because the items of a list are not independent of one another.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from itertools import accumulate, chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from extractors.lexicons.loading import columns, lexicon
from extractors.memo import Memo
from extractors.placement.learnt import unpacked, weights_and_curves
from extractors.placement.words import WORDS_OF, item_key, item_words


class Group(StrEnum):
    """The sections of a consumer part, as far as their lists differ in content."""

    IMMEDIATE = "immediate"
    PERSISTENT = "persistent"
    OVERDOSE = "overdose"


class Incidence(StrEnum):
    """The label that a list stood under; ``other`` is no label, or one that speaks of something else."""

    MORE_COMMON = "more_common"
    LESS_COMMON = "less_common"
    RARE = "rare"
    NOT_KNOWN = "not_known"
    LESS_COMMON_OR_RARE = "less_common_or_rare"
    OTHER = "other"


ListClass = tuple[Group, Incidence]
CLASSES: Final[tuple[ListClass, ...]] = (
    *((Group.IMMEDIATE, incidence) for incidence in Incidence),
    *((Group.PERSISTENT, incidence) for incidence in Incidence),
    (Group.OVERDOSE, Incidence.OTHER),
)
_OF_GROUP: Final = {group: [i for i, (g, _) in enumerate(CLASSES) if g is group] for group in Group}
Counts = Mapping[str, Sequence[float]]
Vector = tuple[float, ...]
Array = NDArray[np.float64]
_ZERO: Final = (0.0,) * len(CLASSES)
TOTAL: Final = "total:"  # the key of the counts of all items

_WORD_PRIOR, _WORD_SHARE, _ITEM_PRIOR = 3.0, 0.6, 2.0  # pseudo-counts and tempering, chosen by cross-validation


def features_of(item: str) -> tuple[str, ...]:
    """Return the keys under which an item is counted: itself, and its words."""
    return ("item:" + item_key(item), *("word:" + word for word in item_words(item)))


@dataclass(frozen=True, eq=False)
class PlacementModel:
    """Counts of items and words by class, and the weights of the sequence model, each under its name.

    Both come from ``benchmarks/learn_placement.py``; a model learnt from other leaflets takes the place of the default
    one, so that it can be measured on leaflets that gave it nothing.  Two models are equal only where they are one.
    """

    counts: Counts
    weights: Mapping[str, float]
    calibration: Sequence[tuple[float, float]] = ()
    incidence_calibration: Sequence[tuple[float, float]] = ()
    _prior: Vector = field(init=False, repr=False)
    _log_prior: Vector = field(init=False, repr=False)
    _odds: Memo[str, bytes] = field(init=False, repr=False)
    _word_odds: Memo[str, Vector] = field(init=False, repr=False)
    _scales: Memo[int, tuple[float, float]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        total = [1.0 + n for n in self.counts.get(TOTAL, _ZERO)]
        object.__setattr__(self, "_prior", tuple(n / sum(total) for n in total))
        object.__setattr__(self, "_log_prior", tuple(math.log(p) for p in self._prior))
        object.__setattr__(self, "_odds", Memo(self._odds_of))
        object.__setattr__(self, "_word_odds", Memo(self._odds_of_word))
        object.__setattr__(self, "_scales", Memo(self._scales_of))

    @classmethod
    def from_rows(cls, counts: Iterable[tuple[str, ...]], weights: Iterable[Mapping[str, str]]) -> PlacementModel:
        """Return the model that its two lexicons hold: keys with their counts, and rows of weights."""
        table, curves = weights_and_curves(weights, ("section", "incidence"))
        return cls(
            unpacked(CLASS_NAMES, counts),
            table,
            tuple(sorted(curves["section"])),
            tuple(sorted(curves["incidence"])),
        )

    def evidence(self, items: Sequence[str]) -> list[dict[str, float]]:
        """Return, for each class, what a list's items say for it, as named features."""
        groups, classes = self._rows(items).sum(0).reshape(2, -1).tolist()
        scales = tempers(len(items))
        return [
            {f"section/{k}": g * f for k, f in scales} | {f"incidence/{k}": c * f for k, f in scales}
            for g, c in zip(groups, classes, strict=True)
        ]

    def scores(self, lists: Sequence[Sequence[str]]) -> Array:
        """Return for each of ``lists``, none of them empty, the weighed sum of its evidence for each class."""
        lengths = [len(items) for items in lists]
        starts = [0, *accumulate(lengths[:-1])]
        sums = np.add.reduceat(self._rows(list(chain.from_iterable(lists))), starts)
        scales = np.array([self._scales[n] for n in lengths])
        out: Array = (sums.reshape(len(lists), 2, -1) * scales[:, :, None]).sum(1)
        return out

    def _scales_of(self, n: int) -> tuple[float, float]:
        """Return what the sums over ``n`` items weigh: that of the section, and that of the incidence."""
        weight = self.weights.get
        section, incidence = (
            sum(weight(f"{kind}/{k}", 0.0) * f for k, f in tempers(n)) for kind in ("section", "incidence")
        )
        return section, incidence

    def _rows(self, items: Sequence[str]) -> Array:
        """Return for each item its log odds for the section of each class, then for its incidence in the section."""
        packed_rows = b"".join(map(self._odds.__getitem__, items))
        return np.frombuffer(packed_rows).reshape(len(items), 2 * len(CLASSES))

    # One item or word at a time: lists of thirteen numbers take less time than arrays of them.

    def _odds_of(self, item: str) -> bytes:
        posterior = self._posterior(item_key(item))
        section = [0.0] * len(CLASSES)
        for members in _OF_GROUP.values():
            odds = math.log(sum([posterior[i] for i in members], 0.0) / sum([self._prior[i] for i in members], 0.0))
            for i in members:
                section[i] = odds
        within = [math.log(p / q) - s for p, q, s in zip(posterior, self._prior, section, strict=True)]
        return array("d", section + within).tobytes()

    def _posterior(self, key: str) -> list[float]:
        """Return how likely each class is for an item: its own counts, backed by those of its words."""
        backing = self._by_words(key)
        row = self.counts.get("item:" + key)
        if row is None:
            return backing
        whole = sum(row) + _ITEM_PRIOR
        return [(n + _ITEM_PRIOR * b) / whole for n, b in zip(row, backing, strict=True)]

    def _by_words(self, key: str) -> list[float]:
        logs = list(self._log_prior)
        for odds in filter(None, map(self._word_odds.__getitem__, WORDS_OF[key])):
            logs = [a + b for a, b in zip(logs, odds, strict=True)]
        top = max(logs)
        scaled = [math.exp(x - top) for x in logs]
        whole = sum(scaled)
        return [x / whole for x in scaled]

    def _odds_of_word(self, word: str) -> Vector:
        """Return a word's log odds for each class, tempered; nothing for a word never counted."""
        row = self.counts.get("word:" + word)
        if row is None or not (whole := sum(row)):
            return ()
        whole += _WORD_PRIOR
        return tuple(
            [_WORD_SHARE * math.log((n / p + _WORD_PRIOR) / whole) for n, p in zip(row, self._prior, strict=True)]
        )


@cache
def tempers(n: int) -> tuple[tuple[str, float], ...]:
    """Return the scales at which the sum over ``n`` items is offered; the weights mix them."""
    return (("sum", 0.1), ("root", n**-0.5), ("mean", 1 / n))


CLASS_NAMES: Final = tuple(
    group.value if group is Group.OVERDOSE else f"{group}/{incidence}" for group, incidence in CLASSES
)


def calibrated(probability: float, curve: Sequence[tuple[float, float]]) -> float:
    """Return what a probability has proved to be worth: straight lines between the points of ``curve``.

    >>> calibrated(0.95, [(0.0, 0.0), (0.9, 0.8), (1.0, 1.0)])
    0.9
    """
    if not curve:
        return probability
    at = bisect_left(curve, (probability,))
    if at == 0 or at == len(curve):
        return curve[at and -1][1]
    (x0, y0), (x1, y1) = curve[at - 1], curve[at]
    return round(y0 + (y1 - y0) * (probability - x0) / (x1 - x0), 6)


@cache
def default_model() -> PlacementModel:
    """Return the model that the lexicons ``placement_counts`` and ``placement_weights`` hold."""
    return PlacementModel.from_rows(columns("placement_counts", "key", "counts"), lexicon("placement_weights"))
