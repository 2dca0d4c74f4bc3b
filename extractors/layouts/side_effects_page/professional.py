"""The professional part of a side-effect page and its references, piece by piece."""

from __future__ import annotations

import re
from typing import Final

from extractors.draft import Draft
from extractors.effects import element_said, inline_elements, prose_rows
from extractors.frequency import Label, beside_term
from extractors.layouts.side_effects_page.consumer_lines import is_sentence
from extractors.layouts.side_effects_page.pieces import Piece
from extractors.layouts.side_effects_page.professional_lines import (
    context_heading,
    context_prefix,
    holds_mark,
    is_reference,
    joined_system,
    label_of_list,
    list_label,
    stated_frequency,
    system_heading,
    system_of_statement,
    without_marks,
)
from extractors.model import Citation, Effect, ElementKind, Issue, Section, Span, collapse, replace
from extractors.placement.body_systems import Statement as ToldStatement
from extractors.placement.body_systems import infer_body_systems
from extractors.readers.plain_text import BULLET
from extractors.references.parsing import citation_marks, parse_reference
from schemas.vocab import Audience, Basis, BlockRole, Extraction, FrequencyClass, SectionKind, Severity

_LONGEST_CONTEXT: Final = 70
_FEW: Final = 20
_NO_WORD: Final = re.compile(r"[\W_]+")


