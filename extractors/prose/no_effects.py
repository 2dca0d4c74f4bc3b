"""Words that name no effect wherever they stand in running text: parts of sentences, of the body, measures, drugs."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from extractors.prose.effect_words import CUES, is_drug, normal, term_counts
from extractors.prose.sharing import traits

_PREPOSITION: Final = re.compile(r" (?:of|in|on|to|at|from|with) ")
_LINK: Final = re.compile(r" (?:of|in|with|from) ")
_AILING: Final = re.compile(
    r"swollen|inflamed|cracked|irritable|gangrenous|edematous|erythematous|infected|enlarged|blistered|ulcerated"
    r"|discolored|thickened|hardened|drooping|undescended|.*-colou?red"
)
_NO_MORE: Final = re.compile(
    r"(?:more |particularly |less )*sensitive to .*\b(?:effects?|actions?)|increased risk (?!of |for |to ).*"
    r"|worsen (?:these|this|those|such) .*"
)
_MAY_BE_NO_MORE: Final = ("sensitive", "more", "particularly", "less", "increased risk", "worsen")
_SIDES: Final = {"upper", "lower", "left", "right"}


def names_nothing(words: str, strong: bool) -> bool:
    """Say whether an element that shares nothing with its neighbours is no effect by what its own words are.

    A phrase that begins with a verb, or with an adjective that only follows one, is a piece of a clause ("adjusted to
    her clearance", "indicative of blockade").  A part of the body, a drug, or a measure without a finding names
    nothing that occurs; a ``strong`` place ("have included ...") vouches for a measure.

    >>> [names_nothing(w, False) for w in ("respond to corticosteroids", "legs", "digoxin", "serum ALT", "rash")]
    [True, True, True, True, False]
    """
    small = words.casefold()
    if is_drug(small) or (small.startswith(_MAY_BE_NO_MORE) and _NO_MORE.fullmatch(small)):
        return True
    own = traits(words)
    is_bare = own.modifier is None and not _PREPOSITION.search(small)
    first = small.split(" ", 1)[0]
    if small in term_counts():
        return own.is_body_site and first == small
    if first in CUES["no_effect_start"]:
        return True
    if first in CUES["bare_adjective"] - _SIDES or _AILING.fullmatch(first):
        return False
    return is_bare and (own.is_body_site or (own.is_measure and not strong))


@lru_cache(maxsize=20_000)
def is_formula(words: str, heading: str) -> bool:
    """Say whether a subject only repeats the heading above it, or speaks of side effects in general.

    >>> is_formula("Hypersensitivity reactions", "Hypersensitivity"), is_formula("Rash", "Hypersensitivity")
    (True, False)
    """
    *modifiers, head = _LINK.split(normal(words))[0].split() or [""]
    headings = normal(heading).split()
    if head in headings or head in CUES["formula"]:
        plain = CUES["formula_word"] | set(headings)
        return all(m in plain for m in modifiers)
    return False
