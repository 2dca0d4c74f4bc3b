"""Outputs on a store: what readers see there, and what kills, rivals and outages leave."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from flows import lease
from flows.bucket import Bucket
from flows.cli import main
from flows.errors import RunError
from flows.lease import Lease
from flows.places import Url
from flows.resolve import at_hand, latest
from flows.run import Run, perform
from flows.settings import Settings
from flows.store import read_manifest
from flows.summary import Summary
from flows.verify import verify
from tests.pipeline import disk_store
from tests.pipeline.comparing import logical
from tests.pipeline.killing import Zygote, kill

Write = Callable[..., Path]
Perform = Callable[..., Summary]

LEAFLET_TABLES = ("texts", "applications", "blocks", "sections", "effects", "effect_terms", "issues")
OUT = "memory://bucket/out"


@pytest.fixture
def publish_to(tmp_path: Path) -> Perform:
    """A function that runs without Prefect, by default into the store: ``publish_to(raw, output=..., **settings)``."""

    def run(raw: Path | str, output: str = OUT, **settings: object) -> Summary:
        given = {"raw": raw, "output": output, "workers": 0, "mirror": tmp_path / "mirrors", **settings}
        return perform(Run(Settings.model_validate(given)))

    return run


def sound(output: str = OUT) -> bool:
    with at_hand(Url(output)) as snapshot:
        return list(verify(snapshot)) == []


def n_leaflets(output: str = OUT) -> int:
    return len(pd.read_parquet(f"{latest(output)}/leaflets.parquet"))


@pytest.mark.usefixtures("store")
def test_a_store_holds_the_tables_of_a_folder(
    write_leaflets: Write, publish_to: Perform, publish: Perform, tmp_path: Path
) -> None:
    raw = write_leaflets(5)
    (raw / "empty.txt").touch()
    publish(raw)
    publish_to(raw)
    assert sound()
    with at_hand(Url(OUT)) as snapshot:
        assert logical(read_manifest(snapshot)) == logical(read_manifest(tmp_path / "out" / "latest"))
    assert publish_to(raw).is_idle
    assert len(pd.read_parquet(f"{latest(OUT)}/effects.parquet")) == 20


def test_unchanged_parts_are_copied_inside_the_store(
    write_leaflets: Write, publish_to: Perform, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.parts.ONE_PART_UP_TO", 4)
    monkeypatch.setattr("flows.parts.LEAFLETS_A_PART", 2)
    raw = write_leaflets(40)
    publish_to(raw)
    sent: list[str] = []
    real = Bucket.upload

    def upload(self: Bucket, source: Path, folder: str, paths: Any) -> None:
        sent.extend(sorted(paths))
        real(self, source, folder, paths)

    monkeypatch.setattr(Bucket, "upload", upload)
    write_leaflets(1, start=5, extra="Hives")
    publish_to(raw)
    assert len([path for path in sent if path.startswith("effects.parquet/")]) == 1
    assert len(store.find(f"{latest(OUT)}/effects.parquet")) == 32
    assert sound()


@pytest.mark.usefixtures("store")
def test_another_machine_goes_on_where_the_first_left_off(
    write_leaflets: Write, publish_to: Perform, tmp_path: Path
) -> None:
    raw = write_leaflets(3)
    publish_to(raw)
    write_leaflets(1, start=3)
    summary = publish_to(raw, mirror=tmp_path / "elsewhere")
    assert (summary.n_new, summary.n_unchanged) == (1, 3)
    assert any("took the snapshot" in note for note in summary.notes)
    write_leaflets(1, start=4)
    summary = publish_to(raw)
    assert (summary.n_new, summary.n_unchanged) == (1, 4)
    assert list(pd.read_parquet(f"{latest(OUT)}/runs.parquet")["n_new"]) == [3, 1, 1]


def test_old_snapshots_are_kept_for_readers_and_then_removed(
    write_leaflets: Write, publish_to: Perform, store: Any
) -> None:
    for number in range(4):
        publish_to(write_leaflets(1, start=number), keep_snapshots=2, keep_runs=3)
    kept = store.ls("/bucket/out/snapshots", detail=False)
    assert len(kept) == 2
    assert latest(OUT).removeprefix("memory:/") in kept
    assert [len(store.ls(f"/bucket/out/{name}")) for name in ("ledger", "lineage")] == [3, 3]


def test_going_back_to_an_older_snapshot_is_one_word_in_the_pointer(
    write_leaflets: Write, publish_to: Perform, store: Any
) -> None:
    raw = write_leaflets(2)
    publish_to(raw)
    old = latest(OUT)
    write_leaflets(1, start=2)
    publish_to(raw)
    pointer = json.loads(store.cat("/bucket/out/latest.json"))
    pointer["snapshot"] = "snapshots/" + old.rsplit("/", 1)[1]
    store.pipe("/bucket/out/latest.json", json.dumps(pointer).encode())
    assert (latest(OUT), n_leaflets()) == (old, 2)
    summary = publish_to(raw)
    assert (summary.n_new, n_leaflets()) == (1, 3)
    assert sound()


def test_an_upload_that_was_cut_off_is_cleared_away(
    write_leaflets: Write, publish_to: Perform, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = write_leaflets(2)
    publish_to(raw)
    before = latest(OUT)
    write_leaflets(1, start=2)
    real = store.put_file

    def put_file(lpath: str, rpath: str, **options: Any) -> None:
        if rpath.endswith("manifest.json"):
            raise ConnectionResetError("the network went away")
        real(lpath, rpath, **options)

    monkeypatch.setattr(store, "put_file", put_file)
    with pytest.raises(OSError, match="the network went away"):
        publish_to(raw)
    monkeypatch.undo()
    assert (latest(OUT), n_leaflets()) == (before, 2)
    notes = "\n".join(publish_to(raw).notes)
    assert "which was never published" in notes
    assert n_leaflets() == 3
    assert sound()


def test_an_upload_that_lost_bytes_is_not_published(
    write_leaflets: Write, publish_to: Perform, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = store.put_file

    def put_file(lpath: str, rpath: str, **options: Any) -> None:
        real(lpath, rpath, **options)
        if rpath.endswith("effects.parquet"):
            store.pipe(rpath, store.cat(rpath)[:-1])

    monkeypatch.setattr(store, "put_file", put_file)
    with pytest.raises(OSError, match=r"effects\.parquet among them"):
        publish_to(write_leaflets(2))
    assert not store.exists("/bucket/out/latest.json")


def test_a_pointer_whose_answer_was_lost_is_published(
    write_leaflets: Write, publish_to: Perform, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = store.pipe_file

    def pipe_file(path: str, value: bytes, **options: Any) -> None:
        real(path, value, **options)
        if path.endswith("latest.json"):
            raise TimeoutError("no answer")

    monkeypatch.setattr(store, "pipe_file", pipe_file)
    assert publish_to(write_leaflets(2)).status == "succeeded"
    assert n_leaflets() == 2


def test_a_store_that_cannot_copy_gets_every_file(
    write_leaflets: Write, publish_to: Perform, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def copy(*_: object, **__: object) -> None:
        asked.append(True)
        raise NotImplementedError

    monkeypatch.setattr("flows.parts.ONE_PART_UP_TO", 4)
    monkeypatch.setattr("flows.parts.LEAFLETS_A_PART", 2)
    monkeypatch.setattr(store, "copy", copy)
    publish_to(write_leaflets(12))
    publish_to(write_leaflets(1, start=5, extra="Hives"))
    assert asked
    assert sound()


def test_a_lost_pointer_is_not_taken_for_an_empty_output(
    write_leaflets: Write, publish_to: Perform, store: Any, tmp_path: Path
) -> None:
    raw = write_leaflets(2)
    publish_to(raw)
    snapshot = latest(OUT).rsplit("/", 1)[1]
    store.rm("/bucket/out/latest.json")
    for mirrors in ("mirrors", "elsewhere"):
        with pytest.raises(RunError, match=r"latest\.json is not there"):
            publish_to(raw, mirror=tmp_path / mirrors)
    store.pipe("/bucket/out/latest.json", json.dumps({"snapshot": f"snapshots/{snapshot}"}).encode())
    assert publish_to(raw).is_idle


def test_a_folder_of_somebody_else_is_left_alone(write_leaflets: Write, publish_to: Perform, store: Any) -> None:
    store.pipe("/bucket/out/snapshots/holiday.jpg", b"sea")
    with pytest.raises(RunError, match="name an empty folder"):
        publish_to(write_leaflets(1))
    assert store.cat("/bucket/out/snapshots/holiday.jpg") == b"sea"


def test_a_store_that_was_emptied_is_filled_again(write_leaflets: Write, publish_to: Perform, store: Any) -> None:
    raw = write_leaflets(2)
    publish_to(raw)
    store.rm("/bucket/out", recursive=True)
    summary = publish_to(raw)
    assert summary.n_new == 2
    assert "is empty" in "\n".join(summary.notes)
    assert sound()


@pytest.mark.usefixtures("store")
def test_the_second_of_two_machines_is_told_who_holds_the_output(
    write_leaflets: Write, publish_to: Perform, tmp_path: Path
) -> None:
    raw = write_leaflets(1)
    with Lease(Bucket(Url(OUT)), "first", "mirror of another").held():
        with pytest.raises(RunError) as held:
            publish_to(raw)
        assert "run first of" in held.value.message
    assert publish_to(raw).rows["leaflets"] == 1


def test_a_lease_that_nobody_renews_ends(
    write_leaflets: Write, publish_to: Perform, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = {"run_id": "dead", "who": "x", "since": "2026-01-01T00:00:00+00:00", "renewed": "2026-01-01T00:00:00+00:00"}
    store.pipe("/bucket/out/lock.json", json.dumps(left | {"mirror": "other", "token": "0"}).encode())
    assert publish_to(write_leaflets(1)).rows["leaflets"] == 1
    monkeypatch.setattr(lease, "RENEWED_EVERY_S", 0.05)
    one = Lease(Bucket(Url(OUT)), "one", "here")
    with one.held():
        first = json.loads(store.cat("/bucket/out/lock.json"))["renewed"]
        while json.loads(store.cat("/bucket/out/lock.json"))["renewed"] == first:
            one.check()
    assert not store.exists("/bucket/out/lock.json")


@pytest.mark.usefixtures("store")
def test_a_run_that_was_overtaken_publishes_nothing(
    write_leaflets: Write, publish_to: Perform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = write_leaflets(2)
    settings = Settings(raw=raw, output=Url(OUT), workers=0, mirror=tmp_path / "slow")
    slow = Run(settings)
    monkeypatch.setattr(Lease, "_is_free", lambda *_: True)  # clocks that are hours apart
    real = slow.finish
    monkeypatch.setattr(slow, "finish", lambda: (publish_to(raw), real()))
    with pytest.raises(RunError, match="has taken"):
        perform(slow)
    assert latest(OUT).rsplit("/", 1)[1] != slow.summary.run_id
    assert sound()


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_run_killed_at_twenty_moments_leaves_a_whole_snapshot_on_the_store(
    write_leaflets: Write, publish_to: Perform, publish: Perform, tmp_path: Path, zygote: Zygote
) -> None:
    disk_store.register()
    raw = write_leaflets(40)
    output = f"{disk_store.SCHEME}://{tmp_path}/bucket"
    rng = random.Random(4)
    length = zygote.wait(zygote.start(raw, output, mirror=tmp_path / "first"))
    killed = rounds = 0
    while killed < 20:
        rounds += 1
        write_leaflets(1, start=40 + rounds)
        mirror = tmp_path / f"mirror{rounds // 4}"  # now and then another machine goes on
        pid = zygote.start(raw, output, mirror=mirror)
        time.sleep(rng.uniform(0.2, 1) * length)
        if kill(pid):
            zygote.wait(pid)
            killed += 1
        else:
            length *= 0.9  # it had come to its end: that was no kill
        assert sound(output)
        publish_to(raw, output, mirror=mirror, trust_store=True)
        assert sound(output)
        assert n_leaflets(output) == 40 + rounds
    publish(raw, tmp_path / "undisturbed")
    with at_hand(Url(output)) as snapshot:
        found, wanted = (logical(read_manifest(folder)) for folder in (snapshot, tmp_path / "undisturbed" / "latest"))
    assert {n: found[n] for n in LEAFLET_TABLES} == {n: wanted[n] for n in LEAFLET_TABLES}


@pytest.mark.usefixtures("store")
def test_a_folder_inside_a_store_may_be_named_by_a_chain(write_leaflets: Write, publish_to: Perform) -> None:
    output = "dir://inner::memory://bucket/outer"
    publish_to(write_leaflets(2), output)
    assert sound(output)
    assert n_leaflets("memory://bucket/outer/inner") == 2


def test_a_file_url_is_a_folder(write_leaflets: Write, publish_to: Perform, tmp_path: Path) -> None:
    publish_to(f"file://{write_leaflets(1)}", f"file://{tmp_path}/out")
    assert (tmp_path / "out" / "latest").is_symlink()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"output": "ftp://host/out"}, "replace an object in one step"),
        ({"output": "nonsense://x"}, "Protocol not known: nonsense"),
        ({"output": "ftp://me:secret@host/out"}, "must not hold a password"),
        ({"output": "dir::memory://x"}, "needs its scheme and path"),
        ({"raw": "memory://x", "workers": 2}, "set workers to 0"),
        ({"raw": ""}, "neither a folder nor a URL"),
    ],
)
def test_places_that_cannot_keep_the_promises_are_refused(settings: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Settings.model_validate(settings)


def test_the_owner_of_a_store_may_vouch_for_it() -> None:
    assert Settings.model_validate({"output": "ftp://host/out", "trust_store": True}).trust_store


def test_commands_read_from_a_store(write_leaflets: Write, publish_to: Perform, store: Any) -> None:
    def invoke(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, arguments)
        return result.exit_code, result.output

    assert invoke("show", OUT) == (1, f"Error: {OUT} holds no published snapshot (no latest.json)\n")
    publish_to(write_leaflets(2))
    snapshot = latest(OUT)
    assert invoke("show", OUT, "--path") == (0, f"{snapshot}\n")
    assert snapshot in invoke("show", OUT)[1]
    assert "1 of 1 rows" in invoke("show", OUT, "leaflets", "--where", "source=velmorine0001.txt")[1]
    assert "Fever" in invoke("show", snapshot, "--leaflet", "velmorine0001")[1]
    assert invoke("verify", OUT)[0] == 0
    assert "0  differences" in invoke("diff", OUT, snapshot)[1]
    assert snapshot in invoke("report", OUT)[1]
    assert invoke("report", OUT, "--evidence")[0] == 2
    code, said = invoke("show", "nonsense://x")
    assert (code, "Protocol not known" in said) == (2, True)
