"""How the files to read are cut into jobs: whole parts of a large snapshot where all of a part is read, else chunks.

A worker that has read a whole part finishes it, so that nobody need join its rows again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from flows.jobs import Item, Work

MOST_LEAFLETS = 512
"""Leaflets of a job of whole parts, at most; pandera, asked once a job, has a fixed cost (a tenth of a second)."""

Part = tuple[int, tuple[Item, ...]]


class Sizes(NamedTuple):
    """Leaflets of a chunk, and the workers that jobs are cut for."""

    chunk: int
    workers: int


def cut(items: Sequence[Item], parts: int, kept: Collection[int], known: Collection[str], sizes: Sizes) -> list[Work]:
    """Return the jobs, in the order of the items, which is that of the parts.

    ``kept`` are the parts in which rows are carried over, ``known`` the leaflets of the snapshot before.  A snapshot of
    one part is read in chunks, by all workers at once; so is any by a run without workers, which has the rows anyway.
    """
    if parts == 1 or not sizes.workers:
        return _chunks(items, sizes.chunk)
    works: list[Work] = []
    groups = Work(tuple(items)).by_part(parts)
    for is_kept, found in groupby(groups, key=lambda group: group[0] in kept):
        here = list(found)
        if is_kept:
            works += _chunks([item for _, its in here for item in its], sizes.chunk)
        else:
            works += [_whole(job, parts, known) for job in _jobs(here, sizes.workers)]
    return works


def pieces(work: Work) -> list[Work]:
    """Return a work as smaller ones: part by part, or file by file; nothing where there is nothing smaller."""
    if work.whole_of:
        parts = list(work.by_part(work.whole_of))
        if len(parts) > 1:
            return [work._replace(items=items) for _, items in parts]
    if len(work.items) == 1 and not work.whole_of:
        return []
    return [Work((item,)) for item in work.items]


def _chunks(items: Sequence[Item], size: int) -> list[Work]:
    return [Work(tuple(items[n : n + size])) for n in range(0, len(items), size)]


def _whole(job: list[Part], parts: int, known: Collection[str]) -> Work:
    items = tuple(item for _, its in job for item in its)
    return Work(items, parts, frozenset(i.source.leaflet_id for i in items if i.source.leaflet_id in known))


def _jobs(groups: list[Part], workers: int) -> Iterator[list[Part]]:
    """Yield the parts of each job, so many as are one worker's share of what is left.

    So jobs grow smaller towards the end, and all workers end at about one time (guided self-scheduling;
    Polychronopoulos and Kuck, 1987).  Half the share evens out more, but asks pandera more often.
    """
    left = sum(len(items) for _, items in groups)
    job: list[Part] = []
    size = 0
    for group in groups:
        enough = min(MOST_LEAFLETS, left // workers)
        if job and size + len(group[1]) > enough:
            yield job
            left -= size
            job, size = [], 0
        job.append(group)
        size += len(group[1])
    if job:
        yield job
