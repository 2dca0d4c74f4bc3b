"""A run in words: for the terminal and for Prefect's artifact."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flows.discover import Refusal
    from flows.run import Summary


def as_markdown(summary: Summary) -> str:
    """Return the summary as Markdown."""
    rows = "\n".join(f"| {name} | {count:,} |" for name, count in summary.rows.items())
    return f"# Run {summary.run_id}\n\n{sentence(summary)}\n\n| table | rows |\n|---|---:|\n{rows}\n" + "".join(
        f"\n- {line}" for line in quarantine_lines(summary)
    )


def sentence(summary: Summary) -> str:
    """Return in one sentence what a run did."""
    kept = summary.rows.get("leaflets", 0)
    return (
        f"{summary.n_discovered:,} files found, {kept:,} leaflets with {summary.n_effects:,} effects published, "
        f"{summary.n_quarantined:,} in quarantine, {summary.duration_s:.1f} s"
    )


def quarantine_lines(summary: Summary) -> list[str]:
    """Return one line for each reason of quarantine, the commonest first, with an example."""
    counts = Counter(refusal.code for refusal in summary.refusals)
    examples = {refusal.code: refusal.source for refusal in sorted(summary.refusals, key=_source, reverse=True)}
    return [f"quarantine: {code}: {n} ({examples[code]}{', …' if n > 1 else ''})" for code, n in counts.most_common()]


def closing_lines(summary: Summary, output: str) -> list[str]:
    """Return what a person wants to know at the end: where the tables are, what is in them, what to try next."""
    rows = summary.rows
    widest = max((len(name) for name in rows), default=0)
    return [
        sentence(summary),
        *quarantine_lines(summary),
        "",
        f"Tables are in {output}/latest (TABLE.parquet, csv/TABLE.csv, manifest.json):",
        *(f"  {name:<{widest}}  {count:>10,} rows" for name, count in rows.items()),
        "",
        "Next:",
        f"  leaflets show {output} effects           look at a table",
        f"  leaflets verify {output}                 cut every quote out of the stored text again",
        f"  python -c \"import pandas as pd; print(pd.read_parquet('{output}/latest/effects.parquet'))\"",
    ]


def _source(refusal: Refusal) -> str:
    return refusal.source
