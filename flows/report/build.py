"""The report of a snapshot: one folder that opens from disk, without a network."""

from __future__ import annotations

from pathlib import Path

from flows.report.charts import bars, trend
from flows.report.figures import Figures, figures
from flows.report.rendering import asset, environment
from flows.report.rules import rules
from flows.report.search import write_search
from flows.report.verdict import LIMITS, verdict

FOLDER = "report"


def write_report(snapshot: Path) -> Path:
    """Write ``report/`` into a snapshot's folder and return the path of its first page."""
    folder = snapshot / FOLDER
    folder.mkdir()
    found = figures(snapshot)
    page = (
        environment()
        .get_template("report.html")
        .render(found=found, verdict=verdict(found), limits=LIMITS, rules=rules(), charts=_charts(found))
    )
    (folder / "index.html").write_text(page, encoding="utf-8")
    for name in ("style.css", "report.js", "evidence.js"):
        (folder / name).write_text(asset(name), encoding="utf-8")
    write_search(snapshot, folder / "search")
    return folder / "index.html"


def _charts(found: Figures) -> dict[str, str]:
    words = "number of effects in each kind of section"
    charts = {"sections": bars(found.effects_by_section, "Effects by section", words)}
    if found.confidence.n.sum():
        bands = found.confidence.set_index("band").n
        charts["confidence"] = bars(bands, "Confidence of inferred sections", "number of effects in each band")
    if len(found.trend) > 1:
        charts["trend"] = trend(found.trend)
    return charts
