"""Text that was taken out of a page tag by tag: a line ends wherever bold or raised words began and ended.

Such a file has lines that nobody would begin there: marks of references alone, closing signs, the rest of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from extractors.model import Element, replace

_MARK: Final = re.compile(r"\[\s*(?:Refs?|\d{1,3})\s*\]$", re.I)
_GOES_ON: Final = re.compile(r"[)\],;:.%]|\(\S")
_NAMES: Final = re.compile(r"(?:Generic Names?|Brand Names?|Note)\s*:$", re.I)
_INCLUDE: Final = re.compile(r".{0,60}\binclude\s*:$", re.I)  # opens a sentence, or a list whose items end otherwise
_SENTENCE: Final = re.compile(r"\b(?:side\s+effects?|following|check\s+with)\b", re.I)
_ENDED: Final = (".", ":", "!", "?")
_ENOUGH: Final = 2


def is_torn(text: str, elements: Sequence[Element]) -> bool:
    """Tell such a file by two lines that hold a mark and nothing else.

    >>> lines = ["Rash", "[Ref]", "Fever", "[Ref]"]
    >>> from extractors.model import ElementKind
    >>> starts = [0, 5, 11, 17]
    >>> elements = [Element(ElementKind.LINE, at, at + len(line)) for at, line in zip(starts, lines, strict=True)]
    >>> is_torn("\\n".join(lines), elements), is_torn("Rash[Ref]", elements[:1])
    (True, False)
    """
    if text.find("[") < 0:
        return False
    marks = (e for e in elements if text[e.start] == "[" and _MARK.match(text, e.start, e.end))
    return sum(1 for _, _ in zip(range(_ENOUGH), marks, strict=False)) == _ENOUGH


def mended(text: str, elements: Sequence[Element]) -> Iterator[Element]:
    """Yield the elements, each with the lines that go on with it; line ends stay inside them."""
    current: Element | None = None
    for element in elements:
        if current is None:
            current = element
        elif _goes_on(text[current.start : current.end], text[element.start : element.end]):
            current = replace(current, end=element.end)
        else:
            yield current
            current = element
    if current is not None:
        yield current


def _goes_on(before: str, line: str) -> bool:
    if _GOES_ON.match(line) or _MARK.match(line) or _NAMES.match(before):
        return True
    if _INCLUDE.match(before):
        return line.endswith(".")
    if before.endswith(","):
        return _SENTENCE.search(before) is not None
    if not line[0].islower() or before.endswith(_ENDED):
        return False
    return _SENTENCE.search(before) is not None
