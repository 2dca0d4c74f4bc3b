"""The tables that speak of a run: what was refused, and what changed."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from flows.changes import Difference
from flows.discover import Refusal
from flows.jobs import RunMark
from flows.plan import Plan
from flows.previous import Previous, Refused
from schemas.arrow import to_arrow
from schemas.models import columns_in


def quarantine(plan: Plan, read: list[Refusal], before: Previous, mark: RunMark) -> dict[str, Refused]:
    """Return the files that are in quarantine after the run: refused in it, or still for what was found before."""
    rows: dict[str, Refused] = {source: before.quarantine[source] for source in plan.standing}
    for refusal in (*plan.refused, *read):
        rows[refusal.source] = _row(refusal, before.quarantine.get(refusal.source), mark)
    return rows


def quarantine_table(rows: dict[str, Refused]) -> pa.Table:
    """Return the ``quarantine`` table of these files."""
    found = [{"source": source, **rows[source]._asdict()} for source in sorted(rows)]
    return to_arrow("quarantine", _columns("quarantine", found))


def changes_table(found: list[Difference], run_id: str) -> pa.Table:
    """Return the differences from the snapshot before."""
    return to_arrow("changes", _columns("changes", [{"run_id": run_id, **d._asdict()} for d in found]))


def _row(refusal: Refusal, before: Refused | None, mark: RunMark) -> Refused:
    """Return the quarantine's row for a refusal; it counts on where the same content was refused before."""
    again = before if before is not None and before.content_sha256 == refusal.content_sha256 else None
    return Refused(
        content_sha256=refusal.content_sha256,
        stage=refusal.stage,
        code=refusal.code,
        message=refusal.message,
        place=refusal.place,
        first_seen_at=again.first_seen_at if again else mark.started_at,
        last_seen_at=mark.started_at,
        run_id=mark.run_id,
        n_attempts=again.n_attempts + 1 if again else 1,
        parser_version=mark.parser_version,
    )


def _columns(table: str, rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in columns_in(table)}
