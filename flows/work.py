"""What a worker does: files of one chunk in, typed rows and refusals out.

Everything here runs in worker processes, takes and gives back only what crosses a process border well, and depends on
nothing but its arguments and the files they name.
"""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from extractors.concepts.meddra import Meddra
from extractors.extract import extract
from extractors.model import DocumentError
from extractors.tabulate import Origin, Rows, join, tabulate, to_tables
from flows.discover import Refusal, Source, refuse
from flows.jobs import PASSING, Chunk, Item, RunMark, Work, lost
from flows.limits import TooSlowError, limited
from flows.meddra import dictionary
from flows.places import below, read_bytes
from schemas.vocab import Stage

if TYPE_CHECKING:
    import pyarrow as pa

    from flows.finishing import FinishedPart


def do_work(work: Work, mark: RunMark) -> Chunk:
    """Return what came of a work: parts that are finished, or the rows of a chunk."""
    return _finish_parts(work, mark) if work.whole_of else extract_chunk(work.items, mark)


def _finish_parts(work: Work, mark: RunMark) -> Chunk:
    """Read whole parts, one after the other, and finish them.

    A part in which a file could not be read just now is given back as rows: the leaflet's old ones may have to stay.
    """
    from flows.encoding import merge
    from flows.finishing import finish_part
    from flows.inspection import Inspection

    inspection = Inspection()
    finished: dict[int, FinishedPart] = {}
    left: list[dict[str, pa.Table]] = []
    refusals: list[Refusal] = []
    for part, items in work.by_part(work.whole_of):
        chunk = extract_chunk(items, mark)
        refusals += chunk.refusals
        if any(refusal.code in PASSING for refusal in chunk.refusals):
            left.append(chunk.tables)
            continue
        finished[part] = finish_part(chunk.tables, part, work.whole_of, work.known, mark.aside)
        inspection.add(chunk.tables)
    inspection.close()
    return Chunk(merge(left), refusals, finished, tuple(inspection.found))


def extract_chunk(items: Iterable[Item], mark: RunMark) -> Chunk:
    """Return the valid rows of a chunk of leaflets; a file that fails costs that file only."""
    meddra = dictionary(mark.meddra) if mark.meddra else None
    kept: list[tuple[Item, Rows]] = []
    refusals: list[Refusal] = []
    for item in items:
        found = rows_of(item, mark, meddra)
        if isinstance(found, Refusal):
            refusals.append(found)
        else:
            kept.append((item, found))
    tables, invalid = _sound(kept)
    return Chunk(tables, refusals + invalid)


def rows_of(item: Item, mark: RunMark, meddra: Meddra | None = None) -> Rows | Refusal:
    """Return the rows of one leaflet, or why it has none."""
    source = item.source
    try:
        raw, digest = _read(source, mark.raw)
        origin = Origin(
            leaflet_id=source.leaflet_id,
            source=source.source,
            content_sha256=digest,
            n_bytes=len(raw),
            version=item.version,
            first_ingested_at=item.first_ingested_at,
            ingested_at=mark.started_at,
            run_id=mark.run_id,
            parser_version=mark.parser_version,
        )
        with limited(mark.limits):
            return tabulate(extract(raw, Path(source.source).name, mark.limits.pages), origin, meddra)
    except DocumentError as error:
        return refuse(source.source, source.content_sha256, error)
    except TooSlowError:
        return lost(source, "too_slow", f"it took longer than {mark.limits.seconds:g} s")
    except MemoryError:
        return lost(source, "too_much_memory", f"it took more than {mark.limits.memory_bytes:,} bytes")
    except Exception as error:  # noqa: BLE001  the border of a document: a fault of the parser costs this one only
        return _fault(source, error)


def _read(source: Source, folder: str) -> tuple[bytes, str]:
    """Return the file's bytes and their digest; raises DocumentError where they are not those that were discovered."""
    try:
        raw = read_bytes(source.path or below(folder, source.source))
    except OSError as error:
        raise DocumentError("changed_while_read", f"it could be read when the run began: {error.strerror}") from error
    digest = hashlib.sha256(raw).hexdigest()
    if digest != source.content_sha256:
        raise DocumentError("changed_while_read", "its content is not what it was when the run began")
    return raw, digest


def _fault(source: Source, error: Exception) -> Refusal:
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1]
    return Refusal(
        source=source.source,
        content_sha256=source.content_sha256,
        stage=Stage.UNDERSTAND,
        code="extraction_failed",
        message=f"{type(error).__name__}: {error}"[:500],
        place=f"{Path(last.filename).name}:{last.lineno} in {last.name}",
        trace="".join(traceback.format_exception(error)),
    )


def _sound(kept: list[tuple[Item, Rows]]) -> tuple[dict[str, pa.Table], list[Refusal]]:
    """Return the rows that keep the tables' rules, and a refusal for each leaflet whose rows do not.

    The chunk is checked whole; only where something is wrong, leaflet by leaflet.
    """
    tables, fault = _checked([rows for _, rows in kept])
    if fault is None:
        return tables, []
    faults = [_checked([rows])[1] for _, rows in kept]
    good = [rows for (_, rows), found in zip(kept, faults, strict=True) if found is None]
    bad = [(item, found) for (item, _), found in zip(kept, faults, strict=True) if found is not None]
    tables, left = _checked(good)
    if left is not None:
        raise ValueError(f"rows that are sound one by one break a rule together: {left}")
    return tables, [
        Refusal(item.source.source, item.source.content_sha256, Stage.VALIDATE, "invalid_rows", found)
        for item, found in bad
    ]


def _checked(leaflets: list[Rows]) -> tuple[dict[str, pa.Table], str | None]:
    """Return the rows as Arrow tables, and the first rule that they break, or None."""
    import pyarrow as pa

    from flows.checks import first_fault

    try:
        tables = to_tables(join(leaflets))
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        return {}, f"a value of another type than the tables': {error}"
    return tables, first_fault(tables)
