"""EU product information into a draft: parts, sections, blocks and effects."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.draft import Draft
from extractors.effects import effect_terms
from extractors.eu.adverse_reactions import ReactionReader
from extractors.eu.cues import is_boilerplate, none_known
from extractors.eu.entries import Entry, Found, Group
from extractors.eu.header import Names, active_substance, composition, names_in
from extractors.eu.outline import Mark, Part, outline
from extractors.eu.pieces import Piece, pieces
from extractors.eu.section_effects import SectionReader
from extractors.model import Application, Document, Effect, Element, ElementKind, Issue, Leaflet, Section, Span, replace
from schemas.vocab import Audience, Basis, BlockRole, Presence, SectionKind

_LEAFLET = "package_leaflet"
_SMPC = "smpc"
_REACH = 3000


class ProductReader:
    """Walks through one document and fills a draft."""

    def __init__(self, document: Document, layout: str) -> None:
        self.document = document
        self.text = document.text
        self.draft = Draft(document, layout)

    def read(self) -> Leaflet:
        """Read the whole document."""
        parts, self.contents = outline(self.document)
        elements = self.document.elements
        first = parts[0].first if parts else len(elements)
        names = self._preamble(elements[:first], parts[0] if parts else None)
        for number, part in enumerate(parts):
            self._part(part, names if number == 0 else None)
        last = parts[-1].last if parts else first
        for element in elements[last:]:
            self.draft.element(BlockRole.NAVIGATION, element)
        if not (self.draft.header.get("brand_name") or self.draft.header.get("generic_name")):
            self.draft.issues.append(Issue("missing_header", "the document does not name its medicine"))
        if not self.draft.header.get("language"):
            self.draft.header["language"] = "en"
        return self.draft.finish()

    def _preamble(self, elements: Sequence[Element], part: Part | None) -> Names | None:
        """Read what stands before the first part: for a leaflet alone, its title and names."""
        if not elements or part is None or part.name is not None or part.family != _LEAFLET:
            for element in elements:
                self.draft.element(_role_before(self.text, element, 1), element)
            return None
        return self._head(0, len(elements), None)

    # --- parts

    def _part(self, part: Part, names: Names | None) -> None:
        elements = self.document.elements
        first = part.marks[0].first if part.marks else part.last
        row = None
        if part.name is not None:
            span = Span(elements[part.first].start, elements[part.last - 1].end)
            audience = Audience.CONSUMER if part.family == _LEAFLET else Audience.PROFESSIONAL
            row = self.draft.section(Section(SectionKind.OTHER, audience, span=span, part=part.name))
        if part.marks and first > part.first:
            names = self._head(part.first, first, row)
        elif not part.marks:
            self._plain(pieces(self.document, elements[part.first : part.last]), row)
        self._sections(part, row)
        self._name(part, row, names)

    def _head(self, first: int, last: int, row: int | None) -> Names:
        """Read the head of a part: title, names, the notes before the first section, the table of contents."""
        elements = self.document.elements[first:last]
        names = names_in(self.document, elements)
        lines = set(names.lines)
        seen = False
        for index, element in enumerate(elements, start=first):
            if index in self.contents:
                role = BlockRole.NAVIGATION
            elif element.span in lines:
                role, seen = BlockRole.METADATA, True
            else:
                role = _role_before(self.text, element, int(seen))
            self.draft.element(role, element, row)
        return names

    def _name(self, part: Part, row: int | None, names: Names | None) -> None:
        """Publish the names of a part: the header's for the first that has any, the heading of the part's row."""
        if part.family == _SMPC:
            names = self._body_names(part)
        if part.family not in (_LEAFLET, _SMPC):
            return
        generic = (names.generic if names else None) or self._substance(part)
        header = self.draft.header
        if not header.get("brand_name") and names and names.brand:
            header["brand_name"] = names.brand
            header["title"] = header["title"] or " ".join(names.lines[0].of(self.text).split())
        header["generic_name"] = header.get("generic_name") or generic
        if names and names.form:
            form = " ".join(names.form.of(self.text).split())
            audience = Audience.CONSUMER if part.family == _LEAFLET else Audience.PROFESSIONAL
            self.draft.applications.append(Application(audience, names.form, None, form))
        if row is not None and names and names.span:
            self.draft.sections[row] = replace(self.draft.sections[row], heading=names.span)

    def _body_names(self, part: Part) -> Names | None:
        """Return the names in the first section of an SmPC."""
        if not part.marks or part.marks[0].number != "1":
            return None
        last = part.marks[1].first if len(part.marks) > 1 else part.last
        return names_in(self.document, self.document.elements[part.marks[0].last : last])

    def _substance(self, part: Part) -> str | None:
        """Return the active substance from the first section of a leaflet, or from the composition in an SmPC."""
        number = "1" if part.family == _LEAFLET else "2"
        mark = next((m for m in part.marks if m.number == number), None)
        if mark is None:
            return None
        start = self.document.elements[mark.first].start
        end = min(start + _REACH, len(self.text))
        return (active_substance if part.family == _LEAFLET else composition)(self.text, start, end)

    # --- sections

    def _sections(self, part: Part, row: int | None) -> None:
        parents: dict[str, int] = {}
        for number, mark in enumerate(part.marks, start=1):
            last = part.marks[number].first if number < len(part.marks) else part.last
            parent = parents.get(mark.number.split(".")[0], row) if "." in mark.number else row
            inside = [m for m in part.marks if m.number.startswith(f"{mark.number}.")] if mark.number else []
            index = self._section(part, mark, last, parent, has_parts=bool(inside))
            parents[mark.number] = index

    def _section(self, part: Part, mark: Mark, last: int, parent: int | None, *, has_parts: bool = False) -> int:
        elements = self.document.elements
        heading = Span(elements[mark.first].start, elements[mark.last - 1].end)
        is_leaflet = part.family == _LEAFLET and bool(mark.number)
        index = self.draft.section(
            Section(
                mark.kind,
                Audience.CONSUMER if is_leaflet else Audience.PROFESSIONAL,
                Presence.STATED if has_parts or last > mark.last else Presence.EMPTY,
                heading=heading,
                span=Span(heading.start, elements[last - 1].end),
                parent=parent,
                number=mark.number or None,
                part=part.name,
            )
        )
        self.draft.block(BlockRole.HEADING, heading, index, elements[mark.first].page)
        lists = mark.kind is SectionKind.CONSUMER_GENERAL
        found = pieces(self.document, elements[mark.last : last], lists=lists)
        if lists:
            self._effects(found, index, part)
        elif mark.number == "4.8":
            self._reactions(found, index)
        else:
            self._plain(found, index)
        return index

    def _plain(self, found: Sequence[Piece], section: int | None) -> None:
        """Add the blocks of a section that tells no effects."""
        for piece in found:
            self.draft.block(_plain_role(self.text, piece), piece.span, section, piece.element.page)

    # --- section 4.8 of the SmPC

    def _reactions(self, found: Sequence[Piece], section: int) -> None:
        for row in ReactionReader(self.text).read(found):
            block = self.draft.block(row.role, row.span, section, row.page)
            self.draft.effects.extend(self._reaction(reaction, block, section) for reaction in row.reactions)

    def _reaction(self, reaction: Found, block: int, section: int) -> Effect:
        said = reaction.statement
        return Effect(
            section=section,
            block=block,
            audience=Audience.PROFESSIONAL,
            kind=SectionKind.PROFESSIONAL,
            extraction=reaction.extraction,
            span=reaction.span,
            body_system=reaction.body_system,
            body_system_basis=Basis.STATED if reaction.body_system else None,
            frequency=reaction.frequency,
            dose=said.dose if said else None,
            population=said.population if said else None,
            is_negated=said.is_negated if said else False,
            is_hypothetical=said.is_hypothetical if said else False,
            terms=said.terms if said else effect_terms(reaction.span.of(self.text)),
            terms_from=0 if said else reaction.span.start,
        )

    # --- section 4 of the leaflet

    def _effects(self, found: Sequence[Piece], section: int, part: Part) -> None:
        reader = SectionReader(self.text)
        reader.read(found)
        rows: dict[int, int] = {}
        for entry in reader.entries:
            row = section
            if entry.group.kind is not SectionKind.CONSUMER_GENERAL:
                row = rows.setdefault(id(entry.group), -1)
                if row < 0:
                    row = rows[id(entry.group)] = self._urgent(entry.group, reader.entries, section, part)
            block = self.draft.block(entry.role, entry.span, row, entry.page)
            self._entry_effects(entry, block, row)
        entries = reader.entries
        if not any(e.effects for e in entries) and any(none_known(e.span.of(self.text)) for e in entries):
            self.draft.sections[section] = replace(self.draft.sections[section], presence=Presence.STATED_NONE)
        for message, span in reader.contradictions:
            self.draft.issues.append(Issue("frequency_contradiction", message, span=span))

    def _urgent(self, group: Group, entries: Sequence[Entry], section: int, part: Part) -> int:
        """Add the row of the effects that one urgent lead-in opens."""
        mine = [entry.span for entry in entries if entry.group is group]
        span = Span(mine[0].start, mine[-1].end)
        return self.draft.section(
            Section(group.kind, Audience.CONSUMER, heading=group.lead, span=span, parent=section, part=part.name)
        )

    def _entry_effects(self, entry: Entry, block: int, row: int) -> None:
        group = entry.group
        for found in entry.effects:
            self.draft.effects.append(
                Effect(
                    section=row,
                    block=block,
                    audience=Audience.CONSUMER,
                    kind=group.kind,
                    extraction=found.extraction,
                    span=found.span,
                    urgency=group.urgency,
                    frequency=found.frequency,
                    population=(found.statement and found.statement.population) or group.population,
                    context=(group.context,) if group.context else (),
                    body_system=found.body_system,
                    body_system_basis=Basis.STATED if found.body_system else None,
                    dose=found.statement.dose if found.statement else None,
                    is_negated=found.statement.is_negated if found.statement else False,
                    is_hypothetical=found.statement.is_hypothetical if found.statement else False,
                    terms=found.statement.terms if found.statement else effect_terms(found.span.of(self.text)),
                    terms_from=0 if found.statement else found.span.start,
                )
            )


def _role_before(text: str, element: Element, seen: int) -> BlockRole:
    """Return the role of a piece before the first section: titles come before the names, notes after."""
    if element.kind is ElementKind.FURNITURE or not any(c.isalpha() for c in element.span.of(text)):
        return BlockRole.BOILERPLATE
    return BlockRole.STATEMENT if seen else BlockRole.TITLE


def _plain_role(text: str, piece: Piece) -> BlockRole:
    if piece.kind is ElementKind.FURNITURE:
        return BlockRole.BOILERPLATE
    if piece.kind is ElementKind.NAVIGATION:
        return BlockRole.NAVIGATION
    if piece.kind is ElementKind.HEADING:
        return BlockRole.HEADING
    if is_boilerplate(piece.span.of(text)):
        return BlockRole.BOILERPLATE
    return BlockRole.LIST_ITEM if piece.kind is ElementKind.LIST_ITEM else BlockRole.STATEMENT
