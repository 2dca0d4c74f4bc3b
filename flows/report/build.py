"""The report of a snapshot: one folder that opens from disk, without a network."""

from __future__ import annotations

from pathlib import Path

from flows.report.accuracy import accuracy
from flows.report.charts import bars, trend
from flows.report.evidence import write_evidence
from flows.report.figures import SHOWN_REFUSALS, SHOWN_RUNS, Figures, figures
from flows.report.rendering import asset, environment
from flows.report.rules import rules
from flows.report.search import SEARCH_UP_TO, write_search
from flows.report.verdict import LIMITS, verdict

FOLDER = "report"


def write_report(snapshot: Path) -> Path:
    """Write ``report/`` into a snapshot's folder and return the path of its first page.

    With it come the evidence pages of the leaflets most worth a look, and the search where the leaflets are not too
    many for it.
    """
    folder = snapshot / FOLDER
    folder.mkdir()
    found = figures(snapshot)
    has_search = found.rows["leaflets"] <= SEARCH_UP_TO
    (folder / "index.html").write_text(_page(found, has_search), encoding="utf-8")
    for name in ("style.css", "report.js", "evidence.js"):
        (folder / name).write_text(asset(name), encoding="utf-8")
    if has_search:
        write_search(snapshot, folder / "search")
    write_evidence(snapshot, folder / "evidence", list(found.worth_a_look.leaflet_id))
    return folder / "index.html"


def _page(found: Figures, has_search: bool) -> str:
    template = environment().get_template("report.html")
    return template.render(
        found=found,
        verdict=verdict(found),
        limits=LIMITS,
        rules=rules(),
        charts=_charts(found),
        accuracy=accuracy(),
        has_search=has_search,
        search_up_to=SEARCH_UP_TO,
        shown_refusals=SHOWN_REFUSALS,
        last_runs=found.trend.tail(SHOWN_RUNS).iloc[::-1],
    )


def _charts(found: Figures) -> dict[str, str]:
    words = "number of effects in each kind of section"
    charts = {"sections": bars(found.effects_by_section, "Effects by section", words)}
    if found.confidence.n.sum():
        bands = found.confidence.set_index("band").n
        charts["confidence"] = bars(bands, "Confidence of inferred sections", "number of effects in each band")
    if len(found.trend) > 1:
        charts["trend"] = trend(found.trend)
    return charts
