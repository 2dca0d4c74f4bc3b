"""One run of the pipeline without orchestration, in a process of its own: `python -m benchmarks.one_run RAW OUTPUT 0`.

Prints as JSON the CPU seconds of its steps, those of the whole process and of its workers, from start to end with all
imports, the wall seconds of the run, and the peak of the memory.  With 0 workers all work is done in this process.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
from pathlib import Path

from flows.lean import publishes_only


def main(raw: str, output: str, workers: str) -> None:
    """Take the steps of a run and print what each took."""
    began = time.perf_counter()
    publishes_only()  # before all imports, as the command does
    from flows.run import Run
    from flows.settings import load

    workers_cpu = workers_peak = 0.0
    steps: dict[str, float] = {"imports": time.process_time()}
    settings = load(raw=Path(raw), output=Path(output), workers=int(workers), accept_drop=True)
    run = Run(settings)

    def done(step: str) -> None:
        steps[step] = time.process_time() - sum(steps.values())

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
                if settings.workers:
                    workers_cpu, workers_peak = _workers()
            done("extract")
            run.finish()
        done("publish")
    ended = time.perf_counter() - began
    mine = resource.getrusage(resource.RUSAGE_SELF)
    whole = {
        "wall": ended,
        "cpu": mine.ru_utime + mine.ru_stime,
        "cpu_workers": workers_cpu,
        "peak_mib": mine.ru_maxrss / 1024,
        "peak_mib_workers": workers_peak,
    }
    print(json.dumps({name: round(value, 3) for name, value in {**steps, **whole}.items()}))


def _workers() -> tuple[float, float]:
    """Return the CPU seconds of the workers and of what started them, and the peak memory of the largest, in MiB.

    They are children of a server of forks, so that the system's count of this process's children leaves them out.
    """
    import psutil  # which a run itself does not load

    found = psutil.Process().children(recursive=True)
    times = [worker.cpu_times() for worker in found]
    statuses = [Path(f"/proc/{worker.pid}/status").read_text(encoding="ascii") for worker in found]
    peaks = [int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1024 for status in statuses]
    return sum(t.user + t.system for t in times), max(peaks, default=0.0)


if __name__ == "__main__":
    main(*sys.argv[1:])
