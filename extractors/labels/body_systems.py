"""Body systems as FDA labels head their lists of effects with them."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from extractors.lexicons.loading import lexicon

_LETTERS = re.compile(r"[^a-z]+")
_TAIL = re.compile(
    r"[\s,]+(?:adverse\s+)?(?:disorders?|effects?|reactions?|events?|system|tract|abnormalit(?:y|ies)|changes|complications)$"
)
_PLAIN_TAIL = re.compile(r"[\s,]+(?:disorders?|system)$")
_LONGEST = 110


@cache
def _variants() -> dict[str, str]:
    return {_key(row["variant"]): row["name"] for row in lexicon("label_body_systems")}


@cache
def _effects_too() -> frozenset[str]:
    return frozenset(_key(row["variant"]) for row in lexicon("label_body_systems") if row["is_effect_too"] == "yes")


def _key(words: str) -> str:
    return _LETTERS.sub("", words.casefold().replace("&", "and"))


@lru_cache(maxsize=8192)
def body_system(words: str, is_row: bool = False) -> str | None:
    """Return the body system that a heading names and nothing else; None for any other text.

    ``is_row`` is for words beside figures, where "Skin reactions" is an effect and "Skin disorders" still a system.

    >>> body_system("Nervous System Disorders"), body_system("Skin and Appendages"), body_system("Nausea")
    ('Nervous system disorders', 'Skin and subcutaneous tissue disorders', None)
    >>> body_system("Injection site reactions", is_row=True), body_system("Infections", is_row=True)
    (None, None)
    """
    if not 3 <= len(words) <= _LONGEST:
        return None
    rest = words.casefold().strip(" \t:.-–—*†")
    while rest:
        if (found := _variants().get(_key(rest))) and (found != "Other" or rest == words.casefold()):
            return None if is_row and _key(rest) in _effects_too() else found
        cut = (_PLAIN_TAIL if is_row else _TAIL).sub("", rest)
        if cut == rest:
            return None
        rest = cut
    return None
