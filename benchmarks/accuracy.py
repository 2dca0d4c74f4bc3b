"""Measure the extractors against the reviewed corpus, write docs/accuracy.md and the report's figures, hold the floors.

    python -m benchmarks.accuracy --corpus ../shared/corpus

Every figure comes from one run of the extractors over one folder of the corpus and of the scorer that lies beside it.
A figure below its floor (benchmarks/accuracy_floors.json) fails the run; one above it raises the floor.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.corpus_runs import publish, score
from benchmarks.worst_leaflets import worst
from flows.report.accuracy import COLUMNS, FILE
from flows.versions import parser_version

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ROOT / "benchmarks" / "accuracy_floors.json"
ACCURACY = ROOT / "flows" / "report" / FILE
REPORT = ROOT / "docs" / "accuracy.md"


@dataclass(frozen=True)
class Shape:
    """A folder of the corpus, the scorer that measures it, and the arguments that the scorer takes."""

    name: str
    words: str
    folder: str
    gold: str
    scorer: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    def arguments(self, corpus: Path, output: Path) -> list[object]:
        """Return the scorer's arguments for the tables in ``output``."""
        gold: list[object] = [corpus / part for part in self.gold.split()]
        return [*self.before, output, *gold, *self.after]


_PAGES = "Side-effects pages"
SHAPES = (
    Shape("html", f"{_PAGES}, HTML", "drugscom/html", "drugscom/gold", "score.py"),
    Shape("inorder", f"{_PAGES}, flattened in their order", "drugscom/inorder", "drugscom/gold", "score.py"),
    Shape(
        "seed",
        f"{_PAGES}, flattened, headings of lists lost",
        "drugscom/seed",
        "drugscom/gold",
        "score.py",
        after=("--no-labels",),
    ),
    Shape(
        "seed21",
        f"{_PAGES}, flattened, headings of lists lost, another edition",
        "drugscom/seed21",
        "drugscom/gold",
        "score.py",
        after=("--no-labels",),
    ),
    Shape(
        "prose", "Prose for professionals", "prose/html", "prose/annotations.jsonl prose/texts.jsonl", "score_prose.py"
    ),
    *(
        Shape(name, words, f"{name}/in", f"{name}/gold", "score_families.py", before=(name,))
        for name, words in (
            ("epi", "Electronic product information (EU), package leaflets"),
            ("pdf", "PDF leaflets"),
            ("bioleaflets", "EU package leaflets, plain text"),
            ("spl", "US labels, SPL"),
            ("tac", "US labels, sections on adverse reactions"),
        )
    ),
)


@dataclass
class Measured:
    """What one shape came to."""

    shape: Shape
    figures: dict[str, float]
    printed: str
    n_leaflets: int
    refused: list[str]
    worst: list[str] = field(default_factory=list)


def flat(figures: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, float]]:
    """Yield the figures of a scorer as dotted names and numbers.

    >>> dict(flat({"terms": {"f1": 0.9, "gold": 7}, "share": 1}))
    {'terms.f1': 0.9, 'terms.gold': 7, 'share': 1}
    """
    for name, value in figures.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def measure(shape: Shape, corpus: Path, scorers: Path) -> Measured:
    """Run one shape through the extractors and its scorer."""
    paths = sorted(p for p in (corpus / shape.folder).iterdir() if p.is_file())
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder)
        refused = publish(paths, output)
        figures, printed = score(scorers / shape.scorer, *shape.arguments(corpus, output))
        lines = worst(output, corpus / shape.gold) if shape.scorer == "score.py" else []
    return Measured(shape, dict(flat(figures)), printed.replace(str(corpus), "CORPUS"), len(paths), refused, lines)


def below_floors(measured: list[Measured], floors: dict[str, dict[str, float]]) -> list[str]:
    """Return what fell below its floor, in words, and raise the floors that were passed.

    Counts of gold are no figures; a share of unrecognised text is held from above.
    """
    fallen = []
    for one in measured:
        held = floors.setdefault(one.shape.name, {})
        for name, value in one.figures.items():
            if name not in held:
                continue
            sign = -1 if "unrecognised" in name else 1
            if sign * value < sign * held[name] - 1e-9:
                fallen.append(f"{one.shape.name}: {name} is {value}, its floor {held[name]}")
            held[name] = max(held[name], value) if sign > 0 else min(held[name], value)
    return fallen


