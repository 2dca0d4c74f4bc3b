"""Files that cannot be read, or are made so that nobody ever finishes reading them."""

from __future__ import annotations

import time
import zlib

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractors.model import DocumentError
from extractors.readers.base import read
from tests.pdf.drawing import HEIGHT, LEFT, TOP, WIDTH, column, make_pdf
from tests.pdf.raw import SENTENCE, one_page, pdf, stream

DEFLATED = b"/Filter /FlateDecode"


def code_of(raw: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        read(raw)
    return caught.value.code


def _text(canvas: Canvas) -> None:
    column(canvas, "Nausea and vomiting were seen by some of those who took Velnorin.", LEFT, TOP, 450)


def _picture_alone(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("L", (200, 280), 200)), 0, 0, WIDTH, HEIGHT)


def _picture(canvas: Canvas) -> None:
    _picture_alone(canvas)
    canvas.drawString(290, 30, "7")


def test_a_scan_is_refused() -> None:
    assert code_of(make_pdf(_picture, _picture)) == "scanned_pdf"


def test_a_page_that_is_a_picture_is_told() -> None:
    document = read(make_pdf(_text, _picture_alone, _text))
    assert [(issue.code, issue.message) for issue in document.issues] == [("page_without_text", "page 2 is a picture")]


def test_empty_pages_are_refused() -> None:
    assert code_of(make_pdf(lambda canvas: canvas.line(0, 0, 9, 9))) == "empty_document"


def test_a_file_that_asks_for_a_password_is_refused() -> None:
    assert code_of(make_pdf(_text, encrypt=StandardEncryption("secret", "owner"))) == "encrypted_pdf"


def test_a_file_that_only_forbids_printing_is_read() -> None:
    assert "Nausea" in read(make_pdf(_text, encrypt=StandardEncryption("", "owner", canPrint=0))).text


@pytest.mark.parametrize("raw", [b"%PDF-1.7\n1 0 obj << /Type /Catalog", b"%PDF-1.4", b"%PDF-\xff\xff"])
def test_a_damaged_file_is_refused(raw: bytes) -> None:
    assert code_of(raw) == "damaged_pdf"


def test_a_font_that_names_no_characters_leaves_the_text_layer() -> None:
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Velno /Encoding /Identity-H /DescendantFonts [7 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Velno /DW 500 /FontDescriptor 8 0 R "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        b"<< /Type /FontDescriptor /FontName /Velno /Flags 4 /Ascent 800 /Descent -200 /FontBBox [0 -200 900 800] >>",
    )
    content = b"BT /B 11 Tf 70 700 Td <00110012001300140015> Tj ET\n" + SENTENCE
    raw = one_page(content, resources=b"/Font << /A 5 0 R /B 6 0 R >>", more=font)
    document = read(raw)
    assert [issue.code for issue in document.issues] == ["pdf_layout_unread"]
    assert "vomiting were seen" in document.text


def _outcome(raw: bytes) -> str:
    try:
        return read(raw).text[:6]
    except DocumentError as error:
        return error.code


def test_a_file_cut_short_is_read_or_refused_with_its_code() -> None:
    whole = make_pdf(_text, _text)
    outcomes = {_outcome(whole[:end]) for end in range(20, len(whole), 97)}
    assert outcomes <= {"Nausea", "damaged_pdf", "empty_document"}


def test_what_stands_before_the_header_does_no_harm() -> None:
    assert "Nausea" in read(b"HTTP/1.1 200 OK\r\n\r\n" + make_pdf(_text)).text


def forms(levels: int, width: int) -> bytes:
    """Return a page with a form that draws the next one ``width`` times, ``levels`` deep."""
    box = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842]"
    inner = [
        stream(b"/F Do " * width, box + b" /Resources << /XObject << /F %d 0 R >> >>" % (7 + level))
        for level in range(levels)
    ]
    last = stream(b"BT /A 11 Tf 70 600 Td (x) Tj ET", box + b" /Resources << /Font << /A 5 0 R >> >>")
    resources = b"/XObject << /F 6 0 R >> /Font << /A 5 0 R >>"
    return one_page(SENTENCE + b"/F Do", resources=resources, more=(*inner, last))


def test_forms_within_forms_are_read() -> None:
    assert read(forms(2, 3)).text.startswith("Nausea and vomiting")


CMAP = b"begincmap 1 beginbfrange <00000000> <7FFFFFFF> <0000> endbfrange endcmap"
BOMBS = {
    "forms": lambda: forms(9, 10),
    "stream": lambda: one_page(zlib.compress(SENTENCE + bytes(200 << 20)), DEFLATED),
    "stream in a stream": lambda: one_page(zlib.compress(zlib.compress(bytes(300 << 20))), b"/Filter [/Fl /Fl]"),
    "map of characters": lambda: one_page(
        SENTENCE,
        resources=b"/Font << /A 6 0 R >>",
        more=(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 7 0 R >>", stream(CMAP)),
    ),
    "pages": lambda: pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 4000 /Kids [%s] >>" % (b"3 0 R " * 4000),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        ]
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_before_it_goes_off(name: str) -> None:
    raw = BOMBS[name]()
    start = time.process_time()
    assert code_of(raw) == ("too_many_pages" if name == "pages" else "too_complex_pdf")
    assert time.process_time() - start < 5


@pytest.mark.parametrize("operators", [b"0 0 m 1 1 l S\n" * 100_000, b"0 0 m 1 1 l\n" * 500_000, b"q " * 500_000])
def test_a_page_of_drawings_keeps_its_text(operators: bytes) -> None:
    document = read(one_page(zlib.compress(SENTENCE + operators), DEFLATED))
    assert document.text == "Nausea and vomiting were seen by some."
    assert [issue.code for issue in document.issues] == ["pdf_layout_unread"]
