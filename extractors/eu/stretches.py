"""Where a paragraph of section 4 is several: a label opens a band in it, or another paragraph was joined to it."""

from __future__ import annotations

import re
from itertools import pairwise

from extractors.eu.bands import Band, bands
from extractors.eu.cues import JOINED, SENTENCE_BREAK, is_boilerplate, opens
from extractors.eu.pieces import Piece

_JOINED = re.compile(JOINED)
_LEAD = "Some patients have "


def stretches_of(text: str, piece: Piece) -> list[tuple[int, int, Band | None]]:
    """Return start, end and label of each stretch: a paragraph is cut before labels, and after a template sentence."""
    words = piece.text_span.of(text)
    cuts = [0]
    if is_boilerplate(words) and words.lower().startswith("like "):
        sentence = SENTENCE_BREAK.search(words)
        if sentence:
            cuts.append(sentence.end())
    opening = {b.start: b for b in bands(words) if opens(words, b)}
    goes_on = words[:1].islower()  # with a list
    joined = [found.end() for found in _JOINED.finditer(words) if goes_on or words.startswith(_LEAD, found.end())]
    bounds = [*sorted({*cuts, *opening, *joined}), len(words)]
    found = []
    for start, end in pairwise(bounds):
        if words[start:end].strip():
            first = piece.start if start == 0 else piece.body + start
            found.append((first, piece.body + len(words[:end].rstrip()), opening.get(start)))
    return found
