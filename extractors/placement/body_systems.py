"""The body system of professional statements whose headings a flattened leaflet has lost.

On side-effect pages statements stand in blocks of one body system, each system once, the blocks in no fixed order.
Within a block frequencies run from very common to postmarketing, and its last statement carries the mark [Ref].  So
each statement is scored by its terms, and the blocks are found as the hidden states of a sequence: forward and backward
sums, then once more with each system made dearer where another block already claims it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from extractors.lexicons.loading import lexicon
from extractors.placement.model import calibrated, item_key, item_words
from schemas.vocab import FrequencyClass

SYSTEMS = (
    "Cardiovascular",
    "Dermatologic",
    "Endocrine",
    "Gastrointestinal",
    "General",
    "Genitourinary",
    "Hematologic",
    "Hepatic",
    "Hypersensitivity",
    "Immunologic",
    "Local",
    "Metabolic",
    "Musculoskeletal",
    "Nervous system",
    "Ocular",
    "Oncologic",
    "Other",
    "Psychiatric",
    "Renal",
    "Respiratory",
)
SURE_ENOUGH = 0.8  # below it, nothing is inferred
_CLAIM = 0.75  # how much a block's claim on a system counts against the others; by cross-validation
_LEAST_DOUBT = 0.02
_ORDER = (
    FrequencyClass.VERY_COMMON,
    FrequencyClass.COMMON,
    FrequencyClass.UNCOMMON,
    FrequencyClass.RARE,
    FrequencyClass.VERY_RARE,
    FrequencyClass.NOT_KNOWN,
    FrequencyClass.POSTMARKETING,
)
_RANK = {category: rank for rank, category in enumerate(_ORDER)}
_PARENTHESIS = re.compile(r"\([^()]*\)")
_SEPARATOR = re.compile(r"[,;]")
_ITEM_PRIOR, _WORD_PRIOR, _PROSE_PRIOR, _WORD_SHARE = 1.0, 2.0, 3.0, 0.7  # pseudo-counts, by cross-validation
_SHORT = 4

Vector = tuple[float, ...]
_ZERO: Vector = (0.0,) * len(SYSTEMS)


class Statement(NamedTuple):
    """A professional statement: its text without label and marks, and what is known of it.

    ``frequency`` is the class of its label, ``is_list`` whether it is an inline list rather than prose, ``is_cited``
    whether it closes with [Ref], ``system`` the body system that its own words name.
    """

    text: str
    frequency: FrequencyClass | None = None
    is_list: bool = False
    is_cited: bool = False
    system: str | None = None


class InferredSystem(NamedTuple):
    """The likeliest body system of a statement (None where no system is likely enough), and its probability."""

    system: str | None
    probability: float


def infer_body_systems(statements: Sequence[Statement], model: BodySystemModel | None = None) -> list[InferredSystem]:
    """Return the body system of each of a leaflet's professional statements, given all of them in order.

    A statement that names its system keeps it, with probability 1, and speaks for its neighbours.

    >>> lists = [Statement(text, is_list=True, is_cited=True) for text in ("Nausea, colitis", "Rash, acne")]
    >>> [one.system for one in infer_body_systems(lists)]
    ['Gastrointestinal', 'Dermatologic']
    """
    if not statements:
        return []
    chosen = model or default_model()
    rows = chosen.posterior(statements)
    return [
        InferredSystem(s.system, 1.0) if s.system else chosen.verdict(row, s)
        for s, row in zip(statements, rows, strict=True)
    ]


def inline_items(text: str) -> list[str]:
    """Return the items of an inline list as they are counted, parentheses left out.

    >>> inline_items("Thrombocytopenia (24%), anemia; Rash")
    ['thrombocytopenia', 'anemia', 'rash']
    """
    return [key for part in _SEPARATOR.split(_PARENTHESIS.sub("", text)) if (key := item_key(part))]


def keys_of(statement: Statement) -> Iterator[str]:
    """Yield the keys under which a statement is counted: its items and words, or its words as prose."""
    if statement.is_list:
        items = inline_items(statement.text)
        yield from (f"item:{item}" for item in items)
        yield from (f"word:{word}" for word in dict.fromkeys(w for item in items for w in item_words(item)))
    else:
        yield from (f"prose:{word}" for word in item_words(statement.text))


def border_features(before: Statement, after: Statement) -> dict[str, float]:
    """Name what speaks for or against a new body system between two statements."""
    a, b = _RANK.get(before.frequency), _RANK.get(after.frequency)  # type: ignore[arg-type]
    named = {
        "border": True,
        "border/cited": before.is_cited,
        "border/both_cited": before.is_cited and after.is_cited,
        "border/restart": a is not None and b is not None and b <= a,
        "border/onward": a is not None and b is not None and b > a,
        "border/list_prose": before.is_list and not after.is_list,
        "border/prose_list": not before.is_list and after.is_list,
        "border/prose_prose": not before.is_list and not after.is_list,
        "border/short_before": _is_short(before),
        "border/short_after": _is_short(after),
    }
    shared = len(set(item_words(before.text)) & set(item_words(after.text)))
    return {name: 1.0 for name, true in named.items() if true} | {"border/shared_words": math.log1p(shared)}


def _is_short(statement: Statement) -> bool:
    """Tell whether a statement is a few words of prose: a heading of a component or route, that opens a block."""
    return not statement.is_list and len(statement.text.split()) < _SHORT


@dataclass(frozen=True, eq=False)
class BodySystemModel:
    """Counts of items and words by body system, and the weights of the sequence model, each under its name.

    Both come from ``benchmarks/learn_body_systems.py``; a model learnt from other leaflets takes the place of the
    default one, so that it can be measured on leaflets that gave it nothing.
    """

    counts: Mapping[str, Sequence[float]]
    weights: Mapping[str, float]
    curves: Mapping[str, Sequence[tuple[float, float]]] = field(default_factory=dict)
    _known: dict[str, Vector] = field(init=False, repr=False, default_factory=dict)
    _priors: dict[str, Vector] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        for kind in ("item", "prose"):
            total = [1.0 + n for n in self.counts.get(f"total:{kind}", _ZERO)]
            self._priors[kind] = tuple(n / sum(total) for n in total)

    @classmethod
    def from_rows(cls, counts: Iterable[Mapping[str, str]], weights: Iterable[Mapping[str, str]]) -> BodySystemModel:
        """Return the model that the rows of its two lexicons hold."""
        table: dict[str, float] = {}
        curves: dict[str, list[tuple[float, float]]] = {"list": [], "prose": []}
        for row in weights:
            head, _, rest = row["name"].partition("=")
            if rest:
                curves[head].append((float(rest), float(row["value"])))
            else:
                table[head] = float(row["value"])
        return cls({row["key"]: _unpacked(row["counts"]) for row in counts}, table, curves)

    def evidence(self, statement: Statement, is_first: bool) -> dict[str, Vector]:
        """Return what a statement says for each body system, as named features."""
        out = self._said(statement)
        for kind in _biased(statement, is_first):
            out |= {f"{kind}:{system}": _UNIT[system] for system in SYSTEMS}
        return out

    def _said(self, statement: Statement) -> dict[str, Vector]:
        if statement.is_list:
            return _scaled("list", [self._item(item) for item in inline_items(statement.text)])
        words = item_words(statement.text)
        prose = _scaled("prose", [v for w in words if (v := self._word("prose", w))])
        return prose | _scaled("prose_terms", [v for w in words if (v := self._word("word", w))])

    def _bias(self, kind: str) -> Vector:
        """Return the weight of each system by itself."""
        found = self._known.get("bias:" + kind)
        if found is None:
            found = tuple(self.weights.get(f"{kind}:{system}", 0.0) for system in SYSTEMS)
            self._known["bias:" + kind] = found
        return found

    def _item(self, key: str) -> Vector:
        """Return an item's log odds for each system: its own counts, backed by those of its words."""
        found = self._known.get("item:" + key)
        if found is None:
            found = self._known["item:" + key] = self._item_odds(key)
        return found

    def _item_odds(self, key: str) -> Vector:
        prior = self._priors["item"]
        logs = [math.log(p) for p in prior]
        for word in item_words(key):
            logs = [a + _WORD_SHARE * b for a, b in zip(logs, self._word("word", word) or _ZERO, strict=True)]
        top = max(logs)
        backing = [math.exp(x - top) for x in logs]
        share = _ITEM_PRIOR / sum(backing)
        row = self.counts.get("item:" + key, _ZERO)
        whole = sum(row) + _ITEM_PRIOR
        return tuple(math.log((n + share * b) / whole / p) for n, b, p in zip(row, backing, prior, strict=True))

    def _word(self, kind: str, word: str) -> Vector | None:
        """Return a word's log odds for each system, or None for a word never counted."""
        key = f"{kind}:{word}"
        if key in self._known:
            return self._known[key]
        row = self.counts.get(key)
        if not row or not (whole := sum(row)):
            return None
        prior, mass = (self._priors["prose"], _PROSE_PRIOR) if kind == "prose" else (self._priors["item"], _WORD_PRIOR)
        odds = tuple(math.log((n / p + mass) / (whole + mass)) for n, p in zip(row, prior, strict=True))
        self._known[key] = odds
        return odds

    def scores(self, statements: Sequence[Statement]) -> tuple[list[list[float]], list[float]]:
        """Return the score of each system for each statement, and of a border after each but the last."""
        weight = self.weights.get
        unary = []
        for t, statement in enumerate(statements):
            row = [0.0] * len(SYSTEMS)
            for name, vector in self._said(statement).items():
                if w := weight(name, 0.0):
                    row = [a + w * b for a, b in zip(row, vector, strict=True)]
            for kind in _biased(statement, t == 0):
                row = [a + b for a, b in zip(row, self._bias(kind), strict=True)]
            unary.append(row)
        borders = [sum(weight(k, 0.0) * v for k, v in border_features(a, b).items()) for a, b in pairwise(statements)]
        return unary, borders

    def posterior(self, statements: Sequence[Statement]) -> list[list[float]]:
        """Return the probability of each system for each statement."""
        unary, borders = self.scores(statements)
        for row, statement in zip(unary, statements, strict=True):
            if statement.system:
                at = SYSTEMS.index(statement.system)
                row[:] = [0.0 if i == at else -50.0 for i in range(len(row))]
        rows, stays = _marginals(unary, borders)
        return _marginals(_claims_counted(unary, rows, stays), borders)[0]

    def verdict(self, row: Sequence[float], statement: Statement) -> InferredSystem:
        """Return the likeliest system of a statement, where it is likely enough."""
        best = max(range(len(row)), key=row.__getitem__)
        curve = self.curves.get("list" if statement.is_list else "prose", ())
        probability = calibrated(min(row[best], 1.0), curve)
        return InferredSystem(SYSTEMS[best] if probability >= SURE_ENOUGH else None, probability)


