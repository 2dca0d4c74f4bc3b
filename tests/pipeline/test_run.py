"""Whole runs without Prefect: what is published, what is refused, and that nothing depends on who did the work."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from flows import parts
from flows.run import Summary
from flows.store import Store, read_manifest
from flows.verify import verify
from schemas.tables import TABLES

Publish = Callable[..., Summary]
Write = Callable[..., Path]


def logical(output: Path) -> dict[str, str]:
    """The content hash of every table but the ledger, which says how many files a run had before it."""
    tables = read_manifest(output / "latest")["tables"]
    return {name: entry["content_sha256"] for name, entry in tables.items() if name != "runs"}


def refused(output: Path) -> dict[str, str]:
    frame = pd.read_parquet(output / "latest" / "quarantine.parquet")
    return dict(zip(frame["source"], frame["code"], strict=True))


def test_a_run_publishes_every_table_whole(write_leaflets: Write, publish: Publish, tmp_path: Path) -> None:
    summary = publish(write_leaflets(3))
    latest = tmp_path / "out" / "latest"
    assert latest.is_symlink()
    assert not latest.readlink().is_absolute()
    assert {"leaflets": 3, "texts": 3, "runs": 1}.items() <= summary.rows.items()
    for name in summary.rows:
        assert name in TABLES
        assert len(pd.read_parquet(latest / f"{name}.parquet")) == summary.rows[name]
        assert (latest / "csv" / f"{name}.csv").is_file()
    assert list(verify(latest.resolve())) == []


@pytest.mark.process
def test_the_same_input_gives_the_same_tables_again_and_with_more_workers(
    write_leaflets: Write, publish: Publish, tmp_path: Path
) -> None:
    raw = write_leaflets(9)
    runs = [{"workers": 0}, {"workers": 1, "chunk_leaflets": 4}, {"workers": 2, "chunk_leaflets": 2}]
    outputs = [tmp_path / f"out{n}" for n in range(len(runs))]
    for output, settings in zip(outputs, runs, strict=True):
        publish(raw, output, **settings)
    assert logical(outputs[0]) == logical(outputs[1]) == logical(outputs[2])


def test_parts_change_the_files_and_not_the_rows(
    write_leaflets: Write, publish: Publish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = write_leaflets(12)
    publish(raw, tmp_path / "one")
    monkeypatch.setattr(parts, "ONE_PART_UP_TO", 4)
    monkeypatch.setattr(parts, "LEAFLETS_A_PART", 2)
    publish(raw, tmp_path / "many")
    for table in ("leaflets", "texts", "blocks", "sections"):
        one, many = (tmp_path / name / "latest" / f"{table}.parquet" for name in ("one", "many"))
        assert one.is_file()
        assert many.is_dir()
        volatile = ["ingested_at", "first_ingested_at", "run_id"] if table == "leaflets" else []
        pd.testing.assert_frame_equal(
            pd.read_parquet(one).drop(columns=volatile), pd.read_parquet(many).drop(columns=volatile)
        )
    assert list(verify((tmp_path / "many" / "latest").resolve())) == []


def test_a_tampered_snapshot_does_not_verify(write_leaflets: Write, publish: Publish, tmp_path: Path) -> None:
    publish(write_leaflets(3))
    latest = (tmp_path / "out" / "latest").resolve()
    texts = pd.read_parquet(latest / "texts.parquet")
    texts["text"] = texts["text"].str.replace("Fever", "Chill")
    texts.to_parquet(latest / "texts.parquet")
    assert any(line.startswith("texts") for line in verify(latest))


def test_hostile_files_cost_only_themselves(write_leaflets: Write, publish: Publish, tmp_path: Path) -> None:
    raw = write_leaflets(2)
    hostile = {
        "empty.txt": b"",
        "blank.txt": b" \n\t\n",
        "garbage.txt": bytes(range(256)) * 64,
        "recipe.html": b"<html><body><h1>Bread</h1><p>Mix flour and water. Bake for an hour.</p></body></html>",
        "archive.html": b"PK\x03\x04" + bytes(200),
        "line.txt": b"x" * (50 * 1024 * 1024),
        "deep.html": b"<html><body>" + b"<div>" * 100_000 + b"Fever" + b"</div>" * 100_000,
    }
    for name, content in hostile.items():
        (raw / name).write_bytes(content)
    outside = tmp_path / "elsewhere.txt"
    outside.write_text("Generic Name: secret", encoding="utf-8")
    (raw / "link.txt").symlink_to(outside)
    (raw / "broken.txt").symlink_to(raw / "nowhere.txt")
    (raw / "loop.txt").symlink_to(raw / "loop.txt")
    (raw / "folder").symlink_to(tmp_path)
    os.mkfifo(raw / "pipe.txt")
    summary = publish(raw)
    assert refused(tmp_path / "out") == {
        "archive.html": "binary_content",
        "blank.txt": "empty_document",
        "broken.txt": "not_a_file",
        "deep.html": "too_deep",
        "empty.txt": "empty_document",
        "folder": "outside_raw_folder",
        "garbage.txt": "undecodable_text",
        "line.txt": "too_large",
        "link.txt": "outside_raw_folder",
        "loop.txt": "not_a_file",
        "pipe.txt": "not_a_file",
        "recipe.html": "no_leaflet",
    }
    assert summary.rows["leaflets"] == 2
    assert list(verify((tmp_path / "out" / "latest").resolve())) == []


@pytest.mark.parametrize(
    "name", ["with blank.txt", "quote\"'`$(x).txt", "ünïcödé.txt", "new\nline.txt", "=cmd.txt", "a,b;c.txt"]
)
def test_odd_names_are_kept_as_they_are(write_leaflets: Write, publish: Publish, tmp_path: Path, name: str) -> None:
    raw = write_leaflets(1)
    (raw / "sub folder").mkdir()
    (raw / "velmorine0000.txt").rename(raw / "sub folder" / name)
    publish(raw)
    frame = pd.read_parquet(tmp_path / "out" / "latest" / "leaflets.parquet")
    assert list(frame["source"]) == [f"sub folder/{name}"]


def test_a_name_that_is_no_text_is_shown_with_escapes(write_leaflets: Write, publish: Publish, tmp_path: Path) -> None:
    raw = write_leaflets(1)
    (raw / "velmorine0000.txt").rename(raw / os.fsdecode(b"\xff.txt"))
    publish(raw)
    assert list(pd.read_parquet(tmp_path / "out" / "latest" / "leaflets.parquet")["source"]) == ["\\xff.txt"]


def test_a_link_to_a_leaflet_of_the_folder_is_read(write_leaflets: Write, publish: Publish) -> None:
    raw = write_leaflets(1)
    (raw / "again.txt").symlink_to("velmorine0000.txt")
    assert publish(raw).rows["leaflets"] == 2


def test_a_file_without_permission_is_refused(write_leaflets: Write, tmp_path: Path) -> None:
    """Root reads everything, so that the run takes another user's rights where it is root."""
    raw = write_leaflets(2)
    (raw / "velmorine0001.txt").chmod(0)
    script = (
        "import json, os, sys; from pathlib import Path; from flows.discover import discover\n"
        "if os.geteuid() == 0: os.setgid(65534); os.setuid(65534)\n"
        "found, refused = discover(Path(sys.argv[1]), 10**6)\n"
        "print(json.dumps([[s.source for s in found], [[r.source, r.code] for r in refused]]))"
    )
    world = Path(shutil.move(str(raw), f"/var/tmp/leaflets-{os.getpid()}"))
    try:
        world.chmod(0o755)
        done = subprocess.run(
            [sys.executable, "-c", script, str(world)], capture_output=True, text=True, check=True, cwd=Path.cwd()
        )
    finally:
        shutil.rmtree(world)
    assert json.loads(done.stdout) == [["velmorine0000.txt"], [["velmorine0001.txt", "unreadable_file"]]]


