"""Blocks of statements: the sums against every sequence of systems, one by one."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from extractors.placement.blocks import Array, posterior


def _by_enumeration(scores: Array, borders: Array) -> Array:
    out = np.zeros_like(scores)
    for path in product(range(scores.shape[1]), repeat=len(scores)):
        told = sum(scores[t, system] for t, system in enumerate(path))
        changes = sum(border for border, (a, b) in zip(borders, pairwise(path), strict=True) if a != b)
        for t, system in enumerate(path):
            out[t, system] += np.exp(told + changes)
    return out / out.sum(1, keepdims=True)


def test_sums_are_those_over_all_sequences() -> None:
    random = np.random.default_rng(7)
    scores, borders = random.normal(0, 2, (5, 3)), random.normal(-1, 3, 4)
    # Statements of one block make no claims against each other, so nothing is counted twice.
    together = np.full(4, -9.0)
    alike = scores[:1] + random.normal(0, 0.1, (5, 3))
    assert posterior(alike, together) == pytest.approx(_by_enumeration(alike, together), abs=1e-9)
    assert posterior(scores, borders).sum(1) == pytest.approx(np.ones(5))


def test_a_system_that_one_block_claims_is_dearer_for_another() -> None:
    scores = np.array([[5.0, 0.0, 0.0], [0.0, 5.0, 0.0], [1.0, 0.0, 0.9]])
    borders = np.array([3.0, 3.0])
    alone = _by_enumeration(scores, borders)
    assert alone[2].argmax() == 0
    assert posterior(scores, borders)[2].argmax() == 2


def test_long_leaflets_neither_vanish_nor_overflow() -> None:
    random = np.random.default_rng(7)
    rows = posterior(random.normal(0, 30, (400, 20)), random.choice([-16.0, 5.0], 399))
    assert np.isfinite(rows).all()
    assert rows.sum(1) == pytest.approx(np.ones(400))
