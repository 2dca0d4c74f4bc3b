"""Where a label's text may name an adverse effect: dictionary terms, also parted by a coordination or abbreviation.

The dictionary holds the terms that side-effect pages list and those annotated in FDA labels, with how often each was
annotated where it stood.  What of all this is an effect in its place, `extractors.labels.mentions` weighs.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from extractors.bullets import BULLETS
from extractors.lexicons.loading import lexicon
from extractors.model import Span
from extractors.prose.effect_words import term_counts

_TOKEN = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|\d+(?:\.\d+)?|[^\sA-Za-z\d-]")
_JOINTS = {",", "/", "and", "or", "&"}
_BULLETS = f"*{BULLETS}"
_LONGEST = 8


class Token(NamedTuple):
    """A word, number or mark in small letters, and its place."""

    word: str
    start: int
    end: int


class Candidate(NamedTuple):
    """A place that may name an effect: tokens ``first`` to ``last`` (exclusive); ``term`` where words are shared."""

    first: int
    last: int
    key: str
    span: Span
    term: str | None = None


@dataclass(frozen=True)
class Dictionary:
    """Terms: ``listed`` counts list items, ``annotated`` says how often a term was meant and how often seen."""

    listed: Mapping[str, int]
    annotated: Mapping[str, tuple[int, int]]
    longest: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, listed: Mapping[str, int], annotated: Mapping[str, tuple[int, int]]) -> Dictionary:
        """Return the dictionary with its index of first words."""
        longest: dict[str, int] = {}
        for source in (listed, annotated):
            for term in source:
                words = term.split()
                longest[words[0]] = max(longest.get(words[0], 0), min(len(words), _LONGEST))
        return cls(listed, annotated, longest)

    def __contains__(self, key: str) -> bool:
        return any(form in self.annotated or form in self.listed for form in forms(key))

    def n_listed(self, key: str) -> int:
        """Return how often the term stands in lists, whatever its number."""
        return max(self.listed.get(form, 0) for form in forms(key))


@cache
def dictionary() -> Dictionary:
    """Return the dictionary that the package ships."""
    annotated = {r["term"]: (int(r["n_annotated"]), int(r["n_seen"])) for r in lexicon("label_terms")}
    return Dictionary.of(listed_terms(), annotated)


@cache
def listed_terms() -> Mapping[str, int]:
    """Return the listed terms with hyphens as blanks, as the tokens have them."""
    out: dict[str, int] = {}
    for term, count in term_counts().items():
        key = " ".join(token.word for token in tokens(term))
        if key:
            out[key] = out.get(key, 0) + count
    return out


def forms(key: str) -> tuple[str, ...]:
    """Return a term with its last word in either number.

    >>> forms("skin rash")
    ('skin rash', 'skin rashs', 'skin rashes')
    """
    if key.endswith("es"):
        return (key, key[:-1], key[:-2])
    return (key, key[:-1]) if key.endswith("s") else (key, key + "s", key + "es")


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the words, numbers and marks of ``text[start:end]``; hyphens only part words."""
    found = _TOKEN.finditer(text, start, len(text) if end is None else end)
    return [Token(m[0].lower(), m.start(), m.end()) for m in found]


def bulleted(words: list[Token], items: Iterable[int]) -> list[Token]:
    """Return the tokens with a star where each item of a list begins, whatever its bullet: the model learnt it so.

    >>> text = "cough 5 • rash"
    >>> [t.word for t in bulleted(tokens(text), [0, 8])]
    ['*', 'cough', '5', '*', 'rash']
    """
    out: list[Token] = []
    at = 0
    for start in sorted(items):
        stop = bisect_left(words, start, at, key=lambda token: token.start)
        out += words[at:stop]
        out.append(Token("*", start, start))
        has_bullet = stop < len(words) and words[stop].start == start and words[stop].word in _BULLETS
        at = stop + has_bullet
    return [*out, *words[at:]]


def candidates(words: list[Token], known: Dictionary) -> list[Candidate]:
    """Return where dictionary terms stand: the longest first, then what they share with their neighbours.

    >>> said = tokens("facial and lip edema")
    >>> known = Dictionary.of({"lip edema": 1, "facial edema": 1}, {})
    >>> [c.key for c in candidates(said, known)]
    ['lip edema', 'facial edema']
    """
    plain = list(_matches(words, known))
    out = dict.fromkeys(plain)
    for shared in (_shared(words, plain, known), _across_parentheses(words, known)):
        out.update(dict.fromkeys(shared))
    return list(out)


