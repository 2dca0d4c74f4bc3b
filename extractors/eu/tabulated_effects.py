"""The tabulated list of adverse reactions of an SmPC (or a leaflet's table): rows of classes, frequencies and effects.

Three shapes are read: a frequency in each row, a frequency over each column, and a mark in the column of the frequency.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extractors.effects import inline_elements
from extractors.eu.bands import bands, words_beside
from extractors.eu.cues import shifted
from extractors.eu.organ_classes import organ_class, organ_class_at_start
from extractors.eu.pieces import Piece
from extractors.model import NO_FREQUENCY, ElementKind, Frequency, Span
from extractors.terms.wordclasses import WordClass, class_of
from schemas.vocab import BlockRole

_MARK = re.compile(r"[xX✓✔•+√]$")
_FOOTNOTE_SIGN = re.compile(r"(?<=[a-z)\]])\s*(?:[*†‡§#¶^]+|\d{1,2}(?:,\d{1,2})*|\s[a-z])\s*[*†‡]*$")
_FOOTNOTE_BEFORE = re.compile(r"\d[A-Z][a-z]{2}")
_FOOTNOTE = re.compile(r"(?:[*†‡§#¶^]+|\d{1,2}\s|[a-z]\s)\s*\S")
_COLUMN_HEAD = re.compile(
    r"(?:system organ class(?:es)?|meddra.*|adverse (?:drug )?(?:reactions?|events?).*|preferred term.*|frequency.*|"
    r"body system.*|soc|undesirable effects?|side effects?|class|reaction|incidence.*|category.*)$",
    re.IGNORECASE,
)
_LONGEST_MARKED_EFFECT = 40
_FEWEST_LETTERS = 2
_LETTERS = tuple("abcdefg")
_NAMES = {WordClass.EFFECT, WordClass.SIGN, WordClass.QUALITY, WordClass.RELATION}
_FIGURES = re.compile(r"[\d\s.,%()/<>=≥≤±–—-]+(?:n|N)?$")


@dataclass(slots=True)
class Cell:
    """A cell: its pieces, in order."""

    row: int
    column: int
    pieces: list[Piece] = field(default_factory=list)
    is_header: bool = False


@dataclass(frozen=True, slots=True)
class TableEffect:
    """An effect of a table, with what its row and column say about it."""

    span: Span
    frequency: Frequency
    body_system: str | None


@dataclass(slots=True)
class TableBlock:
    """A piece of a table, the role it plays, and its effects."""

    piece: Piece
    role: BlockRole
    effects: list[TableEffect] = field(default_factory=list)


def table_blocks(text: str, pieces: Sequence[Piece]) -> dict[int, TableBlock]:
    """Return the blocks of every table among the pieces, by where they start; page furniture does not part a table."""
    tables: dict[int, list[Piece]] = {}
    for piece in pieces:
        if piece.kind is ElementKind.TABLE_CELL and piece.element.group is not None:
            tables.setdefault(piece.element.group, []).append(piece)
    return {block.piece.start: block for table in tables.values() for block in TableReader(text, table).read()}


class TableReader:
    """Reads one table, row by row."""

    def __init__(self, text: str, pieces: Sequence[Piece]) -> None:
        self.text = text
        self.pieces = pieces
        self.columns: dict[int, Frequency] = {}
        self.system: tuple[str, Span] | None = None
        self.frequency = NO_FREQUENCY
        self.part: Span | None = None
        self.above = (-1, NO_FREQUENCY)  # the last row that a label's cell fills, and what it says

    def read(self) -> list[TableBlock]:
        """Return the blocks of the table in reading order; a table that tells no effects is statements."""
        blocks: list[TableBlock] = []
        for row in self._rows():
            blocks.extend(self._row(row))
        if not any((b.effects and b.effects[0].frequency.category) or b.role is BlockRole.LABEL for b in blocks):
            return [TableBlock(b.piece, BlockRole.STATEMENT) for b in blocks]
        return blocks

    def _rows(self) -> Iterator[list[Cell]]:
        row: list[Cell] = []
        for piece in self.pieces:
            element = piece.element
            if element.row is None or element.column is None:
                continue
            if row and row[-1].row != element.row:
                yield row
                row = []
            if not row or row[-1].column != element.column:
                row.append(Cell(element.row, element.column, is_header=element.is_header_cell))
            row[-1].pieces.append(piece)
        if row:
            yield row

    def _row(self, row: list[Cell]) -> Iterator[TableBlock]:
        labels = {cell.column: label for cell in row if (label := self._label(cell))}
        if len(labels) >= 2 and len(labels) >= len(row) - 1:
            self.columns.update(labels)
            yield from (TableBlock(p, BlockRole.LABEL) for cell in row for p in cell.pieces)
            return
        marked = [c for c in row if len(c.pieces) == 1 and c.column in self.columns and _MARK.match(self._words(c))]
        stated = self._stated(row, labels)
        for cell in row:
            often = self.columns.get(marked[0].column) if marked else self.columns.get(cell.column, stated)
            yield from self._cell(cell, labels, marked, often)

    def _stated(self, row: list[Cell], labels: dict[int, Frequency]) -> Frequency | None:
        """Return what the row's label says, be it in a cell that fills several rows."""
        for cell in row:
            if label := labels.get(cell.column):
                self.above = (cell.row + cell.pieces[0].element.row_span - 1, label)
                return label
        return self.above[1] if row[0].row <= self.above[0] else None

    def _words(self, cell: Cell) -> str:
        return self.text[cell.pieces[0].start : cell.pieces[-1].end].strip()

    def _label(self, cell: Cell) -> Frequency | None:
        """Return the frequency where a cell holds nothing else, or a class and a frequency."""
        for piece in cell.pieces:
            words = piece.text_span.of(self.text)
            found = bands(words)
            if (
                len(found) == 1
                and found[0].is_named
                and not words_beside(words, found[0])
                and _starts(words, found[0].start)
            ):
                return shifted(found[0], piece.body)
        return None

    def _cell(
        self, cell: Cell, labels: dict[int, Frequency], marked: list[Cell], often: Frequency | None
    ) -> Iterator[TableBlock]:
        for piece in cell.pieces:
            words = piece.text_span.of(self.text).strip()
            if cell.is_header or _COLUMN_HEAD.match(words) or is_only_labels(words):
                yield TableBlock(piece, BlockRole.LABEL)
            elif system := organ_class(words):
                self.system = (system, piece.text_span)
                yield TableBlock(piece, BlockRole.LABEL)
            elif self._names_class_and_label(piece, words) or cell.column in labels or cell in marked:
                yield TableBlock(piece, BlockRole.LABEL)
            elif _tells_nothing(words) or (not often and (self.system is None or self.columns)):
                yield TableBlock(piece, BlockRole.STATEMENT)
            else:
                yield self._effects(piece, often or NO_FREQUENCY)

    def _names_class_and_label(self, piece: Piece, words: str) -> bool:
        found = organ_class_at_start(words)
        if not found or not bands(words[found[1] :]):
            return False
        self.system = (found[0], Span(piece.body, piece.body + found[1]))
        return True

    def _effects(self, piece: Piece, often: Frequency) -> TableBlock:
        system = self.system[0] if self.system else None
        effects = [
            TableEffect(effect, often, system)
            for element in inline_elements(self.text, piece.body, piece.end)
            if (effect := without_footnote_sign(self.text, element))
        ]
        return TableBlock(piece, BlockRole.LIST_ITEM, effects)


