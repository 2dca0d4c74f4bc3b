"""Whatever a page shows is in the text, each sign once."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from extractors.readers.base import read
from tests.pdf.drawing import FONT, HEIGHT, WIDTH, make_pdf

WORDS = st.sampled_from("nausea rash (rare) 1/100 fever, pain. \u2022 - a 4.8 itching: haemor- \u2265 <1 %".split())
PLACE = st.tuples(st.integers(0, 9), st.integers(0, 54))
SPOT = st.tuples(WORDS, st.sampled_from([7, 11, 16]), st.booleans())
SPOTS = st.dictionaries(PLACE, SPOT, min_size=4, max_size=60)


@settings(max_examples=60, deadline=None)
@given(st.lists(SPOTS, min_size=1, max_size=3), st.sampled_from([0, 90, 180]))
def test_every_sign_is_shown_once(pages: list[dict[tuple[int, int], tuple[str, int, bool]]], turn: int) -> None:
    def drawn(spots: dict[tuple[int, int], tuple[str, int, bool]]) -> object:
        def draw(canvas: Canvas) -> None:
            canvas.translate(WIDTH / 2, HEIGHT / 2)
            canvas.rotate(turn)
            for (column, row), (word, size, rule) in spots.items():
                canvas.setFont(FONT, size)
                canvas.drawString(column * 55 - 280, row * 15 - 400 if not turn % 180 else row * 10 - 280, word)
                if rule:
                    canvas.line(-280, row * 15 - 394, 270, row * 15 - 394)

        return draw

    document = read(make_pdf(*map(drawn, pages)))
    shown = Counter("".join(word for spots in pages for word, _, _ in spots.values()))
    found = Counter("".join(document.text.split()))
    shown.subtract(found)
    lost = {sign: n for sign, n in shown.items() if n and sign != "-"}
    assert lost == {}
    at = 0
    for element in document.elements:
        assert not document.text[at : element.start].strip()
        at = element.end
    assert not document.text[at:].strip()
