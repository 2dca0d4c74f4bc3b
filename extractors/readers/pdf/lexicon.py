"""The word lists of the PDF reader: what glyphs show, and which lines tell the pages that matter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from extractors.lexicons.loading import lexicon

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_FAMILY = re.compile(r"[^a-z]|psmt|regular")
# ISO 32000-1, Annex D: in WinAnsiEncoding all unused codes above 32 show a bullet.
_UNUSED_CODES = frozenset(f"(cid:{code})" for code in (127, 129, 141, 143, 144, 157))
_UNSEEN = str.maketrans(dict.fromkeys(map(chr, (*range(9), *range(14, 32), 127, 8203, 65279, 65535))))


@cache
def _glyphs() -> Mapping[str, Mapping[int, str]]:
    tables: dict[str, dict[int, str]] = {}
    for row in lexicon("pdf_glyphs"):
        tables.setdefault(row["font"], {})[int(row["code"], 16)] = row["shown"]
    return {font: tables["*"] | table for font, table in tables.items()}


@cache
def bullets() -> frozenset[str]:
    """Return the characters that open a list item, as they are shown."""
    return frozenset(row["shown"] for row in lexicon("pdf_glyphs") if row["is_bullet"] == "yes")


@lru_cache(maxsize=4096)
def family(font: str) -> str:
    """Return a font's family without the mark of a subset and the signs that makers add.

    >>> family("ABCDEF+CourierNewPSMT"), family("SymbolMT")
    ('couriernew', 'symbol')
    """
    return _FAMILY.sub("", _SUBSET.sub("", font).lower()).removesuffix("mt")


@lru_cache(maxsize=65536)
def shown(text: str, font: str = "") -> str:
    r"""Return what a glyph shows: ligatures taken apart, symbol fonts read, what is never shown left out.

    Fonts of symbols have codes of their own: in the Symbol font, code F0B3 of the private use area is ≥.

    >>> shown("\ufb01"), shown("\uf0b3"), shown("m", "SymbolMT"), shown("m", "TimesNewRoman")
    ('fi', '≥', 'µ', 'm')
    """
    tables = _glyphs()
    if text.startswith("(cid:"):
        return "•" if text in _UNUSED_CODES else "\ufffd"
    if text.isascii() and font and family(font) not in tables:
        return text.translate(_UNSEEN)
    return text.translate(tables.get(family(font), tables["*"])).translate(_UNSEEN)


@cache
def page_cues(role: str) -> tuple[str, ...]:
    """Return the cues of pdf_page_cues.csv that ``opens``, ``closes`` or ``mentions``."""
    return tuple(row["cue"] for row in lexicon("pdf_page_cues") if row["role"] == role)
