"""Where the parts of EU product information and their numbered sections begin and end.

The titles are those of the EMA's QRD templates (older and newer wording) and of the EC guideline on the SmPC; they are
told from a table of contents by what follows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from extractors.lexicons.loading import lexicon
from extractors.model import Document, Element, ElementKind
from schemas.vocab import SectionKind

_NUMBER = re.compile(r"(?:section\s+)?(\d{1,2}(?:\.\d{1,2})?)(?:\s*[.):]+\s*|\s+|(?=[A-Z]))", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[a-z]+")
_PROFESSIONALS = re.compile(
    r"[-–—_<>\s]*(?:the following )?(?:information|instructions?|practical information)\b.{0,60}?"
    r"\bfor (?:medical (?:or|and) )?health\s?care professionals?(?: only)?",
    re.IGNORECASE | re.DOTALL,
)
_BOOKMARK = re.compile(r"(?:ANNEX I\s+)?SUMMARY OF PRODUCT CHARACTERISTICS", re.IGNORECASE)
_RULE = re.compile(r"[-–—_.]{10,}\s*$")
_SENTENCE_SIGN = re.compile(r"[.,:;!](?:\s|$)")
_LONGEST_TITLE = 170
_LONGEST_WORD = 24
_CONTENTS_RUN = 3
_LONGEST_REST = 60


@dataclass(frozen=True, slots=True)
class Title:
    """A section title of the templates."""

    part: str
    number: str
    kind: SectionKind
    needs_number: bool
    pattern: re.Pattern[str]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A title found: elements ``first`` to ``last`` (exclusive) hold it; ``number`` is as printed."""

    first: int
    last: int
    part: str
    number: str
    kind: SectionKind
    printed: str | None
    is_open: bool = False


@dataclass(slots=True)
class Part:
    """A part of a document: elements ``first`` to ``last`` (exclusive), its head and its sections."""

    family: str
    first: int
    last: int = 0
    marks: list[Mark] = field(default_factory=list)
    name: str | None = None


@cache
def _titles() -> dict[str, tuple[Title, ...]]:
    """Return the titles by their first word."""
    found: dict[str, list[Title]] = {}
    for row in lexicon("qrd_titles"):
        stem = row["title"].removesuffix("{rest}")
        words = stem.split()
        is_open = words[-1] == "{product}"
        pattern = r"\s+".join(_fragment(word) for word in words)
        end = r"(?:\W.{0,110}?|s\b.{0,110}?)?" if stem != row["title"] else r"\s*[.:*]?\s*"
        title = Title(
            row["part"],
            row["number"],
            SectionKind(row["kind"]),
            row["needs_number"] == "1",
            re.compile(pattern + end, re.IGNORECASE),
            is_open,
        )
        found.setdefault(_first_word(stem), []).append(title)
    return {word: tuple(titles) for word, titles in found.items()}


def _first_word(text: str) -> str:
    found = _WORD.match(text.lower())
    return found[0] if found else ""


def _fragment(word: str) -> str:
    return r"\S.{0,110}?" if word == "{product}" else re.escape(word).replace(r"\-", r"[-‐‑ ]\s?")


@cache
def _part_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (row["part"], re.compile(row["pattern"].replace(" ", r"\s+"), re.IGNORECASE))
        for row in lexicon("product_information_parts")
    )


@cache
def _part_words() -> frozenset[str]:
    return frozenset("annex a b summary labelling minimum particulars package patient".split())


class _Finder:
    """Looks for titles among the elements of one document."""

    def __init__(self, document: Document) -> None:
        self.text = document.text
        self.elements = document.elements

    def titles_at(self, index: int) -> list[Mark]:
        """Return the readings of the element as a section title, the longest first."""
        start = self.elements[index].start
        if not self.text[start].isdigit():
            word = _first_word(self.text[start : start + _LONGEST_WORD])
            if word != "section" and word not in _titles():
                return []
        for last in range(index + 1, min(index + 4, len(self.elements) + 1)):
            words = self._joined(index, last)
            if words is None:
                break
            if found := self._read(index, last, words):
                return found
        return []

    def _joined(self, first: int, last: int) -> str | None:
        """Return the elements as one line; None where they are too long or too far apart for a title."""
        start, end = self.elements[first].start, self.elements[last - 1].end
        if end - start > _LONGEST_TITLE or (last - first > 1 and self.elements[last - 1].kind is ElementKind.LIST_ITEM):
            return None
        words = _SPACE.sub(" ", self.text[start:end])
        if last - first > 1 and self.elements[last - 1].gap > 1:
            return None
        return words

    def _read(self, first: int, last: int, words: str) -> list[Mark]:
        number = _NUMBER.match(words)
        body = words[number.end() :] if number else words
        printed = number[1] if number else None
        is_heading = self.elements[first].kind is ElementKind.HEADING
        bare = number is None and not _SENTENCE_SIGN.search(body)
        return [
            Mark(first, last, t.part, t.number, t.kind, printed, t.is_open)
            for t in _titles().get(_first_word(body), ())
            if t.pattern.fullmatch(body)
            and (printed == t.number or (printed is None and (is_heading or (bare and not t.needs_number))))
        ]

    def part_at(self, index: int) -> str | None:
        """Return the part that an element opens."""
        element = self.elements[index]
        if element.end - element.start > _LONGEST_TITLE:
            return None
        if _first_word(self.text[element.start : element.start + _LONGEST_WORD]) not in _part_words():
            return None
        words = self.text[element.start : element.end]
        return next((part for part, pattern in _part_patterns() if pattern.fullmatch(words)), None)


