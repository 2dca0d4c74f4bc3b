"""The command line: what it prints, how it ends, and how soon it helps."""

from __future__ import annotations

import json
import os
import subprocess
import sys
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
