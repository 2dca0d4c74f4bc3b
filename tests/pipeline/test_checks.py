"""The rules asked of Arrow tables are those of the pandera models: both refuse the same tables."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from extractors.model import Leaflet, leaflet_id_of
from extractors.tabulate import Origin, tabulate, to_tables
from flows.errors import RunError
from flows.inspection import Inspection
from flows.summary import Summary
from schemas import models as models_module
from schemas.arrow import to_arrow, to_frame
from schemas.checks import broken_rules
from schemas.frames import failures
from schemas.models import FILE, as_json, models

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
WRONG: dict[str, tuple[Any, ...]] = {
    "string": ("", "no such value", "=1+1", "0" * 16, "0" * 64, "stated", "absent"),
    "int64": (-1, 0, 1, 2**40),
    "double": (-0.5, 0.0, 0.5, 1.0, 1.5, float("nan")),
    "bool": (),
    "timestamp[us, tz=UTC]": (),
}


@pytest.fixture
def tables(leaflet: Leaflet) -> dict[str, pa.Table]:
    """Two leaflets' rows, so that a key can stand twice, and tables of a run."""
    whole = [
        to_tables(tabulate(leaflet, Origin(leaflet_id_of(name), name, "0" * 64, 10, 1, AT, AT, "run", "1")))
        for name in ("a.txt", "b.txt")
    ]
    return {name: pa.concat_tables(one[name] for one in whole) for name in whole[0]}


def _refused_by_both(name: str, table: pa.Table) -> bool:
    by_arrow = list(broken_rules(name, table))
    by_pandera = failures(name, to_frame(table))
    assert bool(by_arrow) is not by_pandera.empty, (name, by_arrow, by_pandera)
    return bool(by_arrow)


def test_arrow_and_pandera_refuse_the_same_tables(tables: dict[str, pa.Table]) -> None:
    refused = 0
    for name, table in tables.items():
        assert not _refused_by_both(name, table)
        for column in models()[name].columns:
            for value in (None, *WRONG[column.type]):
                rows = table.to_pydict()
                rows[column.name][0] = value
                refused += _refused_by_both(name, to_arrow(name, rows))
    assert refused > 100


@pytest.mark.parametrize("name", ["leaflets", "blocks", "effects"])
def test_a_key_that_stands_twice_is_refused_wherever_it_stands(tables: dict[str, pa.Table], name: str) -> None:
    table = tables[name]
    assert _refused_by_both(name, pa.concat_tables([table, table.slice(0, 1)]))
    assert not _refused_by_both(name, table.take(pa.array(range(table.num_rows - 1, -1, -1))))


@pytest.mark.parametrize("value", [7, 0.5, b"bytes"])
def test_pandera_refuses_what_is_no_text_in_a_column_of_texts(tables: dict[str, pa.Table], value: object) -> None:
    frame = to_frame(tables["effects"])
    mixed = frame["effect_raw"].astype(object)
    mixed.iloc[0] = value
    refused = failures("effects", frame.assign(effect_raw=mixed))
    assert "effect_raw" in set(refused["column"])


def test_a_table_with_another_column_is_refused(tables: dict[str, pa.Table]) -> None:
    table = tables["citations"]
    assert list(broken_rules("citations", table.append_column("more", pa.nulls(table.num_rows))))
    assert list(broken_rules("citations", table.select(table.column_names[::-1])))


def test_the_written_models_are_those_of_pandera() -> None:
    assert FILE.read_text(encoding="utf-8") == as_json(), "run: python -m schemas.dictionary docs"


def test_models_that_were_written_by_others_are_compiled_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    fresh: Callable[[], None] = models.cache_clear
    request.addfinalizer(fresh)
    right = models()
    stale = {**json.loads(FILE.read_text(encoding="utf-8")), "made_from": "others", "tables": {}}
    (tmp_path / "models.json").write_text(json.dumps(stale), encoding="utf-8")
    made_from = models_module.made_from()
    monkeypatch.setattr(models_module, "made_from", lambda: made_from)
    monkeypatch.setattr(models_module, "FILE", tmp_path / "models.json")
    fresh()
    assert models() == right


def test_pandera_has_the_last_word_on_what_is_read(tables: dict[str, pa.Table]) -> None:
    inspection = Inspection()
    inspection.add(tables)
    inspection.close()
    assert not inspection.found
    rows = tables["effects"].to_pydict()
    rows["placement_confidence"][0] = 1.5
    inspection.add({**tables, "effects": to_arrow("effects", rows)})
    inspection.close()
    assert "placement_confidence" in inspection.found[0]


def test_rows_that_pandera_refuses_are_not_published_even_on_purpose(
    write_leaflets: Callable[..., Path],
    publish: Callable[..., Summary],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    def unsure(leaflet: Leaflet, *rest: Any) -> Any:
        rows = tabulate(leaflet, *rest)
        rows["effects"]["placement_confidence"][0] = 1.5
        return rows

    monkeypatch.setattr("flows.work.tabulate", unsure)
    monkeypatch.setattr("flows.checks.broken_rules", lambda name, table: iter(()))
    with pytest.raises(RunError, match="not published") as refused:
        publish(write_leaflets(2), accept_drop=True)
    assert "placement_confidence" in refused.value.reasons[0]
    assert not (tmp_path / "out" / "latest").exists()
