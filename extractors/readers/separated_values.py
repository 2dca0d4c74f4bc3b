"""A leaflet in rows of comma-separated values: one text a row, and beside it what the row is or where it stands."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from typing import Final

_FEWEST_ROWS: Final = 8
_FEWEST_QUOTED: Final = 3
_SEPARATORS: Final = (",", ";", "\t")
_HEAD: Final = re.compile(r"[\w-]+(?: [\w-]+)?([,;\t])[^\s,;](?!.*?[,;] )")  # names of fields, no blanks between them
_FIELD: Final = re.compile(r"[A-Za-z][\w-]*(?: [\w-]+)?")  # the name of a field
_KIND: Final = re.compile(r"[a-z][a-z_-]*\d?")  # "h2", "list_item": what a row is
_MOST_NAMED: Final = 0.5  # of the rows begin what a name holds for


def with_lines_of_rows(text: str) -> str:
    r"""Return such a file as its texts, a line each, names of sections and lists above what they hold for.

    Every row of the file has as many values as the first.  Values that only number the rows, or say in a word of the
    markup what they are, are no text of the leaflet.  Any other text is returned as it is.

    >>> rows = "".join(f'More common,"rash, mild {n}"\n' for n in range(8))
    >>> with_lines_of_rows("label,text\n" + rows)[:37], with_lines_of_rows("Rash, mild\n" * 9)[:10]
    ('More common\nrash, mild 0\nrash, mild 1', 'Rash, mild')
    """
    separator = _separator(text)
    rows = _rows(text, separator) if separator else []
    if not rows:
        return text
    texts = _columns_of_text([list(column) for column in zip(*rows, strict=True)])
    if not texts:
        return text
    return "\n".join(_lines([[row[index] for index in texts] for row in rows])) + "\n"


def _separator(text: str) -> str | None:
    """Return what parts the values, by the first line: no blank follows it, as one does in sentences."""
    if text.count('\n"') >= _FEWEST_QUOTED and text.count('"\n') + text.count('"\r\n') >= _FEWEST_QUOTED:
        first = text.split("\n", 1)[0]
        return next((sign for sign in _SEPARATORS if f'"{sign}"' in first), ",")
    found = _HEAD.match(text)
    return found[1] if found else None


def _rows(text: str, separator: str) -> list[list[str]]:
    """Return the rows without the one that names the fields; none where they differ in length, or are few."""
    try:
        rows = [row for row in csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True) if row]
    except csv.Error:  # what it says does not matter: a text that breaks the rules of such files is none
        return []
    if len(rows) < _FEWEST_ROWS or any(len(row) != len(rows[0]) for row in rows):
        return []
    return rows[1:] if all(_FIELD.fullmatch(name.strip()) for name in rows[0]) else rows


def _columns_of_text(columns: Sequence[Sequence[str]]) -> list[int]:
    """Return which columns hold text of the leaflet: names of sections and lists, and last what stands in them.

    None where two columns or none hold something else: such a table is data.
    """
    told = [
        index
        for index, values in enumerate(columns)
        if any(values) and not all(_is_aside(value.strip()) for value in values)
    ]
    free = [index for index in told if not _names(columns[index])]
    return [*(index for index in told if index < free[0]), free[0]] if len(free) == 1 else []


def _is_aside(value: str) -> bool:
    return not value or value.isdecimal() or _KIND.fullmatch(value) is not None


def _names(values: Sequence[str]) -> bool:
    """Tell names of sections or lists: one holds for several rows below each other."""
    begun = sum(a != b for a, b in zip(values, ["", *values[:-1]], strict=True))
    return begun <= _MOST_NAMED * len(values)


def _lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the lines; a name stands where it, or one before it, changes, unless the line before said it."""
    before: Sequence[str] = [""] * len(rows[0])
    said = ""
    for row in rows:
        changed = False
        for name, last in zip(row[:-1], before[:-1], strict=True):
            changed = changed or name != last
            if changed and name.strip() and name.strip() not in (said, row[-1].strip()):
                said = name.strip()
                yield said
        before = row
        if row[-1].strip():
            said = row[-1].strip()
            yield said
