"""Where Prefect keeps its database, and how quiet it is.

Call `prepare` before Prefect is imported for the first time: it reads its settings while it is imported.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from flows.places import cache_folder

QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_SERVER_LEVEL": "ERROR",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
}


def prepare(logs: bool = False) -> None:
    """Give Prefect a home of its own below the cache folder, unless the environment names a server or a home.

    With ``PREFECT_API_URL`` set, the user's own server and profile are used as they are, and it is sent the runs' logs.
    ``logs`` prints them, too.
    """
    if "PREFECT_API_URL" in os.environ:
        os.environ.setdefault("PREFECT_LOGGING_TO_API_ENABLED", "true")
    if logs:
        os.environ.setdefault("PREFECT_LOGGING_LEVEL", "INFO")
    if "PREFECT_API_URL" not in os.environ and "PREFECT_HOME" not in os.environ:
        os.environ["PREFECT_HOME"] = str(_writable_home())
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)


def _writable_home() -> Path:
    """Return a folder below the user's cache, or a temporary one where that cannot be written."""
    home = cache_folder() / "prefect"
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="leaflets-prefect-"))
    return home if os.access(home, os.W_OK) else Path(tempfile.mkdtemp(prefix="leaflets-prefect-"))
