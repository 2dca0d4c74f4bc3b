"""Section 4 on one line: what opens a list, the list and what is said behind it are given a line each.

The template's wordings tell them apart: a label of frequency, a lead-in that ends in a colon, the sentences between
lists.  What a label or lead-in opens ends at the next one, or where a sentence begins that no item opens with.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import itemgetter

from extractors.eu.bands import Band, bands
from extractors.eu.blank_lists import items_between_blanks, parted_by_blanks
from extractors.eu.comma_lists import listed_by_commas
from extractors.eu.cues import after_label, opens
from extractors.eu.pieces import Piece
from extractors.eu.urgency import Direction, advice
from extractors.model import ElementKind, Span, replace

_ADVISES = (
    r"(?:Tell|Talk to|Contact|Call|Consult|Inform|Ask|See|Seek|Get (?:urgent|medical|emergency|immediate)|"
    r"Stop (?:taking|using|treatment)|Go to|Please|If you|If any|Also (?:tell|contact|call|stop))"
)
_SPEAKS = (
    r"(?:(?:Other|Additional|Further|Serious|Some|These|The|Possible|Most|Less serious) (?:[a-z]+ ){0,3}"
    r"(?:side.effects?|effects|reactions|symptoms|events)|Side effects|The following|"
    r"These (?:may|can|could|include)|All of (?:the|these)|Any of these|Reporting of|By reporting|"
    r"You (?:may|can|should))"
)
# A lead-in begins with one of these, after a full stop or, where a line was lost, after nothing.
_BEGINS = rf"(?:{_ADVISES}|{_SPEAKS})\b"
_LEAD = re.compile(rf"(?<![\w(]){_BEGINS}(?:(?!\s{_BEGINS})[^.:!?])" r"{0,300}:(?=\s)")
_LOST_LINE = re.compile(rf"(?<=[a-z)])\s+(?={_BEGINS})")
_SENTENCE = re.compile(
    rf"(?:(?<=[a-z)\]])|(?<=[.!?])|(?<=\.\)))\s+(?={_BEGINS})|"
    r"(?<=[.!?])\s+(?=(?:This|They|It|In|Although|However|There|When|While|Because|Not|Do|A|An|For|Your|The)\b|"
    r"[A-Z][\w-]+ (?:[\w-]+ ){0,2}(?:may|can|could|might|is|are|was|were|has|have|should|will|must)\b)"
)
_BACK = re.compile(r"(?:(?:These|This|They|It|You) (?:may|might|can|could|is|are)|Your|Symptoms|Signs)\b")
_EXPLAINS = re.compile(r"(?:These|This|They|It|You) (?:may|might|can|could)\b")
_TURN = re.compile(r"(?<=[.!?)])\s+(?=(?:The )?(?:Other|Additional|Further|Less serious) (?:possible )?side effects\b)")
_FREQUENCY = re.compile(r"\b(?:[A-Z][a-z]+ (?:[a-z]+ ){0,3}f|F)requency (?:is )?$")
_REACH = 60
_STOP = re.compile(r"(?<!\be\.g)(?<!\bi\.e)[.!?]\s+")
_ACTS = re.compile(rf"\b{_ADVISES}\b", re.I)
_IF = re.compile(r"if you\b", re.I)
# What the template gives paragraphs of their own, so that lines were lost where one also holds lists.
_TEMPLATE = re.compile(r"Like (?:all|other) (?:medicines|vaccines)\b|Reporting of (?:suspected )?side effects\b")
_FEWEST_OPENERS = 2
_LONG = 200  # characters: a paragraph with several lists has more
_LONGEST = 40_000
_MOST_WORDS = 14  # of an item that a full stop ends
_FEWEST_SEMICOLONS = 2


def with_own_lines(
    text: str, piece: Piece, joints: Sequence[tuple[int, int]] | None, *, are_behind: bool
) -> Iterator[Piece]:
    """Yield a paragraph that holds lists with a piece for each lead-in, list and sentence; others as they are.

    ``joints`` are the signs between its items, None where no sign joins those of the section: then it is cut where it
    holds several lists, or a lead-in and its list in a section whose lists stand behind what opens them.
    """
    words = piece.text_span.of(text) if piece.kind is ElementKind.PARAGRAPH else ""
    is_joined = joints is not None
    openers = _openers(words) if is_joined or are_behind or _LONG < len(words) <= _LONGEST else []
    signs = [start - piece.body for start, _ in joints or ()]
    openers = _before_signs(openers, words, signs)
    is_lead = are_behind and len(openers) == 1 and _asks_to_act(openers[0].of(words))
    if len(openers) < (1 if is_joined or is_lead else _FEWEST_OPENERS) or _is_one_list(openers, words, signs):
        yield piece
        return
    spans = [Span(piece.body + o.start, piece.body + o.end) for o in openers]
    fewest = 0 if _TEMPLATE.search(words) else 1 if is_lead else _FEWEST_OPENERS
    yield from _lines(text, piece, spans, joints, fewest)


def _is_one_list(openers: Sequence[Span], words: str, signs: Sequence[int]) -> bool:
    """Tell a paragraph that is one list with a sign before every item: the sentences in it speak of items."""
    is_one = len(openers) == 1 and not any(at < openers[0].start for at in signs) and not _TEMPLATE.search(words)
    return is_one and _end(words, openers[0]) in signs


def _before_signs(openers: Sequence[Span], words: str, signs: Sequence[int]) -> list[Span]:
    """Return the openers, without lead-ins inside items: a sign is in one, or none follows as one does elsewhere."""
    openers = [o for o in openers if _is_label(words, o) or not _has_sign(words, o, signs)]
    if not any(_end(words, opener) in signs for opener in openers[:_FEWEST_OPENERS]):
        return openers
    ends = {_solid_end(words, len(words)), *signs, *(_solid_end(words, opener.start) for opener in openers)}
    return [o for o in openers if _end(words, o) in ends or _is_label(words, o)]


def _has_sign(words: str, opener: Span, signs: Sequence[int]) -> bool:
    return bisect(signs, opener.start) < bisect(signs, _end(words, opener) - 1)


def _is_label(words: str, opener: Span) -> bool:
    return any(band.start == 0 for band in bands(opener.of(words)))


def _end(words: str, opener: Span) -> int:
    return _solid_end(words, opener.end)


def _solid_end(words: str, at: int) -> int:
    while at and words[at - 1].isspace():
        at -= 1
    return at


def lists_behind(text: str, piece: Piece) -> list[Span]:
    """Return what stands behind each label and each lead-in of a paragraph."""
    words = piece.text_span.of(text) if piece.kind is ElementKind.PARAGRAPH else ""
    openers = _openers(words) if len(words) <= _LONGEST else []
    ends = [*(opener.start for opener in openers[1:]), len(words)]
    bounds = [(opener.end, end) for opener, end in zip(openers, ends, strict=False)]
    return [Span(piece.body + start, piece.body + end) for start, end in bounds if words[start:end].strip()]


def hold_lists_behind(text: str, pieces: Sequence[Piece]) -> bool:
    """Tell a section in which the lists stand behind their labels, in one paragraph with these."""
    if any(piece.kind is ElementKind.LIST_ITEM for piece in pieces):
        return False
    paragraphs = (piece.text_span.of(text) for piece in pieces if piece.kind is ElementKind.PARAGRAPH)
    return sum(map(_holds_list_behind, paragraphs)) >= _FEWEST_OPENERS


def _holds_list_behind(words: str) -> bool:
    return any(after_label(words, band.end, len(words)) < len(words) for band in bands(words) if band.start == 0)


def _openers(words: str) -> list[Span]:
    """Return the labels and lead-ins, in order; a lead-in that holds a label is one with it."""
    labels = [(_start_of_label(words, b), b) for b in bands(words)]
    found = [Span(at, after_label(words, b.end, len(words))) for at, b in labels if _opens_list(words, at, b)]
    for lead in _LEAD.finditer(words):
        if all(lead.end() <= label.start or lead.start() >= label.end for label in found):
            found.append(Span(*lead.span()))
    return sorted(found, key=lambda span: span.start)


def _start_of_label(words: str, band: Band) -> int:
    """Return where a label begins: "Frequency not known" and the like before its band."""
    before = max(0, band.start - _REACH)
    found = _FREQUENCY.search(words[before : band.start])
    return before + found.start() if found else band.start


def _opens_list(words: str, at: int, band: Band) -> bool:
    """Tell a label from a rate that is said of one item ("sepsis: uncommon (may affect …)")."""
    return words[at].isupper() and (at < band.start or opens(words, band))


def _lines(
    text: str, piece: Piece, openers: Sequence[Span], joints: Sequence[tuple[int, int]] | None, fewest: int
) -> Iterator[Piece]:
    ends = [*(opener.start for opener in openers[1:]), piece.end]
    behind = [Span(opener.end, end) for opener, end in zip(openers, ends, strict=True)]
    lists = [_list_in(text, told, joints) for told in behind]
    are_blank = joints is None and parted_by_blanks(text, [told for told in lists if not _has_semicolons(text, told)])
    items = [
        _joined(told, joints) if joints is not None else _items(text, opener, told, are_blank=are_blank)
        for opener, told in zip(openers, lists, strict=True)
    ]
    if joints is None and sum(map(bool, items)) < fewest:
        yield piece
        return
    starts = [piece.body, *(told.end for told in lists[:-1])]
    leads = [_lead_at(text, start, opener) for start, opener in zip(starts, openers, strict=True)]
    yield from _before(text, piece, leads[0])
    for lead, opener, told, found, end in zip(leads, openers, lists, items, [*leads[1:], piece.end], strict=True):
        yield from solid(text, piece, lead, opener.end if found else told.end)
        for start, stop in found:
            yield from solid(text, replace(piece, kind=ElementKind.LIST_ITEM), start, stop)
        yield from _said(text, piece, told.end, end)


def _lead_at(text: str, start: int, opener: Span) -> int:
    """Return where a lead-in begins: with the sentence before it where that says what to do about what follows."""
    stops = [stop.end() for stop in _STOP.finditer(text, start, opener.start)]
    if not stops or stops[-1] != opener.start:
        return opener.start
    last = stops[-2] if len(stops) > 1 else start
    said = advice(text[last : opener.start]) if text[last : opener.start].strip() else None
    return last if said and said.direction is Direction.AHEAD else opener.start


def _said(text: str, piece: Piece, start: int, end: int) -> Iterator[Piece]:
    """Yield what is said between two lists, apart from where it turns to other effects."""
    cuts = [found.end() for found in _TURN.finditer(text, start, end)]
    for first, stop in pairwise([start, *cuts, end]):
        yield from solid(text, piece, first, stop)


def _before(text: str, piece: Piece, end: int) -> Iterator[Piece]:
    """Yield what stands before the first list: the end of another one may hang on its beginning."""
    lost = _LOST_LINE.search(text, piece.body, end)
    if lost:
        yield from solid(text, piece, piece.start, lost.start())
    yield from _said(text, piece, lost.start() if lost else piece.start, end)


def _joined(told: Span, joints: Sequence[tuple[int, int]]) -> list[Span]:
    inside = joints[bisect(joints, told.start, key=itemgetter(1)) : bisect(joints, told.end, key=itemgetter(0))]
    bounds = [(told.start, told.start), *inside, (told.end, told.end)]
    return [Span(start, end) for (_, start), (end, _) in pairwise(bounds)]


def _items(text: str, opener: Span, told: Span, *, are_blank: bool) -> list[Span]:
    """Return the items of a list; [] where they are to be told elsewhere, together with their opener."""
    if _IF.match(told.of(text).lstrip()) and _ACTS.search(opener.of(text)):
        return _conditions(text, told)
    if not told.of(text).strip() or _has_semicolons(text, told):
        return []
    if are_blank:
        return _between_blanks(text, told)
    return listed_by_commas(text, told) if _asks_to_act(opener.of(text)) else []


def _asks_to_act(lead: str) -> bool:
    return _ACTS.search(lead) is not None and not bands(lead)


def _list_in(text: str, told: Span, joints: Sequence[tuple[int, int]] | None) -> Span:
    """Return the list at the beginning of what stands behind an opener, up to the sentences that follow it."""
    first = told.start
    if joints and (before := bisect(joints, (told.end, 0))):
        first = max(first, joints[before - 1][1])
    elif _begins_sentence(text, told):
        return Span(told.start, told.start)
    are_conditions = _IF.match(told.of(text).lstrip()) is not None
    for found in _SENTENCE.finditer(text, first + 1, told.end):
        if are_conditions and (_IF.match(text, found.end()) or _EXPLAINS.match(text, found.end())):
            continue
        if not _speaks_of_item(text, found.end(), told.end, is_joined=joints is not None):
            return Span(told.start, found.start())
    return told


def _speaks_of_item(text: str, at: int, end: int, *, is_joined: bool) -> bool:
    """Tell a sentence that belongs to the item before it: a sign parts items, another one follows, or nothing does."""
    if not _BACK.match(text, at):
        return False
    return is_joined or _resumes(text, at, end) or (_EXPLAINS.match(text, at) is not None and _is_last(text, at, end))


def _is_last(text: str, at: int, end: int) -> bool:
    stop = _STOP.search(text, at, end)
    return stop is None or stop.end() >= end


def _begins_sentence(text: str, told: Span) -> bool:
    words = f". {text[told.start : min(told.end, told.start + _LONG)].lstrip()}"
    return _SENTENCE.match(words, 1) is not None and _IF.match(words, 2) is None


def _resumes(text: str, at: int, end: int) -> bool:
    """Tell a sentence within a list, that speaks of an item: the next item begins behind it, in small letters."""
    stop = _STOP.search(text, at, end)
    return stop is not None and text[stop.end() : stop.end() + 1].islower()


def _conditions(text: str, told: Span) -> list[Span]:
    """Return what stands between one "if you …" and the next that begins a sentence."""
    cuts = [stop.end() for stop in _STOP.finditer(text, *told) if _IF.match(text, stop.end())]
    return [Span(a, b) for a, b in pairwise([told.start, *cuts, told.end])]


def _between_blanks(text: str, told: Span) -> list[Span]:
    """Return the items of a list that nothing but blanks part; a sentence that speaks of an item belongs to it."""
    bounds = [told.start, *(stop.end() for stop in _STOP.finditer(text, *told)), told.end]
    end_with_stops = any(text[at : at + 1].islower() for at in bounds[1:-1])
    found: list[Span] = []
    for start, end in pairwise(bounds):
        words = text[start:end]
        if found and _BACK.match(words):
            found[-1] = Span(found[-1].start, start + len(words.rstrip()))
        elif end_with_stops and len(words.split()) <= _MOST_WORDS and end != told.end:
            found.append(Span(start, start + len(words.rstrip())))
        else:
            found.extend(items_between_blanks(text, Span(start, end)))
    return found


def _has_semicolons(text: str, told: Span) -> bool:
    return text.count(";", told.start, told.end) >= _FEWEST_SEMICOLONS


def solid(text: str, piece: Piece, start: int, end: int) -> Iterator[Piece]:
    """Yield a stretch of a paragraph without the blanks around it; nothing where it holds no letter or digit."""
    words = text[start:end]
    if any(c.isalnum() for c in words):
        first = start + len(words) - len(words.lstrip())
        yield replace(piece, start=first, body=max(first, min(piece.body, end)), end=start + len(words.rstrip()))
