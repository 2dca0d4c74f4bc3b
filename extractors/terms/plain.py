"""Effects that are nothing but names: what most are, and quickly split into terms."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final

from extractors.terms.wordclasses import rows

_WORDS: Final = re.compile(r"[^\W\d_]+(?:(?:, |[' /-])[^\W\d_]+)*")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_JOINING: Final = ("and ", "and/", "or ", "or/")
_JOINED: Final = (" and", "/and", " or", "/or")


def is_plain(item: str) -> bool:
    """Say whether an effect is nothing but names, joined by commas, slashes, "and" and "or": no word opens or ends one.

    >>> is_plain("pain or swelling in the arm"), is_plain("pain in patients with gout"), is_plain("signs of gout")
    (True, False, False)
    """
    is_bare = item.replace(" ", "").isalpha() and "  " not in item and item == item.strip()
    if not (is_bare or _WORDS.fullmatch(item)) or is_marked(item):
        return False
    return not item.startswith(_JOINING) and not item.endswith(_JOINED)


@lru_cache(maxsize=64)  # asked of one text again and again while it is taken apart
def is_marked(text: str) -> bool:
    """Say whether a text may hold a cue or words of advice: without them it has names alone, be they in parentheses."""
    words = _words_of(text.lower())
    if not _marking_words().isdisjoint(words):
        return True
    if _first_words().isdisjoint(words):
        return False
    told = {*pairwise(words), *zip(words, words[1:], words[2:], strict=False)}
    return not _marking_phrases().isdisjoint(told)


def _words_of(small: str) -> list[str]:
    """Return the words of a text; most texts have nothing but blanks and the most common marks between them."""
    words = small.replace(",", " ").replace("-", " ").replace("/", " ").split()
    return words if "".join(words).isalpha() else _LETTERS.findall(small)


@cache
def _cues() -> tuple[tuple[str, ...], ...]:
    """Return the first three words of each cue that means something outside of parentheses."""
    cues = [row["cue"] for row in rows("term_cues") if row["role"] != "explanation"]
    return tuple([tuple(_LETTERS.findall(cue)[:3]) for cue in cues])


@cache
def _marking_words() -> frozenset[str]:
    """Return the words without which no pattern of `splitting` and no cue finds anything, but for those in phrases."""
    joining = (
        "nor but as sign signs symptom symptoms other it they this these if tell call get check talk ask follow "
        "taking may can could might called sometimes rarely you your doctor nurse pharmacist physician effects "
        "examples experience notice develop stop see make do does seek talk speak contact inform please disorders "
        "like show shows showing patients people most known cannot doctors nurses pharmacists physicians consult"
    )
    return frozenset(joining.split()) | {words[0] for words in _cues() if len(words) == 1}


@cache
def _marking_phrases() -> frozenset[tuple[str, ...]]:
    """Return how the cues of several words begin, and what else ends a name or a sentence."""
    others = [("or", "more"), ("additional", "side"), ("some", "side"), ("some", "undesirable")]
    return frozenset([*others, *(words for words in _cues() if len(words) > 1)])


@cache
def _first_words() -> frozenset[str]:
    return frozenset([words[0] for words in _marking_phrases()])
