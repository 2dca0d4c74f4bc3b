"""One run of the pipeline without orchestration, in a process of its own: `python -m benchmarks.one_run RAW OUTPUT 0`.

Prints the seconds of its steps, its CPU time and the peak of its memory as JSON.  With 0 workers all work is done, and
counted, in this process.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from flows.run import Run
from flows.settings import load


def main(raw: str, output: str, workers: str) -> None:
    """Take the steps of a run and print what each took."""
    settings = load(raw=Path(raw), output=Path(output), workers=int(workers), accept_drop=True)
    run = Run(settings)
    steps: dict[str, float] = {}
    at = time.process_time()
    began = time.perf_counter()

    def done(step: str) -> None:
        nonlocal at
        steps[step], at = time.process_time() - at, time.process_time()

    with run.open():
        run.discover()
        done("discover")
        if run.is_idle:
            run.rest()
        else:
            with run.workers() as pool:
                batches = run.begin(pool)
                for batch in range(batches):
                    run.extract(batch, batches)
            done("extract")
            run.finish()
        done("publish")
    ended = time.perf_counter() - began
    peaks = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps({**steps, "wall": ended, "cpu": sum(steps.values()), "peak_mib": max(peaks)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
