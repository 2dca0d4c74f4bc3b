"""Names that stand side by side where their list has lost its break: "loss of appetite loss of consciousness"."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from extractors.terms.wordclasses import ROLES, Token, WordClass, is_plural

W: Final = WordClass
_NOUNS: Final = {W.EFFECT, W.SIGN, W.RELATION, W.MEASURE, W.ATTRIBUTE, W.SITE, W.NOUN}
_DESCRIBING: Final = {W.QUALITY, W.SIZE, W.SHARED}
_CAN_BEGIN: Final = {W.EFFECT, W.SIGN, W.RELATION, *_DESCRIBING}
_OPENS_COMPLEMENT: Final = {W.PREPOSITION, W.COMPANION}
_SHORTEST: Final = 3  # words of two names, one of which has a quality


def parted(words: list[Token]) -> list[list[Token]]:
    """Return the words of each name; most often there is one."""
    if len(words) < _SHORTEST:
        return [words]
    starts = [0]
    before = words[0].word_class
    for at, word in enumerate(words):
        word_class = word.word_class
        if word_class in _CAN_BEGIN:
            begins = before in _NOUNS and at and _begins_name(words, at, starts[-1])
        else:
            begins = word_class is W.SITE is before and _is_second_compound(words, at)
        if begins:
            starts.append(at)
        before = word_class
    return [words[a:b] for a, b in pairwise([*starts, len(words)])] if len(starts) > 1 else [words]


def _begins_name(words: list[Token], at: int, start: int) -> bool:
    word, before = words[at], words[at - 1]
    if word.word_class is W.RELATION:
        return _opens_complement(words, at) and _is_new_relation(words, at, start)
    if word.word_class in _DESCRIBING:
        opens = word.text in ROLES["begins_name"] and not _is_done(before, words[at + 1 :])
        return (opens or _is_site_of_many(before)) and _describes_next(words, at)
    named = word.word_class in {W.EFFECT, W.SIGN} and _is_site_of_many(before)
    return named and any(w.word_class is W.PREPOSITION for w in words[start:at])


def _is_second_compound(words: list[Token], at: int) -> bool:
    """Say whether a part with its loss follows a part that has its own quality: "dry skin hair loss"."""
    described = at > 1 and words[at - 2].word_class is W.QUALITY
    return described and at + 1 < len(words) and words[at + 1].word_class is W.RELATION


def _is_site_of_many(word: Token) -> bool:
    """Say whether a plural names parts of the body: it describes no noun after it ("in the ears puffiness")."""
    return word.word_class is W.SITE and is_plural(word)


def _is_done(before: Token, after: list[Token]) -> bool:
    """Say whether two words describe what is done: "twisting uncontrolled movements"."""
    return before.text.endswith("ing") and bool(after) and after[0].text in ROLES["performed"]


def _opens_complement(words: list[Token], at: int) -> bool:
    return at + 1 < len(words) and words[at + 1].word_class in _OPENS_COMPLEMENT


def _describes_next(words: list[Token], at: int) -> bool:
    return at + 1 < len(words) and words[at + 1].word_class in _NOUNS


def _is_new_relation(words: list[Token], at: int, start: int) -> bool:
    """Say whether a relation is no noun's second half: "diarrhea difficulty with", "loss of weight loss of hair"."""
    before = words[at - 1].word_class
    if words[at].text in ROLES["begins_name"] and before in {W.EFFECT, W.SIGN}:
        return before is W.EFFECT or words[at].text not in ROLES["perception"]
    return any(w.text == words[at].text and _opens_complement(words, n) for n, w in enumerate(words[start:at], start))
