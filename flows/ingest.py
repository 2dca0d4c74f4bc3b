"""The Prefect flow: it names the steps, the run does them.

Prefect sees a few tasks however many leaflets there are: one for each step, and at most sixteen for the extraction.
The run itself is handed to the tasks as an opaque object, so that nothing large is serialised or hashed.
"""

from __future__ import annotations

from flows import prefect_home

prefect_home.prepare()

from prefect import flow, task  # noqa: E402
from prefect.artifacts import create_markdown_artifact  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402

from flows.run import Run, Summary  # noqa: E402
from flows.summary import as_markdown  # noqa: E402


@task(cache_policy=NO_CACHE, persist_result=False)
def discover(run: Run) -> int:
    """Find the files below the raw folder."""
    return run.discover()


@task(cache_policy=NO_CACHE, persist_result=False, task_run_name="extract-{batch}")
def extract(run: Run, batch: int, batches: int) -> int:
    """Take in one batch of chunks from the workers."""
    return run.extract(batch, batches)


@task(cache_policy=NO_CACHE, persist_result=False)
def publish(run: Run) -> Summary:
    """Check the snapshot and switch it in."""
    return run.finish()


@flow(name="leaflets", persist_result=False, validate_parameters=False)
def ingest(run: Run) -> Summary:
    """Publish a snapshot of the leaflets below the raw folder."""
    discover(run)
    with run.pool() as pool:
        batches = run.begin(pool)
        for batch in range(batches):
            extract(run, batch, batches)
    summary = publish(run)
    create_markdown_artifact(as_markdown(summary), key="leaflets-run", description="What the run published")
    return summary
