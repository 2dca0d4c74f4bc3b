"""Whatever a page shows is in the text, each sign once; what is not is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import pypdfium2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from extractors.model import Document
from extractors.readers.base import read
from extractors.readers.pdf.conservation import missing_from, shown_on, unlike
from extractors.readers.pdf.shapes import PLAIN, Cell, Line, Page, Run, Table, Word
from extractors.readers.pdf.textlayer import text_page
from tests.pdf.drawing import FONT, HEIGHT, LEFT, TOP, WIDTH, make_pdf
from tests.pdf.raw import SENTENCE, one_page

Spots = dict[tuple[int, int], tuple[str, int, bool]]  # column, row: word, size, whether a rule is drawn below
WORDS = st.sampled_from("nausea rash (rare) 1/100 fever, pain. \u2022 - a 4.8 itching: haemor- \u2265 <1 %".split())
PLACE = st.tuples(st.integers(0, 9), st.integers(0, 54))
SPOT = st.tuples(WORDS, st.sampled_from([7, 11, 16]), st.booleans())
SPOTS = st.dictionaries(PLACE, SPOT, min_size=4, max_size=60)
# The sizes differ so that places far apart were one place once each was counted in steps of its own size.
SIZES_APART: Spots = {
    (0, 0): ("nausea", 7, False),
    (0, 1): ("nausea", 7, False),
    (4, 28): ("nausea", 11, False),
    (6, 16): ("nausea", 16, False),
}


def drawn(spots: Spots, turn: int) -> Callable[[Canvas], None]:
    """Return what draws each word on its spot, on paper that is turned."""

    def draw(canvas: Canvas) -> None:
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(turn)
        for (column, row), (word, size, rule) in spots.items():
            canvas.setFont(FONT, size)
            canvas.drawString(column * 55 - 280, row * 15 - 400 if not turn % 180 else row * 10 - 280, word)
            if rule:
                canvas.line(-280, row * 15 - 394, 270, row * 15 - 394)

    return draw


def text_layer(raw: bytes) -> list[Page]:
    """Return the pages of a file as their text layer has them."""
    document = pypdfium2.PdfDocument(raw)
    return [text_page(document[index], index + 1) for index in range(len(document))]


def told(document: Document) -> list[tuple[str, str]]:
    return [(issue.code, issue.message) for issue in document.issues]


@settings(max_examples=60, deadline=None)
@example([SIZES_APART], 0)
@given(st.lists(SPOTS, min_size=1, max_size=3), st.sampled_from([0, 90, 180, 270]))
def test_every_sign_is_shown_once(pages: list[Spots], turn: int) -> None:
    raw = make_pdf(*(drawn(spots, turn) for spots in pages))
    document = read(raw)
    shown = Counter("".join(word for spots in pages for word, _, _ in spots.values()))
    found = Counter("".join(document.text.split()))
    layer = sum(map(shown_on, text_layer(raw)), Counter())
    assert found.pop("-", 0) <= shown.pop("-", 0)  # hyphens go where a broken word is mended
    layer.pop("-", None)
    assert found == shown == layer
    assert not [issue for issue in document.issues if issue.code in ("pdf_signs_differ", "pdf_layout_unread")]
    at = 0
    for element in document.elements:
        assert not document.text[at : element.start].strip()
        at = element.end
    assert not document.text[at:].strip()


@pytest.mark.parametrize("size", [7.9, 8.0, 11.3, 16.0, 22.7])
@pytest.mark.parametrize("shift", [0.0, 0.03, 0.07])
def test_second_prints_count_once_wherever_they_stand(size: float, shift: float) -> None:
    def draw(canvas: Canvas) -> None:
        for row in range(40):
            for move in (0.0, shift * size):
                canvas.setFont(FONT, size)
                canvas.drawString(LEFT + row * 0.37 + move, TOP - row * 17.3 - move, "chills and balls")

    assert read(make_pdf(draw)).text.split() == ["chills", "and", "balls"] * 40


def test_small_print_on_large_letters_is_no_second_print() -> None:
    def draw(canvas: Canvas) -> None:
        for size in (16, 7):
            canvas.setFont(FONT, size)
            canvas.drawString(LEFT, TOP, "e")

    assert Counter(read(make_pdf(draw)).text)["e"] == 2


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_the_sheet_of_a_turned_page_is_read_whole_and_what_lies_beside_it_is_told(rotate: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setCropBox((20, 300, 500, 800))
        canvas.drawString(30, 700, "Nausea was seen by some of those who took Velnorin.")
        canvas.drawString(30, 200, "plate")

    document = read(make_pdf(draw, rotate=rotate))
    assert document.text == "Nausea was seen by some of those who took Velnorin."
    ((code, message),) = told(document)
    assert code == "pdf_signs_differ"
    assert message.startswith("page 1: without second prints and what lies beside the sheet, 5 signs: ")


def test_where_one_library_stops_reading_a_page_the_text_layer_is_taken() -> None:
    # what pdfminer takes for the end of the picture opens a string that never closes
    picture = b"BI /W 8 /H 1 /BPC 8 /CS /G ID \x01\x02EI (\x03 EI\n"
    document = read(one_page(SENTENCE + picture + b"BT /A 11 Tf 70 600 Td (Rash) Tj ET"))
    assert document.text == "Nausea and vomiting were seen by some.\nRash"
    ((code, message),) = told(document)
    assert code == "pdf_layout_unread"
    assert "it lacks 4 signs: " in message


def page_of(*texts: str, aside: Sequence[str] = ()) -> Page:
    """Return a page of these lines."""

    def line(text: str) -> Line:
        return Line(1, 0.0, 9.0, 9.0, 9.0, [Run(text, PLAIN)])

    return Page(1, 99.0, 99.0, [line(text) for text in texts], [line(text) for text in aside])


def test_signs_of_tables_and_of_text_put_aside_are_counted() -> None:
    table = Table(0, 9, 0, 9, [Cell(0, 0, [Word("ab", 0, 2, 9, 9)]), Cell(0, 1, [Word("a", 4, 5, 9, 9)])])
    page = page_of("b c", aside=["d"])
    page.flow.append(table)
    assert shown_on(page) == Counter("aabbcd")


@pytest.mark.parametrize(
    ("found", "missing"),
    [("rash", ""), ("ras", "h"), ("rasl", ""), ("rashes", "")],
)
def test_a_sign_that_is_read_as_another_is_not_missing(found: str, missing: str) -> None:
    assert missing_from(page_of(found), page_of("rash")) == (Counter(missing), Counter())


def test_what_is_left_out_on_purpose_hides_no_other_loss() -> None:
    page = page_of("ra\ufffd")
    page.left_out.update("sx")
    assert missing_from(page, page_of("rash")) == (Counter(), Counter("s"))
    assert missing_from(page, page_of("rashes")) == (Counter("hes"), Counter("s"))


def test_text_unlike_its_pages_is_found() -> None:
    assert unlike([page_of("haemor-", "rhage")], "haemorrhage") == (Counter(), Counter())
    assert unlike([page_of("a rash")], "ash h") == (Counter("ar"), Counter("h"))
