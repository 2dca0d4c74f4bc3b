"""Running text taken apart before it is understood: parentheses put aside, citation marks blanked, sentences found.

Every step keeps the length of the text, so that positions stay those of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mypy_extensions import mypyc_attr

from extractors.model import Span
from extractors.prose.portions import LONGEST_SENTENCE, portions

FILLER: Final = "¤"  # stands for each character of a parenthesis that was put aside
EMBEDDED: Final = "¦"  # the same for an abbreviation inside a noun phrase: "gastrointestinal (GI) pain"
_CITATION: Final = re.compile(r"\[\s*Ref[^\]]*\]", re.IGNORECASE)
_BRACKET: Final = re.compile(r"[()\[\]]")
_OPENING: Final = re.compile(r"[(\[]")
_MANY: Final = 40
_RUN_OF_BRACKETS: Final = re.compile(r"[()\[\]\s]{40,}")  # in damaged text: that many blanks are slow to look through
_LONG_GAP: Final = " " * 200  # no sentence has one; where damage makes one, looking through it takes its square
_RUN_OF_BLANKS: Final = re.compile(rf"{_LONG_GAP}\s*")
_UNCLOSED_FIGURE: Final = re.compile(r"\([^(),;]{0,20}%")
_INSIDE: Final = re.compile(
    r"[\[(](?:[A-Z][A-Za-z0-9-]{0,6}|(?:un)?conjugated|(?:in)?direct)[\])] "
    r"(?!(?:in|with|and|or|was|were|has|have|had|is|are|occurr|may|can|as|at"
    r"|by|for|to|of|on|due|after|during|secondary)\b)[a-z]{3}"
)
_STOP: Final = re.compile(
    r"[.?!\nA-Z](?:(?<=[.?!])\s+(?=[A-Z0-9\"“(-]|¤)|(?<=\n)\s*\n"
    r"|(?:(?<=[a-z]{3}\.)|(?<=/[dm]L\.))(?=[A-Z][A-Za-z]{2})|(?<=[a-z]{5}[A-Z])(?=[a-z]{3}))"
)  # from the mark, the empty line, or the capital that begins a sentence without one
_NO_STOP: Final = re.compile(r"(?:\b(?:e\.g|i\.e|vs|approx|et al|cf|no|spp|Dr|St|(?<!/)[A-Z])\.)$")


@mypyc_attr(acyclic=True)
class Flat:
    """A text whose outermost parentheses are filled with FILLER, and where they stand (brackets included).

    ``small`` is the same in small letters: patterns are matched against it, which is faster than folding case.
    """

    def __init__(self, text: str, groups: tuple[Span, ...], small: str) -> None:
        self.text, self.groups, self.small = text, groups, small


_OWN, _SHORT = "this drug", "it"


def with_own_drug(flat: Flat, drug: str | None) -> Flat:
    """Return the text in which the leaflet's own drug, where it is given or taken, is "this drug", its length kept.

    What holds "in patients receiving X" on a leaflet about X, or about X with Y, names no group of patients, as with
    "this drug"; a name shorter than these words becomes "it".  A name within a noun phrase ("X hypersensitivity")
    stays.

    >>> with_own_drug(flatten("rash in patients receiving velmorine"), "velmorine").text
    'rash in patients receiving this drug'
    >>> with_own_drug(flatten("rash with axitol and velmorine, or with axitol"), "axitol / velmorine").text
    'rash with this drug           , or with it    '
    """
    if not drug or not names_own_drug(flat.text, drug):
        return flat
    parts = [part for part in _SLASH.split(drug.lower().strip(" /")) if len(part) > len(_SHORT)]
    text = _renamed(flat, parts)
    return Flat(text, flat.groups, small_letters(text))


def names_own_drug(text: str, drug: str) -> bool:
    """Say whether a text names the drug or one of its ingredients ("metformin / velmorine")."""
    small = text.casefold()
    return any(part.strip() in small for part in drug.casefold().split("/") if part.strip())


def _renamed(flat: Flat, parts: list[str]) -> str:
    """Return the text with a drug renamed where it is given, be it by the name of one of its parts.

    This asks what one pattern could: to make that for each drug takes longer than to read its leaflet's sentences.
    """
    text, small = flat.text, flat.small
    out: list[str] = []
    done = 0
    for at in _places(small, parts):
        is_given = at >= done and (_is_given(small, done, at) or bool(done and _OR.fullmatch(small, done, at)))
        end = _end_of_name(small, at, parts) if is_given else 0
        if end:
            out += [text[done:at], (_OWN if end - at >= len(_OWN) else _SHORT).ljust(end - at)]
            done = end
    return "".join([*out, text[done:]])


def _places(small: str, parts: list[str]) -> list[int]:
    """Return where the parts of a drug's name stand, in order."""
    found: set[int] = set()
    for part in parts:
        at = small.find(part)
        while at >= 0:
            found.add(at)
            at = small.find(part, at + 1)
    return sorted(found)


def _is_given(small: str, start: int, at: int) -> bool:
    """Say whether a word that gives or takes stands before a name, no earlier than at ``start``."""
    before = at
    while before > start and small[before - 1].isspace():
        before -= 1
    return before < at and _GIVING.search(small, max(start, before - _LONGEST_GIVING), before) is not None