def is_only_labels(words: str) -> bool:
    """Tell a cell, or a line of a head, in which labels stand side by side, so that what is below has none of them.

    >>> is_only_labels("Very common: Common:"), is_only_labels("Common: rash"), is_only_labels("Common:")
    (True, False, False)
    """
    found = bands(words)
    between = zip([0, *(band.end for band in found)], [*(band.start for band in found), len(words)], strict=True)
    return len(found) > 1 and not any(words[end:start].strip(" :\n") for end, start in between)


def _tells_nothing(words: str) -> bool:
    """Tell figures and footnotes, which name no effect of their own."""
    is_footnote = len(words) > _LONGEST_MARKED_EFFECT and bool(_FOOTNOTE.match(words))
    return is_footnote or bool(_FIGURES.match(words)) or not any(c.isalpha() for c in words)


def _starts(words: str, at: int) -> bool:
    return not words[:at].strip(" (*")


def without_footnote_sign(text: str, span: Span) -> Span | None:
    """Return an effect without the sign of its footnote, None where nothing is left but a letter of one.

    >>> [without_footnote_sign(t, Span(0, len(t))).of(t) for t in ("rigors*", "Headache1", "low B12", "1Flushing")]
    ['rigors', 'Headache', 'low B12', 'Flushing']
    >>> without_footnote_sign("b", Span(0, 1)) is None
    True
    """
    words = span.of(text)
    bare = _FOOTNOTE_SIGN.sub("", words).lstrip("*†‡+ ").rstrip()
    if bare[:1].isdigit() and _FOOTNOTE_BEFORE.match(bare):
        bare = bare[1:]
    bare = _without_letter(bare)
    if sum(map(str.isalpha, bare)) < _FEWEST_LETTERS:
        return None
    start = span.start + words.index(bare)
    return Span(start, start + len(bare))


def _without_letter(words: str) -> str:
    """Return an effect without the letter of a footnote that is glued to its last word.

    >>> _without_letter("Infusion reactionsa"), _without_letter("Neutropeniab"), _without_letter("Melaena")
    ('Infusion reactions', 'Neutropenia', 'Melaena')
    """
    if words[-1:] not in _LETTERS or not words[-_FEWEST_LETTERS:].isalpha() or words.endswith("ae"):
        return words  # "paraesthesiae" is a plural
    last = words[words.rfind(" ") + 1 :].lower()
    is_glued = class_of(last) is WordClass.NOUN and class_of(last[:-1]) in _NAMES
    return words[:-1] if is_glued else words
