"""Pandera's last word: every row that a run reads is validated by the tables' models before it is published.

Workers refuse a leaflet whose rows break a rule as soon as they have read it, by the same rules asked of Arrow tables
(`flows.checks`).  Here pandera itself is asked, of some hundred leaflets at a time, since asking has a cost of
its own, however few the rows.  Rows that are carried over were asked when they were read.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from flows.checks import describe, refused
from flows.encoding import merge
from schemas.integrity import Violation

_AT_ONCE = 1_024  # leaflets
_MOST_BYTES = 128 * 2**20
"""Of rows that wait: pages are longer than short texts, and memory is what it is."""


class Inspection:
    """Collects the rows that a run reads and has them validated; ``found`` says in words what pandera refused."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._waiting: list[Mapping[str, pa.Table]] = []
        self._leaflets = self._bytes = 0

    def add(self, tables: Mapping[str, pa.Table]) -> None:
        """Take in the rows of some whole leaflets."""
        self._waiting.append(tables)
        self._leaflets += tables["leaflets"].num_rows
        self._bytes += sum(table.nbytes for table in tables.values())
        if self._leaflets >= _AT_ONCE or self._bytes >= _MOST_BYTES:
            self.close()

    def add_of_run(self, tables: Mapping[str, pa.Table]) -> None:
        """Have the tables validated that speak of a run and not of leaflets."""
        self._note(refused(tables))

    def close(self) -> None:
        """Have the rows validated that still wait."""
        if self._leaflets:
            self._note(refused(merge(self._waiting)))
        self._waiting, self._leaflets, self._bytes = [], 0, 0

    def _note(self, broken: list[Violation]) -> None:
        self.found += [f"pandera refuses a row: {describe(fault)}" for fault in broken]
