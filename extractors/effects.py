"""From stated lists to single effects: where one item of a list, or one element of an inline list, begins and ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from extractors.concepts.matching import concept_of
from extractors.memo import Memo
from extractors.model import Effect, Span, Term, collapse
from extractors.prose.items import item_scope
from extractors.prose.paragraphs import prose_effects
from extractors.prose.scopes import Scope
from extractors.readers.plain_text import BULLET
from extractors.terms.splitting import terms_of
from schemas.vocab import Basis, Extraction, SectionKind

_ITEM_END: Final = re.compile(r"(?:[;,.\s]+(?:or|and)?[;,.\s]*|\s*\.?)$", re.I)
_NUMBER: Final = re.compile(r"(?:\(?\d{1,3}[.)]|\(?(?:[a-z]|[ivx]{2,4})\))\s+(?=[^\W\d_])")
_LONGEST_NUMBER: Final = 5
_MARK_AT_END: Final = re.compile(r"\[\s*(?:Ref|\d[\d\s,–-]*)\s*\]\.?\s*$", re.I)
_FIGURE: Final = re.compile(r"\s*(?:up to|less than|about|at least|[<>≤≥~])?\s*\d", re.I)
_CONJUNCTION: Final = re.compile(r"\s*(?:and/or|and|or)\s+", re.I)
_TOLD: Final = re.compile(r"\b(?:was|were|been)\s+(?:\w+ly\s+)?(?:reported|observed|noted|described|seen)\b", re.I)
_BORDER: Final = re.compile(r"[()\[\],;]")
_OPEN, _CLOSE = "([", ")]"


def item_span(text: str, start: int, end: int) -> Span:
    """Return the effect in a list item: without its bullet, its closing punctuation and a last "; or".

    >>> text = "• severe diarrhoea; or"
    >>> item_span(text, 0, len(text)).of(text)
    'severe diarrhoea'
    """
    first = text[start] if start < end else ""
    is_numbered = first.isalnum() and text.find(")", start + 1, start + _LONGEST_NUMBER) > 0
    if is_numbered or first.isdecimal() or first == "(":
        mark: re.Pattern[str] | None = _NUMBER
    else:
        mark = BULLET if first == "o" or not first.isalnum() else None
    if mark and (found := mark.match(text, start, end)):
        start = found.end()
    while start < end and (text[start].isspace() or text[start] in ";,"):
        start += 1
    stop = _solid_end(text, start, end, ";,.")
    if text[max(start, stop - 3) : stop].lower().endswith(("or", "and")):
        tail = _ITEM_END.search(text, start, end)
        stop = tail.start() if tail else stop
    return Span(start, stop if stop > start else end)


def _solid_end(text: str, start: int, end: int, marks: str) -> int:
    """Return where ``text[start:end]`` ends without white space and ``marks``."""
    while end > start and (text[end - 1] in marks or text[end - 1].isspace()):
        end -= 1
    return end


def inline_elements(text: str, start: int, end: int) -> list[Span]:
    """Return the elements of an inline list: what stands between commas and semicolons outside parentheses.

    A parenthesis belongs to the element before it; [Ref] marks at the end are left out.  Where a parenthesis is never
    closed, it holds the rest of the list ("Myalgia (e.g., cramps, spasms"), unless it opens with a figure.

    >>> text = "Diarrhea (up to 14.1%), rash (e.g., acne, hives), fever[Ref]"
    >>> [s.of(text) for s in inline_elements(text, 0, len(text))]
    ['Diarrhea (up to 14.1%)', 'rash (e.g., acne, hives)', 'fever']
    """
    end = _before_marks(text, start, end)
    return [span for a, b in _cuts(text, start, end) if (span := _solid(text, a, b))]


def _before_marks(text: str, start: int, end: int) -> int:
    """Return where the [Ref] marks begin that end a list; a mark holds no bracket, so the last one opens it."""
    while text.endswith("]", start, _solid_end(text, start, end, ".")):
        at = text.rfind("[", start, end)
        if at < 0 or not _MARK_AT_END.match(text, at, end):
            break
        end = _solid_end(text, start, at, "")
    return end


def _cuts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return what stands between the commas and semicolons outside parentheses."""
    if text.find("(", start, end) < 0 and text.find("[", start, end) < 0:
        return _plain_cuts(text, start, end)
    borders = [found.start() for found in _BORDER.finditer(text, start, end)]
    ignored = _unclosed(text, borders, end)
    cuts: list[tuple[int, int]] = []
    depth, begin = 0, start
    for at in borders:
        char = text[at]
        if char in _OPEN:
            depth += at not in ignored
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0 and not _inside_number(text, at, end):
            cuts.append((begin, at))
            begin = at + 1
    cuts.append((begin, end))
    return cuts


def _plain_cuts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return what stands between the commas and semicolons where nothing opens a parenthesis."""
    cuts: list[tuple[int, int]] = []
    begin = at = start
    for part in text[start:end].replace(";", ",").split(",")[:-1]:
        at += len(part) + 1
        if not _inside_number(text, at - 1, end):
            cuts.append((begin, at - 1))
            begin = at
    cuts.append((begin, end))
    return cuts


def _unclosed(text: str, borders: list[int], end: int) -> list[int]:
    """Return where a parenthesis opens with a figure and is never closed."""
    stack: list[int] = []
    for at in borders:
        if text[at] in _OPEN:
            stack.append(at)
        elif text[at] in _CLOSE and stack:
            stack.pop()
    return [at for at in stack if _FIGURE.match(text, at + 1, end)]


def _inside_number(text: str, at: int, end: int) -> bool:
    return text[at] == "," and at + 1 < end and text[at + 1].isdigit() and text[at - 1].isdigit()


def _solid(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    if text[start : start + 1] in "aAoO" and (conjunction := _CONJUNCTION.match(text, start, end)):
        start = conjunction.end()
    while start < end and (text[start].isspace() or text[start] in ".,;:"):
        start += 1
    end = _solid_end(text, start, end, ".,;:")
    return Span(start, end) if start < end else None


def effect_terms(words: str) -> tuple[Term, ...]:
    """Return the atomic terms of an effect stated in these words; one that no grammar takes apart is one as a whole.

    Their spans count from the first of the words.  They are remembered: the same effects stand in many leaflets.
    An element that is a sentence ("one case of gout was reported") is read as running text.
    """
    return _TERMS[words]


def _effect_terms(words: str) -> tuple[Term, ...]:
    if _may_tell(words) and _TOLD.search(words) and (told := prose_effects(words, 0, len(words))):
        return coded(tuple([term for statement in told for term in statement.terms]))
    return coded(terms_of(words, 0, len(words)) or (Term(collapse(words), Span(0, len(words))),))


_TERMS: Final = Memo(_effect_terms)


def element_said(words: str) -> tuple[Scope, tuple[Term, ...]]:
    """Return what an inline list's element says of itself (`item_scope`), and its terms, both looked up at once."""
    return _ELEMENTS[words]


def _element(words: str) -> tuple[Scope, tuple[Term, ...]]:
    return item_scope(words), effect_terms(words)


_ELEMENTS: Final = Memo(_element)


def _may_tell(words: str) -> bool:
    small = words.lower()
    return "was" in small or "were" in small or "been" in small


def coded(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """Return the terms with the concepts that they name."""
    return tuple([t if t.concept else Term(t.term, t.span, concept_of(t.term)) for t in terms])


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
    for said in prose_effects(text, span.start, span.end, system, drug):
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
