"""The flow as a deployment that serves itself: a schedule, one run at a time, retries for what passes by itself."""

from __future__ import annotations

import warnings
from datetime import timedelta
from typing import Any

from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.types.entrypoint import EntrypointType

from flows.ingest import ingest

RETRIES = 2


def serve_flow(
    options: dict[str, Any],
    timeout_s: float | None,
    name: str,
    cron: str | None,
    every_s: int | None,
    quiet: bool,
) -> None:
    """Serve the flow until stopped.

    The schedule stays when the process stops (Prefect would pause it), and a run that finds another one under way is
    cancelled: the next one does its work, because a run takes in whatever changed since the last snapshot.
    """
    warnings.filterwarnings("ignore", message="coroutine 'Runner.astop' was never awaited")  # Prefect 3.8 on SIGTERM
    flow = ingest.with_options(timeout_seconds=timeout_s)
    flow.serve(
        name=name,
        cron=cron,
        interval=timedelta(seconds=every_s) if every_s else None,
        parameters={"options": options},
        limit=1,
        global_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
        pause_on_shutdown=False,
        print_starting_message=not quiet,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
