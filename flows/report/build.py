"""The report of a snapshot: one folder that opens from disk, without a network."""

from __future__ import annotations

import hashlib
import inspect
import shutil
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pyarrow as pa

from flows.files import link
from flows.parts import part_of
from flows.reading import n_parts_of, read_part
from flows.report import evidence, search
from flows.report.accuracy import accuracy
from flows.report.charts import bars, trend
from flows.report.counts import Look, tally_name
from flows.report.evidence import Evidence, evidence_rows, link_pages, write_evidence
from flows.report.figures import SHOWN_REFUSALS, SHOWN_RUNS, Figures, figures
from flows.report.rendering import asset, environment
from flows.report.rules import rules
from flows.report.search import (
    SEARCH_COLUMNS,
    SEARCH_FOLDER,
    SEARCH_UP_TO,
    SHELVES,
    has_search,
    search_files,
    search_of,
    search_path,
    write_search,
)
from flows.report.verdict import LIMITS, verdict
from flows.store import Staging

FOLDER = "report"
MADE_BY = "report_made_by"


class ReportMaker:
    """Makes the report of a snapshot while its parts are written or carried over: `take_part`, `link_part`, `finish`.

    What is counted of a part, and its share of the search (`flows.finishing.facts_of`), lie beside its tables and are
    carried over with them.
    """

    def __init__(self, staging: Staging) -> None:
        self.snapshot, self.parts = staging.folder, staging.parts
        self._place = staging.place
        self._has_search = has_search(self.parts)
        self._evidence: Evidence = {}
        self._before: Path | None = None
        self._carried: set[int] = set()
        self._searched = cache(search_files)

    def take_part(self, tables: Mapping[str, pa.Table], doubtful: Sequence[Look]) -> None:
        """Keep of the tables of an only part the rows that pages of evidence need.

        Which leaflets of many parts are the most doubtful is clear only at the end.
        """
        if self.parts == 1:
            self._evidence = evidence_rows(tables, [look.leaflet_id for look in doubtful])

    def link_part(self, before: Path, manifest: Mapping[str, object], part: int) -> None:
        """Take in a part that is carried over, as far as its report was made by the rules of today."""
        tallied = tally_name(part, self.parts)
        made = [tallied] if (before / tallied).is_file() else []
        if manifest.get(MADE_BY) == made_by():
            self._before = before
            self._carried.add(part)
            names = self._searched(before).get(part, []) if self._has_search else []
            made += [search_path(name) for name in names]
        for path in made:
            link(f"{before}/{path}", self._place(path))

    def finish(self) -> Path:
        """Write what is left of the report and return the path of its first page."""
        found = figures(self.snapshot)
        if self._before:
            looks = (look.leaflet_id for look in found.worth_a_look)
            unchanged = [key for key in looks if part_of(key, self.parts) in self._carried]
            folder = self.snapshot / FOLDER
            folder.mkdir(exist_ok=True)
            link_pages(self._before, self.snapshot, folder / "evidence", unchanged)
        return _write(self.snapshot, found, self._evidence)


def write_report(snapshot: Path) -> Path:
    """Write ``report/`` into a snapshot's folder and return the path of its first page.

    With it come the evidence pages of the leaflets most worth a look, and the search where the leaflets are not too
    many for it.  What a `ReportMaker` has left here is used as it is.
    """
    return _write(snapshot, figures(snapshot), {})


def _write(snapshot: Path, found: Figures, known: Evidence) -> Path:
    folder = snapshot / FOLDER
    folder.mkdir(exist_ok=True)
    parts = n_parts_of(snapshot) if found.rows["leaflets"] <= SEARCH_UP_TO else 0
    (folder / "index.html").write_text(_page(found, parts), encoding="utf-8")
    for name in ("style.css", "report.js", "evidence.js"):
        (folder / name).write_text(asset(name), encoding="utf-8")
    searched = search_files(snapshot)
    for part in range(parts):
        if part not in searched:
            write_search(search_of(read_part(snapshot, part, SEARCH_COLUMNS), part), snapshot)
    if not parts:
        shutil.rmtree(snapshot / SEARCH_FOLDER, ignore_errors=True)
    write_evidence(snapshot, folder / "evidence", [look.leaflet_id for look in found.worth_a_look], known)
    return folder / "index.html"


@cache
def made_by() -> str:
    """Return a digest of the rules by which the search and the pages of evidence are made; the manifest keeps it."""
    sources = [inspect.getsource(module) for module in (search, evidence)]
    return hashlib.sha256("".join([*sources, asset("evidence.html")]).encode()).hexdigest()[:16]


def _page(found: Figures, search_parts: int) -> str:
    template = environment().get_template("report.html")
    return template.render(
        found=found,
        verdict=verdict(found),
        limits=LIMITS,
        rules=rules(),
        charts=_charts(found),
        accuracy=accuracy(),
        has_search=search_parts > 0,
        search_parts=search_parts,
        search_up_to=SEARCH_UP_TO,
        search_shelves=SHELVES,
        shown_refusals=SHOWN_REFUSALS,
        last_runs=found.trend[: -SHOWN_RUNS - 1 : -1],
    )


def _charts(found: Figures) -> dict[str, str]:
    words = "number of effects in each kind of section"
    charts = {"sections": bars(found.effects_by_section, "Effects by section", words)}
    if any(band.n for band in found.confidence):
        charts["confidence"] = bars(
            dict(found.confidence), "Confidence of inferred sections", "number of effects in each band"
        )
    if len(found.trend) > 1:
        charts["trend"] = trend(found.trend)
    return charts
