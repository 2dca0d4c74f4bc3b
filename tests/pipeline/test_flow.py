"""The one run inside Prefect's own harness: the flow's tasks and its artifact."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows import prefect_home


@pytest.fixture(scope="session")
def harness() -> Iterator[None]:
    """Prefect with a database of its own, for the whole session."""
    prefect_home.prepare()
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=180):
        yield


@pytest.mark.process
@pytest.mark.usefixtures("harness")
def test_the_flow_publishes_with_few_tasks_and_an_artifact(write_leaflets: Callable[..., Path], tmp_path: Path) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.sorting import TaskRunSort

    from flows.ingest import ingest

    options = {"raw": str(write_leaflets(40)), "output": str(tmp_path / "out"), "workers": 1, "chunk_leaflets": 1}
    summary = ingest(options)
    assert summary.rows["leaflets"] == 40
    with get_client(sync_client=True) as client:
        names = [task.name for task in client.read_task_runs(limit=200, sort=TaskRunSort.NAME_ASC)]
        wanted = {"artifacts": {"key": {"any_": ["leaflets-run"]}}}
        (artifact,) = client.request("POST", "/artifacts/latest/filter", json=wanted).json()
    assert sum(name.startswith("extract-") for name in names) == 16
    assert len(names) == 18
    assert summary.run_id in artifact["data"]


@pytest.mark.process
@pytest.mark.usefixtures("harness")
def test_what_may_pass_is_tried_again_and_what_was_refused_is_not(
    write_leaflets: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import run as run_module
    from flows.errors import RunError
    from flows.ingest import ingest

    raw, output = write_leaflets(2), tmp_path / "out"
    real = run_module.discover
    away = iter([True])

    def discover(*arguments: object) -> object:
        if next(away, False):
            raise OSError(5, "Input/output error")
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(run_module, "discover", discover)
    options = {"raw": str(raw), "output": str(output), "workers": 0, "retries": 2, "retry_after_s": 0.1}
    assert ingest(options).rows["leaflets"] == 2
    assert _outcomes(output) == ["failed", "succeeded"]
    for file in raw.iterdir():
        file.unlink()
    with pytest.raises(RunError, match="none of 2 leaflets is left"):
        ingest(options)
    assert _outcomes(output) == ["failed", "succeeded", "failed"]


@pytest.mark.process
@pytest.mark.usefixtures("harness")
def test_a_server_that_goes_away_fails_no_run_that_has_published(
    write_leaflets: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import httpx

    from flows import ingest as ingest_module

    def refuse(*_: object, **__: object) -> None:
        raise httpx.ConnectError("Connection refused")

    monkeypatch.setattr(ingest_module, "create_markdown_artifact", refuse)
    options = {"raw": str(write_leaflets(1)), "output": str(tmp_path / "out"), "workers": 0}
    assert ingest_module.ingest(options).rows["leaflets"] == 1
    assert _outcomes(tmp_path / "out") == ["succeeded"]


def _outcomes(output: Path) -> list[str]:
    return [json.loads(path.read_text())["status"] for path in sorted((output / "ledger").iterdir())]


@pytest.mark.process
@pytest.mark.usefixtures("harness")
def test_a_failed_run_is_told_of(write_leaflets: Callable[..., Path], tmp_path: Path) -> None:
    from flows.errors import RunError
    from flows.ingest import ingest
    from flows.lock import lock

    said = tmp_path / "said.json"
    options = {"raw": str(write_leaflets(1)), "output": str(tmp_path / "out"), "on_failure": f"cat > {said}"}
    with lock(tmp_path / "out", "other"), pytest.raises(RunError):
        ingest(options)
    assert "another run holds" in json.loads(said.read_text())["message"]
