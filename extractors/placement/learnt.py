"""What was learnt, as the lexicons of the two models hold it: counts by name in a cell, weights and curves in rows."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence

Curve = list[tuple[float, float]]
Weights = dict[str, float]


def packed(names: Sequence[str], row: Sequence[float]) -> str:
    """Return counts as a lexicon cell, what was never counted left out.

    >>> packed(["Nervous system", "Renal", "Ocular"], [3, 0, 1])
    'Nervous_system:3 Ocular:1'
    """
    return " ".join(f"{name.replace(' ', '_')}:{n:g}" for name, n in zip(names, row, strict=True) if n)


def unpacked(names: Sequence[str], cells: Iterable[tuple[str, ...]]) -> dict[str, array[float]]:
    """Return the counts that ``cells`` hold, each given with its key, in the order of ``names``.

    >>> unpacked(["Nervous system", "Renal", "Ocular"], [("rash", "Nervous_system:3 Ocular:1")])
    {'rash': array('d', [3.0, 0.0, 1.0])}
    """
    nothing = bytes(8 * len(names))
    place = {name.replace(" ", "_"): at for at, name in enumerate(names)}
    out: dict[str, array[float]] = {}
    for key, cell in cells:
        row = array("d", nothing)
        for part in cell.split():
            name, _, n = part.rpartition(":")
            row[place[name]] = float(n)
        out[key] = row
    return out


def weights_and_curves(
    rows: Iterable[Mapping[str, str]], curves: Sequence[str]
) -> tuple[dict[str, float], dict[str, Curve]]:
    """Return the weights by name, and the points of the calibration curves of these names ("section=0.9").

    >>> weights_and_curves([{"name": "border", "value": "2"}, {"name": "list=0.5", "value": "0.4"}], ["list"])
    ({'border': 2.0}, {'list': [(0.5, 0.4)]})
    """
    table: Weights = {}
    found: dict[str, Curve] = {name: [] for name in curves}
    for row in rows:
        head, _, at = row["name"].partition("=")
        if at:
            found[head].append((float(at), float(row["value"])))
        else:
            table[head] = float(row["value"])
    return table, found
