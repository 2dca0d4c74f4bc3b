"""Each figure of the report computed again from the published tables, in another way, and found on the page."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from flows.report import build
from flows.report.accuracy import COLUMNS, accuracy
from flows.report.build import write_report
from flows.report.figures import Figures, figures
from flows.report.verdict import Level, verdict
from flows.run import Run, perform
from flows.settings import Settings
from flows.store import MANIFEST


@pytest.fixture(scope="module")
def found(snapshot: Path) -> Figures:
    """The figures of the report."""
    return figures(snapshot)


@pytest.fixture(scope="module")
def rows(snapshot: Path) -> dict[str, list[dict[str, str]]]:
    """All tables as their CSV files give them: other files and another reader than the report's."""
    tables = {}
    for path in (snapshot / "csv").glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            tables[path.stem] = list(csv.DictReader(file))
    return tables


@pytest.fixture(scope="module")
def page(report: Path) -> str:
    """The report's first page."""
    return (report / "index.html").read_text(encoding="utf-8")


def _counted(values: list[str]) -> dict[str, int]:
    return {value: values.count(value) for value in set(values)}


def test_rows_of_the_tables(found: Figures, rows: dict[str, list[dict[str, str]]]) -> None:
    assert found.rows == {name: len(table) for name, table in rows.items()}
    assert min(found.rows[name] for name in ("leaflets", "effects", "quarantine", "changes", "runs")) > 0


def test_shares(found: Figures, rows: dict[str, list[dict[str, str]]]) -> None:
    leaflets, effects, terms = rows["leaflets"], rows["effects"], rows["effect_terms"]
    inferred = [e for e in effects if e["placement"] == "inferred"]
    doubtful = [e for e in inferred if float(e["placement_confidence"]) < 0.9]
    placed = [e for e in effects if e["audience"] == "professional" and e["body_system"]]
    unread = sum(int(leaf["n_unrecognised_chars"]) for leaf in leaflets)
    assert found.unrecognised_share == pytest.approx(unread / sum(int(leaf["n_chars"]) for leaf in leaflets))
    assert found.quarantined_share == pytest.approx(len(rows["quarantine"]) / (len(leaflets) + len(rows["quarantine"])))
    assert found.inferred_placement_share == pytest.approx(len(inferred) / len(effects))
    assert found.doubtful_share == pytest.approx(len(doubtful) / len(effects))
    assert found.inferred_systems_share == pytest.approx(
        sum(e["body_system_basis"] == "inferred" for e in placed) / len(placed)
    )
    assert found.concept_share == pytest.approx(sum(bool(t["concept_id"]) for t in terms) / len(terms))


def test_counts(found: Figures, rows: dict[str, list[dict[str, str]]]) -> None:
    assert found.effects_by_section == _counted([e["section_kind"] for e in rows["effects"]])
    assert found.quarantine_codes == _counted([q["code"] for q in rows["quarantine"]])
    assert (
        [refused.source for refused in found.quarantine] == [q["source"] for q in rows["quarantine"]] == ["broken.pdf"]
    )
    uncoded = _counted([t["term"] for t in rows["effect_terms"] if not t["concept_id"]])
    assert found.uncoded_terms.items() <= uncoded.items()
    assert list(found.uncoded_terms.values()) == sorted(uncoded.values(), reverse=True)[:20]
    issues = {(row.code, row.severity): row.n for row in found.issues}
    assert issues == _pairs(rows["issues"], "code", "severity")
    assert found.changes == _pairs(rows["changes"], "change", "cause")


def _pairs(table: list[dict[str, str]], *names: str) -> dict[tuple[str, ...], int]:
    keys = [tuple(row[name] for name in names) for row in table]
    return {key: keys.count(key) for key in set(keys)}


def test_bands_of_confidence(found: Figures, rows: dict[str, list[dict[str, str]]]) -> None:
    probabilities = [float(e["placement_confidence"]) for e in rows["effects"] if e["placement"] == "inferred"]
    for band, n in found.confidence:
        low, high = (float(edge) for edge in band.split(" to "))
        assert n == sum(low <= p < high or p == high == 1 for p in probabilities), band
    assert sum(band.n for band in found.confidence) == len(probabilities) > 0


