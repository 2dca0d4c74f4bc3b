"""The questions of docs/analysts.md and the notebook are answered on real output."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pandas as pd
import pytest

from schemas.frames import empty
from schemas.tables import TABLES

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "analysts.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture
def at_output(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder above ``output/`` as the working folder, as the page has it."""
    assert output.name == "output"
    monkeypatch.chdir(output.parent)


@pytest.mark.usefixtures("at_output")
def test_each_question_has_an_answer() -> None:
    known: dict[str, object] = {}
    exec(BLOCKS[0], known)
    assert len(BLOCKS) == 11
    for number, block in enumerate(BLOCKS[1:], 1):
        known.pop("answer", None)
        exec(block, known)
        assert len(known["answer"]) > 0, f"question {number}"  # type: ignore[arg-type]


def test_the_questions_use_all_three_libraries() -> None:
    assert {name: PAGE.count(f"({name})") >= 3 for name in ("pandas", "DuckDB", "Polars")} == {
        "pandas": True,
        "DuckDB": True,
        "Polars": True,
    }


@pytest.mark.parametrize("table", list(TABLES))
def test_tables_load_with_the_types_of_their_model(snapshot: Path, table: str) -> None:
    frame = pd.read_parquet(snapshot / f"{table}.parquet")
    assert frame.dtypes.to_dict() == empty(table).dtypes.to_dict()
    assert "object" not in set(map(str, frame.dtypes))


@pytest.mark.process
@pytest.mark.usefixtures("at_output")
def test_the_notebook_asks_the_same_and_runs() -> None:
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(DOCS / "analysts.ipynb", as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells)
    codes = [cell.source.removesuffix("\nanswer") for cell in notebook.cells if cell.cell_type == "code"]
    assert codes == [block.strip() for block in BLOCKS]
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": os.fspath(Path.cwd())}}).execute()
    assert any(cell.get("outputs") for cell in notebook.cells)
