"""Count the effect terms of reviewed leaflets into extractors/lexicons/effect_terms.csv.

    python benchmarks/learn_effect_terms.py CORPUS [--without FILE ...]

CORPUS holds drugscom/gold (list items of side-effect pages).  Only items that name one effect in plain words are
counted: no list marks, no conjunction, no slash.  ``--without`` takes JSON-lines files whose ``source`` leaflets stay
out, so that an accuracy measured on them has learnt nothing from them.  Terms are facts; no sentence is kept.
"""

from __future__ import annotations

import argparse
import collections
import csv
import json
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
LEXICONS = HERE.parent / "extractors" / "lexicons"
QUALIFIERS = (
    r"mild|moderate|severe|serious|fatal|transient|persistent|temporary|reversible|irreversible|unspecified|new|possible|"
    r"sudden|very|some|slight|mostly|minor|cases? of|reports? of|other|life-threatening|marked|isolated"
)
LEAD = re.compile(rf"^(?:(?:{QUALIFIERS})\s+)+", re.IGNORECASE)
PLAIN = re.compile(r"[a-z0-9][a-z0-9'+ -]{1,48}[a-z0-9]")
UNFIT = re.compile(
    r"\b(?:and|or|with|without|due|including|patients?|grade|than|such|which|that|has|have|been|this|drug|reported|mg|see|e\.?g)\b"
)


def plain_term(item: str) -> str | None:
    """Return the one effect that a list item names, or None where it names several or none."""
    bare = re.sub(r"\s*\([^()]*\)", "", item.casefold()).strip(" .-*")
    bare = LEAD.sub("", bare)
    if not PLAIN.fullmatch(bare) or UNFIT.search(bare) or len(bare.split()) > 5:
        return None
    return bare


def count(gold: pathlib.Path, without: set[str]) -> dict[str, collections.Counter[str]]:
    """Return for both audiences how often each term is listed."""
    counts: dict[str, collections.Counter[str]] = {
        "professional": collections.Counter(),
        "consumer": collections.Counter(),
    }
    for path in sorted(gold.glob("*.json")):
        if path.stem in without:
            continue
        leaflet = json.loads(path.read_text(encoding="utf-8"))
        for audience, counter in counts.items():
            counter.update(t for t in (plain_term(i["text"]) for i in leaflet.get(audience, [])) if t)
    return counts


def main() -> None:
    """Write the lexicon."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=pathlib.Path)
    parser.add_argument("--without", type=pathlib.Path, nargs="*", default=[])
    args = parser.parse_args()
    lines = [line for path in args.without for line in path.read_text(encoding="utf-8").splitlines()]
    counts = count(args.corpus / "drugscom" / "gold", {json.loads(line)["source"] for line in lines})
    with (LEXICONS / "effect_terms.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["term", "n_professional", "n_consumer", "origin"])
        for term in sorted(counts["professional"] | counts["consumer"]):
            n, m = counts["professional"][term], counts["consumer"][term]
            if n or m > 1:
                writer.writerow([term, n, m, "list items of side-effect pages"])
    print(len(counts["professional"]), len(counts["consumer"]))


if __name__ == "__main__":
    main()
