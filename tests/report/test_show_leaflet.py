"""A leaflet's sections on a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from flows.cli import main


@pytest.mark.parametrize("name", ["cycloserine", "Seromycin", "cycloserine.txt"])
def test_a_leaflet_is_found_by_each_of_its_names(output: Path, name: str) -> None:
    shown = CliRunner().invoke(main, ["show", str(output), "--leaflet", name])
    assert shown.exit_code == 0
    lines = shown.output.splitlines()
    assert lines[0].startswith("cycloserine  Seromycin  cycloserine.txt")
    immediate, persistent = lines.index("consumer immediate"), lines.index("consumer persistent")
    between = lines[min(immediate, persistent) : max(immediate, persistent)]
    assert sum(line.startswith("  - ") for line in between) == 16
    assert any(line.startswith("  - Headache  ") and "section inferred" in line for line in lines)
    assert any("coma" in line and "> 500 mg/day" in line for line in lines)


def test_hostile_text_is_no_markup(output: Path) -> None:
    shown = CliRunner().invoke(main, ["show", str(output), "--leaflet", "hexavil.txt"])
    assert shown.exit_code == 0
    assert "<script>" in shown.output


def test_an_unknown_name_and_two_questions_are_refused(output: Path) -> None:
    unknown = CliRunner().invoke(main, ["show", str(output), "--leaflet", "nothing"])
    assert unknown.exit_code == 1
    assert "no leaflet has the drug, brand, source or leaflet_id 'nothing'" in unknown.output
    assert CliRunner().invoke(main, ["show", str(output), "effects", "--leaflet", "cycloserine"]).exit_code == 2
