"""Opening a PDF that may be encrypted, damaged, a scan, or made to exhaust whoever reads it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium_c

from extractors.model import DocumentError

MAX_PAGES = 3_000
MAX_OBJECTS = 1_000_000
MAX_STREAM_BYTES = 64 << 20
MAX_ALL_STREAMS_BYTES = 512 << 20
MAX_PAGE_CHARS = 100_000
MAX_PAGE_OBJECTS = 200_000
_OBJECT = re.compile(rb"\d\s+obj\b")
_STREAM = re.compile(rb"stream\r?\n")
_DICTIONARY_BYTES = 400


@contextmanager
def opened(raw: bytes) -> Iterator[Any]:
    """Give the pypdfium2 document in ``raw``, and close it.

    Raises DocumentError: ``encrypted_pdf``, ``damaged_pdf``, ``too_complex_pdf``.
    """
    check_size(raw)
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        raise _refusal(error) from error
    try:
        n_pages = len(document)
        if n_pages == 0:
            raise DocumentError("damaged_pdf", "the file has no pages")
        if n_pages > MAX_PAGES:
            raise DocumentError("too_complex_pdf", f"{n_pages} pages; the limit is {MAX_PAGES}")
        yield document
    finally:
        document.close()


def _refusal(error: pypdfium2.PdfiumError) -> DocumentError:
    if getattr(error, "err_code", None) in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
        return DocumentError("encrypted_pdf", "the file asks for a password")
    return DocumentError("damaged_pdf", f"the file cannot be opened: {error}")


def check_size(raw: bytes) -> None:
    """Refuse a file whose streams unpack to more than any leaflet needs, before a library unpacks them.

    A picture may be large, but no library unpacks pictures for their text.  Raises DocumentError ``too_complex_pdf``.
    """
    if sum(1 for _ in _OBJECT.finditer(raw)) > MAX_OBJECTS:
        raise DocumentError("too_complex_pdf", f"more than {MAX_OBJECTS} objects")
    total = 0
    for found in _STREAM.finditer(raw):
        start = found.end()
        about = raw[max(0, found.start() - _DICTIONARY_BYTES) : found.start()].rpartition(b"obj")[2]
        if (b"FlateDecode" not in about and b"/Fl" not in about) or b"/Image" in about:
            continue
        total += unpacked_size(raw, start, MAX_STREAM_BYTES)
        if total > MAX_ALL_STREAMS_BYTES:
            raise DocumentError("too_complex_pdf", "the streams unpack to too much", place=f"byte {start}")


def unpacked_size(raw: bytes, start: int, limit: int) -> int:
    """Return how many bytes the deflated stream at ``start`` unpacks to.

    Raises DocumentError ``too_complex_pdf`` beyond ``limit``, so that no more than that is ever unpacked.
    """
    unpacker = zlib.decompressobj()
    size, at, step = 0, start, 1 << 16
    try:
        while at < len(raw) and not unpacker.eof:
            data = raw[at : at + step]
            at += step
            while data:
                size += len(unpacker.decompress(data, 1 << 20))
                data = unpacker.unconsumed_tail
                if size > limit:
                    message = f"a stream unpacks to more than {limit} bytes"
                    raise DocumentError("too_complex_pdf", message, place=f"byte {start}")
    except zlib.error:
        return size  # a damaged stream unpacks to what came before the fault
    return size


def check_page(page: Any, number: int) -> None:
    """Refuse a page with more text or drawings than paper can show.  Raises DocumentError ``too_complex_pdf``."""
    n_objects = pdfium_c.FPDFPage_CountObjects(page)
    if n_objects > MAX_PAGE_OBJECTS:
        raise DocumentError("too_complex_pdf", f"{n_objects} objects on a page", place=f"page {number}")
