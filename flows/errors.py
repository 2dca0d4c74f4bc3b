"""Why a run publishes nothing."""

from __future__ import annotations

_PASSING = frozenset({"locked", "lease_lost", "overtaken"})


class RunError(Exception):
    """A run that cannot go on: ``code`` says which of the cases of docs/operations.md it is."""

    def __init__(self, code: str, message: str, reasons: tuple[str, ...] = ()) -> None:
        super().__init__("\n".join((message, *reasons)))
        self.code, self.message, self.reasons = code, message, reasons


def may_pass(error: Exception) -> bool:
    """Return whether trying again may help: a disk, a network or another run stood in the way, not what was read.

    >>> may_pass(RunError("locked", "another run holds it")), may_pass(RunError("refused", "too few leaflets"))
    (True, False)
    """
    return isinstance(error, OSError) or (isinstance(error, RunError) and error.code in _PASSING)
