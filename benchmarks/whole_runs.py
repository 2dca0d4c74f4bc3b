"""Whole runs, each in a process of its own: over pages, over generated leaflets in numbers, by the command line."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import fmean, median
from typing import Any

from benchmarks.generated import write_leaflets
from benchmarks.measuring import TIMEOUT_S, Row, as_installed, in_fresh_process, medians, pages_below, row

Taken = dict[str, Any]

_YOUNG_S = 3
"""Files that are younger than two seconds when they are read are read again by the next run; leaflets seldom are."""


def one_run(raw: Path, output: Path, workers: int = 0) -> Taken:
    """Return what a run without orchestration took; see `benchmarks.one_run`."""
    return in_fresh_process("one_run", raw, output, workers)


def over_pages(raw: Path, folder: Path, rounds: int) -> list[Row]:
    """Measure runs over pages against the baseline over the same: the first, and one in which nothing changed."""
    ratios, shares, steps = [], [], []
    for number in range(rounds):
        output = folder / f"pages-out-{number}"
        text, first, second = in_fresh_process("page_text", raw)["cpu"], one_run(raw, output), one_run(raw, output)
        ratios.append({"run": first["cpu"] / text})
        shares.append({"idle": 100 * second["cpu"] / first["cpu"]})
        steps.append({step: first[step] / text for step in ("imports", "discover", "extract", "publish")})
    said = ", ".join(f"{step} {value[0]:.2f}" for step, value in medians(steps).items())
    n = len(pages_below(raw))
    return [
        row(f"whole run over {n:,} pages, imports and all ({said})", medians(ratios)["run"], 2.2),
        row("second run, nothing changed: share of the first", medians(shares)["idle"], 5, "%"),
    ]


def generated(number: int, folder: Path) -> Path:
    """Return a folder of so many generated leaflets, in a snapshot of which workers finish whole parts."""
    raw = folder / f"generated-{number}"
    write_leaflets(raw, 0, number)
    return raw


def ten_added(number: int, folder: Path, rounds: int) -> tuple[list[Row], Taken]:
    """Measure ten leaflets added to ``number`` against the run over these; return what that took, too.

    The whole is measured before and after, since a shared machine may be slower in one minute than in the next.
    """
    raw, output = generated(number, folder), folder / "small-out"
    time.sleep(_YOUNG_S)
    before = one_run(raw, output)
    taken = []
    for n in range(rounds):
        write_leaflets(raw, number + 10 * n, 10)
        time.sleep(_YOUNG_S)
        taken.append(one_run(raw, output)["cpu"])
    after = one_run(raw, folder / "small-again-out")
    shares = [100 * cpu / _mean_cpu(before, after) for cpu in taken]
    name = f"ten leaflets added to {number:,}: share of the full run"
    return [row(name, (median(shares), min(shares), max(shares)), 5, "%")], after


def larger(full: Taken, small: int, large: int, folder: Path) -> list[Row]:
    """Measure ``large`` generated leaflets against ``small``, which are read again afterwards: time and memory."""
    big = one_run(generated(large, folder), folder / "large-out")
    shutil.rmtree(folder / "large-out")
    again = one_run(generated(small, folder), folder / "small-last-out")
    spent = [big["cpu"] / cpu for cpu in (_mean_cpu(full, again), full["cpu"], again["cpu"])]
    held = big["peak_mib"] / full["peak_mib"]
    name = f"{small:,} → {large:,} generated leaflets"
    memory = f"{big['peak_mib']:.0f} MiB, {held:.2f} ×"
    return [
        row(f"{name}: CPU time", (spent[0], min(spent), max(spent)), 1.05 * large / small),
        Row(f"{name}: peak memory", memory, "≤ 1024 MiB and ≤ 1.2 ×", held <= 1.2 and big["peak_mib"] <= 1024),
    ]


def _mean_cpu(*runs: Taken) -> float:
    return fmean(run["cpu"] for run in runs)


def two_workers(raw: Path, folder: Path, rounds: int) -> list[Row]:
    """Measure two workers against one over the same leaflets, and how much of the CPU time is the coordinator's."""
    gains, shares = [], []
    for number in range(rounds):
        one, two = (one_run(raw, folder / f"{raw.name}-workers-{n}-{number}", n) for n in (1, 2))
        gains.append(one["wall"] / two["wall"])
        shares.append(two["cpu"] / (two["cpu"] + two["cpu_workers"]))
    gain = median(gains)
    figure = f"{gain:.2f} × ({min(gains):.2f} to {max(gains):.2f})"
    n, share = len(pages_below(raw)), median(shares)
    return [
        Row(f"2 workers against 1 over {n:,} leaflets (wall time)", figure, "≥ 1.8 ×", gain >= 1.8),
        Row(f"share of the coordinator in its CPU time, {n:,} leaflets", f"{100 * share:.1f} %"),
    ]


def side_by_side(number: int, folder: Path, rounds: int) -> list[Row]:
    """Measure what the machine gives two runs that share nothing, each over half of ``number`` leaflets.

    No two workers of one run can do better: where processes wait for the same memory, or share a core, this is below 2.
    """
    halves = [folder / f"half-{half}" for half in (0, 1)]
    for half, raw in enumerate(halves):
        write_leaflets(raw, half * number // 2, number // 2)
    gains = []
    for n in range(rounds):
        alone = one_run(halves[0], folder / f"alone-out-{n}")["wall"]
        outputs = [folder / f"beside-out-{half}-{n}" for half in (0, 1)]
        with ThreadPoolExecutor(len(halves)) as both:
            gains.append(2 * alone / max(taken["wall"] for taken in both.map(one_run, halves, outputs)))
    figure = f"{median(gains):.2f} × ({min(gains):.2f} to {max(gains):.2f})"
    return [Row(f"two runs side by side, {number // 2:,} leaflets each, against one after another (wall)", figure)]


def command_line(*arguments: str) -> tuple[float, float]:
    """Return the wall and the CPU seconds of one `leaflets` command, start to end, its children's included."""
    began, before = time.perf_counter(), _children()
    command = [sys.executable, "-m", "flows.cli", *arguments]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, timeout=TIMEOUT_S, env=as_installed())
    return time.perf_counter() - began, _children() - before


def starts(rounds: int) -> list[Row]:
    """Measure how long the commands take that a person waits for."""
    helps, looks = (
        sorted(command_line(*words)[0] for _ in range(rounds))
        for words in (("--help",), ("extract", "raw/cycloserine.txt"))
    )
    return [
        row("`leaflets --help` (wall time)", (median(helps), helps[0], helps[-1]), 0.4, "s"),
        row("`leaflets extract raw/cycloserine.txt` (wall time)", (median(looks), looks[0], looks[-1]), None, "s"),
    ]


def orchestration(folder: Path, rounds: int) -> list[Row]:
    """Measure what Prefect adds to a run, start to end, for few and for many leaflets."""
    rows = []
    for number in (20, 400):
        raw, added = folder / f"flow-{number}", []
        write_leaflets(raw, 0, number)
        for n in range(rounds):
            flow = command_line("run", str(raw), "-o", str(folder / f"flow-out-{number}-{n}"), "-w", "0", "-q")
            plain = one_run(raw, folder / f"plain-out-{number}-{n}")
            added.append({"wall": flow[0] - plain["wall"], "cpu": flow[1] - plain["cpu"]})
        found = medians(added)
        rows.append(row(f"Prefect beside the work, {number} leaflets (wall time)", found["wall"], 15, "s"))
        rows.append(row(f"Prefect beside the work, {number} leaflets (CPU time)", found["cpu"], None, "s"))
    return rows


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
