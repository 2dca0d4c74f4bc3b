"""Read every annotated FDA label by a pipeline that has learnt from the others alone.

    python -m benchmarks.label_folds CORPUS/tac OUTPUT [--folds 8]

For each fold the packages are copied, the copy learns from the labels of the other folds, and reads those of its own.
OUTPUT then holds the rows of all folds as one set of tables, to be scored like any other:
python SCORE/score_families.py tac OUTPUT CORPUS/tac/gold
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import learn_label_mentions

ROOT = Path(__file__).resolve().parent.parent
_PACKAGES = ("benchmarks", "extractors", "flows", "schemas")
Gold = dict[str, Any]


def read_folds(corpus: Path, output: Path, folds: int) -> None:
    """Write into ``output`` the tables of all labels, each read without what its own sections teach."""
    golds = {path: json.loads(path.read_text(encoding="utf-8")) for path in sorted((corpus / "gold").glob("*.json"))}
    labels = sorted({gold["label"] for gold in golds.values()})
    tables: dict[str, list[pa.Table]] = {}
    for fold in range(folds):
        held = set(labels[fold::folds])
        names = {path.name.removesuffix(".gold.json") for path, gold in golds.items() if gold["label"] in held}
        for name, table in _read_by_others(
            corpus, [gold for gold in golds.values() if gold["label"] not in held], names
        ):
            tables.setdefault(name, []).append(table)
        print(f"fold {fold + 1} of {folds}: {len(held)} labels, {len(names)} sections", flush=True)
    output.mkdir(parents=True, exist_ok=True)
    for name, parts in tables.items():
        pq.write_table(pa.concat_tables(parts), output / f"{name}.parquet")


def _read_by_others(corpus: Path, others: list[Gold], names: set[str]) -> list[tuple[str, pa.Table]]:
    """Return the tables of the sections named, read by a copy of the packages that learnt from ``others``."""
    with TemporaryDirectory() as folder:
        copy, raw = Path(folder) / "code", Path(folder) / "raw"
        for package in _PACKAGES:
            shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
        learn_label_mentions.write(others, copy / "extractors" / "lexicons")
        raw.mkdir()
        for path in (corpus / "in").iterdir():
            if path.stem in names:
                shutil.copy(path, raw / path.name)
        command = [sys.executable, "-m", "benchmarks.one_run", str(raw), str(Path(folder) / "out"), "0"]
        subprocess.run(command, cwd=copy, env=os.environ | {"PYTHONPATH": str(copy)}, check=True)
        made = sorted((Path(folder) / "out" / "latest").glob("*.parquet"))
        return [(path.stem, pq.read_table(path)) for path in made]


def main() -> None:
    """Read the folds and say how to score them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--folds", type=int, default=8)
    options = parser.parse_args()
    read_folds(options.corpus, options.output, options.folds)
    print(f"score it with: python SCORE/score_families.py tac {options.output} {options.corpus / 'gold'}")


if __name__ == "__main__":
    main()
