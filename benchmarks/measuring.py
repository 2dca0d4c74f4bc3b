"""What all measurements share: a line of the report, the baseline, and runs in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from bs4 import BeautifulSoup

TIMEOUT_S = 7_200
_AS_INSTALLED = Path(__file__).with_name("as_installed")


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


def baseline(pages: Iterable[bytes]) -> float:
    """Return the CPU seconds that BeautifulSoup with lxml takes to parse the pages and give their text."""
    return cpu(lambda: [BeautifulSoup(raw.decode(), "lxml").get_text() for raw in pages])


def in_fresh_process(module: str, *arguments: object) -> dict[str, Any]:
    """Run a module of this package that prints JSON in its last line, and return what it says."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=TIMEOUT_S, env=as_installed())
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def as_installed() -> dict[str, str]:
    """Return the environment of a process, and of its workers, as where the package is installed for use.

    Python may keep what it compiles, and packages of the tests are not there.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, (str(_AS_INSTALLED), kept.get("PYTHONPATH"))))}


def medians(rounds: Iterable[dict[str, float]]) -> dict[str, tuple[float, float, float]]:
    """Return for each name the median, the least and the greatest of the rounds."""
    found: dict[str, list[float]] = {}
    for one in rounds:
        for name, value in one.items():
            found.setdefault(name, []).append(value)
    return {name: (median(values), min(values), max(values)) for name, values in found.items()}


def row(what: str, value: tuple[float, float, float], goal: float | None, unit: str = "×") -> Row:
    """Return a line of a ratio with its spread, and whether it reaches the goal, which is a most."""
    shown = f"{value[0]:.2f} {unit} ({value[1]:.2f} to {value[2]:.2f})"
    return Row(what, shown, "" if goal is None else f"≤ {goal:g} {unit}", None if goal is None else value[0] <= goal)


def pages_below(folder: Path) -> list[Path]:
    """Return the files of a folder in their order."""
    return sorted(path for path in folder.iterdir() if path.is_file())
