"""Lexicons are package data: CSV files whose column ``origin`` says where each row comes from."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from operator import itemgetter


@cache
def lexicon(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of ``extractors/lexicons/<name>.csv``.  Raises ValueError where fields do not fit the head.

    >>> lexicon("body_systems")[0]["name"]
    'Cardiovascular'
    """
    return rows_of(_text(name), name)


def columns(name: str, *wanted: str) -> list[tuple[str, ...]]:
    """Return some columns of a lexicon, two at least, row by row: of large ones, which take longer as dictionaries.

    >>> columns("body_systems", "name", "origin")[0][0]
    'Cardiovascular'
    """
    head, *rows = _fields(_text(name), name)
    return list(map(itemgetter(*map(head.index, wanted)), rows))


def rows_of(text: str, name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a lexicon's text; ``name`` is for the error, a ValueError that names the line.

    >>> rows_of("word,origin\\nmay,grammar", "verbs")
    ({'word': 'may', 'origin': 'grammar'},)
    >>> rows_of("word,origin\\nx{1,3},grammar", "verbs")
    Traceback (most recent call last):
    ValueError: verbs.csv, line 2: more or fewer fields than the first line names; a comma in a field wants quotes
    """
    head, *rows = _fields(text, name)
    return tuple([dict(zip(head, fields, strict=True)) for fields in rows])


def _text(name: str) -> str:
    return files("extractors.lexicons").joinpath(f"{name}.csv").read_text(encoding="utf-8")


def _fields(text: str, name: str) -> list[list[str]]:
    """Return the fields of each line that has some, the head first."""
    reader = csv.reader(text.splitlines())
    rows = list(filter(None, reader))
    if len(set(map(len, rows))) > 1:
        wrong = "more or fewer fields than the first line names; a comma in a field wants quotes"
        raise ValueError(f"{name}.csv, line {_misfit(text)}: {wrong}")
    return rows


def _misfit(text: str) -> int:
    """Return the line of the first row whose fields do not fit the head."""
    reader = csv.reader(text.splitlines())
    width = len(next(reader))
    return next(reader.line_num for fields in reader if fields and len(fields) != width)
