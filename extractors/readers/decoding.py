"""Bytes to text: byte-order marks, declared and guessed encodings."""

from __future__ import annotations

import codecs
import re

from extractors.model import DocumentError, Issue
from schemas.vocab import Severity, Stage

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\ufffe\uffff]")
_CONTROL_BYTES = bytes([*range(0x09), *range(0x0E, 0x1C), 0x7F])
_MAX_CONTROL_SHARE = 0.002


def decode(raw: bytes) -> tuple[str, tuple[Issue, ...]]:
    r"""Return the text in ``raw`` and the issues that decoding raised.

    Tried in order: a byte-order mark (left out of the text), UTF-16 without a mark, UTF-8, the encoding that an HTML
    page declares for itself, Windows-1252.  Raises DocumentError ``undecodable_text`` where none of them fits and
    ``binary_content`` where the result is no text.

    >>> decode(b"caf\xc3\xa9")[0], decode(b"caf\xe9")[0], decode("café".encode("utf-16"))[0]
    ('café', 'café', 'café')
    """
    text, issues = _decoded(raw)
    controls = [found.start() for found in _CONTROL.finditer(text)] if issues or _may_hold_controls(raw, text) else []
    if len(controls) > max(2, _MAX_CONTROL_SHARE * len(text)):
        message = f"{len(controls)} control characters: this is no text"
        raise DocumentError("binary_content", message, place=f"character {controls[0]}")
    return text, issues


def _may_hold_controls(raw: bytes, text: str) -> bool:
    """Tell whether Unicode text can hold control characters: its bytes are looked through faster than its text."""
    return any(map(raw.__contains__, _CONTROL_BYTES)) or "\ufffe" in text or "\uffff" in text


def _decoded(raw: bytes) -> tuple[str, tuple[Issue, ...]]:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _strictly(raw, encoding), ()
    if wide := _unmarked_utf16(raw):
        return _strictly(raw, wide), ()
    try:
        return raw.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        return _fallback(raw, error.start)


def _strictly(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        message = f"the byte-order mark says {encoding}, but byte {error.start} is not: {error.reason}"
        raise DocumentError("undecodable_text", message, place=f"byte {error.start}") from error


def _unmarked_utf16(raw: bytes) -> str | None:
    """Return the byte order of UTF-16 without a mark: Western text has a zero in every second byte."""
    head = raw[:1024]
    if len(head) < 4 or b"\x00" not in head:
        return None
    even, odd = head[0::2].count(0) / len(head[0::2]), head[1::2].count(0) / len(head[1::2])
    if odd > 0.8 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.8 and odd < 0.1 else None


def _fallback(raw: bytes, bad: int) -> tuple[str, tuple[Issue, ...]]:
    declared = _DECLARED.search(raw[:4096])
    names = [declared[1].decode("ascii", "replace")] if declared else []
    for name in [*names, "cp1252"]:
        try:
            text = raw.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
        message = f"byte {bad} is no valid UTF-8; the file was read as {name}"
        return text, (Issue("decoded_with_fallback", message, Stage.READ, Severity.INFO),)
    message = f"neither UTF-8 (byte {bad}) nor {' nor '.join([*names, 'cp1252'])}"
    raise DocumentError("undecodable_text", message, place=f"byte {bad}")
