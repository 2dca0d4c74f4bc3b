"""Learn where the lists of flattened side-effect pages belong, and measure it on drugs that gave no counts.

    python -m benchmarks.learn_placement CORPUS                     writes the lexicons of the placement model
    python -m benchmarks.learn_placement CORPUS --cross-validate 10  prints the figures, folds by drug, writes nothing

CORPUS holds ``gold/NAME.json`` (the reviewed lists) and ``inorder/NAME.txt`` (the same pages in page order).  Pages
that share a substance, also through a combination product, lie in one fold.  While weights are learnt, a page's own
family is taken out of the counts that speak for it, as it will be for a drug never seen.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.placement_corpus import ReviewedList, ReviewedPage, read_pages
from benchmarks.sequence_training import Example, learn_weights
from benchmarks.validation import (
    LEXICONS,
    ORIGIN,
    Curve,
    Graded,
    calibration_table,
    fit_curve,
    folds_of,
    write_rows,
)
from extractors.frequency import parse_label
from extractors.placement.frequencies import KnownFrequencies, ProfessionalTerm
from extractors.placement.learnt import packed
from extractors.placement.model import (
    CLASS_NAMES,
    CLASSES,
    TOTAL,
    Group,
    Incidence,
    PlacementModel,
    calibrated,
    features_of,
)
from extractors.placement.sections import Placement, place_lists
from schemas.vocab import SectionKind

_SEEN_AT_LEAST = 2
_FOLDS = 5  # for the curves
_COUNTED_TEMPLATE = "incidence"  # the other templates give few lists, in words of their own

Table = dict[str, list[float]]


class CorpusCounts:
    """Counts of items and words by class over some pages, from which a family can be taken out."""

    def __init__(self, pages: Iterable[ReviewedPage]) -> None:
        self.whole: Table = defaultdict(_empty)
        self.of_family: dict[int, Table] = defaultdict(lambda: defaultdict(_empty))
        for page in pages:
            for key, at in _occurrences(page):
                self.whole[key][at] += 1
                self.of_family[page.family][key][at] += 1

    def model(self, weights: Mapping[str, float]) -> PlacementModel:
        """Return the model of all pages; what was seen once says little and is left out."""
        kept = {key: row for key, row in self.whole.items() if sum(row) >= _SEEN_AT_LEAST}
        return PlacementModel(kept, weights)

    def without(self, page: ReviewedPage) -> PlacementModel:
        """Return a model for the items of ``page`` to which its family gave nothing."""
        own = self.of_family.get(page.family, {})
        keys = {key for entry in page.lists for item in entry.items for key in features_of(item)} | {TOTAL}
        rows = {key: _less(self.whole[key], own.get(key)) for key in keys if key in self.whole}
        return PlacementModel({key: row for key, row in rows.items() if sum(row) >= _SEEN_AT_LEAST}, {})


def _empty() -> list[float]:
    return [0.0] * len(CLASSES)


def _less(row: Sequence[float], own: Sequence[float] | None) -> list[float]:
    return [a - b for a, b in zip(row, own, strict=True)] if own else list(row)


def _occurrences(page: ReviewedPage) -> Iterator[tuple[str, int]]:
    """Yield each item and word of a page with the class it stood in."""
    if page.template != _COUNTED_TEMPLATE:
        return
    for entry in page.lists:
        at = CLASSES.index(list_class(entry))
        for item in entry.items:
            yield from ((key, at) for key in (TOTAL, *features_of(item)))


def list_class(entry: ReviewedList) -> tuple[Group, Incidence]:
    """Return the class that a reviewed list counts for."""
    if entry.kind is SectionKind.CONSUMER_OVERDOSE:
        return Group.OVERDOSE, Incidence.OTHER
    persistent = entry.kind is SectionKind.CONSUMER_PERSISTENT
    return Group.PERSISTENT if persistent else Group.IMMEDIATE, entry.incidence


def examples_of(pages: Iterable[ReviewedPage], counts: CorpusCounts) -> Iterator[Example]:
    """Yield the pages as the training of the sequence model takes them."""
    for page in pages:
        if not page.lists or any(entry.slot < 0 for entry in page.lists):
            continue
        model = counts.without(page)
        lists = [entry.items for entry in page.lists]
        states = [entry.state(page.lead_ins) for entry in page.lists]
        known = KnownFrequencies.of(professional_terms(page))
        evidence = [model.evidence(items) for items in lists]
        yield Example(lists, page.lead_ins, states, evidence, [known.of_list(items) for items in lists])


def professional_terms(page: ReviewedPage) -> list[ProfessionalTerm]:
    """Return the effects of a page's professional part that have a frequency."""
    labels = [
        (item["text"], parse_label(item["frequency"] or "", 0, len(item["frequency"] or "")))
        for item in page.statements
    ]
    return [ProfessionalTerm(text, x.frequency.category) for text, x in labels if x and x.frequency.category]


def penalty(name: str) -> float:
    """Return how dear a weight is: what many lists speak for may weigh more than what few show."""
    return 0.01 if name.startswith(("section/", "incidence/")) or name == "skip" else 1.0


def learn(pages: Sequence[ReviewedPage]) -> PlacementModel:
    """Return the model learnt from ``pages``, not calibrated."""
    counts = CorpusCounts(pages)
    return counts.model(learn_weights(list(examples_of(pages, counts)), penalty))


Outcome = tuple[ReviewedPage, list[Placement]]


