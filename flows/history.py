"""The last runs of an output, from its ledger: also those that failed, and those that found nothing changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flows.bucket import Bucket
from flows.ledger import LEDGER
from flows.places import Place
from flows.summary import now
from schemas.vocab import RunStatus


def last_runs(output: Place, most: int) -> list[dict[str, Any]]:
    """Return the ledger's entries of the last runs, the newest first; none where no run ever began."""
    if isinstance(output, Path):
        paths = sorted((output / LEDGER).glob("*.json"), reverse=True)[:most]
        return [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    bucket = Bucket(output)
    names = sorted(bucket.files(LEDGER), reverse=True)[:most]
    return [entry for name in names if (entry := bucket.read_json(f"{LEDGER}/{name}")) is not None]


def lines(found: list[dict[str, Any]]) -> Iterator[str]:
    """Yield a line for each run, and below it one for each thing that it had to say."""
    for run in found:
        started = run["started_at"][:19].replace("T", " ")
        read = f"{run['n_new']:,} new, {run['n_changed']:,} read again, {run['n_removed']:,} gone"
        files = f"{run['n_discovered']:,} files ({read}), {run['n_quarantined']:,} in quarantine"
        yield f"{started}  {_outcome(run):<15} {run['duration_s']:>9,.1f} s  {files}"
        said = [run["message"]] if run["message"] else []
        yield from (f"    {line}" for text in (*said, *run["notes"]) for line in text.splitlines())


def too_old(found: list[dict[str, Any]], hours: float) -> str | None:
    """Return in words that no run has succeeded for so many hours, or None where one has."""
    ends = [datetime.fromisoformat(run["finished_at"]) for run in found if run["status"] == RunStatus.SUCCEEDED]
    if ends and now() - max(ends) <= timedelta(hours=hours):
        return None
    since = f"for {(now() - max(ends)).total_seconds() / 3600:,.1f} h" if ends else "among those that are known"
    return f"no run has succeeded {since}; the limit is {hours:g} h"


def _outcome(run: dict[str, Any]) -> str:
    if run["status"] == RunStatus.SUCCEEDED:
        return "nothing changed" if run.get("is_idle") else "published"
    return str(run["status"])
