"""Nothing lost: the signs of a page as two libraries read it, and those of all pages beside the text made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from extractors.readers.pdf.shapes import Line, Page, Signs

# A hyphen at a line's end may be the printer's, which the text goes without.
_PRINTERS = frozenset("-\u2010\u2011\u00ad")
_MOST_NAMED = 20


def signs_of(texts: Iterable[str]) -> Signs:
    """Return how often each sign stands in ``texts``, blanks left out.

    >>> signs_of(["a rash", "a\\xa0-"]) == Counter({"a": 3, "r": 1, "s": 1, "h": 1, "-": 1})
    True
    """
    return Counter({sign: n for sign, n in Counter("".join(texts)).items() if not sign.isspace()})


def shown_on(page: Page) -> Signs:
    """Return the signs of a page: those of its lines and tables, and those of what was put aside."""
    return signs_of(_texts(page))


def _texts(page: Page) -> Iterator[str]:
    for item in (*page.flow, *page.aside):
        if isinstance(item, Line):
            yield item.shown
        else:
            yield from (word.text for cell in item.cells for word in cell.words)


def missing_from(page: Page, layer: Page) -> tuple[Signs, Signs]:
    """Return the signs of the text layer that the same page lacks once it is read by the places of its glyphs.

    The first were never read; the second were left out on purpose (``page.left_out``).  The libraries may read a glyph
    of a font of symbols as two different signs: as many signs as the page has beyond the text layer are such pairs.
    """
    expected, found = shown_on(layer), shown_on(page)
    if expected == found:
        return Counter(), Counter()
    lost = expected - found
    unread = lost - page.left_out
    if unread.total() <= (found - expected).total():
        unread = Counter()
    return unread, lost & page.left_out


def unlike(pages: Sequence[Page], text: str) -> tuple[Signs, Signs]:
    """Return the signs of the pages that the text made of them lacks, and those that it has too many.

    Hyphens are not compared: those of the printer go where a broken word is mended.
    """
    expected = signs_of(part for page in pages for part in _texts(page))
    found = signs_of([text])
    for sign in _PRINTERS:
        expected.pop(sign, None)
        found.pop(sign, None)
    return expected - found, found - expected


def named(signs: Signs) -> str:
    r"""Return signs as a message shows them, the most frequent first.

    >>> named(Counter({"n": 2, "\ufb01": 1}))
    "3 signs: 'n' x 2, 'ﬁ'"
    """
    shown = [f"{sign!r} x {n}" if n > 1 else repr(sign) for sign, n in signs.most_common(_MOST_NAMED)]
    more = ", …" if len(signs) > _MOST_NAMED else ""
    return f"{signs.total()} sign{'s' if signs.total() > 1 else ''}: {', '.join(shown)}{more}"
