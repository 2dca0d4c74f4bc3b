"""Learn the weights of the sequence model that places lists: a conditional random field, fitted by L-BFGS.

Features are named by ``extractors.placement.sections``, so that what is learnt is what the extractors compute.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from extractors.placement.model import CLASSES
from extractors.placement.sections import LeadIn
from extractors.placement.states import (
    State,
    first_features,
    last_features,
    list_features,
    repeats,
    states_of,
    step_features,
)

Array = NDArray[np.float64]
_IMPOSSIBLE = -1e9


@dataclass(frozen=True)
class Example:
    """A leaflet to learn from: its lists, its lead-ins, the state of each list, and what the items of each say."""

    lists: Sequence[Sequence[str]]
    lead_ins: tuple[LeadIn, ...]
    states: Sequence[State]
    evidence: Sequence[Sequence[Mapping[str, float]]]
    frequencies: Sequence[Mapping[str, float]]


@dataclass
class Index:
    """The number of each feature name, given as it is first met."""

    numbers: dict[str, int] = field(default_factory=dict)

    def of(self, name: str) -> int:
        """Return the number of ``name``."""
        return self.numbers.setdefault(name, len(self.numbers))


@dataclass
class _Sparse:
    """Named features at places of a table: place, feature number, value."""

    at: NDArray[np.int64]
    feature: NDArray[np.int64]
    value: Array
    size: int

    @classmethod
    def of(cls, entries: Iterable[tuple[int, int, float]], size: int) -> _Sparse:
        rows = list(entries)
        at, feature, value = zip(*rows, strict=True) if rows else ((), (), ())
        return cls(np.array(at, np.int64), np.array(feature, np.int64), np.array(value, float), size)

    def score(self, weights: Array) -> Array:
        return np.asarray(np.bincount(self.at, weights[self.feature] * self.value, self.size), float)

    def add(self, gradient: Array, table: Array) -> None:
        np.add.at(gradient, self.feature, table.ravel()[self.at] * self.value)


class _Bucket:
    """The leaflets that share lead-ins and number of lists: scored together."""

    def __init__(self, examples: Sequence[Example], index: Index) -> None:
        self.lead_ins = examples[0].lead_ins
        self.states = states_of(self.lead_ins)
        self.n_lists, self.size = len(examples[0].lists), len(self.states)
        self.rows = np.arange(len(examples))
        self.gold = np.array([[self.states.index(s) for s in e.states] for e in examples])
        self._static(index)
        self._evidence(examples, index)
        self._lengths(examples, index)
        self._borders(examples, index)

    def _static(self, index: Index) -> None:
        size, leads = self.size, self.lead_ins
        self.first = _named(((i, first_features(s, leads)) for i, s in enumerate(self.states)), size, index)
        self.last = _named(((i, last_features(s, leads)) for i, s in enumerate(self.states)), size, index)
        steps = {
            (i, j): step_features(a, b, leads) for i, a in enumerate(self.states) for j, b in enumerate(self.states)
        }
        self.allowed = np.array([[steps[i, j] is not None for j in range(size)] for i in range(size)])
        self.crosses = np.array([[float(a.slot != b.slot) for b in self.states] for a in self.states])
        self.step = _named(((i * size + j, f) for (i, j), f in steps.items() if f is not None), size * size, index)

    def _evidence(self, examples: Sequence[Example], index: Index) -> None:
        names = sorted(examples[0].evidence[0][0])
        self.evidence_index = np.array([index.of(n) for n in names])
        classes = [CLASSES.index((s.group, s.incidence)) for s in self.states]
        self.evidence = np.array(
            [[[[said[c][n] for n in names] for c in classes] for said in e.evidence] for e in examples]
        )

    def _lengths(self, examples: Sequence[Example], index: Index) -> None:
        width = self.n_lists * self.size
        entries = (
            (b * width + t * self.size + i, index.of(name), value)
            for b, e in enumerate(examples)
            for t, items in enumerate(e.lists)
            for i, state in enumerate(self.states)
            for name, value in list_features(state, len(items), e.frequencies[t]).items()
        )
        self.length = _Sparse.of(entries, len(examples) * width)

    def _borders(self, examples: Sequence[Example], index: Index) -> None:
        width = self.n_lists - 1
        entries = (
            (b * width + t, index.of(name), value)
            for b, e in enumerate(examples)
            for t, gap in enumerate(repeats(e.lists))
            for name, value in gap.items()
        )
        self.border = _Sparse.of(entries, len(examples) * width)

    def loss(self, weights: Array, gradient: Array) -> float:
        """Return the negative log likelihood of the gold states, and add its gradient to ``gradient``."""
        unary, steps = self._scores(weights)
        first, last = self.first.score(weights), self.last.score(weights)
        ahead, back = self._sums(unary, steps, first, last)
        whole = _log_sum(ahead[:, -1] + last, 1)
        surplus = np.exp(ahead + back - whole[:, None, None])
        for t in range(self.n_lists):
            surplus[self.rows, t, self.gold[:, t]] -= 1
        self._unary_gradient(gradient, surplus)
        self._step_gradient(gradient, (unary, steps, ahead, back, whole))
        return float((whole - self._observed(unary, steps, first, last)).sum())

    def _scores(self, weights: Array) -> tuple[Array, list[Array]]:
        shape = (len(self.rows), self.n_lists, self.size)
        unary = self.evidence @ weights[self.evidence_index] + self.length.score(weights).reshape(shape)
        table = np.where(self.allowed, self.step.score(weights).reshape(self.size, self.size), _IMPOSSIBLE)
        border = self.border.score(weights).reshape(len(self.rows), self.n_lists - 1)
        return unary, [table + border[:, t, None, None] * self.crosses for t in range(self.n_lists - 1)]

    def _sums(self, unary: Array, steps: list[Array], first: Array, last: Array) -> tuple[Array, Array]:
        ahead, back = np.empty_like(unary), np.empty_like(unary)
        ahead[:, 0], back[:, -1] = unary[:, 0] + first, last
        for t, step in enumerate(steps, 1):
            ahead[:, t] = _log_sum(ahead[:, t - 1, :, None] + step, 1) + unary[:, t]
        for t in range(self.n_lists - 2, -1, -1):
            back[:, t] = _log_sum(steps[t] + (unary[:, t + 1] + back[:, t + 1])[:, None, :], 2)
        return ahead, back

    def _observed(self, unary: Array, steps: list[Array], first: Array, last: Array) -> Array:
        gold = self.gold
        total = first[gold[:, 0]] + last[gold[:, -1]]
        total = total + sum(unary[self.rows, t, gold[:, t]] for t in range(self.n_lists))
        for t, step in enumerate(steps):
            total = total + step[self.rows, gold[:, t], gold[:, t + 1]]
        return np.asarray(total)

    def _unary_gradient(self, gradient: Array, surplus: Array) -> None:
        np.add.at(gradient, self.evidence_index, np.tensordot(surplus, self.evidence, axes=([0, 1, 2], [0, 1, 2])))
        self.length.add(gradient, surplus)
        self.first.add(gradient, surplus[:, 0].sum(0))
        self.last.add(gradient, surplus[:, -1].sum(0))

    def _step_gradient(self, gradient: Array, sums: tuple[Array, list[Array], Array, Array, Array]) -> None:
        unary, steps, ahead, back, whole = sums
        crossing = np.zeros((len(self.rows), self.n_lists - 1))
        table = np.zeros((self.size, self.size))
        for t, step in enumerate(steps):
            later = (unary[:, t + 1] + back[:, t + 1])[:, None, :]
            pairs = np.exp(ahead[:, t, :, None] + step + later - whole[:, None, None])
            pairs[self.rows, self.gold[:, t], self.gold[:, t + 1]] -= 1
            table += pairs.sum(0)
            crossing[:, t] = (pairs * self.crosses).sum((1, 2))
        self.step.add(gradient, table)
        self.border.add(gradient, crossing)


def _named(rows: Iterable[tuple[int, Iterable[str]]], size: int, index: Index) -> _Sparse:
    return _Sparse.of(((at, index.of(name), 1.0) for at, names in rows for name in names), size)


def _log_sum(values: Array, axis: int) -> Array:
    top = values.max(axis, keepdims=True)
    return np.asarray(np.squeeze(top, axis) + np.log(np.exp(values - top).sum(axis)))


def learn_weights(examples: Sequence[Example], penalty: Callable[[str], float]) -> dict[str, float]:
    """Return the weight of each feature name that makes the examples' states likeliest, less a quadratic penalty."""
    grouped: dict[tuple[int, tuple[LeadIn, ...]], list[Example]] = defaultdict(list)
    for example in examples:
        grouped[len(example.lists), example.lead_ins].append(example)
    index = Index()
    buckets = [_Bucket(group, index) for group in grouped.values()]
    cost = np.array([penalty(name) for name in index.numbers])

    def objective(weights: Array) -> tuple[float, Array]:
        gradient = cost * weights
        value = 0.5 * float(cost @ weights**2)
        return value + sum(bucket.loss(weights, gradient) for bucket in buckets), gradient

    weights = minimise(objective, np.zeros(len(cost)))
    return {name: float(weights[i]) for name, i in index.numbers.items() if abs(weights[i]) >= 5e-4}


