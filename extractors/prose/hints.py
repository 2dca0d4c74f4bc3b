"""What words may hold, told by how they begin, before a costly pattern is tried on them."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from extractors.memo import Memo
from extractors.prose.effect_words import CUES

_STEM: Final = re.compile(r"([a-z]{1,4})[a-z]*")  # the letters by which words are told apart
_CUES: Final = {
    "frequency": ("adverb", "frequency_adjective"),
    "group": ("population_noun", "population_state", "group_hint"),
    "dose": ("dose_hint",),
    "count": ("count_hint",),
    "fraction": ("fraction_hint",),
    "unproven": ("unproven_hint", "doubt_unsure"),
    "disease": ("doubt_disease", "disease_hint"),
    "control": ("doubt_control",),
    "class": ("drug_class",),
    "comparison": ("comparison_hint",),
    "alike": ("class_hint",),
    "introducer": ("introducer",),
    "fixed": ("fixed",),
    "lead": ("lead_hint", "qualifier", "carrier", "count"),
    "tail": ("tail_hint",),
}
_BITS: Final = {kind: 1 << place for place, kind in enumerate(_CUES)}
_DOUBTS: Final = _BITS["unproven"] | _BITS["disease"] | _BITS["control"]
_QUALIFIERS: Final = sum(_BITS[kind] for kind in ("frequency", "group", "dose", "count", "fraction"))


@cache
def _stems() -> dict[str, int]:
    """Return the kinds of phrases that begin with each stem, as bits."""
    stems: dict[str, int] = {}
    for kind, cues in _CUES.items():
        for cue in cues:
            for phrase in CUES[cue]:
                stem = _STEM.findall(phrase)[0]
                stems[stem] = stems.get(stem, 0) | _BITS[kind]
    return stems


def _kinds_of(word: str) -> int:
    """Return the kinds that what stands between two blanks may begin, as bits."""
    stems, bits = _stems(), 0
    for stem in _STEM.findall(word.casefold()):
        bits |= stems.get(stem, 0)
    return bits


_KINDS_OF: Final = Memo(_kinds_of)


def _kinds_in(words: str) -> int:
    bits = 0
    for word in words.split():
        bits |= _KINDS_OF[word]
    return bits


_KINDS_IN: Final = Memo(_kinds_in, most=20_000)


def may_hold(kind: str, words: str) -> bool:
    """Say whether words hold one that begins like those of a kind (frequency, group, dose ...).

    >>> may_hold("dose", "with high doses"), may_hold("dose", "in children")
    (True, False)
    """
    return _KINDS_IN[words] & _BITS[kind] != 0


def may_qualify(words: str) -> bool:
    """Say whether words hold one that begins like those of any qualifier; a figure needs none."""
    return _KINDS_IN[words] & _QUALIFIERS != 0


def may_doubt(words: str) -> bool:
    """Say whether words hold one that begins like those of any doubt."""
    return _KINDS_IN[words] & _DOUBTS != 0
