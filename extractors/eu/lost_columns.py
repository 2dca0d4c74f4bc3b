"""Rows of an SmPC's tabulated list that lost their columns: what still tells the cells of frequency from the effect.

"Hypercalcaemia Uncommon -- --" (columns for each substance of a combination), and the head of the table, said again on
each page: "Common Uncommon Rare Very rare".
"""

from __future__ import annotations

import re

from extractors.eu.bands import bands
from extractors.eu.cues import shifted
from extractors.model import NO_FREQUENCY, Frequency

_CELL = r"(?:Very\s+[Cc]ommon|Common|Uncommon|Very\s+[Rr]are|Rare|Not\s+[Kk]nown|--|[–—])"
_CELLS = re.compile(rf"(?:(?:^|(?<=\S)\s+|(?<=\s)){_CELL}(?=\s|$)){{2,}}(?:\s+Very)?\s*$")
_DASH = re.compile(r"--|[–—]")
_REST = re.compile(rf"(?:common|rare)(?:\s+{_CELL})*\s*$")
_HEAD = re.compile(
    r"(?:system\s+organ(?:\s+class(?:es)?)?|class(?:es|ification)?|soc|very|preferred\s+terms?|adverse\s+(?:drug\s+)?reactions?)$",
    re.IGNORECASE,
)


def cells_at_end(words: str) -> int | None:
    """Return where the cells of frequency begin with which a row ends; None where there are less than two.

    >>> cells_at_end("Hypercalcaemia Uncommon -- --"), cells_at_end("Rash Common"), cells_at_end("Common Rare")
    (14, None, 0)
    """
    found = _CELLS.search(words)
    return found.start() if found else None


def stated_in_cells(words: str, start: int, offset: int) -> Frequency:
    """Return the frequency in the cells from ``start``, where they state but one; ``offset`` is where ``words`` stand.

    >>> stated_in_cells("Gout Rare -- --", 4, 0).category.value, stated_in_cells("Gout Rare Common --", 4, 0).category
    ('rare', None)
    """
    cells = words[start:]
    labels = bands(cells)
    if breaks_cell(words):
        return NO_FREQUENCY
    if len({label.frequency.category for label in labels}) != 1:
        return NO_FREQUENCY
    return shifted(labels[0], offset + start)


def breaks_cell(words: str) -> bool:
    """Tell a row whose last cell goes on in the next line.

    >>> breaks_cell("Gout Common -- Very"), breaks_cell("Gout Very rare")
    (True, False)
    """
    return words.rstrip().endswith((" Very", "\nVery"))


def goes_on_in_cell(words: str) -> bool:
    """Tell the end of a cell that "Very" began, and the cells behind it.

    >>> goes_on_in_cell("common --"), goes_on_in_cell("common cold")
    (True, False)
    """
    return _REST.match(words.strip()) is not None


def are_of_a_row(words: str) -> bool:
    """Tell the cells of one row, some empty or the same, from the head of a table, which goes down the classes.

    >>> are_of_a_row("-- Rare --"), are_of_a_row("Common Common"), are_of_a_row("Common Uncommon Rare")
    (True, True, False)
    """
    ranks = [label.rank for label in bands(words)]
    return bool(_DASH.search(words)) or ranks != sorted(set(ranks))


def is_head(words: str) -> bool:
    """Tell a line of the table's head, or a part of one.

    >>> is_head("System Organ"), is_head("Class"), is_head("Rash")
    (True, True, False)
    """
    return _HEAD.match(words.strip()) is not None