def _readings(document: Document) -> tuple[dict[int, list[Mark]], dict[int, str]]:
    finder = _Finder(document)
    titles: dict[int, list[Mark]] = {}
    parts: dict[int, str] = {}
    beyond = 0
    for index, element in enumerate(document.elements[: _before_bookmarks(document)]):
        if index < beyond or element.kind in (ElementKind.TABLE_CELL, ElementKind.NAVIGATION, ElementKind.FURNITURE):
            continue
        if part := finder.part_at(index):
            parts[index] = part
        elif marks := finder.titles_at(index):
            titles[index] = marks
            beyond = marks[0].last
    return _numbered_alike(titles), parts


def _numbered_alike(titles: dict[int, list[Mark]]) -> dict[int, list[Mark]]:
    """Drop leaflet titles without a number where others carry that number: they are words of the text."""
    printed = {(m.part, m.number) for marks in titles.values() for m in marks if m.printed}
    return {
        index: marks
        for index, marks in titles.items()
        if marks[0].printed or (marks[0].part, marks[0].number) not in printed
    }


def contents_entries(titles: dict[int, list[Mark]], elements: Sequence[Element]) -> set[int]:
    """Return the titles that are entries of a table of contents: leaflet titles with nothing but titles between."""
    entries: set[int] = set()
    run: list[int] = []
    for index in [*sorted(titles), len(elements)]:
        mark = titles[index][0] if index in titles else None
        if run and (mark is None or not _follows(titles[run[-1]][0], mark, elements)):
            if len(run) >= _CONTENTS_RUN:
                entries.update(run)
            run = []
        if mark is not None and mark.part == "package_leaflet":
            run.append(index)
    return entries


def _follows(before: Mark, mark: Mark, elements: Sequence[Element]) -> bool:
    """Tell whether two titles stand one after the other, nothing between but the rest of a wrapped title."""
    between = elements[before.last : mark.first]
    wraps = before.is_open and len(between) == 1 and between[0].kind is ElementKind.LINE and not between[0].gap
    near = not between or (wraps and between[0].end - between[0].start <= _LONGEST_REST)
    return mark.part == "package_leaflet" and int(mark.number) > int(before.number) and near


def outline(document: Document) -> tuple[list[Part], set[int]]:
    """Return the parts of a document in order, and the elements that are entries of a table of contents."""
    titles, parts = _readings(document)
    contents = contents_entries(titles, document.elements)
    found = list(_parts(document, titles, parts, contents))
    for part, following in zip(found, [*found[1:], None], strict=False):
        part.last = following.first if following else _before_bookmarks(document)
        _end_at_professionals(document, part)
    kept = _merged([p for p in found if p.marks or p.family != "package_leaflet"])
    return _named(kept), contents


def _parts(
    document: Document, titles: dict[int, list[Mark]], parts: dict[int, str], contents: set[int]
) -> Iterator[Part]:
    current: Part | None = None
    for index in sorted({*titles, *parts}):
        if family := parts.get(index):
            if current is None or current.family != family or (current.marks and _is_anew(current, family)):
                if current:
                    yield current
                current = Part(family, index)
            continue
        if index in contents:
            continue
        mark = _fitting(titles[index], current)
        if current is None or _opens(mark, current):
            if current:
                yield current
            current = Part(mark.part, index)
        if mark.part == current.family and _ascends(mark, current):
            current.marks.append(mark)
    if current:
        yield current


