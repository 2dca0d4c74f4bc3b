"""Learn the body systems of professional statements, and measure it on drugs that gave no counts.

    python -m benchmarks.learn_body_systems CORPUS                     writes the lexicons of the model
    python -m benchmarks.learn_body_systems CORPUS --cross-validate 5  prints the figures, folds by drug, writes nothing

CORPUS holds ``gold/NAME.json`` and ``inorder/NAME.txt`` (the pages in order, with their body-system headings).
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.placement_corpus import families_of, substances
from benchmarks.sequence_training import minimise
from benchmarks.validation import LEXICONS, ORIGIN, Curve, calibration_table, fit_curve, folds_of, write_rows
from extractors.frequency import parse_label
from extractors.model import collapse
from extractors.placement.body_systems import SYSTEMS, Statement, border_features, keys_of
from extractors.placement.learnt import packed
from extractors.placement.model import calibrated
from extractors.placement.system_model import SURE_ENOUGH, BodySystemModel
from schemas.vocab import FrequencyScale

_SEEN_AT_LEAST = 2
_FOLDS = 5  # for the curves
_MARK = re.compile(r"\[\s*Refs?\s*\]")
_NAMES_SYSTEM = re.compile(r"(" + "|".join(SYSTEMS) + r") (?:side effects|adverse reactions|effects)\b")
_PART = "For Healthcare Professionals"
_ENDS = ("References", "Always consult", "1. ")

Array = NDArray[np.float64]
Table = dict[str, list[float]]


@dataclass(frozen=True)
class Page:
    """The professional part of a page: its statements, each with the system whose heading it stood under."""

    statements: tuple[Statement, ...]
    systems: tuple[int, ...]
    family: int


def read_parts(corpus: Path) -> list[Page]:
    """Return the professional parts of a corpus, by name."""
    paths = sorted((corpus / "gold").glob("*.json"))
    names = [json.loads(path.read_text(encoding="utf-8"))["generic_name"] for path in paths]
    families = families_of([substances(name) for name in names])
    return [_part(corpus / "inorder" / f"{p.stem}.txt", f) for p, f in zip(paths, families, strict=True)]


def _part(path: Path, family: int) -> Page:
    lines = [collapse(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    start = next((n + 1 for n, line in enumerate(lines) if line.startswith(_PART)), len(lines))
    system, found = None, []
    for line in lines[start:]:
        if line.startswith(_ENDS):
            break
        if line in SYSTEMS:
            system = line
        elif system and not line.startswith("Applies to"):
            found.append((statement_of(line), SYSTEMS.index(system)))
    return Page(tuple(s for s, _ in found), tuple(i for _, i in found), family)


def statement_of(line: str) -> Statement:
    """Return a line of the professional part as a statement."""
    label = parse_label(line, 0, len(line))
    is_list = label is not None and label.frequency.scale is FrequencyScale.CIOMS and _closed(line[: label.end])
    body = line[label.end :] if label and is_list else line
    named = _NAMES_SYSTEM.match(body)
    return Statement(
        collapse(_MARK.sub(" ", body)),
        label.frequency.category if label and is_list else None,
        is_list,
        body.endswith("]"),
        named[1] if named and named[1] not in ("Other", "General") else None,
    )


def _closed(label: str) -> bool:
    return label.rstrip().endswith((":", ")"))


class SystemCounts:
    """Counts of items and words by system over some pages, from which a family can be taken out."""

    def __init__(self, pages: Iterable[Page]) -> None:
        self.whole: Table = defaultdict(_empty)
        self.of_family: dict[int, Table] = defaultdict(lambda: defaultdict(_empty))
        for page in pages:
            for statement, system in zip(page.statements, page.systems, strict=True):
                for key in keys_of(statement):
                    for counted in (key, "total:" + key.partition(":")[0]):
                        self.whole[counted][system] += 1
                        self.of_family[page.family][counted][system] += 1

    def model(self, weights: Mapping[str, float]) -> BodySystemModel:
        """Return the model of all pages; what was seen once says little and is left out."""
        return BodySystemModel({k: row for k, row in self.whole.items() if sum(row) >= _SEEN_AT_LEAST}, weights)

    def without(self, page: Page) -> BodySystemModel:
        """Return a model for the statements of ``page`` to which its family gave nothing."""
        own = self.of_family.get(page.family, {})
        keys = {key for s in page.statements for key in keys_of(s)} | {"total:item", "total:prose"}
        # The words of items back the prose, so both kinds of word are wanted.
        keys |= {"word:" + key.partition(":")[2] for key in keys if key.startswith("prose:")}
        rows = {k: [a - b for a, b in zip(self.whole[k], own.get(k, _empty()), strict=True)] for k in keys}
        return BodySystemModel({k: row for k, row in rows.items() if sum(row) >= _SEEN_AT_LEAST}, {})


def _empty() -> list[float]:
    return [0.0] * len(SYSTEMS)


class _Example:
    """A page's features as arrays; the states are the systems, and every change between them costs the same."""

    def __init__(self, page: Page, model: BodySystemModel, index: dict[str, int]) -> None:
        self.gold = np.array(page.systems)
        self.rows = np.arange(len(self.gold))
        self.unary = [
            (index.setdefault(name, len(index)), t, np.array(vector))
            for t, statement in enumerate(page.statements)
            for name, vector in model.evidence(statement, t == 0).items()
        ]
        self.feature = np.array([i for i, _, _ in self.unary])
        self.at = np.array([t for _, t, _ in self.unary])
        self.vector = np.array([v for _, _, v in self.unary])
        gaps = [border_features(a, b) for a, b in pairwise(page.statements)]
        self.borders = [
            (t, index.setdefault(name, len(index)), value) for t, gap in enumerate(gaps) for name, value in gap.items()
        ]

    def loss(self, weights: Array, gradient: Array) -> float:
        """Return the negative log likelihood of the gold systems, and add its gradient to ``gradient``."""
        unary = np.zeros((len(self.gold), len(SYSTEMS)))
        np.add.at(unary, self.at, weights[self.feature, None] * self.vector)
        border = np.zeros(len(self.gold) - 1)
        for t, i, value in self.borders:
            border[t] += weights[i] * value
        seen, change = np.exp(unary - unary.max(1, keepdims=True)), np.exp(border)
        ahead, back, scale = _sums(seen, change)
        surplus = ahead * back
        surplus[self.rows, self.gold] -= 1
        np.add.at(gradient, self.feature, (surplus[self.at] * self.vector).sum(1))
        crossed = (self.gold[1:] != self.gold[:-1]).astype(float)
        later = seen[1:] * back[1:] / scale[1:, None]
        expected = 1 - (ahead[:-1] * later).sum(1)
        for t, i, value in self.borders:
            gradient[i] += value * (expected[t] - crossed[t])
        whole = np.log(scale).sum() + unary.max(1).sum()
        return float(whole - unary[self.rows, self.gold].sum() - (border * crossed).sum())


