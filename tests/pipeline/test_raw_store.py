"""Raw folders on a store: what is fetched of them, and when."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from flows.errors import RunError
from flows.store import read_manifest
from flows.summary import Summary
from tests.pipeline.comparing import logical

Write = Callable[..., Path]
Perform = Callable[..., Summary]


def test_raw_files_are_read_from_a_store(store: Any, write_leaflets: Write, publish: Perform, tmp_path: Path) -> None:
    raw = write_leaflets(3)
    (raw / "empty.txt").touch()
    (raw / ".hidden").touch()
    store.put(str(raw), "/bucket/raw", recursive=True)
    publish(raw, tmp_path / "here")
    publish("memory://bucket/raw", tmp_path / "there")
    here, there = (read_manifest(tmp_path / name / "latest") for name in ("here", "there"))
    assert logical(here) == logical(there)
    store.pipe("/bucket/raw/velmorine0001.txt", (raw / "velmorine0001.txt").read_bytes().replace(b"Rash", b"Hives"))
    store.rm("/bucket/raw/velmorine0002.txt")
    summary = publish("memory://bucket/raw", tmp_path / "there")
    assert (summary.n_new, summary.n_changed, summary.n_unchanged, summary.n_removed) == (0, 1, 1, 1)
    with pytest.raises(RunError, match="holds no files"):
        publish("memory://bucket/wrong", tmp_path / "there")


def test_an_object_with_the_tag_that_it_had_is_not_fetched_again(
    store: Any, write_leaflets: Write, publish: Perform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(str(write_leaflets(3)), "/bucket/raw", recursive=True)
    real = type(store).find

    def find(self: Any, path: str, **options: Any) -> Any:
        found = real(self, path, **options)
        return {name: info | {"ETag": str(hash(self.cat(name)))} for name, info in found.items()}

    monkeypatch.setattr(type(store), "find", find)
    publish("memory://bucket/raw")
    fetched: list[str] = []
    cat_file = type(store).cat_file
    monkeypatch.setattr(
        type(store), "cat_file", lambda self, path, **o: fetched.append(path) or cat_file(self, path, **o)
    )
    monkeypatch.setattr(type(store), "find", lambda self, path, **o: _tagged(real(self, path, **o), self))
    assert publish("memory://bucket/raw").is_idle
    assert fetched == []
    for again in (partial(publish, full=True), partial(_without_memory, publish, tmp_path / "out")):
        again("memory://bucket/raw")
        assert len({path.rsplit("/", 1)[1] for path in fetched}) == 3
        fetched.clear()
    store.pipe("/bucket/raw/velmorine0001.txt", b"Generic Name: other")
    publish("memory://bucket/raw")
    assert {path.rsplit("/", 1)[1] for path in fetched} == {"velmorine0001.txt"}


def _without_memory(publish: Perform, output: Path, raw: str) -> None:
    (output / ".seen.json").write_bytes(b"{")
    publish(raw)


def _tagged(found: dict[str, Any], fs: Any) -> dict[str, Any]:
    return {name: info | {"ETag": str(hash(fs.store[name].getvalue()))} for name, info in found.items()}


def test_an_object_that_cannot_be_read_today_keeps_its_rows(
    store: Any, write_leaflets: Write, publish: Perform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(str(write_leaflets(3)), "/bucket/raw", recursive=True)
    publish("memory://bucket/raw")
    real = type(store).cat_file

    def cat_file(self: Any, path: str, **options: Any) -> bytes:
        if path.endswith("0001.txt"):
            raise RuntimeError("slow down")
        return bytes(real(self, path, **options))

    monkeypatch.setattr(type(store), "cat_file", cat_file)
    summary = publish("memory://bucket/raw")
    assert (summary.n_unchanged, summary.n_removed, summary.n_quarantined) == (3, 0, 1)
    (row,) = pd.read_parquet(tmp_path / "out" / "latest" / "quarantine.parquet").itertuples()
    assert (row.code, row.source) == ("unreadable_file", "velmorine0001.txt")
    assert "slow down" in row.message


@pytest.mark.process
def test_workers_fetch_from_an_archive_behind_a_chained_url(
    write_leaflets: Write, publish: Perform, tmp_path: Path
) -> None:
    raw = write_leaflets(6)
    with zipfile.ZipFile(tmp_path / "raw.zip", "w") as archive:
        for file in raw.iterdir():
            archive.write(file, f"leaflets/{file.name}")
    publish(raw, tmp_path / "here")
    publish(f"zip://leaflets::file://{tmp_path}/raw.zip", tmp_path / "there", workers=2, chunk_leaflets=2)
    here, there = (read_manifest(tmp_path / name / "latest") for name in ("here", "there"))
    assert logical(here) == logical(there)
