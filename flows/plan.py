"""What a run has to do: which leaflets to read, which rows to carry over, which parts to leave as they are."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from datetime import datetime
from itertools import islice, takewhile
from typing import NamedTuple

from flows.cutting import Sizes, cut
from flows.discover import Refusal, Source
from flows.jobs import PASSING, Item, Work
from flows.parts import n_parts, part_of
from flows.previous import Known, Previous


class Plan(NamedTuple):
    """A run's work, and what it leaves as it is.

    ``carried`` are leaflets whose rows stay, ``standing`` the files that stay in quarantine without being tried,
    ``gone`` the leaflets that have no file any more.
    """

    parts: int
    works: list[Work]
    carried: set[str]
    standing: list[str]
    refused: list[Refusal]
    gone: set[str]
    n_new: int
    n_read: int

    def touched(self, before: Previous) -> set[int]:
        """Return the parts that must be written; the others can be linked."""
        if before.parts != self.parts or not before.same_schema:
            return set(range(self.parts))
        return self.parts_read() | {part_of(key, self.parts) for key in self.gone}

    def parts_read(self) -> set[int]:
        """Return the parts in which a leaflet is read."""
        return {self._part_of(item) for work in self.works for item in work.items}

    def items_of(self, part: int) -> dict[str, Item]:
        """Return the files of a part that are read, by leaflet; works follow one another in the order of the parts."""
        first = bisect_left(self.works, part, key=lambda work: self._part_of(work.items[-1]))
        works = takewhile(lambda work: self._part_of(work.items[0]) <= part, islice(self.works, first, None))
        return {item.source.leaflet_id: item for work in works for item in work.items if self._part_of(item) == part}

    def _part_of(self, item: Item) -> int:
        return part_of(item.source.leaflet_id, self.parts)

    def changes_nothing(self, before: Previous) -> bool:
        """Return whether the tables of the snapshot before are the ones that this plan would give."""
        same_quarantine = {*self.standing, *(r.source for r in self.refused)} == set(before.quarantine)
        return not self.touched(before) and same_quarantine and all(_stands(r, before) for r in self.refused)


def make_plan(
    sources: list[Source],
    refused: list[Refusal],
    before: Previous,
    parser: str,
    at: datetime,
    sizes: Sizes,
    again: Callable[[str], bool],
) -> Plan:
    """Return what to do with the files that were found.

    A leaflet is read if its content, its path, the parser or the tables differ from the snapshot before, and a file in
    quarantine if its content or the parser do; and both wherever ``again``, asked with the source, says so.
    """
    items: list[Item] = []
    carried = _unreadable(refused, before)
    standing = []
    for source in sources:
        known = before.leaflets.get(source.leaflet_id)
        if not again(source.source):
            if known and before.same_schema and _is_current(known, source, parser):
                carried.add(source.leaflet_id)
                continue
            if _still_refused(source, before, parser):
                standing.append(source.source)
                continue
        items.append(_item(source, known, at))
    parts = n_parts(len(sources))
    works = cut(items, parts, {part_of(key, parts) for key in carried}, before.leaflets, sizes)
    gone = before.leaflets.keys() - {source.leaflet_id for source in sources} - carried
    new = sum(item.source.leaflet_id not in before.leaflets for item in items)
    return Plan(parts, works, carried, standing, refused, gone, new, len(items))


def _item(source: Source, known: Known | None, at: datetime) -> Item:
    if known is None:
        return Item(source, 1, at)
    return Item(source, known.version + (known.content_sha256 != source.content_sha256), known.first_ingested_at)


def _is_current(known: Known, source: Source, parser: str) -> bool:
    return (known.source, known.content_sha256, known.parser_version) == (source.source, source.content_sha256, parser)


def _still_refused(source: Source, before: Previous, parser: str) -> bool:
    row = before.quarantine.get(source.source)
    if row is None or row.code in PASSING:
        return False
    return (row.content_sha256, row.parser_version) == (source.content_sha256, parser)


def _stands(refusal: Refusal, before: Previous) -> bool:
    """Return whether the quarantine says of a file that was refused on sight what it said before."""
    row = before.quarantine[refusal.source]
    return (row.code, row.message, row.content_sha256) == (refusal.code, refusal.message, refusal.content_sha256)


def _unreadable(refused: list[Refusal], before: Previous) -> set[str]:
    """Return the known leaflets whose files are there but cannot be read today."""
    sources = {refusal.source for refusal in refused if refusal.code in PASSING}
    if not sources or not before.same_schema:
        return set()
    return {key for key, known in before.leaflets.items() if known.source in sources}
