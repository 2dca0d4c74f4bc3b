"""What the extractors know about the words of effects: which phrases are effects, and which words only qualify them.

The lexicons are package data: ``effect_terms.csv`` (terms of reviewed list items, with counts), ``effect_parts.csv``
(body sites, measures, modifiers that a coordination shares) and ``prose_cues.csv`` (words by their part in a sentence).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from typing import Final

from extractors.lexicons.alternatives import alternatives
from extractors.lexicons.loading import lexicon
from extractors.memo import Memo

_NOT_WORD: Final = re.compile(r"[^\w%'+-]+")
_LINK: Final = re.compile(r" (?:of|in|to|on|at|from|by) ")
_SUFFIXES: Final = tuple(
    "itis|emia|aemia|osis|oses|pathy|pathies|algia|penia|uria|rrhea|rrhoea|rrhagia|plegia|plasia|megaly|cardia|"
    "ectasis|trophy|opia|opsia|esthesia|kinesia|phagia|phasia|somnia|pnea|pnoea|spasm|spasms|oma|omas|iasis|lysis|"
    "plegia|paresis|cytosis|toxicity|edema|oedema|ptosis|rrhexis|ageusia|geusia|osmia|dynia|thermia|hidrosis|stasis|"
    "sclerosis|malacia|mania|phobia|ismus|uresis|blastoma|sarcoma|carcinoma|poiesis|oxia|exia|tension|philia|volemia".split(
        "|"
    )
)


@cache
def words_of(name: str, kind: str) -> frozenset[str]:
    """Return the phrases of one kind from ``effect_parts`` or ``prose_cues``."""
    return frozenset(next(iter(row.values())) for row in lexicon(name) if row["kind"] == kind)


def _cues(kind: str) -> frozenset[str]:
    return words_of("prose_cues", kind)


CUES: Final = Memo(_cues)  # by kind: asked for with every element, so without the call that two arguments take


@cache
def cue_pattern(*kinds: str) -> str:
    """Return a regular expression that matches any cue of these kinds, the longest first."""
    return alternatives({p for kind in kinds for p in CUES[kind]})


@cache
def term_counts() -> dict[str, int]:
    """Return how often each term was listed as an effect, both audiences together."""
    return {row["term"]: int(row["n_professional"]) + int(row["n_consumer"]) for row in lexicon("effect_terms")}


@cache
def _heads() -> frozenset[str]:
    """Return the last words that at least two listed terms share."""
    counts = Counter(term.rsplit(" ", 1)[-1] for term in term_counts())
    return frozenset(word for word, n in counts.items() if n >= 2)


def normal(phrase: str) -> str:
    """Return the phrase in lower case, its words parted by single blanks.

    >>> normal("Stevens-Johnson  Syndrome,")
    'stevens-johnson syndrome'
    """
    return _NORMAL[phrase]


def _normal(phrase: str) -> str:
    return " ".join(_NOT_WORD.sub(" ", phrase.casefold()).split())


_NORMAL: Final = Memo(_normal, most=20_000)


@lru_cache(maxsize=20_000)
def knowledge(phrase: str) -> int:
    """Return how sure it is that a phrase names an effect: 2 it is listed, 1 its head is that of effects, 0 unknown.

    >>> knowledge("hepatitis"), knowledge("cutaneous hypersensitivity angiitis"), knowledge("elderly patients")
    (2, 1, 0)
    """
    term = without_place(normal(phrase))
    stops = CUES["stop_head"]
    if not term or term in stops:
        return 0
    if term in term_counts() or _singular(term) in term_counts():
        return 2
    if term in CUES["named_effect"]:
        return 2
    if phrase.isupper() and term in CUES["abbreviation"]:
        return 2
    if _last(term) in stops:
        return int(_is_umbrella(term))
    return int(_has_head(term))


_AT_SITE: Final = re.compile(
    r" (?:at|around|near) (?:the )?(?:sites? of (?:[a-z]+ )?(?:injections?|infusions?|application|administration"
    r"|instillation|insertion)"
    r"|(?:injection|application|infusion|instillation|implant|insertion)[- ]sites?)$",
    re.IGNORECASE,
)


def place_given(words: str) -> str:
    """Return the place at which the drug was given, with its preposition, where words end with it.

    >>> place_given("redness at the injection site"), place_given("eye pain")
    (' at the injection site', '')
    """
    found = _AT_SITE.search(words) if "site" in words else None
    return found[0] if found else ""


def without_place(words: str) -> str:
    """Return words without the place at which the drug was given."""
    return words.removesuffix(place_given(words))


def _is_umbrella(term: str) -> bool:
    """Say whether "X reactions" or "X events" names more than side effects in general."""
    *modifiers, head = term.split()
    plain = CUES["formula_word"]
    return head in CUES["umbrella_head"] and any(w not in plain for w in modifiers)


def _last(term: str) -> str:
    return term.rsplit(" ", 1)[-1]


def _singular(term: str) -> str:
    return term[:-1] if term.endswith("s") else term


def _has_head(term: str) -> bool:
    """Say whether the phrase is built like an effect: its last word, or the noun before "of" or "in", is one's head."""
    last = _last(term)
    while len(last) == 1 and " " in term:
        term = term.rsplit(" ", 1)[0]
        last = _last(term)
    if last in _heads() or _singular(last) in _heads() or last.endswith(_SUFFIXES):
        return True
    first = _LINK.split(term, maxsplit=1)[0]
    head = _last(first)
    return first != term and (first in term_counts() or head in _heads() or head.endswith(_SUFFIXES))


_PART_OF_BODY: Final = re.compile(r"^(?:any |other )?parts? of (?:the |your )?(?=body$)", re.IGNORECASE)


def is_body_site(phrase: str) -> bool:
    """Say whether the phrase is only a part of the body ("the hands")."""
    words = _PART_OF_BODY.sub("", normal(phrase)).split()
    if not words or len(words) > 3 or words[-1] not in words_of("effect_parts", "body_site"):
        return False
    return len(words) == 1 or not (words[0] in term_counts() or words[0].endswith("-positive"))


def is_measure(phrase: str) -> bool:
    """Say whether the phrase is only something measured ("serum ALT"), no finding."""
    words = normal(phrase).split()
    known = words_of("effect_parts", "measure")
    return bool(words) and words[-1] in known and term_counts().get(" ".join(words), 0) < 12


def is_drug(words: str) -> bool:
    """Say whether words are the name of an ingredient and nothing else.

    >>> is_drug("Digoxin"), is_drug("digoxin toxicity")
    (True, False)
    """
    return normal(words) in _drugs()


@cache
def _drugs() -> frozenset[str]:
    return frozenset(row["name"] for row in lexicon("drug_names"))


_HARDSHIP: Final = re.compile(r"(?P<hardship>(?:difficult(?:y|ies)|trouble|problems|disturbances?) (?:with|in|of)) \w+")


def of_hardship(before: str, words: str) -> str:
    """Return what someone has difficulty with as well, "" where words name an effect by themselves.

    >>> of_hardship("difficulty with concentration", "attention"), of_hardship("difficulty with speech", "tremor")
    ('difficulty with attention', '')
    """
    same = _HARDSHIP.fullmatch(before)
    return f"{same['hardship']} {words}" if same and knowledge(words) < 2 else ""