_TELLTALE = re.compile(
    r"\n(?:[^\S\n]|[\-•*])*+(?=[\dswbhpcfquo])(?:section\s+)?(?:\d{1,2}(?:\.\d)?[.):]?\s*)?(?:"
    r"(?P<leaflet>what\b.{1,90}\b(?:is|are)\s+(?:and what|used)|what you need to know|before (?:you|taking|using)|"
    r"how (?:to (?:take|use|store)|.{1,60}\bgiven)|possible side.effects|contents of (?:the )?pack|"
    r"further information)|"
    r"(?P<smpc>qualitative and quantitative composition|clinical particulars|undesirable effects|posology and method|"
    r"special warnings and|pharmacodynamic properties|pharmaceutical particulars|overdose(?=\s*$)))",
    re.MULTILINE,
)


@lru_cache(maxsize=4)
def families_in(text: str) -> dict[str, int]:
    """Return how many different titles of leaflets and of SmPCs stand at the beginning of a line.

    >>> families_in("1. What Examplix is and what it is used for\\n4. Possible side effects")
    {'package_leaflet': 2, 'smpc': 0}
    """
    leaflet: set[str] = set()
    smpc: set[str] = set()
    for found in _TELLTALE.finditer("\n" + text.lower()):
        title = found["leaflet"] or found["smpc"]
        words = title.split()
        (leaflet if found["leaflet"] else smpc).add(
            f"{words[0]} {words[2] if words[:2] == ['how', 'to'] else words[1:2]}"
        )
    return {"package_leaflet": len(leaflet), "smpc": len(smpc)}


def _is_anew(part: Part, family: str) -> bool:
    return family in ("smpc", "package_leaflet")


def _fitting(marks: list[Mark], current: Part | None) -> Mark:
    """Return the reading that fits the part in which the title stands."""
    family = current.family if current else None
    return next((mark for mark in marks if mark.part == family), marks[0])


def _opens(mark: Mark, current: Part) -> bool:
    """Tell whether a title opens a part of its own: the first section of another part, or of another leaflet."""
    if mark.part == "labelling":
        return False
    if mark.part != current.family:
        return mark.number == "1" and not (mark.part == "smpc" and current.family == "labelling")
    if not current.marks or mark.part != "package_leaflet":
        return mark.part == "smpc" and mark.number == "1" and len(current.marks) > 5
    return mark.number == "1" and float(current.marks[-1].number or 0) >= 4


def _ascends(mark: Mark, part: Part) -> bool:
    """Tell whether a section follows those before it; in labelling, each pack starts anew."""
    if not part.marks or part.family == "labelling":
        return True
    return _rank(mark.number) > _rank(part.marks[-1].number)


def _rank(number: str) -> tuple[int, ...]:
    return tuple(int(n) for n in number.split("."))


def _before_bookmarks(document: Document) -> int:
    """Return where the bookmarks begin that PDF readers put at the end, each line indented by a tab."""
    text, elements = document.text, document.elements
    for index in range(len(elements) - 1, 0, -1):
        start = elements[index].start
        if start < len(text) // 4:
            break
        if text[start - 1] == "\t" and _BOOKMARK.match(text, start):
            return index
    return len(elements)


def _end_at_professionals(document: Document, part: Part) -> None:
    """Part the information for healthcare professionals from the last section of a leaflet."""
    if part.family != "package_leaflet" or not part.marks or _rank(part.marks[-1].number) < (5,):
        return
    for index in range(part.marks[-1].last, part.last):
        element = document.elements[index]
        head = document.text[element.start : min(element.end, element.start + 200)]
        if len(head) > 20 and _PROFESSIONALS.match(head):
            before = document.elements[index - 1]
            tears = bool(_RULE.match(document.text[before.start : before.end]))
            first = index - 1 if tears and index - 1 >= part.marks[-1].last else index
            part.marks.append(Mark(first, index + 1, part.family, "", SectionKind.OTHER, None))
            return


def _merged(parts: list[Part]) -> list[Part]:
    """Join a title page without sections to the part that it announces."""
    kept: list[Part] = []
    for part in parts:
        if kept and kept[-1].family == part.family and not kept[-1].marks:
            kept[-1] = replace(part, first=kept[-1].first)
        else:
            kept.append(part)
    return kept


def _named(parts: list[Part]) -> list[Part]:
    """Give the parts their names: smpc, conditions, labelling, package_leaflet_1, …; none to a part that is alone."""
    if len(parts) < 2:
        return parts
    for family in {part.family for part in parts}:
        same = [part for part in parts if part.family == family]
        for number, part in enumerate(same, start=1):
            alone = len(same) == 1 and family != "package_leaflet"
            part.name = family if alone else f"{family}_{number}"
    return parts
