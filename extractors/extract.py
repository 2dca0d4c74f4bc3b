"""The whole way from bytes to a Leaflet."""

from __future__ import annotations

from extractors.layouts.base import layout_of
from extractors.model import Leaflet
from extractors.readers.base import read


def extract(raw: bytes, name: str = "") -> Leaflet:
    """Return what one leaflet says.

    ``raw`` is the file's content and ``name`` its file name, which helps only where the content leaves the format open.
    The result depends on these two alone.  Raises DocumentError, with a code from schemas/codes.csv, for a document
    that cannot be kept.
    """
    document = read(raw, name)
    return layout_of(document).understand(document)