def write_accuracy(measured: list[Measured], held: dict[str, dict[str, float]]) -> None:
    """Write what the report shows: the figures that have floors; shapes not measured now keep what was written."""
    today, version = datetime.now(UTC).date().isoformat(), parser_version()
    fresh = {one.shape.name: one for one in measured}
    with ACCURACY.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["shape"] not in fresh]
    for name, one in fresh.items():
        said = {"shape": name, "family": one.shape.words, "n_leaflets": one.n_leaflets}
        for figure in sorted(held[name].keys() & one.figures.keys()):
            when = {"measured_on": today, "parser_version": version}
            rows.append({**said, "figure": figure, "value": one.figures[figure], **when})
    order = [shape.name for shape in SHAPES]
    with ACCURACY.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: order.index(str(row["shape"]))))


def cross_validated(corpus: Path) -> str:
    """Return what the learnt parts come to on drugs that they did not learn from."""
    parts = []
    for module, words in (
        ("benchmarks.learn_placement", "Lists without headings"),
        ("benchmarks.learn_body_systems", "Body systems without headings"),
    ):
        command = [sys.executable, "-m", module, str(corpus / "drugscom"), "--cross-validate", "5"]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
        if done.returncode:
            raise RuntimeError(f"{module} failed:\n{done.stderr}")
        shown = f"`python -m {module} CORPUS/drugscom --cross-validate 5`"
        parts.append(f"### {words}\n\n{shown}\n\n{_block(done.stdout)}")
    return "\n".join(parts)


def _block(text: str) -> str:
    return f"```text\n{text.strip()}\n```\n"


def report(measured: list[Measured], learnt: str, notes: str) -> str:
    """Return docs/accuracy.md; what stands below its line of dashes is kept as a person wrote it."""
    parts = [
        "# Accuracy\n",
        "Measured by `make accuracy` (the corpus beside the project, or `make accuracy CORPUS=…`): the extractors over "
        "every leaflet of a folder, then the scorer that comes with the corpus. CORPUS and SCORE stand for the two "
        "folders. Floors are in `benchmarks/accuracy_floors.json` and only rise.\n",
    ]
    for one in measured:
        arguments = " ".join(str(a) for a in one.shape.arguments(Path("CORPUS"), Path("OUT/latest")))
        parts.append(f"## {one.shape.name}: {one.n_leaflets} files\n")
        parts.append(
            f"`leaflets run CORPUS/{one.shape.folder} --output OUT && python SCORE/{one.shape.scorer} {arguments}`\n"
        )
        parts.append(_block(one.printed))
        if one.refused:
            parts.append("Refused: " + "; ".join(one.refused) + "\n")
        if one.worst:
            parts.append("The ten leaflets with most consumer items wrong:\n\n" + "\n".join(one.worst) + "\n")
    parts.append("## Learnt parts on drugs they did not learn from\n")
    parts.append(learnt)
    return "\n".join(parts) + notes


def _kept_notes() -> str:
    """Return the part of the report that a person wrote."""
    if not REPORT.exists():
        return ""
    _, mark, notes = REPORT.read_text(encoding="utf-8").partition("\n---\n")
    return mark + notes


def main() -> int:
    """Measure, write the report, and return 1 where a figure fell below its floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--scorers", type=Path, help="the folder of score.py; beside the corpus where not given")
    parser.add_argument("--only", nargs="*", default=[], help="names of shapes; the report is then not written")
    options = parser.parse_args()
    if not options.corpus.is_dir():
        parser.error(f"no folder {options.corpus}: the reviewed corpus is needed (CORPUS=…)")
    scorers = options.scorers or options.corpus.parent / "score"
    shapes = [s for s in SHAPES if not options.only or s.name in options.only]
    measured = []
    for shape in shapes:
        measured.append(measure(shape, options.corpus, scorers))
        sys.stdout.write(f"== {shape.name}\n{measured[-1].printed}\n")
        sys.stdout.flush()
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    fallen = below_floors(measured, floors)
    write_accuracy(measured, floors)
    if not options.only:
        REPORT.write_text(report(measured, cross_validated(options.corpus), _kept_notes()), encoding="utf-8")
    if not fallen:
        FLOORS.write_text(json.dumps(floors, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    sys.stdout.write("".join(f"below its floor: {line}\n" for line in fallen))
    return 1 if fallen else 0


if __name__ == "__main__":
    raise SystemExit(main())
