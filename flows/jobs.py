"""What goes to a worker, and what comes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from flows.discover import Refusal, Source
from flows.limits import Limits
from flows.meddra import Release
from flows.parts import part_of
from schemas.vocab import Stage

if TYPE_CHECKING:
    import pyarrow as pa

    from flows.finishing import FinishedPart

PASSING = frozenset({"changed_while_read", "unreadable_file"})
"""Refusals that say nothing of the content: the leaflet's old rows stay, and the file is tried each time."""


class Item(msgspec.Struct, frozen=True, gc=False):
    """A file to read, and what the run knows of its leaflet."""

    source: Source
    version: int
    first_ingested_at: datetime


class Work(NamedTuple):
    """Files for one worker, by leaflet id.

    ``whole_of`` says that they are all leaflets of some parts of a snapshot, and how many parts that has: the worker
    finishes these parts.  0: the files are a chunk, which may reach over several parts.  ``known`` are the leaflets
    whose new statements are compared with old ones.
    """

    items: tuple[Item, ...]
    whole_of: int = 0
    known: frozenset[str] = frozenset()

    def by_part(self, parts: int) -> Iterator[tuple[int, tuple[Item, ...]]]:
        """Yield each of the snapshot's parts that the files lie in, with those that do."""
        for part, items in groupby(self.items, key=lambda item: part_of(item.source.leaflet_id, parts)):
            yield part, tuple(items)


class RunMark(NamedTuple):
    """What every row of a run is stamped with, and where its files lie.

    ``aside`` is the folder for the files of parts that workers finish; None: they send them.
    """

    raw: str
    run_id: str
    started_at: datetime
    parser_version: str
    limits: Limits = Limits()
    meddra: Release | None = None
    aside: Path | None = None


class Chunk(NamedTuple):
    """What came of a work: the rows of the leaflets that are kept, in the order asked for, and the files that are not.

    The rows of parts that the worker finished are in these alone, and pandera was asked of them: ``unsound`` says what
    it refused.
    """

    tables: dict[str, pa.Table]
    refusals: list[Refusal]
    finished: Mapping[int, FinishedPart] = {}
    unsound: tuple[str, ...] = ()


def lost(source: Source, code: str, message: str) -> Refusal:
    """Return the refusal of a file that was given up on."""
    return Refusal(source.source, source.content_sha256, Stage.UNDERSTAND, code, message)
