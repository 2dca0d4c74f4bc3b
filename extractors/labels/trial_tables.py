"""Tables of clinical trials in FDA labels: which rows name an effect, which columns are arms, what their figures say.

The arm on the drug gives an effect its frequency; the arm on placebo or a comparator gives none.  Guidance for Industry
"Adverse Reactions Section of Labeling" (FDA 2006) asks for such tables: rates by arm, rows by system and reaction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache

from extractors.labels.body_systems import body_system
from extractors.lexicons.loading import lexicon
from extractors.model import Frequency, Span, collapse
from schemas.vocab import FrequencyScale

_NUMBER = r"(?:[<>≤≥~]=?\s*)?\d[\d,]*(?:\.\d+)?\s*%?"
_MARKS = r"[\s*†‡§¶#ᵃ-ᶻʰ-ʸⁱⁿ⁰-⁹]*"
_VALUE = re.compile(rf"\s*({_NUMBER})(?:\s*[(\[]\s*({_NUMBER})\s*[)\]])?(?:\s*/\s*\d+)?{_MARKS}")
_PAIR = re.compile(rf"\s*\d+\s*/\s*\d+\s*[(\[]\s*({_NUMBER})\s*[)\]]{_MARKS}")
_NOTHING = re.compile(rf"\s*(?:[-–—−]+|NR|NA|N/A|n/a|ND|\.{{2,}}){_MARKS}")
_DOSE = re.compile(
    r"\d[\d,.]*(?:\s*(?:-|–|to)\s*\d[\d,.]*)?\s*(?:mg|mcg|µg|μg|g|mL|units?|IU|mEq)\b(?:\s*/\s*(?:kg|m²|m2|day|mL)\b)*",
    re.I,
)
_MARKS_AT_END = " \t\n\xa0*†‡§¶#,ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ⁰¹²³⁴⁵⁶⁷⁸⁹"
_LETTERS_AT_END = re.compile(r"\s{2,}\d(?:,\d)*$|(?:\s{2}|\s(?=[a-z],))[a-z](?: ?, ?[a-z])*$|\s\((?:%|n|N)\)$")
_LONGEST_MARK = 14
_DIGIT_AT_END = re.compile(r"(?:[a-z]{3}|\))\s?([1-9](?:, ?[1-9])*)$")
_LAST_WORD = re.compile(r"[\w-]+\s?$")
_LONGEST_NUMBERED = 20
_NOTE = re.compile(r"[*†‡§#ᵃᵇᶜᵈᵉᶠᵍ¹²³⁴⁵⁶⁷⁸⁹]")
_BULLET = re.compile(r"[\s•●▪◦·*†‡§-]+")
_COUNT_AND_PERCENT = re.compile(r"(?:\bn|no\.?|number|patients|subjects)\s*\(\s*%|\(\s*%\s*\)|%\)", re.I)
_PERCENT_AND_COUNT = re.compile(r"%\s*\(\s*(?:n|no)", re.I)
_COMMON = frozenset(
    "mg mcg ug ml kg day daily once twice three times week weekly every other n patients all any dose doses "
    "grade grades percent total treated subcutaneous oral intravenous bid qd tid of to and or in the with".split()
)
_WORDS = re.compile(r"[A-Za-z][A-Za-z-]+")
_MOST_PERCENT = 100.0


class RowRole(StrEnum):
    """What a row of a table is."""

    HEADER = "header"
    SYSTEM = "system"
    EFFECT = "effect"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its place in the text and the columns that it fills."""

    span: Span
    column: int
    width: int = 1
    is_header: bool = False


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Arm:
    """A column of figures for patients on the drug."""

    column: int
    context: tuple[Span, ...] = ()
    dose: Span | None = None
    is_percent: bool = False
    percent_first: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What one arm says of one effect."""

    span: Span
    frequency: Frequency
    context: tuple[Span, ...]
    dose: Span | None


@dataclass(slots=True)
class ReadRow:
    """A row with its role: the system it names, or the findings it states."""

    role: RowRole
    system: str | None = None
    label: Span | None = None
    findings: list[Finding] = field(default_factory=list)


@cache
def _cues(role: str) -> re.Pattern[str]:
    patterns = "|".join(row["pattern"] for row in lexicon("table_cues") if row["role"] == role)
    return re.compile(rf"(?<![\w-])(?:{patterns})(?![\w-])", re.I)


def is_on_topic(caption: str, default: bool) -> bool:
    """Say whether a table with this caption is about effects; ``default`` where the caption leaves it open.

    >>> is_on_topic("Table 2: Adverse Reactions", False), is_on_topic("Table 1: Dose Modifications", True)
    (True, False)
    """
    if _cues("off_topic").search(caption):
        return False
    return default or bool(_cues("on_topic").search(caption))


def names_control(head: str) -> bool:
    """Say whether the head of a column names a control arm.

    >>> names_control("Placebo (N=210)"), names_control("Zentoril 5 mg")
    (True, False)
    """
    return bool(_cues("control").search(head))


@lru_cache(maxsize=4096)
def is_value(text: str) -> bool:
    """Say whether a cell holds a figure, or the sign that there is none.

    >>> [is_value(t) for t in ("17%", "29 (6.5)", "<1", "--", "N=705", "10 mg", "3/100 (3)")]
    [True, True, True, True, False, False, True]
    """
    return any(p.fullmatch(text) for p in (_VALUE, _NOTHING, _PAIR))


@lru_cache(maxsize=4096)
def percent_of(text: str, is_percent: bool, percent_first: bool = False) -> tuple[float, float] | None:
    """Return the bounds in percent that a cell states; None where its figure is no percentage.

    >>> percent_of("17%", False), percent_of("29 (6.5)", True), percent_of("<1", True)
    ((17.0, 17.0), (6.5, 6.5), (0.0, 1.0))
    >>> percent_of("6.5 (29)", True, True), percent_of("412", True), percent_of("12", False)
    ((6.5, 6.5), None, None)
    """
    if pair := _PAIR.fullmatch(text):
        return _bounds(pair[1])
    found = _VALUE.fullmatch(text)
    if not found:
        return None
    first, second = found[1], found[2]
    if "%" in first or not second:
        return _bounds(first) if is_percent or "%" in first else None
    if percent_first and "%" not in second:
        return _bounds(first)
    return _bounds(second)


def _bounds(number: str) -> tuple[float, float] | None:
    value = float(re.sub(r"[^\d.]", "", number).rstrip("."))
    if value > _MOST_PERCENT:
        return None
    sign = number.strip()[0]
    if sign in "<≤":
        return 0.0, value
    return (value, _MOST_PERCENT) if sign in ">≥" else (value, value)


class TrialTable:
    """A table analysed: ``rows`` holds each row's role and findings; ``arms`` is empty for a table without any."""

    def __init__(self, text: str, grid: Sequence[Row], names: frozenset[str], caption: str) -> None:
        self.text = text
        self.grid = grid
        self.names = names
        self.caption = caption
        self.head = self._head_rows()
        self.arms = self._arms()
        self.rows = [self._read(i, row) for i, row in enumerate(grid)]

    def _head_rows(self) -> int:
        """Return how many rows head the table: those before the first with figures, body systems left out."""
        first = next((i for i, row in enumerate(self.grid) if self._label(row) and self._values(row)), len(self.grid))
        if first == len(self.grid):
            return first
        while first > 1 and self._heads_rows(self.grid[first - 1]):
            first -= 1
        return first

    def _heads_rows(self, row: Row) -> bool:
        """Say whether a row is one cell that names a body system."""
        solid = [self._words(c) for c in row if self._words(c)]
        return len(solid) == 1 and not row[0].is_header and body_system(solid[0].rstrip(" *†‡")) is not None

    def _words(self, cell: Cell) -> str:
        return collapse(cell.span.of(self.text))

    def _values(self, row: Row) -> list[Cell]:
        """Return the cells with figures, which stand right of the row's label."""
        return [c for c in row[1:] if is_value(self._words(c))]

    def _label(self, row: Row) -> Cell | None:
        """Return the cell that names the row: the last one with words before its figures."""
        found = None
        for cell in row:
            words = self._words(cell)
            if is_value(words):
                break
            if sum(c.isalpha() for c in words) >= 3:
                found = cell
        return None if found is None or found.is_header else found

    def _arms(self) -> list[Arm]:
        """Return the columns for patients on the drug."""
        columns = sorted({c.column for row in self.grid[self.head :] for c in self._values(row)})
        heads = {column: self._heads(column) for column in columns}
        kept = [c for c in columns if not _cues("figure").search(self._head_words(heads[c]))]
        drug = self._drug_columns(kept, heads)
        return [self._arm(column, heads[column], several=len(drug) > 1) for column in drug]

    def _heads(self, column: int) -> list[Cell]:
        """Return the header cells above a column, the first column's own heads left out."""
        return [
            c
            for row in self.grid[: self.head]
            for c in row
            if c.column <= column < c.column + c.width and c.column > 0 and self._words(c)
        ]

    def _head_words(self, heads: Iterable[Cell]) -> str:
        return " ".join(self._words(c) for c in heads)

    def _drug_columns(self, columns: list[int], heads: dict[int, list[Cell]]) -> list[int]:
        """Return the columns of the drug: those that name it; else, all that name neither control nor another drug."""
        words = {c: self._head_words(heads[c]) for c in columns}
        active = [c for c in columns if not _cues("control").search(words[c])]
        named = [c for c in active if self._names_drug(words[c])]
        if not named:
            return active
        return [c for c in active if c in named or not self._names_something(words[c])]

    def _names_drug(self, words: str) -> bool:
        folded = words.casefold()
        return any(name in folded for name in self.names)

    def _names_something(self, words: str) -> bool:
        """Say whether a head has a word beside doses and counts, which then is another drug's name."""
        return any(w.casefold() not in _COMMON for w in _WORDS.findall(words))

    def _arm(self, column: int, heads: list[Cell], several: bool) -> Arm:
        words = self._head_words(heads)
        told = f"{self.caption} {words} {self._head_words(c for row in self.grid[: self.head] for c in row)}"
        dose = next((d for c in heads if (d := _DOSE.search(self.text, *c.span))), None)
        return Arm(
            column,
            tuple(c.span for c in heads) if several else (),
            Span(*dose.span()) if dose else None,
            is_percent="%" in told or "percent" in told.casefold(),
            percent_first=bool(_PERCENT_AND_COUNT.search(words)) and not _COUNT_AND_PERCENT.search(words),
        )

    def _read(self, index: int, row: Row) -> ReadRow:
        """Return what a row says."""
        label = self._label(row)
        if index < self.head or label is None:
            return ReadRow(RowRole.HEADER if index < self.head else RowRole.OTHER)
        span = effect_name(self.text, label.span)
        words = collapse(span.of(self.text))
        values = self._values(row)
        system = body_system(words, is_row=bool(values))
        if system or (not values and self._is_group(words, row)):
            return ReadRow(RowRole.SYSTEM, system, span)
        if not values or _cues("total").match(words):
            return ReadRow(RowRole.OTHER)
        findings = [f for arm in self.arms for c in values if (f := self._finding(arm, c, span))]
        return ReadRow(RowRole.EFFECT if findings else RowRole.OTHER, label=span, findings=findings)

    def _is_group(self, words: str, row: Row) -> bool:
        """Say whether a row without figures heads the rows below it, rather than being a note."""
        solid = [c for c in row if self._words(c)]
        if _NOTE.match(self._words(row[0])):
            return False
        return len(solid) == 1 and len(words) <= 80 and not words.endswith(".") and not _cues("header").fullmatch(words)

    def _finding(self, arm: Arm, cell: Cell, span: Span) -> Finding | None:
        """Return what the cell says of the effect if it stands in the arm's column and is not nought."""
        if cell.column != arm.column:
            return None
        words = self._words(cell)
        bounds = percent_of(words, arm.is_percent, arm.percent_first)
        if bounds == (0.0, 0.0) or _NOTHING.fullmatch(words) or (re.fullmatch(r"0\b.*", words) and bounds is None):
            return None
        low, high = bounds or (None, None)
        scale = FrequencyScale.PERCENT if bounds else None
        return Finding(span, Frequency(cell.span, None, scale, min_pct=low, max_pct=high), arm.context, arm.dose)


