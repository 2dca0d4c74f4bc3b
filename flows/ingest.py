"""The Prefect flow: it names the steps, the run does them.

Prefect sees a few tasks however many leaflets there are: one for each step, and at most sixteen for the extraction.
The run itself is handed to the tasks as an opaque object, so that nothing large is serialised or hashed.  Import this
module only after `flows.server.serving` or with ``PREFECT_API_URL`` set.
"""

from __future__ import annotations

import time
from typing import Any

import httpx
from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import FlowRun, State
from prefect.flows import Flow

from flows import progress
from flows.errors import may_pass
from flows.notify import tell
from flows.run import Replay, Run
from flows.settings import Settings, load
from flows.summary import Summary, as_markdown, quarantine_lines, sentence


def tell_of_failure(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Run the command, or post to the address, that the settings name for a failed run."""
    settings = load(**flow_run.parameters["options"])
    if settings.on_failure:
        tell(settings.on_failure, {"flow_run": str(flow_run.id), "state": state.name, "message": state.message})


@task(cache_policy=NO_CACHE, persist_result=False)
def discover(run: Run) -> int:
    """Find the files below the raw folder and plan the work."""
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
    settings = load(**options)
    for pause in [settings.retry_after_s * 2**n for n in range(settings.retries)]:
        try:
            return _attempt(settings, again)
        except Exception as error:
            if not may_pass(error):
                raise
            get_run_logger().warning("tried again in %g s: %s", pause, error)
            time.sleep(pause)
    return _attempt(settings, again)


def _attempt(settings: Settings, again: Replay | None) -> Summary:
    run = Run(settings, progress.active(), again)
    log = get_run_logger()
    with run.open():
        log.info("run %s publishes %s in %s", run.summary.run_id, settings.raw, settings.output)
        n_to_read = discover(run)
        log.info("%s files to read", f"{n_to_read:,}")
        summary = run.rest() if run.is_idle else _extract_and_publish(run)
    try:
        create_markdown_artifact(as_markdown(summary), key="leaflets-run", description="What the run published")
    except httpx.HTTPError as error:  # the tables are published, whatever became of Prefect's server meanwhile
        log.warning("Prefect's server did not take the summary: %s", error)
    for line in (*summary.notes, *quarantine_lines(summary)):
        log.warning(line)
    log.info(sentence(summary))
    return summary


def _extract_and_publish(run: Run) -> Summary:
    with run.workers() as workers:
        batches = run.begin(workers)
        for batch in range(batches):
            extract(run, batch, batches)
    return publish(run)
