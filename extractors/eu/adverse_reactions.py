"""Section 4.8 of an SmPC: the tabulated list (as table or as text), safety profile and selected reactions in prose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.concepts.matching import concept_of
from extractors.effects import inline_elements
from extractors.eu.bands import Band, bands, words_beside
from extractors.eu.cues import after_label, classed, is_boilerplate, opens, shifted
from extractors.eu.entries import Found
from extractors.eu.flat_rows import with_cells_apart
from extractors.eu.lost_columns import (
    are_of_a_row,
    breaks_cell,
    cells_at_end,
    goes_on_in_cell,
    is_head,
    stated_in_cells,
)
from extractors.eu.organ_classes import is_piece_of_class, organ_class_at_start, parted_class
from extractors.eu.pieces import Piece
from extractors.eu.tabulated_effects import TableBlock, is_only_labels, table_blocks, without_footnote_sign
from extractors.model import NO_FREQUENCY, ElementKind, Frequency, Span, replace
from extractors.prose.effect_words import is_drug
from extractors.prose.paragraphs import prose_effects
from schemas.vocab import BlockRole, Extraction

_SENTENCE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|been|may|can|should|see section|in patients|study|studies|"
    r"table \d|frequenc(?:y|ies)|treated|compared|based on|reported|observed|listed|defined|data|profile)\b",
    re.IGNORECASE,
)
_END_OF_LIST = re.compile(
    r"(?:[a-z]\)|[a-z]\.)?\s*(?:description of selected|paediatric population|other special population|elderly|"
    r"reporting of suspected|special populations?|summary of (?:the )?safety|class effects?|"
    r"post.?marketing experience)",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"(?:\d{1,2}\s+[a-z]|[*†‡§#]+\s*\w)")
# "1 insomnia includes: …" below a table says what its rows were counted from.
_FOOTNOTE_OF_TABLE = re.compile(r"\d{1,2}\s*[a-z][^.:]{3,60} includes?\b")
_FIGURE = re.compile(r"\d")
_ROW_BELOW = re.compile(r"\n\s*(?=(?:Very (?:common|rare)|Common|Uncommon|Rare|Not known)\s+\w)")
_ROW_ABOVE = re.compile(r"(?<=\w )(?:[Vv]ery )?(?:(?:[Uu]n)?[Cc]ommon|[Rr]are|[Nn]ot known)\s*\n\s*(?=[A-Za-z])")
_LEADING_ON = frozenset("and are as by in is less more most not of or the to was were with".split())
_LONGEST_ROW = 400
_LONGEST_CELL = 4000
_FEWEST_COMMAS = 2
_LONGEST_ITEM = 110
_MOST_LINES_OF_CLASS = 5


@dataclass(slots=True)
class Row:
    """A block of the section and the reactions in it."""

    role: BlockRole
    span: Span
    page: int | None
    reactions: list[Found] = field(default_factory=list)


class ReactionReader:
    """Walks through section 4.8."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.rows: list[Row] = []
        self.system: tuple[str, Span] | None = None
        self.frequency = NO_FREQUENCY
        self.pending: list[Found] = []
        self.has_columns = False

    def read(self, pieces: Sequence[Piece]) -> list[Row]:
        """Return the blocks of the section with their reactions."""
        pieces = with_cells_apart(self.text, pieces)
        cells = table_blocks(self.text, pieces)
        at = 0
        while at < len(pieces):
            piece = pieces[at]
            if block := cells.get(piece.start):
                self._cell(block)
            elif named := parted_class(self.text, [p.text_span for p in pieces[at : at + _MOST_LINES_OF_CLASS]]):
                at += self._parted_class(pieces[at:], *named)
                continue
            else:
                self._piece(piece)
            at += 1
        return self.rows

    def _parted_class(self, pieces: Sequence[Piece], system: str, end: int) -> int:
        """Take in the lines over which a narrow column broke a class, and what the last holds; return how many."""
        self.system, self.frequency, self.pending = (system, Span(pieces[0].body, end)), NO_FREQUENCY, []
        for number, piece in enumerate(pieces, start=1):
            at = self._label(piece, piece.body, min(end, piece.end))
            if end <= piece.end:
                if at < piece.end:
                    self._piece(replace(piece, start=at, body=at))
                return number
        raise AssertionError("a class ends in one of its lines")

    def _add(self, role: BlockRole, span: Span, piece: Piece) -> Row:
        row = Row(role, span, piece.element.page)
        self.rows.append(row)
        return row

    def _cell(self, block: TableBlock) -> None:
        row = self._add(block.role, block.piece.span, block.piece)
        row.reactions.extend(Found(e.span, Extraction.TABLE, e.frequency, e.body_system) for e in block.effects)
        self.system, self.frequency = None, NO_FREQUENCY

    def _piece(self, piece: Piece) -> None:
        words = piece.text_span.of(self.text)
        if piece.kind in (ElementKind.FURNITURE, ElementKind.NAVIGATION) or is_boilerplate(words):
            self._add(BlockRole.BOILERPLATE, piece.span, piece)
        elif _END_OF_LIST.match(words):
            self.system, self.frequency, self.has_columns = None, NO_FREQUENCY, False
            self._add(BlockRole.HEADING if len(words) < _LONGEST_ITEM else BlockRole.STATEMENT, piece.span, piece)
        elif _FOOTNOTE_OF_TABLE.match(words):
            self.system, self.frequency, self.has_columns = None, NO_FREQUENCY, False
            self._prose(piece, words)
        elif below := _next_row(words):
            self._piece(replace(piece, end=piece.body + len(words[:below].rstrip())))
            self._piece(replace(piece, start=piece.body + below, body=piece.body + below))
        elif not (self._ends_cell(piece, words) or self._of_the_head(piece, words) or self._listed(piece, words)):
            self._prose(piece, words)

    def _ends_cell(self, piece: Piece, words: str) -> bool:
        """Read the end of a cell that its row's line broke off: "Gout -- Very", and below it "common"."""
        above = self.rows[-1] if self.rows else None
        if above is None or not breaks_cell(self._words(above)) or not goes_on_in_cell(words):
            return False
        whole = self.text[above.span.start : piece.end]
        often = stated_in_cells(whole, cells_at_end(whole) or 0, above.span.start)
        for reaction in above.reactions:
            reaction.frequency = often
        self.pending = []
        self._add(BlockRole.LABEL, piece.span, piece)
        return True

    def _of_the_head(self, piece: Piece, words: str) -> bool:
        """Read what is no row but the head of the table, or the cells of the row above: they part its columns."""
        columns = cells_at_end(words)
        if columns != 0 and not is_head(words) and not (piece.kind is not ElementKind.LIST_ITEM and is_drug(words)):
            return False
        self.has_columns = self.has_columns or not is_drug(words)
        if columns == 0 and self.pending and are_of_a_row(words):
            self.pending[-1].frequency = stated_in_cells(words, 0, piece.body)
        elif columns != 0 or not are_of_a_row(words):
            self.frequency, self.pending = NO_FREQUENCY, []
        self._add(BlockRole.LABEL, piece.span, piece)
        return True

    def _listed(self, piece: Piece, words: str) -> bool:
        """Read a row of the list that lost its table: "Cardiac disorders", "Common: palpitations, tachycardia"."""
        if len(words) > (_LONGEST_CELL if self._is_below_label(words) else _LONGEST_ROW) or _FOOTNOTE.match(words):
            return False
        at = start = piece.body
        found = organ_class_at_start(words)
        if found and ((words[found[1] :].lstrip(" :*")[:1] or "X").isupper() or _ends_in_label(words)):
            self.system = (found[0], Span(start, start + found[1]))
            self.frequency, self.pending = NO_FREQUENCY, []
            at = self._label(piece, start, start + found[1])
        rest = self.text[at : piece.end]
        labels = bands(rest)
        if labels and not rest[: labels[0].start].strip(" :") and _heads(rest, labels[0]):
            end = after_label(self.text, at + labels[0].end, piece.end)
            self._open(shifted(labels[0], at), is_alone=not self.text[end : piece.end].strip())
            at = self._label(piece, at, end)
        if at >= piece.end or not self.text[at : piece.end].strip(" :"):
            return at > start
        if at > start or self.system or self.frequency.category or (self.has_columns and not _FIGURE.search(words)):
            return self._items(piece, Span(at, piece.end), at > start)
        return False

    def _open(self, often: Frequency, *, is_alone: bool) -> None:
        """Take a label: it holds for what follows, or in a table whose last column it was for what stands above it."""
        if is_alone and self.pending and not self.frequency.category:
            for reaction in self.pending:
                reaction.frequency = often
            self.pending = []
        else:
            self.frequency = often

    def _label(self, piece: Piece, start: int, end: int) -> int:
        while end < piece.end and self.text[end] in " :*\n":
            end += 1
        self._add(BlockRole.LABEL, Span(piece.start if start == piece.body else start, end), piece)
        return end

    def _items(self, piece: Piece, span: Span, is_labelled: bool) -> bool:
        words = span.of(self.text)
        is_labelled = is_labelled or self._is_below_label(words)
        if _SENTENCE.search(_outside(words)) or (not is_labelled and len(words) > _LONGEST_ITEM):
            if is_labelled:
                self._prose(replace(piece, start=span.start, body=span.start), words)
            return is_labelled
        often, end = self._trailing(span)
        first = span.start if span.start > piece.body else piece.start
        row = self._add(BlockRole.LIST_ITEM, Span(first, span.end), piece)
        elements = inline_elements(self.text, span.start, end)
        kind = Extraction.LIST_ITEM if len(elements) == 1 else Extraction.INLINE_LIST
        system = self.system[0] if self.system else None
        row.reactions.extend(
            Found(effect, kind, often, system)
            for element in elements
            if not _is_of_the_table(element.of(self.text)) and (effect := without_footnote_sign(self.text, element))
        )
        self.pending = [] if often.category else [*self.pending, *row.reactions]
        return True

    def _is_below_label(self, words: str) -> bool:
        """Tell the cell below that of a label: commas part many effects."""
        above = self.rows[-1:]
        is_below = bool(above) and above[0].role is BlockRole.LABEL and self.frequency.category is not None
        is_stacked = len(self.rows) > 1 and self.rows[-2].role is BlockRole.LABEL and bands(self._words(self.rows[-2]))
        return is_below and not is_stacked and words.count(",") >= _FEWEST_COMMAS

    def _words(self, row: Row) -> str:
        return row.span.of(self.text)

    def _trailing(self, span: Span) -> tuple[Frequency, int]:
        """Return the frequency at the end of a row ("Headache Common"), and where the effects end."""
        words = span.of(self.text)
        if columns := cells_at_end(words):
            return stated_in_cells(words, columns, span.start), span.start + columns
        labels = bands(words)
        last = labels[-1] if labels else None
        ends = last is not None and last.is_named and words[: last.start].endswith((" ", "\n")) and last.start
        if last and ends and not words[last.end :].strip() and _names(words[: last.start]):
            return shifted(last, span.start), span.start + last.start
        return self.frequency, span.end

    def _prose(self, piece: Piece, words: str) -> None:
        is_heading = piece.kind is ElementKind.HEADING or (
            len(words) < _LONGEST_ITEM and words[-1:] not in ".;,:" and not _SENTENCE.search(words)
        )
        row = self._add(BlockRole.HEADING if is_heading else BlockRole.STATEMENT, piece.span, piece)
        if not is_heading:
            self.has_columns = False
            row.reactions.extend(
                Found(s.span, Extraction.PROSE, classed(self.text, s.frequency), statement=s)
                for s in prose_effects(self.text, piece.body, piece.end)
            )


