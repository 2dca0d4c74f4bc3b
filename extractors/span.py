"""A stretch of a text: what is made and read most of all, and so a class of compiled code rather than a record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, final

from mypy_extensions import mypyc_attr


@final
@mypyc_attr(acyclic=True)
class Span:
    """A half-open range of code points, ``text[start:end]``."""

    def __init__(self, start: int, end: int) -> None:
        self.start: Final = start
        self.end: Final = end

    def of(self, text: str) -> str:
        """Return what stands there, verbatim."""
        return text[self.start : self.end]

    def moved(self, by: int) -> Span:
        """Return the span ``by`` characters further on."""
        return Span(self.start + by, self.end + by)

    def __iter__(self) -> Iterator[int]:
        """Yield start and end, so that a span can be taken apart."""
        yield self.start
        yield self.end

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Span) and self.start == other.start and self.end == other.end

    def __lt__(self, other: Span) -> bool:
        return self.start < other.start or (self.start == other.start and self.end < other.end)

    def __hash__(self) -> int:
        return hash((self.start, self.end))

    def __repr__(self) -> str:
        return f"Span(start={self.start}, end={self.end})"

    def __reduce__(self) -> tuple[type[Span], tuple[int, int]]:
        return Span, (self.start, self.end)
