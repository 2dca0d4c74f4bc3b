"""Pages whose text runs on: a section, or the whole page, in one paragraph, as text is taken out of pages.

What opens a part, a section, or a list keeps its words there and loses its line.  So lines are put back where a formula
begins or ends; the walk through the page then reads them as it reads any text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Final

from extractors.bullets import BULLETS
from extractors.layouts.side_effects_page.consumer_lines import ListLabel, joined_label
from extractors.layouts.side_effects_page.consumer_lines import list_label as consumer_label
from extractors.layouts.side_effects_page.cues import Cue, cue_at, lead_in
from extractors.layouts.side_effects_page.glued import is_glued, parted
from extractors.layouts.side_effects_page.professional_lines import holds_mark, list_label
from extractors.layouts.side_effects_page.run_on_items import (
    commas_cost_less,
    items_between_spaces,
    items_in_sentences,
)
from extractors.lexicons.loading import lexicon
from extractors.model import Document, Element, ElementKind, replace

_LONG: Final = 160  # characters: a line that holds more than one formula is longer
# Words of which one at least stands in the middle of every element that runs on.
_SIGNS: Final = (
    *(
        " More common",
        " Less common",
        " Rare ",
        " Incidence not",
        " Common (",
        " Uncommon (",
        " Frequency not reported",
    ),
    *(" Postmarketing reports", "[Ref] ", " 2. ", " occur: ", " effect: ", " have: ", " them: "),
)
_AROUND: Final = 30
_FEWEST: Final = 2  # of what cannot stand in the middle of an element but where text runs on
_ASIDE: Final = (ElementKind.NAVIGATION, ElementKind.FURNITURE, ElementKind.TABLE_CELL)
_LINE: Final = ElementKind.LINE
_CAPITAL: Final = re.compile(r"(?<![^\s–•-])[A-Z]")
_TABS: Final = re.compile(r"Consumer\s+Professional(?:\s+FAQ)?(?=\s+[A-Z])")  # links to the parts of the page
_WINDOW: Final = 500  # characters: no formula and no lead-in is longer
_LABEL_WINDOW: Final = 160
_TITLE: Final = re.compile(r"\S[^.:]{0,120}? Side Effects(?=\s+[A-Z])")
_MARK: Final = re.compile(r"\[\s*Refs?\s*\](?=\s+[A-Z])", re.I)
_NUMBER: Final = re.compile(r"(?<!\S)(\d{1,3})\s?\.\s+(?=\S)")
_FIRST: Final = re.compile(
    r"(?:\]|\bReferences?:?)\s+(?=1\s?\.\s+[A-Z\"“])|\s(?=1\s?\.\s+(?:[\"“]|Cerner\b))"
    r"|(?<=[.)])\s+(?=1\s?\.\s+[A-Z][\w'’-]+ [A-Z]{1,3}[, ])"  # a surname and initials
)
_CONTEXT_WINDOW, _CAPITALS = 100, 12
_CONTEXT: Final = re.compile(r"(?<=[\])a-z.%])\s+([A-Z](?:[^:.;,\[\]()]|\([^()]{1,20}\)){1,80}:)\s*\Z")
_BULLET: Final = re.compile(rf"\s[{BULLETS}]\s")
_DASH: Final = re.compile(r"\s[*–-]\s")
_WARNING: Final = re.compile(r"WARNING/CAUTION\s*:[^:]*\Z")
_LABEL_WORDS: Final = frozenset("More Most Less Rare Incidence Frequency Signs Symptoms Very Common Uncommon".split())
_NEVER: Final = frozenset(["title", "told"])
_ENDS_SUMMARY: Final = frozenset(["consumer_part", "professional_part", "applies_to", "section", "intro"])
# What may stand before the name of a body system that begins a statement.
_ENDED: Final = re.compile(r"(?:[\]).:%\"]|(?<![^\s])(?!(?:of|and|or|the|in|with|to)\s)[A-Za-z\d/-]+|^)\s+\Z")
# Behind a frequency a body system's name is a reaction: "Uncommon (0.1% to 1%): Hypersensitivity".
_LABELLED: Final = re.compile(r"(?:%\)|\breported|\breports|[Cc]ommon|[Rr]are)\s*:\s+\Z")
_HEADS: Final = frozenset(["section", "consumer_part", "professional_part", "summary"])
_WORDS_A_MARK: Final = 12  # where marks part items, they have fewer words
_MANY: Final = 8  # formulas: a line that holds as many is not one of a section
_MOST_LINES: Final = 4  # of a page that stands on one line, had they the length of that
_SHORT_LINES: Final = 5
_FULL: Final = 60  # characters: a line that goes on in the next one, in text that runs on, has more


def unrolled(document: Document) -> Document:
    """Return the document with a line for each formula, statement and item of what runs on; others as they are."""
    text = document.text
    glued = is_glued(text)
    if glued:
        document = replace(document, elements=tuple(parted(text, document.elements)))
    runs_on = any(sign in text for sign in _SIGNS) if glued else _may_run_on(text, document.elements)
    if not runs_on:
        return document
    told = _walked(text, document.elements, 1 if glued else _FEWEST)
    if told and not glued:
        told = _walked(text, _joined(text, told))
    if not told:
        return document
    marked = _are_marked(text, [part for _, parts in told for part in parts if part.is_list])
    lines = (line for element, parts in told for line in _lines(text, element, parts, marked=marked))
    return replace(document, elements=tuple(lines))


def _walked(text: str, elements: Iterable[Element], fewest: int = _FEWEST) -> list[tuple[Element, list[_Part]]]:
    """Return the elements with their parts; nothing where too little begins inside them for a text that runs on."""
    walk = _Walk(text)
    told = [(element, walk.parts(element)) for element in elements]
    return told if len(walk.signs) >= fewest else []


def _joined(text: str, told: Sequence[tuple[Element, list[_Part]]]) -> Iterator[Element]:
    """Yield the elements; lines that end in mid-sentence beside one that runs on are joined with it.

    So end the lines of a page's source.  Where a page stands on one line, its other lines may be short as well.
    """
    has_no_lines = any(len(parts) >= _MANY and (e.end - e.start) * _MOST_LINES >= len(text) for e, parts in told)
    has_no_lines = has_no_lines and not _keeps_lists(told)
    joined: list[Element] = []
    runs_on = False
    for element, parts in told:
        is_beside = has_no_lines or runs_on or len(parts) > 1
        if joined and is_beside and _goes_on(text, joined[-1], element, any_width=has_no_lines):
            joined[-1] = replace(joined[-1], end=element.end)
            runs_on = True
        else:
            joined.append(element)
            runs_on = len(parts) > 1
    yield from joined


def _keeps_lists(told: Iterable[tuple[Element, list[_Part]]]) -> bool:
    """Tell a page whose lists kept their lines: so many short ones stand one below the other nowhere else."""
    run = 0
    for element, parts in told:
        run = run + 1 if len(parts) == 1 and element.end - element.start < _FULL else 0
        if run >= _SHORT_LINES:
            return True
    return False


def _goes_on(text: str, before: Element, element: Element, *, any_width: bool) -> bool:
    if element.kind is not _LINE or before.kind is not _LINE or element.gap:
        return False
    in_sentence = text[before.end - 1] not in ".!?]):" or text[element.start].islower()
    return any_width or (before.end - before.start >= _FULL and in_sentence)


def _may_run_on(text: str, elements: Sequence[Element]) -> bool:
    for element in elements:
        start, end = element.start + 1, element.end
        if end - start >= _LONG and any(text.find(sign, start, end) >= 0 for sign in _SIGNS):
            return True
    return False


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch between two cuts; a list, if what stands before it opens one."""

    start: int
    end: int
    is_list: bool = False


