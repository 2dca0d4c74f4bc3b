"""What a process that only publishes does without: a search for garbage that is not there, threads that only wait."""

from __future__ import annotations

import gc
import os

_ALLOCATIONS, _YOUNG, _OLD = 50_000, 20, 50
_declared: list[bool] = []


def publishes_only() -> None:
    """Declare that this process does nothing but publish; `make_lean` does nothing in others.

    Products of matrices have a few hundred numbers here; threads for them, which numpy starts when it is imported, take
    more time to wait than they save.
    """
    _declared.append(True)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def make_lean() -> None:
    """Make a process lean that was declared to do nothing but publish, before its first table is made.

    Leaflets hold no cycles, and what a run remembers between them is looked through in vain: a tenth of its time.
    """
    if not _declared:
        return
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS, _YOUNG, _OLD)
