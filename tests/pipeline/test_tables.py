"""Rows from leaflets: models, keys, conservation, quotes, and the way through Parquet and CSV."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.model import Leaflet, Span, leaflet_id_of, replace
from extractors.tabulate import Origin, join, tabulate, to_tables
from flows.checks import faults
from flows.encoding import encode_table
from schemas.arrow import arrow_schema, to_arrow, to_frame
from schemas.csvfile import read_csv, to_csv
from schemas.dictionary import codes, dictionary
from schemas.frames import empty, failures, schema_of
from schemas.integrity import misquotes
from schemas.models import columns_in
from schemas.tables import TABLES

AT = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)


def origin(source: str = "velmorine.txt") -> Origin:
    return Origin(leaflet_id_of(source), source, "0" * 64, 10, 1, AT, AT, "run", "1")


def tables_of(*leaflets: Leaflet) -> dict[str, pa.Table]:
    return to_tables(join(tabulate(x, origin(f"{n}.txt")) for n, x in enumerate(leaflets)))


def test_every_leaflet_table_has_a_sound_row(leaflet: Leaflet) -> None:
    tables = tables_of(leaflet, leaflet)
    assert all(table.num_rows for table in tables.values())
    assert faults(tables) == []
    assert list(misquotes(tables)) == []


def test_quotes_are_cut_from_the_text_and_contexts_joined(leaflet: Leaflet) -> None:
    effects = to_frame(tables_of(leaflet)["effects"])
    assert list(effects["effect_raw"]) == ["=1+1 skin peeling", '@tingling "feet"', "Nausea"]
    assert list(effects["context_raw"].fillna("none")) == ["doctor; immediately", "doctor; immediately", "none"]


def test_unrecognised_characters_are_counted_without_white_space(leaflet: Leaflet) -> None:
    row = to_frame(tables_of(leaflet)["leaflets"]).iloc[0]
    assert row["n_unrecognised_chars"] == len("A line that nobody understands.".replace(" ", ""))


@pytest.mark.parametrize(
    ("table", "column", "row", "value", "rule"),
    [
        ("blocks", "section_id", 2, "nowhere", "foreign key"),
        ("effects", "block_id", 0, "nowhere", "foreign key"),
        ("blocks", "char_end", 1, 30, "conservation"),
        ("blocks", "char_start", 3, 0, "conservation"),
        ("blocks", "char_end", 0, 0, "range_is_not_empty"),
        ("effects", "frequency", 0, "now and then", "isin"),
        ("effects", "placement_confidence", 0, 1.5, "in_range"),
        ("effects", "placement_confidence", 2, 0.5, "stated_is_certain"),
        ("sections", "section_kind", 0, "other", "required kind"),
        ("leaflets", "content_sha256", 0, "abc", "str_matches"),
    ],
)
def test_a_broken_rule_is_found(leaflet: Leaflet, table: str, column: str, row: int, value: object, rule: str) -> None:
    tables = tables_of(leaflet)
    rows = tables[table].to_pydict()
    rows[column][row] = value
    tables[table] = to_arrow(table, rows)
    assert any(rule in violation.rule for violation in faults(tables))


def test_a_quote_that_is_not_the_text_is_found(leaflet: Leaflet) -> None:
    moved = replace(leaflet.effects[0], span=Span(0, 5))
    tables = tables_of(leaflet)
    tables["effects"] = to_arrow(
        "effects", {**tables["effects"].to_pydict(), "char_start": [moved.span.start, 165, 200]}
    )
    assert any(v.table == "effects" for v in misquotes(tables))


def test_a_value_that_is_missing_is_a_failure() -> None:
    frame = empty("texts").reindex([0])
    assert set(failures("texts", frame)["column"]) == {"leaflet_id", "text"}


@pytest.mark.parametrize("table", TABLES)
def test_the_schema_that_validates_is_that_of_the_model(table: str) -> None:
    made, written = schema_of(table), TABLES[table].to_schema()
    assert made.columns == written.columns
    assert made.checks == written.checks
    assert (made.strict, made.ordered, made.coerce, made.index) == (
        written.strict,
        written.ordered,
        written.coerce,
        written.index,
    )


@pytest.mark.parametrize("table", TABLES)
def test_every_column_says_what_it_holds(table: str) -> None:
    for field in arrow_schema(table):
        assert field.metadata[b"description"], f"{table}.{field.name}"
    assert failures(table, empty(table)).empty


def test_parquet_gives_back_frame_types_and_descriptions(leaflet: Leaflet, tmp_path: Path) -> None:
    for name, table in tables_of(leaflet).items():
        path = tmp_path / f"{name}.parquet"
        path.write_bytes(encode_table(name, table).parquet)
        assert failures(name, pd.read_parquet(path)).empty
        assert pq.read_schema(path).equals(arrow_schema(name), check_metadata=True)
        pd.testing.assert_frame_equal(pd.read_parquet(path), to_frame(table))


def test_parquet_has_dictionaries_of_what_is_shared_and_statistics_of_the_order(
    leaflet: Leaflet, tmp_path: Path
) -> None:
    path = tmp_path / "effects.parquet"
    path.write_bytes(encode_table("effects", tables_of(leaflet)["effects"]).parquet)
    group = pq.ParquetFile(path).metadata.row_group(0)
    told = {group.column(n).path_in_schema: group.column(n) for n in range(group.num_columns)}
    assert {name for name, column in told.items() if column.is_stats_set} == {"leaflet_id"}
    shared = {name for name, column in told.items() if column.has_dictionary_page}
    assert {"frequency", "effect_raw"} <= shared
    assert not shared & {"effect_id", "block_id", "section_id", "leaflet_id", "position", "char_start", "char_end"}
    differing = {name for name, column in told.items() if "DELTA_BINARY_PACKED" in column.encodings}
    assert differing == {"position", "char_start", "char_end"}


def test_csv_gives_back_the_same_frame_and_runs_nothing(leaflet: Leaflet, tmp_path: Path) -> None:
    for name, table in tables_of(leaflet).items():
        path = tmp_path / f"{name}.csv"
        path.write_bytes(encode_table(name, table).csv)
        pd.testing.assert_frame_equal(read_csv(path, name), to_frame(table))
    cells = pd.read_csv(tmp_path / "effects.csv", dtype=str)["effect_raw"]
    assert list(cells) == ["'=1+1 skin peeling", '\'@tingling "feet"', "Nausea"]


_CELLS = st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]), min_size=1))


@given(st.lists(st.tuples(_CELLS, st.one_of(st.none(), st.integers(0, 2**40))), max_size=5))
def test_any_text_comes_back_from_csv(tmp_path_factory: pytest.TempPathFactory, cells: list[tuple]) -> None:
    count = len(cells)
    columns = {name: ["x"] * count for name in columns_in("issues")}
    columns |= {"message": [text or "x" for text, _ in cells], "code": [text or "y" for text, _ in cells]}
    columns |= {"char_start": [n for _, n in cells], "char_end": [n for _, n in cells]}
    table = to_arrow("issues", columns)
    path = tmp_path_factory.mktemp("csv") / "issues.csv"
    path.write_bytes(to_csv(table))
    pd.testing.assert_frame_equal(read_csv(path, "issues"), to_frame(table))


@given(st.lists(_CELLS, max_size=5))
def test_any_nullable_text_comes_back_from_csv(tmp_path_factory: pytest.TempPathFactory, cells: list) -> None:
    columns = {name: ["x"] * len(cells) for name in columns_in("applications")}
    table = to_arrow("applications", columns | {"position": [1] * len(cells), "route": cells})
    path = tmp_path_factory.mktemp("csv") / "applications.csv"
    path.write_bytes(to_csv(table))
    pd.testing.assert_frame_equal(read_csv(path, "applications"), to_frame(table))


def test_the_content_hash_leaves_out_when_the_run_took_place(leaflet: Leaflet) -> None:
    one, other = (to_tables(tabulate(leaflet, replace(origin(), run_id=run)))["leaflets"] for run in ("a", "b"))
    assert encode_table("leaflets", one).content_sha256 == encode_table("leaflets", other).content_sha256
    changed = to_tables(tabulate(leaflet, replace(origin(), version=2)))["leaflets"]
    assert encode_table("leaflets", one).content_sha256 != encode_table("leaflets", changed).content_sha256


@pytest.mark.parametrize(("name", "text"), [("data_dictionary.md", dictionary), ("codes.md", codes)])
def test_written_docs_are_current(name: str, text: Callable[[], str]) -> None:
    written = (Path(__file__).parents[2] / "docs" / name).read_text(encoding="utf-8")
    assert written == text(), "run: python -m schemas.dictionary docs"


def test_every_code_stands_once_and_says_what_to_do() -> None:
    frame = pd.read_csv(Path(__file__).parents[2] / "schemas" / "codes.csv")
    assert frame["code"].is_unique
    assert frame.notna().all(axis=None)
    assert set(frame["kind"]) == {"issue", "quarantine"}


@pytest.mark.parametrize("sign", [*"=+-@\t\r\n'", "＝", "＋", "－", "＠"])
def test_a_cell_that_begins_with_a_risky_sign_gets_an_apostrophe(sign: str) -> None:
    cells = pa.table({"a": pa.chunked_array([["plain", None, ""], ["Ｚ is harmless", f"{sign}1"]])})
    assert f"'{sign}1" in to_csv(cells).decode("utf-8-sig")
    for harmless in (cells.slice(0, 4), cells.slice(0, 3), cells.slice(3, 1), cells.slice(0, 0)):
        assert "'" not in to_csv(harmless).decode("utf-8-sig")