def _are_marked(text: str, lists: Sequence[_Part]) -> bool:
    """Tell whether marks part the items of all these lists, at which lines are taken apart anyway."""
    words = sum(text.count(" ", part.start, part.end) + 1 for part in lists)
    semicolons = sum(text.count(";", part.start, part.end) for part in lists)
    bullets = sum(len(_BULLET.findall(text, part.start, part.end)) for part in lists)
    if (semicolons + bullets) * _WORDS_A_MARK >= words:
        return True
    told = [(part.start, part.end) for part in lists if not items_in_sentences(text, part.start, part.end)]
    return commas_cost_less(text, told)


def _lines(text: str, element: Element, parts: Sequence[_Part], *, marked: bool) -> Iterator[Element]:
    if len(parts) < 2:
        yield element
        return
    for part in parts:
        for start, end in _items(text, part, marked=marked) if part.is_list else [(part.start, part.end)]:
            yield replace(element, kind=_LINE, start=start, end=end, emphasis=())


def _items(text: str, part: _Part, *, marked: bool) -> list[tuple[int, int]]:
    start, end = part.start, part.end
    if text[start] in "*–-":
        return _stretches(text, start, end, [found.start() + 1 for found in _DASH.finditer(text, start, end)])
    if text[start] in BULLETS:
        return [(start, end)]
    if sentences := items_in_sentences(text, start, end):
        return sentences
    return [(start, end)] if marked else items_between_spaces(text, start, end)


