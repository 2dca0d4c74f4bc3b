"""What differs between any two snapshots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from flows.carried import stated_before
from flows.changes import Difference, differences, whole
from flows.previous import Known, Previous
from schemas.vocab import Change, ChangeCause


def compare(old: Path, new: Path) -> list[Difference]:
    """Return the differences from ``old`` to ``new``, by leaflet; memory depends on the size of a part."""
    was, now = Previous(old), Previous(new)
    gone = [whole(key, Change.LEAFLET_REMOVED, ChangeCause.SOURCE) for key in was.leaflets.keys() - now.leaflets.keys()]
    come = [whole(key, Change.LEAFLET_ADDED, ChangeCause.SOURCE) for key in now.leaflets.keys() - was.leaflets.keys()]
    changed = [d for part in range(now.parts) for d in _in_part(was, now, part)]
    return sorted([*gone, *come, *changed], key=lambda d: d.leaflet_id)


def lines(found: list[Difference], most: int) -> Iterator[str]:
    """Yield the differences in words: how many of each sort, then the first of them."""
    for (change, cause), count in sorted(Counter((d.change, d.cause) for d in found).items()):
        yield f"{count:>8,}  {change} (by the {cause})"
    yield f"{len(found):>8,}  differences"
    for difference in found[:most]:
        yield _line(difference)


def _in_part(was: Previous, now: Previous, part: int) -> Iterator[Difference]:
    after, before = (stated_before(snapshot, part, now.parts) for snapshot in (now, was))
    for key in after.keys() | before.keys():
        if key in was.leaflets and key in now.leaflets:
            cause = _cause(was.leaflets[key], now.leaflets[key])
            yield from differences(key, before.get(key, ()), after.get(key, ()), cause)


def _cause(before: Known, after: Known) -> ChangeCause:
    return ChangeCause.PARSER if before.content_sha256 == after.content_sha256 else ChangeCause.SOURCE


def _line(d: Difference) -> str:
    if d.effect_raw is None:
        return f"{d.leaflet_id}  {d.change}  by the {d.cause}"
    before = "/".join(filter(None, (d.section_kind_before, d.frequency_before)))
    after = "/".join(filter(None, (d.section_kind_after, d.frequency_after)))
    return f"{d.leaflet_id}  {d.change}  by the {d.cause}  {d.effect_raw!r}  {before or '-'} -> {after or '-'}"
