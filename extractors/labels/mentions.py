"""Adverse effects named anywhere in the text of an FDA label: prose, lists, text tables.

Candidates come from a dictionary (`mention_terms`); a logistic model weighs how often a term was meant elsewhere,
 the words around it, and whether it stands as a row, in a list or in a sentence.  The weights are learnt from
annotated labels, and measured label by label, by ``benchmarks/learn_label_mentions.py``.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from extractors.labels.mention_terms import Candidate, Dictionary, Token, bulleted, candidates, dictionary, tokens
from extractors.lexicons.loading import lexicon
from extractors.model import Span

THRESHOLD = 0.4
_ROW_AFTER = re.compile(r"\s{2,}|\s*$|\s+[\d<(]|\s*[a-z*†‡]?\s{2,}", re.MULTILINE)
_LISTED_AFTER = re.compile(r"\s*[,;]")
_LISTED_BEFORE = re.compile(r"(?:[,;:]|\band)\s*$")
_NEGATION = re.compile(
    r"\b(?:no|not|without|absence\s+of|none\s+of|never|neither|nor|did\s+not\s+(?:cause|increase|develop|experience)|"
    r"no\s+(?:cases|reports|evidence|increase|incidents|episodes|instances)(?:\s+of)?)\s+(?:[\w-]+\s+){0,4}$",
    re.IGNORECASE,
)
_EITHER_WAY = re.compile(r"\b(?:with|and)\s+or\s+without\s+(?:[\w-]+\s+){0,4}$", re.IGNORECASE)
# What to do or not to do denies no effect, nor does what patients had before, or that there is no remedy.
_SAYS_NOTHING = re.compile(
    r"\b(?:(?:(?-i:Do)|should|must)\s+not\s+(?:[\w-]+\s+){1,7}"
    r"|without\s+(?:[\w-]+\s+)?(?:known|underlying|pre-?existing|pretreatment|prior|previous)\s+(?:[\w-]+\s+){0,2}"
    r"|no\s+(?:[\w-]+\s+){0,2}(?:treatment|antidote|frequency|data|information)\s+(?:[\w-]+\s+){0,2})$",
    re.IGNORECASE,
)
_HYPOTHETICAL = re.compile(
    r"\b(?:may|might|could|potential(?:ly)?|possible|theoretical(?:ly)?|risk\s+of|would)\b[^.;:]{0,80}$", re.IGNORECASE
)
_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Mention:
    """An effect named in a text; ``term`` is resolved where words are shared ("increased AST") or tell of death."""

    span: Span
    term: str
    probability: float
    is_negated: bool = False
    is_hypothetical: bool = False


@cache
def shipped_weights() -> Mapping[str, float]:
    """Return the weights of the model that the package ships."""
    return {row["feature"]: float(row["weight"]) for row in lexicon("label_weights")}


def label_mentions(
    text: str,
    start: int,
    end: int,
    section: str = "adverse reactions",
    known: Dictionary | None = None,
    weights: Mapping[str, float] | None = None,
    items: Iterable[int] = (),
) -> list[Mention]:
    """Return the adverse effects that ``text[start:end]``, a section of a label, names.

    ``section`` is "adverse reactions", "warnings" or "boxed warnings".  ``known`` and ``weights`` replace what the
    package ships, for a model learnt without some labels.  ``items`` are the places where items of lists begin.

    >>> said = "The most common adverse reactions were headache, nausea and increased ALT."
    >>> [m.term for m in label_mentions(said, 0, len(said))]
    ['headache', 'nausea', 'increased ALT']
    """
    known = dictionary() if known is None else known
    weights = shipped_weights() if weights is None else weights
    out: list[tuple[float, bool, Candidate]] = []
    for candidate, features in described(text, start, end, section, known, items):
        probability = weigh(features, weights)
        before = text[max(start, candidate.span.start - 60) : candidate.span.start]
        negated = bool(_NEGATION.search(before)) and not _EITHER_WAY.search(before)
        if negated and _SAYS_NOTHING.search(before):
            continue
        if probability < THRESHOLD and not (negated and known.n_listed(candidate.key) > 1):
            continue
        out.append((probability, negated, candidate))
    kept = _without_overlaps(out)
    return sorted((_mention(text, start, c, p, negated) for p, negated, c in kept), key=lambda m: (m.span, m.term))


def _mention(text: str, start: int, candidate: Candidate, probability: float, negated: bool) -> Mention:
    before = text[max(start, candidate.span.start - 90) : candidate.span.start]
    term = candidate.term or _outcomes().get(candidate.key) or " ".join(candidate.span.of(text).split())
    return Mention(candidate.span, term, probability, negated, bool(_HYPOTHETICAL.search(before)))


@cache
def _outcomes() -> Mapping[str, str]:
    """Return the nouns of outcomes that labels tell by another word: "fatal agranulocytosis" tells of death."""
    return {row["word"]: row["noun"] for row in lexicon("outcome_nouns")}


def _without_overlaps(found: list[tuple[float, bool, Candidate]]) -> list[tuple[float, bool, Candidate]]:
    """Return what does not overlap something likelier; terms with shared words may overlap."""
    out: list[tuple[float, bool, Candidate]] = []
    taken: set[int] = set()
    for entry in sorted(found, key=lambda f: (-f[0], f[2].first)):
        candidate = entry[2]
        places: set[int] = set() if candidate.term else set(range(candidate.first, candidate.last))
        if not places & taken:
            out.append(entry)
            taken |= places
    return out


_LONGEST_BEFORE = 1_000  # characters of a line that are looked at before a candidate


def weigh(features: list[str], weights: Mapping[str, float]) -> float:
    """Return the probability that a candidate with these features is an effect.

    >>> weigh(["a"], {"a": 0.0})
    0.5
    """
    total = sum(weights.get(feature, 0.0) for feature in features)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def described(
    text: str, start: int, end: int, section: str, known: Dictionary, items: Iterable[int] = ()
) -> Iterator[tuple[Candidate, list[str]]]:
    """Yield the candidates of a section with the features that the model weighs."""
    words = bulleted(tokens(text, start, end), items)
    found = candidates(words, known)
    forms = [_form(text, start, end, c) for c in found]
    together = Counter(c.key for c in found)
    places: dict[str, set[str]] = {}
    for candidate, form in zip(found, forms, strict=True):
        places.setdefault(candidate.key, set()).add(form)
    stretches = _Stretches(text, start, end)
    for candidate, form in zip(found, forms, strict=True):
        features = _term_features(candidate, known)
        features += [f"form {form}", f"section {section}", f"{section} {form}", f"n {_grade(together[candidate.key])}"]
        features += [f"also {place}" for place in places[candidate.key]]
        if candidate.span.of(text).isupper():
            features.append("capitals")
        yield candidate, features + _context(words, candidate) + stretches.around(candidate.span)


def _grade(count: int) -> int:
    """Return a count in five grades."""
    return 0 if count == 0 else 1 if count == 1 else 2 if count < 5 else 3 if count < 20 else 4


def _term_features(candidate: Candidate, known: Dictionary) -> list[str]:
    meant, seen = known.annotated.get(candidate.key, (0, 0))
    ratio = int((meant + 1) / (seen + 2) * 8)
    listed = _grade(known.n_listed(candidate.key))
    words = candidate.key.split()
    out = ["any", f"ratio {ratio} {_grade(seen)}", f"listed {listed} {_grade(seen)}", f"length {min(len(words), 4)}"]
    out += [f"term {candidate.key}", f"head {words[-1]}"]
    if seen == 0:
        out += [f"new head {words[-1]}", f"new first {words[0]}"]
    if candidate.term:
        out.append("shared")
    return out


def _form(text: str, start: int, end: int, candidate: Candidate) -> str:
    """Say how a candidate stands: as a row of its own, in a list, or in a sentence."""
    begin, stop = candidate.span
    line = max(start, text.rfind("\n", start, begin) + 1)
    before = text[max(line, begin - _LONGEST_BEFORE) : begin].strip()
    if before in {"", "*", "-", "•"}:
        return "row" if _ROW_AFTER.match(text, stop, end) else "opening"
    listed_before = bool(_LISTED_BEFORE.search(before))
    listed_after = bool(_LISTED_AFTER.match(text, stop, end))
    if listed_before:
        return "listed" if listed_after else "listed last"
    return "listed first" if listed_after else "sentence"


def _context(words: list[Token], candidate: Candidate) -> list[str]:
    """Return the words before and after a candidate, near ones by place, farther ones as such."""
    before = [_shape(words[i].word) if i >= 0 else "^" for i in range(candidate.first - 1, candidate.first - 5, -1)]
    after = [_shape(words[i].word) if i < len(words) else "$" for i in range(candidate.last, candidate.last + 4)]
    out = [f"before {before[0]}", f"before {before[1]} {before[0]}", f"before {before[2]} {before[1]} {before[0]}"]
    out += [f"after {after[0]}", f"after {after[0]} {after[1]}"]
    return out + [f"left {w}" for w in before] + [f"right {w}" for w in after]


def _shape(word: str) -> str:
    return "#" if word[0].isdigit() else word


class _Stretches:
    """The sentences or cells of a text, and which words stand in each; read once and remembered.

    Blank lines part paragraphs; where a text has none, every line is one.
    """

    _BLANK = re.compile(r"\n\s*\n")
    _END = re.compile(r"\.\s|\n\s*\n")
    _LINE_END = re.compile(r"\.\s|\n")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        ends = self._END if self._BLANK.search(text, start, end) else self._LINE_END
        cuts = [m.end() for m in ends.finditer(text, start, end)]
        self.bounds = [start, *cuts, end]
        self.at = 0
        self.words: dict[int, list[str]] = {}

    def around(self, span: Span) -> list[str]:
        """Return the words of the stretch in which ``span`` begins."""
        index = bisect_right(self.bounds, span.start) - 1
        if index not in self.words:
            stop = self.bounds[min(index + 1, len(self.bounds) - 1)]
            found = set(_WORD.findall(self.text[self.bounds[index] : stop].lower()))
            self.words[index] = [f"with {w}" for w in sorted(found)]
        return self.words[index]
