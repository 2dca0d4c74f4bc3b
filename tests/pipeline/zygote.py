"""A process that forks a run for each line it reads: RAW, OUTPUT and WORKERS, parted by tabs; it answers with the pid.

Forking a process that has imported everything makes a run start in milliseconds, so that many can be killed.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import flows.checks  # noqa: F401  what a run imports late is imported before the fork
from flows.run import Run, perform
from flows.settings import Settings
from flows.versions import parser_version


def main() -> None:
    parser_version()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        raw, output, workers = line.rstrip("\n").split("\t")
        pid = os.fork()
        if pid == 0:
            perform(Run(Settings(raw=Path(raw), output=Path(output), workers=int(workers))))
            os._exit(0)
        print(pid, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
