"""The rules of the table models asked of Arrow tables, column by column, without pandas.

Rules and parameters are those of the pandera models (`schemas.models`); a rule that is not known here cannot be
compiled.  What breaks a rule is told apart by pandera itself, `schemas.frames.failures`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from schemas.arrow import arrow_schema
from schemas.models import Column, models
from schemas.vocab import Basis, Presence


class Broken(NamedTuple):
    """A rule that some row of a table breaks."""

    column: str
    check: str


def broken_rules(name: str, table: pa.Table) -> Iterator[Broken]:
    """Yield the rules of the model that some row of the table breaks; nothing where the table is sound."""
    if not table.schema.equals(arrow_schema(name)):
        yield Broken("", "column names, order and types")
        return
    model = models()[name]
    for column in model.columns:
        yield from _of_column(table.column(column.name), column)
    for rule in model.rules:
        if not _all(_RULES[rule.name](table, **rule.parameters)):
            yield Broken(", ".join(rule.parameters.values()), rule.name)


def _of_column(values: pa.ChunkedArray, column: Column) -> Iterator[Broken]:
    if not column.nullable and (values.null_count or _has_nan(values)):
        yield Broken(column.name, "not_nullable")
    if column.unique and not _is_unique(values):
        yield Broken(column.name, "field_uniqueness")
    # Text columns with a vocabulary or a pattern hold few values many times: each is asked once.
    asked = values.unique() if column.checks and pa.types.is_string(values.type) else values
    for check in column.checks:
        if not _all(_CHECKS[check.name](asked, **check.parameters)):
            yield Broken(column.name, check.name)


def _all(kept: pa.ChunkedArray | pa.Array) -> bool:
    """Return whether every row that has an answer says yes: no rule is broken by a value that is missing."""
    return pc.all(kept, min_count=0).as_py() is not False


def _has_nan(values: pa.ChunkedArray) -> bool:
    return pa.types.is_floating(values.type) and bool(pc.any(pc.is_nan(values), min_count=0).as_py())


def _is_unique(values: pa.ChunkedArray) -> bool:
    """Return whether no value stands twice; keys in rising order, as they mostly are, need no table of them."""
    whole = values.combine_chunks()
    if _all(pc.less(whole[:-1], whole[1:])):
        return True
    return bool(pc.count_distinct(whole, mode="all").as_py() == len(whole))


def _in_range(values: pa.Array, min_value: float, max_value: float, include_min: bool, include_max: bool) -> pa.Array:
    low = (pc.greater_equal if include_min else pc.greater)(values, min_value)
    return _or_missing(values, pc.and_(low, (pc.less_equal if include_max else pc.less)(values, max_value)))


def _or_missing(values: pa.Array, kept: pa.Array) -> pa.Array:
    """Return the answers; a number that is none is missing, as it is to pandas."""
    return pc.or_(kept, pc.is_nan(values)) if pa.types.is_floating(values.type) else kept


def _str_length(values: pa.Array, min_value: int | None, max_value: int | None, exact_value: int | None) -> pa.Array:
    length = pc.utf8_length(values)
    low, high = (exact_value, exact_value) if exact_value is not None else (min_value or 0, max_value)
    above = pc.greater_equal(length, low)
    return above if high is None else pc.and_(above, pc.less_equal(length, high))


def _known(values: pa.Array, allowed_values: list[str]) -> pa.Array:
    return pc.or_(pc.is_in(values, pa.array(allowed_values, values.type)), pc.is_null(values))


_CHECKS: dict[str, Callable[..., Any]] = {
    "isin": _known,
    "str_matches": lambda values, pattern: pc.match_substring_regex(values, rf"\A(?:{pattern})"),
    "str_length": _str_length,
    "greater_than": lambda values, min_value: _or_missing(values, pc.greater(values, min_value)),
    "greater_than_or_equal_to": lambda values, min_value: _or_missing(values, pc.greater_equal(values, min_value)),
    "in_range": _in_range,
}


def _range_is_not_empty(table: pa.Table, first: str, last: str) -> pa.ChunkedArray:
    return pc.less(table[first], table[last])


def _absent_has_no_place(table: pa.Table, presence: str, place: str) -> pa.ChunkedArray:
    return pc.or_(pc.not_equal(table[presence], Presence.ABSENT.value), pc.is_null(table[place]))


def _stated_is_certain(table: pa.Table, basis: str, confidence: str) -> pa.ChunkedArray:
    return pc.or_(pc.not_equal(table[basis], Basis.STATED.value), pc.equal(table[confidence], 1.0))


_RULES: dict[str, Callable[..., Any]] = {
    "range_is_not_empty": _range_is_not_empty,
    "absent_has_no_place": _absent_has_no_place,
    "stated_is_certain": _stated_is_certain,
}
