"""What a stretch of a clause says about all of its effects: figures, adverbs, dose, population, doubt."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final, NamedTuple

from extractors.memo import Memo
from extractors.model import Span
from extractors.prose.doses import dose, doses
from extractors.prose.effect_words import cue_pattern
from extractors.prose.groups import group_as_subject, group_of_figure, population
from extractors.prose.hints import may_hold, may_qualify
from extractors.prose.qualifiers import DIGIT, adverb, count, figures, ratio, ratios
from extractors.prose.sentences import small_letters

_COMPARISON: Final = re.compile(
    r"\b(?=\w)(?:compared\s+(?:to|with)|versus|vs\.?|than(?=\s+(?:in|with|for|those|that|among|placebo|patients|the\s+(?:placebo|control|comparator)|on|when)\b)|relative\s+to|as\s+opposed\s+to|comparable\s+to|similar\s+to|(?:in|with|for|of|on|receiving|taking|given)\s+(?:the\s+)?placebo)\b",
)
_TWO_ARMS: Final = re.compile(
    r"\b(?:and|compared\s+(?:with|to)|versus|vs\.?)\s+(?:the\s+)?(?:placebo|comparator|control|vehicle)\b[^.]*\brespectively"
    r"|\b(?=\w)(?:compared\s+(?:with|to)|versus)\s[^.]*\brespectively",
    re.IGNORECASE,
)
_OTHER_ARM: Final = re.compile(
    r"^[^.%]*?\b(?:placebo|comparator|control|controls|vehicle|untreated|sham)\b", re.IGNORECASE
)


class Scope(NamedTuple):
    """The qualifiers that hold for a coordination; ``is_figure`` where the frequency is a percentage or a ratio.

    No record: scopes are compared, which compiled code does with records of its own modules by identity.
    """

    frequency: Span | None = None
    is_figure: bool = False
    dose: Span | None = None
    population: Span | None = None
    is_negated: bool = False
    is_hypothetical: bool = False

    def over(self, other: Scope) -> Scope:
        """Return this scope with what it leaves open taken from ``other``."""
        if other is NOTHING or other == NOTHING:
            return self
        if self == NOTHING:
            return other
        mine = self.frequency is not None and (self.is_figure or not other.is_figure)
        return Scope(
            self.frequency if mine else other.frequency,
            self.is_figure if mine else other.is_figure,
            self.dose or other.dose,
            self.population or other.population,
            self.is_negated or other.is_negated,
            self.is_hypothetical or other.is_hypothetical,
        )


NOTHING: Final = Scope()
_AS_OFTEN: Final = re.compile(r"\bsimilar\s+or\s+(?:higher|greater|lower)\b", re.IGNORECASE)


def tail_scopes(flat: str, start: int, end: int) -> list[Scope]:
    """Return what the words after a coordination say: one scope for each figure of the drug's arm, at least one.

    >>> said = "in 8% of males and 10% of females"
    >>> [(s.frequency.of(said), s.population.of(said)) for s in tail_scopes(said, 0, len(said))]
    [('8%', 'males'), ('10%', 'females')]
    """
    if start >= end:
        return [NOTHING]
    told = _told(flat[start:end])
    return list(told) if start == 0 else [_shifted(scope, start) for scope in told]


def _shifted(scope: Scope, by: int) -> Scope:
    """Return a scope of words that stand ``by`` characters further on."""
    if scope is NOTHING:
        return scope
    frequency, is_figure, dose, population, is_negated, is_hypothetical = scope
    return Scope(
        frequency and frequency.moved(by),
        is_figure,
        dose and dose.moved(by),
        population and population.moved(by),
        is_negated,
        is_hypothetical,
    )


@lru_cache(maxsize=20_000)
def _told(flat: str) -> tuple[Scope, ...]:
    if not may_qualify(flat) and not DIGIT.search(flat):
        return (NOTHING,)
    start = 0
    cut = _COMPARISON.search(small_letters(flat)) if may_hold("comparison", flat) else None
    stop = cut.start() if cut else len(flat)
    found = list(figures(flat, start, stop))
    if len(found) == 2 and _TWO_ARMS.search(flat):
        found = found[:1]
    rest = Scope(dose=dose(flat, start, stop), population=population(flat, start, stop))
    if len(found) > 1 and "respectively" in flat:
        rest = rest.over(Scope(population=group_of_figure(flat, found[-1].end, stop)))
        found = _own_arms(flat, found)
    if not found and "respectively" in flat:
        found = shares if len(shares := list(ratios(flat, start, stop))) > 1 else []
    if not found:
        share = ratio(flat, start, stop)
        if share:
            return (Scope(share, True, population=group_of_figure(flat, share.end, stop)).over(rest),)
        return (Scope(_rare_words(flat, start, stop)).over(rest),)
    bounds = [*(f.start for f in found[1:]), stop]
    out = []
    for figure, until in zip(found, bounds, strict=True):
        if _OTHER_ARM.match(flat[figure.end : until]):
            continue
        group = group_of_figure(flat, figure.end, until) or population(flat, figure.end, until)
        own = Scope(figure, True, dose(flat, figure.end, until), group)
        out.append(own)
    amounts = _amounts_in_turn(flat, found[-1].end, stop) if len(found) > 1 else []
    return tuple(_in_turn(_completed(out, rest), amounts, bool(_AND_PLACEBO.search(flat, found[-1].end))))


_ARM_END: Final = re.compile(r",\s*(?:and\s+)?|\s+and\s+")
_NOT_OWN: Final = re.compile(r"\b(?:placebo|comparator|control|vehicle|sham|untreated)\b", re.IGNORECASE)


def _own_arms(flat: str, found: list[Span]) -> list[Span]:
    """Return the figures of the drug's arms where all are named in turn ("4% and 3% on 5 mg and placebo")."""
    named = flat[found[-1].end : flat.find("respectively", found[-1].end)].strip(" ,")
    named = _COMPARISON.split(small_letters(named), maxsplit=1)[0]
    arms = _ARM_END.split(named)
    if len(arms) != len(found):
        return found
    return [figure for figure, arm in zip(found, arms, strict=True) if not _NOT_OWN.search(arm)]


