"""Clauses that say under which condition an effect occurred: "... when it was given with zidovudine at high doses"."""

from __future__ import annotations

import re

from extractors.model import Span
from extractors.prose.clauses import Clause
from extractors.prose.groups import trimmed
from extractors.prose.scopes import NOTHING, Scope, subject_scope, tail_scopes

_WHEN = re.compile(r"\b(?:when|if|where)\s*$")
_TOGETHER = re.compile(
    r"\s*(?:is|was|are|were)\s+(?:(?:not|also|concomitantly|concurrently)\s+)*(?:co-?administered|used|given|administered|combined|taken|added)"
    r"\s+(?:(?:concomitantly|concurrently|together|in\s+combination)\s+)?(?:with|to)\s+(?!food|meals?|water|milk|caution|or\s+without|treat|care)"
)
_GIVEN = re.compile(
    r"\s*(?:is|was|are|were)\s+(?:\w+ly\s+)?(?:co-?administered|used|given|administered|combined|taken|added|exceeded|started|initiated)\b"
)
_REACH = 12  # characters before a clause that hold its conjunction


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
        Scope(dose=subject_scope(flat, *clause.before).dose)
    )
    group = said.population
    if _TOGETHER.match(small, clause.verb.start, clause.after.end):
        group = trimmed(flat, Span(when.start(), clause.after.end))
    return Scope(dose=said.dose, population=group)
