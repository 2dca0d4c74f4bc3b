"""The members of a coordination as they are written: where one ends, its core, and what hangs on it.

"pain, redness, or swelling in the arm" has three segments; the tail of the last, "in the arm", is found here, and
`extractors.terms.coordination` decides for whom it counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final

from mypy_extensions import mypyc_attr

from extractors.lexicons.alternatives import alternatives
from extractors.terms.runons import parted
from extractors.terms.wordclasses import ROLES, Token, WordClass, rows, small_letters, tokens_of

W: Final = WordClass


class Kind(StrEnum):
    """What a segment can be without its neighbours."""

    EFFECT = "effect"
    SITE = "site"
    MEASURE = "measure"
    NOUN = "noun"
    ADJECTIVE = "adjective"
    VERB = "verb"
    PHRASE = "phrase"  # begins with its preposition or conjunction: "in the mouth"


@mypyc_attr(acyclic=True)
class Segment:
    """One written member: the words up to its head, the tail that begins at a preposition, and the link before it.

    No dataclass: what these generate is not compiled, and an effect's words make many segments.
    """

    def __init__(
        self, link: str, core: list[Token], tail: list[Token], *, was_severe: bool = False, is_other: bool = False
    ) -> None:
        self.link, self.core, self.tail = link, core, tail
        self.governor = False  # "trouble breathing": the tail is what the first word governs
        self.kind = Kind.NOUN
        self.was_severe = was_severe  # a word of severity before it was dropped: "watery and severe diarrhea"
        self.n_described = 0  # adjectives at the front that a comma joins to the next: "black, tarry stools"
        self.is_other = is_other  # "or other irritation of the eye": what stands before is named in full

    def with_words(self, core: list[Token], tail: list[Token]) -> Segment:
        """Return the member with other words."""
        made = Segment(self.link, core, tail, was_severe=self.was_severe, is_other=self.is_other)
        made.governor, made.kind, made.n_described = self.governor, self.kind, self.n_described
        return made

    @property
    def is_dangling(self) -> bool:
        """Whether its preposition waits for another member's complement ("loss of" in "loss of or change in taste")."""
        return bool(self.tail) and all(w.word_class is W.PREPOSITION for w in self.tail)

    @property
    def head(self) -> Token:
        """The last word of the core, or the first of the tail where there is none."""
        return self.core[-1] if self.core else self.tail[0]

    @property
    def is_joined(self) -> bool:
        """Whether "or", "and" or a slash stands before it, not a comma alone."""
        return self.link not in {"", ","}

    @property
    def words(self) -> list[Token]:
        """All its words."""
        return self.core + self.tail


_TAIL: Final = {W.PREPOSITION, W.COMPANION, W.CLAUSE}
_TWO: Final = 2
_OTHER: Final = "other"
_ADJECTIVES: Final = {W.SIZE, W.QUALITY, W.MODIFIER, W.SHARED, W.SEVERITY, W.ADVERB}
_MAKES_EFFECT: Final = {W.SIZE, W.QUALITY, W.SHARED, W.SIGN, W.GERUND, W.EFFECT}
_ARTICLES: Final = {"a", "an", "the"}
_NAMES: Final = {W.EFFECT, W.SIGN, W.RELATION}
_SEPARATOR: Final = re.compile(
    r"(?=[\s,;:—&/aon-])\s*(?:[,;:—]\s*(?:(?:and/or|and|or|nor|but)\b)?"
    r"|(?<![\w-])(?:and/or|and|or|nor|as well as)(?![\w-])|&"
    r"|/(?:(?<=[^\W\d_]/)|(?<=[^\W\d_]\s/))(?=\s?[^\W\d_])|--)\s*",
)

_PARTING_WORDS: Final = frozenset({"and", "or", "nor", "well"})
_PARTING: Final = (",", ";", ":", "—", "&", "/", "--", "and", "or", "as well as")


@cache
def _protected() -> re.Pattern[str]:
    """Return the pattern of the groups of words whose "and", "or", comma or slash parts nothing."""
    groups = [row["word"] for row in rows("term_words") if re.search(r"[,/]| and | or ", row["word"])]
    return re.compile(rf"\b{alternatives(groups)}\b")