_AND_PLACEBO: Final = re.compile(r"(?:,|\b(?:and|or))\s+(?:(?:and|or)\s+)?(?:the\s+)?placebo\b", re.IGNORECASE)


_BARE_AMOUNTS: Final = re.compile(r"(?:\d[\d.]*,?\s+(?:and\s+|or\s+)?)+$")
_AMOUNT: Final = re.compile(r"\d(?:[\d.]*\d)?")


def _amounts_in_turn(flat: str, start: int, stop: int) -> list[Span]:
    """Return the doses that figures in turn belong to; the last one's unit may be that of all ("30, 40, and 50 mg")."""
    amounts = list(doses(flat, start, stop))
    if len(amounts) == 1 and (bare := _BARE_AMOUNTS.search(flat, start, amounts[0].start)):
        amounts[:0] = [Span(*found.span()) for found in _AMOUNT.finditer(flat, *bare.span())]
    return amounts


def _in_turn(scopes: list[Scope], amounts: list[Span], has_placebo: bool) -> list[Scope]:
    """Return the scopes with the doses given in turn ("1%, 2% and 5% of patients on 5 mg, 10 mg and placebo")."""
    if has_placebo and amounts and len(scopes) == len(amounts) + 1:
        scopes = scopes[:-1]
    if len(scopes) != len(amounts) or (len(scopes) < 2 and not has_placebo):
        return scopes
    return [s._replace(dose=amount) for s, amount in zip(scopes, amounts, strict=True)]


def _completed(scopes: list[Scope], rest: Scope) -> list[Scope]:
    """Return the scopes, the next one's group or dose where one names none ("5% and 7% of adults")."""
    out: list[Scope] = []
    following = Scope()
    for scope in reversed(scopes):
        filled = Scope(scope.frequency, True, scope.dose or following.dose, scope.population or following.population)
        out.append(filled)
        following = filled
    return [s.over(rest) for s in out[::-1]] or [rest]


_SEEMS: Final = re.compile(r"\s*(?:to\s+be\s+)?")  # "appears (to be) more common in women"
_AT_A: Final = re.compile(r"\s*(?:at|with)\s+an?\s+(?:[a-z]+\s+){0,2}")  # "at a significantly greater frequency"
_HOW_OFTEN: Final = ("frequency", "frequencies", "incidence")


