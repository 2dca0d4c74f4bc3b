"""The sections of a label that tell professionals of effects: adverse reactions, warnings, overdosage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby

from extractors.bullets import BULLETS
from extractors.labels.body_systems import body_system
from extractors.labels.filing import Filer, Filing, is_list
from extractors.labels.sections import Reading, reading_of_title
from extractors.labels.tables import SystemSections, TableReader, grid_of
from extractors.lexicons.loading import lexicon
from extractors.model import Element, ElementKind, Frequency, Span, collapse, replace
from schemas.vocab import Basis, BlockRole, FrequencyClass, FrequencyScale

_LABEL = re.compile(
    rf"\s*(?:[{BULLETS}*–-]\s+)?"
    r"([A-Z][^:.;()\[\]]{2,80}(?:\([^()]*\))?)\s*(?::|\s[-–—]\s|[-–—]{2})\s*(?=\S)"
)
_LEADS_TO_EFFECTS = re.compile(
    r"\b(?:adverse|reactions?|events?|effects?|symptoms?|signs?|reported|observed|occur\w*|include\w*|"
    r"identified|experience[sd]?)\b(?:\s+\S+){0,14}\s*:\s*$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"(?:with|who|whose|in|for|are|is|have|has|that|if|when|patients|those|use|prior|concomitant)\b", re.I
)
_NEXT_LABEL = re.compile(r"[;.]\s+(?=([A-Z][^:.;()\[\]]{2,80}(?:\([^()]*\))?):\s)")
_SPELLS_OUT = re.compile(r"\b(?:includ(?:es?|ing)|preferred terms?|consists? of|composite)\b", re.IGNORECASE)
_LONGEST_HEADING = 120
_LONGEST_ITEM_WORDS = 16
_BULLETS = f" {BULLETS}*?–—-"


@cache
def _frequencies() -> dict[str, Frequency]:
    return {
        row["name"]: Frequency(
            None,
            FrequencyClass(row["category"]),
            FrequencyScale.PERCENT,
            min_pct=float(row["min_pct"]),
            max_pct=float(row["max_pct"]),
        )
        for row in lexicon("label_frequencies")
    }


def frequency_label(text: str, span: Span) -> Frequency | None:
    """Return the frequency that a label before a list names ("Infrequent"), None where it names none.

    >>> frequency_label("Infrequent", Span(0, 10)).min_pct
    0.1
    """
    found = _frequencies().get(collapse(span.of(text)).casefold())
    return replace(found, span=span, basis=Basis.STATED) if found else None


class ProfessionalText:
    """Reads the elements of one section into blocks and effects."""

    def __init__(self, filer: Filer, base: Filing, reading: Reading, names: frozenset[str]) -> None:
        self.filer, self.reading = filer, reading
        self.text = filer.text
        self.tables = TableReader(filer, base, names)
        self.systems = SystemSections(filer, base)
        self.lead = ""
        self.is_labelled = False

    def read(self, elements: Iterable[Element]) -> None:
        """Read a section's own elements, without those of its subsections."""
        for is_table, group in grouped(elements):
            if is_table:
                self._table(group)
                continue
            self._one(group[0])
            self.systems.reach(group[0].end)

    def _table(self, group: list[Element]) -> None:
        cells = [e for e in group if e.kind is ElementKind.TABLE_CELL and e.hint != "footnote"]
        for element in group:
            if element.kind is not ElementKind.TABLE_CELL or element.hint == "footnote":
                self._beside_table(element)
        caption = " ".join(e.span.of(self.text) for e in group if e.hint == "caption") or self.lead
        self.systems.close()
        if not cells:
            return
        if cells[0].hint == "highlight":
            self._plain(cells)
        else:
            self.tables.read(grid_of(cells), collapse(caption), self.reading is Reading.EFFECTS)

    def _beside_table(self, element: Element) -> None:
        """Add a caption, or a footnote: one that spells out a row ("includes …") names effects."""
        role = BlockRole.LABEL if element.hint == "caption" else BlockRole.STATEMENT
        block = self.filer.draft.element(role, element, self.tables.base.section)
        if element.hint == "footnote" and _SPELLS_OUT.search(element.span.of(self.text)):
            self.filer.prose(self.tables.base, block, element.span)

    def _plain(self, elements: list[Element]) -> None:
        self.filer.draft.block(
            BlockRole.STATEMENT, Span(elements[0].start, elements[-1].end), self.systems.current.section
        )

    def _one(self, element: Element) -> None:
        if self.is_labelled:  # a system before a colon holds for its own paragraph only
            self.systems.close()
            self.is_labelled = False
        if element.kind is ElementKind.FURNITURE:
            self.filer.draft.element(BlockRole.BOILERPLATE, element, self.systems.current.section)
        elif element.hint in ("highlight", "footnote", "caption"):
            self._plain([element])
        elif element.kind is ElementKind.LIST_ITEM:
            self._stated(element, self._expects_effects())
        elif self._is_heading(element):
            self._heading(element)
        else:
            self.lead = element.span.of(self.text)
            self._stated(element, False)

    def _expects_effects(self) -> bool:
        """Say whether list items are effects: in adverse reactions, and elsewhere where the sentence before says so."""
        return self.reading is Reading.EFFECTS or self._is_announced()

    def _is_announced(self) -> bool:
        """Say whether the last paragraph opens a list of effects."""
        return self.lead.rstrip().endswith(":") and bool(_LEADS_TO_EFFECTS.search(self.lead))

    def _is_heading(self, element: Element) -> bool:
        """Say whether a paragraph is a heading: short, emphasised as a whole, and no sentence."""
        words = element.span.of(self.text).strip()
        if element.hint == "heading":
            return True
        return (
            len(words) <= _LONGEST_HEADING and is_emphasised(element, self.text) and is_list(words) and words[-1] != "."
        )

    def _heading(self, element: Element) -> None:
        self.systems.close()
        words = element.span.of(self.text)
        system = body_system(words)
        if system:
            self.systems.open(system, Span(element.start, element.start + len(words.rstrip(" :."))), element.end)
        self.filer.draft.element(BlockRole.HEADING, element, self.systems.current.section)
        self.lead = ""

    def _stated(self, element: Element, expects_effects: bool) -> None:
        """Read a paragraph or an item: "System: a, b, c", "Frequent: a, b", an effect, a list, or sentences."""
        label = _LABEL.match(self.filer.plain, *element.span)
        if label and self._labelled(element, Span(*label.span(1)), Span(label.end(), element.end)):
            return
        filing = self.systems.current
        words = collapse(element.span.of(self.filer.plain))
        if expects_effects and self._is_name(words):
            block = self.filer.draft.element(BlockRole.LIST_ITEM, element, filing.section)
            self.filer.item(filing, block, element.span)
            return
        block = self.filer.draft.element(BlockRole.STATEMENT, element, filing.section)
        if self._is_bare_list(words):
            self.filer.inline(filing, block, element.span)
        elif element.kind is not ElementKind.LIST_ITEM or not _NO_NAME.match(words):
            self.filer.prose(filing, block, element.span)

    def _is_name(self, words: str) -> bool:
        """Say whether a list item names an effect, rather than telling of one or of the patients at risk."""
        name = words.lstrip(_BULLETS)
        if _NO_NAME.match(name) or reading_of_title(name) is Reading.NONE:
            return False
        return is_list(name) and len(name.split()) <= _LONGEST_ITEM_WORDS

    def _is_bare_list(self, words: str) -> bool:
        """Say whether a paragraph is only the list that the paragraph before it opens."""
        return is_list(words) and "," in words and self._is_announced() and words != collapse(self.lead)

    def _labelled(self, element: Element, label: Span, rest: Span) -> bool:
        """Read "label: rest" where the label is a body system or a frequency; False where it is neither."""
        words = label.of(self.text)
        filing = self.systems.current
        if system := body_system(words):
            self.systems.close()
            filing = self.systems.open(system, label, element.end)
            self.is_labelled = True
        elif often := frequency_label(self.text, label):
            filing = replace(filing, frequency=often)
        else:
            return False
        self.filer.draft.block(BlockRole.LABEL, Span(element.start, rest.start), filing.section)
        after = self._next_label(rest)
        stop = after.start if after else rest.end
        self._list_or_prose(filing, Span(rest.start, stop))
        if after:
            colon = self.text.index(":", after.end) + 1
            self.systems.reach(stop)
            self._labelled(replace(element, start=stop), after, Span(colon, element.end))
        return True

    def _next_label(self, span: Span) -> Span | None:
        """Return the next body system or frequency that labels a list of its own inside a paragraph."""
        for found in _NEXT_LABEL.finditer(self.text, *span):
            label = Span(*found.span(1))
            if body_system(label.of(self.text)) or frequency_label(self.text, label):
                return label
        return None

    def _list_or_prose(self, filing: Filing, span: Span) -> None:
        block = self.filer.draft.block(BlockRole.STATEMENT, span, filing.section)
        if is_list(span.of(self.filer.plain)):
            self.filer.inline(filing, block, span)
        else:
            self.filer.prose(filing, block, span)


