"""Measures the speed and the memory of the whole way and writes docs/performance.md: `make bench`.

Every figure is CPU time (wall time where it says so) and is given as a ratio to a baseline measured in the same run:
BeautifulSoup with lxml parsing the same pages and returning their text.  A ratio is the median of several rounds, each
of which measures the baseline anew, so that a busy machine weighs on both sides.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bs4 import BeautifulSoup

from benchmarks.generated import page, text, write_leaflets
from extractors.extract import extract
from extractors.layouts.base import layout_of
from extractors.model import Leaflet
from extractors.readers.base import read
from extractors.tabulate import Origin, join, tabulate, to_tables
from flows.checks import first_fault
from flows.encoding import encode_table

REPORT = Path("docs/performance.md")
PLAN = "## Ten million leaflets"  # what follows this heading in the report is written by hand
_WHEN = datetime(2000, 1, 1, tzinfo=UTC)


class Row(NamedTuple):
    """One line of the report: what was measured, the figure, and the goal with whether it was met, if there is one."""

    what: str
    figure: str
    goal: str = ""
    is_met: bool | None = None


def cpu(work: Callable[[], object]) -> float:
    """Return the CPU seconds that ``work`` takes in this process."""
    began = time.process_time()
    work()
    return time.process_time() - began


def pages_of(corpus: Path | None, number: int) -> tuple[list[bytes], list[bytes], str]:
    """Return pages, the same leaflets as flattened text, and where they are from."""
    folder = corpus / "drugscom" if corpus else None
    if folder is None or not folder.is_dir():
        made = range(number)
        return [page(n).encode() for n in made], [text(n).encode() for n in made], "generated"
    names = [path.stem for path in sorted((folder / "seed").iterdir()) if (folder / f"html/{path.stem}.html").is_file()]
    pages = [(folder / f"html/{name}.html").read_bytes() for name in names[:number]]
    return pages, [(folder / f"seed/{name}.txt").read_bytes() for name in names[:number]], "reviewed corpus"


def phases(pages: Sequence[bytes], texts: Sequence[bytes], rounds: int) -> tuple[list[Row], float]:
    """Measure each phase against the baseline on the same leaflets; return the rows and the baseline of one page."""
    ratios: dict[str, list[float]] = {}
    baselines = []
    first = _one_round(pages, texts)  # fills what is remembered between leaflets
    for _ in range(rounds):
        taken = _one_round(pages, texts)
        baselines.append(taken.pop("baseline"))
        for name, seconds in taken.items():
            ratios.setdefault(name, []).append(seconds / baselines[-1])
    goals = {"HTML page: bytes to Leaflet": 1.5, "flattened text: bytes to Leaflet": 0.6}
    rows = []
    for name, found in ratios.items():
        value, goal = median(found), goals.get(name)
        shown = f"{value:.2f} × ({min(found):.2f}–{max(found):.2f}); first time {first[name] / first['baseline']:.2f} ×"
        rows.append(Row(name, shown, f"≤ {goal} ×" if goal else "", value <= goal if goal else None))
    return rows, median(baselines) / len(pages)


def _one_round(pages: Sequence[bytes], texts: Sequence[bytes]) -> dict[str, float]:
    taken = {"baseline": cpu(lambda: [BeautifulSoup(raw.decode(), "lxml").get_text() for raw in pages])}
    for name, raws in (("HTML page", pages), ("flattened text", texts)):
        taken[f"{name}: bytes to Leaflet"] = cpu(lambda raws=raws: [extract(raw) for raw in raws])
        documents = [read(raw) for raw in raws]
        taken[f"{name}: read"] = cpu(lambda raws=raws: [read(raw) for raw in raws])
        taken[f"{name}: understand"] = cpu(lambda d=documents: [layout_of(x).understand(x) for x in d])
    leaflets = [extract(raw) for raw in pages]
    taken["tabulate"] = cpu(lambda: _tables(leaflets, pages))
    tables = _tables(leaflets, pages)
    taken["validate"] = cpu(lambda: first_fault(tables))
    taken["write (Parquet and CSV in memory)"] = cpu(lambda: [encode_table(n, t) for n, t in tables.items()])
    return taken


def _tables(leaflets: Sequence[Leaflet], raws: Sequence[bytes]) -> dict[str, object]:
    rows = []
    for number, (leaflet, raw) in enumerate(zip(leaflets, raws, strict=True)):
        digest = hashlib.sha256(raw).hexdigest()
        origin = Origin(digest[:16], f"{number}.html", digest, len(raw), 1, _WHEN, _WHEN, "measured", "measured")
        rows.append(tabulate(leaflet, origin))
    return to_tables(join(rows))


def one_run(raw: Path, output: Path, workers: int = 0) -> dict[str, float]:
    """Return what a run without orchestration took, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.one_run", str(raw), str(output), str(workers)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def command_line(*arguments: str) -> float:
    """Return the wall seconds of one `leaflets` command, start to end."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "flows.cli", *arguments], capture_output=True, check=True)
    return time.perf_counter() - began


def whole_runs(pages: Sequence[bytes], baseline: float, folder: Path) -> list[Row]:
    """Measure whole runs over the pages: the first, the second with nothing changed."""
    raw, output = folder / "pages", folder / "pages-out"
    raw.mkdir()
    for number, content in enumerate(pages):
        (raw / f"{number:05d}.html").write_bytes(content)
    first, second = one_run(raw, output), one_run(raw, output)
    ratio, share = first["cpu"] / (baseline * len(pages)), second["cpu"] / first["cpu"]
    steps = ", ".join(f"{step} {first[step]:.1f} s" for step in ("discover", "extract", "publish"))
    return [
        Row(f"whole run over {len(pages)} pages alone ({steps})", f"{ratio:.2f} ×", "≤ 2.2 ×", ratio <= 2.2),
        Row("second run, nothing changed", f"{share:.1%} of the first", "≤ 5 %", share <= 0.05),
    ]


def scale(small: int, large: int, folder: Path) -> list[Row]:
    """Measure generated text leaflets: ten added to ``small``, ``large`` against ``small``, two workers against one."""
    rows = []
    raw, output = folder / "small", folder / "small-out"
    write_leaflets(raw, 0, small)
    full = one_run(raw, output)
    write_leaflets(raw, small, 10)
    share = one_run(raw, output)["cpu"] / full["cpu"]
    rows.append(Row(f"ten leaflets added to {small:,}", f"{share:.1%} of the full run", "≤ 5 %", share <= 0.05))
    one, two = (one_run(raw, folder / f"workers-{n}", n)["wall"] for n in (1, 2))
    rows.append(Row("2 workers against 1 (wall time)", f"{one / two:.2f} ×", "≥ 1.8 ×", one / two >= 1.8))
    write_leaflets(folder / "large", 0, large)
    big = one_run(folder / "large", folder / "large-out")
    time_ratio, memory_ratio = big["cpu"] / full["cpu"], big["peak_mib"] / full["peak_mib"]
    most = 1.05 * large / small
    rows.append(
        Row(f"{small:,} → {large:,} leaflets: time", f"{time_ratio:.2f} ×", f"≤ {most:.1f} ×", time_ratio <= most)
    )
    fits = memory_ratio <= 1.2 and big["peak_mib"] <= 1024
    shown = f"{big['peak_mib']:.0f} MiB, {memory_ratio:.2f} ×"
    rows.append(Row(f"{small:,} → {large:,} leaflets: peak memory", shown, "≤ 1 GiB and ≤ 1.2 ×", fits))
    return rows


def starts(rounds: int) -> list[Row]:
    """Measure how long the commands take that a person waits for."""
    helps = median([command_line("--help") for _ in range(rounds)])
    looks = median([command_line("extract", "raw/cycloserine.txt") for _ in range(rounds)])
    return [
        Row("`leaflets --help` (wall time)", f"{helps:.2f} s", "≤ 0.4 s", helps <= 0.4),
        Row("`leaflets extract raw/cycloserine.txt` (wall time)", f"{looks:.2f} s"),
    ]


def orchestration(folder: Path) -> list[Row]:
    """Measure what Prefect adds to a run, start to end, for few and for many leaflets."""
    added = []
    for number in (20, 400):
        raw = folder / f"flow-{number}"
        write_leaflets(raw, 0, number)
        whole = command_line("run", str(raw), "-o", str(folder / f"flow-out-{number}"), "-w", "0", "-q")
        added.append(whole - one_run(raw, folder / f"plain-out-{number}")["wall"])
    few, many = added
    return [
        Row("Prefect beside the work, 20 leaflets (wall time)", f"{few:.1f} s", "≤ 15 s", few <= 15),
        Row("Prefect beside the work, 400 leaflets (wall time)", f"{many:.1f} s", "≤ 15 s", many <= 15),
    ]


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
            f"Baseline: BeautifulSoup with lxml, `get_text`, {baseline * 1000:.2f} ms CPU a page ({origin}). A",
            "ratio is the median of several rounds in one run (least and greatest in parentheses); the first time is",
            "that of items never seen before. CPU time, on the pages unless another kind is named.",
            f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores shared with other work:"
            f" load {os.getloadavg()[0]:.1f}.",
            "",
            "| what | measured | goal | |",
            "|---|---|---|---|",
            *lines,
            "",
            plan,
        ]
    )


def _show(rows: list[Row]) -> list[Row]:
    for row in rows:
        print(*row[:3], sep=" | ", flush=True)
    return rows


def main() -> int:
    """Measure, print and write the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, help="reviewed corpus; generated pages where not given")
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--small", type=int, default=1_000, help="generated leaflets of the smaller run")
    parser.add_argument("--large", type=int, default=4_000, help="leaflets of the larger run; 0: no such runs")
    options = parser.parse_args()
    pages, texts, origin = pages_of(options.corpus, options.pages)
    rows, baseline = phases(pages, texts, options.rounds)
    _show(rows)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        rows += _show(starts(options.rounds))
        rows += _show(whole_runs(pages, baseline, folder))
        rows += _show(scale(options.small, options.large, folder)) if options.large else []
        rows += _show(orchestration(folder))
    given = " ".join(f"--{name} {value}" for name, value in vars(options).items() if value is not None)
    REPORT.write_text(report(rows, baseline, origin, f"python -m benchmarks.speed {given}"), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
