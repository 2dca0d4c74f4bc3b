"""What each word of an effect is: a sign, a part of the body, a quality, a measure, a link.

The classes stand in lexicons/term_words.csv; a word that is not there is classed by its ending, as medical English
forms its words ("-itis" names a disease, "-al" makes an adjective).
"""

from __future__ import annotations

import csv
import re
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

from mypy_extensions import mypyc_attr

from extractors.memo import Memo


class WordClass(StrEnum):
    """The part a word plays in the name of an effect."""

    EFFECT = "effect"  # stands by itself: nausea
    SIGN = "sign"  # has a place: pain, swelling
    RELATION = "relation"  # says nothing without its complement: loss, trouble, feeling
    MEASURE = "measure"  # an effect only with a direction or a quality: weight, heartbeat
    ATTRIBUTE = "attribute"  # a measure's own measure: amount of urine, color of the skin
    SITE = "site"
    SIZE = "size"  # describes together with what follows its comma: large, flat
    QUALITY = "quality"  # makes an effect together with a site: yellow, dry
    MODIFIER = "modifier"  # says which: abdominal, allergic
    SHARED = "shared"  # counts for the bare nouns that follow too: unusual, increased
    SEVERITY = "severity"  # severity, extent in time and outcome: no part of a term
    ADVERB = "adverb"
    PREPOSITION = "preposition"
    COMPANION = "companion"  # leads to another effect: with, secondary to
    CLAUSE = "clause"  # opens a clause: that, when, while
    GERUND = "gerund"
    INFINITIVE = "infinitive"  # unable to, need to
    DETERMINER = "determiner"
    NUMBER = "number"
    NOUN = "noun"  # not known


@mypyc_attr(acyclic=True)
class Token:
    """A word, or several that are read as one, with its place and class.

    No record, as nothing is that is made and read this often: compiled code reads a class of its own at once.
    """

    def __init__(self, text: str, start: int, end: int, word_class: WordClass) -> None:
        self.text, self.start, self.end, self.word_class = text, start, end, word_class


_DISEASE: Final = re.compile(
    r"(?:itis|emia|aemia|osis|oses|algia|pathy|pathies|rrh(?:o?ea|agia|exis)|omas?|uria|penia|plegia|pn(?:o?ea)|phagia|phasia|lalia"
    r"|asthenia|cytosis|philia|lysis|megaly|phobia|kines(?:ia|is)|tonia|opsia|opia|a?esthesias?|dynia|iasis|ism|malacia"
    r"|ectasi[as]|spasms?|thermia|hidrosis|tension|cardia|oxia|capnia|volemia|orexia|pepsia|phoria|ptysis|stasis|rrhoids|cele"
    r"|plasia|trophy|sthesia|gnosia|praxia|mnesia|somnia|natremia|arche|phylaxis|cephaly|dactyly)$"
)
_SIGN: Final = re.compile(r"(?:ness|itude)$")
_ADJECTIVE: Final = re.compile(r"(?:[a-z]al|ic|ous|ive|ary|lar|uar|like|able|ible|less|oid|ory|iform|form|type|ile)$")
_PARTICIPLE: Final = re.compile(
    r"(?:[a-z]{2}ed|[a-z]-colou?red|-(?:appearing|looking|smelling|tasting|filled)"
    r"|-(?:black|blue|red|brown|gr[ae]y|green|white|yellow|purple|orange|pink))$"
)
_GERUND: Final = re.compile(r"[a-z]{2}ing$")


def by_ending(word: str) -> WordClass:
    """Return the class that the form of an unlisted word suggests.

    >>> by_ending("nasopharyngitis"), by_ending("sublingual"), by_ending("veil")
    (<WordClass.EFFECT: 'effect'>, <WordClass.MODIFIER: 'modifier'>, <WordClass.NOUN: 'noun'>)
    """
    for pattern, word_class in _BY_FORM:
        if pattern.search(word):
            return word_class
    return WordClass.NOUN


