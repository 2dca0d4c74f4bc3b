"""Whether rows keep every rule of the tables: the models, the keys between them, the text behind them."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from schemas.arrow import failures, to_frame
from schemas.integrity import Violation, violations


def first_fault(tables: Mapping[str, pa.Table]) -> str | None:
    """Return in words the first rule that the tables of some leaflets break, or None."""
    found = faults(tables)
    return describe(found[0]) if found else None


def faults(tables: Mapping[str, pa.Table]) -> list[Violation]:
    """Return all that the tables of some whole leaflets break; keys are asked only once the models hold."""
    frames = {name: to_frame(table) for name, table in tables.items()}
    broken = [
        Violation(name, str(failure.check), None, f"{failure.column}: {failure.failure_case!r}")
        for name, frame in frames.items()
        if len(frame)  # the types of a table without rows are Arrow's
        for failure in failures(name, frame).itertuples(index=False)
    ]
    return broken or violations(frames)


def describe(violation: Violation) -> str:
    """Return a violation in one line."""
    leaflet = f" of leaflet {violation.leaflet_id}" if violation.leaflet_id else ""
    return f"{violation.table}{leaflet}: {violation.rule}: {violation.detail}"[:500]
