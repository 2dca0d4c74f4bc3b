"""Lists of a flattened consumer part as one sequence: how likely each state of each list is, and what follows from it.

Scores are logarithms.  Forward and backward sums run side by side: the backward one is the forward one of the sequence
turned round.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from extractors.placement.frequencies import KNOWN_NAMES, KnownFrequencies
from extractors.placement.model import (
    CLASSES,
    Array,
    Group,
    Incidence,
    PlacementModel,
    calibrated,
    default_model,
)
from extractors.placement.sections import LeadIn, Placement
from extractors.placement.states import (
    State,
    first_features,
    last_features,
    list_features,
    repeats,
    states_of,
    step_features,
)
from schemas.vocab import FrequencyClass, SectionKind

_KIND: Final = {
    Group.IMMEDIATE: SectionKind.CONSUMER_IMMEDIATE,
    Group.PERSISTENT: SectionKind.CONSUMER_PERSISTENT,
    Group.OVERDOSE: SectionKind.CONSUMER_OVERDOSE,
}
_CLASS_INDEX: Final = {name: i for i, name in enumerate(CLASSES)}
_LABELS: Final = tuple(Incidence)
_FREQUENCIES: Final = tuple([None if label is Incidence.OTHER else FrequencyClass(label.value) for label in _LABELS])
_NOTHING: Final = (0.0,) * len(KNOWN_NAMES)


def placed(
    lists: Sequence[Sequence[str]],
    lead_ins: tuple[LeadIn, ...],
    known: KnownFrequencies,
    model: PlacementModel | None = None,
) -> list[Placement]:
    """Return where each of ``lists`` belongs; there is at least one, none is empty, and there are lead-ins."""
    chosen = model or default_model()
    chain = _chain(lead_ins, chosen)
    rows = _marginals(lists, known, chain, chosen)
    slots = _in_order((rows @ chain.in_slot).tolist())
    kinds = (rows @ chain.in_kind).tolist()
    labels = (rows @ chain.in_label).tolist()
    return [_placement(*found, chain, chosen) for found in zip(rows.tolist(), slots, kinds, labels, strict=True)]


@dataclass(frozen=True, eq=False)
class _Chain:
    """The states under some lead-ins, what they stand for, and the scores that do not depend on the lists.

    ``steps`` holds the score of each step from a state (row) to another (column), minus infinity where it cannot be,
    and then the same for steps back; ``crosses`` is 1 for steps from one lead-in to another.  ``in_slot``, ``in_kind``
    and ``in_label`` are 1 where a state (row) is one of the lead-in, the kind, the label (column).
    """

    states: list[State]
    classes: NDArray[np.intp]
    ends: Array  # the scores of the first list and those of the last
    steps: Array
    crosses: Array
    by_list: Array  # what a list adds by its length and its known frequencies (rows) to the score of each state
    in_slot: Array
    in_kind: Array
    in_label: Array
    kinds: tuple[SectionKind, ...]
    of_slot: list[dict[SectionKind, list[int]]]  # by lead-in: the states of each kind


@lru_cache(maxsize=256)
def _chain(lead_ins: tuple[LeadIn, ...], model: PlacementModel) -> _Chain:
    def score(names: Iterator[str] | None) -> float:
        return -np.inf if names is None else sum(model.weights.get(name, 0.0) for name in names)

    states = states_of(lead_ins)
    kind_of = [_kind(state, lead_ins) for state in states]
    kinds = tuple(dict.fromkeys(kind_of))
    of_slot: list[dict[SectionKind, list[int]]] = [{} for _ in lead_ins]
    for at, (state, kind) in enumerate(zip(states, kind_of, strict=True)):
        of_slot[state.slot].setdefault(kind, []).append(at)
    return _Chain(
        states,
        np.array([_CLASS_INDEX[state.group, state.incidence] for state in states]),
        np.array(
            [[score(first_features(s, lead_ins)) for s in states], [score(last_features(s, lead_ins)) for s in states]]
        ),
        _both_ways([[score(step_features(a, b, lead_ins)) for b in states] for a in states]),
        _both_ways([[float(a.slot != b.slot) for b in states] for a in states]),
        _by_list(states, model),
        _members([state.slot for state in states], range(len(lead_ins))),
        _members(kind_of, kinds),
        _members([state.incidence for state in states], _LABELS),
        kinds,
        of_slot,
    )


def _kind(state: State, lead_ins: tuple[LeadIn, ...]) -> SectionKind:
    """Return the section of ``state``; what comes after use stands in the section before it."""
    if state.lead_in is LeadIn.AFTER_USE and LeadIn.PERSISTENT not in lead_ins[: state.slot]:
        return SectionKind.CONSUMER_IMMEDIATE
    return _KIND[state.group]


def _both_ways(table: list[list[float]]) -> Array:
    return np.array([table, list(zip(*table, strict=True))])


def _members(values: Sequence[object], names: Iterable[object]) -> Array:
    columns = list(names)
    return np.array([[float(value == name) for name in columns] for value in values])


def _marginals(lists: Sequence[Sequence[str]], known: KnownFrequencies, chain: _Chain, model: PlacementModel) -> Array:
    """Return for each list the probability of each state, by forward and backward sums."""
    scores = _emissions(lists, known, chain, model)
    borders = [_weighed(gap, model) for gap in repeats(lists)]
    reach = [chain.ends]
    for t, (ahead, back) in enumerate(zip(borders, reversed(borders), strict=True)):
        steps = chain.steps + np.array((ahead, back))[:, None, None] * chain.crosses
        reach.append(_log_sum((reach[-1] + scores[[t, -1 - t]])[:, :, None] + steps))
    reached = np.array(reach)
    logs = reached[:, 0] + scores + reached[::-1, 1]
    likely: Array = np.exp(logs - np.maximum.reduce(logs, 1, keepdims=True))
    likely /= np.add.reduce(likely, 1, keepdims=True)
    return likely


def _log_sum(values: Array) -> Array:
    top = np.maximum.reduce(values, 1)
    out: Array = top + np.log(np.add.reduce(np.exp(values - top[:, None]), 1))
    return out


def _emissions(lists: Sequence[Sequence[str]], known: KnownFrequencies, chain: _Chain, model: PlacementModel) -> Array:
    """Return the score of each state for each list by itself."""
    told = [
        [1.0, math.log(len(items)), len(items) == 1, *map(known.of_list(items).get, KNOWN_NAMES, _NOTHING)]
        for items in lists
    ]
    scores: Array = model.scores(lists)[:, chain.classes] + np.array(told) @ chain.by_list
    return scores


def _by_list(states: Sequence[State], model: PlacementModel) -> Array:
    """Return by state (column) what a list adds for being one, for its length, for a single item, for each frequency.

    Features of a list add up, so each can be had alone from lists that differ in it.
    """

    def scores(n_items: int, frequencies: Mapping[str, float] = MappingProxyType({})) -> Array:
        return np.array([_weighed(list_features(state, n_items, frequencies), model) for state in states])

    length = (scores(4) - scores(2)) / math.log(2)
    bias = scores(2) - math.log(2) * length
    return np.array([bias, length, scores(1) - bias, *(scores(2, {name: 1.0}) - scores(2) for name in KNOWN_NAMES)])


def _weighed(features: Mapping[str, float], model: PlacementModel) -> float:
    return sum(model.weights.get(name, 0.0) * value for name, value in features.items())


def _in_order(rows: list[list[float]]) -> list[int]:
    """Return a lead-in for each list, none before that of the list before, so that most lists are likely right.

    >>> _in_order([[0.4, 0.6], [0.9, 0.1], [0.2, 0.8]])
    [0, 0, 1]
    """
    best = [(p, [slot]) for slot, p in enumerate(rows[0])]
    for row in rows[1:]:
        reach = [max(best[: slot + 1], key=lambda x: x[0]) for slot in range(len(row))]
        best = [(total + p, [*path, slot]) for slot, ((total, path), p) in enumerate(zip(reach, row, strict=True))]
    return max(best, key=lambda x: x[0])[1]


def _placement(
    row: list[float], slot: int, kinds: list[float], labels: list[float], chain: _Chain, model: PlacementModel
) -> Placement:
    """Read section and label of a list under the lead-in ``slot`` from the probabilities of its states."""
    here = chain.of_slot[slot]
    kind = max(here, key=lambda kind: sum([row[at] for at in here[kind]])) if len(here) > 1 else next(iter(here))
    likeliest = max(labels)
    return Placement(
        slot,
        kind,
        calibrated(min(kinds[chain.kinds.index(kind)], 1.0), model.calibration),
        _FREQUENCIES[labels.index(likeliest)],
        calibrated(min(likeliest, 1.0), model.incidence_calibration),
    )
