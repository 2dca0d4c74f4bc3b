"""Tables of a label that stands on one line: "Placebo (N=210) QUILLAVEN (N=208) Drowsiness 3 12 Tremor 1 4".

Figures in a row of two or more, again and again with a name before them, stand nowhere else; they get lines of their
own, as tables have that are taken out of their tags cell by cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from extractors.labels.body_systems import body_system

_FIGURE: Final = (
    r"(?:[<>≤≥]=?\s?)?\d{1,4}(?:\.\d+)?\s?%?(?:\s?\(\s?(?:[<>≤≥]=?\s?)?\d{1,3}(?:\.\d+)?\s?%?\s?\))?|-{1,2}|[–—]"
)
_ONE: Final = re.compile(rf"(?<=\s)(?:{_FIGURE})(?=\s|\Z)")
_LONGEST_NAME: Final = 90
_LONGEST_HEAD: Final = 400
_LONGEST_FRONT: Final = 1_500  # a caption, notes and heads
_FEWEST_ROWS: Final = 3
_NO_NAME: Final = re.compile(r"[.;:]\s|\b(?:was|were|is|are|had|has|patients|Table)\b")
_COUNT: Final = re.compile(r"\(?\b[Nn]\s?=\s?[\d,]+\)?(?:\s?n)?(?:\s?\(?%\)?(?: of [Pp]atients)?)?")
_NAMES: Final = re.compile(
    r"(?<!\S)(?:(?:Adverse|Body|System|Organ|Preferred|MedDRA|Reported|Dictionary)\b[\w/ -]{0,40}?)?"
    r"(?:Reactions?|Events?|Terms?|Class|Systems?|Effects?)(?:\s\([^()]{1,40}\))?(?=\s+[A-Z(\d])"
)
_GRADE: Final = re.compile(  # of severity, which head the columns of one arm
    r"(?<!\S)(?:(?:All|Any)\s?Grades?|Grades?\s?(?:≥\s?)?\d(?:\s?[-/–]\s?\d)?)(?:\s?\(?%\)?)?(?=\s)"
)
_WORD: Final = re.compile(r"\S+")
_CAPITAL: Final = re.compile(r"(?<!\S)[A-Z]")
_FOOTNOTE: Final = re.compile(r"[1-9]")
_CAPTION: Final = re.compile(r"(?<!\S)Table \d+[A-Za-z]?[.:]?\s")

_Row = tuple[int, list[int]]  # where the row before its figures ends, and where these begin


def table_cuts(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where the cells of tables begin, and where what stands behind a table does.

    >>> line = "Table 1: Reactions Effect Sugar (N=9) Zolpin (N=8) Rash 1 2 Gout 3 4 Dry mouth 5 6 Others follow."
    >>> cuts = sorted(table_cuts(line, 0, len(line)))
    >>> [line[a:b].strip() for a, b in pairwise(cuts) if line[a:b].strip()][1:8]
    ['Effect', 'Sugar (N=9)', 'Zolpin (N=8)', 'Rash', '1', '2', 'Gout']
    """
    for rows in _tables(text, start, end):
        first, figures = rows[0]
        caption = _caption(text, max(start, first - _LONGEST_FRONT), first)
        if caption is not None:
            yield caption
        yield from _head_cuts(text, max(start, first - _LONGEST_HEAD), first, len(figures))
        start = figures[-1]
        for (_, before), (name_end, _) in pairwise(rows):
            stop = _ONE.match(text, before[-1])
            if stop:
                yield from _name_cuts(text, stop.end(), name_end)
        for _, places in rows:
            yield from places
        last = _ONE.match(text, rows[-1][1][-1])
        if last:
            yield last.end()


