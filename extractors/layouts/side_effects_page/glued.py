"""Pages taken out of their tags with nothing in the places of the tags: "For the ConsumerApplies to zolpin"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Final

from extractors.layouts.side_effects_page.consumer_lines import list_label
from extractors.layouts.side_effects_page.glued_items import glued_items
from extractors.lexicons.loading import lexicon
from extractors.model import Element, ElementKind, replace

# Every page of the family holds one of these where its formulas are glued together.
_SIGNS: Final = ("ConsumerApplies to", "ProfessionalsApplies to", "ConsumerWhat are some", "ConsumerSide effects")
_LEAD_IN_ENDS: Final = ("occur:", "occur while taking this medicine:", "them:", "effect:", "have:")
_WHILE_TAKING: Final = "side effects occur while taking "  # the drug, whatever its name, and a colon
_JOINT: Final = re.compile(r"(?<=[A-Za-z\d.\])?!:])(?=[A-Z][a-z])|(?<=[a-z.\])?!:])(?=[A-Z]{2})|(?<=\])(?=[A-Z-])")
_ENDS_ANYWAY: Final = frozenset(".])?!:")
_LAST_WORD: Final = re.compile(r"[A-Z]?[a-z]+\Z")
_FIRST_NUMBER: Final = re.compile(
    r"(?:(?<=[\].)])|(?<=References))(?=1\s?\.\s+[\"“A-Z])|(?<=[a-z])(?=1\s?\.\s+(?:[\"“]|Cerner\b))"
)
_FIRST_WORD: Final = re.compile(r"[A-Z][a-z]+")
_LABEL: Final = re.compile(r"[A-Z][\w/-]*(?: [\w/()-]+){0,6}:(?=[A-Z])")  # where tags stood, no blank follows a colon
_LONGEST_WORD: Final = 24
# What begins or ends the formulas of the family, and is no part of a name written as one word.
_BEGIN: Final = frozenset(
    "Generic Brand Note For Applies Side What Along Although Check Some Get All More Less Rare Incidence Consumer In"
    " Professional Commonly Common Uncommon Very Frequency Postmarketing References Always Medical Managing Further"
    " Related Warning Call Stop These Other Symptoms Medically".split()
)
_END: Final = frozenset(
    "Effects Consumer Professional Professionals Summary attention common known Rare rare overdose Warning".split()
)


def is_glued(text: str) -> bool:
    """Tell a page whose formulas stand against one another."""
    return any(text.find(sign) >= 0 for sign in _SIGNS)


def parted(text: str, elements: tuple[Element, ...]) -> Iterator[Element]:
    """Yield the elements, cut where a tag has stood, and the items of lists below what opens them."""
    opens = False
    whole = {(element.start, element.end) for element in elements}
    for line in _lines(text, elements):
        words = text[line.start : line.end].strip()
        is_label = list_label(text, line.start, line.end) is not None
        if opens and not is_label and (line.start, line.end) not in whole:
            items = glued_items(text, line.start, line.end)
            yield from (replace(line, start=start, end=end) for start, end in items)
        else:
            yield line
        opens = is_label or words.endswith(_LEAD_IN_ENDS) or (words.endswith(":") and _WHILE_TAKING in words)


def _lines(text: str, elements: tuple[Element, ...]) -> Iterator[Element]:
    """Yield the elements, cut where a tag has stood: before a formula, behind one, behind the end of a sentence."""
    for element in elements:
        joints = [found.start() for found in _JOINT.finditer(text, element.start, element.end)]
        cuts = {at for at in joints if _was_tag(text, at)} | set(_numbers(text, element.start, element.end))
        at = element.start
        for cut in sorted(cuts):
            yield replace(element, start=at, end=cut, kind=ElementKind.LINE)
            at = cut
        yield replace(element, start=at, kind=ElementKind.LINE) if cuts else element


def _numbers(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where references begin: the first behind the end of a statement, each other with the next number.

    A page that holds its professional part twice has two such lists.
    """
    firsts = [found.start() for found in _FIRST_NUMBER.finditer(text, start, end)]
    for first, stop in pairwise([*firsts, end]):
        at, number = first, 1
        while at >= 0:
            yield at
            number += 1
            at = _next_number(text, number, at + 1, stop)


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
    if last is not None and (last[0] in _END or last[0] in _systems()):
        return True
    if _LABEL.match(text, at):
        return True
    if first is None or (last is None and not (text[at - 1].isupper() or text[at - 1].isdigit())):
        return False
    return first[0] in _BEGIN or first[0] in _systems()


@cache
def _systems() -> frozenset[str]:
    return frozenset(row["name"].split()[-1] for row in lexicon("body_systems")) | {"Nervous"}