def _sums(seen: Array, change: Array) -> tuple[Array, Array, Array]:
    ahead, back, scale = np.empty_like(seen), np.ones_like(seen), np.empty(len(seen))
    for t, row in enumerate(seen):
        reach = ahead[t - 1] + change[t - 1] * (1 - ahead[t - 1]) if t else np.ones(len(row))
        ahead[t] = row * reach
        scale[t] = ahead[t].sum()
        ahead[t] /= scale[t]
    for t in range(len(seen) - 2, -1, -1):
        later = seen[t + 1] * back[t + 1]
        back[t] = (later + change[t] * (later.sum() - later)) / scale[t + 1]
    return ahead, back, scale


def learn(pages: Sequence[Page]) -> BodySystemModel:
    """Return the model learnt from ``pages``, not calibrated."""
    counts = SystemCounts(pages)
    index: dict[str, int] = {}
    examples = [_Example(page, counts.without(page), index) for page in pages if page.statements]
    cost = np.array([0.01 if "/" in name else 1.0 for name in index])

    def objective(weights: Array) -> tuple[float, Array]:
        gradient = cost * weights
        value = 0.5 * float(cost @ weights**2)
        return value + sum(example.loss(weights, gradient) for example in examples), gradient

    weights = minimise(objective, np.zeros(len(index)), steps=40)
    return counts.model({name: float(weights[i]) for name, i in index.items() if abs(weights[i]) >= 5e-4})