def test_the_newer_of_two_files_of_one_label_is_kept(publish: Publish, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for name, version in (("b.xml", 2), ("a.xml", 10)):
        (raw / name).write_text(_SPL.format(version=version), encoding="utf-8")
    publish(raw)
    latest = tmp_path / "out" / "latest"
    assert list(pd.read_parquet(latest / "leaflets.parquet")["source"]) == ["a.xml"]
    assert refused(tmp_path / "out") == {"b.xml": "superseded"}


def test_a_file_that_changes_under_the_run_is_refused(write_leaflets: Write, tmp_path: Path) -> None:
    from flows.run import Run
    from flows.settings import Settings

    raw = write_leaflets(2)
    run = Run(Settings(raw=raw, output=tmp_path / "out", workers=0))
    with run.open():
        run.discover()
        (raw / "velmorine0001.txt").write_text("Generic Name: other")
        with run.workers() as workers:
            for batch in range(batches := run.begin(workers)):
                run.extract(batch, batches)
        run.finish()
    assert refused(tmp_path / "out") == {"velmorine0001.txt": "changed_while_read"}


def test_an_empty_folder_gives_empty_tables(publish: Publish, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    assert publish(tmp_path / "raw").rows["leaflets"] == 0
    assert list(verify((tmp_path / "out" / "latest").resolve())) == []


def test_a_reader_sees_one_snapshot_or_the_other(write_leaflets: Write, publish: Publish, tmp_path: Path) -> None:
    raw = write_leaflets(2)
    publish(raw)
    before = Store(tmp_path / "out").latest
    write_leaflets(1, start=2)
    publish(raw)
    after = Store(tmp_path / "out").latest
    assert before is not None
    assert after is not None
    assert before != after
    assert len(pd.read_parquet(before / "leaflets.parquet")) == 2
    assert len(pd.read_parquet(after / "leaflets.parquet")) == 3


_SPL = """<?xml version="1.0" encoding="UTF-8"?>
<document xmlns="urn:hl7-org:v3"><id root="1"/>
<code code="34391-3" codeSystem="2.16.840.1.113883.6.1"/><title>Velmorine tablets</title>
<effectiveTime value="20200102"/><setId root="0a1b2c3d-0000-0000-0000-00000000abcd"/><versionNumber value="{version}"/>
<component><structuredBody><component><section><id root="2"/>
<code code="34084-4" codeSystem="2.16.840.1.113883.6.1"/><title>6 ADVERSE REACTIONS</title>
<text><paragraph>The most common adverse reactions were fever and rash.</paragraph></text>
</section></component></structuredBody></component></document>
"""