def test_families(found: Figures, rows: dict[str, list[dict[str, str]]]) -> None:
    family = {leaf["leaflet_id"]: (leaf["layout"], leaf["source_format"]) for leaf in rows["leaflets"]}
    for row in found.families:
        key = (row.layout, row.source_format)
        mine = [leaf for leaf in rows["leaflets"] if family[leaf["leaflet_id"]] == key]
        assert row.n_leaflets == len(mine)
        assert row.n_effects == sum(family[e["leaflet_id"]] == key for e in rows["effects"])
        unread, chars = (sum(int(leaf[name]) for leaf in mine) for name in ("n_unrecognised_chars", "n_chars"))
        assert row.unrecognised_share == pytest.approx(unread / chars)
    assert sum(family.n_leaflets for family in found.families) == len(rows["leaflets"])


def test_leaflets_worth_a_look(found: Figures, rows: dict[str, list[dict[str, str]]]) -> None:
    doubts = {}
    for leaf in rows["leaflets"]:
        effects = [e for e in rows["effects"] if e["leaflet_id"] == leaf["leaflet_id"]]
        doubtful = sum(e["placement"] == "inferred" and float(e["placement_confidence"]) < 0.9 for e in effects)
        told = [i for i in rows["issues"] if i["leaflet_id"] == leaf["leaflet_id"] and i["severity"] != "info"]
        unread = int(leaf["n_unrecognised_chars"]) / int(leaf["n_chars"])
        doubts[leaf["source"]] = 50 * unread + doubtful + 2 * len(told) + 10 * (not effects)
    worst = sorted((source for source in doubts if doubts[source]), key=lambda source: (-doubts[source], source))
    assert [look.source for look in found.worth_a_look] == worst[:10]
    assert [look.doubt for look in found.worth_a_look] == pytest.approx([doubts[source] for source in worst[:10]])


def test_the_page_says_the_figures(found: Figures, page: str) -> None:
    for name, said in (
        ("n-leaflets", f"{found.rows['leaflets']:,}"),
        ("n-effects", f"{found.rows['effects']:,}"),
        ("n-quarantined", f"{found.n_quarantined:,}"),
        ("understood", f"{1 - found.unrecognised_share:.2%}"),
        ("inferred", f"{found.inferred_placement_share:.2%}"),
        ("concepts", f"{found.concept_share:.2%}"),
    ):
        assert re.search(rf'id="{name}">([^<]*)<', page)[1] == said  # type: ignore[index]
    text = re.sub(r"<[^>]+>", " ", page)
    for run in found.trend:
        assert f"{run.started_at:%Y-%m-%d %H:%M:%S}" in text
    for row in found.families:
        cells = (row.layout.replace("_", " "), row.source_format, f"{row.n_leaflets:,}", f"{row.n_effects:,}")
        assert re.search(r"\s+".join(map(re.escape, cells)), text)
    for (change, cause), n in found.changes.items():
        assert re.search(rf"{change.replace('_', ' ')}\s+{cause}\s+{n:,}", text)
    for row in found.issues:
        assert re.search(rf"{row.code.replace('_', ' ')}\s+{row.severity}\s+{row.n:,}", text)
    for name, n in found.effects_by_section.items():
        assert f"{name.replace('_', ' ')}" in text, n
    for refused in found.quarantine:
        assert refused.source in text


def test_the_page_says_what_was_measured_and_when(page: str) -> None:
    for one in accuracy():
        assert one.family in page
        assert one.measured_on in page
        assert one.parser_version in page
        assert all(f"{figure.value:.4f}" in page for figure in one.figures)


def test_the_file_of_the_accuracy_has_its_columns() -> None:
    path = Path(build.__file__).with_name("accuracy.csv")
    assert next(csv.reader(path.open(encoding="utf-8"))) == COLUMNS
    assert all(0 <= figure.value <= 1 for one in accuracy() for figure in one.figures)


