"""A schedule that runs by itself, picks up a new leaflet, and is there again after a stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest


def _serve(raw: Path, output: Path, home: Path) -> subprocess.Popen[bytes]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")} | {"XDG_CACHE_HOME": str(home)}
    command = [sys.executable, "-m", "flows.cli", "serve", str(raw), "--output", str(output), "--watch", "10"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _until(condition: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.5)
    return False


def _leaflets(output: Path) -> int:
    path = output / "latest" / "leaflets.parquet"
    return len(pd.read_parquet(path)) if path.exists() else 0


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_schedule_runs_again_and_survives_a_stop(
    write_leaflets: Callable[..., Path], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    raw, output, home = write_leaflets(2), tmp_path / "out", tmp_path_factory.mktemp("home")
    with _serve(raw, output, home) as served:
        assert _until(lambda: _leaflets(output) == 2, 240)
        write_leaflets(1, start=2)
        assert _until(lambda: _leaflets(output) == 3, 120)
        served.send_signal(signal.SIGTERM)
    write_leaflets(1, start=3)
    with _serve(raw, output, home) as served:
        assert _until(lambda: _leaflets(output) == 4, 240)
        served.send_signal(signal.SIGTERM)
