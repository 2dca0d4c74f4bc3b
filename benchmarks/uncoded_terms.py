"""Lists the terms of a snapshot that carry no concept, most frequent first: what the lay lexicon should learn next.

python -m benchmarks.uncoded_terms output/latest docs/uncoded_terms.md
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

SHOWN = 200


def listing(terms: pd.DataFrame) -> str:
    """Return the page: the share of coded terms by occurrence, and the uncoded ones with how often they stand."""
    named = terms.assign(term=terms["term"].str.casefold())
    uncoded = (
        named[named["concept_id"].isna()].value_counts("term").sort_index().sort_values(ascending=False, kind="stable")
    )
    share = terms["concept_id"].notna().mean() if len(terms) else 0.0
    rows = [f"| {term} | {count} |" for term, count in uncoded.head(SHOWN).items()]
    return "\n".join(
        [
            "# Terms without a concept",
            "",
            f"{share:.1%} of {len(terms):,} terms carry a concept; {len(uncoded):,} different ones do not. "
            f"The first {len(rows)}:",
            "",
            "| term | times |",
            "|---|---|",
            *rows,
            "",
        ]
    )


def main(snapshot: str, page: str) -> None:
    """Read the snapshot's table of terms and write the page."""
    terms = pd.read_parquet(Path(snapshot) / "effect_terms.parquet", columns=["term", "concept_id"])
    Path(page).write_text(listing(terms), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:3])
