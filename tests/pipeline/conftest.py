"""A leaflet made by hand, and runs without Prefect."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest

from extractors.draft import Draft
from extractors.model import (
    Application,
    Citation,
    Document,
    Effect,
    Frequency,
    Issue,
    Leaflet,
    Reference,
    Section,
    Span,
    Term,
)
from flows.run import Run, Summary, perform
from flows.settings import Settings
from schemas.vocab import (
    Audience,
    Basis,
    BlockRole,
    Extraction,
    FrequencyClass,
    FrequencyScale,
    ReferenceKind,
    SectionKind,
    SourceFormat,
)
from tests.pipeline.killing import Zygote

TEXT = """Generic Name: velmorine
Applies to velmorine: oral tablet
If any of these occur, check with your doctor immediately:
=1+1 skin
  peeling
@tingling "feet"
Common (1% to 10%): Nausea[Ref]
1. "Product Information. Velmora (velmorine)." Orrin Labs, Leeds.
A line that nobody understands.
"""

FLAT = """Generic Name: {name}
Applies to {name}: oral tablet
As well as its needed effects, {name} may cause unwanted side effects that require medical attention.
If any of the following side effects occur while taking {name}, check with your doctor immediately:
More common:
Fever
{extra}
Less common:
Blurred vision
Professional
Applies to {name}: oral tablet
General
Side effects were mild.
"""


def _span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


@pytest.fixture
def leaflet() -> Leaflet:
    """A leaflet that has a row in every table, with cells that a spreadsheet might run."""
    draft = Draft(Document(SourceFormat.TEXT, TEXT, ()), "by_hand")
    draft.header |= {"generic_name": "velmorine"}
    draft.block(BlockRole.TITLE, _span("Generic Name: velmorine"))
    draft.block(BlockRole.METADATA, _span("Applies to velmorine: oral tablet"))
    draft.applications.append(Application(None, _span("oral tablet"), "oral", "tablet"))
    heading = _span("If any of these occur, check with your doctor immediately:")
    consumer = draft.section(Section(SectionKind.CONSUMER_IMMEDIATE, Audience.CONSUMER, heading=heading, span=heading))
    draft.block(BlockRole.HEADING, heading, consumer)
    for words in ("=1+1 skin\n  peeling", '@tingling "feet"'):
        block = draft.block(BlockRole.LIST_ITEM, _span(words), consumer)
        draft.effects.append(
            Effect(
                consumer,
                block,
                Audience.CONSUMER,
                SectionKind.CONSUMER_IMMEDIATE,
                Extraction.LIST_ITEM,
                _span(words),
                context=(_span("doctor"), _span("immediately")),
                placement=Basis.INFERRED,
                placement_confidence=0.75,
                terms=(Term(words.strip("=@"), _span(words)),),
            )
        )
    professional = draft.section(
        Section(SectionKind.PROFESSIONAL, Audience.PROFESSIONAL, span=_span("Common (1% to 10%): Nausea[Ref]"))
    )
    block = draft.block(BlockRole.STATEMENT, _span("Common (1% to 10%): Nausea[Ref]"), professional)
    often = Frequency(
        _span("Common (1% to 10%)"), FrequencyClass.COMMON, FrequencyScale.CIOMS, min_pct=1.0, max_pct=10.0
    )
    draft.effects.append(
        Effect(
            professional,
            block,
            Audience.PROFESSIONAL,
            SectionKind.PROFESSIONAL,
            Extraction.INLINE_LIST,
            _span("Nausea"),
            frequency=often,
            is_cited=True,
        )
    )
    draft.citations.append(Citation(block, None))
    words = '"Product Information. Velmora (velmorine)." Orrin Labs, Leeds.'
    draft.block(BlockRole.REFERENCE, _span("1. " + words), draft.section(Section(SectionKind.REFERENCES, None)))
    draft.references.append(Reference(_span(words), ReferenceKind.PRODUCT_INFORMATION, 1, container="Orrin Labs"))
    draft.issues.append(Issue("missing_header", "no brand name"))
    return draft.finish()


@pytest.fixture
def write_leaflets(tmp_path: Path) -> Callable[..., Path]:
    """A function that fills tmp_path/raw with leaflets of invented drugs and returns the folder."""

    def write(count: int, *, start: int = 0, extra: str = "Rash") -> Path:
        raw = tmp_path / "raw"
        raw.mkdir(exist_ok=True)
        for number in range(start, start + count):
            name = f"velmorine{number:04d}"
            (raw / f"{name}.txt").write_text(FLAT.format(name=name, extra=extra), encoding="utf-8")
        return raw

    return write


@pytest.fixture
def zygote() -> Iterator[Zygote]:
    """A process that starts runs in processes of their own."""
    found = Zygote()
    yield found
    found.close()


@pytest.fixture
def publish(tmp_path: Path) -> Callable[..., Summary]:
    """A function that runs without Prefect: ``publish(raw, output=..., **settings)``."""

    def run(raw: Path, output: Path | None = None, **settings: object) -> Summary:
        given = {"workers": 0, "raw": raw, "output": output or tmp_path / "out", **settings}
        return perform(Run(Settings.model_validate(given)))

    return run


@pytest.fixture
def store() -> Iterator[Any]:
    """The store of this process, empty."""
    fs = fsspec.filesystem("memory")
    fs.store.clear()
    fs.pseudo_dirs[:] = [""]
    yield fs
    fs.store.clear()
