"""PDF product information against pdfplumber: `python -m benchmarks.pdf_pages FILE` prints CPU seconds as JSON.

``baseline`` is pdfplumber's ``extract_words`` over all pages of the same file.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pdfplumber

from benchmarks.measuring import cpu
from extractors.extract import extract
from extractors.readers.base import read


def main(path: str) -> None:
    """Measure one file, never seen before, and print what it took."""
    raw = Path(path).read_bytes()
    taken = {"bytes to Leaflet": cpu(lambda: extract(raw)), "read": cpu(lambda: read(raw))}
    print(json.dumps({**taken, "baseline": cpu(lambda: _words(raw)), "pages": _n_pages(raw)}))


def _words(raw: bytes) -> None:
    with pdfplumber.open(io.BytesIO(raw)) as file:
        for page in file.pages:
            page.extract_words()
            page.close()


def _n_pages(raw: bytes) -> int:
    with pdfplumber.open(io.BytesIO(raw)) as file:
        return len(file.pages)


if __name__ == "__main__":
    main(sys.argv[1])
