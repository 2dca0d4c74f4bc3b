"""What the reader makes of columns, lists, tables, broken words and turned pages, on pages drawn for it."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table, TableStyle

from extractors.model import Document, Element, ElementKind
from extractors.readers.base import read
from tests.pdf.drawing import BOLD, FONT, HEIGHT, LEADING, LEFT, TOP, WIDTH, column, deja_vu, heading, items, make_pdf

DRY = (
    "Dry mouth was told by many of those who took Velnorin in the evening. It mostly goes away within a week. Small "
    "sips of water help, and so does sugar-free gum. Tell your doctor if it lasts for longer than a month."
)
SORE = (
    "Sore feet were told by a few. They were mostly people who walk a great deal. Rest is all that is needed, and the "
    "tablets can be taken as before. A nurse can show you how to bandage a foot."
)
PROSE = "They pass, and those who wait for some time will see a day without them, says Velnorin's maker."


def shown(document: Document, *kinds: ElementKind) -> list[str]:
    return [e.span.of(document.text) for e in document.elements if e.kind in (kinds or tuple(ElementKind))]


def cells(document: Document) -> list[tuple[int | None, int | None, str]]:
    return [(e.row, e.column, e.span.of(document.text)) for e in _of(document, ElementKind.TABLE_CELL)]


def _of(document: Document, kind: ElementKind) -> list[Element]:
    return [e for e in document.elements if e.kind is kind]


@pytest.mark.parametrize("shift", [0.0, 5.0])
def test_two_columns_are_read_one_after_the_other(shift: float) -> None:
    def draw(canvas: Canvas) -> None:
        y = heading(canvas, "4. Possible side effects", TOP)
        y = column(canvas, "Like all medicines, Velnorin can cause side effects. " * 3, LEFT, y, 450)
        column(canvas, DRY, LEFT, y - LEADING, 210)
        end = column(canvas, SORE, LEFT + 240, y - LEADING - shift, 210)
        column(canvas, "Ask your pharmacist for a larger print. " * 4, LEFT, end - 40, 450)

    texts = shown(read(make_pdf(draw)))
    assert texts[0] == "4. Possible side effects"
    assert texts[2:4] == [DRY, SORE]
    assert texts[4].startswith("Ask your pharmacist")


@pytest.mark.parametrize(("filled", "wide"), [(1, 3.8), (0, 3.8), (1, 30.0)])
def test_small_drawn_discs_are_bullets_and_no_signs(filled: int, wide: float) -> None:
    """Browsers print the bullets of a list so; an item that fills its line would otherwise go on in the next one."""
    texts = [f"soreness of the {place} after a long walk through deep and heavy snow" for place in ("ankles", "knees")]

    def draw(canvas: Canvas) -> None:
        column(canvas, "The first signs are these:", LEFT, TOP, 450)
        for n, text in enumerate(texts, 1):
            y = TOP - n * LEADING
            canvas.ellipse(LEFT, y + 2, LEFT + wide, y + 5.8, stroke=1 - filled, fill=filled)
            canvas.drawString(LEFT + (wide if wide > 8 else 0) + 14, y, text)

    document = read(make_pdf(draw))
    found = shown(document, ElementKind.LIST_ITEM)
    assert found == (texts if wide < 8 else [])
    assert not document.issues


def test_a_line_that_opens_with_a_parenthesis_goes_on_with_the_one_before() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(LEFT, TOP, "Very common: a wide and lasting ringing in both ears")
        canvas.drawString(
            LEFT, TOP - LEADING, "(22%), itching and thirst; later on also warm hands and a great fatigue"
        )

    assert len(shown(read(make_pdf(draw)))) == 1


def test_a_list_at_tab_stops_is_read_down_its_columns() -> None:
    def draw(canvas: Canvas) -> None:
        column(canvas, "The first signs are these:", LEFT, TOP, 450)
        pairs = [("itching", "warm hands"), ("a long and lasting ringing", "thirst"), ("sneezing", "hoarse voice.")]
        for n, (left, right) in enumerate(pairs, 1):
            y = TOP - n * LEADING
            canvas.drawString(LEFT, y, "\u2022")
            canvas.drawString(LEFT + 20, y, left)
            canvas.drawString(LEFT + 170, y, "\u2022")
            canvas.drawString(LEFT + 190, y, right)
        for n in range(4, 9):  # lines of prose whose blanks stand where the gutter was
            canvas.drawString(LEFT, TOP - n * LEADING, PROSE)

    document = read(make_pdf(draw))
    found = shown(document, ElementKind.LIST_ITEM)
    left = ["\u2022 itching", "\u2022 a long and lasting ringing", "\u2022 sneezing"]
    assert found == [*left, "\u2022 warm hands", "\u2022 thirst", "\u2022 hoarse voice."]
    assert len({e.group for e in _of(document, ElementKind.LIST_ITEM)}) == 1
    assert {e.level for e in _of(document, ElementKind.LIST_ITEM)} == {1}
    assert " ".join(shown(document, ElementKind.PARAGRAPH)[1:]) == " ".join([PROSE] * 5)


def test_a_frequency_on_one_page_and_its_list_on_the_next() -> None:
    def first(canvas: Canvas) -> None:
        canvas.drawString(LEFT, 810, "Velnorin leaflet, version 3")
        y = column(canvas, DRY * 6, LEFT, TOP, 450)
        heading(canvas, "Rare (may affect up to 1 in 1,000 people)", y - 30)
        canvas.drawString(290, 30, "1 / 2")

    def second(canvas: Canvas) -> None:
        canvas.drawString(LEFT, 810, "Velnorin leaflet, version 3")
        items(canvas, ["brittle nails", "hiccups that last for more than an hour and come back"], LEFT, TOP)
        canvas.drawString(290, 30, "2 / 2")

    document = read(make_pdf(first, second))
    body = [(e.kind, e.page) for e in document.elements if e.kind is not ElementKind.FURNITURE][1:]
    assert body == [(ElementKind.HEADING, 1), (ElementKind.LIST_ITEM, 2), (ElementKind.LIST_ITEM, 2)]
    furniture = shown(document, ElementKind.FURNITURE)
    assert sorted(furniture) == ["1 / 2", "2 / 2"] + ["Velnorin leaflet, version 3"] * 2


def test_a_sentence_goes_on_over_the_page() -> None:
    halves = (
        "Tell your doctor at once about a rash that spreads, about blisters of the mouth and about",
        "a fever that does not go down. This is rare.",
    )

    def first(canvas: Canvas) -> None:
        canvas.drawString(290, 30, "1")
        column(
            canvas,
            "Tell your doctor at once about a rash that spreads, about blisters of the mouth and about",
            LEFT,
            60,
            450,
        )

    def second(canvas: Canvas) -> None:
        canvas.drawString(290, 30, "2")
        column(canvas, halves[1], LEFT, TOP, 450)

    document = read(make_pdf(first, second))
    assert shown(document, ElementKind.PARAGRAPH) == [" ".join(halves)]


def _draw_table(canvas: Canvas, rows: list[list[str]], top: float = TOP) -> None:
    table = Table(rows, colWidths=[150, 150, 150])
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), ("FONT", (0, 0), (-1, 0), BOLD)]))
    _, height = table.wrapOn(canvas, 450, 700)
    table.drawOn(canvas, LEFT, top - height)


def test_a_table_over_two_pages_is_one_table() -> None:
    head = ["Body system", "Common", "Rare"]
    one = [["Nervous system", "dizziness", "fits"], ["Eye", "itchy eyes", ""]]
    two = [["Skin", "rash", "blisters"]]

    def first(canvas: Canvas) -> None:
        column(canvas, DRY, LEFT, TOP, 450)
        _draw_table(canvas, [head, *one], 140)
        canvas.drawString(290, 30, "1")

    def second(canvas: Canvas) -> None:
        _draw_table(canvas, [head, *two])
        column(canvas, SORE, LEFT, 600, 450)
        canvas.drawString(290, 30, "2")

    document = read(make_pdf(first, second))
    assert cells(document) == [
        *((0, n, text) for n, text in enumerate(head)),
        *((1, n, text) for n, text in enumerate(one[0])),
        (2, 0, "Eye"),
        (2, 1, "itchy eyes"),
        *((3, n, text) for n, text in enumerate(two[0])),
    ]
    assert len({e.group for e in _of(document, ElementKind.TABLE_CELL)}) == 1
    assert [e.is_header_cell for e in _of(document, ElementKind.TABLE_CELL)][:4] == [True, True, True, False]
    assert shown(document, ElementKind.FURNITURE) == ["1", *head, "2"]
    assert shown(document, ElementKind.PARAGRAPH) == [DRY, SORE]


def test_white_fields_behind_the_lines_of_a_table_rule_nothing() -> None:
    rows = [["Body system", "Common"], ["Nervous system\ndisorders", "dizziness\nfits"]]

    def draw(canvas: Canvas) -> None:
        canvas.setFillColorRGB(1, 1, 1)
        for line in range(8):
            for left in (LEFT, LEFT + 150):
                canvas.rect(left + 1, TOP - 12 * line - 10, 140, 11, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        _draw_table(canvas, rows)

    assert [(row, text) for row, _, text in cells(read(make_pdf(draw)))] == [
        (0, "Body system"),
        (0, "Common"),
        (1, "Nervous system disorders"),
        (1, "dizziness"),
        (1, "fits"),
    ]


def test_labels_beside_their_text_are_rows_of_a_table_without_rules() -> None:
    def draw(canvas: Canvas) -> None:
        y = column(canvas, "These were seen in trials:", LEFT, TOP, 450) - LEADING
        for label, text in (("Very common:", "headache, " * 12 + "thirst"), ("Rare:", "fits, " * 18 + "gout")):
            canvas.drawString(LEFT, y, label)
            y = column(canvas, text, LEFT + 100, y, 330) - 4

    found = cells(read(make_pdf(draw)))
    assert [(row, col) for row, col, _ in found] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert found[0][2] == "Very common:"
    assert found[3][2].endswith("fits, gout")


def test_words_broken_at_line_ends_are_mended_and_compounds_kept() -> None:
    lines = [
        "Some people had a haemorrhage, and some an anti-inflammatory drug for it. It was not al-",
        "ways needed. Those who bled again had a second haem-",
        "orrhage, and were given anti-",
        "inflammatory tablets, or a vitamin of the group B-",
        "12 by mouth.",
    ]

    def draw(canvas: Canvas) -> None:
        for n, line in enumerate(lines):
            canvas.drawString(LEFT, TOP - n * LEADING, line)

    text = read(make_pdf(draw)).text
    assert "not always needed" in text
    assert "second haemorrhage," in text
    assert "given anti-inflammatory tablets" in text
    assert "group B-12 by mouth" in text


def test_ligatures_and_soft_hyphens_are_taken_apart() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(deja_vu(), 11)
        canvas.drawString(LEFT, TOP, "di\ufb03culty sleeping, \ufb02u-like signs and a sti\ufb00 neck; swell\u00ad")
        canvas.drawString(LEFT, TOP - LEADING, "ing of the ankles and \ufb01ts")

    assert (
        read(make_pdf(draw)).text
        == "difficulty sleeping, flu-like signs and a stiff neck; swelling of the ankles and fits"
    )


@pytest.mark.parametrize(("font", "code", "bullet"), [("Symbol", "\u2022", "\u2022"), ("Courier", "o", "\u25e6")])
def test_bullets_of_other_fonts(font: str, code: str, bullet: str) -> None:
    def draw(canvas: Canvas) -> None:
        for n, text in enumerate(("nausea", "gas")):
            canvas.setFont(font, 11)
            canvas.drawString(LEFT, TOP - n * LEADING, code)
            canvas.setFont(FONT, 11)
            canvas.drawString(LEFT + 20, TOP - n * LEADING, text)

    assert shown(read(make_pdf(draw)), ElementKind.LIST_ITEM) == [f"{bullet} nausea", f"{bullet} gas"]


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_page_that_is_turned_for_display_reads_as_it_is_shown(rotate: int) -> None:
    """The page is drawn turned back, so that whoever opens it sees it level."""

    def draw(canvas: Canvas) -> None:
        turn = {90: (0, 1, -1, 0, HEIGHT, 0), 180: (-1, 0, 0, -1, WIDTH, HEIGHT), 270: (0, -1, 1, 0, 0, WIDTH)}[rotate]
        canvas.transform(*turn)
        y = heading(canvas, "4. Possible side effects", 500)
        y = items(canvas, ["a loss of taste that lasts for some weeks and then goes away again", "hiccups"], LEFT, y)
        column(canvas, "Tell your doctor.", LEFT, y - 30, 450)

    assert shown(read(make_pdf(draw, rotate=rotate))) == [
        "4. Possible side effects",
        "\u2022 a loss of taste that lasts for some weeks and then goes away again",
        "\u2022 hiccups",
        "Tell your doctor.",
    ]


@pytest.mark.parametrize("turn", [90, 270])
def test_a_landscape_table_on_an_upright_page(turn: int) -> None:
    rows = [["Body system", "Common", "Rare"], ["Eye", "itchy eyes", "glaucoma"]]

    def draw(canvas: Canvas) -> None:
        canvas.translate(*((WIDTH, 0) if turn == 90 else (0, HEIGHT)))
        canvas.rotate(turn)
        _draw_table(canvas, rows, 500)

    expected = [(row, col, text) for row, texts in enumerate(rows) for col, text in enumerate(texts)]
    assert cells(read(make_pdf(draw))) == expected


def test_a_watermark_and_a_note_along_the_margin_are_furniture() -> None:
    def draw(canvas: Canvas) -> None:
        column(canvas, DRY, LEFT, TOP, 450)
        canvas.saveState()
        canvas.translate(30, 300)
        canvas.rotate(90)
        canvas.drawString(0, 0, "Approved for release")
        canvas.restoreState()
        canvas.saveState()
        canvas.setFont(FONT, 60)
        canvas.translate(200, 300)
        canvas.rotate(45)
        canvas.drawString(0, 0, "DRAFT COPY")
        canvas.restoreState()

    document = read(make_pdf(draw))
    assert shown(document, ElementKind.PARAGRAPH) == [DRY]
    assert sorted(shown(document, ElementKind.FURNITURE)) == ["Approved for release", "DRAFT COPY"]


def test_letters_printed_twice_to_look_bold_count_once() -> None:
    def draw(canvas: Canvas) -> None:
        for shift in (0.0, 0.3):
            canvas.drawString(LEFT + shift, TOP, "Stop taking Velnorin and see a doctor")

    assert read(make_pdf(draw)).text == "Stop taking Velnorin and see a doctor"


def test_raised_signs_stay_in_their_line() -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(LEFT, TOP)
        text.textOut("Platelets below 50 x 10")
        text.setFont(FONT, 7)
        text.setRise(4)
        text.textOut("9")
        text.setFont(FONT, 11)
        text.setRise(0)
        text.textOut("/L were seen")
        canvas.drawText(text)

    assert read(make_pdf(draw)).text == "Platelets below 50 x 109/L were seen"


def test_bold_stretches_are_emphasis() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(BOLD, 11)
        canvas.drawString(LEFT, TOP, "Common")
        canvas.setFont(FONT, 11)
        canvas.drawString(LEFT + 50, TOP, "(may affect up to 1 in 10 people)")

    document = read(make_pdf(draw))
    (element,) = document.elements
    assert [span.of(document.text) for span in element.emphasis] == ["Common"]
    assert element.kind is ElementKind.PARAGRAPH
