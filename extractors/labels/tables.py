"""Tables in the sections of a label that tell of effects: blocks row by row, effects of the arms on the drug."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from extractors.labels.body_systems import body_system
from extractors.labels.filing import Filer, Filing, is_list, solid
from extractors.labels.trial_tables import Cell, ReadRow, Row, RowRole, TrialTable, effect_name, is_on_topic
from extractors.model import Element, Section, Span, collapse, replace
from extractors.prose.paragraphs import Statement
from schemas.vocab import BlockRole

_ROLES = {
    RowRole.HEADER: BlockRole.LABEL,
    RowRole.SYSTEM: BlockRole.HEADING,
    RowRole.EFFECT: BlockRole.LIST_ITEM,
    RowRole.OTHER: BlockRole.STATEMENT,
}


def grid_of(cells: Iterable[Element]) -> list[Row]:
    """Return the rows of the cells of one table."""
    return [
        tuple(Cell(c.span, c.column or 0, c.column_span, c.is_header_cell) for c in row)
        for _, row in groupby(cells, key=lambda c: c.row)
    ]


def row_span(row: Row) -> Span:
    """Return the stretch of text that a row fills."""
    return Span(row[0].span.start, row[-1].span.end)


class SystemSections:
    """The body systems that head rows or paragraphs of a section: each is a section of its own under it."""

    def __init__(self, filer: Filer, base: Filing) -> None:
        self.filer, self.base = filer, base
        self.current = base

    def open(self, name: str | None, heading: Span, end: int) -> Filing:
        """Open the section of a system; ``name`` is None where the heading is in no lexicon."""
        kind = self.base.kind
        index = self.filer.draft.section(
            Section(
                kind,
                kind.audience,
                heading=heading,
                span=Span(heading.start, end),
                parent=self.base.section,
                body_system=name,
                body_system_span=heading,
            )
        )
        self.current = replace(self.base, section=index, body_system=name)
        return self.current

    def reach(self, end: int) -> None:
        """Let the open section reach to ``end``."""
        if self.current is self.base:
            return
        sections = self.filer.draft.sections
        section = sections[self.current.section]
        if section.span:
            sections[self.current.section] = replace(section, span=Span(section.span.start, end))

    def close(self) -> None:
        """Go back to the section itself."""
        self.current = self.base


class TableReader:
    """Reads the tables of one section."""

    def __init__(self, filer: Filer, base: Filing, names: frozenset[str]) -> None:
        self.filer, self.base, self.names = filer, base, names

    def read(self, grid: Sequence[Row], caption: str, default: bool) -> None:
        """Add the rows of a table; ``default`` says whether a table is about effects whose caption leaves it open."""
        text = self.filer.text
        table = TrialTable(text, grid, self.names, caption)
        head = " ".join(collapse(c.span.of(text)) for row in grid[: table.head] for c in row)
        if table.arms and is_on_topic(f"{caption} {head}", default):
            self._trial(grid, table)
        else:
            self._other(grid, default)

    def _trial(self, grid: Sequence[Row], table: TrialTable) -> None:
        systems = SystemSections(self.filer, self.base)
        for row, read in zip(grid, table.rows, strict=True):
            span = row_span(row)
            if read.role is RowRole.SYSTEM and read.label:
                systems.open(read.system, read.label, span.end)
            self._row(span, read, systems.current)
            systems.reach(span.end)

    def _row(self, span: Span, read: ReadRow, filing: Filing) -> None:
        block = self.filer.draft.block(_ROLES[read.role], span, filing.section)
        for found in read.findings:
            said = Statement(found.span, (), found.frequency, found.dose)
            self.filer.table_finding(replace(filing, context=(*filing.context, *found.context)), block, said)

    def _other(self, grid: Sequence[Row], default: bool) -> None:
        """Add a table without arms: rows of a body system and its effects in words, or nothing about effects."""
        text = self.filer.text
        for row in grid:
            span = row_span(row)
            words = [collapse(c.span.of(text)) for c in row]
            system = body_system(words[0]) if len(row) == 2 else None
            if default and system and is_list(words[1]):
                heading = solid(text, row[0].span)
                filing = SystemSections(self.filer, self.base).open(system, heading, span.end)
                self.filer.draft.block(BlockRole.LABEL, row[0].span, filing.section)
                block = self.filer.draft.block(BlockRole.LIST_ITEM, row[1].span, filing.section)
                self.filer.inline(filing, block, effect_name(text, row[1].span))
            else:
                self.filer.draft.block(BlockRole.STATEMENT, span, self.base.section)
