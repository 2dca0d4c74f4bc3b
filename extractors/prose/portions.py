"""Running text in portions: none of a leaflet's paragraphs and sentences is as long as the limits.

The longest paragraph of a professional page has 5,000 characters, the longest sentence 800.  Patterns look ahead
within a sentence, and what a paragraph states is compared with itself; beyond the limits both are read piece by piece,
so that the time grows with the text and no faster.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from extractors.model import Span

LONGEST_PARAGRAPH: Final = 10_000
LONGEST_SENTENCE: Final = 2_500
_ENDS: Final = (". ", "\n", "; ", ", ", " ")


def portions(text: str, start: int, end: int, longest: int) -> Iterator[Span]:
    """Yield ``text[start:end]`` in portions of at most ``longest`` characters, as whole as the signs between allow.

    >>> said = "Rash. Itching, hives, cough"
    >>> [s.of(said) for s in portions(said, 0, len(said), 12)]
    ['Rash. ', 'Itching, ', 'hives, cough']
    """
    while end - start > longest:
        stop = _border(text, start, start + longest)
        yield Span(start, stop)
        start = stop
    yield Span(start, end)


def _border(text: str, start: int, end: int) -> int:
    """Return where the last sentence ends in a stretch, or else the last part of one, or else the stretch."""
    for sign in _ENDS:
        at = text.rfind(sign, start, end)
        if at > start:
            return at + len(sign)
    return end
