"""Resolved terms written out: their words as the text writes them, and the place that they cover there."""

from __future__ import annotations

import re
from functools import cache
from itertools import dropwhile, pairwise
from typing import Final

from extractors.model import record
from extractors.terms.resolved import Resolved
from extractors.terms.wordclasses import ROLES, Token, WordClass, rows

W: Final = WordClass
_CLAUSE: Final = ("that ", "which ", "who ")
_OPENING: Final = {"of", "to", "in", "the", "a", "an", "with", "from", "for"}


@record
class Part:
    """A resolved term and the place of the words that name it in the collapsed text."""

    term: str
    start: int
    end: int


def part_of(text: str, term: Resolved) -> Part | None:
    """Return a term as written out, and its span: the whole where it stands together, else its own words."""
    words = term.words
    if not words:
        return None  # two prepositions without a complement: "with or with"
    if _is_severe(words[0]):
        words = list(dropwhile(_is_severe, words)) or words
    words = _closed(words)
    if not words[0].text.isalpha() and not any(any(map(str.isalpha, w.text)) for w in words):
        return None
    if words[0].word_class is W.ADVERB and all(w.word_class is W.ADVERB for w in words):
        return None
    if words[0].word_class is W.PREPOSITION and words[0].text in _OPENING:
        words = _after_range(words)
    if words and (words[0].text in ROLES["pointing"] or words[0].text.startswith(_CLAUSE)):
        words = _after_pointing(words)
    if not words or _names_nothing(text, words):
        return None
    if _is_one_stretch(text, words):
        start, end = words[0].start, words[-1].end
        return Part(small_first(without_possessives(text[start:end])), start, end)
    own = words if _stand_together(text, words) else (term.own or words)
    return Part(_written(text, words), min([w.start for w in own]), max([w.end for w in own]))


def _closed(words: list[Token]) -> list[Token]:
    """Return the words of a term without what a cut left at its end ("creatinine increased to", "rash that")."""
    end, left = len(words), ROLES["left_by_cut"]
    while end > 1 and (
        words[end - 1].text in left or (words[end - 1].text in _OPENING and words[end - 2].word_class is not W.GERUND)
    ):
        end -= 1
    return words if end == len(words) else words[:end]


def _is_one_stretch(text: str, words: list[Token]) -> bool:
    """Say whether a blank alone stands between the words."""
    end = words[0].start - 1
    for word in words:
        if word.start != end + 1 or (word is not words[0] and text[end] != " "):
            return False
        end = word.end
    return True


def _names_nothing(text: str, words: list[Token]) -> bool:
    """Say whether none of the words names an effect ("not known"); ALL and TEN in capitals are diseases."""
    nothing = ROLES["nothing"]
    return all(w.text in nothing for w in words) and not text[words[0].start : words[-1].end].isupper()


def _after_range(words: list[Token]) -> list[Token]:
    """Return what a preposition opens where it ends a range ("to severe nausea"); "in some cases" names nothing."""
    is_range = words[0].text == "to" and len(words) > 2 and _is_severe(words[1])
    return list(dropwhile(_is_severe, words[1:])) if is_range else []


def _after_pointing(words: list[Token]) -> list[Token]:
    """Return what words that point back lead to ("it may cause gout"): most lead to nothing."""
    at = next((i for i, w in enumerate(words) if w.text in ROLES["led_to_by"]), len(words))
    return words[at + 1 :]


def _stand_together(text: str, words: list[Token]) -> bool:
    return all(a.end <= b.start and _close(text, a, b) for a, b in pairwise(words))


def _is_severe(word: Token) -> bool:
    return word.word_class in {W.SEVERITY, W.DETERMINER}


def _close(text: str, before: Token, after: Token) -> bool:
    return text[before.end : after.start] == " " or bool(_BETWEEN.fullmatch(text, before.end, after.start))


_BETWEEN: Final = re.compile(r"[\s,'\"“”-]*(?:(?:a|an|the)\s+)?", re.IGNORECASE)


def _written(text: str, words: list[Token]) -> str:
    """Join words as the text writes them, commas between neighbours kept; the first letter small but for names."""
    out = text[words[0].start : words[0].end]
    for before, after in pairwise(words):
        out += _gap(text, before, after) + text[after.start : after.end]
    return small_first(without_possessives(out))


_QUOTES: Final = re.compile(r"[\"“”]")
_POSSESSIVE: Final = re.compile(r"\b(?:your|his|her|their)\s+")


def without_possessives(words: str) -> str:
    """Return a name without whose part of the body it speaks of.

    >>> without_possessives("pain in your back"), without_possessives("loss of hearing")
    ('pain in back', 'loss of hearing')
    """
    holds_one = "your" in words or "his" in words or "her" in words or "their" in words
    return _POSSESSIVE.sub("", words) if holds_one else words


def _gap(text: str, before: Token, after: Token) -> str:
    between = text[before.end : after.start]
    joined = between != " " and before.word_class is not W.PREPOSITION  # "increase in, appetite"
    if joined and before.end <= after.start and _close(text, before, after):
        return _QUOTES.sub("", between) or " "
    return " "


def small_first(term: str) -> str:
    """Return a term with a small first letter, but for names and abbreviations.

    >>> small_first("Nausea"), small_first("Graves' disease"), small_first("ALT increased")
    ('nausea', "Graves' disease", 'ALT increased')
    """
    if not term[:1].isupper():
        return term
    first = next(iter(term.replace(",", " ").split(maxsplit=1)), "")
    if first[1:] != first[1:].lower() or first.endswith(("'s", "’s", "s'", "s’")) or first.lower() in _names():
        return term
    return term[:1].lower() + term[1:]


@cache
def _names() -> frozenset[str]:
    return frozenset(row["name"] for row in rows("eponyms"))
