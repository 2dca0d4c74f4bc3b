"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that rewrites what the golden leaflets are expected to say."""
    parser.addoption("--update-golden", action="store_true", help="rewrite expected.json of golden leaflets, and fail")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of reviewed leaflets; a test that asks for it is skipped where the folder is absent."""
    folder = Path(os.environ.get("LEAFLETS_CORPUS", ROOT.parent / "shared" / "corpus"))
    if not folder.is_dir():
        pytest.skip(f"the reviewed corpus is not here: no folder {folder} (LEAFLETS_CORPUS names another)")
    return folder
