"""The states that a list of a flattened consumer part can be in, and what is true of lists in them, by name.

The weights of the placement model are kept by these names; ``benchmarks/learn_placement.py`` learns them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final, NamedTuple

from extractors.placement.model import Group, Incidence
from extractors.placement.sections import LeadIn
from extractors.placement.words import item_key


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


_GROUP: Final = {
    LeadIn.IMMEDIATE: Group.IMMEDIATE,
    LeadIn.SOON: Group.IMMEDIATE,
    LeadIn.PERSISTENT: Group.PERSISTENT,
    LeadIn.AFTER_USE: Group.PERSISTENT,
    LeadIn.OVERDOSE: Group.OVERDOSE,
}


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
    near, far = [0] * (len(keys) - 1), [0.0] * (len(keys) - 1)
    for (a, before), (b, after) in combinations(enumerate(keys), 2):
        if shared := len(before & after):
            if b == a + 1:
                near[a] = shared
                continue
            for gap in range(a, b):
                far[gap] += shared / (b - a)
    return [
        {"border/repeats": math.log1p(n), "border/far_repeats": math.log1p(f)} for n, f in zip(near, far, strict=True)
    ]
