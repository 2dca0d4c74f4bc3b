"""Labels, headings and items that lost their line and hang on the end of the item or paragraph before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.eu.bands import bands
from extractors.eu.cues import SENTENCE_BREAK
from extractors.eu.pieces import Piece
from extractors.eu.urgency import advice
from extractors.model import ElementKind, replace

# A dash parts items only after a full stop: elsewhere it opens an explanation ("rash - this may be a sign of …").
_BULLET = re.compile(r"(?<=\S)\s+([•●▪■◦])\s*(?=\S)|(?<=[.;])\s+([-–])\s+(?=\S)|(?<=[\w.;])\s+(\*)\s+(?=[a-z])")
_OTHER_EFFECTS = re.compile(
    r"(?<=\S)\s+(?=(?:Other|Additional|Further) (?:(?:possible|serious|reported) )?side effects\b[^.:]{0,80}:\s*$)"
)
_OTHER_AND_ADVICE = re.compile(r"(?<=[.)])\s+(?=Other (?:possible )?side effects\s*:)")
_LEAD_WITHOUT_STOP = re.compile(
    r"(?<=[a-z)])\s+(?=(?:Tell|Contact|Call|Seek)\b[^.]*\bfollowing\W*$|"
    r"(?:Some|These|The following) side effects\b[^:]*:$|"
    r"The following (?:(?:undesirable )?effects|(?:adverse )?(?:events|reactions))\b[^:]*:$|"
    r"Side effects\b[^:]*:$|The symptoms described above\b[^:]*:$)"
)
# A heading of the template, and the name of an effect with its rate, which leaflets set in bold above what they tell.
_HEADING_IN_LINE = re.compile(
    r"(?<=[.)])\s+(?=Additional side effects in (?:children|adolescents)\b)"
    r"|(?<=Additional side effects in children and adolescents)\s+(?=[A-Z])"
    r"|(?<=Additional side effects in children)\s+(?=[A-Z])"
    r"|(?<=[a-z)])\s+(?=These (?:side effects|events|reactions) (?:are|were|have|may|can) )"
    r"|(?<=[a-z)])\s+"
    r"(?=[A-Z][a-z]+(?: [a-z]+){0,4}, seen (?:(?:very )?(?:rarely|commonly|uncommonly)|with) [^.(]{0,30}\()"
)
_AHEAD = re.compile(r"\b(?:following|side effects?|below.mentioned)\b")
_NOTHING_MORE = re.compile(r"[ :.]*(?:(?:are|include|is)[ :.]*)?$")
_LONGEST = 8000  # characters: no paragraph of a leaflet is longer
_MOST_CUTS = 20
_LEAD_ENDS = (":", "following", "effects.")
_REPORTING = re.compile(r"(?<=\S)\s+(?=Reporting of (?:suspected )?(?:side effects|adverse reactions)\b)")


def unglued(text: str, piece: Piece) -> list[Piece]:
    """Return a piece cut where a label or the template's reporting paragraph hangs on its end.

    "rash Uncommon (may affect up to 1 in 100 people)" is the item "rash" and the label of the next list; a label after
    a full stop or colon, or in small letters, speaks of the item itself.
    """
    if piece.kind not in (ElementKind.LIST_ITEM, ElementKind.PARAGRAPH, ElementKind.HEADING):
        return [piece]
    if piece.kind is ElementKind.HEADING and not text[piece.body : piece.body + 1].islower():
        return [piece]
    return [line for part in _at_bullets(text, piece) for line in _cut_up(text, part)]


def _at_bullets(text: str, piece: Piece) -> Iterator[Piece]:
    """Yield a list item cut before each bullet that lost its line."""
    found = piece
    if piece.kind is ElementKind.LIST_ITEM:
        for bullet in _BULLET.finditer(text, piece.body, piece.end):
            yield replace(found, end=bullet.start())
            found = replace(piece, start=bullet.start(bullet.lastindex or 0), body=bullet.end(), carries_on=False)
    yield found


def _cut_up(text: str, piece: Piece) -> list[Piece]:
    """Return a piece cut where something hangs on its end, what is cut off and what is left likewise."""
    found: list[Piece] = []
    rest = [piece]
    n_cuts = 0
    while rest:
        piece = rest.pop()
        words = text[piece.body : piece.end]
        may_be_cut = n_cuts < _MOST_CUTS and len(words) <= _LONGEST
        is_item = piece.kind is ElementKind.LIST_ITEM or words[:1].islower()
        cut = _cut(words, is_item=is_item) if may_be_cut else None
        if cut is None:
            found.append(piece)
            continue
        n_cuts += 1
        at = piece.end - len(words[cut:].lstrip())
        rest.append(replace(piece, kind=ElementKind.PARAGRAPH, start=at, body=at, carries_on=False))
        rest.append(replace(piece, end=piece.body + len(words[:cut].rstrip())))
    return found


def _cut(words: str, *, is_item: bool) -> int | None:
    if found := _REPORTING.search(words):
        return found.start()
    if found := _HEADING_IN_LINE.search(words):
        return found.start()
    if is_item and (other := _OTHER_AND_ADVICE.search(words)):
        return other.start()
    if words.endswith(_LEAD_ENDS) and (lead := _lead_in(words, is_item=is_item)):
        return lead
    labels = bands(words)
    if not labels:
        return None
    last = labels[-1]
    before = words[: last.start].rstrip()
    ends = before and (before[-1].isalnum() or before[-1] == ")" or _lead_in(before, is_item=is_item))
    hangs = ends and words[last.start].isupper()
    return last.start if hangs and _NOTHING_MORE.match(words, last.end) else None


def _lead_in(words: str, *, is_item: bool) -> int | None:
    """Return where the lead-in of the next list begins: "Other side effects:", or advice after an item's full stop."""
    if found := _OTHER_EFFECTS.search(words):
        return found.start()
    if found := _LEAD_WITHOUT_STOP.search(words):
        return found.start()
    if not is_item:
        return None
    stops = list(SENTENCE_BREAK.finditer(words))
    if not stops:
        return None
    last = words[stops[-1].end() :]
    leads = _AHEAD.search(last) and (last.endswith(":") or advice(last))
    return stops[-1].end() if leads else None
