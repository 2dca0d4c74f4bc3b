"""The whole way from bytes to a Leaflet."""

from __future__ import annotations

from extractors.layouts.base import layout_of
from extractors.model import Leaflet
from extractors.readers.base import read
from extractors.readers.pdf import MAX_PAGES


def extract(raw: bytes, name: str = "", max_pages: int = MAX_PAGES) -> Leaflet:
    """Return what one leaflet says.

    ``raw`` is the file's content and ``name`` its file name, which helps only where the content leaves the format open.
    The result depends on these two alone; a document of more than ``max_pages`` pages has none.  Raises DocumentError,
    with a code from schemas/codes.csv, for a document that cannot be kept.
    """
    document = read(raw, name, max_pages)
    return layout_of(document).understand(document)
