"""Codes of a MedDRA release that the user points at: in the tables, in the manifest, and read anew when it changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from flows.cli import main
from flows.errors import RunError
from flows.settings import Settings
from flows.store import read_manifest
from flows.summary import Summary
from flows.verify import verify

Publish = Callable[..., Summary]
Write = Callable[..., Path]

FILES = {  # an invented dictionary in the format of the files
    "soc.asc": "90000001$Heat disorders$Heat$$\n90000002$Sight disorders$Sight$$\n",
    "pt.asc": "80000001$Body heat$$90000001$$\n80000002$Visual haze$$90000002$$\n",
    "llt.asc": "70000001$Fever$80000001$$$$$$$Y$$\n70000002$Blurred vision$80000002$$$$$$$Y$$\n",
    "mdhier.asc": "80000001$1$2$90000001$Body heat$$$Heat disorders$Heat$$90000001$Y$\n",
    "meddra_release.asc": "99.1$English$$$$\n",
}


@pytest.fixture
def release(tmp_path: Path) -> Path:
    folder = tmp_path / "meddra"
    folder.mkdir()
    for name, content in FILES.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def codes(output: Path) -> pd.DataFrame:
    terms = pd.read_parquet(output / "latest" / "effect_terms.parquet")
    return terms.drop_duplicates("term").set_index("term")


def test_terms_get_the_codes_of_the_release(
    write_leaflets: Write, publish: Publish, release: Path, tmp_path: Path
) -> None:
    publish(write_leaflets(2), meddra=release)
    found = codes(tmp_path / "out")
    fever = found.loc["fever"]
    assert fever["meddra_llt_code"] == "70000001"
    assert fever["meddra_pt_code"] == "80000001"
    assert fever["meddra_pt"] == "Body heat"
    assert (fever["meddra_soc_code"], fever["meddra_soc"]) == ("90000001", "Heat disorders")
    assert found.loc["rash", "meddra_pt_code"] is None or pd.isna(found.loc["rash", "meddra_pt_code"])
    snapshot = (tmp_path / "out" / "latest").resolve()
    assert read_manifest(snapshot)["meddra"]["version"] == "99.1"
    assert list(verify(snapshot)) == []


def test_another_dictionary_codes_every_leaflet_anew_and_the_same_one_none(
    write_leaflets: Write, publish: Publish, release: Path, tmp_path: Path
) -> None:
    raw = write_leaflets(3)
    assert publish(raw).n_new == 3
    assert publish(raw, meddra=release).n_changed == 3
    assert publish(raw, meddra=release).is_idle
    (release / "llt.asc").write_text(FILES["llt.asc"].replace("70000001", "70000009"), encoding="utf-8")
    assert publish(raw, meddra=release).n_changed == 3
    assert codes(tmp_path / "out").loc["fever", "meddra_llt_code"] == "70000009"
    assert publish(raw).n_changed == 3
    assert codes(tmp_path / "out")["meddra_pt_code"].isna().all()


def test_a_folder_that_lacks_a_file_is_a_wrong_setting(release: Path) -> None:
    (release / "soc.asc").unlink()
    with pytest.raises(ValueError, match=r"soc\.asc missing"):
        Settings(meddra=release)


def test_a_malformed_file_ends_the_run_and_names_the_line(
    write_leaflets: Write, publish: Publish, release: Path, tmp_path: Path
) -> None:
    (release / "llt.asc").write_text("70000001$Fever\n", encoding="utf-8")
    with pytest.raises(RunError, match=r"llt\.asc, line 1"):
        publish(write_leaflets(1), meddra=release)
    assert not (tmp_path / "out" / "latest").exists()


def test_files_may_lie_as_in_the_release_s_own_folder(
    write_leaflets: Write, publish: Publish, release: Path, tmp_path: Path
) -> None:
    ascii_files = release / "MedAscii"
    ascii_files.mkdir()
    for name in FILES:
        (release / name).rename(ascii_files / name.upper())
    publish(write_leaflets(1), meddra=release)
    assert codes(tmp_path / "out").loc["blurred vision", "meddra_pt"] == "Visual haze"


def test_one_leaflet_is_printed_with_its_codes(write_leaflets: Write, release: Path) -> None:
    file = write_leaflets(1) / "velmorine0000.txt"
    printed = CliRunner().invoke(main, ["extract", str(file), "--meddra", str(release), "--json"])
    terms = json.loads(printed.output)["effect_terms"]
    assert [t["meddra_pt"] for t in terms if t["term"] == "fever"] == ["Body heat"]
    shown = CliRunner(env={"COLUMNS": "200"}).invoke(main, ["extract", str(file), "--meddra", str(release)])
    assert "Heat disorders" in shown.output
    (release / "pt.asc").unlink()
    refused = CliRunner().invoke(main, ["extract", str(file), "--meddra", str(release)])
    assert refused.exit_code == 2
    assert "pt.asc missing" in refused.output
