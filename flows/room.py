"""Whether the disk has room for what a run means to write; better asked before hours of reading than after."""

from __future__ import annotations

import shutil
from pathlib import Path

from flows.errors import RunError
from flows.plan import Plan
from flows.previous import Previous
from flows.store import part_paths
from schemas.tables import LEAFLET_TABLES

_CSV = 12
"""CSV of leaflets is some twelve times as large as their Parquet (measured on 1,117 pages), and both are written."""


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
    """Return about how many bytes the parts come to that the run writes, by what a leaflet took before."""
    if before.folder is None or not before.leaflets:
        return 0
    parquet = sum(path.stat().st_size for name in LEAFLET_TABLES for path in part_paths(before.folder, name))
    share = len(plan.touched(before)) / plan.parts
    leaflets = (len(plan.carried) + plan.n_read) * share
    return int(parquet * (1 + _CSV) * leaflets / len(before.leaflets))
