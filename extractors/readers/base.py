"""Choose the reader by content; the file name is asked last."""

from __future__ import annotations

from extractors.model import Document, DocumentError


def read(raw: bytes, name: str = "") -> Document:
    """Return the document in ``raw``.

    Raises DocumentError: ``empty_document`` for a file without text, ``binary_content`` for a format that no reader
    knows, and whatever the reader of the format raises.
    """
    if not raw.strip(b" \t\r\n\x00"):
        raise DocumentError("empty_document", f"the file holds no text ({len(raw)} bytes)")
    raise NotImplementedError