@pytest.mark.parametrize(
    ("overruled", "level", "said"),
    [(False, Level.DO_NOT_USE, "Refused: effects fell."), (True, Level.LOOK_FIRST, "although the gate refused")],
)
def test_the_gate_decides_the_verdict(snapshot: Path, tmp_path: Path, overruled: bool, level: Level, said: str) -> None:
    copy = _copy(snapshot, tmp_path, gate=["effects fell"], gate_overruled=overruled)
    assert verdict(figures(copy)).level is level
    page = write_report(copy).read_text(encoding="utf-8")
    assert said in page


def test_beyond_a_number_of_leaflets_there_is_no_search(
    snapshot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "SEARCH_UP_TO", 3)
    copy = _copy(snapshot, tmp_path)
    page = write_report(copy).read_text(encoding="utf-8")
    assert "This page has no search: the run holds more than 3 leaflets." in page
    assert "<script" not in page
    assert not (copy / "report" / "search").exists()


def _copy(snapshot: Path, target: Path, **facts: object) -> Path:
    """Return a copy of a snapshot's tables with other facts in its manifest."""
    for path in snapshot.glob("*.parquet"):
        (target / path.name).symlink_to(path)
    manifest = json.loads((snapshot / MANIFEST).read_text(encoding="utf-8"))
    (target / MANIFEST).write_text(json.dumps({**manifest, **facts}), encoding="utf-8")
    return target


def test_parts_add_up_to_the_whole(
    snapshot: Path, output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.parts.ONE_PART_UP_TO", 4)
    monkeypatch.setattr("flows.parts.LEAFLETS_A_PART", 4)
    raw = output.parent / "raw"
    settings = Settings.model_validate({"raw": raw, "output": tmp_path, "workers": 0})
    perform(Run(settings))
    split = (tmp_path / "latest").resolve()
    assert (split / "effects.parquet").is_dir()
    one, many = figures(snapshot), figures(split)
    for name in ("unrecognised_share", "doubtful_share", "inferred_systems_share", "concept_share"):
        assert getattr(one, name) == pytest.approx(getattr(many, name))
    for name in ("effects_by_section", "uncoded_terms", "confidence", "issues"):
        assert getattr(one, name) == getattr(many, name)
    assert {family[:4] for family in one.families} == {family[:4] for family in many.families}
    assert [look.source for look in one.worth_a_look] == [look.source for look in many.worth_a_look]
    assert len(list((split / "tallies.json").iterdir())) == len(list((split / "effects.parquet").iterdir()))
    shutil.rmtree(split / "tallies.json")
    assert figures(split).effects_by_section == many.effects_by_section
    assert _searchable(snapshot) == _searchable(split)


def _searchable(snapshot: Path) -> dict[str, set[tuple[str, ...]]]:
    """Return what the search knows: for each term the leaflets that state it, and how."""

    def content(path: Path) -> object:
        return json.loads(path.read_text(encoding="utf-8").partition("] = ")[2].rstrip().removesuffix(";"))

    folder = snapshot / "report" / "search"
    found: dict[str, set[tuple[str, ...]]] = {}
    for path in folder.glob("effects-*.js"):
        head, terms = content(folder / f"drugs-{path.stem.rsplit('-')[-1]}.js"), content(path)
        assert isinstance(head, dict)
        assert isinstance(terms, dict)
        for term, pairs in terms.items():
            drugs = [head["drugs"][n][0] for n in pairs[::2]]
            said = (tuple(map(str, head["said"][n])) for n in pairs[1::2])
            found.setdefault(term, set()).update(zip(drugs, said, strict=True))
    return found


def test_the_search_knows_every_term_that_is_not_denied(snapshot: Path) -> None:
    terms, effects = (pd.read_parquet(snapshot / f"{name}.parquet") for name in ("effect_terms", "effects"))
    joined = terms.merge(effects.drop(columns=["leaflet_id"]), on="effect_id").query("not is_negated")
    expected: dict[str, set[tuple[object, ...]]] = {}
    for row in joined.itertuples():
        how = [None if pd.isna(x) else x for x in (row.section_kind, row.frequency, row.urgency)]
        expected.setdefault(row.term.lower(), set()).add((row.leaflet_id, tuple(map(str, how))))
    assert _searchable(snapshot) == expected
