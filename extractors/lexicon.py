"""The word lists in extractors/lexicons, read once."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of ``lexicons/{name}.csv``; every list says in its column ``origin`` where a row comes from.

    >>> rows("system_organ_classes")[0]["body_system"]
    'Infections and infestations'
    """
    path = files("extractors") / "lexicons" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))
