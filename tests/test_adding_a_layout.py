"""The worked example of docs/adding_a_layout.md does what the page says."""

from __future__ import annotations

import re
import sys
import types
from textwrap import dedent

import pytest

from extractors.layouts.base import Layout
from extractors.readers.base import read
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "adding_a_layout.md").read_text(encoding="utf-8")


@pytest.fixture
def layout(monkeypatch: pytest.MonkeyPatch) -> Layout:
    """The layout of the page, from the code that it prints."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    module = types.ModuleType("warning_card")
    monkeypatch.setitem(sys.modules, "warning_card", module)
    exec(compile(code, "docs/adding_a_layout.md", "exec"), module.__dict__)
    found = module.__dict__["LAYOUT"]
    assert isinstance(found, Layout)
    return found


def test_the_example_reads_the_card_of_the_page(layout: Layout) -> None:
    (card,) = re.findall(r"\n\n(    Card: .*?)\n\n", PAGE, re.DOTALL)
    document = read(dedent(card).encode(), "source.txt")
    assert layout.recognise(document) > 0.5
    leaflet = layout.understand(document)
    stated = [(e.kind.value, e.span.of(document.text)) for e in leaflet.effects]
    assert stated == [
        ("consumer_immediate", "swollen lips"),
        ("consumer_immediate", "blue fingers or toes"),
        ("consumer_persistent", "dry mouth (often)"),
    ]
    assert [i.code for i in leaflet.issues] == ["unrecognised_text"]
