"""What goes to a worker, and what comes back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from flows.discover import Refusal, Source
from flows.limits import Limits
from flows.meddra import Release
from schemas.vocab import Stage

if TYPE_CHECKING:
    import pyarrow as pa


class Item(NamedTuple):
    """A file to read, and what the run knows of its leaflet."""

    source: Source
    version: int
    first_ingested_at: datetime


class RunMark(NamedTuple):
    """What every row of a run is stamped with, and where its files lie."""

    raw: str
    run_id: str
    started_at: datetime
    parser_version: str
    limits: Limits = Limits()
    meddra: Release | None = None


class Chunk(NamedTuple):
    """The rows of the leaflets that were kept, in the order asked for, and the files that were not."""

    tables: dict[str, pa.Table]
    refusals: list[Refusal]


def lost(source: Source, code: str, message: str) -> Refusal:
    """Return the refusal of a file that was given up on."""
    return Refusal(source.source, source.content_sha256, Stage.UNDERSTAND, code, message)
