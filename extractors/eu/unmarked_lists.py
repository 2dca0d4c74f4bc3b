"""Lists of section 4 that lost their marks: items on one line, items that are plain lines or paragraphs.

Converters join the items of a list with bullets or semicolons, or give each a line and no bullet.  What opens a list, a
label of frequency or a lead-in with a colon, is the template's and says where one begins.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import pairwise

from extractors.eu.bands import bands, words_beside
from extractors.eu.blank_lists import items_between_blanks, parted_by_blanks
from extractors.eu.cues import LEADS, SENTENCE_BREAK, is_boilerplate, opens, population_line
from extractors.eu.glued_lines import unglued
from extractors.eu.inline_lists import runs_on
from extractors.eu.joining_signs import joints_in
from extractors.eu.organ_classes import organ_class
from extractors.eu.pieces import Piece
from extractors.eu.run_on_lists import hold_lists_behind, solid, with_own_lines
from extractors.eu.urgency import opens_other_effects, opens_with_action
from extractors.model import ElementKind, Span, replace
from extractors.outside import outside_parentheses

_FEWEST_SEMICOLONS = 2
_MOST_COMMAS = 4
_LONGEST_LABEL = 200
_LONGEST_LEAD = 300
_LONGEST_ITEM, _LONGEST_LIST = 600, 3000
_MOST = 0.7  # of the lists of a section
# What opens a sentence about effects, and none of their names.
_STATES = re.compile(
    r"(?:If|You|The|These|This|Those|They|All|Any|In|Some|Most|Please|Tell|Talk|Contact|Call|See|Seek|Stop|Inform|Ask|Do|"
    r"When|While|Although|However|Because|As|It|There|Not|Additional|Other|For|During|After|Before|Medicines?|Like|"
    r"Children|Patients|People|Women|Men|Reporting|By|Possible|Side|Serious side)\b"
)
_ENDS = (".", ".)", "!", "?")
# Where the line of an item ended and the next one was joined to it: no full stop parts what opens a sentence.
_LOST_LINE = re.compile(
    r"(?<=[a-z)])\s+(?=(?:All of (?:the|these)|If you|Tell your|Talk to your|Contact your|The following|Reporting of|"
    r"Other (?:possible )?side effects)\b)"
)


class _Joint(Enum):
    """How most lists of a section are written."""

    LINES = "lines"
    SEMICOLONS = "semicolons"
    BLANKS = "blanks"
    OTHER = "other"


def with_items(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces of section 4, cut where a line was lost; items of lists without marks are list items."""
    opening = [_opens_list(text, piece) for piece in pieces]
    joints = joints_in(text, pieces, opening)
    single = _single_items(text, pieces, opening, joints)
    behind = hold_lists_behind(text, pieces)
    apart = [
        part
        for piece, signs in zip(single, joints, strict=True)
        for part in with_own_lines(text, piece, signs, are_behind=behind)
    ]
    signs = sorted(sign for found in joints for sign in found or ())
    cut = [line for piece in apart for part in _parted(text, piece, signs) for line in unglued(text, part)]
    led = [part for piece in cut for part in _lead_and_list(text, piece)]
    return [line for piece in _listed(text, led) for line in unglued(text, piece)]


def _is_plain(piece: Piece) -> bool:
    return piece.kind is ElementKind.PARAGRAPH


# --- bullets inside a paragraph


def _single_items(
    text: str, pieces: Sequence[Piece], opening: Sequence[bool], joints: Sequence[Sequence[tuple[int, int]] | None]
) -> Iterator[Piece]:
    """Yield the pieces; where a sign joins the items of other lists, a line without it below a label is an item."""
    before = False
    for piece, opens_list, signs in zip(pieces, opening, joints, strict=True):
        is_item = before and signs is not None and not signs and not opens_list and not _ends_list(text, piece)
        yield replace(piece, kind=ElementKind.LIST_ITEM) if is_item else piece
        before = opens_list


