"""The ledger of runs, and a lineage event for each in OpenLineage's format.

OUTPUT/ledger/RUN_ID.json     one entry a run, written when it starts and again when it ends
OUTPUT/lineage/RUN_ID.json    OpenLineage RunEvent: inputs, outputs, versions
"""

from __future__ import annotations

import json
import platform
import uuid
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.files import replace_file
from flows.places import Place
from flows.settings import Settings
from flows.summary import Summary, now
from flows.versions import package_version
from schemas.models import columns_in, models, schema_version
from schemas.vocab import RunStatus

if TYPE_CHECKING:
    import pyarrow as pa

RUNNING = "running"
LEDGER, LINEAGE, LOGS = "ledger", "lineage", "logs"
MOST_RUNS = 1_000
"""Runs that the ``runs`` table shows; the files of older ones stay longer (``keep_runs``)."""

_OPENLINEAGE = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"
_FACETS = "https://openlineage.io/spec/facets"
_PRODUCER = "https://pypi.org/project/leaflet-etl"


def entry(summary: Summary, parser: str) -> dict[str, Any]:
    """Return a run's row of the ``runs`` table; a run that goes on has no end and the status ``running``."""
    counts = {name: getattr(summary, name) for name in columns_in("runs") if name.startswith("n_")}
    return counts | {
        "run_id": summary.run_id,
        "started_at": summary.started_at,
        "finished_at": summary.finished_at,
        "status": summary.status or RUNNING,
        "parser_version": parser,
        "schema_version": schema_version(),
        "duration_s": round(summary.duration_s, 3),
    }


def write(output: Path, summary: Summary, parser: str) -> None:
    """Write a run's entry, whole or not at all."""
    said = entry(summary, parser) | {
        "is_idle": summary.is_idle,
        "message": summary.message,
        "notes": summary.notes,
    }
    _write_json(output / LEDGER / f"{summary.run_id}.json", said)


def succeeded(output: Path) -> bool:
    """Return whether any run that the ledger knows came to a good end."""
    return any(_read(path)["status"] == RunStatus.SUCCEEDED for path in (output / LEDGER).glob("*.json"))


def prune(output: Path, keep: int) -> None:
    """Remove what is written of all but the last ``keep`` runs: ledger, lineage and log."""
    for path in sorted((output / LEDGER).glob("*.json"))[:-keep]:
        for file in (output / LINEAGE / path.name, output / LOGS / f"{path.stem}.log", path):
            file.unlink(missing_ok=True)


def close_killed(output: Path) -> list[str]:
    """Mark runs that never came to an end as failed, and return a line for each.  Only the lock's holder may ask."""
    notes = []
    for path in sorted((output / LEDGER).glob("*.json")):
        said = _read(path)
        if said["status"] == RUNNING:
            said |= {"status": RunStatus.FAILED, "finished_at": said["started_at"], "message": "it was killed"}
            _write_json(path, said)
            notes.append(f"run {said['run_id']} had been killed; the snapshot before it is untouched")
    return notes


def runs_table(output: Path, summary: Summary, parser: str) -> pa.Table:
    """Return the ``runs`` table: the last runs that ended, and this one."""
    from schemas.arrow import to_arrow

    paths = sorted((output / LEDGER).glob("*.json"))[-MOST_RUNS:]
    said = map(_read, paths)
    ended = [_typed(row) for row in said if row["status"] != RUNNING and row["run_id"] != summary.run_id]
    rows = [*ended, entry(summary, parser)]
    return to_arrow("runs", {name: [row[name] for row in rows] for name in columns_in("runs")})


def facts(summary: Summary, parser: str) -> dict[str, str]:
    """Return what the manifest says of the run: who made the snapshot, when, with which versions."""
    return {
        "run_id": summary.run_id,
        "created_at": now().isoformat(),
        "package_version": package_version(),
        "parser_version": parser,
        "schema_version": schema_version(),
        "python_version": platform.python_version(),
        "pyarrow_version": version("pyarrow"),
    }


