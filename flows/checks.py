"""Whether rows keep every rule of the tables: the models, the keys between them, the text behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from schemas.arrow import failures, to_frame
from schemas.checks import broken_rules
from schemas.integrity import Violation, violations


def first_fault(tables: Mapping[str, pa.Table]) -> str | None:
    """Return in words the first rule that the tables of some leaflets break, or None."""
    found = faults(tables)
    return describe(found[0]) if found else None


def faults(tables: Mapping[str, pa.Table], *, by_pandera: bool = False) -> list[Violation]:
    """Return all that the tables of some whole leaflets break; keys are asked only once the models hold.

    ``by_pandera``: pandera itself is asked of every table, not only of those that break a rule.
    """
    return model_faults(tables, by_pandera=by_pandera) or violations(tables)


def model_faults(tables: Mapping[str, pa.Table], *, by_pandera: bool = False) -> list[Violation]:
    """Return all that breaks the models of the tables, each by itself."""
    return [fault for name, table in tables.items() for fault in _broken(name, table, by_pandera)]


def _broken(name: str, table: pa.Table, by_pandera: bool) -> Iterator[Violation]:
    """Yield what breaks a table's model: Arrow is asked for the rules, pandera for the rows that break one."""
    found = list(broken_rules(name, table))
    if not found and not by_pandera:
        return
    rows = failures(name, to_frame(table))
    for row in rows.itertuples(index=False):
        yield Violation(name, str(row.check), None, f"{row.column}: {row.failure_case!r}")
    if rows.empty:
        yield from (Violation(name, rule.check, None, rule.column) for rule in found)


def describe(violation: Violation) -> str:
    """Return a violation in one line."""
    leaflet = f" of leaflet {violation.leaflet_id}" if violation.leaflet_id else ""
    return f"{violation.table}{leaflet}: {violation.rule}: {violation.detail}"[:500]
