"""Pages as browsers save them: in an archive of one file, or a text file inside the page that shows it."""

from __future__ import annotations

import html
import re

_HEADERS = re.compile(rb"\s*(?:[\w-]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)+\r?\n")
_IS_ARCHIVE = re.compile(
    rb"^content-type:\s*(?:multipart/related|message/rfc822|text/html)\b", re.IGNORECASE | re.MULTILINE
)
_VERSION = re.compile(rb"^mime-version:", re.IGNORECASE | re.MULTILINE)
_TEXT_SHOWN = re.compile(
    r"\s*(?:<!doctype[^<>]*>\s*)?(?:<html[^<>]*>\s*)?(?:<head[^<>]*>(?:[^<]++|<(?!/head>|pre))*+</head>\s*)?(?:<body[^<>]*>\s*)?"
    r"<pre[^<>]*>([^<]*+)</pre>(?:\s++|</?(?:div|body|html)\b[^<>]*+>)*+\Z",
    re.IGNORECASE | re.DOTALL,
)


def page_of_archive(raw: bytes) -> bytes | None:
    """Return the page in an archive of one file (MHTML), in UTF-8; None for any other file.

    >>> head = b"MIME-Version: 1.0\\nContent-Type: text/html\\nContent-Transfer-Encoding: quoted-printable\\n"
    >>> page_of_archive(head + b"\\n<p class=3D'a'>Rash</p>\\n")
    b"<p class='a'>Rash</p>\\n"
    """
    head = _HEADERS.match(raw[:8192])
    if not head or not _VERSION.search(head[0]) or not _IS_ARCHIVE.search(head[0]):
        return None
    import email  # takes longer to import than a page to read
    import email.policy

    for part in email.message_from_bytes(raw.lstrip(), policy=email.policy.default).walk():
        if part.get_content_type() == "text/html":
            text = part.get_content()
            return str(text).encode("utf-8", "surrogateescape")
    return None


def text_shown(page: str) -> str | None:
    """Return the text of a page that is nothing but a text file as a browser shows one; None for any other page.

    >>> text_shown("<html><body><pre>Zolpin\\n&lt;2% rash</pre></body></html>")
    'Zolpin\\n<2% rash'
    """
    if "<pre" not in page[:4096].lower():
        return None
    found = _TEXT_SHOWN.match(page)
    return html.unescape(found[1]) if found else None
