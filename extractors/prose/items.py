"""What an element of a list says of itself beside its frequency: in whom, at what dose, whether it is only possible."""

from __future__ import annotations

import re
from typing import Final

from extractors.prose.doses import dose
from extractors.prose.groups import population
from extractors.prose.parentheses import aside
from extractors.prose.scopes import NOTHING, Scope
from extractors.prose.sentences import flatten
from extractors.terms.limits import may_be_split

_MAY_SAY: Final = re.compile(
    r"\((?!up\s+to|less\s|about\s|\d[\d.,]*\s*(?:%|to\s|\)))"
    r"|\s(?:in|with|among|during|when|at|following)\s|\bdos(?:e|age)[- ]|^(?:possibl|potential|theoretical|dos)",
    re.IGNORECASE,
)
_POSSIBLE: Final = re.compile(r"(?:possibl[ey]|potential(?:ly)?|theoretical(?:ly)?)\s", re.IGNORECASE)


def item_scope(words: str) -> Scope:
    """Return dose, population and doubt of a list's element; places are those in ``words``.

    An element that begins with a dose word ("overdose") names an effect, and one with members in parentheses is only in
    part what its first word says ("possible allergic reactions (including rash)").

    >>> said = "hypoglycemia (in combination with insulin)"
    >>> item_scope(said).population.of(said), item_scope("possible photosensitivity").is_hypothetical
    ('in combination with insulin', True)
    """
    if not _MAY_SAY.search(words) or not may_be_split(words):
        return NOTHING
    flat = flatten(words)
    is_possible = bool(_POSSIBLE.match(words))
    asides = [aside(words, group, names_members=is_possible) for group in flat.groups]
    begin = 0 if flat.small.startswith("dos") else flat.text.find(" ") + 1
    amount = next((a.dose for a in asides if a.dose), None) or dose(flat.text, begin, len(words))
    group = next((a.population for a in asides if a.population), None) or population(flat.text, begin, len(words))
    is_hypothetical = is_possible and not any(a.members for a in asides)
    scope = Scope(dose=amount, population=group, is_hypothetical=is_hypothetical)
    return NOTHING if scope == NOTHING else scope
