"""What lies on a page: words, lines, and the tables that rules draw; measures in points, from the top left corner."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

Signs = Counter[str]  # how often each sign is shown


class Style(NamedTuple):
    """How a word is set."""

    bold: bool = False
    italic: bool = False


PLAIN = Style()


@dataclass(slots=True)
class Word:
    """Letters that stand together; ``top`` and ``bottom`` bound their core, so that neighbouring lines do not touch.

    ``spaced`` tells that a blank follows in the file, whatever the distance to the next word.
    """

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    style: Style = PLAIN
    spaced: bool = True
    marker: bool = False

    @property
    def top(self) -> float:
        """The height of a small letter above the baseline."""
        return self.baseline - 0.55 * self.size

    @property
    def bottom(self) -> float:
        """The baseline."""
        return self.baseline


@dataclass(slots=True)
class Cell:
    """A cell of a table with the words in it."""

    row: int
    column: int
    words: list[Word] = field(default_factory=list)
    x1: float = 0.0


@dataclass(slots=True)
class Table:
    """A table on one page; ``edges`` are the left borders of its columns, by which its continuation is known."""

    x0: float
    x1: float
    top: float
    bottom: float
    cells: list[Cell]
    edges: tuple[float, ...] = ()


class Run(NamedTuple):
    """A stretch of a line that is set in one style."""

    text: str
    style: Style


@dataclass(slots=True)
class Line:
    """A line of a column from ``left`` to ``right``, whose lines stand ``leading`` apart within a paragraph."""

    page: int
    x0: float
    x1: float
    baseline: float
    size: float
    runs: list[Run]
    right: float = 0.0
    left: float = 0.0
    leading: float = 0.0
    marker: str = ""  # the bullet that opens it; not part of the runs
    body: float = 0.0  # where the text begins: after the bullet, or x0
    has_drawn_bullet: bool = False  # which is no sign of the page

    @property
    def is_item(self) -> bool:
        """Whether a bullet opens it."""
        return bool(self.marker) or self.has_drawn_bullet

    @property
    def text(self) -> str:
        """The words of the line, without its bullet."""
        return "".join(run.text for run in self.runs)

    @property
    def shown(self) -> str:
        """The line as the page shows it."""
        return f"{self.marker} {self.text}" if self.marker else self.text


@dataclass(slots=True)
class Page:
    """A page as read: its lines and table cells in reading order, and what is no part of the running text."""

    number: int
    width: float
    height: float
    flow: list[Line | Table] = field(default_factory=list)
    aside: list[Line] = field(default_factory=list)  # watermarks, text along the margin
    n_objects: int = 0
    left_out: Signs = field(default_factory=Counter)  # second prints on the same place, and what lies beside the sheet
