"""What a process that only publishes does without: a search for garbage that is not there, idle threads, huge pages."""

from __future__ import annotations

import gc
import os

_ALLOCATIONS, _YOUNG, _OLD = 400_000, 20, 50
"""The first look comes after more objects than vocabularies and libraries have: a short run would look in vain."""
_declared: list[bool] = []


def publishes_only() -> None:
    """Declare that this process does nothing but publish; `make_lean` does nothing in others.

    Products of matrices have a few hundred numbers here; threads for them, which numpy starts when it is imported, take
    more time to wait than they save.  Arrow's own allocator takes memory from the system in huge pages and gives it
    back between tables, so that the system clears the same pages again and again: with the C library's, the
    system's share of the time of a run over pages fell from an eighth to a twentieth, and its memory by a sixth.
    """
    _declared.append(True)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    gc.set_threshold(_ALLOCATIONS, _YOUNG, _OLD)


def make_lean() -> None:
    """Make a process lean that was declared to do nothing but publish, before its first table is made.

    Leaflets hold no cycles, and what a run remembers between them is looked through in vain: a tenth of its time.
    """
    if not _declared:
        return
    gc.freeze()