def cross_validate(pages: Sequence[ReviewedPage], folds: int) -> list[list[Outcome]]:
    """Return by fold each page with placements, not calibrated, by a model to which its drug family gave nothing."""
    return [list(_outcomes(held, learn(rest))) for held, rest in folds_of(pages, folds)]


def _outcomes(pages: Iterable[ReviewedPage], model: PlacementModel) -> Iterator[Outcome]:
    for page in pages:
        if page.lists:
            yield (
                page,
                place_lists([entry.items for entry in page.lists], page.lead_ins, professional_terms(page), model),
            )


def curves_of(outcomes: Iterable[Outcome]) -> tuple[Curve, Curve]:
    """Return what the probabilities of sections and of incidence labels proved to be worth, by item."""
    rows = list(outcomes)
    return fit_curve(grades_of_sections(rows)), fit_curve(grades_of_labels(rows))


def grades_of_sections(outcomes: Iterable[Outcome]) -> list[Graded]:
    """Return for each list the probability of its section, whether it was right, and its length."""
    return [
        (found.probability, found.kind is entry.kind, len(entry.items))
        for page, placements in outcomes
        for entry, found in zip(page.lists, placements, strict=True)
    ]


def grades_of_labels(outcomes: Iterable[Outcome]) -> list[Graded]:
    """Return the same for the incidence, of the lists that had a label and were given one."""
    return [
        (found.frequency_probability, found.frequency.value == entry.incidence.value, len(entry.items))
        for page, placements in outcomes
        for entry, found in zip(page.lists, placements, strict=True)
        if found.frequency and entry.incidence is not Incidence.OTHER
    ]


def cross_calibrated(by_fold: Sequence[Sequence[Outcome]]) -> list[Outcome]:
    """Return the outcomes of all folds, each calibrated by the curves of the others."""
    out: list[Outcome] = []
    for k, fold in enumerate(by_fold):
        curves = curves_of(x for j, other in enumerate(by_fold) if j != k for x in other)
        out += [(page, [_calibrated(one, *curves) for one in placements]) for page, placements in fold]
    return out


def _calibrated(one: Placement, section: Curve, incidence: Curve) -> Placement:
    return one._replace(
        probability=calibrated(one.probability, section),
        frequency_probability=calibrated(one.frequency_probability, incidence),
    )


def figures(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Return the shares of items and pages placed right, and what the probabilities are worth, by item."""
    tally: Counter[str] = Counter()
    for page, placements in outcomes:
        right = [p.kind is e.kind for e, p in zip(page.lists, placements, strict=True)]
        tally["pages"] += 1
        tally["pages right"] += all(right)
        for entry, placement, ok in zip(page.lists, placements, right, strict=True):
            _count_list(tally, entry, placement, ok)
    return {
        "items in their section": tally["right"] / tally["items"],
        "pages with all items right": tally["pages right"] / tally["pages"],
        "confidence >= 0.9: right": tally["sure right"] / max(1, tally["sure"]),
        "confidence >= 0.9: share": tally["sure"] / tally["items"],
        "incidence >= 0.9: right": tally["label right"] / max(1, tally["label sure"]),
        "incidence >= 0.9: share": tally["label sure"] / max(1, tally["label"]),
    }


def _count_list(tally: Counter[str], entry: ReviewedList, placement: Placement, ok: bool) -> None:
    n = len(entry.items)
    sure, label_sure = placement.probability >= 0.9, placement.frequency_probability >= 0.9
    tally.update({"items": n, "right": n * ok, "sure": n * sure, "sure right": n * (sure and ok)})
    if entry.incidence is Incidence.OTHER or placement.frequency is None:
        return
    same = placement.frequency.value == entry.incidence.value
    tally.update({"label": n, "label sure": n * label_sure, "label right": n * (label_sure and same)})


def write(model: PlacementModel, folder: Path = LEXICONS) -> None:
    """Write the lexicons of a model."""
    counts = ([key, packed(CLASS_NAMES, row), ORIGIN] for key, row in sorted(model.counts.items()))
    write_rows(folder / "placement_counts.csv", ["key", "counts", "origin"], counts)
    weights = [[name, f"{value:.4f}", ORIGIN] for name, value in sorted(model.weights.items())]
    weights += [[f"section={p}", f"{q}", ORIGIN] for p, q in model.calibration]
    weights += [[f"incidence={p}", f"{q}", ORIGIN] for p, q in model.incidence_calibration]
    write_rows(folder / "placement_weights.csv", ["name", "value", "origin"], weights)


def main() -> None:
    """Learn and write, or cross-validate and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--cross-validate", type=int, metavar="FOLDS")
    options = parser.parse_args()
    pages = read_pages(options.corpus)
    by_fold = cross_validate(pages, options.cross_validate or _FOLDS)
    if options.cross_validate:
        report(cross_calibrated(by_fold))
        return
    model = learn(pages)
    curves = curves_of(x for fold in by_fold for x in fold)
    write(PlacementModel(model.counts, model.weights, *curves))


def report(outcomes: Sequence[Outcome]) -> None:
    """Print the figures and the calibration tables."""
    for name, value in figures(outcomes).items():
        print(f"{name:32s} {value:.4f}")
    print("sections", *calibration_table(grades_of_sections(outcomes)), sep="\n")
    print("incidence labels", *calibration_table(grades_of_labels(outcomes)), sep="\n")


if __name__ == "__main__":
    main()
