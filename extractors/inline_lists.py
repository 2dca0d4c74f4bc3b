"""Effects in one line: "Headache, abdominal pain (cramps), dizziness"."""

from __future__ import annotations

import re

from extractors.model import Span

_CUT = re.compile(r"[,;•●▪]|\.(?=\s|$)|\s[-–]\s|\n\s*[-–]\s")
_JOINING = re.compile(r"^\s*(?:and|or)\s+", re.I)
# Words of a sentence: no bare list of effects has them.
_SENTENCE = re.compile(
    r"\b(?:you|your|should|must|will|was|were|please|if|because|when|while|this|these|tell|talk|contact|doctor|is|are|has|"
    r"have|been|do|not)\b",
    re.I,
)
_LONGEST = 14


def elements_of(text: str, span: Span) -> list[Span]:
    """Return the elements of a line that lists effects, [] where it is a sentence.

    >>> line = "Headache, pain (back, neck), feeling sick."
    >>> [s.of(line) for s in elements_of(line, Span(0, len(line)))]
    ['Headache', 'pain (back, neck)', 'feeling sick']
    >>> line = "Tell your doctor if you feel dizzy, weak or tired."
    >>> elements_of(line, Span(0, len(line)))
    []
    """
    outside = _without_parentheses(text[span.start : span.end])
    if _SENTENCE.search(outside):
        return []
    found = []
    at = 0
    for cut in [*(m.span() for m in _CUT.finditer(outside)), (len(outside), len(outside))]:
        if element := _element(text, outside, span.start, at, cut[0]):
            found.append(element)
        at = cut[1]
    if any(len(s.of(text).split()) > _LONGEST for s in found):
        return []
    return found


def _element(text: str, outside: str, offset: int, start: int, end: int) -> Span | None:
    joining = _JOINING.match(outside, start, end) if outside[start:end].strip() else None
    first = joining.end() if joining else start
    words = text[offset + first : offset + end]
    solid = words.strip()
    if not any(c.isalpha() for c in solid):
        return None
    first += words.index(solid[0])
    return Span(offset + first, offset + first + len(solid))


def _without_parentheses(words: str) -> str:
    """Blank what stands in parentheses, so that nothing in it parts or betrays a list."""
    depth = 0
    shown = []
    for c in words:
        depth += c in "(["
        shown.append("x" if depth and c not in "()[]" else c)
        depth -= c in ")]" and depth > 0
    return "".join(shown)
