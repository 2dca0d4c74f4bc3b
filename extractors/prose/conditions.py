"""Clauses that say under which condition an effect occurred: "... when it was given with zidovudine at high doses"."""

from __future__ import annotations

import re
from typing import Final

from extractors.model import Span
from extractors.prose.clauses import Clause
from extractors.prose.group_ends import trimmed
from extractors.prose.scopes import NOTHING, Scope, subject_scope, tail_scopes

_WHEN: Final = re.compile(r"\b(?:when|if|where)\s*$")
_TOGETHER: Final = re.compile(
    r"\s*(?:is|was|are|were)\s+(?:(?:not|also|concomitantly|concurrently)\s+)*(?:co-?administered|used|given|administered|combined|taken|added\s+to)"
    r"\s+(?:(?:concomitantly|concurrently|together|in\s+combination)\s+)?(?:with\s+|(?<=added\sto\s))(?!food|meals?|water|milk|caution|or\s+without|treat|care)"
)
_GIVEN: Final = re.compile(
    r"\s*(?:is|was|are|were)\s+(?:\w+ly\s+)?(?:co-?administered|used|given|administered|combined|taken|added|exceeded|started|initiated)\b"
)
_REACH: Final = 12  # characters before a clause that hold its conjunction


def condition(small: str, flat: str, clause: Clause) -> Scope:
    """Return the dose and the co-medication of a clause such as "when it was given ..."; of others nothing.

    >>> from extractors.prose.clauses import clauses
    >>> said = "rash occurred when it was given with zidovudine."
    >>> condition(said, said, list(clauses(said, 0, len(said)))[1]).population.of(said)
    'when it was given with zidovudine'
    """
    reach = max(0, clause.before.start - _REACH)
    when = _WHEN.search(small, reach, clause.before.start)
    if when is None or not _GIVEN.match(small, clause.verb.start, clause.after.end):
        return NOTHING
    said = tail_scopes(flat, clause.verb.start, clause.after.end)[0].over(
        Scope(dose=subject_scope(flat, clause.before.start, clause.before.end).dose)
    )
    group = said.population
    if _TOGETHER.match(small, clause.verb.start, clause.after.end):
        group = trimmed(flat, Span(when.start(), clause.after.end))
    return Scope(dose=said.dose, population=group)


_WHICH: Final = re.compile(r",\s+which\s*$")
_OCCURS: Final = re.compile(r"\s*(?:(?:is|are|was|were|has|have|occurs?|occurred|appears?|may|been|be)\b\s*)+")


def described(small: str, flat: str, clause: Clause) -> Scope:
    """Return what ", which is more likely in smokers" says of the effect before it; of other clauses nothing."""
    reach = max(0, clause.before.start - _REACH)
    if not _WHICH.search(small, reach, clause.before.start) or not _OCCURS.match(
        small, clause.verb.start, clause.verb.end
    ):
        return NOTHING
    said = tail_scopes(flat, clause.after.start, clause.after.end)[0]
    if said.dose is None and said.population is None:
        return NOTHING
    return Scope(said.frequency, said.is_figure, said.dose, said.population).over(
        Scope(subject_scope(flat, clause.verb.start, clause.verb.end).frequency)
    )


def describes_one(small: str, clause: Clause) -> bool:
    """Say whether ", which is ..." describes the effect before it alone, and not, as ", which are ...", several."""
    return clause.verb.of(small).startswith(("is", "was", "has", "occurs", "may"))


_ON_PLACEBO_ALONE: Final = re.compile(
    r"(?!.*\b(?:and|or|compared|versus|vs|than|similar|both|drug|as|while|but)\b)\s*in\s[^,;]*?\b(?:receiving|given|taking|on|using|with|of)\s+(?:the\s+)?placebo\b"
    r"|\s*in\s+the\s+(?:placebo|comparator|control|vehicle)\s+(?:group|arm)\b"
)


def on_placebo_alone(small: str, after: Span) -> bool:
    """Say whether what follows a verb (small letters) tells of those alone who were given no drug.

    >>> on_placebo_alone("in 2% of patients on placebo", Span(0, 28))
    True
    """
    return bool(_ON_PLACEBO_ALONE.match(small, after.start, after.end))
