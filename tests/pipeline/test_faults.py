"""Runs that are killed, starved, shut out or crowded: what is published stays whole, the next run repairs the rest."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from flows import summary as summary_module
from flows.errors import RunError
from flows.lock import lock
from flows.run import Run, perform
from flows.settings import Settings
from flows.store import Store, read_manifest
from flows.summary import Summary
from flows.verify import verify
from schemas.models import stable_columns
from tests.pipeline.killing import Zygote, is_alive, kill

Publish = Callable[..., Summary]
Write = Callable[..., Path]

LEAFLET_TABLES = ("texts", "applications", "blocks", "sections", "effects", "effect_terms", "issues")


def sound(output: Path) -> bool:
    return list(verify((output / "latest").resolve())) == []


def hashes(output: Path) -> dict[str, str]:
    tables = read_manifest(output / "latest")["tables"]
    return {name: tables[name]["content_sha256"] for name in LEAFLET_TABLES}


def _rewrite(raw: Path, write: Write, round_number: int) -> None:
    """Give every tenth leaflet other words, take one away and add one."""
    for number in range(round_number % 10, 300, 10):
        write(1, start=number, extra=f"Hives {round_number}")
    (raw / f"velmorine{300 + round_number - 1:04d}.txt").unlink(missing_ok=True)
    write(1, start=300 + round_number)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_run_killed_at_sixty_moments_leaves_the_old_snapshot_and_loses_nothing(
    write_leaflets: Write, publish: Publish, tmp_path: Path, zygote: Zygote
) -> None:
    raw = write_leaflets(300)
    output = tmp_path / "out"
    rng = random.Random(20)
    length = zygote.wait(zygote.start(raw, output))
    killed = published = rounds = 0
    while killed < 60:
        _rewrite(raw, write_leaflets, rounds)
        rounds += 1
        before = Store(output).latest
        pid = zygote.start(raw, output, workers=2 if killed % 10 == 9 else 0)
        time.sleep(rng.uniform(0, length))
        if not kill(pid):
            length *= 0.9  # it had come to its end: that was no kill
        else:
            zygote.wait(pid)
            killed += 1
            published += Store(output).latest != before
        assert sound(output)
        publish(raw, output)
        assert sound(output)
        assert len(list((output / "snapshots").iterdir())) <= 5
        assert not list((output / "work").iterdir())
    publish(raw, tmp_path / "undisturbed")
    assert sound(output)
    assert hashes(output) == hashes(tmp_path / "undisturbed")
    timeless = [name for name in stable_columns("leaflets") if name != "version"]
    disturbed, undisturbed = (
        pd.read_parquet(folder / "latest" / "leaflets.parquet", columns=timeless)
        for folder in (output, tmp_path / "undisturbed")
    )
    pd.testing.assert_frame_equal(disturbed, undisturbed)
    assert published < killed  # some were killed before the switch


def test_a_killed_run_is_named_and_cleared_away(write_leaflets: Write, publish: Publish, tmp_path: Path) -> None:
    raw = write_leaflets(2)
    publish(raw)
    output = tmp_path / "out"
    write_leaflets(1, start=2)
    run = Run(Settings(raw=raw, output=output, workers=0))
    context = run.open()
    context.__enter__()
    run.discover()
    with run.workers() as workers:
        run.begin(workers)
    ledger_file = output / "ledger" / f"{run.summary.run_id}.json"
    assert json.loads(ledger_file.read_text())["status"] == "running"
    context.gen.close()  # type: ignore[attr-defined]  # the lock is let go of, as the system does for a dead process
    said = json.loads(ledger_file.read_text()) | {"status": "running"}
    ledger_file.write_text(json.dumps(said))
    shutil.copytree(output / "latest", output / "snapshots" / "orphan")
    summary = publish(raw)
    notes = "\n".join(summary.notes)
    for words in ("unfinished snapshot", "had been killed", "orphan"):
        assert words in notes
    assert sound(output)
    runs = pd.read_parquet(output / "latest" / "runs.parquet")
    assert list(runs["status"]) == ["succeeded", "failed", "succeeded"]


def test_two_runs_at_once_the_second_is_told_who_holds_the_output(
    write_leaflets: Write, publish: Publish, tmp_path: Path
) -> None:
    raw = write_leaflets(1)
    with lock(tmp_path / "out", "20260101T000000.000000Z"), pytest.raises(RunError) as held:
        publish(raw)
    assert "run 20260101T000000.000000Z" in held.value.message
    assert f"process {os.getpid()}" in held.value.message
    publish(raw)


def test_the_lock_of_a_dead_process_holds_nobody(write_leaflets: Write, publish: Publish, tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from flows.lock import lock\n"
        "with lock(Path(sys.argv[1]), 'dead'): print('held', flush=True); time.sleep(600)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "out")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(RunError, match="run dead"):
            publish(write_leaflets(1))
        holder.kill()
    assert publish(write_leaflets(1)).rows["leaflets"] == 1


_PERFORM = (
    "import resource, sys; from pathlib import Path\n"
    "from flows.run import Run, perform; from flows.settings import Settings\n"
    "run = Run(Settings(raw=Path(sys.argv[1]), output=Path(sys.argv[2]), workers=0))\n"
    "{before}\n"
    "perform(run)"
)


def _perform_apart(raw: Path, output: Path, before: str = "pass") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", _PERFORM.format(before=before), str(raw), str(output)]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.process
def test_a_full_disk_publishes_nothing_and_harms_nothing(
    write_leaflets: Write, publish: Publish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tmpfs of one megabyte, where mounting is allowed."""
    raw = write_leaflets(3)
    output = tmp_path / "out"
    output.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(output)], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"no tmpfs can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        with pytest.raises(RunError, match="bytes free"):
            publish(raw)
        publish(raw, min_free_bytes=0)
        before = Store(output).latest
        write_leaflets(2_000, start=10)
        with pytest.raises(RunError, match="the run needs about"):
            publish(raw, min_free_bytes=0)
        monkeypatch.setattr("flows.run.check_room", lambda *_: None)  # as if another had filled the disk meanwhile
        with pytest.raises(OSError, match="No space left"):
            publish(raw)
        monkeypatch.undo()
        assert Store(output).latest == before
        assert sound(output)
        for number in range(10, 2_010):
            (raw / f"velmorine{number:04d}.txt").unlink()
        write_leaflets(1, start=3)
        summary = publish(raw, min_free_bytes=0)
        assert "removed the unfinished snapshot" in "\n".join(summary.notes)
        assert summary.rows["leaflets"] == 4
    finally:
        subprocess.run(["umount", str(output)], check=True)


