"""Reviewed side-effect pages as the learning of placements needs them: lists, lead-ins, and what pages share a drug."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractors.frequency import parse_label
from extractors.model import collapse
from extractors.placement.model import Group, Incidence
from extractors.placement.sections import LeadIn
from extractors.placement.states import State
from schemas.vocab import SectionKind

_LEAD_INS = (
    (LeadIn.AFTER_USE, r"after you stop using this medicine"),
    (LeadIn.OVERDOSE, r"get emergency help immediately if any of the following symptoms of overdose"),
    (LeadIn.SOON, r"check with your doctor as soon as possible if any"),
    (
        LeadIn.PERSISTENT,
        r"check with (?:them|your (?:doctor|health care professional)) if any of the following side effe",
    ),
    (LeadIn.PERSISTENT, r"common side effects may include|all drugs may cause side effects.*\bcall your"),
    (LeadIn.IMMEDIATE, r"check with your doctor(?: or nurse)? immediately|warning/caution|call your doctor at once if"),
    (LeadIn.IMMEDIATE, r"(?:stop taking .* and )?get emergency help immediately if any of the following effects"),
)
_PATTERNS = tuple((lead_in, re.compile(pattern, re.I)) for lead_in, pattern in _LEAD_INS)
_FORMS = frozenset(
    "topical ophthalmic nasal otic sodium hydrochloride liposomal liposome vaccine human conjugate systemic acetate "
    "pegylated inhalation rectal vaginal oral injection".split()
)
# A first word that does not yet name a substance: "sodium chloride", "insulin glargine".
_OPENING = frozenset(
    "conjugated sodium potassium calcium magnesium aluminum insulin hepatitis zinc ethinyl polyethylene coagulation "
    "interferon influenza factor botulism".split()
)


@dataclass(frozen=True)
class ReviewedList:
    """One list of a page: its items, the section and label it stood under, and the number of its lead-in."""

    items: tuple[str, ...]
    kind: SectionKind
    label: str | None
    slot: int

    @property
    def incidence(self) -> Incidence:
        """The label's incidence; other where it speaks of something else or is missing."""
        found = parse_label(self.label, 0, len(self.label)) if self.label else None
        category = found.frequency.category.value if found and found.frequency.category else None
        return Incidence(category) if category in set(Incidence) else Incidence.OTHER

    def state(self, lead_ins: Sequence[LeadIn]) -> State:
        """Return the state of the sequence model that this list is in."""
        lead_in = lead_ins[self.slot]
        if self.kind is SectionKind.CONSUMER_OVERDOSE:
            return State(self.slot, lead_in, Group.OVERDOSE, Incidence.OTHER)
        persistent = lead_in in (LeadIn.PERSISTENT, LeadIn.AFTER_USE)
        return State(self.slot, lead_in, Group.PERSISTENT if persistent else Group.IMMEDIATE, self.incidence)


@dataclass(frozen=True)
class ReviewedPage:
    """A page of the corpus; ``family`` is shared by pages with a substance in common, directly or through others."""

    name: str
    generic_name: str
    template: str
    lead_ins: tuple[LeadIn, ...]
    lists: tuple[ReviewedList, ...]
    statements: tuple[dict[str, Any], ...] = field(repr=False)
    family: int = 0


def read_pages(corpus: Path) -> list[ReviewedPage]:
    """Return the pages of a corpus (``gold`` and ``inorder`` below it), by name, with their families."""
    pages = [_page(path, corpus / "inorder") for path in sorted((corpus / "gold").glob("*.json"))]
    families = families_of([substances(page.generic_name) for page in pages])
    return [_with_family(page, family) for page, family in zip(pages, families, strict=True)]


def _with_family(page: ReviewedPage, family: int) -> ReviewedPage:
    return ReviewedPage(page.name, page.generic_name, page.template, page.lead_ins, page.lists, page.statements, family)


def _page(path: Path, inorder: Path) -> ReviewedPage:
    gold = json.loads(path.read_text(encoding="utf-8"))
    lines = [collapse(x) for x in (inorder / f"{path.stem}.txt").read_text(encoding="utf-8").splitlines() if x.strip()]
    end = next((n for n, line in enumerate(lines) if line.startswith("For Healthcare Professionals")), len(lines))
    lead_ins, slots = _slots(lines[:end], [collapse(item["text"]) for item in gold["consumer"]])
    lists = tuple(_lists(gold["consumer"], slots))
    statements = tuple(gold["professional"])
    return ReviewedPage(path.stem, gold["generic_name"], gold["template"], lead_ins, lists, statements)


def _slots(lines: Sequence[str], items: Sequence[str]) -> tuple[tuple[LeadIn, ...], list[int]]:
    """Walk through a page in order; return its lead-ins and the number of the lead-in before each item."""
    lead_ins: list[LeadIn] = []
    slots: list[int] = []
    for line in lines:
        if len(slots) < len(items) and line == items[len(slots)]:
            slots.append(len(lead_ins) - 1)
        elif lead_in := lead_in_of(line):
            lead_ins.append(lead_in)
    return tuple(lead_ins), slots


def lead_in_of(line: str) -> LeadIn | None:
    """Return the lead-in that a line of a page in order is, or None."""
    return next((lead_in for lead_in, pattern in _PATTERNS if pattern.match(line)), None)


def _lists(items: Sequence[dict[str, Any]], slots: Sequence[int]) -> Iterator[ReviewedList]:
    for number in dict.fromkeys(item["list"] for item in items):
        own = [i for i, item in enumerate(items) if item["list"] == number]
        first = items[own[0]]
        texts = tuple(items[i]["text"] for i in own)
        yield ReviewedList(texts, SectionKind(first["kind"]), first["label"], slots[own[0]])


def substances(generic_name: str) -> set[str]:
    """Return the substances of a generic name, without salts and forms.

    >>> sorted(substances("acyclovir / hydrocortisone topical"))
    ['acyclovir', 'hydrocortisone']
    """
    out = set()
    for part in re.split(r"\s*/\s*|\s+and\s+|,\s*", generic_name.lower()):
        words = [word for word in re.findall(r"[a-z0-9-]+", part) if word not in _FORMS]
        if words:
            out.add(" ".join(words[:2]) if words[0] in _OPENING else words[0])
    return out


def families_of(names: Sequence[set[str]]) -> list[int]:
    """Return for each page the number of its family: pages connected by shared substances."""
    parent = list(range(len(names)))

    def root(i: int) -> int:
        while parent[i] != i:
            i = parent[i]
        return i

    first: dict[str, int] = {}
    for i, page in enumerate(names):
        for name in sorted(page):
            parent[root(i)] = root(first.setdefault(name, i))
    return [root(i) for i in range(len(names))]