def _rare_words(flat: str, start: int, stop: int) -> Span | None:
    counted = count(flat, start, stop)
    if counted:
        return counted
    often = adverb(flat, start, stop)
    if often is None or _SEEMS.fullmatch(flat, start, often.start):
        return often
    if flat.endswith(_HOW_OFTEN, often.start, often.end) and _AT_A.fullmatch(flat, start, often.start):
        return often
    return adverb(flat, start, stop, adjectives=False)


@cache
def _hypothetical() -> re.Pattern[str]:
    return re.compile(
        rf"\b{cue_pattern('hypothetical')}\b(?!\s+(?:life-threatening|fatal|lethal|serious|severe|irreversible|dangerous|disabling))",
        re.IGNORECASE,
    )


@cache
def _class() -> re.Pattern[str]:
    """Return the pattern of the name of a class, which the next two hold: most words that begin like one are others."""
    return re.compile(rf"(?:^|(?<=\s)){cue_pattern('drug_class')}")


@cache
def _of_class() -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|\b(?:effects?|reactions?|events?|reported|associated|seen|observed|noted|described|attributed))\s*(?:rarely|also|commonly)?\s*(?:with|of|to|by|for|in\s+patients\s+(?:receiving|taking|treated\s+with))\s+(?:the\s+)?(?:use\s+of\s+)?(?:other\s+|most\s+|all\s+)?(?:[\w-]+\s+){{0,3}}?{cue_pattern('drug_class')}\b(?!\s*,?\s*(?:including|such\s+as|like|containing)\b)",
    )


@cache
def _class_members() -> re.Pattern[str]:
    """Return the pattern of a subject that is a class: "several X", "long-term use of X", "atypical X drugs"."""
    some = r"(?:several|some|other|certain|many|most)\s+(?:[\w-]+\s+)?"
    use = r"(?:[\w-]+\s+){0,3}(?:use|administration)\s+of\s+(?:other\s+)?(?:[\w-]+\s+)?"
    bare = (
        r"(?!(?:[\w-]+\s+)?(?:the|these|those|this|all|both|study|such|drugs|agents|products|medications|therapies)\b)"
    )
    return re.compile(rf"\s*(?:{some}|{use}|{bare}(?:[\w-]+\s+){{0,2}}){cue_pattern('drug_class')}\s*")


_AS_A_CLASS: Final = re.compile(
    r"\bas\s+a\s+class\b"
    r"|(?:^|\b(?:reported|observed|seen|noted|described|occurred|associated))\s+with\s+(?:the\s+use\s+of\s+)?"
    r"(?:similar|related|other\s+(?!patients|symptoms|signs|effects|events)[\w-]+s\b)",
)


def is_hypothetical(flat: str, start: int, end: int) -> bool:
    """Say whether the words mark what they govern as possible only ("may", "potential")."""
    return _IS_HYPOTHETICAL[flat[start:end]]


def _is_hypothetical(words: str) -> bool:
    return bool(_hypothetical().search(words))


_IS_HYPOTHETICAL: Final = Memo(_is_hypothetical, most=20_000)  # most are verbs, which are few


def of_drug_class(small: str, start: int, end: int) -> bool:
    """Say whether a clause (small letters) speaks of a class of drugs only ("with other drugs of this class")."""
    if start >= end:
        return False
    words = small[start:end]
    may_name = may_hold("class", words) and _class().search(words)
    if may_name and (_class_members().fullmatch(words) or _of_class().search(words)):
        return True
    return may_hold("alike", words) and bool(_AS_A_CLASS.search(words))


def subject_scope(flat: str, start: int, end: int) -> Scope:
    """Return what the subject of a clause says about its effects ("The most common side effects in children")."""
    if start >= end:
        return NOTHING
    said = _said(flat[start:end])
    return said if said is NOTHING or start == 0 else _shifted(said, start)


@lru_cache(maxsize=20_000)
def _said(words: str) -> Scope:
    if not may_qualify(words):
        return NOTHING
    words = _AS_OFTEN.split(words)[0]
    end = len(words)
    often = count(words, 0, end) or adverb(words, 0, end)
    group = group_as_subject(words, 0, end) or population(words, 0, end)
    scope = Scope(frequency=often, dose=dose(words, 0, end), population=group)
    return NOTHING if scope == NOTHING else scope
