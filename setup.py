"""Compiles the modules that read leaflets: `LEAFLETS_COMPILE=1 python setup.py build_ext --inplace`.

They are plain Python, which mypyc turns into C; without a compiler they are taken as they are, and do the same in more
time.  All else that a package needs to say stands in pyproject.toml.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from setuptools import Extension, setup

HERE = Path(__file__).parent
COMPILED = (
    "extractors/concepts",
    "extractors/layouts/side_effects_page",
    "extractors/placement",
    "extractors/prose",
    "extractors/references",
    "extractors/terms",
    "extractors/draft.py",
    "extractors/effects.py",
    "extractors/frequency.py",
    "extractors/memo.py",
    "extractors/span.py",
    "extractors/tabulate.py",
    "extractors/readers/plain_text.py",
    "extractors/readers/web_rendering.py",
)
"""What every page and every statement goes through.  Packages' ``__init__`` and what stands on the classes of other
libraries stay Python."""


def extensions() -> list[Extension]:
    """Return what is to be compiled: nothing unless it was asked for."""
    if not os.environ.get("LEAFLETS_COMPILE"):
        return []
    from mypyc.build import mypycify

    sys.path.insert(0, str(HERE))
    from extractors import compiled

    for stale in (HERE / "extractors").rglob(f"*{compiled.SUFFIX}"):
        stale.unlink()
    compiled.MADE_FROM.write_text(compiled.digest_of_sources() + "\n", encoding="ascii")
    files = [path for name in COMPILED for path in _modules(HERE / name)]
    options = ["--config-file", str(HERE / "mypyc.ini"), *(path.relative_to(HERE).as_posix() for path in files)]
    group = f"extractors.{compiled.GROUP}"
    found: list[Extension] = mypycify(options, opt_level="2", debug_level="0", multi_file=True, group_name=group)
    for extension in found:
        extension.include_dirs.append("build/extractors")  # mypyc writes the headers of a group in a package there
    return found


def _modules(path: Path) -> list[Path]:
    return [path] if path.is_file() else sorted(p for p in path.rglob("*.py") if p.name != "__init__.py")


setup(ext_modules=extensions())
