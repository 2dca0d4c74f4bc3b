"""What the corpus says about a list of effects: counts of its items and words by section and incidence, weighed.

A list belongs to one of thirteen classes: the sections that ask for attention and those that do not, each with its
incidence labels, and overdose.  Each item speaks for a class through how often it stood there (and, where it is rare,
through its words); an item's say is tempered, because the items of a list are not independent of one another.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache
from itertools import pairwise

from extractors.lexicons.loading import lexicon


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
CLASSES: tuple[ListClass, ...] = (
    *((Group.IMMEDIATE, incidence) for incidence in Incidence),
    *((Group.PERSISTENT, incidence) for incidence in Incidence),
    (Group.OVERDOSE, Incidence.OTHER),
)
_OF_GROUP = {group: [i for i, (g, _) in enumerate(CLASSES) if g is group] for group in Group}
Counts = Mapping[str, Sequence[float]]
Vector = tuple[float, ...]
TOTAL = "total:"  # the key of the counts of all items

_OUTER = " ;.,:*•·-–—"
_CLOSING = re.compile(r"[;,]?\s*\b(?:or|and)\s*$")
_WORD = re.compile(r"[a-z]+")
_ENDING = re.compile(r"(?:ing|ness|es|s|ed|ly|y)$")
_SMALL_WORDS = frozenset("or of the and in a to with on for at an be is that may as from by other not your you".split())
_WORD_PRIOR, _WORD_SHARE, _ITEM_PRIOR = 3.0, 0.6, 2.0  # pseudo-counts and tempering, chosen by cross-validation


@lru_cache(maxsize=65536)
def item_key(item: str) -> str:
    """Return what makes two items the same: no case, no outer punctuation, no closing "or".

    >>> item_key("Swelling of the face; or")
    'swelling of the face'
    """
    text = " ".join(item.replace("’", "'").casefold().split())
    return _CLOSING.sub("", text.rstrip(_OUTER)).strip(_OUTER)


@lru_cache(maxsize=65536)
def item_words(item: str) -> tuple[str, ...]:
    """Return the words that carry an item's meaning, once each, without their endings.

    >>> item_words("Swelling of the ankles or feet")
    ('swell', 'ankl', 'feet')
    """
    words = (w for w in _WORD.findall(item_key(item)) if w not in _SMALL_WORDS)
    return tuple(dict.fromkeys(_ENDING.sub("", w) if len(w) > 5 else w for w in words))


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
    _known: dict[str, tuple[Vector, Vector]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        total = [1.0 + n for n in self.counts.get(TOTAL, (0.0,) * len(CLASSES))]
        object.__setattr__(self, "_prior", tuple(n / sum(total) for n in total))

    @classmethod
    def from_rows(cls, counts: Iterable[Mapping[str, str]], weights: Iterable[Mapping[str, str]]) -> PlacementModel:
        """Return the model that the rows of its two lexicons hold."""
        table: dict[str, float] = {}
        curves: dict[str, list[tuple[float, float]]] = {"section": [], "incidence": []}
        for row in weights:
            head, _, rest = row["name"].partition("=")
            if rest:
                curves[head].append((float(rest), float(row["value"])))
            else:
                table[head] = float(row["value"])
        return cls(
            {row["key"]: _unpacked(row["counts"]) for row in counts},
            table,
            tuple(sorted(curves["section"])),
            tuple(sorted(curves["incidence"])),
        )

    def evidence(self, items: Sequence[str]) -> list[dict[str, float]]:
        """Return, for each class, what a list's items say for it, as named features."""
        groups, classes = self._sums(items)
        scales = _tempers(len(items))
        return [
            {f"section/{k}": g * f for k, f in scales} | {f"incidence/{k}": c * f for k, f in scales}
            for g, c in zip(groups, classes, strict=True)
        ]

    def class_scores(self, items: Sequence[str]) -> list[float]:
        """Return the weighed sum of the evidence for each class."""
        groups, classes = self._sums(items)
        scales = _tempers(len(items))
        section = sum(self.weights.get(f"section/{k}", 0.0) * f for k, f in scales)
        incidence = sum(self.weights.get(f"incidence/{k}", 0.0) * f for k, f in scales)
        return [section * g + incidence * c for g, c in zip(groups, classes, strict=True)]

    def _sums(self, items: Sequence[str]) -> tuple[list[float], list[float]]:
        said = [self._item(item) for item in items]
        return [sum(x) for x in zip(*(g for g, _ in said), strict=True)], [
            sum(x) for x in zip(*(c for _, c in said), strict=True)
        ]

    def _item(self, item: str) -> tuple[Vector, Vector]:
        """Return an item's log odds for the section of each class, and for its incidence within the section."""
        key = item_key(item)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._log_odds(key)
        return found

    def _log_odds(self, key: str) -> tuple[Vector, Vector]:
        posterior = self._posterior(key)
        section = [0.0] * len(CLASSES)
        for members in _OF_GROUP.values():
            odds = math.log(sum(posterior[i] for i in members) / sum(self._prior[i] for i in members))
            for i in members:
                section[i] = odds
        within = [math.log(p / q) - s for p, q, s in zip(posterior, self._prior, section, strict=True)]
        return tuple(section), tuple(within)

    def _posterior(self, key: str) -> Vector:
        """Return how likely each class is for an item: its own counts, backed by those of its words."""
        backing = self._by_words(key)
        row = self.counts.get("item:" + key)
        if row is None:
            return backing
        whole = sum(row) + _ITEM_PRIOR
        return tuple((n + _ITEM_PRIOR * b) / whole for n, b in zip(row, backing, strict=True))

    def _by_words(self, key: str) -> Vector:
        logs = [math.log(p) for p in self._prior]
        for word in item_words(key):
            row = self.counts.get("word:" + word)
            if row is None or not (whole := sum(row)):
                continue
            for i, (n, p) in enumerate(zip(row, self._prior, strict=True)):
                logs[i] += _WORD_SHARE * math.log((n / p + _WORD_PRIOR) / (whole + _WORD_PRIOR))
        top = max(logs)
        scaled = [math.exp(x - top) for x in logs]
        return tuple(x / sum(scaled) for x in scaled)


