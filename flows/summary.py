"""What a run did: for the ledger, for the terminal and for Prefect's artifact."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.vocab import RunStatus

if TYPE_CHECKING:
    from flows.discover import Refusal
    from flows.plan import Plan


def now() -> datetime:
    """Return the time, UTC; the time that SOURCE_DATE_EPOCH names where that is set (reproducible builds)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)


@dataclass
class Summary:
    """The course of a run."""

    run_id: str
    started_at: datetime
    finished_at: datetime | None = None
    status: RunStatus | None = None
    message: str | None = None
    n_discovered: int = 0
    n_new: int = 0
    n_changed: int = 0
    n_unchanged: int = 0
    n_removed: int = 0
    n_quarantined: int = 0
    n_effects: int = 0
    is_idle: bool = False
    rows: dict[str, int] = field(default_factory=dict)
    snapshot: Path | None = None
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _clock: float = field(default_factory=time.monotonic, repr=False)

    @classmethod
    def begin(cls, taken: Callable[[str], bool]) -> Summary:
        """Return the summary of a run that starts now, under an id that no other run has."""
        started = now()
        stamp = started.strftime("%Y%m%dT%H%M%S.%fZ")
        run_id, number = stamp, 1
        while taken(run_id):
            number += 1
            run_id = f"{stamp}-{number}"
        return cls(run_id, started)

    @property
    def duration_s(self) -> float:
        """Seconds since the start, or from start to end; no change of the clock makes them negative."""
        end = self.finished_at
        return (end - self.started_at).total_seconds() if end else time.monotonic() - self._clock

    def planned(self, plan: Plan, n_discovered: int) -> None:
        """Take in what the run found and means to do."""
        self.n_discovered = n_discovered
        self.n_new = plan.n_new
        self.n_changed = plan.n_read - plan.n_new
        self.n_unchanged = len(plan.carried)
        self.n_removed = len(plan.gone)
        self.refusals = list(plan.refused)

    def finish(self, status: RunStatus, message: str | None = None) -> None:
        """Close the summary; the end is the start and the time that has passed."""
        self.finished_at = self.started_at + timedelta(seconds=time.monotonic() - self._clock)
        self.status, self.message = status, message


def as_markdown(summary: Summary) -> str:
    """Return the summary as Markdown."""
    rows = "\n".join(f"| {name} | {count:,} |" for name, count in summary.rows.items())
    notes = "".join(f"\n- {line}" for line in [*summary.notes, *quarantine_lines(summary)])
    return f"# Run {summary.run_id}\n\n{sentence(summary)}\n\n| table | rows |\n|---|---:|\n{rows}\n{notes}"


def sentence(summary: Summary) -> str:
    """Return in one sentence what a run did."""
    kept = summary.rows.get("leaflets", 0)
    if summary.is_idle:
        return (
            f"Nothing changed: {summary.n_discovered:,} files found, all as they were; nothing new was published "
            f"({summary.duration_s:.1f} s)"
        )
    return (
        f"{summary.n_discovered:,} files found ({summary.n_new:,} new, {summary.n_changed:,} read again, "
        f"{summary.n_unchanged:,} unchanged, {summary.n_removed:,} gone): {kept:,} leaflets with "
        f"{summary.n_effects:,} effects published, {summary.n_quarantined:,} files in quarantine "
        f"({summary.duration_s:.1f} s)"
    )


def quarantine_lines(summary: Summary) -> list[str]:
    """Return one line for each reason of quarantine in this run, the commonest first, with an example."""
    counts = Counter(refusal.code for refusal in summary.refusals)
    examples = {refusal.code: refusal.source for refusal in sorted(summary.refusals, key=_source, reverse=True)}
    return [f"quarantine: {code}: {n} ({examples[code]}{', …' if n > 1 else ''})" for code, n in counts.most_common()]


def closing_lines(summary: Summary, output: str) -> list[str]:
    """Return what a person wants to know at the end: where the tables are, what is in them, what to try next."""
    rows = summary.rows
    widest = max((len(name) for name in rows), default=0)
    return [
        *(f"note: {note}" for note in summary.notes),
        sentence(summary),
        *quarantine_lines(summary),
        "",
        f"Tables are in {_tables(summary, output)} (TABLE.parquet, csv/TABLE.csv, manifest.json):",
        *(f"  {name:<{widest}}  {count:>10,} rows" for name, count in rows.items()),
        "",
        "Next:",
        f"  leaflets show {output} effects           look at a table",
        f"  leaflets report {output} --serve         may it be used? and the evidence behind every row",
        f"  leaflets verify {output}                 cut every quote out of the stored text again",
        f"  python -c \"import pandas as pd; print(pd.read_parquet('{_tables(summary, output)}/effects.parquet'))\"",
    ]


def _tables(summary: Summary, output: str) -> str:
    """Return where the tables are: behind the link, or on a store, which has none, in the snapshot itself."""
    on_store = "://" in output and summary.snapshot
    return f"{output}/snapshots/{summary.snapshot.name}" if on_store and summary.snapshot else f"{output}/latest"


def _source(refusal: Refusal) -> str:
    return refusal.source
