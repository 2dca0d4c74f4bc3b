"""The leaflet in the making: a layout adds what it understands, `finish` makes the whole consistent."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import Final

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
    Placed,
    Reference,
    Section,
    Span,
    replace,
)
from extractors.terms.limits import DEEPEST, may_be_split
from schemas.vocab import BlockRole, Presence, SectionKind

_BY_PLACE: Final = attrgetter("span", "block")
_REQUIRED_KINDS: Final = (
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

    def block(self, role: BlockRole, place: Placed, section: int | None = None, page: int | None = None) -> int:
        """Add the block that fills a place (white space at its ends left out) and return its index."""
        start, end, text = place.start, place.end, self.text
        if (start >= end or text[start].isspace() or text[end - 1].isspace()) and (solid := self._solid(start, end)):
            start, end = solid
        self.blocks.append(Block(role, start, end, section, page))
        return len(self.blocks) - 1

    def element(self, role: BlockRole, element: Element, section: int | None = None) -> int:
        """Add a whole element as one block and return its index."""
        return self.block(role, element, section, element.page)

    def _solid(self, start: int, end: int) -> Span | None:
        """Return what stands between two places without white space at its ends; None where nothing does."""
        words = self.text[start:end].strip()
        if not words:
            return None
        start = self.text.index(words[0], start)
        return Span(start, start + len(words))

    def finish(self, *, is_coded: bool = False) -> Leaflet:
        """Return the leaflet, every character accounted for; ``is_coded`` says that all terms have their concepts."""
        blocks, place = self._ranked()
        self._bound_sections(blocks)
        self._state_absent()
        effects = [_placed(e, place[e.block]) for e in self.effects if _names_something(self.text, e.span)]
        self.issues += [
            _unsplit(e.span)
            for e in effects
            if e.span.end - e.span.start > DEEPEST and not may_be_split(e.span.of(self.text))
        ]
        if not is_coded:
            effects = [_coded(effect, self.text) for effect in effects]
        return Leaflet(
            document=self.document,
            layout=self.layout,
            sections=tuple(self.sections),
            blocks=tuple(blocks),
            effects=tuple(sorted(effects, key=_BY_PLACE)),
            applications=tuple(self.applications),
            references=tuple(self.references),
            citations=tuple([Citation(place[c.block], c.number) for c in self.citations]),
            issues=tuple(self.issues),
            **self.header,
        )

    def _ranked(self) -> tuple[list[Block], list[int]]:
        """Return the blocks in order, an unrecognised one for each gap between them, and each block's new index."""
        ranked: list[Block] = []
        place = [0] * len(self.blocks)
        text, at = self.text, 0
        for start, end, index in sorted([(b.start, b.end, i) for i, b in enumerate(self.blocks)]):
            if start < at or not text[at:start].isspace():
                self._fill(ranked, at, start)
            place[index] = len(ranked)
            ranked.append(self.blocks[index])
            at = end
        self._fill(ranked, at, len(self.text))
        return ranked, place

    def _fill(self, ranked: list[Block], at: int, start: int) -> None:
        """Add an unrecognised block where more than white space stands between two blocks."""
        if start < at:
            raise AssertionError(f"blocks overlap at {start}: {self.text[start:at]!r}")
        if gap := self._solid(at, start):
            ranked.append(Block(BlockRole.UNRECOGNISED, gap.start, gap.end))
            self.issues.append(_unrecognised(gap, self.text))

    def _bound_sections(self, blocks: Iterable[Block]) -> None:
        """Give each section without borders those of its blocks and subsections, where they lie together."""
        chains: dict[int | None, tuple[int, ...]] = {}
        runs: dict[int, list[list[int]]] = {}
        before: tuple[int, ...] = ()
        for block in blocks:
            section = block.section
            if section not in chains:
                chains[section] = self._with_parents(section)
            for index in chains[section]:
                if index in before:
                    runs[index][-1][1] = block.end
                else:
                    runs.setdefault(index, []).append([block.start, block.end])
            before = chains[section]
        for index, spans in runs.items():
            if self.sections[index].span is None and len(spans) == 1:
                self.sections[index] = replace(self.sections[index], span=Span(*spans[0]))

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


def _placed(effect: Effect, block: int) -> Effect:
    """Return the effect with its block's new index."""
    return effect if block == effect.block else replace(effect, block=block)


def _coded(effect: Effect, text: str) -> Effect:
    """Return the effect with its atomic terms, and the concepts that they name."""
    if not effect.terms:
        return replace(effect, terms=effect_terms(effect.span.of(text)), terms_from=effect.span.start)
    return replace(effect, terms=coded(effect.terms))


def _names_something(text: str, span: Span) -> bool:
    """Tell an effect from signs and figures that a list holds in the place of one."""
    return text[span.start : span.start + 1].isalpha() or any(map(str.isalpha, span.of(text)))


def _unsplit(span: Span) -> Issue:
    message = (
        f"an effect of {span.end - span.start:,} characters is one term: too long or too deeply nested to be split"
    )
    return Issue("unsplit_effect", message, span=span)


def _unrecognised(span: Span, text: str) -> Issue:
    shown = " ".join(span.of(text)[:80].split())
    return Issue("unrecognised_text", f"not understood: {shown!r}", span=span)
