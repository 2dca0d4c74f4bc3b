"""The Prefect flow: it names the steps, the run does them.

Prefect sees a few tasks however many leaflets there are: one for each step, and at most sixteen for the extraction.
The run itself is handed to the tasks as an opaque object, so that nothing large is serialised or hashed.  Import this
module only after `flows.server.serving` or with ``PREFECT_API_URL`` set.
"""

from __future__ import annotations

from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import FlowRun, State
from prefect.flows import Flow

from flows import progress
from flows.notify import tell
from flows.run import Replay, Run
from flows.settings import load
from flows.summary import Summary, as_markdown


def tell_of_failure(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Run the command, or post to the address, that the settings name for a failed run."""
    settings = load(**flow_run.parameters["options"])
    if settings.on_failure:
        tell(settings.on_failure, {"flow_run": str(flow_run.id), "state": state.name, "message": state.message})


@task(cache_policy=NO_CACHE, persist_result=False, retries=2, retry_delay_seconds=[5, 30])
def discover(run: Run) -> int:
    """Find the files below the raw folder; a file system that is away for a moment is asked again."""
    return run.discover()


@task(cache_policy=NO_CACHE, persist_result=False, task_run_name="extract-{batch}")
def extract(run: Run, batch: int, batches: int) -> int:
    """Take in one batch of chunks from the workers."""
    return run.extract(batch, batches)


@task(cache_policy=NO_CACHE, persist_result=False)
def publish(run: Run) -> Summary:
    """Ask the gate and switch the snapshot in."""
    return run.finish()


@flow(
    name="leaflets",
    persist_result=False,
    validate_parameters=False,
    on_failure=[tell_of_failure],
    on_crashed=[tell_of_failure],
)
def ingest(options: dict[str, Any], replay: list[str] | None = None) -> Summary:
    """Publish a snapshot of the leaflets below the raw folder.

    ``options`` are settings by name.  ``replay`` names files in quarantine that are tried again; an empty list is all.
    """
    again = None if replay is None else Replay(frozenset(replay), everything=not replay)
    run = Run(load(**options), progress.active(), again)
    with run.open():
        discover(run)
        summary = run.rest() if run.is_idle else _extract_and_publish(run)
        create_markdown_artifact(as_markdown(summary), key="leaflets-run", description="What the run published")
    return summary


def _extract_and_publish(run: Run) -> Summary:
    with run.workers() as workers:
        batches = run.begin(workers)
        for batch in range(batches):
            extract(run, batch, batches)
    return publish(run)
