"""PDF files: text layer (pdfium), layout of the pages that matter (pdfplumber), and a Document of both."""

from __future__ import annotations

from extractors.model import Document

HEADER_BYTES = 1024
MAX_PAGES = 3_000
"""Pages that a document may have, unless its reader is told otherwise."""


def is_pdf(raw: bytes) -> bool:
    r"""Tell a PDF by its header, which readers look for in the first 1,024 bytes.

    >>> is_pdf(b"junk\n%PDF-1.7 ..."), is_pdf(b"Side effects of PDF files")
    (True, False)
    """
    return b"%PDF-" in raw[:HEADER_BYTES]


def read_pdf(raw: bytes, max_pages: int = MAX_PAGES) -> Document:
    """Return the document of a PDF file: see `extractors.readers.pdf.reader.read_pdf`.

    The libraries are loaded with the first PDF; whoever reads pages of HTML need not wait for them.
    """
    from extractors.readers.pdf.reader import read_pdf as read_whole

    return read_whole(raw, max_pages)