def _matches(words: list[Token], known: Dictionary) -> Iterator[Candidate]:
    at = 0
    while at < len(words):
        length = _longest_at(words, at, known)
        if length:
            key = " ".join(w.word for w in words[at : at + length])
            yield Candidate(at, at + length, key, Span(words[at].start, words[at + length - 1].end))
        at += max(1, length)


def _longest_at(words: list[Token], at: int, known: Dictionary) -> int:
    longest = max(known.longest.get(form, 0) for form in forms(words[at].word))
    for length in range(min(longest, len(words) - at), 0, -1):
        if " ".join(w.word for w in words[at : at + length]) in known:
            return length
    return 0


def _shared(words: list[Token], plain: list[Candidate], known: Dictionary) -> Iterator[Candidate]:
    for found in plain:
        yield from _before(words, found, known)
        yield from _after(words, found, known)


def _before(words: list[Token], found: Candidate, known: Dictionary) -> Iterator[Candidate]:
    """Yield "A H" for "A, B and C H", where the dictionary has it."""
    head = words[found.last - 1].word
    at = found.first
    for _ in range(4):
        joint = _joint_before(words, at)
        if joint == at:
            return
        made = None
        for length in (2, 1):
            first = joint - length
            key = " ".join([*(w.word for w in words[max(0, first) : joint]), head])
            if first >= 0 and found.last - found.first > 1 and key in known:
                made = Candidate(first, joint, key, Span(words[first].start, words[joint - 1].end), key)
                break
        if made is None:
            return
        yield made
        at = made.first


def _joint_before(words: list[Token], at: int) -> int:
    while at > 0 and words[at - 1].word in _JOINTS:
        at -= 1
    return at


def _after(words: list[Token], found: Candidate, known: Dictionary) -> Iterator[Candidate]:
    """Yield "M Y" for "M X, Y and Z", where the dictionary has it: the modifier may end with "of the"."""
    modifier = [w.word for w in words[found.first : found.last - 1]]
    at = found.last
    for _ in range(5 if modifier else 0):
        first = at
        while first < len(words) and words[first].word in _JOINTS:
            first += 1
        if first == at or first >= len(words):
            return
        last = _continued(words, modifier, first, known)
        if last == first:
            return
        key = " ".join([*modifier, *(w.word for w in words[first:last])])
        yield Candidate(first, last, key, Span(words[first].start, words[last - 1].end), key)
        at = last


def _continued(words: list[Token], modifier: list[str], first: int, known: Dictionary) -> int:
    for length in (3, 2, 1):
        last = min(first + length, len(words))
        if " ".join([*modifier, *(w.word for w in words[first:last])]) in known:
            return last
    return first


def _across_parentheses(words: list[Token], known: Dictionary) -> Iterator[Candidate]:
    """Yield terms that an abbreviation parts: "alanine transaminase (ALT) increased", and those with it."""
    for at, word in enumerate(words):
        if word.word != "(" or at + 2 >= len(words) or words[at + 2].word != ")":
            continue
        yield from _around(words, at, known)


def _around(words: list[Token], at: int, known: Dictionary) -> Iterator[Candidate]:
    short = words[at + 1]
    for left in range(max(0, at - 4), at):
        before = words[left:at]
        for right in range(min(len(words), at + 5), at + 3, -1):
            whole = [*before, *words[at + 3 : right]]
            key = " ".join(w.word for w in whole)
            if key in known:
                yield Candidate(left, right, key, Span(before[0].start, words[right - 1].end), key)
                abbreviated = " ".join([short.word, *(w.word for w in words[at + 3 : right])])
                if abbreviated in known:
                    yield Candidate(at + 1, right, abbreviated, Span(short.start, words[right - 1].end), abbreviated)
                return
        abbreviated = f"{before[0].word} {short.word}"
        if len(before) > 1 and abbreviated in known:
            yield Candidate(at + 1, at + 2, abbreviated, Span(short.start, short.end), abbreviated)
