"""A stretch of a clause read as a coordination of effects, each with what is said of it there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from extractors.model import Span
from extractors.prose.certainty import is_denied_companion
from extractors.prose.effect_words import CUES, normal
from extractors.prose.elements import pieces
from extractors.prose.listings import (
    FEW_WORDS,
    is_list_of_effects,
    members_behind_group,
    shares_figure,
    without_group_of_patients,
)
from extractors.prose.parentheses import aside
from extractors.prose.piece import Piece
from extractors.prose.scopes import NOTHING, Scope, is_hypothetical, subject_scope, tail_scopes
from extractors.prose.sentences import FILLER, Flat
from extractors.prose.sharing import of_parent
from extractors.prose.statements import Found, cases_of, lone_adverb, names_effect, spread, with_shared_group

_EITHER_WAY: Final = re.compile(
    r"[(\[]\s*with\s+(?:or|and)\s+without\b", re.IGNORECASE
)  # "patients (with or without cirrhosis)"
_BACK: Final = re.compile(r"\b(?:these|such)\b", re.IGNORECASE)
_FOCUS: Final = {"especially", "particularly", "primarily", "mainly", "mostly"}
_SHORT: Final = re.compile(r"[(\[]\s*(?P<short>[A-Z][A-Za-z]*[A-Z])s?\s*[)\]]")
_MAJORITY: Final = re.compile(r"\b(?:most|majority)\b", re.IGNORECASE)


class Stretches:
    """Reads the stretches of one paragraph; ``short`` are the abbreviations that stand for effects named before."""

    def __init__(self, text: str, flat: Flat) -> None:
        self.text, self.flat = text, flat
        self.short: set[str] = set()
        self.sentence = 0
        self._elements: dict[Span, list[Piece]] = {}

    def _pieces(self, span: Span) -> list[Piece]:
        """Return the elements of a stretch; several questions are asked of the same subject."""
        found = self._elements.get(span)
        if found is None:
            found = self._elements[span] = pieces(self.flat, span.start, span.end)
        return found

    def _region(self, region: Span, scope: Scope, strong: bool) -> list[Found]:
        """Return the effects of a coordination, each with what is said of it there."""
        if region.start >= region.end:
            return []
        core = without_group_of_patients(self.flat, region)
        members = members_behind_group(self.flat, Span(core.end, region.end))
        found: list[Found] = []
        settled = 0
        cases = NOTHING
        listing = [*self._pieces(core), *(self._pieces(members) if members else ())]
        in_company = not strong and is_list_of_effects(listing)
        for place, piece in enumerate(listing):
            listed = self._effects_of(piece, strong or (in_company and piece.words.count(" ") < FEW_WORDS))
            if listed and found and shares_figure(piece, found):
                figure = Scope(listed[0].scope.frequency, listed[0].scope.is_figure)
                found[-1] = found[-1].over(figure)
            if listed:
                found = with_shared_group(found, listed[0].scope)
            begun = len(found)
            cases = cases_of(piece, listed, cases)
            if not listed and piece is not listing[-1] and (often := lone_adverb(self.flat.text, piece)):
                cases = Scope(often)
                continue
            found += listed if cases is NOTHING else [f.over(cases) for f in listed]
            if listed and piece.tail.start == piece.tail.end:
                continue
            end = self._end_of_figures(listing, place, core.end) if listed else piece.tail.end
            tail = tail_scopes(self.flat.text, piece.tail.start if listed else piece.lead.start, end)
            if tail != [NOTHING]:
                own = bool(listed or piece.introducer not in _FOCUS) and self._is_own(piece)
                since = min(begun, len(found) - 1) if own else settled
                found[since:] = spread(found[since:], tail, NOTHING)
                settled = settled if own else len(found)
        if found and core.end < region.end:
            rest = tail_scopes(self.flat.text, core.end, members.start if members else region.end)
            found = spread(found, rest, NOTHING) if rest != [NOTHING] else found
        return found if scope == NOTHING else [f.over(scope) for f in found]

    def _end_of_figures(self, listing: list[Piece], place: int, end: int) -> int:
        """Return where the words after an element end: figures in turn ("3%, 4% and 5%") belong to it."""
        tail = listing[place].tail
        if place + 1 == len(listing) or self.flat.text.find("%", *tail) < 0:
            return tail.end
        others = listing[place + 1 :]
        begins = self.flat.text[others[0].lead.start : others[0].span.end].lstrip()[:1]
        alone = begins.isdigit() and not any(self._accepts(other, strong=False) for other in others)
        return end if alone else tail.end

    def _is_own(self, piece: Piece) -> bool:
        """Say whether the words after an element hold for it alone, not for the coordination before it."""
        tail = self.flat.text[piece.tail.start : piece.tail.end].lstrip(FILLER + " ")
        return piece.introducer in CUES["accompaniment"] or tail.startswith(
            ("associated", "with", "at ", "after", "following")
        )

    def _groups(self, span: Span) -> Iterator[Span]:
        return (g for g in self.flat.groups if span.start <= g.start < span.end)

    def _effects_of(self, piece: Piece, strong: bool) -> list[Found]:
        """Return the effect of a piece and those of the parentheses that belong to it."""
        if not piece.groups and piece.lead.start == piece.lead.end and not piece.introducer:
            return [Found(piece, NOTHING, self.sentence)] if self._accepts(piece, strong) else []
        said = [(aside(self.text, g, piece.level), g.start - piece.span.end <= 2) for g in piece.groups]
        if not self._accepts(piece, strong):
            return [
                f
                for (a, _), g in zip(said, piece.groups, strict=True)
                if a.is_introduced and not _EITHER_WAY.match(self.text, g.start)
                for m in a.members
                for f in self._effects_of(m, False)
            ]
        self.short.update(self._abbreviations(piece))
        lead = self.text[piece.lead.start : piece.lead.end]
        if lead and _BACK.search(lead) and normal(piece.words).rsplit(" ", 1)[-1] in CUES["formula"]:
            return []
        before = subject_scope(self.flat.text, piece.lead.start, piece.lead.end)
        scope = Scope(
            is_negated=bool(piece.introducer) and is_denied_companion(self.text, piece.lead.start, piece.introducer),
            frequency=before.frequency,
            dose=before.dose,
            is_hypothetical=bool(lead) and is_hypothetical(lead, 0, len(lead)),
        )
        if not said:
            return [Found(piece, scope, self.sentence)]
        for one, is_near in said:
            if is_near and one.is_doubted:
                scope = scope._replace(is_hypothetical=True)
            if is_near and not _MAJORITY.search(lead):
                scope = Scope(one.frequency, one.is_figure, one.dose, one.population).over(scope)
        inherited = scope._replace(
            is_hypothetical=False,
            dose=None,
            frequency=None if scope.is_figure else scope.frequency,
            is_figure=False,
        )
        members = [
            f.over(inherited)
            for a, is_near in said
            if is_near or a.is_introduced
            for m in a.members
            for f in self._effects_of(of_parent(m, piece), a.is_introduced)
        ]
        further = [
            Scope(m.frequency, True, m.dose, m.population).over(scope) for a, near in said if near for m in a.more
        ]
        return [*(Found(piece, one, self.sentence) for one in (scope, *further)), *members]

    def _accepts(self, piece: Piece, strong: bool) -> bool:
        if names_effect(piece.words, piece.name, piece.introducer, strong):
            return True
        return bool(self.short) and piece.words.removesuffix("s") in self.short

    def _abbreviations(self, piece: Piece) -> Iterator[str]:
        """Yield what stands for an effect further on: "venous events (VEs)"; it is named by that as well."""
        for group in piece.groups:
            if group.start <= piece.span.end + 2 and (short := _SHORT.fullmatch(self.text, *group)):
                yield short["short"]