def segments_of(text: str, spans: list[tuple[int, int]]) -> list[Segment]:
    """Return the segments of the text, which may have been cut into ``spans`` where a parenthesis was taken out."""
    out: list[Segment] = []
    pending: list[Token] = []
    link = ""
    for begin, stop in spans:
        at = begin
        for start, end in _separators(text, begin, stop):
            pending += tokens_of(text, at, start)
            if pending:
                _add_names(out, link, pending)
                link = ""
            link, pending, at = _link(link, text[start:end]), [], end
        pending += tokens_of(text, at, stop)
    if pending:
        _add_names(out, link, pending)
    apart: list[Segment] = []
    for segment in out:
        if segment.tail:
            apart += _companions(segment)
        elif segment.core:
            apart.append(segment)
    return [segment for segment in apart if segment.core or segment.tail]


def _add_names(out: list[Segment], link: str, words: list[Token]) -> None:
    """Add the segment of each name that the words hold."""
    companion = _companion_of(out) if out else ""
    for name in parted(words):
        out.append(_segment(link, name, companion))
        link, companion = ",", ""


def _companions(segment: Segment) -> Iterator[Segment]:
    """Yield the segment, and apart from it the effect that it comes with ("collapse with hypotension").

    A cause is left out ("anemia due to antibodies"), a complement of another kind stays ("pain with swallowing").
    """
    if segment.tail[0].text == "to" and _is_range(segment):
        yield segment.with_words(segment.core, [])
        yield _segment(ACCOMPANYING, segment.tail[1:])
        return
    at = next((i for i, w in enumerate(segment.tail) if w.word_class is W.COMPANION), None)
    if at is None or segment.governor or not segment.core or _needs_company(segment):
        yield segment
        return
    link, rest = segment.tail[at].text, segment.tail[at + 1 :]
    other = _segment(ACCOMPANYING, rest) if rest and link != "without" else None
    if (
        other is not None
        and other.core
        and (other.core[-1].word_class in {W.EFFECT, W.SIGN} or (link == "with" and _is_loss_of_measure(other)))
        and rest[-1].text not in ROLES["not_apart"]
    ):
        core, tail = segment.core, segment.tail[:at]
        while tail and tail[-1].word_class is W.ADVERB:
            tail = tail[:-1]  # "red spots on the skin often with fever"
        while not tail and len(core) > 1 and core[-1].word_class is W.ADVERB:
            core = core[:-1]  # "skin rash sometimes with fever"
        before = segment.with_words(core, tail)
        if core is not segment.core:
            before.kind = kind_of(before)
        yield before
        yield other
    else:
        yield segment if link in {"with", "without"} else segment.with_words(segment.core, segment.tail[:at])


def _is_range(segment: Segment) -> bool:
    """Say whether an effect is the mild end of a range: "drowsiness to profound coma"."""
    if len(segment.tail) < _TWO or not segment.core:
        return False
    worst = next((w for w in segment.tail[1:] if w.word_class is not W.SEVERITY), segment.tail[1])
    return segment.core[-1].word_class is W.EFFECT and worst.word_class in {W.EFFECT, W.RELATION}


def _needs_company(segment: Segment) -> bool:
    """Say whether a name says nothing without what it comes with: "problems with speech", "walking with a limp"."""
    bare = segment.core[-1].word_class is W.MEASURE and segment.kind is not Kind.EFFECT
    return (bare and segment.tail[0].text == "with") or segment.core[-1].word_class in {W.RELATION, W.GERUND}


def _is_loss_of_measure(segment: Segment) -> bool:
    """Say whether a noun of change has its measure before it: "weight loss"."""
    return len(segment.core) > 1 and segment.core[-1].text in {"loss", "gain"} and not segment.tail


_DIGIT: Final = re.compile(r"\d")
ACCOMPANYING: Final = "with"  # the link of an effect that another comes with


def _separators(text: str, start: int, end: int) -> list[tuple[int, int]]:
    small = small_letters(text)
    if not _may_part(small):
        return []
    found = [m.span() for m in _SEPARATOR.finditer(small, start, end)]
    if not found:
        return found
    if _DIGIT.search(text, start, end):  # "38 and 39"
        found = [(a, b) for a, b in found if not (text[a - 1 : a].isdigit() and text[b : b + 1].isdigit())]
    kept = [m.span() for m in _protected().finditer(small, start, end)]
    return [cut for cut in found if not any(a <= cut[0] < b for a, b in kept)] if kept else found


def _may_part(small: str) -> bool:
    """Say whether a text in small letters may hold a separator; one of letters and blanks alone has none but words."""
    if small.replace(" ", "").isalpha():
        return not _PARTING_WORDS.isdisjoint(small.split(" "))
    for sign in _PARTING:  # noqa: SIM110  a generator costs more than the search it saves
        if sign in small:
            return True
    return False


