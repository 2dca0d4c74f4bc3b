"""Section 4 of an EU package leaflet: urgent lead-ins, frequency bands, and the lists under them.

The order of the QRD template is kept: urgent effects first, then the rest by frequency.  Bands directly under
an urgent lead-in belong to it; once a list without a band has answered the lead-in, or the bands start again from the
top, or a lead-in speaks of "other side effects", the rest is told without urgency.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import pairwise

from extractors.bands import Band, bands, words_beside
from extractors.inline_lists import elements_of, listed_after_colon, rated_subjects
from extractors.lexicons.loading import lexicon
from extractors.model import NO_FREQUENCY, ElementKind, Frequency, Span
from extractors.pieces import Piece
from extractors.urgency import Direction, advice, opens_other_effects
from schemas.vocab import BlockRole, Extraction, SectionKind, Urgency

_SENTENCE = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[A-Z•])")
_POPULATION = re.compile(
    r"\b(?:children|adolescents|adults|elderly|infants?|babies|teenagers|men|women|males?|females?|newborns?|partners)\b",
    re.I,
)
_LEADS = re.compile(r":\s*$|\b(?:following|include|includes|including|are|if you|such as|show)\s*[.:]?\s*$", re.I)
_KEEPS_BAND = re.compile(r"\b(?:tests?|scans?|x-rays?|visual)\b|^\s*(?:these|this|signs?|symptoms?|it|they)\b", re.I)
_CAUSES = re.compile(
    r"\b(?:more likely to|(?:caused|brought about) (?:by|if)|risk (?:is|of|factors?)\b.{0,60}\b(?:if|higher|increased)|"
    r"to (?:reduce|lower|prevent|help)\b|before (?:taking|using|starting))",
    re.I,
)
_INTRODUCTION = re.compile(r"\b(?:some|several|certain)\b[^.:]{0,60}\bserious\b[^.]{0,40}[:.–-]", re.I)
_AFTER_LABEL = re.compile(
    r"[\s:;,.)–—-]*(?:(?:other\s+)?(?:possible\s+)?(?:serious\s+)?(?:side\s+effects?|adverse\s+reactions?|effects)\s*"
    r"(?:of\s+[A-Z][\w-]*)?\s*)?(?:(?:of\s+[A-Z][\w-]*\s+)?(?:that\s+may\s+)?(?:are|is|include|includes|occur|"
    r"reported|have been reported)\b\s*(?:with\s+[A-Z][\w-]*)?\s*)?[:;.–—-]?\s*",
    re.I,
)
_LONGEST_LABEL_TAIL = 4
_LONGEST_ITEM = 170
_LONGEST_LEAD = 200
_SHORT_LEAD = 80


@dataclass(slots=True)
class Group:
    """What stands under one lead-in: its kind, its urgency, and the words of the lead-in."""

    kind: SectionKind = SectionKind.CONSUMER_GENERAL
    urgency: Urgency | None = None
    lead: Span | None = None
    population: Span | None = None
    is_labelled: bool = False


@dataclass(slots=True)
class Found:
    """An effect found in a block."""

    span: Span
    extraction: Extraction
    frequency: Frequency = NO_FREQUENCY


@dataclass(slots=True)
class Entry:
    """A block of the section, the group it belongs to, and its effects."""

    role: BlockRole
    span: Span
    page: int | None
    group: Group
    effects: list[Found] = field(default_factory=list)


@cache
def _boilerplate() -> re.Pattern[str]:
    return re.compile("|".join(row["pattern"].replace(" ", r"\s+") for row in lexicon("leaflet_boilerplate")), re.I)


@lru_cache(maxsize=2048)
def is_boilerplate(text: str) -> bool:
    """Tell whether a paragraph is one that the template puts into every leaflet.

    >>> is_boilerplate("Reporting of side effects"), is_boilerplate("Headache")
    (True, False)
    """
    found = _boilerplate().match(text)
    return bool(found)


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
        for index, piece in enumerate(pieces):
            following = next((p for p in pieces[index + 1 :] if p.kind is not ElementKind.FURNITURE), None)
            if piece.kind in (ElementKind.FURNITURE, ElementKind.NAVIGATION):
                self._add(BlockRole.BOILERPLATE, piece.span, piece)
            elif piece.kind is ElementKind.LIST_ITEM:
                self._item(piece, following)
            else:
                self._paragraph(piece, following)

    def _add(self, role: BlockRole, span: Span, piece: Piece) -> Entry:
        entry = Entry(role, span, piece.element.page, self.group)
        self.entries.append(entry)
        return entry

    # --- list items

    def _item(self, piece: Piece, following: Piece | None) -> None:
        words = piece.text_span.of(self.text)
        if is_boilerplate(words):
            self._add(BlockRole.BOILERPLATE, piece.span, piece)
            return
        found = bands(words)
        if found and not words_beside(words, found[-1]):
            self._open_band(found[-1], piece.body)
            self._add(BlockRole.LABEL, piece.span, piece)
            return
        entry = self._add(BlockRole.LIST_ITEM, piece.span, piece)
        if piece.carries_on or self.tells_causes or not any(c.isalpha() for c in words):
            return
        frequency = self.frequency
        if own := _own_band(found, bool(self.band)):
            frequency = _shifted(own, piece.body)
        entry.effects.append(Found(piece.text_span, Extraction.LIST_ITEM, frequency))
        self.items_expected = False
        if self.band is None:
            self.has_unbanded = True

    # --- paragraphs

    def _paragraph(self, piece: Piece, following: Piece | None) -> None:
        for start, end, band in self._stretches(piece):
            self._stretch(piece, Span(start, end), band, following if end == piece.end else piece)

    def _stretches(self, piece: Piece) -> list[tuple[int, int, Band | None]]:
        """Cut a paragraph before each label that opens a band in it, and after a leading template sentence."""
        words = piece.text_span.of(self.text)
        cuts = [0]
        if is_boilerplate(words) and words.lower().startswith("like "):
            sentence = _SENTENCE.search(words)
            if sentence:
                cuts.append(sentence.end())
        opening = {b.start: b for b in bands(words) if _opens(words, b)}
        cuts = sorted({*cuts, *opening})
        bounds = [*cuts, len(words)]
        found = []
        for start, end in pairwise(bounds):
            if words[start:end].strip():
                first = piece.start if start == 0 else piece.body + start
                found.append((first, piece.body + end, opening.get(start)))
        return found

    def _stretch(self, piece: Piece, span: Span, band: Band | None, following: Piece | None) -> None:
        words = span.of(self.text)
        if is_boilerplate(words):
            self._add(BlockRole.BOILERPLATE, span, piece)
            if "report" in words[:60].lower() or words[:6].lower() == "if you":
                self._reset()
            return
        if band is not None:
            self._banded(piece, span, band, following)
            return
        self._unbanded(piece, span, words, following)

    def _banded(self, piece: Piece, span: Span, band: Band, following: Piece | None) -> None:
        """Read a label, and what stands after it in the same paragraph."""
        self._open_band(band, piece.body)
        self.group.is_labelled = True
        tail = self._after_label(piece.body + band.end, span.end)
        self._add(BlockRole.LABEL, Span(span.start, tail), piece)
        rest = Span(tail, span.end)
        self.items_expected = not rest.of(self.text).strip()
        if not self.items_expected:
            self._content(piece, rest, Extraction.INLINE_LIST)

    def _after_label(self, at: int, end: int) -> int:
        """Step over "side effects are:" and the like after a label."""
        found = _AFTER_LABEL.match(self.text, at, end)
        return found.end() if found else at

    def _unbanded(self, piece: Piece, span: Span, words: str, following: Piece | None) -> None:
        leads = following is not None and following.kind is ElementKind.LIST_ITEM
        if self._goes_on_with_label(piece, span, words):
            return
        if self.items_expected and not leads and self._content(piece, span, Extraction.LIST_ITEM, following):
            return
        if leads or piece.kind is ElementKind.HEADING or _LEADS.search(words):
            self._lead(piece, span, words, leads)
        else:
            self._statement(piece, span, words, following)

    def _goes_on_with_label(self, piece: Piece, span: Span, words: str) -> bool:
        """Take in the second half of a label: "Common side effects", and below it "These may affect up to …"."""
        found = bands(words)
        if len(found) != 1 or found[0].is_named or not self.items_expected or words_beside(words, found[0]):
            return False
        if self.band is None or self.band.frequency.category is not found[0].frequency.category:
            return False
        label = self.frequency.span
        self.frequency = _shifted(found[0], span.start)
        if label and not self.text[label.end : span.start].strip(" \n:()"):
            self.frequency = replace(self.frequency, span=Span(label.start, span.start + found[0].end))
        self._add(BlockRole.LABEL, span, piece)
        return True

    def _lead(self, piece: Piece, span: Span, words: str, leads: bool) -> None:
        """Take a lead-in in: urgency, the turn to other effects, a population; the band it leaves open."""
        last = _SENTENCE.split(words)[-1]
        said = advice(last) or advice(words)
        found = bands(words)
        if said and said.direction is Direction.ABOVE and not _INTRODUCTION.search(words):
            self._look_back(said.urgency)
            if not (leads or self.group.is_labelled) or words.rstrip().endswith(":"):
                self._reset()
        elif said and (leads or said.direction is Direction.AHEAD):
            self._reset(Group(SectionKind.CONSUMER_IMMEDIATE, said.urgency, span))
        else:
            self._calm_lead(piece, span, last)
        self.tells_causes = bool(_CAUSES.search(last))
        role = BlockRole.HEADING if piece.kind is ElementKind.HEADING else BlockRole.LEAD_IN
        entry = self._add(role, span, piece)
        self._rated(entry, span)
        if found and (_governs(words, found) or (leads and found[-1].start == 0)) and not entry.effects:
            self._open_band(found[-1], span.start)
            entry.group = self.group
            self.items_expected = not leads
        elif found and entry.effects:
            self.band, self.frequency = found[-1], _shifted(found[-1], span.start)

    def _calm_lead(self, piece: Piece, span: Span, last: str) -> None:
        """Take in a lead-in that names no urgency: most open a group of their own, some go on with what is open."""
        population = self._population(span)
        answered = piece.kind is ElementKind.HEADING and self.has_unbanded
        if opens_other_effects(last) or population:
            self._reset(Group(lead=span, population=population))
        elif _KEEPS_BAND.search(last):
            return
        elif self.group.kind is not SectionKind.CONSUMER_IMMEDIATE or answered:
            self._reset(Group(lead=span, population=self.group.population))
        else:
            self.band, self.frequency = None, NO_FREQUENCY

    def _statement(self, piece: Piece, span: Span, words: str, following: Piece | None) -> None:
        said = advice(words)
        looks_back = said and (said.direction is Direction.ABOVE or self.entries[-1].role is BlockRole.LIST_ITEM)
        if said and looks_back and not _INTRODUCTION.search(words):
            self._look_back(said.urgency)
            if not self.group.is_labelled:
                self._reset(Group(population=self.group.population))
        elif said and said.direction is not Direction.ITSELF and len(words) < _LONGEST_LEAD:
            self._reset(Group(SectionKind.CONSUMER_IMMEDIATE, said.urgency, span))
        elif opens_other_effects(words) and len(words) < _LONGEST_LEAD:
            self._reset(Group(lead=span, population=self._population(span)))
        elif len(words) < _SHORT_LEAD and (population := self._population(span)):
            self._reset(Group(lead=span, population=population))
        self.items_expected = False
        entry = self._add(BlockRole.STATEMENT, span, piece)
        self._rated(entry, span)

    def _rated(self, entry: Entry, span: Span) -> None:
        """Note what a sentence says to be common, rare, … with a rate."""
        sentences = _sentences(self.text, span)
        for sentence in sentences:
            found = listed_after_colon(self.text, sentence)
            entry.effects.extend(Found(element, Extraction.INLINE_LIST) for element in found)
        for subject, band, offset in rated_subjects(self.text, sentences):
            entry.effects.append(Found(subject, Extraction.INLINE_LIST, _shifted(band, offset)))

    def _content(self, piece: Piece, span: Span, extraction: Extraction, following: Piece | None = None) -> bool:
        """Read effects given under a label without list markup; False where the words are a sentence."""
        found = elements_of(self.text, span)
        if not found:
            if extraction is Extraction.INLINE_LIST:
                self._add(BlockRole.STATEMENT, span, piece)
            return False
        entry = self._add(BlockRole.LIST_ITEM, span, piece)
        in_run = self.in_run or _is_item_like(self.text, following)
        if extraction is Extraction.LIST_ITEM and in_run and len(_sentences(self.text, span)) == 1:
            self.in_run = True
            entry.effects.append(Found(span, Extraction.LIST_ITEM, self.frequency))
        else:
            entry.effects.extend(Found(element, Extraction.INLINE_LIST, self.frequency) for element in found)
        return True

    # --- state

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
        self.frequency = _shifted(band, offset)
        self.has_unbanded = self.in_run = self.tells_causes = False
        if band.contradiction:
            self.contradictions.append((band.contradiction, Span(band.start + offset, band.end + offset)))

    def _look_back(self, urgency: Urgency) -> None:
        """A list that names no urgency of its own takes it from the sentence after it."""
        group = self.group
        if group.kind is SectionKind.CONSUMER_GENERAL and group.lead and not group.is_labelled:
            group.kind, group.urgency = SectionKind.CONSUMER_IMMEDIATE, urgency

    def _population(self, span: Span) -> Span | None:
        words = span.of(self.text)
        return span if len(words) < 140 and _POPULATION.search(words) else None


def _shifted(band: Band, offset: int) -> Frequency:
    f = band.frequency
    span = Span(band.start + offset, band.end + offset)
    return Frequency(span, f.category, f.scale, f.basis, f.confidence, f.min_pct, f.max_pct)


def _own_band(found: Sequence[Band], is_banded: bool) -> Band | None:
    """Return the frequency that an item states for itself; a bare name counts only where no band is open."""
    rated = [b for b in found if b.is_rated]
    if len({b.frequency.category for b in rated}) == 1:
        return rated[0]
    return None


def _is_label(words: str, band: Band) -> bool:
    return len(words_beside(words, band).split()) <= (_LONGEST_LABEL_TAIL if band.is_rated else 0)


def _opens(words: str, band: Band) -> bool:
    """Tell whether a label opens a band there, rather than being said of something in a sentence."""
    before = words[: band.start].rstrip()
    starts = not before or before[-1] in ".:!?)" or words[band.start].isupper()
    if band.is_rated:
        return starts
    return starts and (_is_label(words[band.start :], _moved(band)) or words[band.end : band.end + 1] == ":")


def _moved(band: Band) -> Band:
    return Band(band.frequency, 0, band.end - band.start, band.is_rated, band.is_named)


def _opens_band(text: str, piece: Piece | None) -> bool:
    if piece is None or piece.kind is ElementKind.LIST_ITEM:
        return False
    words = piece.text_span.of(text)
    return any(b.start == 0 and _opens(words, b) for b in bands(words))


def _governs(words: str, found: Sequence[Band]) -> bool:
    """Tell whether a lead-in's label speaks of the list after it."""
    last = found[-1]
    if last.is_rated:
        return len({b.frequency.category for b in found}) == 1 or not words_beside(words[last.start :], _moved(last))
    return _is_label(words, last)


def _sentences(text: str, span: Span) -> list[Span]:
    words = span.of(text)
    bounds = [0, *(m.end() for m in _SENTENCE.finditer(words)), len(words)]
    return [Span(span.start + a, span.start + b) for a, b in pairwise(bounds)]


def _is_item_like(text: str, piece: Piece | None) -> bool:
    """Tell a short paragraph that may be a list item without its mark."""
    if piece is None or piece.kind is not ElementKind.PARAGRAPH:
        return False
    words = piece.text_span.of(text)
    return len(words) <= _LONGEST_ITEM and not is_boilerplate(words) and bool(elements_of(text, piece.text_span))
