"""Which ingredients a leaflet is about: combinations taken apart, names normalised, codes of an open vocabulary."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from extractors.lexicons.loading import lexicon


class Ingredient(NamedTuple):
    """One ingredient: as the leaflet writes it, normalised, and the codes of its name (None: it has none)."""

    ingredient: str
    normalised: str
    code: str | None = None
    vocabulary: str | None = None
    unii: str | None = None
    match_method: str | None = None


_PARTED: Final = re.compile(r"\s*[/+]\s*|\s+(?:and|with)\s+")
_LISTED: Final = re.compile(r"\s*,\s*(?:and\s+)?")
_NOTE: Final = re.compile(r"\s*\([^)]*\)")


def ingredients_of(generic_name: str | None) -> tuple[Ingredient, ...]:
    """Return the ingredients that a generic name lists.

    Codes are DrugBank accession numbers or MeSH descriptors, and FDA's UNII (docs/vocabularies.md).  Forms of
    administration ("topical") are no part of the normalised name, a salt is left out only where the name with it is
    unknown.

    >>> [(i.normalised, i.match_method) for i in ingredients_of("Lidocaine hydrochloride / Prilocaine topical")]
    [('lidocaine', 'salt_dropped'), ('prilocaine', 'name')]
    >>> [(i.normalised, i.match_method) for i in ingredients_of("tetanus toxoid / poliovirus vaccine, inactivated")]
    [('tetanus toxoid', 'name'), ('poliovirus vaccines', 'qualifier_dropped')]
    >>> ingredients_of("cycloserine")[0].unii
    '95IK5KI84Z'
    >>> ingredients_of(None)
    ()
    """
    if not generic_name:
        return ()
    return tuple(_ingredient(part) for part in _parts(generic_name))


def _parts(name: str) -> list[str]:
    if _known(_plain(name)):
        return [name.strip()]
    return [part for whole in _PARTED.split(name) if whole.strip() for part in _listed(whole.strip())]


def _listed(name: str) -> list[str]:
    """Split at commas where each part is a drug; else they only qualify it ("poliovirus vaccine, inactivated")."""
    parts = _LISTED.split(name)
    return parts if all(_known(_plain(part)) for part in parts) else [name]


def _ingredient(part: str) -> Ingredient:
    name = _plain(part)
    bare = _without(name, "salt")
    unqualified = _LISTED.split(name)[0]
    for method, found in (("name", name), ("salt_dropped", bare), ("qualifier_dropped", unqualified)):
        row = _names().get(found)
        if row:
            label, code, vocabulary = row["label"].casefold(), row["code"], row["vocabulary"]
            return Ingredient(part, label, code, vocabulary, row["unii"] or None, method)
    return Ingredient(part, name)


def _known(name: str) -> bool:
    return name in _names()


def _plain(name: str) -> str:
    """Return a name in lower case without notes and forms of administration."""
    return _without(" ".join(_NOTE.sub("", name).casefold().split()), "form")


def _without(name: str, role: str) -> str:
    """Drop words of a role from the end, as long as a name is left."""
    words = name.split()
    while len(words) > 1 and words[-1] in _words(role):
        words.pop()
    return " ".join(words)


@cache
def _words(role: str) -> frozenset[str]:
    return frozenset(row["word"] for row in lexicon("drug_parts") if row["role"] == role)


@cache
def _names() -> dict[str, dict[str, str]]:
    return {row["name"]: row for row in lexicon("drug_names")}