def test_a_write_that_fails_publishes_nothing(write_leaflets: Write, publish: Publish, tmp_path: Path) -> None:
    """As a quota does: no file may grow beyond 20 kB."""
    raw = write_leaflets(3)
    publish(raw)
    before = Store(tmp_path / "out").latest
    write_leaflets(400, start=3)
    limit = (
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))"
    )
    done = _perform_apart(raw, tmp_path / "out", limit)
    assert done.returncode == 1
    assert "File too large" in done.stderr
    assert Store(tmp_path / "out").latest == before
    assert publish(raw).rows["leaflets"] == 403


def test_an_output_that_cannot_be_written_is_named(write_leaflets: Write, tmp_path: Path) -> None:
    """Root may write anywhere, so that the run takes another user's rights where it is root."""
    raw = write_leaflets(1)
    for folder in (*tmp_path.parents[:2], tmp_path):
        folder.chmod(0o755)
    (tmp_path / "out").mkdir(mode=0o555)
    drop = "import os; os.geteuid() == 0 and (os.setgid(65534), os.setuid(65534))"
    done = _perform_apart(raw, tmp_path / "out", drop)
    assert done.returncode == 1
    assert "Permission denied" in done.stderr
    assert not list((tmp_path / "out").iterdir())


def test_a_clock_that_goes_back_changes_no_order(
    write_leaflets: Write, publish: Publish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    years = iter((2031, 2030, 2030, 2029, 2028))
    real = summary_module.Summary.begin

    def begin(taken: Callable[[str], bool]) -> Summary:
        at = datetime(next(years), 1, 1, tzinfo=UTC)
        monkeypatch.setattr(summary_module, "now", lambda: at)
        return real(taken)

    monkeypatch.setattr(summary_module.Summary, "begin", begin)
    for number in range(5):
        summary = publish(write_leaflets(1, start=number), keep_snapshots=2)
        assert summary.duration_s >= 0
    latest = Store(tmp_path / "out").latest
    assert latest is not None
    assert latest.name.startswith("2028")
    assert sorted(p.name[:4] for p in (tmp_path / "out" / "snapshots").iterdir()) == ["2028", "2029"]
    assert len(pd.read_parquet(latest / "leaflets.parquet")) == 5


def _bad_leaflets(raw: Path, words: str) -> None:
    for number in (1, 3):
        text = (raw / f"velmorine{number:04d}.txt").read_text()
        (raw / f"velmorine{number:04d}.txt").write_text(text + words + "\n")


def _refused(output: Path) -> dict[str, str]:
    frame = pd.read_parquet(output / "latest" / "quarantine.parquet")
    return dict(zip(frame["source"], frame["code"], strict=True))


_SABOTAGE = """
import importlib.abc, importlib.machinery, sys

class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name != "flows.work":
            return None
        sys.meta_path.remove(self)
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        real = spec.loader.exec_module
        spec.loader.exec_module = lambda module: (real(module), sabotage(module))
        return spec

def sabotage(module):
    import os, signal, time
    real = module.extract
    def extract(raw, name="", max_pages=0):
        if b"KILL" in raw:
            os.kill(os.getpid(), signal.SIGKILL)
        if b"SPIN" in raw:
            while True:
                pass
        if b"HANG" in raw:
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
            time.sleep(600)
        if b"HOARD" in raw:
            bytes(8 * 2**30)
        return real(raw, name, max_pages)
    module.extract = extract

sys.meta_path.insert(0, Finder())
"""


@pytest.mark.process
@pytest.mark.parametrize(
    ("words", "code"),
    [("KILL", "worker_died"), ("SPIN", "too_slow"), ("HANG", "worker_died"), ("HOARD", "too_much_memory")],
)
def test_a_document_that_takes_its_worker_with_it_costs_itself_only(
    write_leaflets: Write, tmp_path: Path, words: str, code: str
) -> None:
    """In a process of its own, because the fork server keeps the environment that it was started in."""
    raw = write_leaflets(8)
    _bad_leaflets(raw, words)
    (tmp_path / "sitecustomize.py").write_text(_SABOTAGE)
    path = os.pathsep.join([str(tmp_path), str(Path.cwd())])
    script = (
        "import sys; from pathlib import Path\n"
        "from flows.run import Run, perform; from flows.settings import Settings\n"
        "if __name__ == '__main__':\n"
        "    perform(Run(Settings(raw=Path(sys.argv[1]), output=Path(sys.argv[2]), workers=2, chunk_leaflets=4,"
        " max_seconds=5)))"
    )
    file = tmp_path / "perform.py"
    file.write_text(script)
    environment = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, str(file), str(raw), str(tmp_path / "out")], capture_output=True, text=True, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert _refused(tmp_path / "out") == {"velmorine0001.txt": code, "velmorine0003.txt": code}
    assert len(pd.read_parquet(tmp_path / "out" / "latest" / "leaflets.parquet")) == 6


