"""A pattern for many phrases that tries each beginning once, not each phrase."""

from __future__ import annotations

import re
from collections.abc import Iterable

_Node = dict[str, "_Node"]  # by the next unit of a phrase; "" where a phrase may end


def alternatives(phrases: Iterable[str]) -> str:
    r"""Return a regular expression that matches any of ``phrases``, the longest first; a blank stands for any blanks.

    >>> alternatives(["rash", "rashes", "raised skin"])
    '(?:ra(?:ised\\s+skin|sh(?:es)?))'
    """
    root: _Node = {}
    for phrase in sorted(phrases):
        node = root
        for unit in phrase:
            node = node.setdefault(r"\s+" if unit == " " else re.escape(unit), {})
        node[""] = {}
    return f"(?:{_pattern(root)})"


def _pattern(node: _Node) -> str:
    longer = [unit + _pattern(child) for unit, child in node.items() if unit]
    if len(longer) == 1 and "" not in node:
        return longer[0]
    if not longer:
        return ""
    return f"(?:{'|'.join(longer)})" + ("?" if "" in node else "")
