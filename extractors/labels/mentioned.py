"""A label's sections on effects, read a second time for every effect they name: structure and words together.

Tables and lists say what is an effect by their form; in sentences, headings and footnotes the learnt finder of
`extractors.labels.mentions` decides, and the grammar of `extractors.prose` adds how often, at what dose and in whom.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise

from extractors.concepts.matching import concept_of
from extractors.draft import Draft
from extractors.labels.mention_terms import dictionary, forms
from extractors.labels.mentions import Mention, label_mentions
from extractors.labels.sections import Part, Reading
from extractors.model import Block, Effect, ElementKind, Section, Span, Term, replace
from extractors.prose.effect_words import knowledge, normal
from extractors.prose.sharing import is_stop, shares
from schemas.vocab import Audience, Basis, Extraction

_BESIDE, _LONGEST_SHORT = 25, 6
_CAPITALS_BEFORE = re.compile(r"\b[A-Z]{5,}\W+(?:(?:AND|OR|OF|THE)\W+)*$")
_CAPITALS_AFTER = re.compile(r"\W+(?:(?:AND|OR|OF|THE)\W+)*[A-Z]{5,}\b")
_TREATED = re.compile(r"\s+(?:control|medications?|management)\b", re.IGNORECASE)  # "loss of asthma control"
_HISTORY = re.compile(
    r"\b(?:had|have|has|with)\s+(?:an?\s+)?(?:prior\s+|previous\s+)?history\s+of\s+(?:[\w-]+\s+){0,2}$", re.IGNORECASE
)
_WITHIN = 60
_NEAR = 3_000  # code points of a boxed warning
_NAMES = {Reading.EFFECTS: "adverse reactions", Reading.WARNINGS: "warnings", Reading.BOXED: "boxed warnings"}


def stretches(parts: list[Part]) -> Iterator[tuple[Span, str]]:
    """Yield the sections on effects, each with its subsections, and what the finder calls such a section."""
    for part in parts:
        parent = None if part.parent is None else parts[part.parent].reading
        if part.reading in _NAMES and parent is not part.reading:
            yield Span(part.heading.start, part.end), _NAMES[part.reading]


def add_mentions(draft: Draft, found: Iterable[tuple[Span, str]]) -> None:
    """Give the effects in each stretch the terms that are named there, and add those that no list or table states.

    A stretch may stand inside another, which is read before it; apart from these each has effects of its own, so that
    those of the whole label need not be looked through for every one.
    """
    told = list(found)
    ends = list(accumulate((span.end for span, _ in told), max, initial=0))[:-1]
    apart = [i for i, ((span, _), end) in enumerate(zip(told, ends, strict=True)) if span.start >= end]
    starts = [told[i][0].start for i in apart]
    places = _Label(draft)
    kept: list[Effect] = []
    inside: list[list[Effect]] = [[] for _ in apart]
    limits = [max(span.end for span, _ in told[a:b]) for a, b in pairwise([*apart, len(told)])]
    for effect in draft.effects:
        at = bisect_right(starts, effect.span.start) - 1
        (inside[at] if at >= 0 and effect.span.start < limits[at] else kept).append(effect)
    for effects, (first, stop) in zip(inside, pairwise([*apart, len(told)]), strict=True):
        for span, section in told[first:stop]:
            effects = _read_again(draft, places, effects, span, section)
        kept += effects
    draft.effects[:] = kept


def _read_again(draft: Draft, label: _Label, effects: list[Effect], span: Span, section: str) -> list[Effect]:
    """Return the effects with those in ``span`` as they are after a second reading."""
    found = label_mentions(draft.text, span.start, span.end, section, items=label.items_in(span))
    mentions = [m for m in found if not (is_vague(m.term) or _is_of_patients(draft.text, m.span))]
    inside = [e for e in effects if span.start <= e.span.start < span.end]
    if not (mentions or inside):
        return effects
    others = [e for e in effects if not span.start <= e.span.start < span.end]
    listed = _Places(e for e in inside if e.extraction is not Extraction.PROSE)
    told = _Places(e for e in inside if e.extraction is Extraction.PROSE)
    named: dict[Span, list[Mention]] = {}
    free: list[Mention] = []
    for mention in mentions:
        effect = listed.at(mention.span)
        if effect:
            named.setdefault(effect.span, []).append(mention)
        else:
            free.append(mention)
    asserted = _asserted(told.effects, mentions, is_counted=section != "adverse reactions")
    kept = [_with_terms(e, named.get(e.span, [])) for e in listed.effects if e.span in named or _is_effect(e, section)]
    added = (_effect(draft, label, m, told.at(m.span)) for m in free)
    return [*others, *kept, *asserted, *(e for e in added if e)]


def _is_of_patients(text: str, span: Span) -> bool:
    """Say whether a name is what the patients had before: "loss of asthma control", "with a history of gout"."""
    return bool(_TREATED.match(text, span.end) or _HISTORY.search(text, max(0, span.start - _WITHIN), span.start))


def drop_repeated_headings(draft: Draft) -> None:
    """Drop the effects of headings in capitals that a sentence near them says again ("WARNING: SUICIDAL THOUGHTS").

    A heading that nothing says again counts once.
    """
    prose = [e for e in draft.effects if e.extraction is Extraction.PROSE]
    headings = [e for e in prose if _is_in_capitals(draft.text, e.span)]
    if not headings:
        return
    found = {id(e) for e in headings}
    said: dict[str, list[int]] = {}
    for effect in draft.effects:
        for term in effect.terms if id(effect) not in found else ():
            said.setdefault(singular(term.term), []).append(effect.span.start)
    for starts in said.values():
        starts.sort()
    repeated: set[int] = set()
    for heading in sorted(headings, key=lambda e: e.span.start):
        at, names = heading.span.start, {singular(term.term) for term in heading.terms}
        if all(_is_near(said.get(name, ()), at) for name in names):
            repeated.add(id(heading))
        for name in names:
            insort(said.setdefault(name, []), at)
    draft.effects[:] = [e for e in draft.effects if id(e) not in repeated]


def _is_near(places: Sequence[int], at: int) -> bool:
    """Say whether one of the places, in order, is near ``at``."""
    first = bisect_right(places, at - _NEAR)
    return first < len(places) and places[first] < at + _NEAR


def singular(term: str) -> str:
    """Return a term by which its plural and its capitals are the same.

    >>> singular("SUICIDAL BEHAVIORS") == singular("suicidal behavior")
    True
    """
    return forms(normal(term))[-1 if term.casefold().endswith("s") and not term.casefold().endswith("es") else 0]


def _is_in_capitals(text: str, span: Span) -> bool:
    """Say whether a name stands in capitals as its neighbours do; an abbreviation alone does not."""
    name = span.of(text)
    if not name.isupper():
        return False
    before, after = text[max(0, span.start - _BESIDE) : span.start], text[span.end : span.end + _BESIDE]
    return len(name) > _LONGEST_SHORT or bool(_CAPITALS_BEFORE.search(before) or _CAPITALS_AFTER.match(after))


@lru_cache(maxsize=20_000)
def is_vague(term: str) -> bool:
    """Say whether a term says only how bad or that something was ("severe", "reactions"), not what.

    >>> is_vague("reactions"), is_vague("severe"), is_vague("skin reactions")
    (True, True, False)
    """
    return " " not in term and is_stop(term) and not dictionary().annotated.get(normal(term), (0, 0))[0]


def _with_terms(effect: Effect, mentions: list[Mention]) -> Effect:
    """Return a listed effect with the terms found in it; where none is, it keeps those of its form."""
    if not mentions:
        return effect
    terms: dict[str, Term] = {}
    for mention in mentions:
        terms.setdefault(mention.term.casefold(), Term(mention.term, mention.span))
    return replace(effect, terms=tuple(terms.values()), is_negated=effect.is_negated or mentions[0].is_negated)


def _asserted(effects: list[Effect], mentions: list[Mention], *, is_counted: bool) -> list[Effect]:
    """Return the statements that the finder passed over: about well-known effects, or with the share of patients.

    Warnings name many conditions that are no effects of the drug; there only a share counts (``is_counted``).
    """
    taken = {i for m in mentions for i in range(m.span.start, m.span.end)}
    return [
        e
        for e in effects
        if e.span.start not in taken
        and e.span.end - 1 not in taken
        and not e.is_hypothetical
        and (e.frequency.min_pct is not None if is_counted else all(knowledge(t.term) == 2 for t in e.terms))
    ]


def _is_effect(effect: Effect, section: str) -> bool:
    """Tell a row or item that the finder does not know; lists of adverse reactions hold little but effects."""
    in_list = section == "adverse reactions" and effect.extraction is not Extraction.TABLE
    if in_list and any(concept_of(term.term) for term in effect.terms):
        return True
    return _sounds_right(effect)


def _sounds_right(effect: Effect) -> bool:
    """Say whether a row or item that the finder does not know is at least built like an effect."""
    names = [term.term for term in effect.terms]
    return any(knowledge(name) == 1 and not shares(name) and not is_stop(name) for name in names)


def _effect(draft: Draft, label: _Label, mention: Mention, said: Effect | None) -> Effect | None:
    """Return an effect named in running text, with the qualifiers of the statement that it stands in."""
    index = label.block_at(mention.span)
    block = None if index is None else draft.blocks[index]
    if index is None or block is None or block.section is None or mention.span.end > block.end:
        return None
    terms = (Term(mention.term, mention.span),)
    denied = mention.is_negated or (said is not None and said.is_negated)
    if said:
        return replace(
            said,
            span=mention.span,
            block=index,
            terms=terms,
            is_negated=denied,
            is_hypothetical=(said.is_hypothetical or mention.is_hypothetical) and not denied,
        )
    return _plain(draft.sections[block.section], block, index, mention, terms)


def _plain(section: Section, block: Block, index: int, mention: Mention, terms: tuple[Term, ...]) -> Effect:
    return Effect(
        section=block.section or 0,
        block=index,
        audience=section.audience or Audience.PROFESSIONAL,
        kind=section.kind,
        extraction=Extraction.PROSE,
        span=mention.span,
        body_system=section.body_system,
        body_system_basis=Basis.STATED if section.body_system else None,
        is_negated=mention.is_negated,
        is_hypothetical=mention.is_hypothetical and not mention.is_negated,
        terms=terms,
    )


class _Places:
    """Effects by place, to look up the one at a mention."""

    def __init__(self, effects: Iterable[Effect]) -> None:
        self.effects = sorted(effects, key=lambda e: e.span)
        self.starts = [e.span.start for e in self.effects]

    def at(self, span: Span) -> Effect | None:
        """Return the effect that overlaps ``span``."""
        for index in range(bisect_right(self.starts, span.end - 1) - 1, -1, -1):
            effect = self.effects[index]
            if effect.span.end > span.start:
                return effect
            if span.start - effect.span.end > 400:
                return None
        return None


class _Label:
    """The blocks and list items of a draft by place."""

    def __init__(self, draft: Draft) -> None:
        self.items = sorted([e.start for e in draft.document.elements if e.kind is ElementKind.LIST_ITEM])
        self.order = sorted(range(len(draft.blocks)), key=lambda i: draft.blocks[i].start)
        self.starts = [draft.blocks[i].start for i in self.order]
        self.ends = [draft.blocks[i].end for i in self.order]

    def items_in(self, span: Span) -> list[int]:
        """Return where the list items in ``span`` begin."""
        return self.items[bisect_left(self.items, span.start) : bisect_left(self.items, span.end)]

    def block_at(self, span: Span) -> int | None:
        """Return the index of the block in which ``span`` begins, None between blocks."""
        found = bisect_right(self.starts, span.start) - 1
        return self.order[found] if found >= 0 and span.start < self.ends[found] else None