def _is_of_the_table(words: str) -> bool:
    """Say whether words are what a table says of itself: a frequency defined, half the name of an organ class.

    >>> [_is_of_the_table(t) for t in ("rare (≥1/10,000 to <1/1,000) and very rare (<1/10,000)", "Skin and", "Rash")]
    [True, True, False]
    """
    labels = bands(words)
    if labels and labels[-1].is_rated:
        first = words[: labels[-2].start] + words[labels[-2].end :] if len(labels) > 1 else words
        last = bands(first)[-1:]
        if last and not words_beside(first, last[0]).strip(" ,;."):
            return True
    return is_piece_of_class(words) or is_only_labels(words)


def _names(words: str) -> bool:
    """Say whether a label may stand behind words as the last cell of a row: nothing in them leads on to it.

    >>> _names("Dry eye "), _names("infections of ")
    (True, False)
    """
    return words.rstrip()[-1:] not in ",:" and words.split()[-1].lower() not in _LEADING_ON


def _heads(words: str, band: Band) -> bool:
    """Tell a label at the head of a row, with or without its colon.

    >>> [_heads(row, bands(row)[0]) for row in ("Common Cerebral haemorrhage", "Rare gout", "Common cold")]
    [True, True, False]
    """
    follows = words[band.end :].lstrip()
    if opens(words, band) or not words[band.start].isupper():
        return opens(words, band)
    if follows[:1].isupper():
        return True
    named = concept_of(" ".join(words.lower().split()[:2]))
    is_name = named is not None and named.score == 1  # "Common cold"
    return not is_name and len(words) < _LONGEST_ITEM and not _SENTENCE.search(words)


def _ends_in_label(words: str) -> bool:
    labels = bands(words) if len(words) < _LONGEST_ITEM and not _SENTENCE.search(words) else ()
    return bool(labels) and labels[-1].is_named and not words[labels[-1].end :].strip()


def _next_row(words: str) -> int:
    """Return where another row begins in lines that were joined, 0 where none does.

    >>> rows = "Common gout\\nRare fits"
    >>> rows[_next_row(rows) :], _next_row("Rash\\nand fits")
    ('Rare fits', 0)
    """
    if "\n" not in words:
        return 0
    below = _ROW_BELOW.search(words)
    labels = bands(words[: below.start()]) if below else ()
    if below and labels and labels[0].start == 0 and _heads(words[: below.start()], labels[0]):
        return below.end()
    above = _ROW_ABOVE.search(words)
    return above.end() if above and not _SENTENCE.search(_outside(words)) else 0


def _outside(words: str) -> str:
    return re.sub(r"\([^()]*\)", "", words)
