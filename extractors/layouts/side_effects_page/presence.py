"""What the sections of a page hold: effects, the word that there are none, or nothing at all."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import Final

from extractors.draft import Draft
from extractors.lexicons.loading import lexicon
from extractors.model import Block, Span, replace
from schemas.vocab import BlockRole, Presence, SectionKind

_CONTENT: Final = (BlockRole.LIST_ITEM, BlockRole.STATEMENT, BlockRole.REFERENCE, BlockRole.UNRECOGNISED)


@cache
def _patterns() -> tuple[tuple[Presence, re.Pattern[str]], ...]:
    return tuple(
        (Presence(row["presence"]), re.compile(row["pattern"].replace(" ", r"\s+"), re.I))
        for row in lexicon("presence_cues")
    )


def told_absence(words: str) -> Presence | None:
    """Return what a statement without effects says of the effects: that there are none, or that nothing is said.

    >>> told_absence("No side effects have been reported with zolpin.").value
    'stated_none'
    >>> told_absence("The manufacturer has not provided adverse event information.").value
    'empty'
    >>> told_absence("Zolpin is generally well tolerated.")
    """
    return next((presence for presence, pattern in _patterns() if pattern.search(words)), None)


def state_presence(draft: Draft) -> None:
    """Say of each section whether it holds anything: a heading or a lead-in alone leaves it empty."""
    affirmed = _with_ancestors(draft, {e.section for e in draft.effects if not e.is_negated})
    doubtful = set(range(len(draft.sections))) - affirmed
    content = _content_of_sections(draft, doubtful)
    for index in doubtful:
        section = draft.sections[index]
        if section.presence is Presence.STATED:
            presence = _presence(draft, content[index], section.kind)
            draft.sections[index] = replace(section, presence=presence)


def _presence(draft: Draft, content: list[Block], kind: SectionKind) -> Presence:
    if not content:
        return Presence.EMPTY
    if kind in (SectionKind.OTHER, SectionKind.REFERENCES):
        return Presence.STATED
    told = (told_absence(Span(block.start, block.end).of(draft.text)) for block in content)
    return next((presence for presence in told if presence), Presence.STATED)


def _content_of_sections(draft: Draft, wanted: set[int]) -> defaultdict[int, list[Block]]:
    """Return the blocks that say something, by section; what stands in a subsection stands in its section too."""
    found: defaultdict[int, list[Block]] = defaultdict(list)
    chains = [_with_ancestors(draft, {index}) & wanted for index in range(len(draft.sections))]
    for block in draft.blocks:
        for section in chains[block.section] if block.section is not None else ():
            if block.role in _CONTENT:
                found[section].append(block)
    return found


def _with_ancestors(draft: Draft, sections: set[int]) -> set[int]:
    found: set[int] = set()
    for section in sections:
        at: int | None = section
        while at is not None and at not in found:
            found.add(at)
            at = draft.sections[at].parent
    return found
