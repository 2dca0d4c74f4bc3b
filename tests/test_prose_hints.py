"""A pattern that is not tried, since no word hints at it, would have found nothing."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from functools import _lru_cache_wrapper
from pathlib import Path

import pytest

from extractors.extract import extract
from extractors.lexicons.alternatives import alternatives
from extractors.memo import Memo
from extractors.prose import clauses, hints
from extractors.prose.paragraphs import prose_effects
from schemas.vocab import BlockRole

RAW = Path(__file__).resolve().parent.parent / "raw"


def _paragraphs(folder: Path, every: int) -> Iterator[str]:
    for path in sorted(folder.glob("*.*ml"))[::every]:
        leaflet = extract(path.read_bytes(), path.name)
        for block in leaflet.blocks:
            if block.role is BlockRole.STATEMENT:
                yield leaflet.document.text[block.start : block.end]


def _forget() -> None:
    for found in gc.get_objects():
        if isinstance(found, _lru_cache_wrapper) and found.__module__.startswith("extractors.prose"):
            found.cache_clear()
        elif isinstance(found, Memo):
            found.clear()


def _read(paragraphs: list[str]) -> list[str]:
    _forget()
    return [repr(prose_effects(said, 0, len(said))) for said in paragraphs]


def _hide_nothing(paragraphs: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(paragraphs) > 20
    hinted = _read(paragraphs)
    monkeypatch.setattr(hints, "_KINDS_IN", Memo(lambda _: -1))
    unhinted = _read(paragraphs)
    monkeypatch.undo()
    _forget()
    assert [said for said, a, b in zip(paragraphs, hinted, unhinted, strict=True) if a != b] == []


def test_hints_hide_nothing_in_our_own_leaflets(monkeypatch: pytest.MonkeyPatch) -> None:
    _hide_nothing(list(_paragraphs(RAW, 1)), monkeypatch)


def test_hints_hide_nothing_in_real_leaflets(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _hide_nothing(list(_paragraphs(corpus / "drugscom" / "html", 9)), monkeypatch)


def test_a_verb_is_looked_for_wherever_one_begins(corpus: Path) -> None:
    ahead = rf"(?={alternatives(clauses._BEGINNINGS)}|[a-z]+ly\s)"
    pattern = clauses._verb().pattern
    assert ahead in pattern
    everywhere = re.compile(pattern.replace(ahead, "", 1))
    for said in _paragraphs(corpus / "drugscom" / "html", 40):
        small = said.lower()
        hinted = [found.span() for found in clauses._verb().finditer(small)]
        assert hinted == [found.span() for found in everywhere.finditer(small)], said