_BY_FORM: Final = (
    (re.compile(r"^[\d<>≥≤=~%]"), WordClass.NUMBER),
    (_DISEASE, WordClass.EFFECT),
    (_SIGN, WordClass.SIGN),
    (re.compile(r"[a-z]{2}ly$"), WordClass.ADVERB),
    (_PARTICIPLE, WordClass.QUALITY),
    (_ADJECTIVE, WordClass.MODIFIER),
    (_GERUND, WordClass.GERUND),
)


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a lexicon of this package by its file name, without ending."""
    path = files("extractors") / "lexicons" / f"{name}.csv"
    with path.open(encoding="utf-8") as lines:
        return tuple(csv.DictReader(lines))


def _with_role(role: str) -> frozenset[str]:
    """Return the words that lexicons/term_roles.csv gives a role in the grammar.

    >>> sorted(_with_role("not_apart"))
    ['eosinophilia', 'exercise', 'exertion', 'movement', 'movements']
    """
    return frozenset(row["word"] for row in rows("term_roles") if row["role"] == role)


ROLES: Final = Memo(_with_role)


@cache
def _words() -> tuple[dict[str, WordClass], dict[str, int]]:
    """Return the class of each listed word or group of words, and the longest group for each first word."""
    classes = {row["word"]: WordClass(row["word_class"]) for row in rows("term_words")}
    longest: dict[str, int] = {}
    for word in classes:
        first, n_words = word.split(" ")[0], word.count(" ") + 1
        longest[first] = max(longest.get(first, 1), n_words)
    return classes, longest


def _known(word: str) -> tuple[WordClass, int]:
    """Return the class of a word in lower case, listed or by its ending, and how many words its longest group has."""
    classes, longest = _words()
    return classes.get(word) or by_ending(word), longest.get(word, 1)


_KNOWN: Final = Memo(_known, most=16_384)


def class_of(word: str) -> WordClass:
    """Return the class of a word in lower case: as listed, or by its ending.

    >>> class_of("rash"), class_of("rashb")
    (<WordClass.EFFECT: 'effect'>, <WordClass.NOUN: 'noun'>)
    """
    return _KNOWN[word][0]


_WORD: Final = re.compile(r"[^\W_]+(?:['’.\-+][^\W_]+)*['’]?|[%<>≥≤=]")


def tokens_of(text: str, start: int, end: int) -> list[Token]:
    """Return the words of ``text[start:end]``; listed groups of words ("blood pressure") count as one.

    >>> [token.text for token in tokens_of("low blood pressure", 0, 18)]
    ['low', 'blood pressure']
    """
    small = small_letters(text)
    words = _WORD.findall(small, start, end)
    out: list[Token] = []
    at, stop = 0, start
    while at < len(words):
        word = words[at]
        begin = small.index(word, stop)
        stop = begin + len(word)
        word_class, longest = _KNOWN[word]
        at += 1
        if longest > 1 and (n_more := _n_more(small, words[at : at + longest - 1], begin, stop)):
            for more in words[at : at + n_more]:
                stop = small.index(more, stop) + len(more)
            word, at = small[begin:stop], at + n_more
            word_class = _words()[0][word]
        out.append(Token(word, begin, stop, word_class))
    return out


def _n_more(small: str, following: list[str], begin: int, stop: int) -> int:
    """Return how many of the following words make a listed group with the word at ``small[begin:stop]``, the most."""
    classes, n_more = _words()[0], 0
    for n, word in enumerate(following, start=1):
        stop = small.index(word, stop) + len(word)
        if small[begin:stop] in classes:
            n_more = n
    return n_more


def small_letters(text: str) -> str:
    """Return a text in small letters with plain apostrophes, each character at its place."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return small.replace("’", "'")


_PLURAL: Final = re.compile(r"[^siu'’]s$")


def is_plural(word: Token) -> bool:
    """Say whether a noun is a plural: it describes no noun after it ("the brows and upper eyelids")."""
    if _PLURAL.search(word.text):
        return word.text not in ROLES["singular"]
    return word.text in ROLES["plural"]
