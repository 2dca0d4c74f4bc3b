"""The streams of a PDF, looked at before any library unpacks them: how much they hold, and what they would set off."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from extractors.model import DocumentError

MAX_STREAM_BYTES = 48 << 20
MAX_ALL_STREAMS_BYTES = 512 << 20
MAX_MAPPED_CODES = 1 << 20  # Unicode has about as many
_STREAM = re.compile(rb"stream\r?\n")
_DICTIONARY_BYTES = 4096
_FILTER = re.compile(rb"/Filter\s*(?:\[([^\]]*)\]|/(\w+))")
_NAMES = re.compile(rb"/?(\w+)")
_RANGES = re.compile(rb"begin(?:bf|cid)range(.*?)end(?:bf|cid)range", re.DOTALL)
_RANGE = re.compile(rb"<([0-9A-Fa-f]{1,8})>\s*<([0-9A-Fa-f]{1,8})>\s*[<\[\d]")
_DRAWN = re.compile(rb"/\S+\s+Do\b")


class Stream(NamedTuple):
    """A stream: where its data begins, what its dictionary says, and what it unpacks to."""

    start: int
    dictionary: bytes
    data: bytes


def check_streams(raw: bytes) -> bool:
    """Refuse a file whose streams unpack to more than a leaflet needs; tell whether forms are drawn several times.

    Raises DocumentError ``too_complex_pdf`` for too many bytes, and for a font's map of characters that names ranges
    wider than Unicode, which libraries would write out code by code.
    """
    total = 0
    nested = False
    for stream in _streams(raw):
        total += len(stream.data)
        if total > MAX_ALL_STREAMS_BYTES:
            raise DocumentError("too_complex_pdf", "the streams unpack to too much", place=f"byte {stream.start}")
        _check_ranges(stream)
        if b"/Form" in stream.dictionary and not nested:
            nested = len(_DRAWN.findall(stream.data)) > 1
    return nested


def _streams(raw: bytes) -> Iterator[Stream]:
    for found in _STREAM.finditer(raw):
        before = raw[max(0, found.start() - _DICTIONARY_BYTES) : found.start()]
        dictionary = before[max(before.rfind(b" obj"), before.rfind(b"endstream")) :]
        if b"/Image" in dictionary or b"end" in before[-3:]:
            continue  # no library unpacks pictures for their text
        yield Stream(found.end(), dictionary, _unpacked(raw, found.end(), dictionary))


def _unpacked(raw: bytes, start: int, dictionary: bytes) -> bytes:
    end = raw.find(b"endstream", start)
    data = raw[start : end if end >= 0 else len(raw)]
    for name in _filters(dictionary, data):
        if name in (b"FlateDecode", b"Fl"):
            data = inflated(data, start)
        elif name in (b"ASCII85Decode", b"A85"):
            data = _from_ascii85(data)
        elif name in (b"ASCIIHexDecode", b"AHx"):
            data = bytes.fromhex(re.sub(rb"[^0-9A-Fa-f]", b"", data)[: len(data) // 2 * 2].decode())
        else:
            break
    return data


def _filters(dictionary: bytes, data: bytes) -> list[bytes]:
    found = _FILTER.search(dictionary)
    if found is None:
        return [b"FlateDecode"] if b"/Filter" in dictionary and data[:1] == b"x" else []
    return _NAMES.findall(found.group(1)) if found.group(1) is not None else [found.group(2)]


def _from_ascii85(data: bytes) -> bytes:
    try:
        return base64.a85decode(data.strip().removeprefix(b"<~").removesuffix(b"~>"), ignorechars=b" \t\r\n\x0b\x00")
    except (ValueError, binascii.Error):
        return b""


def inflated(data: bytes, start: int = 0, limit: int = MAX_STREAM_BYTES) -> bytes:
    """Return what deflated data unpacks to; of damaged data, what comes before the fault.

    Raises DocumentError ``too_complex_pdf`` beyond ``limit`` bytes, and never unpacks more than that.
    """
    unpacker = zlib.decompressobj()
    try:
        out = unpacker.decompress(data, limit + 1)
    except zlib.error:
        return b""
    if len(out) > limit:
        message = f"a stream unpacks to more than {limit} bytes"
        raise DocumentError("too_complex_pdf", message, place=f"byte {start}")
    return out


def _check_ranges(stream: Stream) -> None:
    if b"range" not in stream.data:
        return
    codes = 0
    for block in _RANGES.findall(stream.data):
        for first, last in _RANGE.findall(block):
            codes += max(int(last, 16) - int(first, 16), 0)
    if codes > MAX_MAPPED_CODES:
        raise DocumentError("too_complex_pdf", f"a font maps {codes} codes", place=f"byte {stream.start}")
