"""Why a run publishes nothing."""

from __future__ import annotations


class RunError(Exception):
    """A run that cannot go on: ``code`` says which of the cases of docs/operations.md it is."""

    def __init__(self, code: str, message: str, reasons: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.code, self.message, self.reasons = code, message, reasons
