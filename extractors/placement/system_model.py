"""What the corpus says about body systems: counts of items and words by system, and how the model weighs them."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate, pairwise
from typing import Final

import numpy as np
from mypy_extensions import mypyc_attr

from extractors.lexicons.loading import columns, lexicon
from extractors.memo import Memo
from extractors.placement.blocks import Array, posterior
from extractors.placement.body_systems import (
    SHARED_WORDS,
    SYSTEMS,
    InferredSystem,
    Shape,
    Statement,
    border_names,
    cut,
    parts_of,
    shape_of,
    words_in,
)
from extractors.placement.learnt import unpacked, weights_and_curves
from extractors.placement.model import calibrated, tempers
from extractors.placement.words import WORDS_OF, item_key, item_words

SURE_ENOUGH: Final = 0.8  # below it, nothing is inferred
_ITEM_PRIOR, _WORD_PRIOR, _PROSE_PRIOR, _WORD_SHARE = 1.0, 2.0, 3.0, 0.7  # pseudo-counts, by cross-validation
_RULED_OUT: Final = -50.0
_AT: Final = {name: i for i, name in enumerate(SYSTEMS)}
_ZERO: Final = (0.0,) * len(SYSTEMS)
_ROW: Final = 8 * len(SYSTEMS)  # bytes
_NO_ODDS: Final = bytes(_ROW)

Vector = tuple[float, ...]
Said = tuple[str, int, bytes]  # evidence of one kind, how many items or words gave it, the rows of their log odds


@mypyc_attr(acyclic=True)
class _Item:
    """The rows of an item's log odds, and its words."""

    def __init__(self, odds: bytes, words: tuple[str, ...]) -> None:
        self.odds, self.words = odds, words


@mypyc_attr(acyclic=True)
class _ProseWord:
    """The row of a word's log odds in prose, and that of the same word in an item."""

    def __init__(self, prose: bytes, term: bytes) -> None:
        self.prose, self.term = prose, term


