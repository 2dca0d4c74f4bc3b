"""Section 4 of an EU package leaflet: urgent lead-ins, frequency bands, and the lists under them.

The order of the QRD template is kept: urgent effects first, then the rest by frequency.  Bands directly under
an urgent lead-in belong to it; once a list without a band has answered the lead-in, or the bands start again from the
top, or a lead-in speaks of "other side effects", the rest is told without urgency.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.eu.bands import Band, bands, words_beside
from extractors.eu.comma_lists import listed_by_commas
from extractors.eu.cues import (
    ANSWERED,
    CAUSES,
    INTRODUCTION,
    KEEPS_BAND,
    LEADS,
    LEADS_ITEMS,
    LONGEST_LEAD,
    NEW_TOPIC,
    OPENS_LIST,
    OTHER_WORD,
    POINTS_BACK,
    SENTENCE_BREAK,
    SHORT_LEAD,
    after_label,
    governs,
    is_boilerplate,
    is_context,
    is_item_anyway,
    is_item_like,
    only_advises,
    opens_band,
    population_in,
    population_line,
    sentences,
    shifted,
)
from extractors.eu.entries import Entry, Found, Group, stated_in_prose, urgency_told
from extractors.eu.inline_lists import elements_of, listed_after_colon, listed_loosely, rated_subjects
from extractors.eu.item_quotes import item_quote, next_list
from extractors.eu.pieces import Piece
from extractors.eu.stretches import stretches_of
from extractors.eu.tabulated_effects import TableBlock, table_blocks
from extractors.eu.unmarked_lists import with_items
from extractors.eu.urgency import Direction, advice, opens_other_effects, opens_with_action
from extractors.model import NO_FREQUENCY, ElementKind, Span, replace
from schemas.vocab import BlockRole, Extraction, SectionKind, Urgency


class SectionReader:
    """Walks through the pieces of section 4 and notes blocks, groups and effects."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.entries: list[Entry] = []
        self.contradictions: list[tuple[str, Span]] = []
        self.group = Group()
        self.band: Band | None = None
        self.frequency = NO_FREQUENCY
        self.has_unbanded = False
        self.last_rank = -1
        self.items_expected = False
        self.in_run = False
        self.tells_causes = False

    def read(self, pieces: Sequence[Piece]) -> None:
        """Read the pieces in order."""
        pieces = with_items(self.text, pieces)
        cells = table_blocks(self.text, pieces)
        solid = [p for p in pieces if p.kind is not ElementKind.FURNITURE]
        after = dict(zip((p.start for p in solid), [*solid[1:], None], strict=True)) if solid else {}
        for piece in pieces:
            following = after.get(piece.start)
            if piece.kind in (ElementKind.FURNITURE, ElementKind.NAVIGATION):
                self._add(BlockRole.BOILERPLATE, piece.span, piece)
            elif block := cells.get(piece.start):
                self._cell(block)
            elif piece.kind is ElementKind.LIST_ITEM:
                self._item(piece, following)
            else:
                self._paragraph(piece, following)

    def _add(self, role: BlockRole, span: Span, piece: Piece) -> Entry:
        entry = Entry(role, span, piece.element.page, self.group)
        self.entries.append(entry)
        return entry

    def _cell(self, block: TableBlock) -> None:
        entry = self._add(block.role, block.piece.span, block.piece)
        entry.effects.extend(Found(e.span, Extraction.TABLE, e.frequency, e.body_system) for e in block.effects)

    def _after_item(self) -> bool:
        return bool(self.entries) and self.entries[-1].role is BlockRole.LIST_ITEM

    # --- list items

    def _item(self, piece: Piece, following: Piece | None) -> None:
        words = piece.text_span.of(self.text)
        if at := next_list(words):
            at += piece.body
            self._item(replace(piece, end=at), following)
            self._paragraph(replace(piece, kind=ElementKind.PARAGRAPH, start=at, body=at), following)
            return
        if is_boilerplate(words) or only_advises(words):
            self._add(BlockRole.BOILERPLATE if is_boilerplate(words) else BlockRole.STATEMENT, piece.span, piece)
            return
        found = bands(words)
        if found and not words_beside(words, found[-1]):
            self._open_band(found[-1], piece.body)
            self._add(BlockRole.LABEL, piece.span, piece)
            return
        if words.rstrip().endswith(":") and (opens_with_action(words) or LEADS_ITEMS.search(words)):
            self._leading_item(piece, words)
            return
        said = advice(words)
        if said and said.direction is Direction.ABOVE and opens_with_action(words):
            self._look_back(said.urgency)
            self._add(BlockRole.STATEMENT, piece.span, piece)
            return
        outer = self.group
        if self.band is None and self.group.kind is SectionKind.CONSUMER_GENERAL:
            self._urgent_item(piece, words)
        entry = self._add(BlockRole.LIST_ITEM, piece.span, piece)
        self.group = outer
        if not (piece.carries_on or self.tells_causes) and any(c.isalpha() for c in words):
            self._whole_item(entry, piece.text_span)
            self.items_expected = False
            self.has_unbanded = self.has_unbanded or self.band is None

    def _whole_item(self, entry: Entry, span: Span) -> None:
        """Note an item as one effect; how often it says itself goes before what its label says."""
        stated, own = item_quote(self.text, span)
        entry.effects.append(Found(stated, Extraction.LIST_ITEM, shifted(own, span.start) if own else self.frequency))

    def _leading_item(self, piece: Piece, words: str) -> None:
        """Take in an item that announces those after it: "Tell your doctor straight away if you notice:"."""
        if said := advice(words):
            self._reset(Group(SectionKind.CONSUMER_IMMEDIATE, said.urgency, piece.text_span))
        self._add(BlockRole.LEAD_IN, piece.span, piece)

    def _urgent_item(self, piece: Piece, words: str) -> None:
        """An item may say itself that it is urgent, or that those above it are ("as these may be signs of …")."""
        said = advice(words)
        if said is None:
            return
        if said.direction is Direction.ABOVE and self.group.lead:
            self.group.kind, self.group.urgency = SectionKind.CONSUMER_IMMEDIATE, said.urgency
        elif advice(words[:SHORT_LEAD]) and opens_with_action(words):
            self.group = Group(SectionKind.CONSUMER_IMMEDIATE, said.urgency, population=self.group.population)

    # --- paragraphs

    def _paragraph(self, piece: Piece, following: Piece | None) -> None:
        stretches = stretches_of(self.text, piece)
        last = stretches[-1][1] if stretches else piece.end
        for start, end, band in stretches:
            self._stretch(piece, Span(start, end), band, following if end >= last else piece)

    def _stretch(self, piece: Piece, span: Span, band: Band | None, following: Piece | None) -> None:
        words = span.of(self.text)
        if is_boilerplate(words):
            self._add(BlockRole.BOILERPLATE, span, piece)
            if "report" in words[:60].lower() or words[:6].lower() == "if you":
                self._reset()
            return
        if band is not None:
            if not self._goes_on_with_label(piece, span, words):
                self._banded(piece, span, band)
            return
        self._unbanded(piece, span, words, following)

    def _banded(self, piece: Piece, span: Span, band: Band) -> None:
        """Read a label, and what stands after it in the same paragraph."""
        self._open_band(band, piece.body)
        self.group.is_labelled = True
        tail = after_label(self.text, piece.body + band.end, span.end)
        self._add(BlockRole.LABEL, Span(span.start, tail), piece)
        rest = Span(tail, span.end)
        self.items_expected = not rest.of(self.text).strip()
        if not self.items_expected:
            self._content(piece, rest, Extraction.INLINE_LIST)

    def _unbanded(self, piece: Piece, span: Span, words: str, following: Piece | None) -> None:
        leads = following is not None and following.kind is ElementKind.LIST_ITEM
        if self._goes_on_with_label(piece, span, words) or self._is_whole_label(piece, span, words, leads):
            return
        if self._goes_on_with_list(piece, span, words, following):
            return
        is_heading = piece.kind is ElementKind.HEADING and not words[0].islower()
        may_list = self.items_expected and not leads and (self.band or not is_heading)
        if (
            may_list
            and not (population_line(words) or opens_other_effects(words))
            and not (opens_with_action(words) and LEADS.search(words))
            and self._content(piece, span, Extraction.LIST_ITEM, following)
        ):
            return
        if leads or piece.kind is ElementKind.HEADING or LEADS.search(words):
            self._lead(piece, span, words, leads)
        else:
            self._statement(piece, span, words, following)

    def _goes_on_with_list(self, piece: Piece, span: Span, words: str, following: Piece | None) -> bool:
        """Take in an item without its mark, or a sentence amid the items of a band: the list goes on after it."""
        if self.band is None or words.rstrip().endswith(":"):
            return False
        if self._after_item() and words[0] == "(":
            self._add(BlockRole.LIST_ITEM, span, piece)
            return True
        if self._after_item() and words[0].islower():
            return self._content(piece, span, Extraction.LIST_ITEM, following)
        if self.entries[-1].role not in (BlockRole.LIST_ITEM, BlockRole.STATEMENT):
            return False
        amid = following is not None and following.kind is ElementKind.LIST_ITEM and self.group.is_labelled
        is_sentence = words.rstrip()[-1] == "." or SENTENCE_BREAK.search(words)
        if not (amid and is_sentence) or LEADS.search(words) or OPENS_LIST.search(words):
            return False
        self._rated(self._add(BlockRole.STATEMENT, span, piece), span)
        return True

    def _is_whole_label(self, piece: Piece, span: Span, words: str, leads: bool) -> bool:
        """Take in a lead-in that is nothing but a label: "Serious side effects with frequency not known (…) are:"."""
        found = bands(words)
        if len(found) != 1 or OTHER_WORD.match(words) or words_beside(words, found[0]):
            return False
        if not (found[0].is_rated or leads):
            return False
        self._open_band(found[0], span.start)
        self.group.is_labelled, self.items_expected = True, not leads
        self._add(BlockRole.LABEL, span, piece)
        return True

    def _goes_on_with_label(self, piece: Piece, span: Span, words: str) -> bool:
        """Take in the second half of a label: "Common side effects", and below it "These may affect up to …"."""
        found = bands(words)
        if len(found) != 1 or found[0].is_named or not self.items_expected or words_beside(words, found[0]):
            return False
        if self.band is None or self.band.frequency.category is not found[0].frequency.category:
            return False
        label = self.frequency.span
        self.frequency = shifted(found[0], span.start)
        if label and not self.text[label.end : span.start].strip(" \n:()"):
            self.frequency = replace(self.frequency, span=Span(label.start, span.start + found[0].end))
        self._add(BlockRole.LABEL, span, piece)
        return True

    def _lead(self, piece: Piece, span: Span, words: str, leads: bool) -> None:
        """Take a lead-in in: urgency, the turn to other effects, a population; the band it leaves open."""
        last = SENTENCE_BREAK.split(words)[-1]
        said = advice(last) or advice(words)
        found = bands(words)
        if said and said.direction is Direction.ABOVE and not INTRODUCTION.search(words):
            self._look_back(said.urgency)
            if not (leads or self.group.is_labelled) or words.rstrip().endswith(":"):
                self._reset()
        elif said and (leads or said.direction is Direction.AHEAD):
            self._reset(Group(SectionKind.CONSUMER_IMMEDIATE, said.urgency, span))
        else:
            self._calm_lead(piece, span, last)
        self.tells_causes = bool(CAUSES.search(last))
        role = BlockRole.HEADING if piece.kind is ElementKind.HEADING else BlockRole.LEAD_IN
        entry = self._add(role, span, piece)
        self._rated(entry, span)
        if found and (governs(words, found) or (leads and found[-1].start == 0)) and not entry.effects:
            self._open_band(found[-1], span.start)
            entry.group = self.group
            self.items_expected = not leads
        elif not leads and words.rstrip().endswith((":", "following")):
            self.items_expected = True
        if found and entry.effects:
            self.band, self.frequency = found[-1], shifted(found[-1], span.start)

    def _calm_lead(self, piece: Piece, span: Span, last: str) -> None:
        """Take in a lead-in that names no urgency: most open a group of their own, some go on with what is open."""
        population = population_in(self.text, span)
        answered = piece.kind is ElementKind.HEADING and self.has_unbanded
        if opens_other_effects(last) or population or NEW_TOPIC.match(span.of(self.text)):
            self._reset(Group(lead=span, population=population))
        elif self.items_expected or (KEEPS_BAND.search(last) and (self.band or self.group.lead)):
            return
        elif self.group.kind is not SectionKind.CONSUMER_IMMEDIATE or answered:
            self._reset(Group(lead=span, population=self.group.population))
        else:
            self.band, self.frequency = None, NO_FREQUENCY

    def _statement(self, piece: Piece, span: Span, words: str, following: Piece | None) -> None:
        said = advice(words)
        looks_back = said and (said.direction is Direction.ABOVE or self._after_item())
        if said and looks_back and not INTRODUCTION.search(words):
            self._look_back(said.urgency)
            if not self.group.is_labelled:
                self._reset(Group(population=self.group.population))
        elif said and said.direction is not Direction.ITSELF and len(words) < LONGEST_LEAD:
            self._reset(Group(SectionKind.CONSUMER_IMMEDIATE, said.urgency, span))
            self.has_unbanded = bool(ANSWERED.search(words))
        elif opens_other_effects(words) and len(words) < LONGEST_LEAD:
            self._reset(Group(lead=span, population=population_in(self.text, span)))
        elif len(words) < SHORT_LEAD and ((population := population_in(self.text, span)) or "serious" in words.lower()):
            self._reset(Group(lead=span, population=population))
        elif is_context(words, following) and opens_band(self.text, following):
            self._reset(Group(lead=span, context=span))
        elif words.startswith("If ") or (self.items_expected and not self.band and not POINTS_BACK.match(words)):
            self.has_unbanded = True
        is_labelled = self.items_expected and self.entries[-1].role is BlockRole.LABEL
        self.items_expected = False
        entry = self._add(BlockRole.STATEMENT, span, piece)
        self._rated(entry, span, is_labelled=is_labelled)
        if self.group.kind is SectionKind.CONSUMER_GENERAL and (urgency := urgency_told(self.text, entry)):
            told = self.group
            entry.group = Group(
                SectionKind.CONSUMER_IMMEDIATE, urgency, None, told.population, told.context, told.is_labelled
            )

    def _rated(self, entry: Entry, span: Span, *, is_labelled: bool = False) -> None:
        """Note what a sentence says to be common, rare, … with a rate."""
        found_sentences = sentences(self.text, span)
        for sentence in found_sentences:
            found = listed_after_colon(self.text, sentence)
            entry.effects.extend(Found(element, Extraction.INLINE_LIST) for element in found)
        for subject, band, offset in rated_subjects(self.text, found_sentences):
            entry.effects.append(Found(subject, Extraction.INLINE_LIST, shifted(band, offset)))
        entry.effects.extend(stated_in_prose(self.text, found_sentences, entry.effects))
        for effect in entry.effects:
            if is_labelled and effect.frequency.category is None:
                effect.frequency = self.frequency

    def _content(self, piece: Piece, span: Span, extraction: Extraction, following: Piece | None = None) -> bool:
        """Read effects given under a label without list markup; False where the words are a sentence."""
        found = elements_of(self.text, span)
        is_list = self.items_expected or extraction is Extraction.INLINE_LIST
        if not found and is_list and not (self.in_run or is_item_like(self.text, following)):
            found = listed_by_commas(self.text, span)
        may_be_item = not found and extraction is Extraction.LIST_ITEM
        if may_be_item and is_item_anyway(self.text, span, following, in_run=self.in_run):
            found, self.in_run = [span], True
        if not found and self.band:
            found = listed_loosely(self.text, span)
        if not found:
            if extraction is Extraction.INLINE_LIST:
                self._told_under_label(piece, span)
            return False
        entry = self._add(BlockRole.LIST_ITEM, span, piece)
        self.has_unbanded = self.has_unbanded or self.band is None
        in_run = self.in_run or is_item_like(self.text, following)
        if extraction is Extraction.LIST_ITEM and in_run and len(sentences(self.text, span)) == 1:
            self.in_run = True
            self._whole_item(entry, span)
        else:
            for element in found:
                self._element(entry, element)
        return True

    def _element(self, entry: Entry, element: Span) -> None:
        """Note one effect of several on a line; what is nothing but a label holds for those after it."""
        words = element.of(self.text)
        label = bands(words)[-1:]
        if label and label[0].is_rated and not words_beside(words, label[0]):
            self._open_band(label[0], element.start)
        else:
            entry.effects.append(Found(element, Extraction.INLINE_LIST, self.frequency))

    def _told_under_label(self, piece: Piece, span: Span) -> None:
        """Read sentences after a label: what they tell is as frequent as it says, unless they state otherwise."""
        self._rated(self._add(BlockRole.STATEMENT, span, piece), span, is_labelled=True)

    def _reset(self, group: Group | None = None) -> None:
        self.group = group or Group()
        self.band, self.frequency = None, NO_FREQUENCY
        self.has_unbanded, self.last_rank, self.items_expected = False, -1, False
        self.in_run = self.tells_causes = False

    def _open_band(self, band: Band, offset: int) -> None:
        """Open a band; under an urgent lead-in only while the bands go down the order of the template."""
        urgent = self.group.kind is SectionKind.CONSUMER_IMMEDIATE
        if urgent and (self.has_unbanded or band.rank <= self.last_rank):
            self._reset()
        self.band, self.last_rank = band, band.rank
        self.frequency = shifted(band, offset)
        self.has_unbanded = self.in_run = self.tells_causes = False
        if band.contradiction:
            self.contradictions.append((band.contradiction, Span(band.start + offset, band.end + offset)))

    def _look_back(self, urgency: Urgency) -> None:
        """A list that names no urgency of its own takes it from the sentence after it."""
        group = self.group
        serious = group.lead and "serious" in group.lead.of(self.text).lower()
        listed = any(entry.group is group and entry.role is BlockRole.LIST_ITEM for entry in reversed(self.entries))
        if listed and group.kind is SectionKind.CONSUMER_GENERAL and group.lead and (serious or not group.is_labelled):
            group.kind, group.urgency = SectionKind.CONSUMER_IMMEDIATE, urgency
