"""Charts as SVG text, drawn without a display and without a network."""

from __future__ import annotations

import io
import re

import matplotlib as mpl

mpl.use("svg")

import pandas as pd
from matplotlib.figure import Figure

_INK, _BAR, _SECOND = "#1f2933", "#2b6cb0", "#b7791f"
mpl.rcParams.update({"svg.hashsalt": "leaflets", "svg.fonttype": "none", "font.size": 9, "font.family": "sans-serif"})


def bars(values: pd.Series[int], title: str, description: str) -> str:
    """Return a chart of horizontal bars, one for each entry, its count beside it."""
    figure = Figure(figsize=(5.6, 0.6 + 0.3 * max(1, len(values))), layout="constrained")
    axes = figure.subplots()
    names = [str(name).replace("_", " ") for name in values.index]
    drawn = axes.barh(names[::-1], list(values)[::-1], color=_BAR)
    axes.bar_label(drawn, fmt="{:,.0f}", padding=3, color=_INK)
    axes.margins(x=0.18)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.xaxis.set_visible(False)
    axes.set_title(title, loc="left", color=_INK)
    return _svg(figure, title, description)


def trend(runs: pd.DataFrame) -> str:
    """Return the effects and the quarantined files of the last runs."""
    last = runs.tail(30)
    figure = Figure(figsize=(5.6, 2.2), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True)
    for axes, column, colour in ((above, "n_effects", _BAR), (below, "n_quarantined", _SECOND)):
        axes.plot(range(len(last)), last[column], marker="o", markersize=3, color=colour)
        axes.set_ylabel(column.removeprefix("n_"))
        axes.set_ylim(bottom=0)
        axes.spines[["top", "right"]].set_visible(False)
    below.set_xticks(range(len(last)), [f"{at:%m-%d}" for at in last.started_at], rotation=45)
    return _svg(figure, "Last runs", "Effects published and files in quarantine in the last runs, oldest first")


def _svg(figure: Figure, title: str, description: str) -> str:
    """Return a figure as an SVG element that names itself to a screen reader."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    svg = re.sub(r"^.*?(?=<svg)", "", buffer.getvalue(), flags=re.DOTALL)
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    label = f"{title}: {description}".replace('"', "'")
    return svg.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
