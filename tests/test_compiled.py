"""Compiled modules: the same rows as their sources, and never older than these."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from extractors import compiled, effects
from extractors.readers.base import read
from tests.conftest import ROOT

_OF_EACH_FOLDER = 25


def _read(paths: list[Path], *, plain: bool) -> dict[str, Any]:
    environment = {name: value for name, value in os.environ.items() if name != compiled.PLAIN}
    if plain:
        environment[compiled.PLAIN] = "1"
    command = [sys.executable, str(ROOT / "tests" / "leaflet_digests.py"), *map(str, paths)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, timeout=600)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture
def is_compiled() -> None:
    """Skip where nothing can be compiled; elsewhere the compiled modules must be there, made from these sources."""
    if not compiled.can_compile():
        pytest.skip("no C compiler with Python's headers is here, so that nothing is compiled")
    assert compiled.is_current(), "`make .venv/.compiled` compiles the sources"


def test_the_tests_read_the_sources() -> None:
    assert compiled.PLAIN in os.environ
    assert effects.__file__.endswith(".py")


@pytest.mark.process
@pytest.mark.usefixtures("is_compiled")
def test_compiled_modules_give_the_rows_of_their_sources() -> None:
    paths = sorted(path for path in (ROOT / "tests" / "golden").rglob("source.*")) + sorted((ROOT / "raw").iterdir())
    made, plain = _read(paths, plain=False), _read(paths, plain=True)
    assert len(made["digests"]) > 20
    assert (made["compiled"], plain["compiled"]) == (True, False)
    assert made["digests"] == plain["digests"]


@pytest.mark.process
@pytest.mark.usefixtures("is_compiled")
def test_compiled_modules_give_the_rows_of_their_sources_in_every_shape(tmp_path: Path) -> None:
    """Ordinary pages go through little of what text that runs on, or is glued together, goes through."""
    for page in sorted((ROOT / "raw").iterdir()):
        text = read(page.read_bytes(), page.name).text
        for name, between in {"line": " ", "glued": "", "commas": ", "}.items():
            (tmp_path / f"{page.stem}.{name}.txt").write_text(between.join(text.splitlines()), encoding="utf-8")
    paths = sorted(tmp_path.iterdir())
    assert len(paths) > 20
    assert _read(paths, plain=False)["digests"] == _read(paths, plain=True)["digests"]


@pytest.mark.slow
@pytest.mark.usefixtures("is_compiled")
def test_compiled_modules_give_the_rows_of_their_sources_over_the_corpus(corpus: Path) -> None:
    folders = sorted({path.parent for path in corpus.rglob("*") if path.suffix in {".html", ".txt", ".xml", ".pdf"}})
    paths = [path for folder in folders for path in sorted(folder.iterdir())[:_OF_EACH_FOLDER] if path.is_file()]
    assert _read(paths, plain=False)["digests"] == _read(paths, plain=True)["digests"]


def test_after_a_change_of_a_source_the_sources_are_taken(tmp_path: Path) -> None:
    copy = tmp_path / "extractors"
    shutil.copytree(ROOT / "extractors", copy, ignore=shutil.ignore_patterns("*.so", "__pycache__"))
    for name in (compiled.LIBRARY.name, f"effects{compiled.SUFFIX}"):
        (copy / name).write_bytes(b"no library")
    (copy / compiled.MADE_FROM.name).write_text(compiled.digest_of_sources(), encoding="ascii")

    def taken() -> subprocess.CompletedProcess[str]:
        code = (
            "import sys, extractors; sys.path_importer_cache.clear()\n"  # as packages that Prefect imports do
            "import extractors.effects, extractors.compiled; print(extractors.compiled.is_used())"
        )
        environment = {name: value for name, value in os.environ.items() if name != compiled.PLAIN}
        command = [sys.executable, "-c", code]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)

    assert "ImportError" in taken().stderr  # what is compiled comes first
    with (copy / "terms" / "units.py").open("a", encoding="utf-8") as source:
        source.write("# another source\n")
    assert taken().stdout == "False\n"
