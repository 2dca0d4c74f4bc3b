"""Effects found in running text with what was said of them, and the statements made of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from mypy_extensions import mypyc_attr

from extractors.model import NO_FREQUENCY, Frequency, Span, Term, record, replace
from extractors.prose.effect_words import CUES, is_measure, knowledge
from extractors.prose.elements import CARRIED
from extractors.prose.no_effects import names_nothing
from extractors.prose.piece import Piece
from extractors.prose.qualifiers import adverb, frequency
from extractors.prose.scopes import NOTHING, Scope
from extractors.prose.shapes import is_benefit, is_drug_class, lacks_noun
from extractors.prose.sharing import is_inverted, is_stop, traits
from extractors.terms.writing import without_possessives
from schemas.vocab import FrequencyClass

_LONGEST_SHORT: Final = 5
_UNKNOWN: Final = {FrequencyClass.NOT_KNOWN, FrequencyClass.POSTMARKETING}
_NO_EFFECT_START: Final = re.compile(
    r"(?:in|among|during|following|after|with|when|while|for|at|as|although|if|because|since|upon|on|by|to|under|within|through|throughout|from|until|before|there|it|they|he|she|this\s+drug|no\s+other|approximately|about|less|more|up|than|not|equal|affecting|especially|particularly|is|are|was|were|be|may|can|has|have|had|who|which|that|below|above)\b|\d|[<>≥≤+−]|the$",
)


_MECHANISM_OF: Final = re.compile(r"(?:inhibition|blockade|stimulation|activation|release|displacement)\s+of\b", re.I)
_MECHANISM: Final = re.compile(
    r"\b(?:effects?|activity|actions?|stimulation|inhibition|blockade|release|properties)\b", re.I
)


@record
class Statement:
    """One effect as a paragraph states it; ``span`` is the coordinated element, ``terms`` what it names."""

    span: Span
    terms: tuple[Term, ...]
    frequency: Frequency = NO_FREQUENCY
    dose: Span | None = None
    population: Span | None = None
    is_negated: bool = False
    is_hypothetical: bool = False

    def moved(self, by: int) -> Statement:
        """Return the statement as it stands ``by`` characters further on."""
        if not by:
            return self
        often = self.frequency
        if often.span is not None:
            often = replace(often, span=often.span.moved(by))
        return Statement(
            self.span.moved(by),
            tuple([Term(term.term, term.span.moved(by), term.concept) for term in self.terms]),
            often,
            self.dose and self.dose.moved(by),
            self.population and self.population.moved(by),
            self.is_negated,
            self.is_hypothetical,
        )


@mypyc_attr(acyclic=True)
class Found:
    """An effect with its qualifiers before the frequency's words are weighed."""

    def __init__(self, piece: Piece, scope: Scope, sentence: int = 0) -> None:
        self.piece, self.scope, self.sentence = piece, scope, sentence

    def over(self, scope: Scope) -> Found:
        """Return the effect with what its own scope leaves open taken from ``scope``."""
        both = self.scope.over(scope)
        return self if both is self.scope else Found(self.piece, both, self.sentence)

    def doubted(self, is_same_sentence: bool) -> Found:
        """Return the effect as one whose cause is in doubt: denied and doubted at once it cannot be."""
        if self.scope.is_negated and not is_same_sentence:
            return self
        return Found(self.piece, self.scope._replace(is_hypothetical=True, is_negated=False), self.sentence)


def statements(text: str, found: list[Found], listed: Frequency | None) -> Iterator[Statement]:
    """Yield the statements; elements with a shared head ("major and localized seizures") are one with several terms.

    ``listed`` is the frequency of the list's label, if they stand in a list.
    """
    at = 0
    while at < len(found):
        stop = at + 1
        while stop < len(found) and found[stop - 1].piece.waits and found[stop].scope == found[at].scope:
            stop += 1
        yield _statement(text, found[at:stop], listed)
        at = stop


_SAYS_WHO: Final = re.compile(r" \((?![^()]*(?:\b[nN] ?=|%|\bmg|\bm?cg\b|\bplacebo|\bvs\b|\d/\d|\bRef\b))[^()]*\)")


def _whole_group(text: str, group: Span | None) -> Span | None:
    """Return a group with the ages, the limits or the short name in parentheses that close it."""
    if group is None or not text.startswith(" (", group.end):
        return group
    closing = _SAYS_WHO.match(text, group.end)
    return Span(group.start, closing.end()) if closing else group


_ABOVE: Final = re.compile(
    r"\s*(?:(?:,|/|\band/or\b|\band\b|\bor\b)\s*[A-Z]{2,5}\b\s*){0,2}(?:\([^()]*\)\s*)?(?:(?:levels?|values?)\s+)?"
    r"(?:(?:greater|higher|more)\s+than\b|above\b|at\s+least\s+\d|[>≥])"
)


