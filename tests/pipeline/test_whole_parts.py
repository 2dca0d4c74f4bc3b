"""Parts that workers finish are byte for byte those that the run itself joins, whatever stands in the way."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from flows import cutting, parts
from flows import run as run_module
from flows.cutting import Sizes, cut, pieces
from flows.discover import Source
from flows.errors import RunError
from flows.executors import InProcess
from flows.jobs import Item
from flows.parts import part_of
from flows.plan import Plan
from flows.run import Run, perform
from flows.settings import Settings
from flows.store import read_manifest
from flows.summary import Summary
from flows.verify import verify
from schemas.integrity import Violation
from tests.pipeline.test_faults import _SABOTAGE, _bad_leaflets, _refused

Publish = Callable[..., Summary]
Write = Callable[..., Path]

_OF_THE_RUN = {"manifest.json", "runs.parquet", "csv/runs.csv", "report/index.html"}
"""Files that tell how long the runs took."""


@pytest.fixture(autouse=True)
def _many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a dozen leaflets have many parts, several in a job, and let all runs start at one time."""
    monkeypatch.setattr(parts, "ONE_PART_UP_TO", 4)
    monkeypatch.setattr(parts, "LEAFLETS_A_PART", 2)
    monkeypatch.setattr(cutting, "MOST_LEAFLETS", 5)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


@pytest.fixture
def _worker_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process do what workers do."""
    monkeypatch.setattr(run_module, "local_pool", lambda *_: InProcess())
    monkeypatch.setattr(run_module, "start_loading", lambda: None)


def _content(output: Path) -> dict[str, bytes]:
    latest = (output / "latest").resolve()
    files = {str(path.relative_to(latest)): path for path in latest.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if name not in _OF_THE_RUN}


def _publish_each(publish: Publish, raw: Path, tmp_path: Path, runs: dict[str, dict[str, Any]], **more: Any) -> None:
    """Publish into an output for each of the runs, with the settings of its own and some for all."""
    for name, settings in runs.items():
        publish(raw, tmp_path / name, **settings, **more)


def _told(output: Path) -> dict[str, Any]:
    said = read_manifest(output / "latest")
    said["tables"].pop("runs")
    return {name: said[name] for name in ("tables", "n_parts", "part_notes", "tally", "gate")}


def _assert_same(tmp_path: Path, others: list[str]) -> None:
    wanted = _content(tmp_path / "chunks")
    assert len([name for name in wanted if name.startswith("leaflets.parquet/")]) > 4
    for name in others:
        found = _content(tmp_path / name)
        assert found.keys() == wanted.keys()
        assert [file for file in wanted if found[file] != wanted[file]] == []
        assert _told(tmp_path / name) == _told(tmp_path / "chunks")
        assert list(verify((tmp_path / name / "latest").resolve())) == []


def _items(count: int) -> list[Item]:
    sources = [Source(f"{n}.txt", None, f"{n * 2**32 // count:08x}00000000", b"") for n in range(count)]
    return [Item(source, 1, None) for source in sources]  # type: ignore[arg-type]


def test_jobs_hold_whole_parts_and_shrink_towards_the_end() -> None:
    items = _items(64)
    works = cut(items, 32, set(), {"0" * 16}, Sizes(chunk=3, workers=2))
    assert [item for work in works for item in work.items] == items
    sizes = [len(work.items) for work in works]
    assert sizes == sorted(sizes, reverse=True)
    assert (max(sizes), min(sizes)) == (4, 2)
    assert [work.known for work in works if work.known] == [{"0" * 16}]
    kept = cut(items, 32, {0, 1, 2}, (), Sizes(chunk=4, workers=2))
    assert [(len(work.items), work.whole_of) for work in kept][:3] == [(4, 0), (2, 0), (4, 32)]
    assert {len(work.items) for work in cut(items, 32, (), (), Sizes(chunk=64, workers=0))} == {64}


def test_a_work_falls_into_parts_and_these_into_files() -> None:
    (work, *_) = cut(_items(64), 32, (), (), Sizes(chunk=3, workers=2))
    by_part = pieces(work)
    assert [len(piece.items) for piece in by_part] == [2, 2]
    assert {piece.whole_of for piece in by_part} == {32}
    files = pieces(by_part[0])
    assert [(len(piece.items), piece.whole_of) for piece in files] == [(1, 0), (1, 0)]
    assert pieces(files[0]) == []


@pytest.mark.usefixtures("_worker_here")
def test_a_first_run_gives_the_same_bytes(write_leaflets: Write, publish: Publish, tmp_path: Path) -> None:
    raw = write_leaflets(20)
    for number in range(20):  # some parts have nothing else
        (raw / f"empty{number}.txt").touch()
    publish(raw, tmp_path / "chunks")
    publish(raw, tmp_path / "one", workers=1)
    publish(raw, tmp_path / "three", workers=3, chunk_leaflets=2)
    _assert_same(tmp_path, ["one", "three"])


@pytest.mark.usefixtures("_worker_here")
def test_what_another_parser_reads_is_compared_the_same(
    write_leaflets: Write, publish: Publish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = write_leaflets(24)
    runs: dict[str, dict[str, Any]] = {"chunks": {}, "whole": {"workers": 2}}
    _publish_each(publish, raw, tmp_path, runs)
    monkeypatch.setattr(run_module, "parser_version", lambda: "another")
    write_leaflets(3, extra="Hives")
    write_leaflets(1, start=30)
    (raw / "velmorine0020.txt").unlink()
    _publish_each(publish, raw, tmp_path, runs)
    _publish_each(publish, raw, tmp_path, runs, full=True)
    _assert_same(tmp_path, ["whole"])


@pytest.mark.usefixtures("_worker_here")
def test_parts_with_old_rows_are_joined_beside_those_that_workers_finish(
    write_leaflets: Write, publish: Publish, tmp_path: Path
) -> None:
    raw = write_leaflets(24)
    runs: dict[str, dict[str, Any]] = {"chunks": {}, "whole": {"workers": 2, "chunk_leaflets": 1}}
    _publish_each(publish, raw, tmp_path, runs)
    write_leaflets(12, extra="Hives")
    _publish_each(publish, raw, tmp_path, runs)
    changes = pd.read_parquet(tmp_path / "whole" / "latest" / "changes.parquet")
    assert len(set(changes["leaflet_id"])) == 12
    _assert_same(tmp_path, ["whole"])


@pytest.mark.usefixtures("_worker_here")
def test_a_file_that_cannot_be_read_just_now_keeps_its_rows_in_a_whole_part(
    write_leaflets: Write, publish: Publish, tmp_path: Path
) -> None:
    raw = write_leaflets(24)
    runs = {"chunks": 0, "whole": 2}
    for name, workers in runs.items():
        publish(raw, tmp_path / name, workers=workers)
    words = (raw / "velmorine0001.txt").read_text()
    for name, workers in runs.items():
        run = Run(Settings(raw=raw, output=tmp_path / name, workers=workers, full=True))
        with run.open():
            run.discover()
            (raw / "velmorine0001.txt").write_text("Generic Name: other")
            with run.workers() as pool:
                for batch in range(batches := run.begin(pool)):
                    run.extract(batch, batches)
            run.finish()
        (raw / "velmorine0001.txt").write_text(words)
        assert _refused(tmp_path / name) == {"velmorine0001.txt": "changed_while_read"}
    assert len(pd.read_parquet(tmp_path / "whole" / "latest" / "leaflets.parquet")) == 24
    _assert_same(tmp_path, ["whole"])


@pytest.mark.usefixtures("_worker_here")
def test_a_row_that_pandera_refuses_in_a_worker_refuses_the_snapshot(
    write_leaflets: Write, publish: Publish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(tables: dict[str, Any]) -> list[Violation]:
        bad = "leaflets" in tables and "velmorine0003.txt" in tables["leaflets"]["source"].to_pylist()
        return [Violation("leaflets", "a rule", None, "source")] if bad else []

    monkeypatch.setattr("flows.inspection.refused", refused)
    raw = write_leaflets(12)
    said = []
    for name, workers in {"chunks": 0, "whole": 2}.items():
        with pytest.raises(RunError) as found:
            publish(raw, tmp_path / name, workers=workers, accept_drop=True)
        assert not (tmp_path / name / "latest").exists()
        said.append(found.value.reasons)
    assert said[0] == said[1] == ("pandera refuses a row: leaflets: a rule: source",)


@pytest.mark.process
def test_worker_processes_give_the_same_bytes(write_leaflets: Write, publish: Publish, tmp_path: Path) -> None:
    raw = write_leaflets(40)
    (raw / "empty.txt").touch()
    publish(raw, tmp_path / "chunks")
    for workers in (1, 2):
        publish(raw, tmp_path / str(workers), workers=workers)
    _assert_same(tmp_path, ["1", "2"])


_PERFORM = """
import sys; from pathlib import Path
from flows import cutting, parts
from flows.run import Run, perform; from flows.settings import Settings
if __name__ == "__main__":
    parts.ONE_PART_UP_TO, parts.LEAFLETS_A_PART, cutting.MOST_LEAFLETS = 4, 2, 8
    perform(Run(Settings(raw=Path(sys.argv[1]), output=Path(sys.argv[2]), workers=2, max_seconds=5)))
