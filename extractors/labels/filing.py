"""How effects found in a label are put into a draft: in which section, of what kind, with what context."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.draft import Draft
from extractors.effects import inline_elements, item_span
from extractors.frequency import percent_bounds
from extractors.model import NO_FREQUENCY, Effect, Frequency, Span, record
from extractors.prose.paragraphs import Statement, prose_effects
from extractors.terms.splitting import terms_of
from schemas.vocab import Audience, Basis, Extraction, FrequencyScale, SectionKind, Urgency

_CROSS_REFERENCE = re.compile(
    r"(?:\[\s*see|\(\s*see\b)[^\[\]()]*(?:\([^()]*\)[^\[\]()]*)*[\])]|\(\s*\d{1,2}\.\d{1,2}(?:\s*,\s*\d{1,2}(?:\.\d{1,2})?)*\s*\)",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"\s*(?:(?:and/or|and|or|as well as)\s+)?(?:(?:including|such as|e\.g\.|i\.e\.),?\s+)?", re.IGNORECASE
)
_LAST_JOINT = re.compile(r"(?<!\s)\s++(?:and/or|and|or)\s+", re.IGNORECASE)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|may|might|can|could|should|would|will|must|occurs?|occurred|reported|observed|"
    r"includes?|included|did|does|do|developed|experienced|received|treated)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?](?=\s+[A-Z“\"(]|\s*$)")
_FIGURE = re.compile(r"\(([^()]*\d\s*%[^()]*)\)|(?<![\d(])((?:[<>≤≥]\s*+|(?<!\s)\s++)?\d+(?:\.\d+)?\s*%)")
_TRIM = " \t\n\r\f\v\xa0.,;:"


@record
class Filing:
    """Where effects go: the section, its kind, how urgent they are, under which system and in what context."""

    section: int
    kind: SectionKind
    urgency: Urgency | None = None
    body_system: str | None = None
    context: tuple[Span, ...] = ()
    frequency: Frequency = NO_FREQUENCY

    @property
    def audience(self) -> Audience:
        """Whom the section addresses."""
        return self.kind.audience or Audience.PROFESSIONAL


def masked(text: str) -> str:
    """Return ``text`` with its references to other sections blanked out, every other character in its place.

    >>> masked("Rash [see Warnings (5.1)] and cough (5.2, 6)")
    'Rash                      and cough         '
    """
    return _CROSS_REFERENCE.sub(lambda found: " " * len(found[0]), text)


def solid(text: str, span: Span) -> Span:
    """Return ``span`` without white space and punctuation at its ends."""
    start, end = span
    while start < end and text[start] in _TRIM:
        start += 1
    while end > start and text[end - 1] in _TRIM:
        end -= 1
    return Span(start, end)


def is_list(words: str) -> bool:
    """Say whether words are a list of effects rather than a sentence about them.

    >>> is_list("Rash, hives, and itching."), is_list("Rash was seen in 3 patients, hives in 2.")
    (True, False)
    """
    return not _FINITE.search(words)


def first_sentence(text: str, span: Span) -> Span:
    """Return the first sentence of a span, without its full stop."""
    found = _SENTENCE_END.search(text, *span)
    return Span(span.start, found.start()) if found and found.start() > span.start else span


def elements_of(text: str, span: Span) -> Iterator[Span]:
    """Yield the elements of an inline list, the "and" before the last one left out and what it joins parted.

    >>> line = "Nausea, rash or hives"
    >>> [s.of(line) for s in elements_of(line, Span(0, 21))]
    ['Nausea', 'rash', 'hives']
    """
    found = inline_elements(text, *span)
    for index, element in enumerate(found):
        joint = _JOINT.match(text, *element)
        start = joint.end() if joint else element.start
        parts = [Span(start, element.end)]
        if index == len(found) - 1 and start == element.start:
            parts = _parted(text, parts[0])
        for part in parts:
            clean = solid(text, part)
            if clean.end > clean.start:
                yield clean


def _parted(text: str, span: Span) -> list[Span]:
    """Return the two sides of a last element "rash or hives"; the words of a longer phrase may belong together."""
    joints = list(_LAST_JOINT.finditer(text, *span))
    if len(joints) != 1 or len(span.of(text).split()) > 4 or "(" in span.of(text):
        return [span]
    return [Span(span.start, joints[0].start()), Span(joints[0].end(), span.end)]


def figure_in(text: str, span: Span) -> Frequency:
    """Return the frequency that stands inside an element of a list: "nausea (8.3%)", "rash (<1%)".

    >>> figure_in("nausea (8.3%)", Span(0, 13)).max_pct
    8.3
    """
    found = _FIGURE.search(text, *span)
    bounds = percent_bounds(found[0]) if found else None
    if not found or not bounds:
        return NO_FREQUENCY
    group = 1 if found[1] else 2
    return Frequency(Span(*found.span(group)), None, FrequencyScale.PERCENT, min_pct=bounds[0], max_pct=bounds[1])


class Filer:
    """Puts effects into a draft; ``plain`` is the text without references to other sections.

    ``drug`` names the label's own drug, names parted by slashes: no group of patients for running text.
    """

    def __init__(self, draft: Draft, drug: str | None = None) -> None:
        self.draft, self.drug = draft, drug
        self.text = draft.text
        self.plain = masked(draft.text)

    def add(self, filing: Filing, block: int, span: Span, extraction: Extraction, frequency: Frequency) -> None:
        """Add one effect with its own frequency or, failing that, the one of its list."""
        self._add(filing, block, Statement(span, (), frequency), extraction)

    def _add(self, filing: Filing, block: int, said: Statement, extraction: Extraction) -> None:
        self.draft.effects.append(
            Effect(
                section=filing.section,
                block=block,
                audience=filing.audience,
                kind=filing.kind,
                extraction=extraction,
                span=said.span,
                urgency=filing.urgency,
                body_system=filing.body_system,
                body_system_basis=Basis.STATED if filing.body_system else None,
                frequency=said.frequency if said.frequency.basis else filing.frequency,
                context=filing.context,
                dose=said.dose,
                population=said.population,
                is_negated=said.is_negated,
                is_hypothetical=said.is_hypothetical,
                terms=said.terms or terms_of(self.plain, *said.span),
            )
        )

    def table_finding(self, filing: Filing, block: int, said: Statement) -> None:
        """Add an effect that a row of a table states."""
        self._add(filing, block, said, Extraction.TABLE)

    def item(self, filing: Filing, block: int, span: Span) -> None:
        """Add a list item as one effect."""
        clean = solid(self.plain, item_span(self.plain, *span))
        if clean.end > clean.start:
            self.add(filing, block, clean, Extraction.LIST_ITEM, figure_in(self.plain, clean))

    def inline(self, filing: Filing, block: int, span: Span) -> None:
        """Add the elements of an inline list."""
        for element in elements_of(self.plain, span):
            self.add(filing, block, element, Extraction.INLINE_LIST, figure_in(self.plain, element))

    def prose(self, filing: Filing, block: int, span: Span) -> None:
        """Add what running text states."""
        for said in prose_effects(self.plain, span.start, span.end, filing.body_system, self.drug):
            self._add(filing, block, said, Extraction.PROSE)