Outcome = tuple[Statement, int, int, float]  # statement, its system, the likeliest one, its probability


def cross_validate(pages: Sequence[Page], folds: int) -> list[list[Outcome]]:
    """Return by fold each statement that names no system, with what a model says to which its drug gave nothing."""
    return [list(_outcomes(held, learn(rest))) for held, rest in folds_of(pages, folds)]


def _outcomes(pages: Iterable[Page], model: BodySystemModel) -> Iterator[Outcome]:
    for page in pages:
        if page.statements:
            rows = model.posterior(page.statements)
            for statement, gold, row in zip(page.statements, page.systems, rows, strict=True):
                best = max(range(len(row)), key=row.__getitem__)
                if not statement.system:
                    yield statement, gold, best, row[best]


def curves_of(outcomes: Iterable[Outcome]) -> dict[str, Curve]:
    """Return what the probabilities of inline lists and of prose proved to be worth."""
    rows = list(outcomes)
    return {
        kind: fit_curve((p, gold == best, 1) for s, gold, best, p in rows if s.is_list == (kind == "list"))
        for kind in ("list", "prose")
    }


def graded(by_fold: Sequence[Sequence[Outcome]]) -> list[tuple[Statement, float, bool]]:
    """Return each statement with its calibrated probability, by the curves of the other folds."""
    out = []
    for k, fold in enumerate(by_fold):
        curves = curves_of(x for j, other in enumerate(by_fold) if j != k for x in other)
        for statement, gold, best, p in fold:
            out.append((statement, calibrated(p, curves["list" if statement.is_list else "prose"]), gold == best))
    return out


def report(rows: Sequence[tuple[Statement, float, bool]]) -> Iterator[str]:
    """Yield the figures as lines."""
    for name, wanted in (("inline lists", True), ("prose", False)):
        own = [(p, ok) for s, p, ok in rows if s.is_list == wanted]
        inferred = [ok for p, ok in own if p >= SURE_ENOUGH]
        yield f"{name}: {len(own)} statements that name no system, likeliest right {_mean([ok for _, ok in own]):.4f}"
        yield f"  inferred: share {len(inferred) / len(own):.4f}, right {_mean(inferred):.4f}"
        yield from calibration_table((p, ok, 1) for p, ok in own)


def _mean(values: Sequence[bool]) -> float:
    return sum(values) / max(1, len(values))


def write(model: BodySystemModel, folder: Path = LEXICONS) -> None:
    """Write the lexicons of a model."""
    counts = ([key, packed(SYSTEMS, row), ORIGIN] for key, row in sorted(model.counts.items()))
    write_rows(folder / "body_system_counts.csv", ["key", "counts", "origin"], counts)
    weights = [[name, f"{value:.4f}", ORIGIN] for name, value in sorted(model.weights.items())]
    weights += [[f"{kind}={p}", f"{q}", ORIGIN] for kind, curve in model.curves.items() for p, q in curve]
    write_rows(folder / "body_system_weights.csv", ["name", "value", "origin"], weights)


def main() -> None:
    """Learn, calibrate and write, or cross-validate and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--cross-validate", type=int, metavar="FOLDS")
    options = parser.parse_args()
    pages = read_parts(options.corpus)
    by_fold = cross_validate(pages, options.cross_validate or _FOLDS)
    if options.cross_validate:
        print("\n".join(report(graded(by_fold))))
        return
    model = learn(pages)
    write(BodySystemModel(model.counts, model.weights, curves_of(x for fold in by_fold for x in fold)))


if __name__ == "__main__":
    main()