"""


@pytest.mark.process
def test_a_worker_that_dies_amid_whole_parts_costs_one_file(
    write_leaflets: Write, publish: Publish, tmp_path: Path
) -> None:
    """In a process of its own, because the fork server keeps the environment that it was started in."""
    raw = write_leaflets(24)
    _bad_leaflets(raw, "KILL")
    (tmp_path / "sitecustomize.py").write_text(_SABOTAGE)
    (tmp_path / "perform.py").write_text(_PERFORM)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(Path.cwd())])}
    command = [sys.executable, str(tmp_path / "perform.py"), str(raw), str(tmp_path / "killed")]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    assert _refused(tmp_path / "killed") == {f"velmorine{n:04d}.txt": "worker_died" for n in (1, 3)}
    for number in (1, 3):
        (raw / f"velmorine{number:04d}.txt").write_bytes(b"")
    perform(Run(Settings(raw=raw, output=tmp_path / "chunks", workers=0)))
    here, there = (read_manifest(tmp_path / name / "latest")["tables"] for name in ("chunks", "killed"))
    of_the_run = {"runs", "quarantine"}
    assert {n: t for n, t in here.items() if n not in of_the_run} == {
        n: t for n, t in there.items() if n not in of_the_run
    }


@pytest.mark.parametrize("workers", [0, 2])
def test_the_files_of_a_part_are_found_in_whatever_jobs_they_lie(workers: int) -> None:
    items = [item for n, item in enumerate(_items(64)) if n // 2 not in {0, 7, 31}]
    works = cut(items, 32, {3}, (), Sizes(chunk=5, workers=workers))
    plan = Plan(32, works, set(), [], [], set(), 0, len(items))
    found = [plan.items_of(part) for part in range(32)]
    assert [item for part in found for item in part.values()] == items
    assert [n for n, part in enumerate(found) if not part] == [0, 7, 31]
    assert all(part_of(key, 32) == n for n, part in enumerate(found) for key in part)
