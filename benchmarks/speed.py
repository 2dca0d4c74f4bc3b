"""Measures the speed and the memory of the whole way and writes docs/performance.md: `make bench`.

Every ratio is to a baseline measured in the same round: BeautifulSoup with lxml parsing the same pages and returning
their text, or pdfplumber's words of the same PDF.  A figure is the median of several rounds, each in a fresh process,
so that a busy machine weighs on both sides.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from benchmarks.generated import page, text
from benchmarks.measuring import Row, in_fresh_process, medians, pages_below, row
from benchmarks.whole_runs import (
    generated,
    larger,
    orchestration,
    over_pages,
    side_by_side,
    starts,
    ten_added,
    two_workers,
)

REPORT = Path("docs/performance.md")
PLAN = "## Ten million leaflets"  # what follows this heading in the report is written by hand
_GOALS = {
    "HTML page: bytes to Leaflet, never seen": 1.5,
    "flattened text: bytes to Leaflet, never seen": 0.6,
}
_LONG_PDF = 50
STEPS = ("phases", "starts", "pages", "pdf", "orchestration", "workers", "parts", "beside", "added", "larger")


def leaflets_in(corpus: Path | None, number: int, folder: Path) -> tuple[Path, Path, str]:
    """Return a folder of pages, one of the same leaflets as flattened text, and where they are from."""
    found = corpus / "drugscom" if corpus else None
    if found is not None and (found / "html").is_dir():
        return found / "html", found / "seed", "reviewed corpus"
    for kind, make in (("html", page), ("txt", text)):
        (folder / kind).mkdir()
        for n in range(2 * number):
            (folder / kind / f"{n:05d}.{kind}").write_text(make(n), encoding="utf-8")
    return folder / "html", folder / "txt", "generated"


def phases(html: Path, texts: Path, number: int, rounds: int) -> tuple[list[Row], float]:
    """Measure each phase against the baseline on the same leaflets; return the rows and the baseline of one page."""
    ratios, baselines = [], []
    for _ in range(rounds):
        ratios.append({})
        for kind in ("html", "text"):
            taken = in_fresh_process("phases", kind, html, texts, number)
            base, pages = taken.pop("baseline"), taken.pop("pages")
            baselines.append(base / pages)
            ratios[-1] |= {name: seconds / base for name, seconds in taken.items()}
    return [row(name, value, _GOALS.get(name)) for name, value in medians(ratios).items()], median(baselines)


def pdfs(corpus: Path | None) -> list[Row]:
    """Measure long PDFs against the words that pdfplumber finds on all their pages."""
    folder = corpus / "pdf" / "in" if corpus else None
    if folder is None or not folder.is_dir():
        return []
    taken = [in_fresh_process("pdf_pages", path) for path in pages_below(folder)]
    ratios = sorted(one["bytes to Leaflet"] / one["baseline"] for one in taken if one["pages"] >= _LONG_PDF)
    name = f"PDF of {_LONG_PDF} pages and more, bytes to Leaflet, against pdfplumber's words ({len(ratios)} files)"
    return [row(name, (median(ratios), ratios[0], ratios[-1]), 0.5)] if ratios else []


def report(rows: Sequence[Row], baseline: float, origin: str, command: str) -> str:
    """Return the report; what stands below the heading of the paper plan is kept."""
    verdict = {True: "met", False: "**missed**", None: ""}
    lines = [f"| {row.what} | {row.figure} | {row.goal} | {verdict[row.is_met]} |" for row in rows]
    old = REPORT.read_text(encoding="utf-8") if REPORT.is_file() else ""
    plan = PLAN + old.partition(PLAN)[2] if PLAN in old else ""
    return "\n".join(
        [
            "# Performance",
            "",
            f"Written by `{command}`; `make bench` measures more.",
            "",
            f"Baseline: BeautifulSoup with lxml, `get_text`, {baseline * 1000:.2f} ms CPU a page ({origin}). A ratio",
            "without another name is CPU time to that baseline on the same pages: the median of several rounds, each",
            "in fresh processes (least and greatest in parentheses). *Never seen* is the first pass over leaflets that",
            "the process has not met, after it has read others: this is what a night's new leaflets cost, and what the",
            "goals speak of. *Seen before* is the second pass over the same leaflets.",
            "",
            f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, shared with other work:"
            f" load {os.getloadavg()[0]:.1f} at the end.",
            "",
            "| what | measured | goal | |",
            "|---|---|---|---|",
            *lines,
            "",
            plan,
        ]
    )


def _measure(options: argparse.Namespace, folder: Path) -> tuple[list[Row], float, str]:
    html, texts, origin = leaflets_in(options.corpus, options.pages, folder)
    rows, baseline = phases(html, texts, options.pages, options.rounds)
    _show(rows)
    full: dict[str, float] = {}

    def added() -> list[Row]:
        found, taken = ten_added(options.small, folder, options.rounds)
        full.update(taken)
        return found

    steps: dict[str, Callable[[], list[Row]]] = {
        "starts": lambda: starts(options.rounds),
        "pages": lambda: over_pages(html, folder, options.rounds),
        "pdf": lambda: pdfs(options.corpus),
        "orchestration": lambda: orchestration(folder, options.rounds),
        "workers": lambda: two_workers(html, folder, options.rounds),
        "parts": lambda: two_workers(generated(options.small, folder), folder, options.rounds),
        "beside": lambda: side_by_side(options.small, folder, options.rounds),
        "added": added,
        "larger": lambda: larger(full, options.small, options.large, folder) if full and options.large else [],
    }
    for name in STEPS[1:]:
        if name not in options.skip:
            rows += _show(steps[name]())
    return rows, baseline, origin


def _show(rows: list[Row]) -> list[Row]:
    for one in rows:
        print(*one[:3], sep=" | ", flush=True)
    return rows


def main() -> int:
    """Measure, print and write the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, help="reviewed corpus; generated pages where not given")
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--small", type=int, default=2_000, help="generated leaflets of the smaller run")
    parser.add_argument("--large", type=int, default=20_000, help="leaflets of the larger run; 0: no such run")
    parser.add_argument("--skip", nargs="*", choices=STEPS[1:], default=[], help="steps that are left out")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        rows, baseline, origin = _measure(options, Path(made))
    said = {name: " ".join(value) if isinstance(value, list) else value for name, value in vars(options).items()}
    given = " ".join(f"--{name} {value}" for name, value in said.items() if value)
    REPORT.write_text(report(rows, baseline, origin, f"python -m benchmarks.speed {given}"), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