def effect_name(text: str, span: Span) -> Span:
    """Return the part of a row's label that names the effect: no bullet, no footnote mark.

    >>> effect_name("- Rash *", Span(0, 8)).of("- Rash *")
    'Rash'
    >>> [effect_name(name, Span(0, len(name))).of(name) for name in ("Rash1", "Rash 1, 2", "Herpes simplex type 1")]
    ['Rash', 'Rash', 'Herpes simplex type 1']
    """
    bullet = _BULLET.match(text, *span)
    start = bullet.end() if bullet else span.start
    end, before = span.end, span.end + 1
    while start < end < before:
        before = end
        end = start + len(text[start:end].rstrip(_MARKS_AT_END))
        if letters := _LETTERS_AT_END.search(text, max(start, end - _LONGEST_MARK), end):
            end = letters.start()
        elif end > start and text[end - 1].isdecimal():
            end = _before_digit(text, start, end)
    return Span(start, end if end > start else span.end)


def _before_digit(text: str, start: int, end: int) -> int:
    """Return where a name ends before the digit of a footnote; ``end`` where the digit belongs to the name."""
    mark = _DIGIT_AT_END.search(text, max(start, end - _LONGEST_MARK), end)
    if not mark:
        return end
    word = _LAST_WORD.search(text, max(start, mark.start(1) - _LONGEST_NUMBERED), mark.start(1))
    return end if word and _cues("numbered").search(word[0]) else mark.start(1)
