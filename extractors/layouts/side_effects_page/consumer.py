"""The consumer part of a side-effect page, piece by piece."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from extractors.draft import Draft
from extractors.effects import effect_terms, inline_elements, item_span, prose_rows
from extractors.layouts.side_effects_page.consumer_lines import ListLabel, is_sentence, joined_label, list_label
from extractors.layouts.side_effects_page.cues import lead_in
from extractors.layouts.side_effects_page.flattened import Opening, Wordings, place_tail
from extractors.layouts.side_effects_page.joined import Joint, bulleted_items, how_joined, joined_items, may_be_joined
from extractors.layouts.side_effects_page.pieces import Piece
from extractors.model import Effect, ElementKind, Issue, Section, Span, collapse
from extractors.placement.sections import LeadIn
from extractors.readers.plain_text import BULLET
from schemas.vocab import Audience, BlockRole, Extraction, SectionKind, Severity, Urgency

_LONGEST_LABEL: Final = 140
# Looked up once: an attribute of an enumeration takes as long as the rest of a comparison.
_ITEM, _LIST_ITEM, _CONSUMER = ElementKind.LIST_ITEM, BlockRole.LIST_ITEM, Audience.CONSUMER
_LINE, _HEADING = ElementKind.LINE, ElementKind.HEADING
_INCLUDE: Final = re.compile(r"\binclude\s*:?\s+", re.I)
_SENTENCE_END: Final = re.compile(r"[.!?](?=\s+[A-Z])")


class ConsumerWalk:
    """Keeps the open section, label and list of the consumer part and adds what the pieces say to the draft."""

    def __init__(self, draft: Draft, pieces: Sequence[Piece] = ()) -> None:
        self.draft, self.text, self.pieces = draft, draft.text, pieces
        self.section: int | None = None
        self.urgency: Urgency | None = None
        self.label = ListLabel()
        self.list_open = False
        self.is_marked = False
        self.joint: Joint | None = None
        self.joint_is_known = False
        self.has_lists = False
        self.has_lead_in = False
        self.summary: int | None = None
        self.openings: list[Opening] = []
        self.stated = Wordings(draft.text)
        self.seen_in_list = Wordings(draft.text)
        self.sentences_in_list = False
        self.previous: Piece | None = None

    @property
    def kind(self) -> SectionKind | None:
        """The kind of the open section."""
        return self.draft.sections[self.section].kind if self.section is not None else None

    def heading(self, piece: Piece) -> None:
        """Open the section that a heading names."""
        assert piece.cue is not None
        assert piece.cue.kind is not None
        self._open(piece.cue.kind, piece.cue.urgency, piece.span, reuse=False)
        self._block(BlockRole.HEADING, piece)
        self.list_open = False

    def lead_in(self, piece: Piece, *, opens_list: bool) -> None:
        """Open the section that a lead-in introduces; an introduction opens no list yet."""
        assert piece.cue is not None
        assert piece.cue.kind is not None
        self._lead(piece, piece.cue.kind, piece.cue.urgency, opens_list=opens_list)

    def _lead(self, piece: Piece, kind: SectionKind, urgency: Urgency | None, *, opens_list: bool) -> None:
        self.close_list()
        label, section = self.label, self.section
        self._open(kind, urgency, None, reuse=True)
        if urgency is None and self.section == section:
            self.label = label  # a lead-in that says nothing new goes on with what the section has said
        self._block(BlockRole.LEAD_IN, piece)
        self.list_open = opens_list
        self.sentences_in_list = piece.action == "lead_in_to_sentences"
        self.has_lead_in = True
        self.previous = piece
        if opens_list:
            self._opening(LeadIn.of(kind, urgency, self.text[piece.start : piece.end]))

    def _opening(self, lead_in: LeadIn) -> None:
        assert self.section is not None
        self.openings.append(Opening(lead_in, self.section, self.urgency))

    def emergency(self, piece: Piece) -> None:
        """Read the effects inside a sentence: "Get emergency medical help if you have …: hives; …"."""
        start, end = piece.start, piece.end
        colon = self.text.find(":", start, end)
        self._open(SectionKind.CONSUMER_IMMEDIATE, Urgency.EMERGENCY, None, reuse=True)
        block = self._block(BlockRole.STATEMENT if 0 <= colon < end - 2 else BlockRole.LEAD_IN, piece)
        self.has_lead_in = True
        if colon < 0 or not self.text[colon + 1 : end].strip():
            self.list_open = True
            return
        for part in _sentence_elements(self.text, colon + 1, end):
            self._effect(block, part, Extraction.PROSE)

    def told(self, piece: Piece) -> None:
        """Read the effects that one sentence tells without saying how urgent: "Side effects include: nausea, …"."""
        start, end = piece.start, piece.end
        listed = _INCLUDE.search(self.text, start, end)
        assert listed is not None
        self._open(SectionKind.CONSUMER_GENERAL, None, None, reuse=True)
        block = self._block(BlockRole.STATEMENT, piece)
        stop = _SENTENCE_END.search(self.text, listed.end(), end)
        for part in _sentence_elements(self.text, listed.end(), stop.start() if stop else end):
            self._effect(block, part, Extraction.INLINE_LIST)

    def _open(self, kind: SectionKind, urgency: Urgency | None, heading: Span | None, *, reuse: bool) -> None:
        self.urgency = urgency or self.urgency
        self.label = ListLabel()
        if reuse and self.section is not None and (self.kind is kind or self._stays(kind)):
            return
        self.section = self.draft.section(Section(kind, kind.audience, heading=heading))
        self.close_list()

    def _stays(self, kind: SectionKind) -> bool:
        """Tell a lead-in below a heading that has spoken: the heading names the section, the lead-in its urgency."""
        assert self.section is not None
        headed = self.draft.sections[self.section].heading is not None and self.kind is not SectionKind.OTHER
        return headed and kind is not SectionKind.CONSUMER_OVERDOSE and self.kind is not SectionKind.CONSUMER_OVERDOSE

    def close_list(self) -> None:
        """End the open list; what follows is no item unless a lead-in or a label says so."""
        self.list_open = False
        if self.seen_in_list:
            self.stated.take(self.seen_in_list)
            self.seen_in_list = Wordings(self.text)
        self.sentences_in_list = self.is_marked = False

    def _block(self, role: BlockRole, piece: Piece) -> int:
        return self.draft.block(role, piece, self.section, piece.element.page)

    def content(self, piece: Piece, following: Piece | None) -> None:
        """Take a piece without a cue: a lead-in in other words, a label, an item, or a statement."""
        start, end = piece.start, piece.end
        if piece.element.kind is _ITEM:
            self._listed(piece, following)
        elif opening := lead_in(self.text[start:end]):
            self._lead(piece, *opening, opens_list=True)
        elif (label := self._label(piece)) is not None:
            self._labelled(piece, label)
        elif self._telling_section() and (joined := self._joined_label(piece, following)):
            label, at = joined
            self._labelled(Piece(start, at, piece.element), label)
            self._items(Piece(at, end, piece.element), following)
        elif piece.element.kind is not _LINE and not self._lacks_items(piece, following):
            self._paragraph(piece, following)
        else:
            self._line(piece, following)
        self.previous = piece

    def _label(self, piece: Piece) -> ListLabel | None:
        label = list_label(self.text, piece.start, piece.end) if self._telling_section() else None
        return None if label and self._stands_in_list(piece) else label

    def _telling_section(self) -> bool:
        return self.section is not None and self.kind is not SectionKind.OTHER

    def _joined_label(self, piece: Piece, following: Piece | None) -> tuple[ListLabel, int] | None:
        """Return the label that opens a line with an item behind it; on a page a frequency alone is taken for one."""
        kind = piece.element.kind
        if kind is _HEADING or (following is not None and following.element.kind is _ITEM):
            return None
        found = joined_label(self.text, piece.start, piece.end)
        return found if found and (kind is _LINE or found[0].frequency.category) else None

    def _lacks_items(self, piece: Piece, following: Piece | None) -> bool:
        """Tell a paragraph of a page that is an item: what opened its list has no list items below it.

        Pages tell lists in other tags as well (lines parted by ``br``, paragraphs, cells), and where the first thing
        below a label is no list item, nor stands above one, the list is told in such a tag.
        """
        if not self.list_open or self.is_marked or piece.element.kind is _HEADING:
            return False
        return bool(self.seen_in_list) or following is None or following.element.kind is not _ITEM

    def _listed(self, piece: Piece, following: Piece | None) -> None:
        if self._telling_section() and (label := self._listed_label(piece, following)):
            self._labelled(piece, label)
        elif not self._telling_section():
            self._block(BlockRole.STATEMENT, piece)
        elif piece.element.group is None and (items := bulleted_items(self.text, piece.start, piece.end)):
            self._joined(piece, items)
        else:
            self.is_marked = True
            self._item_or_repeated(piece)

    def _listed_label(self, piece: Piece, following: Piece | None) -> ListLabel | None:
        """Return the label that an item is: it has a list of its own below it, or says how often and nothing else."""
        if _heads_list(piece, following):
            return self._label(piece)
        if piece.element.group is not None:
            return None
        mark = BULLET.match(self.text, piece.start, piece.end)
        label = list_label(self.text, mark.end() if mark else piece.start, piece.end)
        return label if label and (label.frequency.category or label.is_overdose) else None

    def _labelled(self, piece: Piece, label: ListLabel) -> None:
        if label.is_overdose and self.kind is not SectionKind.CONSUMER_OVERDOSE:
            self.section = self.draft.section(
                Section(SectionKind.CONSUMER_OVERDOSE, Audience.CONSUMER, heading=piece.span, parent=self.section)
            )
            self._opening(LeadIn.OVERDOSE)
            self._block(BlockRole.HEADING, piece)
        else:
            self._block(BlockRole.LABEL, piece)
        sentences = self.sentences_in_list
        self.close_list()
        self.label, self.list_open, self.sentences_in_list = label, True, sentences
        if label.contradiction:
            self.draft.issues.append(Issue("frequency_contradiction", label.contradiction, span=piece.span))

    def _paragraph(self, piece: Piece, following: Piece | None) -> None:
        """A paragraph of a page: an item repeated after its list, an unknown label above a list, or a statement."""
        start, end = piece.start, piece.end
        if self._stands_in_list(piece):
            self._item_or_repeated(piece)
        elif self._telling_section() and following and self._is_label_above(piece, following):
            self._labelled(piece, ListLabel(context=(Span(start, start + len(self.text[start:end].rstrip(" :"))),)))
        else:
            self._statement(piece)

    def _is_label_above(self, piece: Piece, following: Piece) -> bool:
        if following.element.kind is not ElementKind.LIST_ITEM:
            return False
        words = collapse(self.text[piece.start : piece.end])
        return len(words) <= _LONGEST_LABEL and not words.endswith(".")

    def _line(self, piece: Piece, following: Piece | None) -> None:
        start, end = piece.start, piece.end
        words = self.text[start:end]
        if self._stands_in_list(piece):
            self._item_or_repeated(piece)
        elif not self.list_open or self._tells(words):
            self._statement(piece)
        elif words.endswith(":") or self._is_lone_label(piece, following):
            self._labelled(piece, ListLabel(context=(Span(start, start + len(words.rstrip(" :"))),)))
        else:
            self._items(piece, following)

    def _tells(self, words: str) -> bool:
        """Tell a sentence amid a list, or the long announcement of items that need no other label."""
        if words.endswith(":"):
            return len(words) > _LONGEST_LABEL
        return is_sentence(words) and not self.sentences_in_list

    def _is_lone_label(self, piece: Piece, following: Piece | None) -> bool:
        """Tell a label of unknown wording: it stands alone between blank lines where the items before it do not."""
        previous = self.previous
        if not (previous and previous.cue is None and following and following.cue is None and self.seen_in_list):
            return False
        isolated = piece.element.gap > 0 and following.element.gap > 0 and previous.element.gap == 0
        return isolated and len(self.text[piece.start : piece.end]) < 60

    def tells_effects(self, piece: Piece) -> bool:
        """Tell whether a piece that stands before everything known opens a list or names an effect in a sentence."""
        opens = lead_in(self.text[piece.start : piece.end]) is not None
        return opens or any(prose_rows(self.text, piece.span, 0, 0, SectionKind.OTHER, None))

    def _statement(self, piece: Piece) -> None:
        section = self.summary if self.summary is not None and self.section is None else self.section
        if section is None:
            section = self.section = self.draft.section(Section(SectionKind.OTHER, None))
        block = self.draft.block(BlockRole.STATEMENT, piece, section, piece.element.page)
        kind = self.draft.sections[section].kind
        if kind is SectionKind.OTHER:
            self.draft.effects.extend(
                prose_rows(
                    self.text, piece.span, section, block, kind, None, drug=self.draft.header.get("generic_name")
                )
            )

    def _items(self, piece: Piece, following: Piece | None) -> None:
        """Add the item on a line without a mark, or the items where a list stands on one line."""
        items = bulleted_items(self.text, piece.start, piece.end)
        if not items and not self.seen_in_list and may_be_joined(self.text, piece, following):
            if not self.joint_is_known:
                self.joint, self.joint_is_known = how_joined(self.text, piece, self.pieces), True
            items = joined_items(self.text, piece.start, piece.end, self.joint) if self.joint else []
        if len(items) < 2:
            self._item(piece)
        else:
            self._joined(piece, items)

    def _joined(self, piece: Piece, items: Sequence[Span]) -> None:
        block = self._block(_LIST_ITEM, piece)
        self.has_lists = True
        for part in items:
            self.seen_in_list.add(part)
            self._effect(block, part, Extraction.INLINE_LIST)

    def _item(self, piece: Piece, span: Span | None = None) -> None:
        block = self._block(_LIST_ITEM, piece)
        span = span or item_span(self.text, piece.start, piece.end)
        if not any(map(str.isalpha, span.of(self.text))):
            return  # a bullet in a cell of its own
        self.seen_in_list.add(span)
        if span.start != piece.start or span.end != piece.end:
            self.seen_in_list.add(piece)
        self.has_lists = True
        self._effect(block, span, Extraction.LIST_ITEM)

    def _stands_in_list(self, piece: Piece) -> bool:
        if not self.seen_in_list:
            return False
        return piece in self.seen_in_list or item_span(self.text, piece.start, piece.end) in self.seen_in_list

    def _item_or_repeated(self, piece: Piece) -> None:
        """Add an item, unless it stands in its list already: pages repeat list items as paragraphs behind the list."""
        span = item_span(self.text, piece.start, piece.end)
        is_tagged = piece.element.kind is _ITEM and piece.element.group is not None
        if is_tagged or span not in self.seen_in_list:
            self._item(piece, span)
            return
        self._block(BlockRole.LIST_ITEM, piece)
        self._repeated(piece)

    def _repeated(self, piece: Piece) -> None:
        if not any(issue.code == "duplicate_content" for issue in self.draft.issues):
            message = "list items stand again behind their list; they were counted once"
            self.draft.issues.append(Issue("duplicate_content", message, severity=Severity.INFO, span=piece.span))

    def _effect(self, block: int, span: Span, extraction: Extraction) -> None:
        kind = self.kind
        assert self.section is not None
        assert kind is not None
        self.draft.effects.append(
            Effect(
                self.section,
                block,
                _CONSUMER,
                kind,
                extraction,
                span,
                urgency=self.urgency,
                frequency=self.label.frequency,
                context=self.label.context,
                terms=effect_terms(span.of(self.text)),
                terms_from=span.start,
            )
        )

    def place_tail(self, pieces: Sequence[Piece]) -> None:
        """Give the lists at the end of a flattened page back to the sections whose lead-ins they lost."""
        self.close_list()
        if pieces and place_tail(self.draft, pieces, self.openings, self.stated):
            self._repeated(pieces[0])


def _heads_list(piece: Piece, following: Piece | None) -> bool:
    """Tell an item that has a list of its own below it."""
    return following is not None and following.element.kind is _ITEM and following.element.level > piece.element.level


def _sentence_elements(text: str, start: int, end: int) -> list[Span]:
    """Return the elements of an enumeration inside a sentence; semicolons part them where there are any."""
    if ";" not in text[start:end]:
        return inline_elements(text, start, end)
    spans = []
    at = start
    for part in text[start:end].split(";"):
        if part.strip(" .\n"):
            spans.append(item_span(text, at, at + len(part)))
        at += len(part) + 1
    return spans
