"""What may be taken apart into terms: no effect of a leaflet is nearly as long, or as deeply nested, as these limits.

The longest effects that leaflets state (a paragraph below a band of an EU leaflet, a laboratory list of a professional
page) have 2,400 characters, a dozen cues of members, and parentheses three deep.  What lies beyond is a damaged or
made-up file; its words stay one effect with one term, and an issue says so.
"""

from __future__ import annotations

from typing import Final

from extractors.terms.cues import cues

LONGEST: Final = 4_000
"""Characters of an effect that is still taken apart."""

DEEPEST: Final = 40
"""Parentheses within each other, or cues of members behind each other, that are still followed."""

_SHORTEST_CUE: Final = len("e.g. ")


def may_be_split(item: str) -> bool:
    """Say whether an effect is within the limits of what is taken apart.

    >>> may_be_split("rash (e.g., hives)"), may_be_split("rash" + " (or" * 50), may_be_split("rash, such as " * 50)
    (True, False, False)
    """
    if len(item) <= DEEPEST:
        return True
    if len(item) > LONGEST:
        return False
    if item.count("(") + item.count("[") > DEEPEST and _depth(item) > DEEPEST:
        return False
    if len(item) <= DEEPEST * _SHORTEST_CUE:
        return True
    return len(cues().members.findall(item)) <= DEEPEST


def _depth(item: str) -> int:
    """Return how deep parentheses stand within each other."""
    deepest = depth = 0
    for sign in item:
        if sign in "([":
            depth += 1
            deepest = max(depth, deepest)
        elif sign in ")]" and depth:
            depth -= 1
    return deepest
