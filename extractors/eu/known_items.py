"""Names of effects that leaflets are known to list: what lines of lists without marks are told by."""

from __future__ import annotations

import re
from functools import cache

from extractors.concepts.keys import american
from extractors.lexicons.loading import lexicon
from extractors.model import collapse

_PARENTHESIS = re.compile(r"\s*\([^()]*\)")


@cache
def known_items() -> frozenset[str]:
    """Return the names, in small letters and in American spelling."""
    return frozenset(american(row["term"]) for name in ("lay_terms", "effect_terms") for row in lexicon(name))


def is_known(words: str) -> bool:
    """Tell an item that is such a name, what stands in parentheses apart.

    >>> is_known("Dry mouth (xerostomia);"), is_known("Diarrhoea"), is_known("purple elephants")
    (True, True, False)
    """
    return american(collapse(_PARENTHESIS.sub("", words)).casefold().strip(" .,;")) in known_items()
