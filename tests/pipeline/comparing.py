"""What of two snapshots is compared."""

from __future__ import annotations

from typing import Any


def logical(manifest: dict[str, Any]) -> dict[str, str]:
    """Return the digest of each table, but of that of runs."""
    return {name: entry["content_sha256"] for name, entry in manifest["tables"].items() if name != "runs"}
