"""The leaflets that differ most from their reviewed consumer items, and how they differ."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path, PurePosixPath

import pandas as pd

Items = Counter[tuple[str, str]]


def worst(output: Path, gold: Path, n: int = 10) -> list[str]:
    """Return lines of Markdown on the ``n`` leaflets with most consumer items wrong, the worst first."""
    leaflets = pd.read_parquet(output / "leaflets.parquet", columns=["leaflet_id", "source"])
    stems = {i: PurePosixPath(s).stem for i, s in zip(leaflets.leaflet_id, leaflets.source, strict=True)}
    columns = ["leaflet_id", "audience", "section_kind", "effect_raw"]
    effects = pd.read_parquet(output / "effects.parquet", columns=columns)
    effects = effects[effects.audience == "consumer"]
    found: dict[str, Items] = {stem: Counter() for stem in stems.values()}
    for key, kind, raw in zip(effects.leaflet_id, effects.section_kind, effects.effect_raw, strict=True):
        found[stems[key]][kind, _key(raw)] += 1
    differences = []
    for path in sorted(gold.glob("*.json")):
        page = json.loads(path.read_text(encoding="utf-8"))
        wanted: Items = Counter((item["kind"], _key(item["text"])) for item in page["consumer"])
        got = found.get(page["source"], Counter())
        wrong = sum(((wanted - got) + (got - wanted)).values())
        differences.append((wrong, page["source"], reason(wanted, got)))
    differences.sort(reverse=True)
    return [f"- {source}: {wrong} ({why})" for wrong, source, why in differences[:n] if wrong]


def _key(text: str) -> str:
    return re.sub(r"[\W_]*(?:\b(?:or|and))?[\W_]*$", "", " ".join(text.casefold().split())).strip(" .;,:*•·-–")


def reason(wanted: Items, got: Items) -> str:
    """Say how two sets of items differ: moved from one section to another, not found, not in the review.

    >>> reason(Counter({("consumer_immediate", "rash"): 1}), Counter({("consumer_persistent", "rash"): 1}))
    '1 placed as persistent, reviewed as immediate'
    """
    missing, added = wanted - got, got - wanted
    moved: Counter[tuple[str, str]] = Counter()
    for kind, text in list(missing.elements()):
        other = next((k for k, t in added if t == text and added[k, t]), None)
        if other:
            moved[kind, other] += 1
            missing[kind, text] -= 1
            added[other, text] -= 1
    said = [f"{n} placed as {_short(b)}, reviewed as {_short(a)}" for (a, b), n in moved.most_common()]
    lost, extra = sum((+missing).values()), sum((+added).values())
    said += [f"{lost} not found"] if lost else []
    said += [f"{extra} not among the reviewed items"] if extra else []
    return ", ".join(said)


def _short(kind: str) -> str:
    return kind.removeprefix("consumer_")