def _stretches(text: str, start: int, end: int, borders: Sequence[int] = ()) -> list[tuple[int, int]]:
    """Return what stands between borders, without the white space around it."""
    found = []
    for a, b in zip([start, *borders], [*borders, end], strict=True):
        solid = text[a:b].strip()
        if solid:
            begin = text.index(solid, a)
            found.append((begin, begin + len(solid)))
    return found


@dataclass(slots=True)
class _Walk:
    """Goes through the elements and finds what begins inside them."""

    text: str
    part: str = "head"
    found: int = 0  # of what begins inside an element and nowhere else but where text runs on
    signs: set[str] = field(default_factory=set)  # the words around each
    named: int = 0  # formulas inside an element that pages may join to the line before
    is_open: bool = False  # whether lists may follow
    number: int = 0  # of the last reference
    borders: dict[int, bool] = field(default_factory=dict)  # where something begins; whether it is a list

    def parts(self, element: Element) -> list[_Part]:
        """Return the parts of an element, cut where something begins."""
        found = self.found, self.named
        self.borders = {element.start: False}
        if element.kind not in _ASIDE:
            self._find(element.start, element.end)
        if (self.found, self.named) == found:
            return [_Part(element.start, element.end)]
        marks = sorted(self.borders)
        return [
            _Part(start, end, self.borders[at])
            for at, stop in pairwise([*marks, element.end])
            for start, end in _stretches(self.text, at, stop)
        ]

    def _find(self, start: int, end: int) -> None:
        text, at = self.text, start
        if self.part == "head" and (title := _TITLE.match(text, start, end)):
            at = title.end()
            self._name(at, start)
        firsts = [found.end() for found in _FIRST.finditer(text, at, end)]
        lead_ins = dict(_lead_ins(text, at, end))
        capitals = [found.start() for found in _CAPITAL.finditer(text, at, end)]
        if at == start and text[at].isupper() and capitals[:1] != [at]:
            capitals.insert(0, at)  # behind a joint
        for capital in capitals:
            if self.part == "professional" and any(at < first <= capital for first in firsts):
                self.part = "references"
            if capital >= at:
                at = self._begin(capital, start, end, lead_ins) or at
        self._cited(start, end, firsts)

    def _note(self, at: int, is_sign: bool) -> None:
        """Note a sign with the words around it: a statement that a page repeats tells it no more than once."""
        if is_sign:
            self.found += 1
            self.signs.add(self.text[max(0, at - _AROUND) : at + _AROUND])

    def _name(self, at: int, start: int) -> None:
        self.named += at > start
        self.borders[at] = False

    def _begin(self, at: int, start: int, end: int, lead_ins: Mapping[int, int]) -> int | None:
        """Take what begins with a capital letter; return where it ends if something is known to begin there."""
        if self.part == "consumer" and at in lead_ins:
            self._note(at, lead_ins[at] < end)
            return self._opens(at, lead_ins[at])
        found = cue_at(self.text, at, min(end, at + _WINDOW))
        if found and found[0].action not in _NEVER and (self.part != "summary" or found[0].action in _ENDS_SUMMARY):
            return self._cue(at, start, *found)
        if tabs := _TABS.match(self.text, at, end):
            self._name(at, start)
            self.borders[tabs.end()] = False
            return tabs.end()
        if self.part == "professional":
            return self._system(at, start, end) or self._frequency(at, start, end)
        return self._label(at, end)

    def _opens(self, at: int, stop: int) -> int:
        self.borders[at] = False
        self.borders[stop] = True
        self.is_open = True
        return stop

    def _cue(self, at: int, start: int, cue: Cue, stop: int) -> int:
        self._name(at, start)
        if cue.action == "professional_part":
            self.part = "professional"
        elif cue.action == "references":
            self.part, self.number = "references", 0
        elif cue.action == "summary":
            self.part = "summary"
        elif self.part in ("head", "summary") and (cue.action in ("consumer_part", "applies_to") or cue.kind):
            self.part = "consumer"
        if cue.action in _HEADS:
            self.borders[stop] = False
            return stop
        return at + 1

    def _label(self, at: int, end: int) -> int | None:
        word = self.text[at : at + 12].split(maxsplit=1)[0].rstrip(":")
        if self.part != "consumer" or not self.is_open or word not in _LABEL_WORDS:
            return None
        found = (
            self._marked_label(at, end, _BULLET)
            or joined_label(self.text, at, end)
            or self._marked_label(at, end, _DASH)
        )
        if found is None:
            return None
        self._note(at, at not in self.borders)
        self.borders[at] = False
        self.borders[found[1]] = True
        return found[1] + 1

    def _marked_label(self, at: int, end: int, mark: re.Pattern[str]) -> tuple[ListLabel, int] | None:
        bullet = mark.search(self.text, at, min(end, at + _LABEL_WINDOW))
        label = consumer_label(self.text, at, bullet.start()) if bullet else None
        return (label, bullet.start() + 1) if bullet and label else None

    def _frequency(self, at: int, start: int, end: int) -> int | None:
        if list_label(self.text, at, min(end, at + _LABEL_WINDOW)) is None:
            return None
        at -= at > start and self.text[at - 1] in "-–•"
        self._note(at, at not in self.borders)
        context = _CONTEXT.search(self.text, max(start, at - _CONTEXT_WINDOW), at)
        self.borders[context.start(1) if context else at] = False
        return at + 1

    def _system(self, at: int, start: int, end: int) -> int | None:
        found = _systems().match(self.text, at, end)
        before = max(start, at - _CONTEXT_WINDOW)
        if found is None or not _ENDED.search(self.text, before, at) or _LABELLED.search(self.text, before, at):
            return None
        self._note(at, at not in self.borders)
        self.borders[at] = self.borders[found.end()] = False
        return found.end()

    def _cited(self, start: int, end: int, firsts: Sequence[int]) -> None:
        if self.part != "consumer" and holds_mark(self.text, start, end):
            self.borders |= {mark.end(): False for mark in _MARK.finditer(self.text, start, end)}
        for first, stop in pairwise([*firsts, end] if firsts or self.part != "references" else [start, end]):
            self.number = 0 if first in firsts else self.number
            for number in _NUMBER.finditer(self.text, first, stop):
                if int(number[1]) == self.number + 1:
                    self.number += 1
                    self._note(number.start(), number.start() not in self.borders)
                    self.borders[number.start()] = False


def _lead_ins(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where sentences that open a list begin and end: each at the last capital letter that makes one."""
    last = start
    colon = text.find(":", start, end)
    while colon >= 0:
        capitals = [found.start() for found in _CAPITAL.finditer(text, max(last, colon - _WINDOW), colon)]
        for at in capitals[: -_CAPITALS - 1 : -1]:
            if _opens_list(text, at, colon + 1):
                warning = _WARNING.search(text, max(start, at - _LABEL_WINDOW), at)
                yield warning.start() if warning else at, colon + 1
                break
        last = colon + 1
        colon = text.find(":", last, end)


def _opens_list(text: str, start: int, end: int) -> bool:
    if found := cue_at(text, start, end):
        return found[0].action in ("lead_in", "lead_in_to_sentences") and found[1] >= end
    return lead_in(text[start:end]) is not None


@cache
def _systems() -> re.Pattern[str]:
    names = sorted({row["name"] for row in lexicon("body_systems")}, key=len, reverse=True)
    return re.compile("(?:" + "|".join(names) + r")(?:\s*+:)?\s++(?=[A-Z\d(])")