@dataclass(frozen=True, eq=False)
class BodySystemModel:
    """Counts of items and words by body system, and the weights of the sequence model, each under its name.

    Both come from ``benchmarks/learn_body_systems.py``; a model learnt from other leaflets takes the place of the
    default one, so that it can be measured on leaflets that gave it nothing.
    """

    counts: Mapping[str, Sequence[float]]
    weights: Mapping[str, float]
    curves: Mapping[str, Sequence[tuple[float, float]]] = field(default_factory=dict)
    _priors: dict[str, Vector] = field(init=False, repr=False, default_factory=dict)
    _items: Memo[str, _Item] = field(init=False, repr=False)
    _backing: Memo[str, bytes] = field(init=False, repr=False)
    _words: Memo[str, bytes] = field(init=False, repr=False)
    _prose: Memo[str, _ProseWord] = field(init=False, repr=False)
    _scales: Memo[tuple[str, int], float] = field(init=False, repr=False)
    _biases: Memo[tuple[bool, bool], bytes] = field(init=False, repr=False)
    _borders: Memo[tuple[Shape, Shape], float] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        for kind in ("item", "prose"):
            total = [1.0 + n for n in self.counts.get(f"total:{kind}", _ZERO)]
            self._priors[kind] = tuple([n / sum(total) for n in total])
        object.__setattr__(self, "_items", Memo(self._item))
        object.__setattr__(self, "_backing", Memo(self._backing_of))
        object.__setattr__(self, "_words", Memo(self._word))
        object.__setattr__(self, "_prose", Memo(self._prose_word))
        object.__setattr__(self, "_scales", Memo(self._scale))
        object.__setattr__(self, "_biases", Memo(self._bias))
        object.__setattr__(self, "_borders", Memo(self._border))

    @classmethod
    def from_rows(cls, counts: Iterable[tuple[str, ...]], weights: Iterable[Mapping[str, str]]) -> BodySystemModel:
        """Return the model that its two lexicons hold: keys with their counts, and rows of weights."""
        table, curves = weights_and_curves(weights, ("list", "prose"))
        return cls(unpacked(SYSTEMS, counts), table, curves)

    def inferred(self, statements: Sequence[Statement]) -> list[InferredSystem]:
        """Return the likeliest system of each statement, where it is likely enough, or the one that it names."""
        rows = self.posterior(statements)
        likeliest = zip(statements, rows.argmax(1).tolist(), rows.max(1).tolist(), strict=True)
        return [
            InferredSystem(s.system, 1.0) if s.system else self._verdict(s, SYSTEMS[at], p) for s, at, p in likeliest
        ]

    def _verdict(self, statement: Statement, system: str, likely: float) -> InferredSystem:
        probability = calibrated(min(likely, 1.0), self.curves.get("list" if statement.is_list else "prose", ()))
        return InferredSystem(system if probability >= SURE_ENOUGH else None, probability)

    def posterior(self, statements: Sequence[Statement]) -> Array:
        """Return the probability of each system (column) for each statement (row)."""
        told = [self._told(statement) for statement in statements]
        scores = self._scores(statements, [said for said, _ in told])
        return posterior(scores, self._border_scores(statements, [words for _, words in told]))

    def evidence(self, statement: Statement, is_first: bool) -> dict[str, Vector]:
        """Return what a statement says for each body system, as named features.

        What is the same for all systems may be left out of a feature: it speaks for none of them.
        """
        out: dict[str, Vector] = {}
        for kind, n, rows in self._told(statement)[0]:
            total = np.frombuffer(rows).reshape(-1, len(SYSTEMS)).sum(0)
            if n:
                out |= {f"{kind}/{name}": tuple((total * scale).tolist()) for name, scale in tempers(n)}
        for kind in _biased(statement.is_list, is_first):
            out |= {f"{kind}:{system}": _UNIT[system] for system in SYSTEMS}
        return out

    def _told(self, statement: Statement) -> tuple[tuple[Said, ...], set[str]]:
        """Return what a statement says for each system, and its words: both come from the same look at its items."""
        text = statement.text
        if not statement.is_list:
            words = item_words(text)
            odds = list(map(self._prose.__getitem__, words))
            prose, terms = b"".join([word.prose for word in odds]), b"".join([word.term for word in odds])
            return (("prose", len(prose) // _ROW, prose), ("prose_terms", len(terms) // _ROW, terms)), set(words)
        items = list(map(self._items.__getitem__, parts_of(text)))
        told = [item.odds for item in items]
        shared = words_in(cut(text)) if "(" in text else set[str]().union(*[item.words for item in items])
        return (("list", len(told) - told.count(b""), b"".join(told)),), shared

    def _scores(self, statements: Sequence[Statement], told: list[tuple[Said, ...]]) -> Array:
        """Return what each statement says for each system, weighed."""
        rows: list[bytes] = []
        lengths: list[int] = []
        scales: list[float] = []
        starts: list[int] = []
        for statement, its_said in zip(statements, told, strict=True):
            starts.append(len(rows))
            rows.append(self._biases[statement.is_list, not rows])
            lengths.append(1)
            scales.append(1.0)
            for kind, n, said in its_said:
                rows.append(said)
                lengths.append(len(said) // _ROW)
                scales.append(self._scales[kind, n])
        odds = np.frombuffer(b"".join(rows)).reshape(-1, len(SYSTEMS))
        firsts = [0, *accumulate(lengths)]
        weighed = odds * np.array(scales).repeat(lengths)[:, None]
        out: Array = np.add.reduceat(weighed, [firsts[start] for start in starts])
        for t, statement in enumerate(statements):
            if statement.system:
                out[t] = _RULED_OUT
                out[t, _AT[statement.system]] = 0.0
        return out

    def _scale(self, said: tuple[str, int]) -> float:
        """Return what the sum over a number of items or words weighs."""
        kind, n = said
        return sum([self.weights.get(f"{kind}/{name}", 0.0) * scale for name, scale in tempers(n)]) if n else 0.0

    def _bias(self, kind: tuple[bool, bool]) -> bytes:
        """Return the weight of each system by itself, as a row."""
        names = _biased(*kind)
        return _row([sum([self.weights.get(f"{name}:{system}", 0.0) for name in names]) for system in SYSTEMS])

    def _border_scores(self, statements: Sequence[Statement], words: list[set[str]]) -> Array:
        """Return what speaks for a new block after each statement but the last, weighed."""
        shapes = [shape_of(statement) for statement in statements]
        shared = np.log1p([len(a & b) for a, b in pairwise(words)])
        by_shape: Array = np.array([self._borders[pair] for pair in pairwise(shapes)])
        return by_shape + self.weights.get(SHARED_WORDS, 0.0) * shared

    def _border(self, shapes: tuple[Shape, Shape]) -> float:
        return sum([self.weights.get(name, 0.0) for name in border_names(*shapes)])

    def _item(self, part: str) -> _Item:
        """Return the log odds of an item for each system, and its words: its own counts, backed by those of its words.

        An item never counted says what its words say: theirs are its rows, up to what is the same for all systems.
        """
        key, words = item_key(part), WORDS_OF[part]
        if not key:
            return _Item(b"", words)
        backing = b"".join(map(self._backing.__getitem__, words))
        counted = self.counts.get("item:" + key)
        if counted is None:
            return _Item(backing or _NO_ODDS, words)
        sums = np.add.reduce(np.frombuffer(backing).reshape(-1, len(SYSTEMS))).tolist()
        return _Item(self._counted_odds(counted, sums), words)

    # One item or word at a time: lists of twenty numbers take less time than arrays of them.

    def _counted_odds(self, counted: Sequence[float], backing: Sequence[float]) -> bytes:
        prior, top = self._priors["item"], max(backing)
        share = [p * math.exp(x - top) for p, x in zip(prior, backing, strict=True)]
        part, whole = _ITEM_PRIOR / sum(share), sum(counted) + _ITEM_PRIOR
        return _row([math.log((n + part * b) / whole / p) for n, b, p in zip(counted, share, prior, strict=True)])

    def _backing_of(self, word: str) -> bytes:
        """Return what a word says for an item."""
        return _row([_WORD_SHARE * x for x in array("d", self._words[word])])

    def _word(self, word: str) -> bytes:
        return self._word_odds("word:" + word, self._priors["item"], _WORD_PRIOR)

    def _prose_word(self, word: str) -> _ProseWord:
        """Return what a word of prose says as such, and what it says as a word of an item."""
        return _ProseWord(self._word_odds("prose:" + word, self._priors["prose"], _PROSE_PRIOR), self._words[word])

    def _word_odds(self, key: str, prior: Vector, mass: float) -> bytes:
        """Return a word's log odds for each system as a row; no row for a word never counted."""
        counted = self.counts.get(key)
        if not counted or not (whole := sum(counted)):
            return b""
        whole += mass
        return _row([math.log((n / p + mass) / whole) for n, p in zip(counted, prior, strict=True)])


_UNIT: Final = {name: tuple(float(i == j) for j in range(len(SYSTEMS))) for i, name in enumerate(SYSTEMS)}


def _biased(is_list: bool, is_first: bool) -> tuple[str, ...]:
    """Name the kinds of statement that may prefer a system by themselves."""
    kind = "list" if is_list else "prose"
    return (kind, "first") if is_first else (kind,)


def _row(odds: Sequence[float]) -> bytes:
    return array("d", odds).tobytes()


@cache
def default_model() -> BodySystemModel:
    """Return the model that the lexicons ``body_system_counts`` and ``body_system_weights`` hold."""
    return BodySystemModel.from_rows(columns("body_system_counts", "key", "counts"), lexicon("body_system_weights"))
