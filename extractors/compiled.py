"""Compiled modules: taken only where they were made from the very sources that lie beside them.

`setup.py` compiles the modules that read leaflets with mypyc into one library and lays it here, with a stub beside
each source, which Python prefers, and a digest of all sources.  After a change of a source the sources are taken again,
until they are compiled anew: nobody meets old code behind new.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import sysconfig
from collections.abc import Sequence
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.machinery import EXTENSION_SUFFIXES, SOURCE_SUFFIXES, FileFinder, ModuleSpec, SourceFileLoader
from pathlib import Path
from types import ModuleType

PLAIN = "LEAFLETS_PLAIN"
"""Where this variable of the environment is set, sources are taken though they are compiled."""

GROUP = "_compiled"
"""The library's name, to which mypyc adds its mark."""

SUFFIX = EXTENSION_SUFFIXES[0]
HERE = Path(__file__).parent
LIBRARY = HERE / f"{GROUP}__mypyc{SUFFIX}"
MADE_FROM = HERE / f"{GROUP}_from.sha256"


def digest_of_sources() -> str:
    """Return the digest of the sources as they are now; line ends do not count."""
    digest = hashlib.sha256()
    for path in sorted(HERE.rglob("*.py"), key=lambda path: path.relative_to(HERE).as_posix()):
        digest.update(path.relative_to(HERE).as_posix().encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def is_current() -> bool:
    """Return whether the modules are compiled, from the sources as they are now."""
    if not (LIBRARY.is_file() and MADE_FROM.is_file()):
        return False
    return MADE_FROM.read_text(encoding="ascii").strip() == digest_of_sources()


@cache
def is_used() -> bool:
    """Return whether this process takes the compiled modules: asked once, when the package is imported."""
    return PLAIN not in os.environ and is_current()


def can_compile() -> bool:
    """Return whether a C compiler and Python's headers are here."""
    return bool(shutil.which("cc")) and Path(sysconfig.get_path("include"), "Python.h").is_file()


def leave_out_unless_used() -> None:
    """Let Python see sources alone in this package where the compiled modules are not to be taken."""
    if LIBRARY.is_file() and not is_used():
        sys.meta_path.insert(0, _Sources())


class _Sources(MetaPathFinder):
    """Finds the modules of this package by their sources.

    It comes before Python's own finders, whose caches others empty: Prefect's packages do when they are imported.
    """

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where a module below this package is; None of any other, and where there is no source."""
        if not fullname.startswith(f"{__package__}."):
            return None
        finders = (FileFinder(folder, (SourceFileLoader, SOURCE_SUFFIXES)) for folder in path or ())
        return next(filter(None, (finder.find_spec(fullname) for finder in finders)), None)
