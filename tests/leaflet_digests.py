"""What is read of leaflets, as digests in JSON: `python tests/leaflet_digests.py FILE...`.

A program of its own, so that leaflets can be read by compiled modules and by their sources side by side.
"""

from __future__ import annotations

import hashlib
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from extractors.compiled import is_used
from extractors.extract import extract
from extractors.model import DocumentError
from extractors.tabulate import Origin, tabulate

_WHEN = datetime(2000, 1, 1, tzinfo=UTC)
_ORIGIN = Origin("0" * 16, "a file", "0" * 64, 0, 1, _WHEN, _WHEN, "a run", "a parser")


def main(paths: list[str]) -> None:
    """Print the digest of each file's rows."""
    print(json.dumps({"compiled": is_used(), "digests": {path: _digest(Path(path)) for path in paths}}))  # noqa: T201


def _digest(path: Path) -> str:
    try:
        rows = tabulate(extract(path.read_bytes(), path.name), _ORIGIN)
    except DocumentError as error:
        return error.code
    return hashlib.sha256(repr(rows).encode()).hexdigest()


if __name__ == "__main__":
    main(sys.argv[1:])