@cache
def _tempers(n: int) -> tuple[tuple[str, float], ...]:
    """Return the scales at which the sum over ``n`` items is offered; the weights mix them."""
    return (("sum", 0.1), ("root", n**-0.5), ("mean", 1 / n))


def packed(row: Sequence[float]) -> str:
    """Return counts by class as a lexicon cell, the empty classes left out.

    >>> packed([0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
    'immediate/less_common:3 overdose:1'
    """
    return " ".join(f"{_NAMES[i]}:{n:g}" for i, n in enumerate(row) if n)


def _unpacked(cell: str) -> Vector:
    row = [0.0] * len(CLASSES)
    for part in cell.split():
        name, _, n = part.rpartition(":")
        row[_NAMES.index(name)] = float(n)
    return tuple(row)


_NAMES = tuple(group.value if group is Group.OVERDOSE else f"{group}/{incidence}" for group, incidence in CLASSES)


def calibrated(probability: float, curve: Sequence[tuple[float, float]]) -> float:
    """Return what a probability has proved to be worth: straight lines between the points of ``curve``.

    >>> calibrated(0.95, [(0.0, 0.0), (0.9, 0.8), (1.0, 1.0)])
    0.9
    """
    if not curve:
        return probability
    for (x0, y0), (x1, y1) in pairwise(curve):
        if x0 <= probability <= x1:
            return round(y0 + (y1 - y0) * (probability - x0) / (x1 - x0), 6) if x1 > x0 else y1
    return curve[0][1] if probability < curve[0][0] else curve[-1][1]


@cache
def default_model() -> PlacementModel:
    """Return the model that the lexicons ``placement_counts`` and ``placement_weights`` hold."""
    return PlacementModel.from_rows(lexicon("placement_counts"), lexicon("placement_weights"))
