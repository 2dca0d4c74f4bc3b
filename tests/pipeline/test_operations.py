"""What a person who schedules runs may meet: folders that are not what they seem, ledgers that grow, limits."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from flows import discover as discover_module
from flows import summary as summary_module
from flows.cli import main
from flows.errors import RunError
from flows.run import Replay, Run, perform
from flows.settings import Settings
from flows.store import Store
from flows.summary import Summary
from flows.verify import verify
from tests.pdf.raw import pdf

Publish = Callable[..., Summary]
Write = Callable[..., Path]


def refused(output: Path) -> dict[str, str]:
    frame = pd.read_parquet(output / "latest" / "quarantine.parquet")
    return dict(zip(frame["source"], frame["code"], strict=True))


@pytest.mark.parametrize("name", ["work", "snapshots"])
def test_a_folder_of_somebody_else_is_left_alone(
    write_leaflets: Write, publish: Publish, tmp_path: Path, name: str
) -> None:
    mine = tmp_path / "home" / name / "novel.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("It was a dark and stormy night.")
    with pytest.raises(RunError, match=f"it holds {name}; name an empty folder"):
        publish(write_leaflets(1), tmp_path / "home")
    assert mine.exists()
    assert [path.name for path in (tmp_path / "home").iterdir()] == [name]


def test_an_output_that_was_moved_without_its_hidden_files_is_known_again(
    write_leaflets: Write, publish: Publish, tmp_path: Path
) -> None:
    raw = write_leaflets(2)
    publish(raw)
    (tmp_path / "out" / ".lock").unlink()
    assert publish(raw).is_idle


def test_a_lost_link_is_not_taken_for_an_empty_output(write_leaflets: Write, publish: Publish, tmp_path: Path) -> None:
    raw = write_leaflets(2)
    publish(raw)
    snapshot = Store(tmp_path / "out").latest
    assert snapshot is not None
    (tmp_path / "out" / "latest").unlink()
    with pytest.raises(RunError, match="put it back with"):
        publish(raw)
    assert snapshot.exists()
    (tmp_path / "out" / "latest").symlink_to(f"snapshots/{snapshot.name}")
    assert publish(raw).is_idle


def test_a_copy_that_followed_links_is_said_to_be_one(write_leaflets: Write, publish: Publish, tmp_path: Path) -> None:
    raw = write_leaflets(2)
    publish(raw, tmp_path / "first")
    shutil.copytree(tmp_path / "first", tmp_path / "copy")
    with pytest.raises(RunError, match="latest is a folder, where a link to a snapshot should be: remove it, and put"):
        publish(raw, tmp_path / "copy")
    assert (tmp_path / "copy" / "latest").is_dir()


def test_a_first_run_that_died_before_the_switch_is_cleared_away(
    write_leaflets: Write, publish: Publish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = write_leaflets(2)

    def die(self: Store, snapshot: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Store, "switch", die)
    with pytest.raises(KeyboardInterrupt):
        publish(raw)
    monkeypatch.undo()
    summary = publish(raw)
    assert any("never published" in note for note in summary.notes)
    assert list(verify((tmp_path / "out" / "latest").resolve())) == []


def test_a_raw_folder_that_is_suddenly_empty_is_refused(write_leaflets: Write, publish: Publish) -> None:
    raw = write_leaflets(3)
    publish(raw)
    shutil.rmtree(raw)
    with pytest.raises(FileNotFoundError):
        publish(raw)
    raw.mkdir()
    with pytest.raises(RunError) as found:
        publish(raw)
    assert "is it mounted?" in found.value.reasons[0]
    assert publish(raw, accept_drop=True).rows["leaflets"] == 0


def test_a_file_that_the_disk_cannot_give_today_keeps_its_rows(
    write_leaflets: Write, publish: Publish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = write_leaflets(3)
    publish(raw)
    real = discover_module._target

    def target(entry: os.DirEntry[str], base: str) -> str:
        if entry.name == "velmorine0001.txt":
            raise OSError(5, "Input/output error")
        return real(entry, base)

    monkeypatch.setattr(discover_module, "_target", target)
    summary = publish(raw)
    assert (summary.n_unchanged, summary.n_removed) == (3, 0)
    assert refused(tmp_path / "out") == {"velmorine0001.txt": "unreadable_file"}
    monkeypatch.undo()
    publish(raw)
    assert refused(tmp_path / "out") == {}


def test_the_ledger_keeps_the_last_runs(write_leaflets: Write, publish: Publish, tmp_path: Path) -> None:
    raw = write_leaflets(1)
    for _ in range(5):
        publish(raw, keep_runs=3)
    assert [len(list((tmp_path / "out" / name).iterdir())) for name in ("ledger", "lineage")] == [3, 3]


def test_a_failed_run_says_in_the_ledger_why_the_gate_refused(
    write_leaflets: Write, publish: Publish, tmp_path: Path
) -> None:
    raw = write_leaflets(1)
    publish(raw)
    (raw / "velmorine0000.txt").unlink()
    with pytest.raises(RunError):
        publish(raw)
    said = [json.loads(path.read_text()) for path in sorted((tmp_path / "out" / "ledger").iterdir())]
    assert said[-1]["status"] == "failed"
    assert "none of 1 leaflets is left" in said[-1]["message"]


def test_what_cannot_be_cleared_up_after_publishing_is_said_and_fails_nothing(
    write_leaflets: Write, publish: Publish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tidy(self: Store, keep: int) -> None:
        raise PermissionError(13, "Permission denied", "snapshots/old")

    monkeypatch.setattr(Store, "tidy", tidy)
    summary = publish(write_leaflets(1))
    assert "could not clear up: [Errno 13] Permission denied: 'snapshots/old'" in summary.notes[0]
    assert summary.status == "succeeded"


def test_the_last_runs_are_shown_and_their_age_is_checked(
    write_leaflets: Write, publish: Publish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def runs(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, ["runs", str(tmp_path / "out"), *arguments])
        return result.exit_code, result.output

    raw = write_leaflets(2)
    publish(raw)
    assert runs("--max-age", "1")[0] == 0
    publish(raw)
    shutil.rmtree(raw)
    with pytest.raises(FileNotFoundError):
        publish(raw)
    code, said = runs()
    assert code == 0
    lines = said.splitlines()
    assert "No such file or directory" in lines.pop(1)
    for line, word in zip(lines, ("failed", "nothing changed", "published"), strict=True):
        assert word in line
    later = summary_module.now() + timedelta(hours=3)
    monkeypatch.setattr("flows.history.now", lambda: later)
    code, said = runs("--max-age", "2")
    assert code == 1
    assert "no run has succeeded for 3.0 h; the limit is 2 h" in said


def test_a_run_that_is_stopped_says_so(write_leaflets: Write, tmp_path: Path) -> None:
    run = Run(Settings(raw=write_leaflets(1), output=tmp_path / "out", workers=0))
    with pytest.raises(KeyboardInterrupt), run.open():
        raise KeyboardInterrupt
    (file,) = (tmp_path / "out" / "ledger").iterdir()
    assert "it was stopped" in json.loads(file.read_text())["message"]


def test_a_document_of_too_many_pages_waits_for_a_higher_limit(
    publish: Publish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "thick.pdf").write_bytes(_two_pages())
    publish(raw, max_pages=1)
    (row,) = pd.read_parquet(tmp_path / "out" / "latest" / "quarantine.parquet").itertuples()
    assert (row.code, row.message) == ("too_many_pages", "2 pages, and the limit is 1")
    assert publish(raw).is_idle
    settings = Settings(raw=raw, output=tmp_path / "out", workers=0)
    perform(Run(settings, replay=Replay(everything=True)))
    assert "too_many_pages" not in refused(tmp_path / "out").values()


def _two_pages() -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 5 0 R >>"
    words = b"BT /F1 12 Tf 40 700 Td (Side effects: fever, rash and blurred vision were seen.) Tj ET"
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 2 /Kids [3 0 R 4 0 R] /Resources << /Font << /F1 6 0 R >> >> >>",
            page,
            page,
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(words), words),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
    )
