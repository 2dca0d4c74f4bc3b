"""Items that commas join to one line, in lists of section 4: "headache, swelling of the face, lips or throat, rash".

A comma stands inside items as well.  Where items begin with capitals, these tell them; elsewhere a part goes on with
the one before it when it could not be an item: a clause or example ("which may be severe"), one more place ("lips or
throat"); and a bare describing word has what it describes after it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extractors.model import Span
from extractors.outside import outside_parentheses
from extractors.terms.wordclasses import WordClass, tokens_of

_CAPITAL = re.compile(r"[A-Z](?:[a-z]|\s)")
_INSIDE = re.compile(r"(?<=[a-z)])\s[A-Z][a-z]")
_FEWEST_CAPITALS = 2
_SERIES = re.compile(r"\s(?:and|or|and/or)\s|/", re.I)
_JOINED = re.compile(r"(?:and|or|and/or|but|as well as)\b", re.I)
_GOES_ON = re.compile(
    r"(?:which|that|these|this|they|it|who|where|when|while|whether|if|sometimes|often|usually|mainly|mostly|possibly|"
    r"particularly|especially|including|such as|like|e\.g\.|i\.e\.|with|without|for example|due to|because|caused by|"
    r"leading to|resulting in|some of|also|see|as (?:measured|shown|seen)|to|your|you|the)\b",
    re.I,
)
_EXAMPLES = re.compile(
    r"\b(?:such as|e\.g\.|for example|(?:symptoms|signs)(?: (?:can|may|could|might))? (?:of|are|include)|"
    r"with symptoms|combination of)\b",
    re.I,
)
_PLACE = re.compile(r"\b(?:of|in|on|from|around|under|to|inside)\s+(?:the\s+|your\s+)?(?:[\w-]+\s+)?[\w-]+$", re.I)
_DESCRIBES = frozenset([WordClass.MODIFIER, WordClass.QUALITY, WordClass.SIZE, WordClass.SHARED, WordClass.SEVERITY])
# What opens a sentence, and none of its commas parts items.
_STATES = re.compile(
    r"(?:if|you|the|these|this|they|in|some|please|tell|talk|contact|call|see|stop|when|while|do)\b", re.I
)
_CLAUSE = re.compile(
    r"\b(?:you|should|must|will|please|if|because|when|tell|talk|contact|doctor|patients|do not|can|may)\b", re.I
)
_STOP = re.compile(r"[.!?]\s+(?=[A-Z])")
_FEWEST = 3
_MOST_WORDS = 9
_MOST_PARTS = 24  # of one item
_LONGEST_PLACE = 4
_MOST_EXAMPLES = 6
_LONGEST_EXAMPLE = 3


def comma_items(text: str, span: Span) -> list[Span]:
    """Return the items of a line on which commas join them.

    >>> line = "headache, swelling of the face, lips or throat, low pressure, which may be fatal, raised, itchy rash"
    >>> for item in comma_items(line, Span(0, len(line))): print(item.of(line))
    headache
    swelling of the face, lips or throat
    low pressure, which may be fatal
    raised, itchy rash
    >>> line = "Anxiety, confusion, Diarrhoea, nausea, Hair loss"
    >>> [item.of(line) for item in comma_items(line, Span(0, len(line)))]
    ['Anxiety, confusion', 'Diarrhoea, nausea', 'Hair loss']
    """
    parts = _between_commas(text, span)
    begin = _capitals(text, parts) or _beginnings(text, parts)
    borders = [*begin, len(parts)]
    return [Span(parts[a].start, parts[b - 1].end) for a, b in pairwise(borders)]


def listed_by_commas(text: str, span: Span) -> list[Span]:
    """Return the items of a line below what opens a list; [] where it is no list but sentences.

    Some of the items may hold a clause ("a fall in sodium that may need treatment"); a line of fewer parts, of long
    ones, or with a clause in the first is a sentence.
    """
    words = span.of(text)
    if ";" in words:
        return []
    found = comma_items(text, span)
    if len(found) < _FEWEST or len(words.split()) > _MOST_WORDS * len(found) or len(_STOP.findall(words)) > 1:
        return []
    told = [bool(_CLAUSE.search(item.of(text))) for item in found]
    if _STATES.match(words) or told[0] or sum(told) * 2 > len(found):
        return []
    last = found[-1].of(text).rstrip(" .")
    return [*found[:-1], Span(found[-1].start, found[-1].start + len(last))]


def _between_commas(text: str, span: Span) -> list[Span]:
    """Return what stands between the commas that neither a parenthesis nor a number holds."""
    commas = outside_parentheses(text, span.start, span.end, ",")
    cuts = [at + 1 for at in commas if not text[at + 1 : at + 2].isdigit()]
    found = []
    for a, b in pairwise([span.start, *cuts, span.end]):
        solid = text[a:b].strip(" \n\t\r,")
        if solid:
            start = text.index(solid[0], a)
            found.append(Span(start, start + len(solid)))
    return found


def _capitals(text: str, parts: Sequence[Span]) -> list[int]:
    """Return which parts begin items where capitals tell; nothing where few parts but the first have one."""
    capitals = [index for index, part in enumerate(parts) if _CAPITAL.match(text, part.start)]
    inside = sum(len(_INSIDE.findall(text, part.start, part.end)) for part in parts)
    return capitals if capitals[:1] == [0] and len(capitals) > max(_FEWEST_CAPITALS, inside) else []


def _beginnings(text: str, parts: Sequence[Span]) -> list[int]:
    begin: list[int] = []
    index = 0
    while index < len(parts):
        begin.append(index)
        index = _end_of_item(text, parts, index)
    return begin


def _end_of_item(text: str, parts: Sequence[Span], first: int) -> int:
    """Return the part that begins the next item."""
    at, most = first + 1, min(len(parts), first + _MOST_PARTS)
    while at < most and _only_describes(text, parts[at - 1]):
        at += 1
    while at < most:
        words = parts[at].of(text)
        if _GOES_ON.match(words):
            at += 1
        elif closed := _series(text, parts, at):
            at = closed
        else:
            break
    return at


def _series(text: str, parts: Sequence[Span], at: int) -> int:
    """Return where a series ends that the part before ``at`` opens: places, or examples; 0 where it opens none."""
    before = parts[at - 1].of(text)
    examples = _EXAMPLES.search(before)
    if not examples and not _PLACE.search(before):
        return 0
    for last in range(at, min(at + _MOST_EXAMPLES, len(parts))):
        words = parts[last].of(text)
        is_last = _JOINED.match(words) or _SERIES.search(words)
        if not examples and not _is_place(text, parts[last]):
            return 0
        if is_last:
            return last + 1
        if len(words.split()) > _LONGEST_EXAMPLE:
            return 0
    return 0


def _is_place(text: str, part: Span) -> bool:
    words = [
        t
        for t in tokens_of(part.of(text), 0, part.end - part.start)
        if t.text not in ("and", "or", "the", "your", "other")
    ]
    return 0 < len(words) <= _LONGEST_PLACE and words[0].word_class in (WordClass.SITE, WordClass.NOUN)


def _only_describes(text: str, part: Span) -> bool:
    words = tokens_of(part.of(text), 0, part.end - part.start)
    return len(words) == 1 and words[0].word_class in _DESCRIBES
