"""From stated lists to single effects: where one item of a list, or one element of an inline list, begins and ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from extractors.concepts.matching import concept_of
from extractors.model import Effect, Span, Term, collapse
from extractors.prose.paragraphs import prose_effects
from extractors.readers.plain_text import BULLET
from extractors.terms.splitting import terms_of
from schemas.vocab import Basis, Extraction, SectionKind

_ITEM_END = re.compile(r"(?:[;,.\s]+(?:or|and)?[;,.\s]*|\s*\.?)$", re.I)
_MARKS = re.compile(r"\s*\[\s*(?:Ref|\d[\d\s,–-]*)\s*\]\.?\s*$", re.I)
_FIGURE = re.compile(r"\s*(?:up to|less than|about|at least|[<>≤≥~])?\s*\d", re.I)
_CONJUNCTION = re.compile(r"\s*(?:and/or|and|or)\s+", re.I)
_OPEN, _CLOSE = "([", ")]"


def item_span(text: str, start: int, end: int) -> Span:
    """Return the effect in a list item: without its bullet, its closing punctuation and a last "; or".

    >>> text = "• severe diarrhoea; or"
    >>> item_span(text, 0, len(text)).of(text)
    'severe diarrhoea'
    """
    if bullet := BULLET.match(text, start, end):
        start = bullet.end()
    while start < end and (text[start].isspace() or text[start] in ";,"):
        start += 1
    tail = _ITEM_END.search(text, start, end)
    return Span(start, tail.start() if tail and tail.start() > start else end)


def inline_elements(text: str, start: int, end: int) -> list[Span]:
    """Return the elements of an inline list: what stands between commas and semicolons outside parentheses.

    A parenthesis belongs to the element before it; [Ref] marks at the end are left out.  Where a parenthesis is never
    closed, it holds the rest of the list ("Myalgia (e.g., cramps, spasms"), unless it opens with a figure.

    >>> text = "Diarrhea (up to 14.1%), rash (e.g., acne, hives), fever[Ref]"
    >>> [s.of(text) for s in inline_elements(text, 0, len(text))]
    ['Diarrhea (up to 14.1%)', 'rash (e.g., acne, hives)', 'fever']
    """
    while mark := _MARKS.search(text, start, end):
        end = mark.start()
    ignored = _unclosed(text, start, end)
    return [span for a, b in _cuts(text, start, end, ignored) if (span := _solid(text, a, b))]


def _unclosed(text: str, start: int, end: int) -> frozenset[int]:
    stack: list[int] = []
    for at in range(start, end):
        if text[at] in _OPEN:
            stack.append(at)
        elif text[at] in _CLOSE and stack:
            stack.pop()
    return frozenset(at for at in stack if _FIGURE.match(text, at + 1, end))


def _cuts(text: str, start: int, end: int, ignored: frozenset[int]) -> Iterator[tuple[int, int]]:
    depth, begin = 0, start
    for at in range(start, end):
        char = text[at]
        if char in _OPEN and at not in ignored:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif char in ",;" and depth == 0 and not _inside_number(text, at, end):
            yield begin, at
            begin = at + 1
    yield begin, end


def _inside_number(text: str, at: int, end: int) -> bool:
    return text[at] == "," and at + 1 < end and text[at + 1].isdigit() and text[at - 1].isdigit()


def _solid(text: str, start: int, end: int) -> Span | None:
    if conjunction := _CONJUNCTION.match(text, start, end):
        start = conjunction.end()
    while start < end and (text[start].isspace() or text[start] in ".,;:"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ".,;:"):
        end -= 1
    return Span(start, end) if start < end else None


def effect_terms(text: str, span: Span) -> tuple[Term, ...]:
    """Return the atomic terms of a stated effect; one that no grammar takes apart is a term as a whole."""
    by = span.start
    return tuple([Term(term.term, term.span.moved(by), term.concept) for term in _terms_in(span.of(text))])


@lru_cache(maxsize=65_536)
def _terms_in(words: str) -> tuple[Term, ...]:
    """Return the terms of an effect by itself, remembered since the same effects stand in many leaflets."""
    return coded(terms_of(words, 0, len(words)) or (Term(collapse(words), Span(0, len(words))),))


def coded(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """Return the terms with the concepts that they name."""
    if None not in [term.concept for term in terms]:
        return terms
    return tuple([t if t.concept or not (c := concept_of(t.term)) else Term(t.term, t.span, c) for t in terms])


def prose_rows(
    text: str,
    span: Span,
    section: int,
    block: int,
    kind: SectionKind,
    system: str | None,
    context: tuple[Span, ...] = (),
    is_cited: bool = False,
    drug: str | None = None,
) -> Iterator[Effect]:
    """Yield the effects that a paragraph states; ``system`` and ``context`` govern it, a citation closes it.

    ``drug`` is the leaflet's own.
    """
    for said in prose_effects(text, *span, system, drug):
        yield Effect(
            section,
            block,
            kind.audience,
            kind,
            Extraction.PROSE,
            said.span,
            body_system=system,
            body_system_basis=Basis.STATED if system else None,
            frequency=said.frequency,
            context=context,
            is_cited=is_cited,
            dose=said.dose,
            population=said.population,
            is_negated=said.is_negated,
            is_hypothetical=said.is_hypothetical,
            terms=coded(said.terms),
        )
