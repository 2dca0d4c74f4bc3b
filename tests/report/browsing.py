"""Pages in headless Chromium, watched: what they asked for, and what went wrong."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = (390, 844)


@dataclass
class Seen:
    """A page, the addresses that it asked for, and the errors that its console showed."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def chromium() -> str | None:
    """Return the path of an installed Chromium, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def watched(browser: Browser, path: Path | str, size: tuple[int, int] = (1200, 900)) -> Iterator[Seen]:
    """Open a page from disk or from an address, and close it after."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    seen = Seen(page)
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("console", lambda message: seen.errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.goto(path.as_uri() if isinstance(path, Path) else path)
    try:
        yield seen
    finally:
        page.close()