def _parted(text: str, piece: Piece, signs: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    """Yield a paragraph cut before each sign inside it: what follows one is an item, up to the next label."""
    first, last = (bisect(signs, (at, at)) for at in piece.text_span)
    bullets = signs[first:last] if _is_plain(piece) else []
    at, kind, body = piece.start, piece.kind, piece.body
    for start, end in bullets:
        yield from _item_and_rest(text, replace(piece, kind=kind, start=at, end=start, body=body))
        at = start + len(text[start:end]) - len(text[start:end].lstrip())
        kind, body = ElementKind.LIST_ITEM, end
    yield from _item_and_rest(text, replace(piece, kind=kind, start=at, body=body), is_cut=bool(bullets))


def _item_and_rest(text: str, piece: Piece, *, is_cut: bool = True) -> Iterator[Piece]:
    """Yield an item, and apart from it the sentence that stood on the next line, or the label in a paragraph cut up."""
    words = piece.text_span.of(text)
    cuts = [found.end() for found in _LOST_LINE.finditer(words)][:1]
    if is_cut and (label := _label_behind(words[: cuts[0]] if cuts else words)):
        cuts.insert(0, label)
    if piece.kind is not ElementKind.LIST_ITEM or not cuts:
        yield piece
        return
    bounds = [piece.body + cut for cut in cuts]
    yield replace(piece, end=piece.body + len(words[: cuts[0]].rstrip()))
    for start, end in pairwise([*bounds, piece.end]):
        stop = start + len(text[start:end].rstrip())
        yield replace(piece, kind=ElementKind.PARAGRAPH, start=start, body=start, end=stop)


def _label_behind(words: str) -> int:
    """Return where the label begins that ends an item's words and opens the next list; 0 where none does."""
    for band in reversed(bands(words)):
        if band.is_rated and words[band.start].isupper():
            label = words[band.start :]
            return band.start if not words_beside(label, bands(label)[0]) else 0
    return 0


def _lead_and_list(text: str, piece: Piece) -> Iterator[Piece]:
    """Yield a lead-in apart from the list behind its colon: "if you notice any of the following: fits; wheezing; …"."""
    colon = text.find(":", piece.body, piece.end) if _is_plain(piece) else -1
    if colon < 0 or text.count(";", colon, piece.end) < _FEWEST_SEMICOLONS:
        yield piece
        return
    lead = text[piece.body : colon + 1]
    if len(lead) > _LONGEST_LEAD or lead.count("(") != lead.count(")") or not LEADS.search(lead) or bands(lead):
        yield piece
        return
    yield from solid(text, piece, piece.start, colon + 1)
    yield from solid(text, piece, colon + 1, piece.end)


# --- paragraphs below what opens a list


def _listed(text: str, pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield the pieces; what stands below an opener as paragraphs, items that they are."""
    runs = _runs(text, pieces)
    joint = _joint(text, [pieces[first:last] for first, last in runs.items()])
    last = 0
    for index, piece in enumerate(pieces):
        if index in runs:
            last = runs[index]
            yield from _items(text, pieces[index:last], pieces[last] if last < len(pieces) else None, joint)
        elif index >= last:
            yield piece


def _runs(text: str, pieces: Sequence[Piece]) -> dict[int, int]:
    """Return where paragraphs begin and end that may be the items of a list opened above them."""
    runs: dict[int, int] = {}
    has_gaps = any(piece.element.gap for piece in pieces)
    last = 0
    for index, piece in enumerate(pieces):
        if index >= last and (_opens_list(text, piece) or _opens_conditions(text, pieces, index)):
            last = _end_of_run(text, pieces, index + 1, has_gaps=has_gaps)
            if last > index + 1:
                runs[index + 1] = last
    return runs


def _joint(text: str, runs: Sequence[Sequence[Piece]]) -> _Joint:
    single = [run[0] for run in runs if len(run) == 1]
    marked = sum(len(_parts(text, piece)) > 1 for piece in single)
    if marked > 1 and marked * 2 >= len(single):
        return _Joint.SEMICOLONS
    lists = [piece.text_span for piece in single]
    if len(single) > 1 and len(single) >= _MOST * len(runs) and parted_by_blanks(text, lists):
        return _Joint.BLANKS
    return _Joint.LINES if len(runs) >= 2 * len(single) else _Joint.OTHER


def _items(text: str, run: Sequence[Piece], following: Piece | None, joint: _Joint) -> Iterator[Piece]:
    """Yield the items of one list; a paragraph that may be a list of its own is left as it is."""
    first = run[0]
    parts = _parts(text, first) if len(run) == 1 else []
    if len(parts) > _FEWEST_SEMICOLONS or (parts and joint is _Joint.SEMICOLONS):
        yield from (replace(first, kind=ElementKind.LIST_ITEM, start=a, body=a, end=b) for a, b in parts)
        return
    if joint is _Joint.BLANKS and len(run) == 1:
        items = items_between_blanks(text, first.text_span)
        for start, end in _covering(first, items):
            yield replace(first, kind=ElementKind.LIST_ITEM, start=start, body=start, end=end)
        return
    are_items = len(run) > 1 or joint is _Joint.LINES or (following is not None and _is_first(first, following))
    if not are_items or (len(run) > 1 and _tell(text, run)) or _hold_lists(text, run):
        yield from run
    else:
        yield from (replace(piece, kind=ElementKind.LIST_ITEM) for piece in run)


def _covering(piece: Piece, items: Sequence[Span]) -> list[tuple[int, int]]:
    """Return the stretches that items have of a paragraph, so that they hold all of it."""
    starts = [piece.start, *(item.start for item in items[1:])]
    return list(zip(starts, [*starts[1:], piece.end], strict=True))


def _tell(text: str, run: Sequence[Piece]) -> bool:
    """Tell paragraphs most of which are of several sentences: each speaks of one effect, somewhere in its words."""
    told = [piece.text_span.of(text) for piece in run]
    return sum(words[0].isupper() and len(SENTENCE_BREAK.split(words)) > 1 for words in told) * 2 > len(run)


def _hold_lists(text: str, run: Sequence[Piece]) -> bool:
    """Tell paragraphs that are lists themselves, or stretches of one, by their commas or by capitals inside them."""
    if len(run) == 1:
        return runs_on(text, run[0].text_span)
    return text.count(",", run[0].start, run[-1].end) > _MOST_COMMAS * len(run)


def _opens_conditions(text: str, pieces: Sequence[Piece], index: int) -> bool:
    """Tell a line without a stop above "if you get …": "Contact your doctor at once" and its conditions."""
    below = pieces[index + 1] if index + 1 < len(pieces) else None
    is_open = _is_plain(pieces[index]) and text[pieces[index].end - 1].isalpha()
    return is_open and below is not None and text.startswith("if you", below.body)


def _is_first(piece: Piece, following: Piece) -> bool:
    """Tell the first item of a line whose other items have bullets before them."""
    return piece.element is following.element and following.kind is ElementKind.LIST_ITEM


def _opens_list(text: str, piece: Piece) -> bool:
    """Tell a label with nothing behind it, and a lead-in that ends in a colon."""
    words = piece.text_span.of(text)
    if piece.kind not in (ElementKind.PARAGRAPH, ElementKind.HEADING):
        return False
    if words.rstrip().endswith(":") or LEADS.search(words[-40:]):
        return True
    found = bands(words) if len(words) <= _LONGEST_LABEL and not is_boilerplate(words) else ()
    return bool(found) and not words_beside(words, found[-1])


def _end_of_run(text: str, pieces: Sequence[Piece], first: int, *, has_gaps: bool) -> int:
    """Return where the paragraphs end that may be the items of the list opened before ``first``.

    Where blank lines part paragraphs, lines that stand close below one another are the list, whatever their words.
    """
    at = first
    second = pieces[first + 1] if first + 1 < len(pieces) else None
    is_tight = has_gaps and second is not None and _is_plain(second) and not second.element.gap
    while at < len(pieces) and _may_be_item(text, pieces[at]) and not _ends_list(text, pieces[at]):
        if at > first and is_tight and pieces[at].element.gap:
            break
        words = pieces[at].text_span.of(text).rstrip()
        if not is_tight and _STATES.match(words) and words.endswith(_ENDS) and words.count(";") < _FEWEST_SEMICOLONS:
            break
        at += 1
    return at


def _may_be_item(text: str, piece: Piece) -> bool:
    """Tell a paragraph, and a line in a heading's tag that begins in small letters, as no heading does."""
    return _is_plain(piece) or (piece.kind is ElementKind.HEADING and text[piece.body].islower())


def _ends_list(text: str, piece: Piece) -> bool:
    words = piece.text_span.of(text)
    if is_boilerplate(words) or _opens_list(text, piece) or population_line(words) or organ_class(words):
        return True
    if any(opens(words, band) and (not band.start or words[band.start].isupper()) for band in bands(words)):
        return True
    if words.count(";") >= _FEWEST_SEMICOLONS:
        return False
    if words[0].islower():
        return len(words) > (_LONGEST_ITEM if SENTENCE_BREAK.search(words) else _LONGEST_LIST)
    return len(words) > _LONGEST_ITEM or (opens_other_effects(words) and not opens_with_action(words))


def _parts(text: str, piece: Piece) -> list[tuple[int, int]]:
    """Return what stands between the semicolons of a paragraph, those apart that a parenthesis holds."""
    start, end = piece.start, piece.end
    is_balanced = text.count("(", start, end) == text.count(")", start, end)
    every = (at for at in range(start, end) if text[at] == ";")
    cuts = [at + 1 for at in (outside_parentheses(text, start, end, ";") if is_balanced else every)]
    parts = [(at, cut, text[at:cut].strip()) for at, cut in pairwise([start, *cuts, end])]
    return [(text.index(words[0], at), cut) for at, cut, words in parts if words]
