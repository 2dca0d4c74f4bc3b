"""What an element says is changed, and how: "elevated ALT", "changes in the serum sodium", "swelling of the legs"."""

from __future__ import annotations

import re
from typing import Final

from extractors.lexicons.alternatives import alternatives
from extractors.prose.sentences import small_letters

_CHANGED: Final = (
    *("increase", "increased", "decrease", "decreased", "elevated", "reduced", "raised", "abnormal", "positive", "low"),
    *("high", "dry", "impaired", "prolonged", "altered", "lowered", "blurred", "suicidal"),
)
_MAY_MODIFY: Final = frozenset([*_CHANGED, "in", "of"])  # without one of these words _MODIFIED finds nothing
_MODIFIED: Final = re.compile(
    rf"(?P<modifier>(?:{alternatives(_CHANGED)}(?:\s+serum|\s+plasma|\s+blood|\s+levels\s+of|\s+(?:in|of)(?:\s+serum|\s+plasma)?)?"
    r"|(?:\w+\s+)?(?:increases?|decreases?|elevations?|reductions?|rises?|falls?|changes|alterations?|abnormalit(?:y|ies)|impairment|loss|swelling|flushing|sweating|bleeding|cramps|cramping|soreness|tenderness|tightness|twitching|burning|numbness|tingling|pain|redness|itching|coldness|worsening|exacerbation|inflammation|irritation|dryness|fluctuations|discoloration|stiffness|infections?|inflammation|angioedema|paresthesias?|weakness|edema|urticaria|rash|eruptions?)\s+(?:in|of)(?:\s+the)?(?:\s+serum|\s+plasma|\s+blood)?))\s+(?P<rest>.+)",
)


def modified_in(words: str) -> re.Match[str] | None:
    """Return what is modified in an element's words (``rest``) with its ``modifier``; most have none of its words.

    >>> modified_in("elevated serum ALT")["rest"], modified_in("hepatitis")
    ('alt', None)
    """
    small = small_letters(words)
    return None if _MAY_MODIFY.isdisjoint(small.split()) else _MODIFIED.match(small)
