"""A term of a coordination, as the words that make it."""

from __future__ import annotations

from mypy_extensions import mypyc_attr

from extractors.terms.wordclasses import Token, WordClass


@mypyc_attr(acyclic=True)
class Resolved:
    """The words of one term in reading order, and those of them that tell it from its neighbours."""

    def __init__(self, words: list[Token], own: list[Token]) -> None:
        self.words, self.own = words, own


def verbatim(text: str, start: int, end: int) -> list[Token]:
    """Return a stretch of the text as one word."""
    return [Token(text[start:end], start, end, WordClass.NOUN)]
