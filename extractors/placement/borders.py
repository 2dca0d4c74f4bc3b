"""Where one list ends and the next begins, when a leaflet was flattened and the headings between its lists are gone."""

from __future__ import annotations

from collections.abc import Sequence

from mypy_extensions import mypyc_attr


@mypyc_attr(acyclic=True)
class ListLine:
    """An item as the flattened leaflet holds it (unwrapped, bullet removed), with the blank lines before it."""

    def __init__(self, text: str, gap: int = 0) -> None:
        self.text, self.gap = text, gap


def split_lists(lines: Sequence[ListLine]) -> list[list[int]]:
    """Return the lists that ``lines`` form, each as the indexes of its items, in order.

    Side-effect pages set their lists apart by blank lines.  Where those are lost, or lie between all items alike, the
    shape of the items tells: in the incidence template only the first item of a list has a capital letter; in the
    call-at-once template items end with a semicolon and the last with a full stop.  Items that are whole sentences,
    each with a capital letter, show no border at all: each is returned as a list of its own, so that placing them
    finds the border.

    >>> split_lists([ListLine("Chills"), ListLine("fever"), ListLine("Bloating", 2), ListLine("gas")])
    [[0, 1], [2, 3]]
    >>> split_lists([ListLine("Chills"), ListLine("fever"), ListLine("Bloating"), ListLine("gas")])
    [[0, 1], [2, 3]]
    >>> split_lists([ListLine("dizziness;"), ListLine("a fast pulse."), ListLine("dry skin;"), ListLine("thirst.")])
    [[0, 1], [2, 3]]
    """
    return [part for block in _by_gap(lines) for part in _by_shape(block, lines)]


def _by_gap(lines: Sequence[ListLine]) -> list[list[int]]:
    """Split where more blank lines stand than between the items of a list."""
    usual = min((line.gap for line in lines[1:]), default=0)
    return _cut(range(len(lines)), [i for i in range(1, len(lines)) if lines[i].gap > usual])


def _by_shape(block: Sequence[int], lines: Sequence[ListLine]) -> list[list[int]]:
    """Split a block that blank lines do not divide, unless blank lines are what divides this leaflet."""
    if len(block) < len(lines) or len(block) == 1:
        return [list(block)]
    texts = [lines[i].text.strip() for i in block]
    if all(_starts_upper(text) for text in texts):
        return [[i] for i in block]
    stops = any(text.endswith(";") for text in texts)
    return _cut(block, [block[k] for k in range(1, len(block)) if _is_border(texts[k - 1], texts[k], stops)])


def _is_border(before: str, item: str, stops: bool) -> bool:
    """Tell whether ``item`` opens a list: it has a capital letter, or a full stop closed a list of semicolons."""
    return _starts_upper(item) or (stops and before.endswith("."))


def _starts_upper(text: str) -> bool:
    return text[:1].isupper()


def _cut(block: Sequence[int], borders: Sequence[int]) -> list[list[int]]:
    """Cut ``block`` before each index in ``borders``."""
    out: list[list[int]] = []
    opening = set(borders)
    for index in block:
        if not out or index in opening:
            out.append([])
        out[-1].append(index)
    return out
