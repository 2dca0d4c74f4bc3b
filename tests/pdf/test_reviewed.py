"""The PDF reader on reviewed leaflets."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.model import DocumentError, ElementKind
from extractors.readers.base import read


def test_elements_cover_the_text_in_order(corpus: Path) -> None:
    document = read((corpus / "pdf" / "in" / "xenical.pdf").read_bytes())
    at = 0
    for element in document.elements:
        assert not document.text[at : element.start].strip()
        assert element.start < element.end
        at = element.end
    assert at == len(document.text)
    assert any(e.kind is ElementKind.FURNITURE for e in document.elements)


def test_a_file_cut_short_is_refused_with_its_code() -> None:
    with pytest.raises(DocumentError) as caught:
        read(b"%PDF-1.7\n1 0 obj << /Type /Catalog")
    assert caught.value.code == "damaged_pdf"