def _biased(statement: Statement, is_first: bool) -> tuple[str, ...]:
    """Name the kinds of statement that may prefer a system by themselves."""
    kind = "list" if statement.is_list else "prose"
    return (kind, "first") if is_first else (kind,)


_UNIT = {name: tuple(float(i == j) for j in range(len(SYSTEMS))) for i, name in enumerate(SYSTEMS)}


def _scaled(kind: str, said: Sequence[Vector]) -> dict[str, Vector]:
    """Return the sum over what was said, at the scales that the weights mix: the parts of a statement repeat it."""
    if not said:
        return {}
    total = [sum(column) for column in zip(*said, strict=True)]
    n = len(said)
    scales = {"sum": 0.1, "root": n**-0.5, "mean": 1 / n}
    return {f"{kind}/{name}": tuple(x * scale for x in total) for name, scale in scales.items()}


def _marginals(unary: Sequence[Sequence[float]], borders: Sequence[float]) -> tuple[list[list[float]], list[float]]:
    """Return the probability of each system for each statement, and of staying in a block after each but the last.

    All changes of system are alike, so a step costs one pass over the systems.
    """
    seen = [[math.exp(x - top) for x in row] for row in unary for top in [max(row)]]
    change = [math.exp(b) for b in borders]
    ahead = [_normed(seen[0])]
    for row, c in zip(seen[1:], change, strict=True):
        ahead.append(_normed([v * (a + c * (1 - a)) for v, a in zip(row, ahead[-1], strict=True)]))
    back = [[1.0] * len(SYSTEMS)]
    for row, c in zip(reversed(seen[1:]), reversed(change), strict=True):
        later = [v * b for v, b in zip(row, back[-1], strict=True)]
        whole = sum(later)
        back.append(_normed([x + c * (whole - x) for x in later]))
    back.reverse()
    rows = [_normed([a * b for a, b in zip(x, y, strict=True)]) for x, y in zip(ahead, back, strict=True)]
    return rows, [_stay(ahead[t], seen[t + 1], back[t + 1], change[t]) for t in range(len(change))]


