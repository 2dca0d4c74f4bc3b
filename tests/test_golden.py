"""Leaflets of our own writing, and what a careful reader finds in them.

The leaflets are those of raw/ and each ``tests/golden/<layout>/<leaflet>/source.*``; what they say stands in
``tests/golden/<layout>/<leaflet>/expected.json``.  After a change that is meant to change it:

    python -m pytest tests/test_golden.py --update-golden

rewrites what differs and fails, so that somebody reads the diff before it is kept.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.extract import extract
from extractors.layouts.base import layouts
from tests.conftest import ROOT
from tests.golden_rendering import render

GOLDEN = ROOT / "tests" / "golden"
SOURCES = sorted([*(ROOT / "raw").glob("*.*"), *GOLDEN.glob("*/*/source.*")])
HOW = "python -m pytest tests/test_golden.py --update-golden, then read the diff"


def name_of(source: Path) -> str:
    """Return the leaflet's name: that of its folder, or of its file in raw/."""
    return source.parent.name if source.is_relative_to(GOLDEN) else source.stem


def expected_of(source: Path, layout: str) -> Path:
    """Return where the truth about a leaflet stands."""
    return GOLDEN / layout / name_of(source) / "expected.json"


@pytest.mark.parametrize("source", SOURCES, ids=name_of)
def test_a_leaflet_says_what_its_reader_found(source: Path, request: pytest.FixtureRequest) -> None:
    leaflet = extract(source.read_bytes(), source.name)
    found, path = render(leaflet), expected_of(source, leaflet.layout)
    wanted = path.read_text(encoding="utf-8") if path.is_file() else ""
    if request.config.getoption("--update-golden") and found != wanted:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(found, encoding="utf-8")
        pytest.fail(f"rewritten: read the diff of {path.relative_to(ROOT)}")
    assert path.is_file(), f"no reader has said what this leaflet says: {HOW}"
    assert found.splitlines() == wanted.splitlines(), HOW


def test_names_are_unique() -> None:
    names = [name_of(source) for source in SOURCES]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("layout", [layout.name for layout in layouts()])
def test_every_layout_has_a_leaflet(layout: str) -> None:
    assert list((GOLDEN / layout).glob("*/expected.json")), f"tests/golden/{layout}/ holds no leaflet"


def test_every_truth_has_its_leaflet() -> None:
    told = {path.parent.name for path in GOLDEN.glob("*/*/expected.json")}
    assert told == {name_of(source) for source in SOURCES}
