"""What differs between two states of the same leaflets, and who made the difference."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pyarrow as pa

from schemas.vocab import Change, ChangeCause


class Stated(NamedTuple):
    """An effect as far as a change can be told from it."""

    effect_raw: str
    section_kind: str
    frequency: str | None


class Difference(NamedTuple):
    """One row of the ``changes`` table, the run left out."""

    leaflet_id: str
    change: str
    cause: str
    effect_raw: str | None = None
    section_kind_before: str | None = None
    section_kind_after: str | None = None
    frequency_before: str | None = None
    frequency_after: str | None = None


def stated(effects: pa.Table) -> dict[str, list[Stated]]:
    """Return what each leaflet states, by leaflet id."""
    found: dict[str, list[Stated]] = defaultdict(list)
    columns = (effects[name].to_pylist() for name in ("leaflet_id", *Stated._fields))
    for leaflet, *values in zip(*columns, strict=True):
        found[leaflet].append(Stated(*values))
    return found


def whole(leaflet: str, change: Change, cause: ChangeCause) -> Difference:
    """Return the change that a leaflet came or went."""
    return Difference(leaflet, change, cause)


def differences(
    leaflet: str, before: Iterable[Stated], after: Iterable[Stated], cause: ChangeCause
) -> Iterator[Difference]:
    """Yield what differs between two states of one leaflet.

    Equal statements cancel out.  Of the rest, those with the same words in the same kind of section changed their
    frequency, those with the same words elsewhere moved, and what is left came or went.

    >>> a, b = Stated("rash", "professional", "common"), Stated("rash", "professional", "rare")
    >>> (found,) = differences("x", [a], [b], ChangeCause.SOURCE)
    >>> str(found.change), found.frequency_before, found.frequency_after
    ('frequency_changed', 'common', 'rare')
    """
    gone, come = Counter(before), Counter(after)
    left, new = list((gone - come).elements()), list((come - gone).elements())
    yield from _pairs(leaflet, left, new, Change.FREQUENCY_CHANGED, cause)
    yield from _pairs(leaflet, left, new, Change.EFFECT_MOVED, cause)
    for old in left:
        yield Difference(
            leaflet, Change.EFFECT_REMOVED, cause, old.effect_raw, old.section_kind, None, old.frequency, None
        )
    for now in new:
        yield Difference(
            leaflet, Change.EFFECT_ADDED, cause, now.effect_raw, None, now.section_kind, None, now.frequency
        )


def _pairs(
    leaflet: str, left: list[Stated], new: list[Stated], change: Change, cause: ChangeCause
) -> Iterator[Difference]:
    """Yield a change for each pair that agrees, and take both out of the lists."""

    def key(effect: Stated) -> tuple[str, ...]:
        return effect[:2] if change is Change.FREQUENCY_CHANGED else effect[:1]

    waiting: dict[tuple[str, ...], list[Stated]] = defaultdict(list)
    for now in new:
        waiting[key(now)].append(now)
    for old in list(left):
        if waiting[key(old)]:
            now = waiting[key(old)].pop(0)
            left.remove(old)
            new.remove(now)
            yield Difference(leaflet, change, cause, old.effect_raw, old[1], now[1], old[2], now[2])
