"""PDFs written object by object, for what no drawing program would write."""

from __future__ import annotations

SENTENCE = b"BT /A 11 Tf 70 700 Td (Nausea and vomiting were seen by some.) Tj ET\n"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def stream(data: bytes, dictionary: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (dictionary, len(data), data)


def pdf(objects: list[bytes]) -> bytes:
    """Return a file of these objects, the first of them its catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return out + head + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, len(out))


def one_page(
    content: bytes, dictionary: bytes = b"", resources: bytes = b"/Font << /A 5 0 R >>", more: tuple[bytes, ...] = ()
) -> bytes:
    """Return a file of one page with this content; objects from 6 on are ``more``."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << %s >> >>" % resources
    catalogue = b"<< /Type /Catalog /Pages 2 0 R >>"
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return pdf([catalogue, pages, page, stream(content, dictionary), FONT, *more])
