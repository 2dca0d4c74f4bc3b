"""Finds the concept of an open vocabulary that a term names, by the first of five ways; none rather than a wrong one.

Names come from the Human Phenotype Ontology and from MeSH, lay names from lexicons/lay_terms.csv, which was made by
reading the most frequent terms of side-effect pages; docs/vocabularies.md says under which licences.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import Final

from extractors.concepts.keys import KEYS_IN, joined_key, key_of, singular
from extractors.lexicons.loading import columns, lexicon
from extractors.memo import Memo
from extractors.model import Concept, record
from extractors.terms.wordclasses import Token, WordClass, tokens_of


@record
class Entry:
    """A concept as the lexicon gives it."""

    concept_id: str
    label: str
    vocabulary: str
    system_organ_class: str | None


@record
class Named:
    """The way a name was found, and what it names."""

    method: str
    entry: Entry | None


_NO_NAME: Final = Named("label", None)
SCORES: Final = {
    "label": 1.0,
    "synonym": 0.98,
    "lay": 0.95,
    "qualifier_dropped": 0.9,
    "sign_and_site": 0.85,
    "broader": 0.75,
}
"""How sure each way is; measured on the coded terms that docs/concept_check.md lists."""

_SIGN_WORDS: Final = {
    WordClass.SIGN,
    WordClass.EFFECT,
    WordClass.QUALITY,
    WordClass.RELATION,
    WordClass.NOUN,
    WordClass.GERUND,
}


def concept_of(term: str) -> Concept | None:
    """Return the concept that a resolved term names, with the way it was found, or None.

    >>> concept_of("black, tarry stools").label, concept_of("black, tarry stools").method
    ('Melena', 'lay')
    >>> concept_of("numbness in the hands or feet").label
    'Hypoesthesia'
    >>> concept_of("purple elephants") is None
    True
    """
    return _CONCEPTS[term]


def _concept_of(term: str) -> Concept | None:
    for method, entry in _ways(term):
        if entry is not None:
            return Concept(
                entry.concept_id, entry.label, entry.vocabulary, method, SCORES[method], entry.system_organ_class
            )
    return None


_CONCEPTS: Final = Memo(_concept_of)


def _ways(term: str) -> Iterator[tuple[str, Entry | None]]:
    """Yield what each way finds, the surest first; none is tried before the next is asked for."""
    key = key_of(term)
    named = _by_name(key)
    yield named.method, named.entry
    yield "qualifier_dropped", _without_qualifiers(key)
    words = tokens_of(term, 0, len(term))
    yield "sign_and_site", _where_given(words)
    broader, n_words = _broader(term)
    yield "broader", broader if n_words > 1 else None
    yield "sign_and_site", _by_sign(words)
    yield "broader", broader
    yield "broader", _without_trailing(term, words)


def _by_name(key: str) -> Named:
    return _names().get(key, _NO_NAME)


def _without_qualifiers(key: str) -> Entry | None:
    """Look again without the words that change nothing ("unusual tiredness", "feeling of weakness")."""
    words = key.split()
    kept = [w for w in words if w not in _words_that("qualifier")]
    if not kept or len(kept) == len(words):
        return None
    return _by_name(" ".join(kept)).entry


def _where_given(words: list[Token]) -> Entry | None:
    """Return the reaction at the place of injection or application, whatever its sign."""
    given = any(_sites().get(w.text) == "given" for w in words)
    return _entry(_signs()["reaction"]["given"]) if given else None


def _by_sign(words: list[Token]) -> Entry | None:
    """Read a sign with its place: "redness, swelling at the injection site", "weakness in the arms".

    Several places in one term count where they lead to one concept, or else the sign counts without its place.
    """
    signs = [w for w in words if w.word_class in _SIGN_WORDS and w.text in _signs()]
    if not signs or any(w.text in _words_that("binding") for w in words):
        return None
    by_site = _signs()[signs[-1].text if len(signs) == 1 else _main_sign(signs).text]
    sites = {group for w in words if (group := _sites().get(w.text)) and w not in signs}
    labels = {by_site.get(site, by_site.get("*")) for site in sites} or {by_site.get("*")}
    label = labels.pop() if len(labels) == 1 else by_site.get("*")
    return _entry(label)


def _main_sign(signs: list[Token]) -> Token:
    """Return the head among several: the last noun before a preposition comes last in English compounds."""
    nouns = [w for w in signs if w.word_class in {WordClass.SIGN, WordClass.EFFECT}]
    return (nouns or signs)[-1]


def _broader(term: str) -> tuple[Entry | None, int]:
    """Drop modifiers from the front until a name is left, and return of how many words; what binds its noun stays.

    "Acute focal nephritis" is a nephritis.
    """
    words = term.casefold().replace(",", " ").split()
    keys = list(map(KEYS_IN.__getitem__, words))
    last_link = max((at for at, word in enumerate(words) if _is_link(word)), default=0)
    for start in range(1, len(words)):
        before = words[start - 1]
        if before in _sites() and start <= last_link:
            break  # "bone pain in the hips"
        if before in _words_that("binding") or before.startswith(("non", "anti", "pseudo")):
            break
        if len(words) - start > _LONGEST_NAME:
            continue
        found = _by_name(joined_key(chain.from_iterable(keys[start:]))).entry
        if found is not None:
            is_generic = singular(" ".join(words[start:])) in _words_that("generic")
            return None if is_generic or _is_link(before) else found, len(words) - start
    return None, 0


_LONGEST_NAME: Final = 60  # words: no concept has more, so that a term of thousands is not tried from each


def _without_trailing(term: str, words: list[Token]) -> Entry | None:
    """Drop adjectives that follow their noun: "gastroenteritis viral"."""
    while len(words) > 1 and words[-1].word_class is WordClass.MODIFIER:
        words = words[:-1]
        found = _by_name(key_of(term[: words[-1].end])).entry
        if found is not None:
            return None if words[-1].text in _words_that("generic") else found
    return None


def _is_link(word: str) -> bool:
    return word in _LINKS


_LINKS: Final = frozenset(["of", "in", "at", "to", "with", "from", "and", "or", "for", "by", "on", "the", "a", "an"])


def _entry(label: str | None) -> Entry | None:
    return _by_label()[label] if label else None


@cache
def _entries() -> dict[str, Entry]:
    rows = columns("concepts", "concept_id", "label", "vocabulary", "system_organ_class")
    return {row[0]: Entry(row[0], row[1], row[2], row[3] or None) for row in rows}


@cache
def _by_label() -> dict[str, Entry]:
    """Return the concepts by label; HPO comes first where both vocabularies have one."""
    ordered = sorted(_entries().values(), key=lambda e: e.concept_id.startswith("HP:"))
    return {entry.label: entry for entry in ordered}


@cache
def _names() -> dict[str, Named]:
    """Return for each key the way it names its concept, and the concept."""
    entries = _entries()
    rows = columns("concept_names", "key", "kind", "concept_id")
    names = {key: Named(kind, entries[concept_id]) for key, kind, concept_id in rows}
    for row in lexicon("lay_terms"):
        key, entry = key_of(row["term"]), _by_label()[row["concept_label"]]
        if names.get(key, _NO_NAME).entry is not entry:
            names[key] = Named("lay", entry)
    return names


@cache
def _signs() -> dict[str, dict[str, str]]:
    out: dict[str, dict[str, str]] = {}
    for row in lexicon("sign_concepts"):
        out.setdefault(row["sign"], {})[row["site"]] = row["concept_label"]
    return out


@cache
def _sites() -> dict[str, str]:
    return {row["word"]: row["site"] for row in lexicon("sign_sites")}


@cache
def _words_that(role: str) -> frozenset[str]:
    return frozenset(row["word"] for row in lexicon("concept_qualifiers") if row["role"] == role)
