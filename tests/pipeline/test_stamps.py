"""Files that bear the stamp they had are not read again, and one that may have changed always is."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from flows import discover as discover_module
from flows import stamps
from flows.discover import discover
from flows.previous import KNOWN, Previous
from flows.run import Summary

Write = Callable[..., Path]
Publish = Callable[..., Summary]
HOUR_NS = 3_600 * 10**9


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an hour have passed since the files were written."""
    now = stamps.now_ns()
    monkeypatch.setattr(discover_module, "now_ns", lambda: now + HOUR_NS)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read for what they hold."""
    found: list[str] = []
    real = discover_module.identity

    def noted(head: bytes, source: str) -> tuple[str, int]:
        found.append(source)
        return real(head, source)

    monkeypatch.setattr(discover_module, "identity", noted)
    return found


@pytest.mark.usefixtures("later")
def test_only_what_was_touched_is_read_again(write_leaflets: Write, tmp_path: Path, read: list[str]) -> None:
    raw, memory = write_leaflets(3), tmp_path / "stamps.json"
    first = discover(raw, 10**6, memory)
    assert len(read) == 3
    assert discover(raw, 10**6, memory) == first
    assert len(read) == 3
    changed = raw / "velmorine0001.txt"
    status = changed.stat()
    changed.write_bytes(changed.read_bytes().replace(b"Fever", b"Cough"))
    os.utime(changed, ns=(status.st_atime_ns, status.st_mtime_ns))  # same size, same time of change, same inode
    again = discover(raw, 10**6, memory)
    assert read[3:] == ["velmorine0001.txt"]
    assert again[0] != first[0]
    (raw / "velmorine0002.txt").unlink()
    assert [source.source for source in discover(raw, 10**6, memory)[0]] != [s.source for s in first[0]]


def test_a_file_that_was_just_written_is_read_again(write_leaflets: Write, tmp_path: Path, read: list[str]) -> None:
    raw, memory = write_leaflets(1), tmp_path / "stamps.json"
    for n in (1, 2):
        discover(raw, 10**6, memory)
        assert len(read) == n


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize(
    "content", [b"", b"{", b'{"raw":"/elsewhere","seen":{}}', b'{"seen":{"velmorine0001.txt":[1]}}']
)
def test_a_memory_that_cannot_be_read_is_none(
    write_leaflets: Write, tmp_path: Path, read: list[str], content: bytes
) -> None:
    raw, memory = write_leaflets(3), tmp_path / "stamps.json"
    first = discover(raw, 10**6, memory)
    memory.write_bytes(content)
    assert discover(raw, 10**6, memory) == first
    assert len(read) == 6
    assert discover(raw, 10**6, memory) == first
    assert len(read) == 6


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("content", [None, b"", b'{"leaflets":{"x":["a.txt"]}}'])
def test_what_is_known_is_taken_from_the_tables_where_its_file_cannot_be_read(
    write_leaflets: Write, publish: Publish, content: bytes | None
) -> None:
    raw = write_leaflets(3)
    done = publish(raw)
    assert done.snapshot
    known = done.snapshot / KNOWN
    before = Previous(done.snapshot)
    known.unlink() if content is None else known.write_bytes(content)
    again = Previous(done.snapshot)
    assert again.leaflets == before.leaflets
    assert len(again.leaflets) == 3
    assert publish(raw).is_idle


@pytest.mark.usefixtures("later")
def test_full_runs_and_those_that_do_not_trust_read_all(
    write_leaflets: Write, publish: Publish, read: list[str]
) -> None:
    raw = write_leaflets(2)
    publish(raw)
    publish(raw)
    assert len(read) == 2
    publish(raw, trust_file_times=False)
    publish(raw, full=True)
    assert len(read) == 6


def test_a_run_with_nothing_to_do_loads_no_tables(write_leaflets: Write, publish: Publish, tmp_path: Path) -> None:
    raw = write_leaflets(2)
    publish(raw)
    script = (
        "import sys; from pathlib import Path\n"
        "from flows.run import Run, perform; from flows.settings import Settings\n"
        "done = perform(Run(Settings(raw=Path(sys.argv[1]), output=Path(sys.argv[2]), workers=0)))\n"
        "heavy = {'prefect', 'pandas', 'pandera', 'pyarrow', 'numpy', 'bs4', 'jinja2'} & set(sys.modules)\n"
        "sys.exit(f'{done.is_idle} {heavy}' if heavy or not done.is_idle else 0)"
    )
    command = [sys.executable, "-c", script, str(raw), str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
