"""Opening a PDF that may be encrypted, damaged, a scan, or made to exhaust whoever reads it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium_c
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from extractors.model import DocumentError
from extractors.readers.pdf.forms import check_forms
from extractors.readers.pdf.streams import check_streams

# What pdfminer lets through on a page it cannot read: its own errors, and those of Python that its code runs into.
FAULTS = (
    PDFException,
    PSException,
    PdfminerException,
    MalformedPDFException,
    struct.error,
    zlib.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
MAX_OBJECTS = 1_000_000
MAX_PAGE_OBJECTS = 300_000


@contextmanager
def opened(raw: bytes, max_pages: int) -> Iterator[Any]:
    """Give the pypdfium2 document in ``raw``, and close it.

    Raises DocumentError: ``encrypted_pdf``, ``damaged_pdf``, ``too_complex_pdf``, ``too_many_pages``.
    """
    _check_contents(raw)
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        raise _refusal(error) from error
    try:
        n_pages = len(document)
        if n_pages == 0:
            raise DocumentError("damaged_pdf", "the file has no pages")
        if n_pages > max_pages:
            raise DocumentError("too_many_pages", f"{n_pages} pages, and the limit is {max_pages}")
        yield document
    finally:
        document.close()


def _refusal(error: pypdfium2.PdfiumError) -> DocumentError:
    if getattr(error, "err_code", None) in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
        return DocumentError("encrypted_pdf", "the file asks for a password")
    return DocumentError("damaged_pdf", f"the file cannot be opened: {error}")


def _check_contents(raw: bytes) -> None:
    if raw.count(b" obj") > MAX_OBJECTS:
        raise DocumentError("too_complex_pdf", f"more than {MAX_OBJECTS} objects")
    if check_streams(raw):
        try:
            check_forms(raw)
        except FAULTS as error:
            raise DocumentError("damaged_pdf", f"the forms of the pages cannot be followed: {error!r}") from error


def check_page(page: Any, number: int) -> int:
    """Return how many objects are on a page; refuse one with more than paper can show.

    Raises DocumentError ``too_complex_pdf``.
    """
    n_objects = int(pdfium_c.FPDFPage_CountObjects(page))
    if n_objects > MAX_PAGE_OBJECTS:
        raise DocumentError("too_complex_pdf", f"{n_objects} objects on a page", place=f"page {number}")
    return n_objects


@dataclass(slots=True)
class Budget:
    """What the analysis of a document's layout may take; pages beyond it keep their text layer.

    Pages of leaflets hold some 20 to 300 kB of drawing operators and up to 2,000 objects.
    """

    page_bytes: int = 384 << 10
    page_objects: int = 10_000
    all_bytes: int = 16 << 20
    all_objects: int = 400_000

    def covers(self, page: Any, n_objects: int) -> bool:
        """Tell whether a pdfplumber page may be analysed, and take it off what is left."""
        streams = [stream for stream in map(resolve1, page.page_obj.contents) if isinstance(stream, PDFStream)]
        n_bytes = sum(len(stream.get_data()) for stream in streams)
        if n_bytes > self.page_bytes or n_objects > self.page_objects:
            return False
        self.all_bytes -= n_bytes
        self.all_objects -= n_objects
        return self.all_bytes >= 0 and self.all_objects >= 0