class ProfessionalWalk:
    """Keeps the open body system, context and label and adds what the pieces say to the draft."""

    def __init__(self, draft: Draft, *, colon_opens_context: bool = False) -> None:
        self.draft, self.text = draft, draft.text
        self.top: int | None = None
        self.section: int | None = None
        self.references: int | None = None
        self.context: tuple[Span, ...] = ()
        self.pending: Label | None = None
        self.is_filled = False  # whether the pending label has a list below it, so that a sentence is none of it
        self.marked: bool | None = None
        self.repeating = False
        self.colon_opens_context = colon_opens_context
        self.repeat_start: Span | None = None
        self.in_headed_system = False
        self.headed = False
        self.told: list[tuple[ToldStatement, range]] = []
        self.said: list[tuple[int | None, int, int]] = []
        self.seen: set[tuple[str | None, str]] = set()
        self.seen_words: dict[str | None, str] = {}
        self.referred: dict[str, list[str]] = {}  # by number
        self.columns: dict[tuple[int | None, int | None], Label] = {}  # of tables, by table and column
        self.drug: str | None = None

    def open(self, piece: Piece | None) -> None:
        """Begin the professional part; a second beginning is a repetition, of which only news counts."""
        if self.top is not None and (self.said or self.referred):
            if not self.repeating:
                self.seen = {(self._system_of(section), self.text[start:end]) for section, start, end in self.said}
            self.repeating = True
            self.repeat_start = self.repeat_start or (piece.span if piece else None)
        if self.top is None:
            heading = piece.span if piece else None
            self.top = self.draft.section(Section(SectionKind.PROFESSIONAL, Audience.PROFESSIONAL, heading=heading))
        self.section, self.context, self.pending = self.top, (), None
        self.in_headed_system = False
        if piece:
            self._block(BlockRole.HEADING, piece)

    def opens_with(self, piece: Piece, has_lists: bool) -> bool:
        """Tell the first piece of a professional part that nothing announces."""
        if piece.element.kind is ElementKind.LIST_ITEM:
            return False
        start, end = piece.start, piece.end
        label = list_label(self.text, start, end)
        if label and self.text[label.end : end].strip():
            return True
        return bool(has_lists and (holds_mark(self.text, start, end) or system_of_statement(self.text, start, end)))

    def open_references(self, piece: Piece) -> None:
        """Begin the list of references."""
        if self.references is None:
            self.references = self.draft.section(Section(SectionKind.REFERENCES, None, heading=piece.span))
        self.draft.block(BlockRole.HEADING, piece, self.references, piece.element.page)

    def content(self, piece: Piece, following: Piece | None) -> None:
        """Take a piece without a cue."""
        start, end = piece.start, piece.end
        if piece.element.kind is ElementKind.TABLE_CELL and self._is_cell_below_label(piece):
            return
        if is_reference(self.text, start, end) and piece.element.kind is not ElementKind.HEADING:
            self._reference(piece)
        elif (system := system_heading(self.text[start:end])) and not self._is_context(piece):
            self._open_system(piece.span, system, piece)
        elif piece.element.kind is ElementKind.LINE and (joined := joined_system(self.text, start, end)):
            system, at = joined
            self._open_system(Span(start, at), system, piece)
            self.content(Piece(at, end, piece.element), following)
        elif piece.element.kind is ElementKind.HEADING:
            self._unknown_heading(piece)
        else:
            self._told(piece, following)

    def _is_cell_below_label(self, piece: Piece) -> bool:
        """Take a cell of a table whose columns are frequencies: their labels stand in its first row."""
        cell = piece.element
        column = (cell.group, cell.column)
        if not cell.row and cell.column and (label := list_label(self.text, piece.start, piece.end)):
            if self.text[label.end : piece.end].strip(" :"):
                return False
            self.columns[column] = label
            self._block(BlockRole.LABEL, piece)
            return True
        if not cell.row or column not in self.columns:
            return False
        if not self._is_repetition(piece):
            self._elements(self._block(BlockRole.LIST_ITEM, piece), piece.start, piece.end, self.columns[column])
        return True

    def _is_context(self, piece: Piece) -> bool:
        """Tell a system's name with a colon, on a page whose headings have none, from a heading."""
        return self.colon_opens_context and self.text[piece.start : piece.end].rstrip().endswith(":")

    def _open_system(self, span: Span, system: str, piece: Piece) -> None:
        self.in_headed_system = self.headed = True
        self.context, self.pending, self.marked = (), None, None
        if self.repeating and (known := self._section_of(system)) is not None:
            self.section = known
        else:
            raw = Span(span.start, span.start + len(self.text[span.start : span.end].rstrip(" :\n")))
            self.section = self.draft.section(
                Section(
                    SectionKind.PROFESSIONAL,
                    Audience.PROFESSIONAL,
                    heading=raw,
                    parent=self.top,
                    body_system=system,
                    body_system_span=raw,
                )
            )
        self.draft.block(BlockRole.HEADING, span, self.section, piece.element.page)

    def _section_of(self, system: str) -> int | None:
        """Return the section that a heading opened for a body system."""
        found = (i for i, s in enumerate(self.draft.sections) if s.body_system == system and s.heading)
        return next(found, None)

    def _unknown_heading(self, piece: Piece) -> None:
        self.context, self.pending, self.in_headed_system = (), None, True
        self.section = self.draft.section(
            Section(SectionKind.PROFESSIONAL, Audience.PROFESSIONAL, heading=piece.span, parent=self.top)
        )
        self._block(BlockRole.HEADING, piece)
        message = f"no body system is known by the heading {collapse(self.text[piece.start : piece.end])!r}"
        self.draft.issues.append(Issue("unknown_heading", message, span=piece.span))

    def _told(self, piece: Piece, following: Piece | None) -> None:
        start, end = piece.start, piece.end
        if self._is_repetition(piece):
            return
        self._end_marked_context(start)
        if label := label_of_list(self.text, start, end):
            self._inline_list(piece, label)
        elif heading := context_heading(self.text, start, end):
            self._set_context(piece, heading)
        elif self._is_bare_context(piece, following):
            self._set_context(piece, Span(start, end))
        elif prefix := self._list_behind_context(start, end):
            self.context = (prefix[0],)
            self._inline_list(piece, prefix[1])
        elif self.pending and not (self.is_filled and is_sentence(without_marks(self.text[start:end]))):
            self.is_filled = True
            self._elements(self._block(BlockRole.LIST_ITEM, piece), start, end, self.pending)
        else:
            self.pending = None
            self._statement(piece)

    def _end_marked_context(self, start: int) -> None:
        """Where the lines below a context begin with a dash, the first line without one stands outside it."""
        marked = self.text[start] in "-–•"
        if self.context and self.marked is None:
            self.marked = marked
        elif self.context and self.marked and not marked:
            self.context, self.pending, self.marked = (), None, None

    def _list_behind_context(self, start: int, end: int) -> tuple[Span, Label] | None:
        prefix = context_prefix(self.text, start, end)
        label = list_label(self.text, prefix[1], end) if prefix else None
        return (prefix[0], label) if prefix and label else None

    def _is_repetition(self, piece: Piece) -> bool:
        start, end = piece.start, piece.end
        if not self.repeating:
            self.said.append((self.section, start, end))
            return False
        system, words = self._system_of(self.section), self.text[start:end]
        if not self._is_seen(system, words):
            self.seen.add((system, words))
            return False
        is_label = context_heading(self.text, start, end) and not list_label(self.text, start, end)
        self._block(BlockRole.LABEL if is_label else BlockRole.STATEMENT, piece)
        return True

    def _system_of(self, section: int | None) -> str | None:
        return None if section is None else self.draft.sections[section].body_system

    def _is_seen(self, system: str | None, words: str) -> bool:
        """Tell what has been said of a body system before, be it in other lines and other white space."""
        if (system, words) in self.seen:
            return True
        if not self.seen_words:
            self._join_said()
        return _bare(words) in self.seen_words.get(system, "")

    def _join_said(self) -> None:
        """Join what was said of each body system: in a repetition lines may be joined, cut or glued elsewhere."""
        said: dict[str | None, list[str]] = {}
        for section, start, end in self.said:
            said.setdefault(self._system_of(section), []).append(_bare(self.text[start:end]))
        self.seen_words = {system: "".join(words) for system, words in said.items()}

    def _is_bare_context(self, piece: Piece, following: Piece | None) -> bool:
        """Tell a context heading that lost its colon: a few words above a list by frequency."""
        start, end = piece.start, piece.end
        words = self.text[start:end]
        if following is None or following.cue or len(words) > _LONGEST_CONTEXT or words[-1] in ".;,]":
            return False
        label = list_label(self.text, following.start, following.end)
        return label is not None and self.pending is None and words[0].isupper()

    def _set_context(self, piece: Piece, heading: Span) -> None:
        self._block(BlockRole.LABEL, piece)
        self.context, self.pending, self.marked = (heading,), None, None

    def _block(self, role: BlockRole, piece: Piece) -> int:
        return self.draft.block(role, piece, self.section, piece.element.page)

    def _inline_list(self, piece: Piece, label: Label) -> None:
        if label.contradiction:
            self.draft.issues.append(Issue("frequency_contradiction", label.contradiction, span=piece.span))
        if not self.text[label.end : piece.end].strip(" -"):
            self._block(BlockRole.LABEL, piece)
            self.pending, self.is_filled = label, False
            return
        self.pending = None
        self._elements(self._block(BlockRole.STATEMENT, piece), label.end, piece.end, label)

    def _elements(self, block: int, start: int, end: int, label: Label) -> None:
        cited = self._cite(block, start, end)
        section = self._section_index()
        system = self.draft.sections[section].body_system
        first, stated = len(self.draft.effects), stated_frequency(label)
        marked = BULLET.match(self.text, self.draft.blocks[block].start, start) is not None
        form = Extraction.LIST_ITEM if marked else Extraction.INLINE_LIST
        context = (*self.context, *label.context)
        for span in inline_elements(self.text, start, end):
            words = span.of(self.text)
            said, terms = element_said(words)
            self.draft.effects.append(
                Effect(
                    section,
                    block,
                    Audience.PROFESSIONAL,
                    SectionKind.PROFESSIONAL,
                    form,
                    span,
                    body_system=system,
                    body_system_basis=Basis.STATED if system else None,
                    frequency=beside_term(self.text, span, stated),
                    context=context,
                    dose=said.dose and said.dose.moved(span.start),
                    population=said.population and said.population.moved(span.start),
                    is_hypothetical=said.is_hypothetical,
                    is_cited=cited,
                    terms=terms,
                    terms_from=span.start,
                )
            )
        self._tell(Span(start, end), first, system, label.frequency.category, cited)
        self._end_loose_context(cited)

    def _section_index(self) -> int:
        if self.section is None:
            self.open(None)
        assert self.section is not None
        return self.section

    def _end_loose_context(self, cited: bool) -> None:
        """Where body systems lost their headings, a context ends with the citation that closes its statements."""
        if cited and not self.in_headed_system:
            self.context = ()

    def _statement(self, piece: Piece) -> None:
        start, end = piece.start, piece.end
        if not self.in_headed_system:
            self._open_named_system(start, end)
        block = self._block(BlockRole.STATEMENT, piece)
        cited = self._cite(block, start, end)
        prefix = context_prefix(self.text, start, end)
        context, begin = ((prefix[0],), prefix[1]) if prefix else (self.context, start)
        first = len(self.draft.effects)
        section = self._section_index()
        system = self.draft.sections[section].body_system
        self.draft.effects.extend(
            prose_rows(
                self.text,
                Span(begin, end),
                section,
                block,
                SectionKind.PROFESSIONAL,
                system,
                context,
                cited,
                self.draft.header.get("generic_name") or self.drug,
            )
        )
        self._tell(Span(begin, end), first, system, None, cited)
        self._end_loose_context(cited)
        if not self.in_headed_system:
            self.section = self.top

    def _open_named_system(self, start: int, end: int) -> None:
        """On a flattened page a statement may still name its system; what stands after it says nothing of its own."""
        named = system_of_statement(self.text, start, end)
        if named is None:
            self.section = self.top
            return
        self.section = self.draft.section(
            Section(
                SectionKind.PROFESSIONAL,
                Audience.PROFESSIONAL,
                parent=self.top,
                body_system=named[0],
                body_system_span=named[1],
            )
        )

    def _cite(self, block: int, start: int, end: int) -> bool:
        marks = citation_marks(self.text, start, end)
        self.draft.citations.extend([Citation(block, number) for _, number in marks])
        return bool(marks)

    def _reference(self, piece: Piece) -> None:
        if self.references is None:
            self.references = self.draft.section(Section(SectionKind.REFERENCES, None))
        self.draft.block(BlockRole.REFERENCE, piece, self.references, piece.element.page)
        words = collapse(self.text[piece.start : piece.end])
        number = words.split(" ", 1)[0]
        told = self.referred.setdefault(number, [])
        # The last one of a page whose tags left nothing behind has the words after it on its end.
        if words not in told and not (self.repeating and any(map(words.startswith, told[:_FEW]))):
            told.append(words)
            self.draft.references.append(parse_reference(self.text, piece.start, piece.end))

    def _tell(self, span: Span, first: int, system: str | None, frequency: FrequencyClass | None, cited: bool) -> None:
        """Remember a statement and its effects, so that a lost body system can be inferred from all of them."""
        if self.headed:
            return  # nothing is lost where headings stand
        words = without_marks(span.of(self.text)).strip()
        statement = ToldStatement(words, frequency, frequency is not None, cited, system)
        self.told.append((statement, range(first, len(self.draft.effects))))

    def _infer_systems(self) -> None:
        """Infer the body systems of a flattened page, whose headings are lost."""
        if self.headed:
            return
        inferred = infer_body_systems([statement for statement, _ in self.told])
        effects = self.draft.effects
        for (statement, told), found in zip(self.told, inferred, strict=True):
            if statement.system is None and found.system:
                for at in told:
                    effects[at] = replace(
                        effects[at],
                        body_system=found.system,
                        body_system_basis=Basis.INFERRED,
                        body_system_confidence=found.probability,
                    )

    def close(self) -> None:
        """Infer what headings would have said, and state what stood in the document twice."""
        self._infer_systems()
        if self.repeat_start is not None:
            message = "the professional part stands in the page more than once; it was counted once"
            issue = Issue("duplicate_content", message, severity=Severity.INFO, span=self.repeat_start)
            self.draft.issues.append(issue)


def _bare(words: str) -> str:
    """Return the letters and figures alone."""
    return _NO_WORD.sub("", words)
