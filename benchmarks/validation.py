"""Folds by drug, probability curves, calibration tables, lexicon files: what all learnt parts need."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Protocol, TypeVar

LEXICONS = Path(__file__).parents[1] / "extractors" / "lexicons"
ORIGIN = "side-effect pages: learnt"
_BANDS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0001)

Curve = list[tuple[float, float]]
Graded = tuple[float, bool, int]  # a probability, whether it was right, how many items it stands for


class InFamily(Protocol):
    """Whatever belongs to a family of drugs with substances in common."""

    @property
    def family(self) -> int:
        """The number of the family."""


T = TypeVar("T", bound=InFamily)


def folds_of(pages: Sequence[T], folds: int, seed: int = 5) -> Iterator[tuple[list[T], list[T]]]:
    """Yield for each fold the pages held out and the rest; a family is never on both sides."""
    families = sorted({page.family for page in pages})
    random.Random(seed).shuffle(families)
    fold = {family: i % folds for i, family in enumerate(families)}
    for k in range(folds):
        held = [page for page in pages if fold[page.family] == k]
        yield held, [page for page in pages if fold[page.family] != k]


def fit_curve(graded: Iterable[Graded], least: int = 150) -> Curve:
    """Return a rising curve from probability to share right, by pooling adjacent violators.

    A point stands for at least ``least`` items and pretends to two more, one of them wrong, so that nothing is certain.
    """
    pools: list[list[float]] = []
    for p, ok, n in sorted(graded):
        pools.append([p * n, float(ok * n), float(n)])
        while len(pools) > 1 and (pools[-2][2] < least or _share(pools[-2]) >= _share(pools[-1])):
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    return [(round(p / n, 4), round((right + 1) / (n + 2), 4)) for p, right, n in pools]


def _share(pool: Sequence[float]) -> float:
    return pool[1] / pool[2]


def calibration_table(graded: Iterable[Graded]) -> list[str]:
    """Return lines that show, by band of probability, the share of items and the share right."""
    rows = list(graded)
    whole = sum(n for _, _, n in rows) or 1
    lines = ["  probability   share of items   mean   right"]
    for low, high in pairwise(_BANDS):
        band = [(p, ok, n) for p, ok, n in rows if low <= p < high]
        items = sum(n for _, _, n in band)
        if items:
            mean, right = sum(p * n for p, _, n in band) / items, sum(ok * n for _, ok, n in band) / items
            lines.append(f"  {low:.2f}-{min(high, 1):.2f}        {items / whole:10.4f}   {mean:.4f}   {right:.4f}")
    return lines


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a lexicon."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
