"""Lexicons are package data: CSV files whose column ``origin`` says where each row comes from."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def lexicon(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of ``extractors/lexicons/<name>.csv``.  Raises ValueError where fields do not fit the head.

    >>> lexicon("body_systems")[0]["name"]
    'Cardiovascular'
    """
    text = files("extractors.lexicons").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return rows_of(text, name)


def rows_of(text: str, name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a lexicon's text; ``name`` is for the error, a ValueError that names the line.

    >>> rows_of("word,origin\\nmay,grammar", "verbs")
    ({'word': 'may', 'origin': 'grammar'},)
    >>> rows_of("word,origin\\nx{1,3},grammar", "verbs")
    Traceback (most recent call last):
    ValueError: verbs.csv, line 2: more or fewer fields than the first line names; a comma in a field wants quotes
    """
    reader = csv.reader(text.splitlines())
    head = next(reader)
    rows = []
    for fields in filter(None, reader):
        if len(fields) != len(head):
            wrong = "more or fewer fields than the first line names; a comma in a field wants quotes"
            raise ValueError(f"{name}.csv, line {reader.line_num}: {wrong}")
        rows.append(dict(zip(head, fields, strict=True)))
    return tuple(rows)
