"""Tables for patients that say what to do about the effects of a row.

Australian and New Zealand Consumer Medicine Information has two columns, "Serious side effects" and "What to do"; the
Canadian Patient Medication Information marks one of several ("Stop taking drug and get immediate medical help").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from extractors.eu.bands import bands
from extractors.eu.cues import shifted
from extractors.labels.consumer_cues import GENERAL, ConsumerCue, cue_of, is_advice
from extractors.model import NO_FREQUENCY, Element, ElementKind, Frequency, Span, collapse

_MARKS = frozenset("✓✔√✗✘xX•●■☑☒")


class AdvisedRow(NamedTuple):
    """A row, what it tells the reader to do about its effects, in which words, and how often the effects occur.

    ``span`` begins where the row before ends: a cell may hold nothing but a list, whose items are no cells.
    """

    span: Span
    cue: ConsumerCue
    advice: Span
    frequency: Frequency


def advised_rows(text: str, elements: Iterable[Element]) -> list[AdvisedRow]:
    """Return the rows of all tables that say what to do, in order.

    Rows that say how often the effects of the rows below them occur, and nothing else, are none.
    """
    tables: dict[int, list[Element]] = {}
    for element in elements:
        if element.kind is ElementKind.TABLE_CELL and element.group is not None:
            tables.setdefault(element.group, []).append(element)
    return [row for cells in tables.values() for row in _advised(text, cells)]


def is_mark(words: str) -> bool:
    """Say whether a cell only marks its column.

    >>> is_mark("✓"), is_mark("rash")
    (True, False)
    """
    return words in _MARKS


def _advised(text: str, table: Sequence[Element]) -> Iterator[AdvisedRow]:
    heads: list[Element] = []
    frequency, at = NO_FREQUENCY, table[0].start
    for _, row in groupby(table, key=lambda cell: cell.row):
        cells = list(row)
        span, at = Span(at, cells[-1].end), cells[-1].end
        if all(cell.is_header_cell for cell in cells):
            heads += cells
        elif band := _band(text, cells):
            frequency = band
        elif found := _advice(text, cells) or _marked(text, cells, heads):
            yield AdvisedRow(span, found[0], found[1], frequency)


def _band(text: str, cells: Sequence[Element]) -> Frequency | None:
    """Return how often the effects of the rows below occur, where a row says nothing else."""
    if len(cells) > 1:
        return None
    words = cells[0].span.of(text)
    found = bands(words.lower()) if words.isupper() else bands(words)
    if len(found) != 1 or words[: found[0].start].strip() or words[found[0].end :].strip(" :."):
        return None
    return shifted(found[0], cells[0].start)


def _advice(text: str, cells: Sequence[Element]) -> tuple[ConsumerCue, Span] | None:
    """Return what a cell behind the first column tells the reader to do."""
    for cell in cells:
        words = collapse(cell.span.of(text))
        if cell.column and is_advice(words):
            cue = cue_of(words)
            return (cue if cue and cue.kind else GENERAL), cell.span
    return None


def _marked(text: str, cells: Sequence[Element], heads: Sequence[Element]) -> tuple[ConsumerCue, Span] | None:
    """Return what the headings of the column say that the row marks."""
    for cell in cells:
        if not cell.column or not is_mark(cell.span.of(text).strip()):
            continue
        above = [head for head in heads if _covers(head, cell.column)]
        cue = cue_of(collapse(" ".join(head.span.of(text) for head in above)))
        return (cue if cue and cue.kind else GENERAL), above[-1].span if above else cell.span
    return None


def _covers(head: Element, column: int) -> bool:
    first = head.column or 0
    return first <= column < first + head.column_span
