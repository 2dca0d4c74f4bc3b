"""The same run on a Dask cluster of two worker processes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from flows import parts
from flows.store import read_manifest
from flows.summary import Summary


@pytest.mark.process
@pytest.mark.parametrize("leaflets_a_part", [128, 2])
def test_a_cluster_gives_the_same_snapshot(
    write_leaflets: Callable[..., Path],
    publish: Callable[..., Summary],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    leaflets_a_part: int,
) -> None:
    """Of one part, which the run joins, and of many, which the cluster's workers finish."""
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(parts, "ONE_PART_UP_TO", leaflets_a_part)
    monkeypatch.setattr(parts, "LEAFLETS_A_PART", leaflets_a_part)
    raw = write_leaflets(30)
    (raw / "empty.txt").touch()
    publish(raw, tmp_path / "here")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        publish(raw, tmp_path / "cluster", workers=2, chunk_leaflets=4, dask=cluster.scheduler_address)
    here, there = (read_manifest(tmp_path / name / "latest")["tables"] for name in ("here", "cluster"))
    assert {n: t["content_sha256"] for n, t in here.items() if n != "runs"} == {
        n: t["content_sha256"] for n, t in there.items() if n != "runs"
    }
