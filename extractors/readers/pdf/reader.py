"""PDF: the whole way from bytes to a Document."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pdfplumber
import pypdfium2

from extractors.model import Document, DocumentError, Issue
from extractors.readers.broken_words import mender
from extractors.readers.pdf.conservation import missing_from, named, unlike
from extractors.readers.pdf.flow import Piece, pieces
from extractors.readers.pdf.furniture import furniture
from extractors.readers.pdf.layout import analysed
from extractors.readers.pdf.opening import FAULTS, Budget, check_page, opened
from extractors.readers.pdf.rendering import Rendering, whole_words
from extractors.readers.pdf.shapes import Line, Page
from extractors.readers.pdf.textlayer import pages_that_matter, text_page
from schemas.vocab import Severity, SourceFormat, Stage

# A page of a leaflet has hundreds of letters; a scan with a stamp or a page number has a few.
_LEAST_LETTERS = 20
_MOST_UNMAPPED = 0.05


def read_pdf(raw: bytes, max_pages: int) -> Document:
    """Return the document of a PDF file.

    ``Document.text`` is a rendering in reading order, one element a line.  Every page's text layer is read (pdfium);
    the pages that matter for effects, found by it, are analysed by the places of their glyphs (pdfplumber), which
    parts columns and tables.  Raises DocumentError ``encrypted_pdf``, ``damaged_pdf``, ``scanned_pdf``,
    ``too_many_pages``, ``too_complex_pdf`` or ``empty_document``.
    """
    raw = raw[raw.index(b"%PDF-") :]
    issues: list[Issue] = []
    with opened(raw, max_pages) as document:
        pages = _text_pages(document)
        metadata = {key: value for key, value in document.get_metadata_dict().items() if value.strip()}
        issues.extend(_check_text(document, pages))
    _analyse(raw, pages, issues)
    found = pieces(pages, furniture(pages), _usual_size(pages))
    rendering = _rendered(found)
    issues.extend(_check_rendering(pages, rendering.text))
    return Document(
        SourceFormat.PDF,
        rendering.text,
        tuple(rendering.elements),
        title=metadata.get("Title"),
        metadata=metadata,
        issues=tuple(issues),
    )


def _text_pages(document: Any) -> list[Page]:
    pages = []
    for index in range(len(document)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError as error:
            raise DocumentError("damaged_pdf", f"a page cannot be read: {error}", place=f"page {index + 1}") from error
        try:
            n_objects = check_page(page, index + 1)
            pages.append(text_page(page, index + 1))
            pages[-1].n_objects = n_objects
        finally:
            page.close()
    return pages


def _letters(page: Page) -> int:
    return sum(len(line.text) for line in page.flow if isinstance(line, Line))


def _check_text(document: Any, pages: Sequence[Page]) -> list[Issue]:
    """Refuse a file of pictures of pages, and one that shows nothing; tell which pages are pictures."""
    total = sum(_letters(page) for page in pages)
    if total >= _LEAST_LETTERS * len(pages):
        return [
            Issue("page_without_text", f"page {page.number} is a picture", Stage.READ, Severity.WARNING)
            for page in pages
            if not page.flow and _has_picture(document, page.number - 1)
        ]
    pictured = any(_has_picture(document, index) for index in range(min(len(pages), 20)))
    if pictured:
        raise DocumentError("scanned_pdf", f"pictures of pages with {total} characters of text on {len(pages)} pages")
    if total == 0:
        raise DocumentError("empty_document", "the pages show no text")
    return []


def _has_picture(document: Any, index: int) -> bool:
    page = document[index]
    try:
        return next(page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3), None) is not None
    finally:
        page.close()


def _analyse(raw: bytes, pages: list[Page], issues: list[Issue]) -> None:
    """Put the analysed page in the place of the text layer's for every page that matters."""
    wanted = pages_that_matter(pages)
    if not wanted:
        return
    try:
        with pdfplumber.open(io.BytesIO(raw), pages=sorted(wanted)) as plumber:
            budget = Budget()
            for page in plumber.pages:
                if budget.covers(page, pages[page.page_number - 1].n_objects):
                    _analyse_page(page, pages, issues)
                else:
                    issues.append(_unread(f"page {page.page_number}", "it holds too much"))
    except FAULTS as error:
        issues.append(_unread("the file", type(error).__name__))


def _analyse_page(page: Any, pages: list[Page], issues: list[Issue]) -> None:
    index = page.page_number - 1
    try:
        result = analysed(page)
    except FAULTS as error:
        issues.append(_unread(f"page {index + 1}", type(error).__name__))
        return
    finally:
        page.close()
    if _unmapped(result) > _MOST_UNMAPPED:
        issues.append(_unread(f"page {index + 1}", "its font names no characters"))
    elif result.flow or not pages[index].flow:
        issues.extend(_take(result, pages))


def _take(result: Page, pages: list[Page]) -> Iterator[Issue]:
    """Put an analysed page in the place of the text layer's unless signs are lost by it; tell what it goes without."""
    unread, left_out = missing_from(result, pages[result.number - 1])
    if unread:
        yield _unread(f"page {result.number}", f"it lacks {named(unread)}")
        return
    if left_out:
        yield _differ(f"page {result.number}: without second prints and what lies beside the sheet, {named(left_out)}")
    pages[result.number - 1] = result


def _unmapped(page: Page) -> float:
    """Return the share of a page's letters that its font gives no character for."""
    text = "".join(line.text for line in page.flow if isinstance(line, Line))
    return text.count("\ufffd") / max(len(text), 1)


def _unread(place: str, why: str) -> Issue:
    message = f"{place}: the layout cannot be read ({why}); the text layer was taken"
    return Issue("pdf_layout_unread", message, Stage.READ, Severity.WARNING)


def _differ(message: str) -> Issue:
    return Issue("pdf_signs_differ", message, Stage.READ, Severity.WARNING)


def _usual_size(pages: Sequence[Page]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.flow:
            if isinstance(line, Line):
                sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _rendered(found: Sequence[Piece]) -> Rendering:
    rendering = Rendering(mender([text for piece in found for text in whole_words(piece)]))
    for piece in found:
        rendering.add(piece)
    return rendering


def _check_rendering(pages: Sequence[Page], text: str) -> Iterator[Issue]:
    """Tell which signs of the pages the text lacks or has too often: none, if the rules that order them are sound."""
    lost, gained = unlike(pages, text)
    if lost:
        yield _differ(f"the text lacks {named(lost)}")
    if gained:
        yield _differ(f"the text has too many: {named(gained)}")