@pytest.mark.process
def test_workers_end_with_a_killed_run(write_leaflets: Write, tmp_path: Path, zygote: Zygote) -> None:
    pid = zygote.start(write_leaflets(300), tmp_path / "out", workers=2)
    began = time.monotonic()
    while len(_descendants(pid)) < 3 and time.monotonic() - began < 60:
        time.sleep(0.02)
    children = _descendants(pid)
    assert children
    os.kill(pid, signal.SIGKILL)
    began = time.monotonic()
    while any(map(is_alive, children)) and time.monotonic() - began < 20:
        time.sleep(0.05)
    assert [child for child in children if is_alive(child)] == []


def _descendants(pid: int) -> list[int]:
    try:
        tasks = (Path("/proc") / str(pid) / "task").iterdir()
        children = [int(n) for task in tasks for n in (task / "children").read_text().split()]
    except FileNotFoundError:
        return []
    return children + [n for child in children for n in _descendants(child)]


def test_a_file_that_cannot_be_read_today_keeps_its_rows(
    write_leaflets: Write, publish: Publish, tmp_path: Path
) -> None:
    raw = write_leaflets(2)
    publish(raw)
    run = Run(Settings(raw=raw, output=tmp_path / "out", workers=0, full=True))
    with run.open():
        run.discover()
        (raw / "velmorine0001.txt").write_text("Generic Name: other")
        with run.workers() as workers:
            for batch in range(batches := run.begin(workers)):
                run.extract(batch, batches)
        run.finish()
    assert _refused(tmp_path / "out") == {"velmorine0001.txt": "changed_while_read"}
    assert len(pd.read_parquet(tmp_path / "out" / "latest" / "leaflets.parquet")) == 2
    assert not perform(Run(Settings(raw=raw, output=tmp_path / "out", workers=0))).is_idle
