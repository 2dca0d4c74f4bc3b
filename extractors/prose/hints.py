"""Syllables without which a costly pattern of running text cannot match."""

from __future__ import annotations

from extractors.prose.effect_words import words_of


def hinted(kind: str, words: str) -> bool:
    """Say whether words hold any of the syllables of this kind.

    >>> hinted("dose_hint", "with high doses"), hinted("dose_hint", "in children")
    (True, False)
    """
    small = words.casefold()
    for hint in words_of("prose_cues", kind):  # noqa: SIM110  a generator costs more than the search it saves
        if hint in small:
            return True
    return False
