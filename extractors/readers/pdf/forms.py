"""Forms that draw forms: how often a page would draw them all, counted without drawing one."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1
from pdfminer.psparser import literal_name

from extractors.model import DocumentError

MAX_DRAWN = 20_000
_DRAWN = re.compile(rb"/([^\s/\[\]()<>{}%]+)\s+Do\b")


def check_forms(raw: bytes) -> None:
    """Refuse a file in which forms draw forms so that a page shows more than 20,000 of them.

    Ten forms that each draw the next one ten times are a page that no library finishes.  Raises DocumentError
    ``too_complex_pdf``.
    """
    counter = _Counter()
    for number, page in enumerate(PDFPage.create_pages(PDFDocument(PDFParser(io.BytesIO(raw)))), 1):
        data = b"\n".join(stream.get_data() for stream in map(resolve1, page.contents) if isinstance(stream, PDFStream))
        drawn = counter.drawn(data, resolve1(page.resources) or {}, ())
        if drawn > MAX_DRAWN:
            raise DocumentError(
                "too_complex_pdf", f"forms within forms are drawn {drawn} times", place=f"page {number}"
            )


class _Counter:
    """Counts what each form draws once, however often it is drawn."""

    def __init__(self) -> None:
        self.known: dict[int, int] = {}

    def drawn(self, data: bytes, resources: Mapping[str, Any], path: tuple[int, ...]) -> int:
        forms = resolve1(resources.get("XObject")) or {}
        total = 0
        for name in _DRAWN.findall(data):
            total += self.form(forms.get(name.decode("latin-1")), resources, path)
        return total

    def form(self, form: object, outer: Mapping[str, Any], path: tuple[int, ...]) -> int:
        """Return how many forms one drawing of ``form`` draws, itself with them; a form inside itself draws nothing."""
        number = form.objid if isinstance(form, PDFObjRef) else 0
        if number in path:
            return 0
        if number not in self.known:
            stream = resolve1(form)
            if not isinstance(stream, PDFStream) or literal_name(stream.get("Subtype", "")) != "Form":
                return 0
            resources = resolve1(stream.get("Resources")) or outer
            self.known[number] = 1 + self.drawn(stream.get_data(), resources, (*path, number))
        return self.known[number]
