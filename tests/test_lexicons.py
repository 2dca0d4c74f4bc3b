"""Lexicons as data files: every row says something of its own, and where it comes from."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from extractors import lexicons
from extractors.lexicons.loading import lexicon

NAMES = sorted(path.stem for path in Path(lexicons.__file__).parent.glob("*.csv"))


@pytest.mark.parametrize("name", NAMES)
def test_no_row_is_said_twice(name: str) -> None:
    said = Counter(tuple(value for column, value in row.items() if column != "origin") for row in lexicon(name))
    assert [row for row, times in said.items() if times > 1] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_row_says_where_it_comes_from(name: str) -> None:
    assert [row for row in lexicon(name) if not row.get("origin")] == []
