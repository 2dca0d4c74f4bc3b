"""Which section a list of a flattened consumer part belongs to, and how sure that is.

Flattening leaves the lead-ins ("Check with your doctor immediately if …") in their order, and after them all lists in
theirs, without the labels that stood over them.  Section and incidence of each list are the hidden states of one
sequence: lists follow their lead-ins in order, and under each lead-in the labels run from More common to Incidence not
known.  The weights were learnt from reviewed leaflets; each state is scored by forward and backward sums.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from extractors.placement.frequencies import KnownFrequencies, ProfessionalTerm
from extractors.placement.model import (
    CLASSES,
    Group,
    Incidence,
    PlacementModel,
    calibrated,
    default_model,
    item_key,
)
from schemas.vocab import FrequencyClass, SectionKind, Urgency


class LeadIn(StrEnum):
    """What the sentence before a consumer list asks for."""

    IMMEDIATE = "immediate"
    SOON = "soon"
    OVERDOSE = "overdose"
    PERSISTENT = "persistent"
    AFTER_USE = "after_use"  # "After you stop using this medicine, …": belongs to the section before it

    @classmethod
    def of(cls, kind: SectionKind, urgency: Urgency | None = None, text: str = "") -> LeadIn:
        """Return the lead-in that opens a section of ``kind``, as urgent as stated, in the words ``text``.

        >>> LeadIn.of(SectionKind.CONSUMER_IMMEDIATE, Urgency.AS_SOON_AS_POSSIBLE)
        <LeadIn.SOON: 'soon'>
        """
        if text.casefold().startswith("after you stop"):
            return cls.AFTER_USE
        if kind is SectionKind.CONSUMER_OVERDOSE:
            return cls.OVERDOSE
        if kind is SectionKind.CONSUMER_PERSISTENT:
            return cls.PERSISTENT
        return cls.SOON if urgency is Urgency.AS_SOON_AS_POSSIBLE else cls.IMMEDIATE


class Placement(NamedTuple):
    """Where a list belongs: the lead-in (an index), its section, its incidence label, and how likely each is."""

    lead_in: int
    kind: SectionKind
    probability: float
    frequency: FrequencyClass | None
    frequency_probability: float


class State(NamedTuple):
    """A list stands under the lead-in number ``slot`` with this label; overdose may be a label of its own."""

    slot: int
    lead_in: LeadIn
    group: Group
    incidence: Incidence

    @property
    def name(self) -> str:
        """The state without its number, as the weights call it."""
        label = "overdose" if self.group is Group.OVERDOSE else self.incidence.value
        return f"{self.lead_in}/{label}"


_GROUP = {
    LeadIn.IMMEDIATE: Group.IMMEDIATE,
    LeadIn.SOON: Group.IMMEDIATE,
    LeadIn.PERSISTENT: Group.PERSISTENT,
    LeadIn.AFTER_USE: Group.PERSISTENT,
    LeadIn.OVERDOSE: Group.OVERDOSE,
}
_KIND = {
    Group.IMMEDIATE: SectionKind.CONSUMER_IMMEDIATE,
    Group.PERSISTENT: SectionKind.CONSUMER_PERSISTENT,
    Group.OVERDOSE: SectionKind.CONSUMER_OVERDOSE,
}
_CLASS_INDEX = {name: i for i, name in enumerate(CLASSES)}
_NO_LEAD_INS = (LeadIn.IMMEDIATE, LeadIn.OVERDOSE, LeadIn.PERSISTENT)


def states_of(lead_ins: Sequence[LeadIn]) -> list[State]:
    """Return the states that a list can be in under these lead-ins.

    "Symptoms of overdose" stands in some leaflets as a label under another lead-in.
    """
    out: list[State] = []
    for slot, lead_in in enumerate(lead_ins):
        group = _GROUP[lead_in]
        if group is not Group.OVERDOSE:
            out += [State(slot, lead_in, group, incidence) for incidence in Incidence]
        if group is not Group.PERSISTENT:
            out.append(State(slot, lead_in, Group.OVERDOSE, Incidence.OTHER))
    return out


def first_features(state: State, lead_ins: Sequence[LeadIn]) -> Iterator[str]:
    """Name what is true of a sequence whose first list is in ``state``."""
    yield f"first:{state.name}"
    yield f"enter:{state.name}"
    yield from _skipped(lead_ins[: state.slot])


def step_features(before: State, state: State, lead_ins: Sequence[LeadIn]) -> Iterator[str] | None:
    """Name what is true where a list in ``before`` is followed by one in ``state``; None where that cannot be."""
    if state.slot < before.slot:
        return None
    if state.slot == before.slot:
        return iter([f"within:{before.name}>{state.incidence if state.group is not Group.OVERDOSE else 'overdose'}"])
    skipped = _skipped(lead_ins[before.slot + 1 : state.slot])
    return iter([f"leave:{before.name}", f"enter:{state.name}", f"border:{before.lead_in}>{state.lead_in}", *skipped])


def last_features(state: State, lead_ins: Sequence[LeadIn]) -> Iterator[str]:
    """Name what is true of a sequence whose last list is in ``state``."""
    yield f"leave:{state.name}"
    yield from _skipped(lead_ins[state.slot + 1 :])


def _skipped(lead_ins: Sequence[LeadIn]) -> Iterator[str]:
    """Name the lead-ins that no list follows."""
    for lead_in in lead_ins:
        yield "skip"
        yield f"skip:{lead_in}"


def list_features(state: State, n_items: int, frequencies: Mapping[str, float]) -> dict[str, float]:
    """Return what is true of a list of ``n_items`` in ``state``, given the frequencies known of them."""
    out = {f"bias:{state.name}": 1.0, f"length:{state.name}": math.log(n_items)}
    for name, value in frequencies.items():
        out[f"known_{name}:{state.name}"] = out[f"known_{name}:{state.incidence}"] = value
    if n_items == 1:
        out[f"single:{state.name}"] = 1.0
    return out


def repeats(lists: Sequence[Sequence[str]]) -> list[dict[str, float]]:
    """Return for each gap between two lists how many items stand on both sides of it.

    A section names an effect once; the same item before and after speaks for a border between them.
    """
    keys = [{item_key(item) for item in items} for items in lists]
    shared = [[len(a & b) for b in keys] for a in keys]
    return [
        {
            "border/repeats": math.log1p(shared[t][t + 1]),
            "border/far_repeats": math.log1p(
                sum(
                    shared[a][b] / (b - a)
                    for a in range(t + 1)
                    for b in range(t + 1, len(keys))
                    if b - a > 1 and shared[a][b]
                )
            ),
        }
        for t in range(len(keys) - 1)
    ]


def place_lists(
    lists: Sequence[Sequence[str]],
    lead_ins: Sequence[LeadIn],
    professional: Iterable[ProfessionalTerm] = (),
    model: PlacementModel | None = None,
) -> list[Placement]:
    """Return where each of ``lists`` belongs, given the lead-ins of its leaflet in text order.

    ``professional`` holds the effects of the leaflet's professional part that have a frequency.

    The lists keep their order; a lead-in without a list is possible and unlikely.  Without lead-ins, the lists are
    taken to be immediate, overdose, persistent.  Raises ValueError where a list is empty.

    >>> place_lists([["Chest pain", "black, tarry stools"], ["Headache"]], [LeadIn.IMMEDIATE, LeadIn.PERSISTENT])[1][:2]
    (1, <SectionKind.CONSUMER_PERSISTENT: 'consumer_persistent'>)
    """
    if not all(lists):
        raise ValueError("a list without items cannot be placed")
    if not lists:
        return []
    chosen = model or default_model()
    chain = _chain(tuple(lead_ins) or _NO_LEAD_INS, chosen)
    rows = _marginals(lists, KnownFrequencies.of(professional), chain, chosen)
    slots = _in_order([_by_slot(row, chain) for row in rows])
    return [_placement(row, slot, chain, chosen) for row, slot in zip(rows, slots, strict=True)]


@dataclass(frozen=True, eq=False)
class _Chain:
    """The states under some lead-ins, and the scores that do not depend on the lists."""

    lead_ins: tuple[LeadIn, ...]
    states: list[State]
    classes: list[int]  # of each state
    first: list[float]
    last: list[float]
    steps: list[list[tuple[int, float, bool]]]  # by the later state: (earlier state, score, crosses a border)

    def kind(self, state: State) -> SectionKind:
        """Return the section of ``state``; what comes after use stands in the section before it."""
        if state.lead_in is LeadIn.AFTER_USE and LeadIn.PERSISTENT not in self.lead_ins[: state.slot]:
            return SectionKind.CONSUMER_IMMEDIATE
        return _KIND[state.group]


@lru_cache(maxsize=256)
def _chain(lead_ins: tuple[LeadIn, ...], model: PlacementModel) -> _Chain:
    def score(names: Iterator[str]) -> float:
        return sum(model.weights.get(name, 0.0) for name in names)

    states = states_of(lead_ins)
    steps: list[list[tuple[int, float, bool]]] = []
    for state in states:
        named = ((i, before, step_features(before, state, lead_ins)) for i, before in enumerate(states))
        steps.append([(i, score(f), before.slot != state.slot) for i, before, f in named if f is not None])
    return _Chain(
        lead_ins,
        states,
        [_CLASS_INDEX[state.group, state.incidence] for state in states],
        [score(first_features(s, lead_ins)) for s in states],
        [score(last_features(s, lead_ins)) for s in states],
        steps,
    )


def _marginals(
    lists: Sequence[Sequence[str]], known: KnownFrequencies, chain: _Chain, model: PlacementModel
) -> list[list[float]]:
    """Return for each list the probability of each state, by forward and backward sums."""
    scores = [_emissions(items, known.of_list(items), chain, model) for items in lists]
    borders = [_weighed(gap, model) for gap in repeats(lists)]
    ahead = [[a + b for a, b in zip(chain.first, scores[0], strict=True)]]
    for t in range(1, len(lists)):
        ahead.append(_forward(ahead[-1], borders[t - 1], scores[t], chain))
    back = [chain.last]
    for t in range(len(lists) - 1, 0, -1):
        back.append(_backward(back[-1], borders[t - 1], scores[t], chain))
    whole = _log_sum([a + b for a, b in zip(ahead[-1], back[0], strict=True)])
    return [
        [math.exp(a + b - whole) for a, b in zip(fore, aft, strict=True)]
        for fore, aft in zip(ahead, reversed(back), strict=True)
    ]


def _emissions(
    items: Sequence[str], frequencies: Mapping[str, float], chain: _Chain, model: PlacementModel
) -> list[float]:
    """Return the score of each state for one list by itself."""
    by_class = model.class_scores(items)
    scores = [by_class[at] + w for at, w in zip(chain.classes, _length_scores(chain, len(items), model), strict=True)]
    for name, value in frequencies.items():
        scores = [x + value * w for x, w in zip(scores, _known_scores(chain, name, model), strict=True)]
    return scores


@lru_cache(maxsize=4096)
def _length_scores(chain: _Chain, n_items: int, model: PlacementModel) -> tuple[float, ...]:
    """Return by state what a list scores of which only its length is known."""
    return tuple(_weighed(list_features(state, n_items, {}), model) for state in chain.states)


@lru_cache(maxsize=4096)
def _known_scores(chain: _Chain, name: str, model: PlacementModel) -> tuple[float, ...]:
    """Return by state what a known frequency adds, for each unit of it."""
    bare = _length_scores(chain, 2, model)
    return tuple(
        _weighed(list_features(state, 2, {name: 1.0}), model) - w for state, w in zip(chain.states, bare, strict=True)
    )


def _weighed(features: Mapping[str, float], model: PlacementModel) -> float:
    return sum(model.weights.get(name, 0.0) * value for name, value in features.items())


def _forward(row: list[float], border: float, scores: list[float], chain: _Chain) -> list[float]:
    return [
        _log_sum([row[i] + w + border * crosses for i, w, crosses in steps]) + score
        for steps, score in zip(chain.steps, scores, strict=True)
    ]


def _backward(row: list[float], border: float, scores: list[float], chain: _Chain) -> list[float]:
    found: list[list[float]] = [[] for _ in chain.states]
    for j, steps in enumerate(chain.steps):
        later = row[j] + scores[j]
        for i, w, crosses in steps:
            found[i].append(later + w + border * crosses)
    return [_log_sum(values) for values in found]


def _log_sum(values: list[float]) -> float:
    top = max(values)
    return top + math.log(sum(math.exp(v - top) for v in values))


def _by_slot(row: list[float], chain: _Chain) -> list[float]:
    out = [0.0] * len(chain.lead_ins)
    for p, state in zip(row, chain.states, strict=True):
        out[state.slot] += p
    return out


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


def _placement(row: list[float], slot: int, chain: _Chain, model: PlacementModel) -> Placement:
    """Read section and label of a list under the lead-in ``slot`` from the probabilities of its states."""
    kinds: dict[SectionKind, float] = {}
    labels: dict[Incidence, float] = {}
    for p, state in zip(row, chain.states, strict=True):
        kinds[chain.kind(state)] = kinds.get(chain.kind(state), 0.0) + p
        labels[state.incidence] = labels.get(state.incidence, 0.0) + p
    here = [(p, chain.kind(state)) for p, state in zip(row, chain.states, strict=True) if state.slot == slot]
    kind = max({k for _, k in here}, key=lambda k: sum(p for p, other in here if other is k))
    label = max(labels, key=labels.__getitem__)
    return Placement(
        slot,
        kind,
        calibrated(min(kinds[kind], 1.0), model.calibration),
        None if label is Incidence.OTHER else FrequencyClass(label.value),
        calibrated(min(labels[label], 1.0), model.incidence_calibration),
    )
