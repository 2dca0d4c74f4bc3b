"""Signs that part a list: those that no parenthesis holds."""

from __future__ import annotations

import re
from collections.abc import Iterator


def outside_parentheses(text: str, start: int, end: int, sign: str) -> Iterator[int]:
    """Yield where ``sign`` stands outside parentheses and brackets; one that closes nothing is passed over.

    >>> list(outside_parentheses("a) b, c (d, [e, f]), g", 0, 22, ","))
    [4, 19]
    """
    depth = 0
    for border in re.compile(rf"[()\[\]{sign}]").finditer(text, start, end):
        if border[0] == sign:
            if depth == 0:
                yield border.start()
        else:
            depth = max(0, depth + (1 if border[0] in "([" else -1))
