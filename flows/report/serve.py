"""Evidence pages on demand, on this machine's own address unless told otherwise."""

from __future__ import annotations

import re
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from flows.report.build import FOLDER
from flows.report.evidence import leaflet_page
from schemas.vocab import LEAFLET_ID

_KEY = re.compile(LEAFLET_ID)


class _Pages(SimpleHTTPRequestHandler):
    """Serves the report's folder, and makes the evidence page of a leaflet when it is asked for."""

    def __init__(self, *arguments: object, snapshot: Path, **options: object) -> None:
        self.snapshot = snapshot
        super().__init__(*arguments, directory=str(snapshot / FOLDER), **options)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer a request; evidence pages that were not written are made now."""
        folder, _, name = self.path.lstrip("/").partition("/")
        key = name.removesuffix(".html")
        if folder != "evidence" or not _KEY.fullmatch(key) or Path(self.directory, "evidence", f"{key}.html").exists():
            super().do_GET()
            return
        try:
            page = leaflet_page(self.snapshot, key).encode()
        except KeyError:
            self.send_error(HTTPStatus.NOT_FOUND, f"no leaflet {key}")
            return
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        """Say nothing of single requests."""


def server(snapshot: Path, host: str = "127.0.0.1", port: int = 0) -> ThreadingHTTPServer:
    """Return a server of a snapshot's report; port 0 takes a free one."""
    return ThreadingHTTPServer((host, port), partial(_Pages, snapshot=snapshot))
