"""What pages print around their text and plain text has kept: page numbers, and the lines that stand beside them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

_NUMBER: Final = re.compile(r"(?<!\d)(\d{1,4})(\s*(?:/|of)\s*\d{1,4})?(?:\s*-)?$", re.I)
_LONGEST_NUMBER: Final = 20  # characters: "1024 of 2048", and room
_SAYS_SO: Final = re.compile(r"\bpage\s*$", re.I)
_FEWEST, _FEWEST_BARE = 2, 3  # pages; a number alone may stand for something else
_LINES_A_PAGE: Final = 15  # no page holds fewer, by and large


def furniture(lines: Sequence[str]) -> frozenset[int]:
    """Return which of the lines, blank ones left out, are page numbers or run along with them.

    A page number stands in the same words on every page and grows by one; a running head stands next to it each time.

    >>> page = ["Zolpin", "- rash", "- fever", *["- nausea"] * 20]
    >>> sorted(furniture([*page, "Page 1", *page, "Page 2", *page]))
    [0, 23, 24, 47, 48]
    """
    numbered = _numbered(lines)
    if not numbered:
        return frozenset()
    worded = [" ".join(line.split()) for line in lines]
    places_of: defaultdict[str, list[int]] = defaultdict(list)
    for index, words in enumerate(worded):
        places_of[words].append(index)
    found: set[int] = set()
    for places in numbered:
        found.update(places)
        for step in (1, -1):
            found.update(_beside(worded, places_of, places, step))
    return frozenset(found)


def _numbered(lines: Sequence[str]) -> list[list[int]]:
    """Return the places of page numbers, for each wording of them."""
    groups: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for index, line in enumerate(lines):
        last = line[-1]
        if last.isdecimal() or last == "-":
            found = _NUMBER.search(line, max(0, len(line) - _LONGEST_NUMBER))
            if found:
                words = " ".join(line[: found.start()].split())
                groups[words, found[2] or ""].append((index, int(found[1])))
    return [[index for index, _ in group] for words, group in groups.items() if _are_pages(words, group, len(lines))]


def _are_pages(words: tuple[str, str], group: list[tuple[int, int]], n_lines: int) -> bool:
    says_so = bool(words[1] or _SAYS_SO.search(words[0]))
    numbers = [number for _, number in group]
    grows = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return grows and len(group) >= (_FEWEST if says_so else _FEWEST_BARE) and n_lines >= _LINES_A_PAGE * len(group)


def _beside(worded: Sequence[str], places_of: Mapping[str, list[int]], places: Sequence[int], step: int) -> list[int]:
    """Return the places of a line that stands next to the page numbers, at all of them or all but one."""
    texts = [worded[at + step] for at in places if 0 <= at + step < len(worded)]
    if not texts or texts.count(texts[0]) < max(_FEWEST, len(places) - 1):
        return []
    same = places_of[texts[0]]
    return same if len(same) <= len(places) + 1 else []