def write_lineage(output: Path, settings: Settings, summary: Summary, parser: str) -> None:
    """Write the run's OpenLineage event."""
    _write_json(output / LINEAGE / f"{summary.run_id}.json", event(settings, summary, parser))


def write_log(output: Path, summary: Summary) -> None:
    """Write the tracebacks of the documents that the parser failed at; no file where there is none."""
    traces = [f"{r.source}: {r.code}: {r.message}\n{r.trace}" for r in summary.refusals if r.trace]
    if traces:
        path = output / LOGS / f"{summary.run_id}.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, "\n".join(traces).encode("utf-8", "backslashreplace"))


def event(settings: Settings, summary: Summary, parser: str) -> dict[str, Any]:
    """Return the run as an OpenLineage RunEvent, COMPLETE or FAIL."""
    failed = summary.status == RunStatus.FAILED
    facets: dict[str, Any] = {
        "processing_engine": _facet(
            "1-1-1/ProcessingEngineRunFacet",
            {"version": parser, "name": "leaflet-etl", "openlineageAdapterVersion": package_version()},
        )
    }
    if failed:
        facets["errorMessage"] = _facet(
            "1-0-1/ErrorMessageRunFacet", {"message": summary.message or "", "programmingLanguage": "python"}
        )
    return {
        "eventType": "FAIL" if failed else "COMPLETE",
        "eventTime": (summary.finished_at or now()).isoformat(),
        "producer": _PRODUCER,
        "schemaURL": _OPENLINEAGE,
        "run": {"runId": str(uuid.uuid5(uuid.NAMESPACE_URL, summary.run_id)), "facets": facets},
        "job": {"namespace": "leaflet-etl", "name": "leaflets"},
        "inputs": [{**_dataset(settings.raw), "inputFacets": {}}],
        "outputs": [] if failed or summary.is_idle else [_output(settings, *pair) for pair in summary.rows.items()],
    }


def _output(settings: Settings, table: str, count: int) -> dict[str, Any]:
    columns = models()[table].columns
    fields = [{"name": column.name, "type": column.type, "description": column.description} for column in columns]
    return {
        **_dataset(settings.output, f"latest/{table}.parquet"),
        "facets": {"schema": _facet("1-2-0/SchemaDatasetFacet", {"fields": fields})},
        "outputFacets": {"outputStatistics": _facet("1-0-2/OutputStatisticsOutputDatasetFacet", {"rowCount": count})},
    }


def _dataset(place: Place, path: str = "") -> dict[str, str]:
    """Return a data set's name as OpenLineage forms it: of a store, the bucket is the namespace.

    >>> from flows.places import Url
    >>> _dataset(Url("s3://bucket/out"), "latest/effects.parquet")
    {'namespace': 's3://bucket', 'name': 'out/latest/effects.parquet'}
    """
    if isinstance(place, Path):
        return {"namespace": "file", "name": str(place.resolve() / path)}
    url = str(place / path if path else place)
    if "::" in url:
        return {"namespace": place.schemes[-1], "name": url}
    scheme, _, rest = url.partition("://")
    bucket, _, name = rest.partition("/")
    return {"namespace": f"{scheme}://{bucket}", "name": name or "/"}


def _facet(name: str, content: dict[str, Any]) -> dict[str, Any]:
    number, kind = name.split("/")
    return {"_producer": _PRODUCER, "_schemaURL": f"{_FACETS}/{number}/{kind}.json#/$defs/{kind}", **content}


def _read(path: Path) -> dict[str, Any]:
    """Return an entry of the ledger."""
    said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return said


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    return row | {name: datetime.fromisoformat(row[name]) for name in ("started_at", "finished_at")}


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, json.dumps(content, indent=1, ensure_ascii=False, default=_json).encode() + b"\n")


def _json(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"no JSON for {value!r}")
