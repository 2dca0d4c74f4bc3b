"""What the tables were made with."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PARSING_LIBRARIES = ("beautifulsoup4", "lxml", "pdfplumber", "pdfminer.six", "pypdfium2")
"""Libraries whose version may change what is read of a file."""


@cache
def package_version() -> str:
    """Return the version of the installed distribution; "0" where the code runs without being installed."""
    try:
        return version("leaflet-etl")
    except PackageNotFoundError:
        return "0"


@cache
def parser_version() -> str:
    """Return the package's version and a digest of all that decides what is read of a leaflet.

    The digest covers the code and lexicons of ``extractors``, the vocabularies, and the versions of the parsing
    libraries, so that no change of the parser goes unseen; line ends do not count.
    """
    digest = hashlib.sha256()
    for path in _parser_files():
        digest.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n"))
    digest.update(repr([(name, version(name)) for name in PARSING_LIBRARIES]).encode())
    return f"{package_version()}+{digest.hexdigest()[:12]}"


def _parser_files() -> list[Path]:
    extractors, schemas = (Path(str(import_module(name).__file__)).parent for name in ("extractors", "schemas"))
    files = [p for p in extractors.rglob("*") if p.suffix in {".py", ".csv"}]
    return [*sorted(files, key=lambda p: p.relative_to(extractors).as_posix()), schemas / "vocab.py"]
