"""Coordinations as lists of effects: where one begins and ends, what its elements share, what is said twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from extractors.model import Span
from extractors.prose.effect_words import cue_pattern, knowledge, normal
from extractors.prose.hints import may_hold
from extractors.prose.piece import Piece
from extractors.prose.scopes import NOTHING, Scope
from extractors.prose.sentences import Flat
from extractors.prose.sharing import LISTED
from extractors.prose.statements import Found, names_effect

FEW_WORDS: Final = 3
_LONG: Final = 4  # as many effects of one sentence are a list, whose every item counts (guideline 6)
_MOSTLY: Final = 0.7
_RISK_FACTOR: Final = re.compile(r"\b(?:risk|predisposing|precipitating)\s+factors?\s+(?:such\s+as|including|like)\b")
_SUCH_AS: Final = re.compile(r"\s(?:such\s+as|including)\s+")
_JOINT: Final = re.compile(r",|\s(?:and|or)\s")
_AGAIN: Final = re.compile(r"\b(?:cases|the|this|these|such)\b")
_NEXT_WITH_FIGURE: Final = re.compile(
    r"(?:, (?:and )?| and )(?P<name>(?!in )[a-z-]+(?: (?!and |in )[a-z-]+){0,4})"
    r" in (?:(?:[a-z]+ ){0,4}\d[\d.]*%"
    r"|(?:\d+|one|two|three|four|five|six) (?:other )?(?:patients?|subjects?|women|men)\b)"
)


@cache
def _patients_with() -> re.Pattern[str]:
    noun = cue_pattern("population_noun")
    return re.compile(
        r"\s(?=[aeimp])(?:(?:in|among)\s+(?:[\w-]+\s+){0,4}(?:patients?|children|women|woman|men|man|adults|subjects|infants)\s+"
        r"(?:with|who|receiving|treated|taking|undergoing|having|coinfected|given|also|already|newly|previously)\b"
        rf"|(?:in|among)\s+(?:(?:[\w-]+\s+){{0,2}}?{noun},?\s+(?:(?:and|or)\s+)?){{2,}}(?:¤+\s+)?(?:with|who|receiving|taking)\b"
        rf"|(?:in|among)\s+(?:(?:{cue_pattern('group_adjective')}|{noun}),?\s+(?:(?:and|or)\s+)?)+"
        rf"(?:[\w-]+\s+)?{noun}(?=\s*[.;]?\s*$|\s+(?:in|during|taking|receiving|treated)\b)"
        r"|(?:especially|particularly|primarily|predominantly|mainly|mostly)\s+(?:in|among)\s+(?:[\w-]+\s+){0,3}?"
        rf"{noun}(?=\s*[.;]?\s*$|,?\s+(?:(?:and|or)\s+)?(?:in\s+)?(?:[\w-]+\s+){{0,2}}?{noun}\b))"
    )


def without_group_of_patients(flat: Flat, region: Span) -> Span:
    """Return a region up to the group of patients that it names with what they have or take."""
    found = None
    if may_hold("group", flat.small):
        found = _patients_with().search(flat.small, region.start, region.end)
    if found is None and "factor" in flat.small:
        found = _RISK_FACTOR.search(flat.small, region.start, region.end)
    return Span(region.start, found.start()) if found else region


def members_behind_group(flat: Flat, rest: Span) -> Span | None:
    """Return where "reactions in patients on X such as rash" goes on with effects; drugs and illnesses are none."""
    if rest.start >= rest.end:
        return None
    cue = (
        None
        if _RISK_FACTOR.match(flat.small, rest.start, rest.end)
        else _SUCH_AS.search(flat.small, rest.start, rest.end)
    )
    named = _JOINT.split(flat.text[cue.end() : rest.end], maxsplit=1)[0] if cue else ""
    return Span(cue.start(), rest.end) if cue and knowledge(named) == LISTED else None


def is_list_of_effects(listing: list[Piece]) -> bool:
    """Say whether so many elements of a coordination are effects that short ones that no list knows are too."""
    if len(listing) < _LONG:
        return False
    known = [p for p in listing if names_effect(p.words, p.name, p.introducer, False)]
    return len(known) >= _MOSTLY * len(listing)


def parted(text: str, span: Span) -> tuple[Span, Span | None]:
    """Part what follows a verb at its semicolon, or before another effect's figure.

    >>> said = "in 3% of patients and nausea in 1%"
    >>> first, rest = parted(said, Span(0, len(said)))
    >>> first.of(said), rest and rest.of(said)
    ('in 3% of patients', 'nausea in 1%')
    """
    at = text.find(";", span.start, span.end)
    if at >= 0:
        return Span(span.start, at), Span(at + 1, span.end)
    if text.count("%", span.start, span.end) > 1 or text.count(" patient", span.start, span.end) > 1:
        for named in _NEXT_WITH_FIGURE.finditer(text, span.start, span.end):
            if knowledge(named["name"]) == LISTED:
                return Span(span.start, named.start()), Span(named.start("name"), span.end)
    return span, None


def shares_figure(piece: Piece, found: list[Found]) -> bool:
    """Say whether the figure beside an element holds for the one before: "A/B (3%)", "A (2%), B and C (3%)"."""
    joint = piece.joint.strip()
    if joint == "/":
        return True
    is_pair = len(found) == 1 or found[-2].scope.is_figure
    return joint in {"and", "or", "and/or"} and is_pair and bool(piece.groups) and not found[-1].scope.frequency


def distinct(found: list[Found], small: str) -> Iterator[Found]:
    """Yield what was found without later restatements in which no qualifier differs; items of a list are none.

    ``small`` is the text in small letters: "the rash" and "cases of rash" speak of one named before.
    """
    seen: dict[tuple[str, Scope], int] = {}
    named: set[str] = set()
    sizes: dict[int, int] = {}  # a Counter takes longer to make than to fill
    for one in found:
        sizes[one.sentence] = sizes.get(one.sentence, 0) + 1
    for one in found:
        lead = one.piece.lead
        name, is_back = normal(one.piece.name), lead.start < lead.end and bool(_AGAIN.search(lead.of(small)))
        is_item = sizes[one.sentence] >= _LONG and not is_back
        again = one.scope == NOTHING and name in named and is_back
        if is_item or (seen.setdefault((name, one.scope), one.sentence) == one.sentence and not again):
            yield one
        named.add(name)
