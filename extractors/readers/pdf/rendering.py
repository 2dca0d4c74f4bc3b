"""Pieces to the text of the document: lines joined, words broken at a line's end mended, offsets taken as it grows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extractors.model import Element, Span
from extractors.readers.broken_words import HYPHENS, SOFT, Mender
from extractors.readers.pdf.flow import Piece
from extractors.readers.pdf.shapes import PLAIN, Run

_LAST_WORD = re.compile(r"[^\W\d_]+$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_SPACES = re.compile(r"\s+")


def whole_words(piece: Piece) -> Iterator[str]:
    """Yield the text of a piece's lines without the halves of words that a hyphen parts at a line's end."""
    broken = False
    for line in piece.lines:
        text = _FIRST_WORD.sub("", line.text, count=1) if broken and _FIRST_WORD.match(line.text) else line.text
        broken = text[-1:] in HYPHENS and bool(text)
        yield _LAST_WORD.sub("", text[:-1]) if broken else text


@dataclass(slots=True)
class Rendering:
    """The text so far and its elements."""

    mend: Mender
    parts: list[str] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    length: int = 0

    def add(self, piece: Piece) -> None:
        """Append a piece as one element on a line of its own."""
        runs = _joined(piece, self.mend)
        start = self.length + bool(self.parts)
        at, emphasis = start, []
        for run in runs:
            if run.style.bold or run.style.italic:
                emphasis.append(_solid(run.text, at))
            at += len(run.text)
        if at == start:
            return
        text = "".join(run.text for run in runs)
        self.parts.append(("\n" if self.parts else "") + text)
        self.length = at
        self.elements.append(
            Element(
                piece.kind,
                start,
                at,
                level=piece.level,
                group=piece.group,
                row=piece.row,
                column=piece.column,
                is_header_cell=piece.is_header_cell,
                page=piece.page,
                hint=piece.hint,
                emphasis=tuple(span for span in _merged(emphasis) if span.start < span.end),
            )
        )

    @property
    def text(self) -> str:
        """The text of all pieces."""
        return "".join(self.parts)


def _joined(piece: Piece, mend: Mender) -> list[Run]:
    """Return the runs of a piece's lines as one row, blanks collapsed and none at the ends."""
    runs: list[Run] = []
    first = piece.lines[0]
    if first.marker:
        runs.append(Run(first.marker + " ", first.runs[0].style if first.runs else PLAIN))
    for line in piece.lines:
        if not line.runs:
            continue
        if line is not first and runs:
            drop, between = mend(runs[-1].text, line.text)
            runs[-1] = Run((runs[-1].text[:-1] if drop else runs[-1].text) + between, runs[-1].style)
        runs.extend(line.runs)
    return _tidy(runs)


def _tidy(runs: list[Run]) -> list[Run]:
    tidy: list[Run] = []
    blank = True
    for run in runs:
        text = _SPACES.sub(" ", run.text.replace(SOFT, ""))
        if blank:
            text = text.lstrip(" ")
        if text:
            blank = text[-1] == " "
            tidy.append(Run(text, run.style))
    if tidy and tidy[-1].text.endswith(" "):
        tidy[-1] = Run(tidy[-1].text.rstrip(" "), tidy[-1].style)
    return tidy


def _solid(text: str, at: int) -> Span:
    lead = len(text) - len(text.lstrip(" "))
    return Span(at + lead, at + len(text.rstrip(" ")))


def _merged(spans: Sequence[Span]) -> list[Span]:
    """Return the spans, those that only a blank parts as one."""
    merged: list[Span] = []
    for span in spans:
        if merged and span.start <= merged[-1].end + 1:
            merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    return merged
