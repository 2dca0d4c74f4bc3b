"""Labels whose text runs on, whole or section by section: "6 ADVERSE REACTIONS The following … 6.1 Clinical Trials …".

The law fixes the titles and their numbers, so headings are found inside a line: titles in capitals, and numbers that go
on from the one before.  Where a title ends that no lexicon has, the sentence behind it says: with its first word, or by
saying the title again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Final

from extractors.labels.body_systems import body_system
from extractors.labels.run_on_tables import table_cuts
from extractors.labels.sections import COMMON_WORDS
from extractors.lexicons.loading import lexicon
from extractors.model import Document, Element, ElementKind, replace

_FEWEST_WORDS: Final = 30  # no heading and no item of a list has as many
_SHARE: Final = 0.5  # of the text runs on
_SIGNS: Final = ("ADVERSE", "WARNING", "Adverse Reactions", "PRECAUTIONS")
_ASIDE: Final = (ElementKind.NAVIGATION, ElementKind.FURNITURE, ElementKind.TABLE_CELL)
_ENDED: Final = re.compile(r"(?:[.:)\]%*†‡•]|\A)\s*\Z")
_PART: Final = re.compile(r"(?<!\S)(\d{1,2})\.(\d{1,2})\.?\s+(?=[A-Z])")
_REFERS: Final = re.compile(
    r"(?:\b(?:see|and|or|in|to|sections?|tables?|figures?|studies|study|version|of)|[(,\[])\s*\Z", re.I
)
_CAPITALS: Final = re.compile(
    r"(?:[A-Z][A-Z'’/-]+|[(),;:&]|AND|OR|[A-Z]\b(?=\s[A-Z]{2}))(?:[\s,;:]+(?:[(]?[A-Z][A-Z\d'’/-]+[),]?|&))*"
)
_BOXED: Final = re.compile(r"(?<!\S)(?:BOXED WARNING:?\s+)?WARNINGS?:\s+(?=[A-Z]{2})|(?<!\S)BOXED WARNING(?=\s)")
_TOKEN: Final = re.compile(r"\S+")
_JOINS: Final = frozenset("and or of in with to for the from by on at a an as after during vs vs. not due".split())
_BEGINS: Final = frozenset(
    "The In A An There Because Patients If These This During When While Since As It No Although Among Based Before Do "
    "Avoid Some Most Many Cases Data One Two Three At For All Treatment Use Like Following Postmarketing To".split()
)
_LONGEST_TITLE: Final = 16  # words
_AGAIN: Final = re.compile(r"(\S+(?: \S+){0,9}) (?=\1(?:\W|\Z))")
_BULLET: Final = re.compile(r"\s([•●▪■◦○*])\s+(?=\S)")
_SENTENCE: Final = re.compile(r"[.\])]\s+(?=[A-Z])")
_REPORT: Final = re.compile(r"(?<!\S)To report SUSPECTED ADVERSE REACTIONS\b")  # 21 CFR 201.57(a)(11)
_COLON: Final = re.compile(r":\s")
_CAPITAL: Final = re.compile(r"(?<!\S)[A-Z]")
_LONGEST_LABEL: Final = 90


def unrolled(document: Document) -> Document:
    """Return a label with a line for each heading, list item and list of a body system; one that has them as it is."""
    text = document.text
    if not any(sign in text for sign in _SIGNS):
        return document
    walk = _Walk(text)
    parts = [(element, list(walk.parts(element))) for element in document.elements]
    inside = sum(element.end - element.start for element, found in parts if len(found) > 1)
    if inside < _SHARE * len(text):
        return document
    return replace(document, elements=tuple(part for _, found in parts for part in found))


class _Walk:
    """Goes through the elements; ``section`` and ``part`` are the numbers of the last heading."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.section = self.part = 0

    def parts(self, element: Element) -> Iterator[Element]:
        """Yield an element, cut where headings, items and lists begin and end inside it."""
        start, end = element.start, element.end
        if element.kind in _ASIDE or self.text.count(" ", start, end) < _FEWEST_WORDS:
            yield element
            return
        headings = list(self._headings(start, end))
        if not headings:
            yield element
            return
        heads = {a for a, _ in headings}
        borders = sorted({start, end, *(at for pair in headings for at in pair)})
        for a, b in pairwise(borders):
            cuts = [a, b] if a in heads else self._cuts(a, b)
            for first, stop in pairwise(cuts):
                if words := self.text[first:stop].strip():
                    begin = self.text.index(words, first)
                    yield replace(
                        element, kind=ElementKind.LINE, start=begin, end=begin + len(words), emphasis=(), gap=1
                    )

    def _headings(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield where headings begin and end."""
        at = start
        found = sorted(
            [(m.start(), m) for pattern in (_titles(), _PART, _BOXED) for m in pattern.finditer(self.text, start, end)],
            key=lambda pair: (pair[0], -pair[1].end()),
        )
        for begin, mark in found:
            if begin < at:
                continue
            stop = self._end_of(mark, at, end)
            if stop:
                yield begin, stop
                at = stop

    def _end_of(self, mark: re.Match[str], at: int, end: int) -> int:
        """Return where the heading ends that may begin with a mark; 0 where none does."""
        before = self.text[max(at, mark.start() - 20) : mark.start()]
        if _REFERS.search(before):
            return 0
        if mark.re is _PART:
            section, part = int(mark[1]), int(mark[2])
            if section != self.section or part != self.part + 1:
                return 0
            self.part = part
            return title_end(self.text, mark.end(), end) or mark.end()
        if mark.re is _BOXED:
            return self._capitals(mark.end(), end) if not before.strip() or _ENDED.search(before) else 0
        if self.text[mark.end() : mark.end() + 2].strip()[:1] in tuple(",;.)]") and mark.end() < end:
            return 0
        if not mark[1] and not _ENDED.search(before):
            return 0
        if mark[1]:
            self.section, self.part = int(mark[1]), 0
        return mark.end()

    def _capitals(self, at: int, end: int) -> int:
        found = _CAPITALS.match(self.text, at, end)
        return found.end() if found else at

    def _cuts(self, start: int, end: int) -> list[int]:
        """Return where items and lists of body systems begin in running text."""
        text = self.text
        cuts = {start, end, *(found.start() + 1 for found in _BULLET.finditer(text, start, end))}
        if len(cuts) > 2:
            last = max(cuts - {end})
            if stop := _SENTENCE.search(text, last, end):
                cuts.add(stop.end())
        cuts.update(table_cuts(text, start, end))
        cuts.update(found.start() for found in _REPORT.finditer(text, start, end))
        for colon in _COLON.finditer(text, start, end):
            capitals = _CAPITAL.finditer(text, max(start, colon.start() - _LONGEST_LABEL), colon.start())
            label = next((c.start() for c in capitals if body_system(text[c.start() : colon.start()])), None)
            if label is not None:
                cuts.add(label)
        return sorted(cuts)


def title_end(text: str, start: int, end: int) -> int:
    """Return where the title ends that begins a stretch of running text; 0 where nothing says so.

    >>> line = "Clinical Trials Experience Because trials vary"
    >>> line[: title_end(line, 0, len(line))]
    'Clinical Trials Experience'
    >>> line = "Low Blood Sugar Low blood sugar was seen"
    >>> line[: title_end(line, 0, len(line))]
    'Low Blood Sugar'
    """
    if known := _parts().match(text, start, end):
        return known.end()
    tokens = [found.span() for _, found in zip(range(_LONGEST_TITLE), _TOKEN.finditer(text, start, end), strict=False)]
    words = [text[a:b] for a, b in tokens]
    small = " ".join(words).casefold()
    if (again := _AGAIN.match(small)) and (count := len(again[1].split())) < len(tokens):
        return tokens[count - 1][1]
    last = 0
    for index, word in enumerate(words):
        if index and word in _BEGINS and words[index - 1].casefold() not in _JOINS:
            return tokens[index - 1][1]
        if word[0].islower() and word not in _JOINS:
            return tokens[last - 1][1] if last else 0
        if word[0].isupper():
            last = index
    return 0


@cache
def _titles() -> re.Pattern[str]:
    """Return the pattern of the standard titles in capitals, with their number before them."""
    told = {
        title
        for row in lexicon("label_sections")
        for title in row["titles"].split("|")
        if title and title not in COMMON_WORDS
    }
    words = sorted((re.escape(title.upper()).replace("\\ ", r"\s+") for title in told), key=len, reverse=True)
    return re.compile(rf"(?<!\S)(?:(\d{{1,2}})\.?\s+)?(?:{'|'.join(words)})(?![\w-])")


@cache
def _parts() -> re.Pattern[str]:
    """Return the pattern of standard titles in small letters: those of the parts of sections."""
    told = {title for row in lexicon("label_sections") for title in row["titles"].split("|") if " " in title}
    words = sorted(map(re.escape, {*told, "immunogenicity", "pregnancy", "lactation"}), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(words)})(?=\s)", re.IGNORECASE)
