"""Charts as SVG text, out of templates: bars and a line are not worth a second of loading a library of charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flows.report.figures import PastRun
from flows.report.rendering import environment

_WIDTH, _LEFT, _ROOM_FOR_NUMBERS = 540, 180, 70
_LINE_HEIGHT, _LINE_LEFT, _LINE_TOP, _LINE_BOTTOM = 86, 70, 26, 14
_MOST_RUNS = 30
_COLOURS = {"n_effects": "#2b6cb0", "n_quarantined": "#b7791f"}


class Bar(NamedTuple):
    """A bar, its length in pixels."""

    name: str
    n: int
    length: float


class Line(NamedTuple):
    """A line over the last runs, its points in pixels."""

    name: str
    most: int
    colour: str
    points: list[tuple[float, float]]


def bars(values: Mapping[str, int], title: str, description: str) -> str:
    """Return a chart of horizontal bars, one for each entry, its count beside it."""
    room, most = _WIDTH - _LEFT - _ROOM_FOR_NUMBERS, max(values.values(), default=0) or 1
    drawn = [Bar(name, n, room * n / most) for name, n in values.items()]
    template = environment().get_template("bars.svg")
    return template.render(bars=drawn, title=title, description=description, width=_WIDTH, left=_LEFT)


def trend(runs: Sequence[PastRun]) -> str:
    """Return the effects and the quarantined files of the last runs."""
    last = runs[-_MOST_RUNS:]
    step = (_WIDTH - _LINE_LEFT - 30) / max(1, len(last) - 1)
    across = [_LINE_LEFT + 10 + step * n for n in range(len(last))]
    return (
        environment()
        .get_template("trend.svg")
        .render(
            lines=[_line(last, column, across) for column in _COLOURS],
            days=[(x, f"{run.started_at:%m-%d}") for x, run in zip(across, last, strict=True)],
            description="Effects published and files in quarantine in the last runs, oldest first",
            width=_WIDTH,
            height=_LINE_HEIGHT,
            left=_LINE_LEFT,
        )
    )


def _line(runs: Sequence[PastRun], column: str, across: Sequence[float]) -> Line:
    values = [getattr(run, column) for run in runs]
    most = max(values)
    floor, room = _LINE_HEIGHT - _LINE_BOTTOM, _LINE_HEIGHT - _LINE_BOTTOM - _LINE_TOP
    points = [(x, floor - room * value / (most or 1)) for x, value in zip(across, values, strict=True)]
    return Line(column.removeprefix("n_"), most, _COLOURS[column], points)
