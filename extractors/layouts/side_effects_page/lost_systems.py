"""Body systems of a flattened page, whose professional statements lost their headings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from extractors.body_systems_inference import Statement, infer_body_systems
from extractors.draft import Draft
from extractors.layouts.side_effects_page.professional_lines import MARK
from extractors.model import Effect, collapse
from schemas.vocab import Basis, BlockRole, SectionKind


def infer_lost_systems(draft: Draft) -> None:
    """Give the professional effects of a page without body-system headings the systems that their terms tell."""
    if any(section.body_system and section.heading for section in draft.sections):
        return
    blocks = _statement_blocks(draft)
    effects: dict[int, list[int]] = {}
    for i, effect in enumerate(draft.effects):
        effects.setdefault(effect.block, []).append(i)
    own = {block: [draft.effects[i] for i in effects.get(block, ())] for block in blocks}
    found = infer_body_systems([_statement(draft, block, own) for block in blocks])
    for block, one in zip(blocks, found, strict=True):
        for i in effects.get(block, ()) if one.system else ():
            if draft.effects[i].body_system is None:
                draft.effects[i] = replace(draft.effects[i], body_system=one.system, body_system_basis=Basis.INFERRED)


def _statement_blocks(draft: Draft) -> list[int]:
    """Return the professional statements in text order."""
    found = [
        (block.start, i)
        for i, block in enumerate(draft.blocks)
        if block.role in (BlockRole.STATEMENT, BlockRole.LIST_ITEM)
        and block.section is not None
        and draft.sections[block.section].kind is SectionKind.PROFESSIONAL
    ]
    return [i for _, i in sorted(found)]


def _statement(draft: Draft, index: int, effects: Mapping[int, list[Effect]]) -> Statement:
    block = draft.blocks[index]
    first = effects[index][0] if effects[index] else None
    text = draft.text[first.span.start if first else block.start : block.end]
    assert block.section is not None
    return Statement(
        collapse(MARK.sub(" ", text)),
        first.frequency.category if first else None,
        first is not None,
        text.rstrip().endswith("]"),
        draft.sections[block.section].body_system,
    )
