"""A leaflet gives the same effects as a page of HTML and as a PDF, however the PDF is set."""

from __future__ import annotations

import pytest

from extractors.extract import extract
from extractors.model import ElementKind, collapse
from extractors.readers.base import read
from tests.pdf.leaflet import LEAFLET, as_html, as_pdf

Row = tuple[str, str, str | None]
SETTINGS = {
    "one column": {},
    "small pages of text": {"size": 14},
    "justified": {"justified": True},
    "two columns": {"columns": 2, "size": 9},
    "two justified columns": {"columns": 2, "size": 8, "justified": True},
    "three columns across": {"columns": 3, "size": 8, "wide": True},
    "four columns across": {"columns": 4, "size": 7, "wide": True, "justified": True},
    "dashes": {"bullet": "-"},
    "stars": {"bullet": "*"},
    "open bullets": {"bullet": "o"},
}


def effects(raw: bytes) -> list[Row]:
    leaflet = extract(raw)
    text = leaflet.document.text
    return [(collapse(e.span.of(text)), e.kind.value, e.frequency.category) for e in leaflet.effects]


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_pdf_gives_the_effects_of_the_page(setting: str) -> None:
    assert effects(as_pdf(**SETTINGS[setting])) == effects(as_html())


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_pdf_shows_the_words_of_the_page_in_order(setting: str) -> None:
    document = read(as_pdf(**SETTINGS[setting]))
    shown = [e.span.of(document.text) for e in document.elements if e.kind is not ElementKind.FURNITURE]
    words = " ".join(shown)
    for bullet in ("\u2022 ", "- ", "* ", "\u25e6 "):
        words = words.replace(bullet, "")
    assert words.split() == " ".join(text for _, text in LEAFLET).split()


def test_the_page_gives_every_effect() -> None:
    assert [text for text, _, _ in effects(as_html())] == [
        text for kind, text in LEAFLET[LEAFLET.index(("h", "4. Possible side effects")) :] if kind == "i"
    ][:-2]
