"""An element of a coordination in running text."""

from __future__ import annotations

from mypy_extensions import mypyc_attr

from extractors.model import Span


@mypyc_attr(acyclic=True)
class Piece:
    """One coordinated element: its effect words at ``span``, ``term`` where they do not name it alone.

    ``tail`` is the rest of the element (in whom, how often, when); ``groups`` the parentheses that belong to it;
    ``level`` counts the introducers before it ("including"): members of a parent have a higher one than the parent.
    It ``waits`` where it takes its head from the next element.
    """

    def __init__(
        self,
        words: str,
        span: Span,
        tail: Span,
        lead: Span,
        term: str | None = None,
        level: int = 0,
        introducer: str = "",
        joint: str = "",
        groups: tuple[Span, ...] = (),
        *,
        waits: bool = False,
    ) -> None:
        self.words, self.span, self.tail, self.lead, self.term = words, span, tail, lead, term
        self.level, self.introducer, self.joint, self.groups = level, introducer, joint, groups
        self.waits = waits

    @property
    def name(self) -> str:
        """The words that name the effect alone."""
        return self.term or self.words

    def named(self, term: str, *, waits: bool = False) -> Piece:
        """Return the element under the name that it shares with its neighbours."""
        return self.at(self.span, self.tail, term, waits=waits or self.waits)

    def at(self, span: Span, tail: Span, term: str, *, waits: bool = False) -> Piece:
        """Return the element with another place and name."""
        level, introducer, joint, groups = self.level, self.introducer, self.joint, self.groups
        return Piece(self.words, span, tail, self.lead, term, level, introducer, joint, groups, waits=waits)
