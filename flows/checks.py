"""Whether rows keep every rule of the tables: the models, the keys between them, the text behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from schemas.arrow import to_frame
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
    broken = [fault for name, table in tables.items() for fault in _broken(name, table)]
    return broken or (refused(tables) if by_pandera else []) or violations(tables)


def refused(tables: Mapping[str, pa.Table]) -> list[Violation]:
    """Return what pandera refuses of tables, each by itself."""
    return [fault for name, table in tables.items() for fault in _refused(name, table)]


def _broken(name: str, table: pa.Table) -> Iterator[Violation]:
    """Yield what breaks a table's model: Arrow is asked for the rules, pandera for the rows that break one."""
    found = list(broken_rules(name, table))
    if found:
        yield from list(_refused(name, table)) or [Violation(name, rule.check, None, rule.column) for rule in found]


def _refused(name: str, table: pa.Table) -> Iterator[Violation]:
    from schemas.frames import failures  # pandera, which a worker rarely needs

    for row in failures(name, to_frame(table)).itertuples(index=False):
        yield Violation(name, str(row.check), None, f"{row.column}: {row.failure_case!r}")


def describe(violation: Violation) -> str:
    """Return a violation in one line."""
    leaflet = f" of leaflet {violation.leaflet_id}" if violation.leaflet_id else ""
    return f"{violation.table}{leaflet}: {violation.rule}: {violation.detail}"[:500]