def _stay(before: Sequence[float], seen: Sequence[float], back: Sequence[float], change: float) -> float:
    later = [v * b for v, b in zip(seen, back, strict=True)]
    same = sum(a * x for a, x in zip(before, later, strict=True))
    return same / (same + change * (sum(later) * sum(before) - same) + 1e-300)


def _normed(row: Sequence[float]) -> list[float]:
    whole = sum(row)
    return [x / whole for x in row]


def _claims_counted(
    unary: Sequence[Sequence[float]], rows: Sequence[Sequence[float]], stays: Sequence[float]
) -> list[list[float]]:
    """Return the scores with each system made dearer for a block by what the other blocks claim.

    A page names each system once: of 12,765 blocks on reviewed pages, 5 repeat one.
    """
    block = [0]
    for stay in stays:
        block.append(block[-1] + (stay < 0.5))
    sizes = [block.count(b) for b in range(block[-1] + 1)]
    claim = [list(_ZERO) for _ in sizes]
    for b, row in zip(block, rows, strict=True):
        claim[b] = [a + p / sizes[b] for a, p in zip(claim[b], row, strict=True)]
    free = [[math.log(max(1 - p, _LEAST_DOUBT)) for p in row] for row in claim]
    total = [sum(column) for column in zip(*free, strict=True)]
    return [
        [u + _CLAIM * (t - f) / math.sqrt(sizes[b]) for u, t, f in zip(row, total, free[b], strict=True)]
        for b, row in zip(block, unary, strict=True)
    ]


def packed(row: Sequence[float]) -> str:
    """Return counts by body system as a lexicon cell, the empty systems left out.

    >>> packed([3, 0, 1, *[0] * 17])
    'Cardiovascular:3 Endocrine:1'
    """
    return " ".join(f"{name.replace(' ', '_')}:{n:g}" for name, n in zip(SYSTEMS, row, strict=True) if n)


def _unpacked(cell: str) -> Vector:
    row = [0.0] * len(SYSTEMS)
    for part in cell.split():
        name, _, n = part.rpartition(":")
        row[SYSTEMS.index(name.replace("_", " "))] = float(n)
    return tuple(row)


@cache
def default_model() -> BodySystemModel:
    """Return the model that the lexicons ``body_system_counts`` and ``body_system_weights`` hold."""
    return BodySystemModel.from_rows(lexicon("body_system_counts"), lexicon("body_system_weights"))
