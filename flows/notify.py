"""Word of a failed run: to a command, or to an http address."""

from __future__ import annotations

import json
import subprocess
import urllib.request
from collections.abc import Mapping

_PATIENCE_S = 30


def tell(target: str, message: Mapping[str, object]) -> None:
    """Post the message as JSON to an http(s) address, or give it to a shell command on its standard input."""
    content = json.dumps(dict(message), default=str).encode()
    if target.startswith(("http://", "https://")):
        request = urllib.request.Request(target, content, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=_PATIENCE_S):
            return
    subprocess.run(target, shell=True, input=content, timeout=_PATIENCE_S, check=True)
