"""Brings names of effects to a form in which they can be compared: "Raised blood pressure", "blood pressure increased".

`ordered_key` keeps the order of words, `key_of` does not: "pain in the eye", "eye pain" and "ocular pains" are one.
Nothing is published in this form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import chain
from typing import Final

from extractors.lexicons.loading import lexicon
from extractors.memo import Memo

_WORDS: Final = re.compile(r"[a-z0-9µα-ω+]+")
_POSSESSIVE: Final = re.compile(r"['’]s?\b")
_BRITISH: Final = (
    (re.compile(r"aemi"), "emi"),
    (re.compile(r"haem"), "hem"),
    (re.compile(r"oedem"), "edem"),
    (re.compile(r"oesoph"), "esoph"),
    (re.compile(r"rrhoe"), "rrhe"),
    (re.compile(r"pnoe"), "pne"),
    (re.compile(r"coeli"), "celi"),
    (re.compile(r"foet"), "fet"),
    (re.compile(r"paed"), "ped"),
    (re.compile(r"gynaec"), "gynec"),
    (re.compile(r"anaesth|aesth"), "esth"),
    (re.compile(r"leuco"), "leuko"),
    (re.compile(r"(?<=[a-z]{2})our\b"), "or"),
    (re.compile(r"oursed|oured"), "ored"),
    (re.compile(r"sulph"), "sulf"),
    (re.compile(r"(?<=[a-z]{3})isation\b"), "ization"),
    (re.compile(r"(?<=[a-z]{4})ised\b"), "ized"),
)
_BRITISH_SIGNS: Final = ("ae", "oe", "our", "leuco", "sulph", "isation", "ised")  # one of them stands in each of these
_PLURALS: Final = (
    (re.compile(r"(?<=[a-z]{2})(?:oses)$"), "osis"),
    (re.compile(r"(?<=[a-z]{2})yses$"), "ysis"),
    (re.compile(r"(?<=[a-z]{2})ises$"), "isis"),
    (re.compile(r"itides$"), "itis"),
    (re.compile(r"mata$"), "ma"),
    (re.compile(r"(?<=[a-z]{2})ies$"), "y"),
    (re.compile(r"(?<=(?:ss|sh|ch|.x))es$"), ""),
    (re.compile(r"(?<=[a-z]{2}[a-hj-rt-z])s$"), ""),
)
_PLURAL_ENDS: Final = ("s", "mata")
_NO_PLURALS: Final = frozenset(
    {"diabetes", "herpes", "pus", "gas", "sepsis", "mumps", "rabies", "scabies", "tics", "caries", "hives"}
)


@cache
def _replacements() -> dict[str, str]:
    return {row["word"]: row["replacement"] for row in lexicon("concept_words")}


@lru_cache(maxsize=32_768)
def word_key(word: str) -> str:
    """Return a word in its American, singular form, or the word that stands for it; "" where it says nothing.

    >>> [word_key(w) for w in ("oedemas", "diarrhoea", "elevated", "the", "eyes")]
    ['edema', 'diarrhea', 'increased', '', 'eye']
    """
    if word in _replacements():
        return _replacements()[word]
    word = singular(american(word))
    return _replacements().get(word, word)


def american(words: str) -> str:
    """Return words in small letters in their American form.

    >>> american("low haemoglobin"), american("watery diarrhoea")
    ('low hemoglobin', 'watery diarrhea')
    """
    if _may_be_british(words):
        for pattern, replacement in _BRITISH:
            words = pattern.sub(replacement, words)
    return words


def _may_be_british(word: str) -> bool:
    for sign in _BRITISH_SIGNS:  # noqa: SIM110  a generator costs more than the search it saves
        if sign in word:
            return True
    return False


def singular(word: str) -> str:
    """Return the singular of a regular English or Latin plural.

    >>> [singular(w) for w in ("rashes", "neuropathies", "diagnoses", "abscess", "diabetes")]
    ['rash', 'neuropathy', 'diagnosis', 'abscess', 'diabetes']
    """
    if len(word) < _SHORTEST or word in _NO_PLURALS or not word.endswith(_PLURAL_ENDS):
        return word
    for pattern, ending in _PLURALS:
        found = pattern.sub(ending, word)
        if found != word:
            return found
    return word


_SHORTEST: Final = 4


def ordered_key(term: str) -> tuple[str, ...]:
    """Return the words that matter in their order."""
    return tuple(chain.from_iterable(map(KEYS_IN.__getitem__, term.casefold().split())))


def keys_in(token: str) -> tuple[str, ...]:
    """Return the words that matter of what stands between two blanks, in small letters.

    >>> keys_in("crohn's"), keys_in("drug-induced"), keys_in("the")
    (('crohn',), ('drug', 'induced'), ())
    """
    words = _WORDS.findall(_POSSESSIVE.sub("", token).replace("-", " "))
    return tuple([key for word in words for key in word_key(word).split()])


KEYS_IN: Final = Memo(keys_in, most=32_768)


@lru_cache(maxsize=65_536)
def key_of(term: str) -> str:
    """Return the words that matter, each once, in alphabetical order.

    >>> key_of("Increases in blood pressure") == key_of("blood pressure increased") == key_of("elevated blood pressure")
    True
    """
    return joined_key(ordered_key(term))


def joined_key(words: Iterable[str]) -> str:
    """Return words that matter as `key_of` does, each once, in alphabetical order."""
    return " ".join(sorted(set(words)))
