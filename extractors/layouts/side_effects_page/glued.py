"""Pages taken out of their tags with nothing in the places of the tags: "For the ConsumerApplies to zolpin"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from extractors.lexicons.loading import lexicon
from extractors.model import Element, ElementKind, replace

# Every page of the family holds one of these where its formulas are glued together.
_SIGNS: Final = ("ConsumerApplies to", "ProfessionalsApplies to", "ConsumerWhat are some", "ConsumerSide effects")
_JOINT: Final = re.compile(r"(?<=[A-Za-z\d.\])?!:])(?=[A-Z][a-z])|(?<=\])(?=[A-Z-])")
_ENDS_ANYWAY: Final = frozenset(".])?!:")
_LAST_WORD: Final = re.compile(r"[A-Z]?[a-z]+\Z")
_FIRST_NUMBER: Final = re.compile(r"(?:(?<=[\].)])|(?<=References))(?=1\s?\.\s+[\"“A-Z])")
_FIRST_WORD: Final = re.compile(r"[A-Z][a-z]+")
_LONGEST_WORD: Final = 24
# What begins or ends the formulas of the family, and is no part of a name written as one word.
_BEGIN: Final = frozenset(
    "Generic Brand Note For Applies Side What Along Although Check Some Get All More Less Rare Incidence Consumer In"
    " Professional Commonly Common Uncommon Very Frequency Postmarketing References Always Medical Managing Further"
    " Related Warning Call Stop These Other Symptoms Medically".split()
)
_END: Final = frozenset(
    "Effects Consumer Professional Professionals Summary attention common known Rare Warning".split()
)


def is_glued(text: str) -> bool:
    """Tell a page whose formulas stand against one another."""
    return any(text.find(sign) >= 0 for sign in _SIGNS)


def parted(text: str, elements: tuple[Element, ...]) -> Iterator[Element]:
    """Yield the elements, cut where a tag has stood: before a formula, behind one, and behind the end of a sentence."""
    for element in elements:
        joints = [found.start() for found in _JOINT.finditer(text, element.start, element.end)]
        cuts = {at for at in joints if _was_tag(text, at)} | set(_numbers(text, element.start, element.end))
        at = element.start
        for cut in sorted(cuts):
            yield replace(element, start=at, end=cut, kind=ElementKind.LINE)
            at = cut
        yield replace(element, start=at) if cuts else element


def _numbers(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where references begin: the first behind the end of a statement, each other with the next number."""
    first = _FIRST_NUMBER.search(text, start, end)
    at = first.start() if first else -1
    number = 1
    while at >= 0:
        yield at
        number += 1
        at = _next_number(text, number, at + 1, end)


def _next_number(text: str, number: int, start: int, end: int) -> int:
    words = f"{number}. "
    at = text.find(words, start, end)
    while at >= 0 and not (text[at + len(words) : at + len(words) + 1].isupper() or text[at + len(words)] in '"“'):
        at = text.find(words, at + 1, end)
    return at


def _was_tag(text: str, at: int) -> bool:
    if text[at - 1] in _ENDS_ANYWAY:
        return True
    first = _FIRST_WORD.match(text, at)
    last = _LAST_WORD.search(text, max(0, at - _LONGEST_WORD), at)
    if first is None or last is None:
        return False
    return first[0] in _BEGIN or first[0] in _systems() or last[0] in _END or last[0] in _systems()


@cache
def _systems() -> frozenset[str]:
    return frozenset(row["name"].split()[-1] for row in lexicon("body_systems")) | {"Nervous"}
