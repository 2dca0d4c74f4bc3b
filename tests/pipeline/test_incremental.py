"""Runs that follow one another: what is read again, what is carried over, what is said of the difference."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from flows import parts, versions
from flows import run as run_module
from flows.diff import compare
from flows.errors import RunError
from flows.store import Store, read_manifest
from flows.summary import Summary
from flows.verify import verify

Publish = Callable[..., Summary]
Write = Callable[..., Path]


def table(output: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(output / "latest" / f"{name}.parquet")


def sound(output: Path) -> bool:
    return list(verify((output / "latest").resolve())) == []


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of a few leaflets, so that a small folder has many."""
    monkeypatch.setattr(parts, "ONE_PART_UP_TO", 4)
    monkeypatch.setattr(parts, "LEAFLETS_A_PART", 2)


@pytest.fixture
def other_parser(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A function that lets the following runs believe in another version of the parser."""
    return lambda version: monkeypatch.setattr(run_module, "parser_version", lambda: version)


def test_nothing_changed_publishes_nothing_and_says_so(write_leaflets: Write, publish: Publish, tmp_path: Path) -> None:
    raw = write_leaflets(3)
    (raw / "empty.txt").touch()
    publish(raw)
    before = Store(tmp_path / "out").latest
    summary = publish(raw)
    assert summary.is_idle
    assert (summary.n_unchanged, summary.n_quarantined) == (3, 1)
    assert Store(tmp_path / "out").latest == before
    assert len(list((tmp_path / "out" / "ledger").iterdir())) == 2


@pytest.mark.usefixtures("small_parts")
def test_only_what_is_new_or_changed_is_read(write_leaflets: Write, publish: Publish, tmp_path: Path) -> None:
    raw = write_leaflets(40)
    publish(raw)
    first = table(tmp_path / "out", "leaflets").set_index("source")
    write_leaflets(2, start=40)
    write_leaflets(1, start=7, extra="Hives")
    (raw / "velmorine0003.txt").unlink()
    summary = publish(raw)
    assert (summary.n_new, summary.n_changed, summary.n_unchanged, summary.n_removed) == (2, 1, 38, 1)
    now = table(tmp_path / "out", "leaflets").set_index("source")
    assert len(now) == 41
    assert now.loc["velmorine0007.txt", "version"] == 2
    assert now.loc["velmorine0007.txt", "first_ingested_at"] == first.loc["velmorine0007.txt", "first_ingested_at"]
    assert now.loc["velmorine0007.txt", "run_id"] == summary.run_id
    assert now.loc["velmorine0005.txt", "run_id"] != summary.run_id
    assert sound(tmp_path / "out")


@pytest.mark.usefixtures("small_parts")
def test_parts_that_nothing_touched_are_the_same_files(write_leaflets: Write, publish: Publish, tmp_path: Path) -> None:
    raw = write_leaflets(60)
    publish(raw)
    before = Store(tmp_path / "out").latest
    write_leaflets(1, start=5, extra="Hives")
    publish(raw)
    after = Store(tmp_path / "out").latest
    assert before is not None
    assert after is not None
    same = [
        path.stat().st_ino == (before / path.relative_to(after)).stat().st_ino
        for path in (after / "effects.parquet").iterdir()
    ]
    assert same.count(False) == 1
    assert len(same) == 32


@pytest.mark.usefixtures("small_parts")
def test_steps_lead_to_the_same_tables_as_one_leap(write_leaflets: Write, publish: Publish, tmp_path: Path) -> None:
    raw = write_leaflets(3)
    publish(raw, tmp_path / "steps")
    for start in range(3, 24, 3):
        write_leaflets(3, start=start)
        publish(raw, tmp_path / "steps")
    publish(raw, tmp_path / "leap")
    steps, leap = (read_manifest(tmp_path / name / "latest") for name in ("steps", "leap"))
    for name in ("leaflets", "texts", "blocks", "sections", "effects", "quarantine"):
        assert steps["tables"][name]["content_sha256"] == leap["tables"][name]["content_sha256"], name


def test_changes_of_the_source_are_named(write_leaflets: Write, publish: Publish, tmp_path: Path) -> None:
    raw = write_leaflets(3)
    publish(raw)
    assert table(tmp_path / "out", "changes").empty
    write_leaflets(1, extra="Hives")
    write_leaflets(1, start=3)
    (raw / "velmorine0002.txt").unlink()
    summary = publish(raw)
    changes = table(tmp_path / "out", "changes")
    found = sorted(zip(changes["change"], changes["cause"], changes["effect_raw"].fillna(""), strict=True))
    assert found == [
        ("effect_added", "source", "Hives"),
        ("effect_removed", "source", "Rash"),
        ("leaflet_added", "source", ""),
        ("leaflet_removed", "source", ""),
    ]
    assert set(changes["run_id"]) == {summary.run_id}


def test_frequency_and_place_of_an_effect_are_told_apart(
    write_leaflets: Write, publish: Publish, tmp_path: Path
) -> None:
    raw = write_leaflets(1)
    publish(raw)
    file = raw / "velmorine0000.txt"
    text = file.read_text().replace("Rash\n", "").replace("Blurred vision", "Blurred vision\nRash")
    file.write_text(text)
    publish(raw)
    (change,) = table(tmp_path / "out", "changes").itertuples()
    assert (change.change, change.effect_raw) == ("frequency_changed", "Rash")
    assert (change.frequency_before, change.frequency_after) == ("more_common", "less_common")


def test_another_parser_reads_all_and_is_named_as_the_cause(
    write_leaflets: Write,
    publish: Publish,
    tmp_path: Path,
    other_parser: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raw = write_leaflets(3)
    publish(raw)
    other_parser("2")
    summary = publish(raw)
    assert (summary.n_changed, summary.n_unchanged) == (3, 0)
    assert table(tmp_path / "out", "changes").empty
    assert set(table(tmp_path / "out", "leaflets")["version"]) == {1}
    old = Store(tmp_path / "out").latest
    other_parser("3")
    _without_the_last_effect(monkeypatch)
    publish(raw, max_drop_share=0.9)
    changes = table(tmp_path / "out", "changes")
    assert set(changes["cause"]) == {"parser"}
    assert set(changes["change"]) == {"effect_removed"}
    new = Store(tmp_path / "out").latest
    assert old is not None
    assert new is not None
    assert {(d.change, d.cause) for d in compare(old, new)} == {("effect_removed", "parser")}
    assert list(compare(new, new)) == []


def test_effects_that_vanish_without_a_cause_are_refused(
    write_leaflets: Write, publish: Publish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = write_leaflets(3)
    publish(raw)
    before = Store(tmp_path / "out").latest
    _without_the_last_effect(monkeypatch)
    with pytest.raises(RunError) as refused:
        publish(raw, full=True)
    assert "neither source nor parser changed" in refused.value.reasons[0]
    assert Store(tmp_path / "out").latest == before
    (kept,) = (tmp_path / "out" / "refused").iterdir()
    assert "neither source nor parser" in (kept / "reasons.txt").read_text()
    publish(raw, full=True, accept_drop=True)
    assert Store(tmp_path / "out").latest != before


def test_a_great_fall_is_refused_and_can_be_accepted(write_leaflets: Write, publish: Publish, tmp_path: Path) -> None:
    raw = write_leaflets(30)
    publish(raw)
    for number in range(10):
        (raw / f"velmorine{number:04d}.txt").unlink()
    with pytest.raises(RunError, match="not published"):
        publish(raw)
    assert len(table(tmp_path / "out", "leaflets")) == 30
    publish(raw, accept_drop=True)
    assert len(table(tmp_path / "out", "leaflets")) == 20


def test_a_great_rise_of_quarantine_is_refused(write_leaflets: Write, publish: Publish) -> None:
    raw = write_leaflets(30)
    publish(raw)
    for number in range(100, 110):
        (raw / f"bad{number}.txt").touch()
    with pytest.raises(RunError) as refused:
        publish(raw)
    assert "quarantined files rose" in refused.value.reasons[0]


def test_a_file_in_quarantine_is_tried_when_it_or_the_parser_changes_or_on_demand(
    write_leaflets: Write, publish: Publish, tmp_path: Path, other_parser: Callable[[str], None]
) -> None:
    raw = write_leaflets(1)
    (raw / "bad.txt").write_bytes(b"")
    publish(raw)
    write_leaflets(1, start=1)
    assert publish(raw).refusals == []
    assert list(table(tmp_path / "out", "quarantine")["n_attempts"]) == [1]
    other_parser("2")
    publish(raw)
    row = table(tmp_path / "out", "quarantine").iloc[0]
    assert row["n_attempts"] == 2
    assert row["first_seen_at"] < row["last_seen_at"]
    (raw / "bad.txt").write_bytes(b" ")
    publish(raw)
    assert list(table(tmp_path / "out", "quarantine")["n_attempts"]) == [1]
    (raw / "bad.txt").write_bytes((raw / "velmorine0001.txt").read_bytes())
    publish(raw)
    assert table(tmp_path / "out", "quarantine").empty
    assert len(table(tmp_path / "out", "leaflets")) == 3


def test_replay_tries_chosen_files_and_a_recovery_is_the_parsers(
    write_leaflets: Write,
    publish: Publish,
    tmp_path: Path,
    other_parser: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from flows.run import Replay, Run, perform
    from flows.settings import Settings

    raw = write_leaflets(2)
    monkeypatch.setattr("flows.work.extract", _refuse)
    publish(raw)
    assert len(table(tmp_path / "out", "quarantine")) == 2
    (log,) = (tmp_path / "out" / "logs").iterdir()
    assert "a fault of an older parser" in log.read_text()
    monkeypatch.undo()
    settings = Settings(raw=raw, output=tmp_path / "out", workers=0)
    perform(Run(settings, replay=Replay(frozenset({"velmorine0001.txt"}))))
    assert list(table(tmp_path / "out", "quarantine")["source"]) == ["velmorine0000.txt"]
    changes = table(tmp_path / "out", "changes")
    assert list(zip(changes["change"], changes["cause"], strict=True)) == [("leaflet_added", "parser")]
    perform(Run(settings, replay=Replay(everything=True)))
    assert table(tmp_path / "out", "quarantine").empty


def test_a_thousand_files_in_quarantine_stop_nothing(write_leaflets: Write, publish: Publish, tmp_path: Path) -> None:
    raw = write_leaflets(5)
    for number in range(1000):
        (raw / f"bad{number}.txt").write_bytes(b"\x00\x01\x02" * (number + 1))
    summary = publish(raw)
    assert (summary.rows["leaflets"], summary.n_quarantined) == (5, 1000)
    assert publish(raw).is_idle
    assert sound(tmp_path / "out")


def test_old_snapshots_are_kept_for_readers_and_then_removed(
    write_leaflets: Write, publish: Publish, tmp_path: Path
) -> None:
    for number in range(5):
        publish(write_leaflets(1, start=number), keep_snapshots=3)
    kept = sorted((tmp_path / "out" / "snapshots").iterdir())
    assert len(kept) == 3
    assert kept[-1] == Store(tmp_path / "out").latest


def test_the_ledger_tells_of_every_run(write_leaflets: Write, publish: Publish, tmp_path: Path) -> None:
    raw = write_leaflets(2)
    publish(raw)
    publish(raw)
    write_leaflets(1, start=2)
    publish(raw)
    runs = table(tmp_path / "out", "runs")
    assert list(runs["n_new"]) == [2, 0, 1]
    assert list(runs["n_unchanged"]) == [0, 2, 2]
    assert set(runs["status"]) == {"succeeded"}


def test_lineage_is_an_openlineage_event(write_leaflets: Write, publish: Publish, tmp_path: Path) -> None:
    summary = publish(write_leaflets(1))
    event = json.loads((tmp_path / "out" / "lineage" / f"{summary.run_id}.json").read_text())
    assert event["eventType"] == "COMPLETE"
    assert {"eventTime", "producer", "schemaURL", "run", "job", "inputs", "outputs"} == event.keys() - {"eventType"}
    names = {Path(output["name"]).name for output in event["outputs"]}
    assert {"effects.parquet", "leaflets.parquet"} <= names
    (effects,) = (o for o in event["outputs"] if o["name"].endswith("effects.parquet"))
    assert effects["outputFacets"]["outputStatistics"]["rowCount"] == summary.n_effects
    assert all(field["description"] for field in effects["facets"]["schema"]["fields"])
    holders = (event["run"]["facets"], effects["facets"], effects["outputFacets"])
    for facet in (facet for holder in holders for facet in holder.values()):
        assert re.fullmatch(r"https://openlineage\.io/spec/facets/\d-\d-\d/(\w+)\.json#/\$defs/\1", facet["_schemaURL"])


def test_the_parser_version_sees_code_lexicons_and_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    versions.parser_version.cache_clear()
    first = versions.parser_version()
    names = {path.name for path in versions._parser_files()}
    assert {"extract.py", "cues.csv", "vocab.py"} <= names
    monkeypatch.setattr(versions, "PARSING_LIBRARIES", ("lxml",))
    versions.parser_version.cache_clear()
    assert versions.parser_version() != first
    versions.parser_version.cache_clear()


def _refuse(raw: bytes, name: str, max_pages: int) -> None:
    raise ValueError("a fault of an older parser")


def _without_the_last_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    from extractors.extract import extract
    from extractors.model import replace

    def shorter(raw: bytes, name: str, max_pages: int) -> object:
        leaflet = extract(raw, name, max_pages)
        return replace(leaflet, effects=leaflet.effects[:-1])

    monkeypatch.setattr("flows.work.extract", shorter)
