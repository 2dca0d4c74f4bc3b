"""The leaflet in the making: a layout adds what it understands, `finish` makes the whole consistent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from extractors.effects import coded, effect_terms
from extractors.model import (
    Application,
    Block,
    Citation,
    Document,
    Effect,
    Element,
    Issue,
    Leaflet,
    Reference,
    Section,
    Span,
)
from schemas.vocab import BlockRole, Presence, SectionKind

_SOLID = re.compile(r"\S(?:.*\S)?", re.DOTALL)
_REQUIRED_KINDS = (
    SectionKind.CONSUMER_IMMEDIATE,
    SectionKind.CONSUMER_PERSISTENT,
    SectionKind.PROFESSIONAL,
    SectionKind.REFERENCES,
)


class Draft:
    """Collects blocks, sections, effects and the rest while a layout walks through a document.

    Blocks may be added in any order and must not overlap; `finish` sorts them, turns what no block covers into
    ``unrecognised`` blocks, states the sections that are absent, and closes the leaflet.
    """

    def __init__(self, document: Document, layout: str) -> None:
        self.document = document
        self.text = document.text
        self.layout = layout
        self.header: dict[str, str | None] = {"title": document.title, "language": document.language}
        self.sections: list[Section] = []
        self.blocks: list[Block] = []
        self.effects: list[Effect] = []
        self.applications: list[Application] = []
        self.references: list[Reference] = []
        self.citations: list[Citation] = []
        self.issues: list[Issue] = list(document.issues)

    def section(self, section: Section) -> int:
        """Add a section and return its index."""
        self.sections.append(section)
        return len(self.sections) - 1

    def block(self, role: BlockRole, span: Span, section: int | None = None, page: int | None = None) -> int:
        """Add the block that fills ``span`` (white space at its ends left out) and return its index."""
        found = _SOLID.search(self.text, span.start, span.end)
        start, end = found.span() if found else span
        self.blocks.append(Block(role, start, end, section, page))
        return len(self.blocks) - 1

    def element(self, role: BlockRole, element: Element, section: int | None = None) -> int:
        """Add a whole element as one block and return its index."""
        return self.block(role, element.span, section, element.page)

    def finish(self) -> Leaflet:
        """Return the leaflet, every character accounted for."""
        order = sorted(range(len(self.blocks)), key=lambda i: (self.blocks[i].start, self.blocks[i].end))
        gaps = list(self._gaps(order))
        blocks = [*self.blocks, *gaps]
        ranked = sorted(range(len(blocks)), key=lambda i: (blocks[i].start, blocks[i].end))
        place = {old: new for new, old in enumerate(ranked)}
        self._bound_sections(blocks[i] for i in ranked)
        self._state_absent()
        return Leaflet(
            document=self.document,
            layout=self.layout,
            sections=tuple(self.sections),
            blocks=tuple(blocks[i] for i in ranked),
            effects=tuple(
                sorted(
                    (_finished(e, place, self.text) for e in self.effects if _names_something(self.text, e.span)),
                    key=lambda e: (e.span, e.block),
                )
            ),
            applications=tuple(self.applications),
            references=tuple(self.references),
            citations=tuple(Citation(place[c.block], c.number) for c in self.citations),
            issues=tuple(self.issues),
            **self.header,
        )

    def _gaps(self, order: list[int]) -> Iterable[Block]:
        """Yield an unrecognised block for each stretch of text that no block covers."""
        at = 0
        for index in [*order, None]:
            start = self.blocks[index].start if index is not None else len(self.text)
            if start < at:
                raise AssertionError(f"blocks overlap at {start}: {self.text[start:at]!r}")
            found = _SOLID.search(self.text, at, start)
            if found:
                yield Block(BlockRole.UNRECOGNISED, found.start(), found.end())
                self.issues.append(_unrecognised(Span(*found.span()), self.text))
            at = self.blocks[index].end if index is not None else start

    def _bound_sections(self, blocks: Iterable[Block]) -> None:
        """Give each section without borders those of its blocks and subsections, where they lie together."""
        runs: dict[int, list[Span]] = {}
        before: tuple[int, ...] = ()
        for block in blocks:
            chain = self._with_parents(block.section)
            for index in chain:
                if index in before:
                    runs[index][-1] = Span(runs[index][-1].start, block.end)
                else:
                    runs.setdefault(index, []).append(Span(block.start, block.end))
            before = chain
        for index, spans in runs.items():
            if self.sections[index].span is None and len(spans) == 1:
                self.sections[index] = replace(self.sections[index], span=spans[0])

    def _with_parents(self, section: int | None) -> tuple[int, ...]:
        chain: list[int] = []
        while section is not None and section not in chain:
            chain.append(section)
            section = self.sections[section].parent
        return tuple(chain)

    def _state_absent(self) -> None:
        """Add one ``absent`` row for each kind of section that every leaflet is asked for and this one lacks."""
        present = {s.kind for s in self.sections}
        for kind in _REQUIRED_KINDS:
            if kind not in present:
                self.sections.append(Section(kind, kind.audience, Presence.ABSENT))


def _finished(effect: Effect, place: dict[int, int], text: str) -> Effect:
    """Return the effect with its block's new index, its atomic terms, and the concepts that they name."""
    terms = effect.terms or effect_terms(text, effect.span)
    named, block = coded(terms), place[effect.block]
    if block == effect.block and named == effect.terms:
        return effect
    return replace(effect, block=block, terms=named)


def _names_something(text: str, span: Span) -> bool:
    """Tell an effect from signs and figures that a list holds in the place of one."""
    return any(char.isalpha() for char in span.of(text))


def _unrecognised(span: Span, text: str) -> Issue:
    shown = " ".join(span.of(text)[:80].split())
    return Issue("unrecognised_text", f"not understood: {shown!r}", span=span)
