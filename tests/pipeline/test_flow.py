"""The one run inside Prefect's own harness: the flow's tasks and its artifact."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows import prefect_home

prefect_home.prepare()

from prefect.client.orchestration import get_client  # noqa: E402
from prefect.client.schemas.sorting import TaskRunSort  # noqa: E402
from prefect.testing.utilities import prefect_test_harness  # noqa: E402

from flows.ingest import ingest  # noqa: E402
from flows.run import Run  # noqa: E402
from flows.settings import Settings  # noqa: E402


@pytest.fixture(scope="session")
def harness() -> Iterator[None]:
    """Prefect with a database of its own, for the whole session."""
    with prefect_test_harness(server_startup_timeout=180):
        yield


@pytest.mark.prefect
@pytest.mark.usefixtures("harness")
def test_the_flow_publishes_with_few_tasks_and_an_artifact(write_leaflets: Callable[..., Path], tmp_path: Path) -> None:
    settings = Settings(raw=write_leaflets(40), output=tmp_path / "out", workers=1, chunk_leaflets=1)
    summary = ingest(Run(settings))
    assert summary.rows["leaflets"] == 40
    with get_client(sync_client=True) as client:
        names = [task.name for task in client.read_task_runs(limit=200, sort=TaskRunSort.NAME_ASC)]
        wanted = {"artifacts": {"key": {"any_": ["leaflets-run"]}}}
        (artifact,) = client.request("POST", "/artifacts/latest/filter", json=wanted).json()
    assert sum(name.startswith("extract-") for name in names) == 16
    assert len(names) == 18
    assert summary.run_id in artifact["data"]