def _end_of_name(small: str, at: int, parts: list[str]) -> int:
    """Return where the whole name ends that begins at ``at``, or else one of its parts; 0 where it is another's."""
    whole = _end_of_whole(small, at, parts)
    if whole and (behind := _SALT_BEHIND.match(small, whole)):
        return behind.end()
    for part in parts:
        if small.startswith(part, at) and (behind := _SALT_BEHIND.match(small, at + len(part))):
            return behind.end()
    return 0


def _end_of_whole(small: str, at: int, parts: list[str]) -> int:
    for number, part in enumerate(parts):
        joint = _JOINED.match(small, at) if number else None
        if number and joint is None:
            return 0
        at = joint.end() if joint else at
        if not small.startswith(part, at):
            return 0
        at += len(part)
    return at


_ABOUT_IT: Final = (
    r"(?:hypersensitivity|sensitivity|allergy|allergies|toxicity|intolerance|overdos\w*|resistance|levels?|poisoning"
    r"|withdrawal|dependence|concentrations?|sensitive|allergic)\b"
)
_UNFOLLOWED: Final = rf"(?![\w-]|\s*/|\s+{_ABOUT_IT})"
_SALT: Final = r"(?:\s+(?:df|alafenamide))?"
_SLASH: Final = re.compile(r"\s*/\s*")
_JOINED: Final = re.compile(_SALT + r"(?:\s*[/-]\s*|,?\s+(?:and|plus|or)\s+|,\s+)")
_SALT_BEHIND: Final = re.compile(_SALT + _UNFOLLOWED)
_GIVING: Final = re.compile(r"\b(?:with|receiving|taking|using|given|administered|following|after|during|by|on)\Z")
_OR: Final = re.compile(r"\s+(?:or|and)\s+")
_LONGEST_GIVING: Final = len("administered")
_BLANKS: Final = str.maketrans(dict.fromkeys("\t\u00a0\u2007\u2009\u202f", " "))


def flatten(text: str, start: int = 0, end: int | None = None) -> Flat:
    """Return ``text[start:end]`` padded to its place in ``text``, parentheses and citation marks put aside.

    A parenthesis that is never closed ends after its figure, or else is read as if it were not there.

    >>> flatten("rash (mild) [Ref]").text
    'rash ¤¤¤¤¤¤      '
    """
    end = len(text) if end is None else end
    body = text[start:end]
    if "\t" in body or not body.isascii():
        body = body.translate(_BLANKS)
    if "[" in body:
        body = _CITATION.sub(lambda m: " " * len(m[0]), body)
    groups = tuple(_groups(body))
    pieces, at = [], 0
    for group in groups:
        mark = EMBEDDED if _INSIDE.match(body, group.start) else FILLER
        pieces += [body[at : group.start], mark * (group.end - group.start)]
        at = group.end
    padded = " " * start + _without_gaps(_without_brackets("".join([*pieces, body[at:]])))
    return Flat(padded, tuple(Span(g.start + start, g.end + start) for g in groups), small_letters(padded))


def _without_brackets(text: str) -> str:
    if text.count("(") + text.count("[") + text.count(")") + text.count("]") > _MANY:
        text = _RUN_OF_BRACKETS.sub(lambda m: FILLER * len(m[0]), text)
    return text.replace("(", " ").replace(")", " ").replace("[", " ").replace("]", " ")


def _without_gaps(text: str) -> str:
    """Return the text with its longest runs of blanks put aside as a parenthesis is."""
    return _RUN_OF_BLANKS.sub(lambda m: FILLER * len(m[0]), text) if _LONG_GAP in text else text


def small_letters(text: str) -> str:
    """Return a text in small letters, each at its place."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _groups(body: str) -> Iterator[Span]:
    """Yield the outermost parentheses; a text's first character opens nothing to put aside."""
    if body.find("(", 1) < 0 and body.find("[", 1) < 0:
        return
    ends = _partners(body)
    at = 1
    for mark in _OPENING.finditer(body, 1):
        found = mark.start()
        if found < at:
            continue
        close = ends.get(found)
        if close is None:
            unclosed = _UNCLOSED_FIGURE.match(body, found)
            close = unclosed.end() if unclosed else None
        if close is not None:
            yield Span(found, close)
            at = close


def _partners(body: str) -> dict[int, int]:
    """Return for each bracket that is closed where what it encloses ends."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for mark in _BRACKET.finditer(body):
        if mark[0] in "([":
            opened.append(mark.start())
        elif opened:
            ends[opened.pop()] = mark.end()
    return ends


def sentences(flat: str, start: int, end: int) -> Iterator[Span]:
    """Yield the sentences of ``flat[start:end]``; an abbreviation's full stop and a colon end none.

    >>> [s.of("Rash, e.g. E. coli. Fever.") for s in sentences("Rash, e.g. E. coli. Fever.", 0, 26)]
    ['Rash, e.g. E. coli.', 'Fever.']
    """
    at = start
    for stop in _STOP.finditer(flat, start, end):
        begin, following = stop.span()
        if flat[begin] in ".?!":
            begin += 1
        elif flat[begin] != "\n":
            following = begin
        if "\n" not in stop[0] and _NO_STOP.search(flat, max(at, begin - 8), begin):
            continue
        yield from portions(flat, at, begin, LONGEST_SENTENCE)
        at = following
    if flat[at:end].strip():
        yield from portions(flat, at, end, LONGEST_SENTENCE)
