"""The command line: what it prints, how it ends, and how soon it helps."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from flows.cli import main
from flows.run import Summary

Publish = Callable[..., Summary]
Write = Callable[..., Path]


def invoke(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    return result.exit_code, result.output


def test_help_names_commands_and_exit_codes() -> None:
    code, output = invoke("--help")
    assert code == 0
    for word in ("run", "extract", "show", "verify", "Exit codes", "quarantine"):
        assert word in output


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; from flows.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'prefect', 'pandas', 'pandera', 'pyarrow', 'bs4', 'pydantic'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_extract_imports_no_tables(write_leaflets: Write) -> None:
    script = (
        "import sys; from flows.cli import main\n"
        "try: main(['extract', sys.argv[1]])\n"
        "except SystemExit: pass\n"
        "heavy = {'prefect', 'pandas', 'pandera'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    file = write_leaflets(1) / "velmorine0000.txt"
    done = subprocess.run([sys.executable, "-c", script, str(file)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Fever" in done.stdout


def test_extract_prints_rows_for_machines(write_leaflets: Write) -> None:
    code, output = invoke("extract", write_leaflets(1) / "velmorine0000.txt", "--json")
    rows = json.loads(output)
    assert code == 0
    assert rows["leaflets"][0]["generic_name"] == "velmorine0000"
    assert [e["effect_raw"] for e in rows["effects"]][:2] == ["Fever", "Rash"]


def test_extract_says_why_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text(" ")
    code, output = invoke("extract", tmp_path / "empty.txt")
    assert code == 1
    assert "empty_document" in output


def test_show_prints_tables_and_rows(write_leaflets: Write, publish: Publish, tmp_path: Path) -> None:
    publish(write_leaflets(3))
    assert "effects" in invoke("show", tmp_path / "out")[1]
    code, output = invoke("show", tmp_path / "out", "leaflets", "--where", "source=velmorine0001.txt")
    assert code == 0
    assert "1 of 1 rows" in output
    code, output = invoke("show", tmp_path / "out", "nothing")
    assert code == 1
    assert "there is no table" in output


def test_verify_passes_a_sound_snapshot_and_fails_another(
    write_leaflets: Write, publish: Publish, tmp_path: Path
) -> None:
    publish(write_leaflets(2))
    assert invoke("verify", tmp_path / "out")[0] == 0
    csv = tmp_path / "out" / "latest" / "csv" / "texts.csv"
    csv.write_bytes(csv.read_bytes()[: csv.stat().st_size // 2])
    code, output = invoke("verify", tmp_path / "out")
    assert code == 1
    assert "texts" in output


@pytest.mark.parametrize(
    "arguments", [["run", "nowhere", "--output", "x"], ["run", "."], ["verify", "nowhere"], ["nothing"]]
)
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    assert invoke(*arguments)[0] == 2


def test_nothing_published_ends_with_1(tmp_path: Path) -> None:
    assert invoke("verify", tmp_path)[0] == 1


def leaflets(*arguments: object, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")} | {"XDG_CACHE_HOME": str(home)}
    command = [sys.executable, "-m", "flows.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=Path.cwd())


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for Prefect's database, which is made once."""
    return tmp_path_factory.mktemp("cache")


@pytest.mark.process
def test_a_run_through_prefect_prints_what_matters_and_nothing_else(
    write_leaflets: Write, tmp_path: Path, prefect_home: Path
) -> None:
    raw = write_leaflets(2)
    (raw / "empty.txt").touch()
    done = leaflets("run", raw, "--output", tmp_path / "out", home=prefect_home)
    assert done.returncode == 3, done.stderr
    assert done.stderr == "read 3 of 3 files\n"
    for words in ("2 leaflets", "latest", "effects", "Next:", "quarantine: empty_document: 1 (empty.txt)"):
        assert words in done.stdout
    assert invoke("verify", tmp_path / "out")[0] == 0


@pytest.mark.process
def test_a_killed_command_leaves_no_process_behind(write_leaflets: Write, tmp_path: Path, prefect_home: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    command = [sys.executable, "-m", "flows.cli", "run", str(write_leaflets(1)), "--output", str(tmp_path / "out")]
    with subprocess.Popen(command, env=environment | {"XDG_CACHE_HOME": str(prefect_home)}) as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        while not children.read_text().split():
            assert process.poll() is None
            time.sleep(0.05)
        server = int(children.read_text().split()[0])
        process.kill()
    until = time.monotonic() + 30
    while Path(f"/proc/{server}").exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert not Path(f"/proc/{server}").exists()


def test_config_prints_settings_and_refuses_wrong_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "leaflets.toml"
    file.write_text("workers = 3\nkeep_snapshots = 7\n", encoding="utf-8")
    monkeypatch.setenv("LEAFLETS_CONFIG", str(file))
    monkeypatch.setenv("LEAFLETS_WORKERS", "2")
    code, output = invoke("config")
    assert code == 0
    assert "workers = 2" in output
    assert "keep_snapshots = 7" in output
    monkeypatch.setenv("LEAFLETS_WORKERS", "many")
    code, output = invoke("config")
    assert code == 2
    assert "workers" in output
    monkeypatch.delenv("LEAFLETS_WORKERS")
    file.write_text("wrokers = 3\n", encoding="utf-8")
    code, output = invoke("config")
    assert code == 2
    assert "wrokers" in output


def test_diff_prints_what_differs(write_leaflets: Write, publish: Publish, tmp_path: Path) -> None:
    publish(write_leaflets(2), tmp_path / "old")
    publish(write_leaflets(1, extra="Hives"), tmp_path / "new")
    code, output = invoke("diff", tmp_path / "old", tmp_path / "new")
    assert code == 0
    assert "effect_added" in output
    assert "'Hives'" in output


def test_replay_refuses_a_file_that_is_not_in_quarantine(
    write_leaflets: Write, publish: Publish, tmp_path: Path
) -> None:
    raw = write_leaflets(1)
    publish(raw)
    code, output = invoke("replay", tmp_path / "out", "nothing.txt", "--raw", raw)
    assert code == 2
    assert "not in quarantine" in output