@lru_cache(maxsize=1_024)
def _link(before: str, separator: str) -> str:
    """Return the link that a separator makes: "," alone, or "or" for any word or slash, ",or" for both."""
    comma = "," if re.search("[,;:—]", separator) or before.startswith(",") else ""
    return comma + ("or" if re.search(r"[a-z/&-]", separator, re.IGNORECASE) or before.endswith("or") else "") or ","


def _companion_of(before: list[Segment]) -> str:
    """Return the word of company that the last member has: a "with" after it is its other choice."""
    tail = before[-1].tail if before else []
    return next((w.text for w in tail if w.word_class is W.COMPANION), "")


def _segment(link: str, words: list[Token], companion: str = "") -> Segment:
    first, is_other = words[0].word_class, words[0].text == _OTHER or (len(words) > 1 and words[1].text == _OTHER)
    words = _without_severity(_without_opening(words) if words[0].text in ROLES["opening"] else words)
    if len(words) > 1 and words[0].text in {"with", "accompanied by", "followed by"} and companion != "without":
        words = words[1:]
    if len(words) > _TWO and words[1].word_class is W.DETERMINER and words[0].text in ROLES["at_times"]:
        words = words[1:]  # "the limbs and sometimes the face"
    first_tail = len(words)
    for at, word in enumerate(words):
        if word.word_class in _TAIL:
            first_tail = at
            break
    core = [w for w in words[:first_tail] if w.word_class is not W.DETERMINER]
    tail = [w for w in words[first_tail:] if w.word_class is not W.DETERMINER or w.text in _ARTICLES]
    segment = Segment(link, core, tail, was_severe=first is W.SEVERITY, is_other=is_other)
    if len(core) > 1 and _governs(core):
        core[1:] = _without_severity(core[1:])
        segment.core, segment.tail, segment.governor = core[:1], core[1:] + segment.tail, True
    segment.core = _trimmed(segment.core)
    segment.kind = kind_of(segment)
    return segment


def _governs(core: list[Token]) -> bool:
    first = core[0]
    if first.text == "hearing":
        return core[1].word_class is W.NOUN
    if first.text in ROLES["bringing_up"]:
        return core[1].text in ROLES["brought_up"]
    return first.text in ROLES["governor"] or first.word_class in {W.GERUND, W.INFINITIVE}


def _without_opening(words: list[Token]) -> list[Token]:
    """Drop the words of a sentence before a name: "(if) you have", "if there is"."""
    at = 0
    while at < len(words) - 1 and words[at].text in ROLES["opening"]:
        at += 1
    return words[at:] if at else words


def _without_severity(words: list[Token]) -> list[Token]:
    """Drop leading articles and what says only how bad or how long, as long as a name is left."""
    at = 0
    while at < len(words) - 1 and words[at].word_class in {W.SEVERITY, W.NUMBER, W.DETERMINER}:
        at += 1
    return words[at:]


def _trimmed(core: list[Token]) -> list[Token]:
    """Drop words of severity that follow the name ("headache severe")."""
    while len(core) > 1 and core[-1].word_class in {W.SEVERITY, W.NUMBER}:
        core = core[:-1]
    return core


def kind_of(segment: Segment) -> Kind:
    """Return what a segment can be without its neighbours; read from the head backwards."""
    if not segment.core:
        return Kind.PHRASE
    if segment.governor or _is_found_in(segment):
        return Kind.EFFECT
    *before, head = segment.core
    return _kind(head, before, bool(segment.tail))


def _is_found_in(segment: Segment) -> bool:
    """Say whether a substance is named with the place where it should not be: "blood in the urine"."""
    return segment.head.text == "blood" and bool(segment.tail) and segment.tail[0].text == "in"


def _kind(head: Token, before: list[Token], has_tail: bool) -> Kind:
    word_class = head.word_class
    if word_class in _NAMES:
        return Kind.EFFECT
    marked = any(w.word_class in _MAKES_EFFECT for w in before)
    if word_class in {W.SITE, W.MEASURE, W.ATTRIBUTE, W.NOUN}:
        plain = {W.SITE: Kind.SITE, W.MEASURE: Kind.MEASURE, W.ATTRIBUTE: Kind.MEASURE}.get(word_class, Kind.NOUN)
        return Kind.EFFECT if marked else plain
    if word_class in _ADJECTIVES:
        named = any(w.word_class in {W.SITE, W.MEASURE, W.NOUN, *_NAMES} and not w.text.endswith("ing") for w in before)
        return Kind.EFFECT if named else Kind.ADJECTIVE
    if word_class in {W.GERUND, W.INFINITIVE}:
        return Kind.EFFECT if before or has_tail else Kind.VERB
    return Kind.NOUN
