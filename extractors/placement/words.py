"""How items are compared: by their key, and by the stems of the words that carry their meaning."""

from __future__ import annotations

import re
from typing import Final

from extractors.memo import Memo

_OUTER: Final = " ;.,:*•·-–—"
_CLOSING: Final = re.compile(r"[;,]?\s*\b(?:or|and)\s*$")
_ENDS_WITH: Final = ("or", "and")
_WORD: Final = re.compile(r"[a-z]+")
_ENDING: Final = re.compile(r"(?:ing|ness|es|s|ed|ly|y)$")
_SMALL_WORDS: Final = frozenset(
    "or of the and in a to with on for at an be is that may as from by other not your you".split()
)


def _key(item: str) -> str:
    text = " ".join(item.replace("’", "'").casefold().split()).rstrip(_OUTER)
    return (_CLOSING.sub("", text) if text.endswith(_ENDS_WITH) else text).strip(_OUTER)


def _stem(word: str) -> str:
    """Return a word without its ending; nothing for a word that carries no meaning."""
    if word in _SMALL_WORDS:
        return ""
    return _ENDING.sub("", word) if len(word) > 5 else word


_STEMS: Final = Memo(_stem)
_KEYS: Final = Memo(_key)


def item_key(item: str) -> str:
    """Return what makes two items the same: no case, no outer punctuation, no closing "or".

    >>> item_key("Swelling of the face; or")
    'swelling of the face'
    """
    return _KEYS[item]


def item_words(item: str) -> tuple[str, ...]:
    """Return the words that carry an item's meaning, once each, without their endings.

    >>> item_words("Swelling of the ankles or feet")
    ('swell', 'ankl', 'feet')
    """
    return tuple([stem for stem in dict.fromkeys(map(_STEMS.__getitem__, _WORD.findall(item.casefold()))) if stem])


WORDS_OF: Final = Memo(item_words)  # items and terms come again from leaflet to leaflet, whole statements do not
