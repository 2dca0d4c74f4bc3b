"""Whether the disk has room for what a run means to write; better asked before hours of reading than after."""

from __future__ import annotations

import shutil
from pathlib import Path

from flows.errors import RunError
from flows.parts import table_files
from flows.plan import Plan
from flows.previous import Previous
from schemas.models import leaflet_tables


def check_room(output: Path, plan: Plan, before: Previous, least: int) -> None:
    """Raise RunError where the disk has less room than ``least`` bytes, or than the snapshot before says is needed."""
    if before.folder is not None and plan.changes_nothing(before):
        return
    needed = max(least, _estimate(plan, before))
    free = shutil.disk_usage(output).free
    if free < needed:
        raise RunError(
            "no_room",
            f"{output} has {free:,} bytes free, and the run needs about {needed:,} (min_free_bytes is {least:,}); "
            "make room, or keep fewer snapshots (keep_snapshots)",
        )


def _estimate(plan: Plan, before: Previous) -> int:
    """Return about how many bytes the run writes: what its parts took before, and more as the leaflets are more."""
    if before.folder is None or not before.leaflets:
        return 0
    parts = plan.touched(before) if before.parts == plan.parts else range(before.parts)
    files = [
        before.folder / path
        for table in leaflet_tables()
        for part in parts
        for path in table_files(table, part, before.parts)
    ]
    growth = max(1.0, (len(plan.carried) + plan.n_read) / len(before.leaflets))
    return int(growth * sum(file.stat().st_size for file in files if file.exists()))
