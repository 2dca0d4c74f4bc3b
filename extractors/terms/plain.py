"""Effects that are nothing but names: what most are, and quickly split into terms."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import Final

from extractors.terms.wordclasses import rows

_WORDS: Final = re.compile(r"[^\W\d_]+(?:(?:, |[' /-])[^\W\d_]+)*")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_JOINING: Final = ("and", "or")


def is_plain(item: str) -> bool:
    """Say whether an effect is nothing but names, joined by commas, slashes, "and" and "or": no word opens or ends one.

    >>> is_plain("pain or swelling in the arm"), is_plain("pain in patients with gout"), is_plain("signs of gout")
    (True, False, False)
    """
    if not _WORDS.fullmatch(item):
        return False
    words = _LETTERS.findall(item.lower())
    if words[0] in _JOINING or words[-1] in _JOINING or not _marking_words().isdisjoint(words):
        return False
    return _first_of_pairs().isdisjoint(words) or _marking_pairs().isdisjoint(pairwise(words))


@cache
def _cues() -> tuple[tuple[str, ...], ...]:
    """Return the words of each cue that means something outside of parentheses."""
    return tuple([tuple(_LETTERS.findall(row["cue"])) for row in rows("term_cues") if row["role"] != "explanation"])


@cache
def _marking_words() -> frozenset[str]:
    """Return the words without which the patterns of `splitting` and its cues find nothing, but for those in pairs."""
    joining = (
        "nor but as sign signs symptom symptoms other it they this these if tell call get check talk ask follow "
        "taking may can could might called sometimes rarely you your doctor nurse pharmacist physician effects "
        "examples experience notice develop stop see make do does seek talk speak contact inform please disorders "
        "like show shows showing patients people most known cannot doctors nurses pharmacists physicians consult"
    )
    return frozenset(joining.split()) | {words[0] for words in _cues() if len(words) == 1}


@cache
def _marking_pairs() -> frozenset[tuple[str, str]]:
    """Return the first two words of the cues that have two, and of what else ends a name or a sentence."""
    others = [("or", "more"), ("additional", "side"), ("some", "side"), ("some", "undesirable")]
    return frozenset([*others, *((words[0], words[1]) for words in _cues() if len(words) > 1)])


@cache
def _first_of_pairs() -> frozenset[str]:
    return frozenset([first for first, _ in _marking_pairs()])
