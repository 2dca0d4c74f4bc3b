"""Lexicons are package data: CSV files whose column ``origin`` says where each row comes from."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def lexicon(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of ``extractors/lexicons/<name>.csv``.

    >>> lexicon("body_systems")[0]["name"]
    'Cardiovascular'
    """
    text = files("extractors.lexicons").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
