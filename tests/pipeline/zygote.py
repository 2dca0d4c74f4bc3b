"""A process that forks a run for each line it reads, RAW, OUTPUT, WORKERS and MIRROR parted by tabs, and says its pid.

Forking a process that has imported everything makes a run start in milliseconds, so that many can be killed.
"""

from __future__ import annotations

import os
import signal
import sys

import flows.checks  # noqa: F401  what a run imports late is imported before the fork
from flows.run import Run, perform
from flows.settings import Settings
from flows.versions import parser_version
from tests.pipeline import disk_store


def main() -> None:
    parser_version()
    disk_store.register()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        raw, output, workers, mirror = line.rstrip("\n").split("\t")
        pid = os.fork()
        if pid == 0:
            given = {"raw": raw, "output": output, "workers": workers, "mirror": mirror or "-", "trust_store": True}
            perform(Run(Settings.model_validate(given)))
            os._exit(0)
        print(pid, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