def _name(text: str, piece: Piece) -> str:
    """Return what an element names: a measure over a limit ("ALT greater than 3 x ULN") is an increase."""
    if piece.term is None and len(piece.words) <= _LONGEST_SHORT and piece.words.isupper() and is_measure(piece.words):
        return f"increased {piece.words}" if _ABOVE.match(text, piece.span.end) else piece.words
    return without_possessives(piece.name)


def _statement(text: str, found: list[Found], listed: Frequency | None) -> Statement:
    scope = found[0].scope
    often = frequency(text, scope.frequency) if scope.frequency else NO_FREQUENCY
    denied = scope.is_negated or (scope.frequency is not None and scope.frequency.of(text).strip() == "0%")
    if scope.frequency is None and listed:
        often = replace(listed, span=None) if listed.category in _UNKNOWN else listed
    return Statement(
        Span(found[0].piece.span.start, found[-1].piece.span.end),
        tuple([Term(_name(text, f.piece), f.piece.span) for f in found]),
        often,
        scope.dose,
        _whole_group(text, scope.population),
        denied,
        scope.is_hypothetical and not denied,
    )


def cases_of(piece: Piece, listed: list[Found], before: Scope) -> Scope:
    """Return the count that "rare reports of A, B and C" gives to each, up to a semicolon."""
    if ";" in piece.joint:
        before = NOTHING
    own = listed[0].scope if listed else NOTHING
    return Scope(own.frequency) if own.frequency and not own.is_figure else before


def with_shared_group(found: list[Found], scope: Scope) -> list[Found]:
    """Give those that take their head from the next effect its group and dose: "eye and ear pain (in women)"."""
    at = len(found)
    while at and found[at - 1].piece.waits:
        at -= 1
    if at == len(found) or not (scope.population or scope.dose):
        return found
    return found[:at] + [f.over(Scope(dose=scope.dose, population=scope.population)) for f in found[at:]]


def lone_adverb(flat: str, piece: Piece) -> Span | None:
    """Return the adverb that is all an element consists of: "A, B, and rarely, C" says how often C occurs."""
    often = adverb(flat, piece.lead.start, piece.tail.end, adjectives=False)
    if often is None or flat[piece.lead.start : often.start].strip() or flat[often.end : piece.tail.end].strip():
        return None
    return often


@lru_cache(maxsize=20_000)
def names_effect(words: str, name: str, introducer: str, strong: bool) -> bool:
    """Say whether an element names an effect; a ``strong`` place ("have included ...") vouches for unknown words."""
    if _NO_EFFECT_START.match(words.lower()) or is_stop(name) or names_nothing(name, strong):
        return False
    if lacks_noun(name) or is_benefit(name) or is_drug_class(name):
        return False
    carried = introducer.startswith(CARRIED)
    introducer = introducer.removeprefix(CARRIED)
    if introducer in CUES["cause"] and _MECHANISM.search(name):
        return False
    if _MECHANISM_OF.match(name) and introducer in CUES["accompaniment"]:
        return False
    if introducer in CUES["accompaniment"] and not (carried and strong):
        return knowledge(name) >= (2 if introducer in CUES["cause"] else 1)
    if knowledge(name) >= 1 or traits(name).modifier or is_inverted(name):
        return True
    return strong and len(words.split()) <= 8


def spread(found: list[Found], tails: list[Scope], scope: Scope, respectively: bool = False) -> list[Found]:
    """Give each effect what the words after the coordination say: in turn, or every scope to every effect."""
    if len(tails) > 1 and len(found) > 1:
        turns = _turns(found)
        if turns[-1] + 1 == len(tails):
            return [f.over(tails[n]).over(scope) for f, n in zip(found, turns, strict=True)]
        if respectively and len(tails) % (turns[-1] + 1) == 0:
            groups = range(0, len(tails), turns[-1] + 1)
            return [f.over(tails[g + n]).over(scope) for f, n in zip(found, turns, strict=True) for g in groups]
        if respectively:
            return [f.over(scope) for f in found]
    if len(tails) == 1 and tails[0] == NOTHING:
        return [f.over(scope) for f in found]
    parents = min((f.piece.level for f in found), default=0)
    return [Found(f.piece, s.over(scope), f.sentence) for f in found for s in _scopes(f, tails, parents)]


def _turns(found: list[Found]) -> list[int]:
    """Return which of the figures given in turn each effect takes; alternatives after a slash share one."""
    out: list[int] = []
    for one in found:
        out.append(out[-1] + (one.piece.joint.strip() != "/") if out else 0)
    return out


def _scopes(found: Found, tails: list[Scope], parents: int) -> list[Scope]:
    """A member of a parent inherits no percentage that is stated for the parent, and none of several groups.

    ``parents`` is the level of those that are no members: "side effects including rash" names only the members.
    """
    if found.piece.level == parents or found.scope.frequency or not tails[0].is_figure:
        return [found.scope.over(t) for t in tails]
    if len(tails) > 1:
        return [found.scope]
    return [found.scope.over(tails[0]._replace(frequency=None, is_figure=False))]
