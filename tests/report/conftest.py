"""A published output with what a report must cope with: hostile text, a file that cannot be read, a second run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flows.report.build import FOLDER
from flows.report.evidence import write_evidence
from flows.run import Run, perform
from flows.settings import Settings
from tests.report.browsing import ARGUMENTS, chromium
from tests.report.hostile import HOSTILE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

RAW = Path(__file__).resolve().parents[2] / "raw"


@pytest.fixture(scope="session")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder after two runs over the sample leaflets, a hostile one and one that cannot be read."""
    folder = tmp_path_factory.mktemp("report")
    raw = folder / "raw"
    shutil.copytree(RAW, raw)
    (raw / "hexavil.txt").write_text(HOSTILE.replace("Blurred vision", "Chills"), encoding="utf-8")
    settings = Settings.model_validate({"raw": raw, "output": folder / "output", "workers": 0})
    perform(Run(settings))
    (raw / "hexavil.txt").write_text(HOSTILE, encoding="utf-8")
    (raw / "broken.pdf").write_bytes(b"%PDF-1.4 and nothing after it")
    perform(Run(settings))
    return folder / "output"


@pytest.fixture(scope="session")
def snapshot(output: Path) -> Path:
    """The snapshot with all its evidence pages written."""
    latest = (output / "latest").resolve()
    write_evidence(latest, latest / FOLDER / "evidence")
    return latest


@pytest.fixture(scope="session")
def report(snapshot: Path) -> Path:
    """The folder of the report."""
    return snapshot / FOLDER


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium; a test that asks for it is skipped where there is none."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium is installed here (Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield running
        running.close()
