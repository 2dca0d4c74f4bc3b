"""Choose the reader by content; the file name is asked last."""

from __future__ import annotations

import html
import re
from itertools import islice
from pathlib import PurePosixPath

from extractors.model import Document, DocumentError, Issue
from extractors.readers.counted_lines import without_letters, without_line_numbers
from extractors.readers.decoding import decode
from extractors.readers.joined_lines import is_escaped_page, with_lines
from extractors.readers.marked_down import is_markdown, read_markdown
from extractors.readers.pdf import MAX_PAGES, is_pdf, read_pdf
from extractors.readers.plain_text import read_text
from extractors.readers.saved_page import page_of_archive, text_shown
from extractors.readers.separated_values import with_lines_of_rows
from extractors.readers.shown_text import as_shown, without_prefix
from extractors.readers.spl import is_xml, read_spl

_TAGS = re.compile(
    r"<(?:!doctype\s+html|html|body|head|div|p|h[1-6]|ul|ol|li|dl|d[dt]|table|t[rdh]|span|br|b|i|a|section|article|main)\b[^<>]*>",
    re.IGNORECASE,
)
_INLINE = re.compile(r"<(?:span|b|i|a)\b", re.IGNORECASE)
_LINES_A_TAG, _LETTERS_A_TAG = 20, 2000
_SOLID = re.compile(rb"[^ \t\r\n\x0b\x0c\x00]")
_KNOWN_BINARY = {
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"{\\rtf": "an RTF document",
}


def read(raw: bytes, name: str = "", max_pages: int = MAX_PAGES) -> Document:
    """Return the document in ``raw``.

    Raises DocumentError: ``empty_document`` for a file without text, ``binary_content`` for a format that no reader
    knows, and whatever the reader of the format raises.
    """
    if not _SOLID.search(raw):
        raise DocumentError("empty_document", f"the file holds no text ({len(raw)} bytes)")
    if is_pdf(raw):
        return read_pdf(raw, max_pages)
    for magic, what in _KNOWN_BINARY.items():
        if raw.startswith(magic):
            raise DocumentError("binary_content", f"the file is {what}", place="byte 0")
    if is_xml(raw):
        return read_spl(raw)
    text, issues = decode(page_of_archive(raw) or raw)
    if not text or text.isspace():
        raise DocumentError("empty_document", f"the file holds nothing but white space ({len(raw)} bytes)")
    return _read_decoded(text, issues, name)


def _read_decoded(text: str, issues: tuple[Issue, ...], name: str) -> Document:
    text = html.unescape(text) if is_escaped_page(text) else without_prefix(text)
    if is_html(text, name):
        shown = text_shown(text)
        if shown is None:
            from extractors.readers.web_page import read_html  # a night of texts does without BeautifulSoup

            return read_html(text, issues)
        text = shown
    text = without_letters(with_lines(with_lines_of_rows(without_line_numbers(as_shown(text)))))
    return read_markdown(text, issues) if is_markdown(text, name) else read_text(text, issues)


def is_html(text: str, name: str = "") -> bool:
    """Tell HTML by its tags; one lone tag counts only where the file is named as a page.

    >>> is_html("<p>Nausea<p>Rash"), is_html("values < 5 and > 3"), is_html("<b>Rash", "page.htm")
    (True, False, True)
    >>> is_html("Nausea\\n" * 50 + "Zolpin <span>(more)</span>, Zoltan <span>(more)</span>")
    False
    """
    if "<" not in text:
        return False
    tags = list(islice(_TAGS.finditer(text, 0, 200_000), 2))
    if PurePosixPath(name).suffix.lower() in (".html", ".htm", ".xhtml"):
        return bool(tags)
    if len(tags) < 2 or not all(_INLINE.match(tag[0]) for tag in tags):
        return len(tags) == 2
    # what was taken out of a page may hold words that the page showed as tags
    found = _TAGS.findall(text, 0, 200_000)
    some = len(found) * _LINES_A_TAG >= text.count("\n") and len(found) * _LETTERS_A_TAG >= len(text)
    return some or any(not _INLINE.match(tag) for tag in found)
