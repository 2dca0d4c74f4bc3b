"""What every leaflet family offers, and how the family of a document is found.

A layout is a module of this package with a constant ``LAYOUT``; it is found by itself.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from extractors.model import Document, DocumentError, Leaflet
from schemas.vocab import Stage


@dataclass(frozen=True, slots=True)
class Layout:
    """A leaflet family.

    ``recognise`` says from 0 to 1 how sure the layout is that a document is of its family, by content alone;
    ``understand`` turns such a document into a Leaflet; readers that only its family needs are imported by it, so that
    a run over another does without them.
    """

    name: str
    recognise: Callable[[Document], float]
    understand: Callable[[Document], Leaflet]


CERTAIN = 1.0
"""What a layout answers that knows a document by formulas which no other family has: no other layout is asked then."""

_ASKED_FIRST = ("spl_label", "side_effects_page")  # those that may be certain; a night of theirs loads no other layout


@cache
def layouts() -> tuple[Layout, ...]:
    """Return every layout of this package, by name."""
    package = importlib.import_module("extractors.layouts")
    found = (_layout_in(module.name) for module in pkgutil.iter_modules(package.__path__))
    return tuple(sorted((x for x in found if x), key=lambda layout: layout.name))


@cache
def _layout_in(module: str) -> Layout | None:
    found = getattr(importlib.import_module(f"extractors.layouts.{module}"), "LAYOUT", None)
    return found if isinstance(found, Layout) else None


def layout_of(document: Document) -> Layout:
    """Return the layout that is surest of the document, or the first that is certain; ties go to the first by name.

    Raises DocumentError ``no_leaflet`` where every layout is certain that the document is none of its family.
    """
    for layout in filter(None, map(_layout_in, _ASKED_FIRST)):
        if layout.recognise(document) >= CERTAIN:
            return layout
    certainty, layout = max(((x.recognise(document), x) for x in layouts()), key=lambda pair: pair[0])
    if certainty <= 0:
        raise DocumentError("no_leaflet", "no family of leaflets knows the document", stage=Stage.UNDERSTAND)
    return layout
