"""Learn, and measure label by label, which dictionary terms a section of an FDA label names as adverse effects.

    python benchmarks/learn_label_mentions.py CORPUS/tac [--folds 8] [--write]

``--folds`` measures: each fold's labels are read with a dictionary and weights learnt from the others alone, and the
distinct terms of a section are compared with the annotated ones at the level of their preferred terms.  ``--write``
learns from all labels and writes extractors/lexicons/label_terms.csv and label_weights.csv.
"""

from __future__ import annotations

import argparse
import collections
import csv
import json
import math
import pathlib
import random
import re
import sys
from typing import Any

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from extractors.labels.mention_terms import Dictionary, candidates, listed_terms, tokens
from extractors.labels.mentions import described, label_mentions, weigh

LEXICONS = pathlib.Path(__file__).resolve().parent.parent / "extractors" / "lexicons"
Gold = dict[str, Any]
Counts = dict[str, tuple[int, int]]
Row = tuple[list[str], int]


def key_of(text: str) -> str:
    """Return a term as the dictionary writes it."""
    return " ".join(t.word for t in tokens(text))


def squashed(text: str) -> str:
    """Return letters and digits alone, as the comparison of terms does."""
    return re.sub(r"[\W_]+", "", text.casefold())


def mentioned(gold: Gold) -> set[tuple[int, str]]:
    """Return where which term is meant; what is denied is no effect."""
    return {(m["start"], key_of(m["text"])) for m in gold["mentions"] if not m.get("negated_by")}


def is_meant(found: Any, wanted: set[tuple[int, str]], starts: dict[str, list[int]]) -> bool:
    """Say whether a candidate is an annotated mention; one with shared words may begin elsewhere."""
    if found.term is None:
        return (found.span.start, found.key) in wanted
    return any(abs(start - found.span.start) < 120 for start in starts.get(found.key, ()))


def starts_of(wanted: set[tuple[int, str]]) -> dict[str, list[int]]:
    """Return the places of each term."""
    out: dict[str, list[int]] = collections.defaultdict(list)
    for start, key in wanted:
        out[key].append(start)
    return out


def counted(golds: list[Gold]) -> dict[str, Counts]:
    """Return for each label how often each term of any label stands there, and how often it is meant."""
    terms = {key_of(m["text"]) for g in golds for m in g["mentions"]}
    known = Dictionary.of(listed_terms(), dict.fromkeys(filter(None, terms), (0, 0)))
    out: dict[str, Counts] = collections.defaultdict(dict)
    for gold in golds:
        wanted = mentioned(gold)
        starts = starts_of(wanted)
        counts = out[gold["label"]]
        for _, key in wanted:
            counts.setdefault(key, (0, 0))
        for found in candidates(tokens(gold["text"]), known):
            meant, seen = counts.get(found.key, (0, 0))
            counts[found.key] = (meant + is_meant(found, wanted, starts), seen + 1)
    return out


def added(by_label: dict[str, Counts], without: set[str]) -> Counts:
    """Return the counts of all labels but some, terms that were meant somewhere or are listed."""
    meant: collections.Counter[str] = collections.Counter()
    seen: collections.Counter[str] = collections.Counter()
    for label, counts in by_label.items():
        if label not in without:
            for key, (m, s) in counts.items():
                meant[key] += m
                seen[key] += s
    return {key: (meant[key], seen[key]) for key in meant if key}


def rows_of(golds: list[Gold], by_label: dict[str, Counts], without: set[str]) -> list[Row]:
    """Return the candidates of the labels with their features, each label described by what the others teach."""
    out: list[Row] = []
    known: dict[str, Dictionary] = {}
    for gold in golds:
        label = gold["label"]
        if label in without:
            continue
        if label not in known:
            known = {label: Dictionary.of(listed_terms(), added(by_label, without | {label}))}
        wanted = mentioned(gold)
        starts = starts_of(wanted)
        for found, features in described(gold["text"], 0, len(gold["text"]), gold["section"], known[label]):
            out.append((features, int(is_meant(found, wanted, starts))))
    return out


def learn(rows: list[Row], epochs: int = 6, rate: float = 0.2, decay: float = 3e-3, seed: int = 0) -> dict[str, float]:
    """Return the weights of a logistic model, learnt by adaptive gradient steps with decay."""
    counts = collections.Counter(f for features, _ in rows for f in features)
    kept = [([f for f in features if counts[f] >= 4], meant) for features, meant in rows]
    weights: dict[str, float] = collections.defaultdict(float)
    squares: dict[str, float] = collections.defaultdict(lambda: 1e-2)
    order = random.Random(seed)
    for _ in range(epochs):
        order.shuffle(kept)
        for features, meant in kept:
            error = weigh(features, weights) - meant
            for f in features:
                step = error + decay * weights[f]
                squares[f] += step * step
                weights[f] -= rate * step / math.sqrt(squares[f])
    return dict(weights)


def measure(golds: list[Gold], folds: int) -> None:
    """Print precision, recall and F1 of the distinct terms, each label read by what the others teach."""
    by_label = counted(golds)
    labels = sorted(by_label)
    preferred = {
        squashed(form): t["pt"]
        for g in golds
        for t in g["terms"]
        for form in (t.get("llt"), t["pt"], t["surface"])
        if form
    }
    tally: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0, 0])
    for fold in range(folds):
        held = {label for n, label in enumerate(labels) if n % folds == fold}
        weights = learn(rows_of(golds, by_label, held))
        known = Dictionary.of(listed_terms(), added(by_label, held))
        for gold in golds:
            if gold["label"] in held:
                said = label_mentions(gold["text"], 0, len(gold["text"]), gold["section"], known, weights)
                got = {preferred.get(squashed(m.term), "?" + squashed(m.term)) for m in said if not m.is_negated}
                want = {t["pt"] for t in gold["terms"]}
                for kind in (gold["section"], "all"):
                    for i, n in enumerate((len(want & got), len(got), len(want))):
                        tally[kind][i] += n
    for kind, (hit, n_got, n_want) in tally.items():
        p, r = hit / n_got, hit / n_want
        print(f"{kind:20s} precision {p:.4f} recall {r:.4f} F1 {2 * p * r / (p + r):.4f}")


def write(golds: list[Gold], folder: pathlib.Path = LEXICONS) -> None:
    """Learn from these labels and write the lexicons into a folder."""
    by_label = counted(golds)
    weights = learn(rows_of(golds, by_label, set()))
    counts = added(by_label, set())
    annotated = {key_of(m["text"]) for g in golds for m in g["mentions"]}
    with (folder / "label_terms.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["term", "n_annotated", "n_seen", "origin"])
        for term, (meant, seen) in sorted(counts.items()):
            if meant or seen > 1 or term in annotated:
                writer.writerow([term, meant, seen, "annotated FDA labels"])
    with (folder / "label_weights.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["feature", "weight", "origin"])
        for feature, weight in sorted(weights.items()):
            if abs(weight) >= 0.04:
                writer.writerow([feature, f"{weight:.3f}", "annotated FDA labels"])


def main() -> None:
    """Measure, or learn and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=pathlib.Path)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    golds = [json.loads(p.read_text(encoding="utf-8")) for p in sorted((args.corpus / "gold").glob("*.gold.json"))]
    if args.folds:
        measure(golds, args.folds)
    if args.write:
        write(golds)


if __name__ == "__main__":
    main()
