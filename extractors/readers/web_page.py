"""HTML: the page rendered as text in reading order, with what its tags say of each piece."""

from __future__ import annotations

import threading
import warnings
from typing import Any

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning
from bs4.builder._lxml import LXMLTreeBuilder
from lxml.etree import HTMLParser

from extractors.model import Document, DocumentError, ElementKind, Issue
from extractors.readers.layout_tables import without_layout
from extractors.readers.web_rendering import Rendering
from schemas.vocab import SourceFormat

warnings.filterwarnings("ignore", category=MarkupResemblesLocatorWarning)
warnings.filterwarnings("ignore", category=XMLParsedAsHTMLWarning)


def read_html(text: str, issues: tuple[Issue, ...] = ()) -> Document:
    """Return the document of an HTML page or fragment.

    ``Document.text`` is a rendering: one line a block of the page, blank lines between paragraphs, white space
    collapsed, characters that browsers do not show left out.  Scripts, styles and drawings are no text.  Raises
    DocumentError ``too_deep`` for markup that is nested deeper than 400 tags, ``empty_document`` for a page that shows
    nothing.
    """
    try:
        BeautifulSoup(text, builder=_PageBuilder()).decompose()  # it holds nothing but itself
    except BaseException:
        _OF_THREAD.renew()
        raise
    page = _OF_THREAD.page
    page.close_element()
    if not page.elements:
        raise DocumentError("empty_document", "the page shows no text")
    shown = "".join(page.parts)
    has_tables = page.groups > 0 and any(element.kind is ElementKind.TABLE_CELL for element in page.elements)
    return Document(
        SourceFormat.HTML,
        shown,
        tuple(without_layout(shown, page.elements, page.laid_out) if has_tables else page.elements),
        title="".join(page.title or ()).strip() or None,
        language=page.language.lower()[:2] if page.language else None,
        issues=issues,
    )


class _PageBuilder(LXMLTreeBuilder):
    """A builder for BeautifulSoup that renders the page while it is parsed and keeps no tree.

    Each tag and each text is looked at once, as the parser meets it; building nodes first and walking them afterwards
    takes several times as long.
    """

    def reset(self) -> None:
        """Begin a page anew; BeautifulSoup does so before each attempt to parse it."""
        _OF_THREAD.page.begin_anew()

    def default_parser(self, encoding: str | None) -> Any:
        """Return a parser that hands what it meets straight to the page."""
        return _OF_THREAD.parser


class _Reader(threading.local):
    """A parser, and the page to which it hands tags and text: one of each for a thread, for all pages that it reads.

    A parser and what it remembers of its target refer to each other, and would wait for the search for garbage with
    each page; to make one takes a tenth of the reading.  After a page that was broken off both are made anew.
    """

    def __init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        """Forget whatever was begun."""
        self.page = Rendering()
        target: Any = self.page
        self.parser = HTMLParser(target=target, recover=True)


_OF_THREAD = _Reader()