def _tables(text: str, start: int, end: int) -> Iterator[list[_Row]]:
    """Yield the rows of each table: those in succession that have as many figures."""
    runs: list[list[re.Match[str]]] = []
    for figure in _ONE.finditer(text, start, end):
        if runs and not text[runs[-1][-1].end() : figure.start()].strip():
            runs[-1].append(figure)
        else:
            runs.append([figure])
    rows: list[list[_Row]] = []
    last = start - 2 * _LONGEST_NAME
    for run in runs:
        name = text[last : run[0].start()] if last >= start else ""
        goes_on = name.strip() != "" and len(name) <= _LONGEST_NAME and not _NO_NAME.search(name)
        width = len(rows[-1][-1][1]) if goes_on and rows else 0
        row = (run[0].start(), [figure.start() for figure in run])
        if len(run) == width > 1:
            rows[-1].append(row)
        elif len(run) == width + 1 > 2 and _FOOTNOTE.fullmatch(run[0][0]):
            rows[-1].append((row[1][1], row[1][1:]))  # one figure too many is a footnote of the name
        else:
            rows.append([row])
        last = run[-1].end()
    yield from (table for table in rows if len(table) >= _FEWEST_ROWS and len(table[0][1]) > 1)


def _caption(text: str, start: int, end: int) -> int | None:
    """Return where the last caption begins."""
    captions = list(_CAPTION.finditer(text, start, end))
    return captions[-1].start() if captions else None


def _name_cuts(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where a row's name begins, and before it the body system that heads the rows from here."""
    yield start
    capitals = [capital.start() for capital in _CAPITAL.finditer(text, start + 2, end)]
    # "Gastrointestinal Disorders Diarrhea": the longest name of a system, since its first word may be one as well
    longest = next((at for at in reversed(capitals) if body_system(text[start:at].strip())), None)
    if longest is not None:
        yield longest


def _head_cuts(text: str, start: int, end: int, width: int) -> Iterator[int]:
    """Yield where the heads of the columns and the first row's name begin."""
    caption = _caption(text, start, end)
    begin = start if caption is None else caption
    counts = list(_COUNT.finditer(text, begin, end))
    if len(counts) > width:  # notes above the heads count patients as well
        counts = counts[-width:]
    grades = list(_GRADE.finditer(text, counts[-1].end(), end)) if counts else []
    if len(grades) == width > len(counts) > 1 and width % len(counts) == 0:
        yield counts[-1].end()
        yield from (grade.start() for grade in grades)
        yield from _system_cuts(text, grades[-1].end(), end)
    elif len(counts) != width:
        capitals = [found.start() for found in _CAPITAL.finditer(text, counts[-1].end() if counts else begin, end)]
        if capitals:
            yield capitals[-1]
        if not counts or width % len(counts):
            return
    names = list(_NAMES.finditer(text, begin, counts[0].start()))
    if names:
        yield names[-1].start()
        yield names[-1].end()
    elif len(counts) > 1:
        yield _like_next(text, begin, counts)
    for count in counts[:-1]:
        yield count.end()
    if len(counts) == width:
        yield from _name_cuts(text, counts[-1].end(), end)


def _system_cuts(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where the body system begins and ends that heads the first row, or where its name does."""
    yield start
    capitals = [found.start() for found in _CAPITAL.finditer(text, start, end)]
    for first in capitals:
        cuts = list(_name_cuts(text, first, end))
        if len(cuts) > 1:
            yield from cuts
            return


def _like_next(text: str, start: int, counts: Sequence[re.Match[str]]) -> int:
    """Return where the first head begins, behind a caption that nothing ends: it has as many words as the next one.

    >>> line = "Table 1: Reactions in Study 1 ZOLPIN alone (N=9) Sugar alone (N=8)"
    >>> line[_like_next(line, 0, list(_COUNT.finditer(line))) :]
    'ZOLPIN alone (N=9) Sugar alone (N=8)'
    """
    n_words = len(text[counts[0].end() : counts[1].end()].split())
    words = list(_WORD.finditer(text, start, counts[0].end()))[-n_words:]
    return next((word.start() for word in words if word[0][0].isupper()), counts[0].start())
