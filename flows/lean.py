"""What a process that only publishes does without: pandas, and the search for garbage that is not there."""

from __future__ import annotations

import gc
import sys
from importlib.abc import MetaPathFinder

_ALLOCATIONS, _YOUNG, _OLD = 50_000, 20, 50
_declared: list[bool] = []


def publishes_only() -> None:
    """Declare that this process does nothing but publish; `make_lean` does nothing in others."""
    _declared.append(True)


def make_lean() -> None:
    """Make a process lean that was declared to do nothing but publish, before its first table is made.

    Leaflets hold no cycles, and what a run remembers between them is looked through in vain: a tenth of its time.
    """
    if not _declared:
        return
    _spare_pandas()
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS, _YOUNG, _OLD)


def _spare_pandas() -> None:
    """Tell Arrow that there is no pandas here.

    Making an array of a list, Arrow asks once whether the list may be one of pandas' and imports pandas to find out:
    as long as reading some hundred leaflets, and 60 MB in each worker.  Afterwards pandas can be imported, and Arrow's
    ``to_pandas`` works; but Arrow does not know a Series when it sees one.
    """
    if "pandas" in sys.modules:
        return
    import pyarrow as pa

    sys.meta_path.insert(0, _NoPandas)
    try:
        pa.array([])
    finally:
        sys.meta_path.remove(_NoPandas)


class _NoPandas(MetaPathFinder):
    """Finds that there is no pandas."""

    @classmethod
    def find_spec(cls, fullname: str, path: object, target: object = None) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError("pandas is spared here", name=fullname)
