"""Running text taken apart before it is understood: parentheses put aside, citation marks blanked, sentences found.

Every step keeps the length of the text, so that positions stay those of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from extractors.model import Span

FILLER: Final = "¤"  # stands for each character of a parenthesis that was put aside
EMBEDDED: Final = "¦"  # the same for an abbreviation inside a noun phrase: "gastrointestinal (GI) pain"
_CITATION: Final = re.compile(r"\[\s*Ref[^\]]*\]", re.IGNORECASE)
_BRACKET: Final = re.compile(r"[()\[\]]")
_UNCLOSED_FIGURE: Final = re.compile(r"\([^(),;]{0,20}%")
_INSIDE: Final = re.compile(
    r"[\[(](?:[A-Z][A-Za-z0-9-]{0,6}|(?:un)?conjugated|(?:in)?direct)[\])] "
    r"(?!(?:in|with|and|or|was|were|has|have|had|is|are|occurr|may|can|as|at"
    r"|by|for|to|of|on|due|after|during|secondary)\b)[a-z]{3}"
)
_STOP: Final = re.compile(
    r"[.?!\nA-Z](?:(?<=[.?!])\s+(?=[A-Z0-9\"“(-]|¤)|(?<=\n)\s*\n"
    r"|(?<=[a-z]{3}\.)(?=[A-Z][A-Za-z]{2})|(?<=[a-z]{5}[A-Z])(?=[a-z]{3}))"
)  # from the mark, the empty line, or the capital that begins a sentence without one
_NO_STOP: Final = re.compile(r"(?:\b(?:e\.g|i\.e|vs|approx|et al|cf|no|spp|Dr|St|[A-Z])\.)$")


class Flat(NamedTuple):
    """A text whose outermost parentheses are filled with FILLER, and where they stand (brackets included).

    ``small`` is the same in small letters: patterns are matched against it, which is faster than folding case.
    """

    text: str
    groups: tuple[Span, ...]
    small: str


_OWN, _SHORT = "this drug", "it"


def with_own_drug(flat: Flat, drug: str | None) -> Flat:
    """Return the text in which the leaflet's own drug, where it is given or taken, is "this drug", its length kept.

    What holds "in patients receiving X" on a leaflet about X, or about X with Y, names no group of patients, as with
    "this drug"; a name shorter than these words becomes "it".  A name within a noun phrase ("X hypersensitivity")
    stays.

    >>> with_own_drug(flatten("rash in patients receiving velmorine"), "velmorine").text
    'rash in patients receiving this drug'
    """
    if not drug or not names_own_drug(flat.text, drug):
        return flat
    name = drug.casefold()
    alone = "/" not in name and name.isascii() and len(name) > len(_SHORT)
    text = _renamed_alone(flat, name.strip()) if alone else _taken(name).sub(_renamed, flat.text)
    return Flat(text, flat.groups, small_letters(text))


def names_own_drug(text: str, drug: str) -> bool:
    """Say whether a text names the drug or one of its ingredients ("metformin / velmorine")."""
    small = text.casefold()
    return any(part.strip() in small for part in drug.casefold().split("/") if part.strip())


def _renamed_alone(flat: Flat, name: str) -> str:
    """Return the text with a drug of one name renamed: what the pattern of `_taken` does, which takes long to make."""
    text, _, small = flat
    out: list[str] = []
    done, at = 0, small.find(name)
    while at >= 0:
        before = _rstrip(small, done, at)
        given = before < at and _GIVEN.search(small, max(done, before - _LONGEST_GIVING), before)
        behind = _BEHIND.match(small, at + len(name)) if given else None
        if behind:
            out += [text[done:at], _own_name(behind.end() - at)]
            done = behind.end()
        at = small.find(name, done if behind else at + 1)
    return "".join([*out, text[done:]])


def _rstrip(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _renamed(found: re.Match[str]) -> str:
    return found["before"] + _own_name(len(found["drug"]))


def _own_name(length: int) -> str:
    return (_OWN if length >= len(_OWN) else _SHORT).ljust(length)


@lru_cache(maxsize=256)
def _taken(name: str) -> re.Pattern[str]:
    parts = [re.escape(part) for part in re.split(r"\s*/\s*", name.strip(" /")) if len(part) > len(_SHORT)]
    parted = r"(?:\s*[/-]\s*|,?\s+(?:and|plus|or)\s+|,\s+)".join(part + _SALT for part in parts)
    names = "|".join([parted, *parts])
    return re.compile(rf"(?P<before>{_GIVING}\s+)(?P<drug>{names}){_NOT_ABOUT_IT}", re.IGNORECASE)


_GIVING: Final = r"\b(?:with|receiving|taking|using|given|administered|following|after|during|by|on)"
_LONGEST_GIVING: Final = len("administered")
_SALT: Final = r"(?:\s+(?:DF|alafenamide))?"
_ABOUT_IT: Final = (
    r"(?:hypersensitivity|sensitivity|allergy|allergies|toxicity|intolerance|overdos\w*|resistance|levels?|poisoning"
    r"|withdrawal|dependence|concentrations?|sensitive|allergic)\b"
)
_NOT_ABOUT_IT: Final = rf"(?![\w-]|\s*/|\s+{_ABOUT_IT})"
_GIVEN: Final = re.compile(rf"{_GIVING}\Z")
_BEHIND: Final = re.compile(_SALT + _NOT_ABOUT_IT, re.IGNORECASE)
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
    padded = " " * start + _without_brackets("".join([*pieces, body[at:]]))
    return Flat(padded, tuple(Span(g.start + start, g.end + start) for g in groups), small_letters(padded))


def _without_brackets(text: str) -> str:
    return text.replace("(", " ").replace(")", " ").replace("[", " ").replace("]", " ")


def small_letters(text: str) -> str:
    """Return a text in small letters, each at its place."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _groups(body: str) -> Iterator[Span]:
    at = 0
    while found := _opening(body, at):
        close = _closing(body, found)
        if close is None:
            unclosed = _UNCLOSED_FIGURE.match(body, found)
            close = unclosed.end() if unclosed else None
        if close is not None:
            yield Span(found, close)
        at = close if close is not None else found + 1


def _opening(body: str, at: int) -> int:
    """Return where the next bracket opens after a word, or 0 (a text's first character opens nothing to put aside)."""
    places = [p for p in (body.find("(", at), body.find("[", at)) if p > 0]
    return min(places, default=0)


def _closing(body: str, start: int) -> int | None:
    depth = 0
    for mark in _BRACKET.finditer(body, start):
        depth += 1 if mark[0] in "([" else -1
        if depth == 0:
            return mark.end()
    return None


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
        yield Span(at, begin)
        at = following
    if flat[at:end].strip():
        yield Span(at, end)