def grouped(elements: Iterable[Element]) -> Iterator[tuple[bool, list[Element]]]:
    """Yield the elements, those of one table together and marked so."""
    for (is_table, _), group in groupby(elements, key=_table_key):
        if is_table:
            yield from ((True, part) for part in _with_whole_rows(list(group)))
        else:
            yield False, list(group)


def _with_whole_rows(group: list[Element]) -> Iterator[list[Element]]:
    """Yield the elements of a table, broken where a caption or a note stands between two cells of one row."""
    start = 0
    last: Element | None = None
    for index, element in enumerate(group):
        if element.kind is not ElementKind.TABLE_CELL or element.hint == "footnote":
            continue
        if last and last.row == element.row and group[index - 1] is not last:
            yield group[start:index]
            start = index
        last = element
    yield group[start:]


def _table_key(element: Element) -> tuple[bool, int]:
    in_table = element.kind is ElementKind.TABLE_CELL or (
        element.level == 0 and element.hint in ("caption", "footnote")
    )
    return (True, element.group) if in_table and element.group is not None else (False, id(element))


def is_emphasised(element: Element, text: str) -> bool:
    """Say whether emphasis covers all the words of an element."""
    inside = sum(s.end - s.start for s in _merged(element.emphasis))
    return bool(element.emphasis) and inside >= len(element.span.of(text).strip(" :.\n")) - 2


def _merged(spans: tuple[Span, ...]) -> list[Span]:
    """Return the outermost of spans that lie within one another."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if not found or span.start >= found[-1].end:
            found.append(span)
    return found
