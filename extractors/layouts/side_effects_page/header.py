"""The header of a leaflet: which drug it is about, under which names, in which routes and dosage forms."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from extractors.lexicons.loading import lexicon
from extractors.model import Application, Span, collapse
from schemas.vocab import Audience

_APPLIES: Final = re.compile(r"Applies\s+to\s+(.+?)\s*:\s+(?=\S)(?!.*:\s+\S)", re.I | re.DOTALL)
_APPLIES_BARE: Final = re.compile(r"Applies\s+to\s+([^:]+?)\s*:?\s*\Z", re.I)
_BRAND: Final = re.compile(
    r"\(\s*the\s+active\s+ingredients?\s+contained\s+in\s+(.+?)\)\s*(?=may\b|is\b|can\b|has\b|,)", re.I | re.DOTALL
)
_TITLE_END: Final = re.compile(r"\s+Side\s+Effects\s*$", re.I)

_TABS: Final = re.compile(r"\s+(?:[•*·–-]\s+)?Consumer(?:\s+(?:[•*·–-]\s+)?(?:Side\s+effects|Professional|FAQ))*\s*$")


@cache
def _routes() -> tuple[tuple[str, str], ...]:
    rows = ((row["words"], row["route"]) for row in lexicon("routes"))
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


def applies_to(text: str, start: int, end: int, audience: Audience | None) -> tuple[str | None, list[Application]]:
    """Return the drug that an "Applies to" line names and the dosage forms it lists.

    >>> line = "Applies to zolpin: oral capsule, compounding powder"
    >>> drug, forms = applies_to(line, 0, len(line), None)
    >>> drug, [(f.route, f.dosage_form) for f in forms]
    ('zolpin', [('oral', 'capsule'), (None, 'compounding powder')])
    """
    found = _APPLIES.match(text, start, end)
    if not found:
        bare = _APPLIES_BARE.match(text[start:end])
        return (collapse(bare[1]) if bare else None), []
    forms = []
    for part in re.finditer(r"[^,]+", text[found.end() : end]):
        raw = Span(found.end() + part.start(), found.end() + part.end())
        solid = part[0].strip(" \t\r\n.\xa0")
        if solid:
            at = raw.start + part[0].index(solid)
            forms.append(_application(solid, Span(at, at + len(solid)), audience))
    return collapse(found[1]), forms


def _application(words: str, span: Span, audience: Audience | None) -> Application:
    return Application(audience, span, *_route_and_form(collapse(words).lower()))


@lru_cache(maxsize=4096)
def _route_and_form(words: str) -> tuple[str | None, str | None]:
    for name, route in _routes():
        if words == name or words.startswith(name + " "):
            return route, words[len(name) :].strip() or None
    return None, words


def brand_in(text: str) -> str | None:
    """Return the brand in "(the active ingredient contained in …)", or None.

    >>> brand_in("As well as its needed effects, zolpin (the active ingredient contained in Zolrest) may cause …")
    'Zolrest'
    """
    found = _BRAND.search(text)
    return collapse(found[1]) if found else None


def title_drug(text: str) -> str:
    """Return the drug that a page's title names.

    >>> title_drug("Zolrest 24-Hour Side Effects")
    'Zolrest 24-Hour'
    """
    return collapse(_TITLE_END.sub("", text))


def without_tabs(text: str) -> str:
    """Return a name without the links to the parts of the page, which stand behind it where lines were lost.

    >>> without_tabs("zolpinol  Consumer Professional"), without_tabs("zolpinol • Consumer • FAQ")
    ('zolpinol', 'zolpinol')
    """
    return collapse(_TABS.sub("", text))
