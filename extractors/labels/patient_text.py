"""Text for patients: Medication Guides, patient inserts, and leaflets of no known family.

Questions head its parts ("What are the possible side effects of …?"); inside them a sentence announces a list and how
urgent its effects are ("Call your doctor right away if you have: …"), which are the sections of the consumer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from extractors.bullets import BULLETS
from extractors.eu.bands import bands
from extractors.eu.cues import shifted
from extractors.labels.consumer_cues import GENERAL, ConsumerCue, Topic, cue_of, is_advice, topic_of
from extractors.labels.filing import Filer, Filing, first_sentence, is_list, solid
from extractors.labels.patient_tables import AdvisedRow, advised_rows, is_mark
from extractors.labels.professional import grouped, is_emphasised
from extractors.labels.urgent_sentences import UrgentSentence, urgent_sentences
from extractors.model import Element, ElementKind, Section, Span, collapse, replace
from schemas.vocab import BlockRole, Extraction, SectionKind

_BULLET = re.compile(rf"\s*(?:[{BULLETS}○*–—►▶➢➤✓✔-]\s*|[+>»]\s+)")
_BAND_END = re.compile(r"[^:;.\n]{0,60}:\s*|[\s.]*$")
_NAME_END = re.compile(r"\s*:\s*|[\s.]*$")
_FAR = 12
_COLON = re.compile(r":\s+(?=\S)")
_LONGEST_HEADING = 160
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"])")
_LEAD = re.compile(r"(?P<name>[^.:\n]{3,90})[.:](?=\s)")


class PatientText:
    """Reads elements for patients into the sections, blocks and effects of a draft; ``parent`` is their section."""

    def __init__(self, filer: Filer, parent: int | None) -> None:
        self.filer, self.text = filer, filer.text
        self.parent = parent
        self.topic: Topic | None = None
        self.here = parent  # the section of the last heading
        self.open: list[int] = []  # sections that grow with what follows
        self.reached = 0  # where what was read last ends
        self.filings: dict[int, Filing | None] = {}
        self.rows: list[AdvisedRow] = []
        self.row: AdvisedRow | None = None
        self.row_filings: dict[Span, Filing] = {}

    def read(self, elements: Iterable[Element]) -> None:
        """Read the elements in order."""
        told = list(elements)
        self.rows = advised_rows(self.text, told)
        for is_table, group in grouped(told):
            self._turn_to_row(group[0])
            if is_table:
                self._table(group)
            else:
                self._one(group[0])
            self.reached = group[-1].end
        self._close(keep=None)

    def _one(self, element: Element) -> None:
        words = collapse(element.span.of(self.text))
        if element.kind is ElementKind.FURNITURE:
            self.filer.draft.element(BlockRole.BOILERPLATE, element, self.here)
        elif element.hint == "title":
            self.filer.draft.element(BlockRole.TITLE, element)
        elif element.hint in ("highlight", "footnote", "caption"):
            self.filer.draft.element(BlockRole.STATEMENT, element, self.here)
        elif element.kind is ElementKind.LIST_ITEM:
            if not (element.level <= 1 and self._banded(element)):
                self._item(element, max(1, element.level), element.span)
        elif topic := self._heading_topic(element, words):
            self._heading(element, topic)
        elif element.kind is ElementKind.HEADING:
            self.filings = {}
            self._close_list()
            self.filer.draft.element(BlockRole.HEADING, element, self.here)
        else:
            self._paragraph(element, words)

    def _heading_topic(self, element: Element, words: str) -> Topic | None:
        """Return what a heading opens: a question that leaflets ask, or another emphasised line inside none of them."""
        is_marked = (
            element.kind is ElementKind.HEADING or element.hint == "heading" or is_emphasised(element, self.text)
        )
        if not is_marked or len(words) > _LONGEST_HEADING or (words.endswith(":") and "?" not in words):
            return None
        return topic_of(words)

    def _heading(self, element: Element, topic: Topic) -> None:
        self.topic = topic
        self._close(keep=None)
        self.filings = {}
        kind = SectionKind.CONSUMER_GENERAL if topic is Topic.EFFECTS else SectionKind.OTHER
        self.here = self._section(kind, element.span, self.parent)
        self.filer.draft.element(BlockRole.HEADING, element, self.here)

    def _section(self, kind: SectionKind, heading: Span, parent: int | None) -> int:
        index = self.filer.draft.section(
            Section(kind, kind.audience, heading=heading, span=Span(heading.start, heading.end), parent=parent)
        )
        self.open.append(index)
        return index

    def _close(self, keep: int | None) -> None:
        """Close the open sections but one: they reach to where what was read last ends."""
        sections = self.filer.draft.sections
        for index in self.open:
            span = sections[index].span
            if index != keep and span and span.end < self.reached:
                sections[index] = replace(sections[index], span=Span(span.start, self.reached))
        self.open = [index for index in self.open if index == keep]

    def _paragraph(self, element: Element, words: str) -> None:
        """Read a paragraph: it announces a list, holds one after its colon, or tells of effects in sentences."""
        if element.level:
            self._item_text(element, words)
            return
        self._close_list()
        if self._banded(element):
            return
        cue = self._announced(words)
        rest = self._after_colon(element)
        if cue and cue.kind and rest and is_list(rest.of(self.text)):
            filing = self._open_list(cue, Span(element.start, rest.start))
            self.filer.draft.block(BlockRole.LEAD_IN, Span(element.start, rest.start), filing.section)
            block = self.filer.draft.block(BlockRole.STATEMENT, rest, filing.section)
            self.filer.inline(filing, block, rest)
        elif cue and words.endswith(":"):
            opened = self._open_list(cue, element.span) if cue.kind else None
            self.filings = {0: opened}
            self.filer.draft.element(BlockRole.LEAD_IN, element, opened.section if opened else self.here)
        else:
            self._sentences(element, words)

    def _after_colon(self, element: Element) -> Span | None:
        """Return what stands after the first colon of a paragraph."""
        colon = _COLON.search(self.text, element.start, element.end)
        return Span(colon.end(), element.end) if colon else None

    def _banded(self, element: Element) -> bool:
        """Read a band of frequency with the list after it, on its own line or on the next; False for anything else."""
        if self.topic in (Topic.OTHER, Topic.RISK):
            return False
        text = element.span.of(self.text)
        band = next(iter(bands(text)), None)
        if band is None or (band.start > _FAR and not (band.is_rated and text.rstrip().endswith(":"))):
            return False
        end = (_BAND_END if band.is_rated else _NAME_END).match(text, band.end)
        if end is None and not band.is_rated:
            return False
        rest = Span(element.start + (end.end() if end else band.end), element.end)
        label = Span(element.start, rest.start)
        if rest.end > rest.start and not is_list(rest.of(self.text)):
            return False
        filing = self._open_list(GENERAL, Span(label.start, label.end))
        filing = replace(filing, frequency=shifted(band, element.start))
        self.filer.draft.block(BlockRole.LABEL, label, filing.section)
        if rest.end > rest.start:
            block = self.filer.draft.block(BlockRole.STATEMENT, rest, filing.section)
            self.filer.inline(filing, block, rest)
        self.filings = {0: filing}
        return True

    def _item_text(self, element: Element, words: str) -> None:
        """Add a further paragraph of a list item."""
        filing = self._filing(element.level)
        self.filer.draft.element(BlockRole.STATEMENT, element, filing.section if filing else self.here)
        if words.endswith(":"):
            self._inner_list(element.level, words, element.span)

    def _announced(self, words: str) -> ConsumerCue | None:
        """Return what a paragraph announces in the end; only urgent lists count outside the parts about effects."""
        cue = cue_of(_last_sentence(words)) or cue_of(words)
        if cue and cue.kind is SectionKind.CONSUMER_GENERAL and self.topic not in (Topic.EFFECTS, Topic.RISK):
            return cue if re.search(r"\bside effects?\b", words, re.IGNORECASE) and self.topic is None else None
        return cue

    def _sentences(self, element: Element, words: str) -> None:
        """Add a paragraph of sentences, or the bare list that the paragraph before it announced."""
        filing = self.filings.get(0)
        if filing and is_list(words) and "," in words:
            block = self.filer.draft.element(BlockRole.STATEMENT, element, filing.section)
            self.filer.inline(filing, block, element.span)
            return
        self.filings = {}
        if self.topic in (Topic.EFFECTS, Topic.RISK) and (urgent := list(urgent_sentences(self.text, element.span))):
            self._told_of(element.span, urgent, self.here)
            return
        block = self.filer.draft.element(BlockRole.STATEMENT, element, self.here)
        if self.topic is Topic.EFFECTS and self.here is not None and not is_advice(words):
            self.filer.prose(Filing(self.here, SectionKind.CONSUMER_GENERAL), block, element.span)

    def _close_list(self) -> None:
        """Forget the lists inside lists; a paragraph ends them."""
        self.filings = {level: filing for level, filing in self.filings.items() if level == 0}
        if self.here is not None:
            self._close(keep=self.here)

    def _open_list(self, cue: ConsumerCue, heading: Span) -> Filing:
        """Open the section of a list that has been announced."""
        kind = cue.kind or SectionKind.CONSUMER_GENERAL
        return Filing(self._section(kind, heading, self.here), kind, cue.urgency)

    def _filed(self, cue: ConsumerCue, heading: Span, span: Span) -> Filing:
        """Return how effects are filed in a section of their own, which holds ``span`` and no more."""
        kind = cue.kind or SectionKind.CONSUMER_GENERAL
        section = Section(kind, kind.audience, heading=heading, span=span, parent=self.here)
        return Filing(self.filer.draft.section(section), kind, cue.urgency)

    def _filing(self, level: int) -> Filing | None:
        """Return how the items of a list are filed: as announced for this depth or for the list around it."""
        for depth in range(level - 1, -1, -1):
            if depth in self.filings:
                return self.filings[depth]
        if self.row:
            return self._row_filing(self.row)
        if self.topic is Topic.EFFECTS and self.here is not None:
            return Filing(self.here, SectionKind.CONSUMER_GENERAL)
        return None

    def _item(self, element: Element, level: int, span: Span) -> None:
        """Read a list item: an effect, an effect that more is said of, advice, or the head of a list inside it."""
        self.filings = {depth: filing for depth, filing in self.filings.items() if depth < level}
        filing = self._filing(level)
        words = collapse(span.of(self.text))
        section = filing.section if filing else self.here
        if filing is None or is_advice(_BULLET.sub("", words, count=1)):
            self.filer.draft.block(BlockRole.STATEMENT, span, section)
        elif lead := self._lead(element, span):
            block = self.filer.draft.block(BlockRole.LIST_ITEM, Span(span.start, lead.end + 1), section)
            self.filer.item(filing, block, lead)
            rest = Span(lead.end + 1, span.end)
            self._told_of(rest, urgent_sentences(self.text, rest), section)
        else:
            first = first_sentence(self.text, span)
            rest = Span(first.end + 1, span.end)
            urgent = list(urgent_sentences(self.text, rest)) if rest.start < rest.end else []
            whole = Span(span.start, rest.start) if urgent else span
            self.filer.item(filing, self.filer.draft.block(BlockRole.LIST_ITEM, whole, section), first)
            if urgent:
                self._told_of(rest, urgent, section)
        if words.endswith(":"):
            self._inner_list(level, words, span)

    def _told_of(self, span: Span, urgent: Iterable[UrgentSentence], section: int | None) -> None:
        """Add what is said of an effect, and the effects that it names as those for which to ask for help."""
        at = span.start
        for said in urgent:
            self._statement(Span(at, said.span.start), section)
            before = Span(said.span.start, said.effects.start)
            filing = self._filed(said.cue, solid(self.text, before), said.span)
            self.filer.draft.block(BlockRole.LEAD_IN, before, filing.section)
            block = self.filer.draft.block(BlockRole.STATEMENT, Span(said.effects.start, said.span.end), filing.section)
            self.filer.item(filing, block, said.effects)
            at = said.span.end
        self._statement(Span(at, span.end), section)

    def _statement(self, span: Span, section: int | None) -> None:
        if not span.of(self.text).isspace() and span.start < span.end:
            self.filer.draft.block(BlockRole.STATEMENT, span, section)

    def _lead(self, element: Element, span: Span) -> Span | None:
        """Return the emphasised words that name the effect at the head of an item of several sentences."""
        found = _LEAD.match(self.text, *span)
        if not found or not is_list(found["name"]):
            return None
        marked = [s for s in element.emphasis if s.start <= span.start + 1]
        if not marked and len(found["name"].split()) > 6:
            return None
        return Span(*found.span("name"))

    def _inner_list(self, level: int, words: str, span: Span) -> None:
        """Note what the last sentence of an item announces of the list inside it."""
        cue = self._announced(words)
        if cue is None:
            return
        is_about_others = self._filing(level) is None and 0 in self.filings
        if cue.kind is None or (is_about_others and cue.kind is SectionKind.CONSUMER_GENERAL):
            self.filings[level] = None
            return
        start = span.end - len(_last_sentence(span.of(self.text)))
        self.filings[level] = self._open_list(cue, solid(self.text, Span(start, span.end)))

    def _turn_to_row(self, element: Element) -> None:
        """Note which row an element stands in, of those that say what to do; it ends the lists before it."""
        within = (row for row in self.rows if row.span.start <= element.start < row.span.end)
        row = next(within, None) if self.topic in (Topic.EFFECTS, Topic.RISK) else None
        if row and row is not self.row:
            self.filings = {}
        self.row = row

    def _row_filing(self, row: AdvisedRow) -> Filing:
        """Return how the effects of a row are filed: under what it says to do."""
        found = self.row_filings.get(row.span)
        if found is None:
            filed = self._filed(row.cue, row.advice, solid(self.text, row.span))
            found = self.row_filings[row.span] = replace(filed, frequency=row.frequency)
        return found

    def _table(self, group: list[Element]) -> None:
        """Read a table that only sets out a list, each cell an item, or one whose rows say what to do."""
        filing = self._filing(9) if self.filings else None
        for element in group:
            self._turn_to_row(element)
            bullet = _BULLET.match(self.text, element.start, element.end)
            if self.row:
                self._advised_cell(element, self._row_filing(self.row))
            elif filing and bullet and element.kind is ElementKind.TABLE_CELL:
                block = self.filer.draft.element(BlockRole.LIST_ITEM, element, filing.section)
                inner = Span(bullet.end(), element.end)
                self.filer.add(filing, block, solid(self.text, inner), Extraction.LIST_ITEM, filing.frequency)
            else:
                self.filer.draft.element(BlockRole.STATEMENT, element, self.here)

    def _advised_cell(self, element: Element, filing: Filing) -> None:
        """Read a cell of a row that says what to do: an effect, its signs after a colon, or what is said of it."""
        words = collapse(element.span.of(self.text))
        if element.column and (is_mark(words) or is_advice(words)):
            self.filer.draft.element(BlockRole.STATEMENT, element, filing.section)
        elif words.endswith(":"):
            self.filer.draft.element(BlockRole.LABEL, element, filing.section)
        else:
            block = self.filer.draft.element(BlockRole.LIST_ITEM, element, filing.section)
            rest = self._after_colon(element)
            listed = rest if rest and is_list(rest.of(self.text)) else None
            self.filer.item(filing, block, Span(element.start, listed.start) if listed else element.span)
            if listed:
                self.filer.item(filing, block, listed)


def _last_sentence(words: str) -> str:
    """Return the last sentence of a paragraph.

    >>> _last_sentence("It may pass. Call your doctor if you have:")
    'Call your doctor if you have:'
    """
    return _SENTENCES.split(words)[-1]
