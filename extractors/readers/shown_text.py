"""Text as a screen shows it: without what no screen shows, and without the marks of a quotation around all of it."""

from __future__ import annotations

import re
from typing import Final

_UNSEEN: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff"  # where a word may be parted, and where it may not
_WITHOUT_UNSEEN: Final = dict.fromkeys(map(ord, _UNSEEN))
_QUOTED: Final = re.compile(r"^>[ \t]?", re.MULTILINE)
_XHTML: Final = re.compile(r"xmlns:([A-Za-z][\w-]{0,20})\s*=\s*[\"']http://www\.w3\.org/1999/xhtml[\"']")
_HEAD: Final = 2000


def as_shown(text: str) -> str:
    r"""Return text without signs that are not shown, and without the mark before each line of a quotation.

    >>> as_shown("hae\u00admor\u200brhage"), as_shown("> Rash\n>\n> Fever\n"), as_shown("> Rash\nFever")
    ('haemorrhage', 'Rash\n\nFever\n', '> Rash\nFever')
    """
    if any(map(text.__contains__, _UNSEEN)):
        text = text.translate(_WITHOUT_UNSEEN)
    if text.startswith(">") and all(line.startswith(">") for line in text.splitlines() if line.strip()):
        return _QUOTED.sub("", text)
    return text


def without_prefix(page: str) -> str:
    """Return a page of XHTML whose tags have a prefix without it; any other text as it is.

    >>> without_prefix('<h:p xmlns:h="http://www.w3.org/1999/xhtml">Rash</h:p>')
    '<p xmlns:h="http://www.w3.org/1999/xhtml">Rash</p>'
    """
    found = _XHTML.search(page, 0, _HEAD) if page.find("xmlns:", 0, _HEAD) >= 0 else None
    return re.sub(rf"<(/?){re.escape(found[1])}:", r"<\1", page) if found else page