def minimise(objective: Callable[[Array], tuple[float, Array]], start: Array, steps: int = 80) -> Array:
    """Return where a smooth convex ``objective`` (value, gradient) is smallest: L-BFGS with backtracking."""
    at, (value, gradient) = start, objective(start)
    past: list[tuple[Array, Array]] = []
    for _ in range(steps):
        direction = _direction(gradient, past)
        slope, length = float(gradient @ direction), 1.0
        while (trial := objective(at + length * direction))[0] > value + 1e-4 * length * slope and length > 1e-8:
            length /= 2
        moved, turned = length * direction, trial[1] - gradient
        if float(moved @ turned) > 1e-12:
            past = [*past[-9:], (moved, turned)]
        gain = value - trial[0]
        at, value, gradient = at + moved, trial[0], trial[1]
        if gain < 1e-5 * abs(value):
            break
    return at


def _direction(gradient: Array, past: Sequence[tuple[Array, Array]]) -> Array:
    """Return the quasi-Newton direction: the two loops of L-BFGS."""
    q, alphas = gradient.copy(), []
    for moved, turned in reversed(past):
        alpha = float(moved @ q) / float(turned @ moved)
        alphas.append(alpha)
        q -= alpha * turned
    if past:
        moved, turned = past[-1]
        q *= float(moved @ turned) / float(turned @ turned)
    else:
        q /= max(1.0, float(np.linalg.norm(q)))
    for (moved, turned), alpha in zip(past, reversed(alphas), strict=True):
        q += moved * (alpha - float(turned @ q) / float(turned @ moved))
    return -q
