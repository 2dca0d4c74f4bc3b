"""Sentences that tell the reader when to ask for help, and name the effects themselves.

Medication Guides say so behind the name of a risk: "Severe skin reactions. Call your doctor right away if you have
rash, blisters or peeling of the skin."
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from extractors.concepts.matching import concept_of
from extractors.labels.consumer_cues import ConsumerCue, cue_of
from extractors.model import Span, collapse
from extractors.prose.sentences import sentences
from extractors.terms.splitting import terms_of

# What points back to effects, or is none, has no words of its own: "if you have any of these", "if you have questions".
_CONDITION = re.compile(
    r"\bif\s+(?:you|your\s+child|you\s+or\s+your\s+child)\s+"
    r"(?:have|has|gets?|develops?|notices?|experiences?)\s+"
    r"(?!(?:(?:any|one|all|some)\s+(?:or\s+more\s+)?(?:of\s+)?)?(?:these|those|them|such|this|it|the\s+(?:above|following))\b"
    r"|any\s+(?:questions|other)|questions|trouble\s+with|taken|had|been|ever)"
    r"(?P<effects>[^.:?!]{3,250})",
    re.IGNORECASE,
)


class UrgentSentence(NamedTuple):
    """A sentence, what it says to do, and the words that name the effects."""

    span: Span
    cue: ConsumerCue
    effects: Span


def urgent_sentences(text: str, span: Span) -> Iterator[UrgentSentence]:
    """Yield the sentences of ``text`` at ``span`` that say when to ask for help at once, and name what has a concept.

    >>> said = "Skin reactions. Call your doctor right away if you have rash or blisters. Ask if you have questions."
    >>> [found.effects.of(said) for found in urgent_sentences(said, Span(0, len(said)))]
    ['rash or blisters']
    """
    if "if " not in span.of(text):
        return
    for sentence in sentences(text, *span):
        found = _CONDITION.search(text, *sentence)
        cue = cue_of(collapse(sentence.of(text))) if found else None
        if found and cue and cue.urgency and cue.kind and cue.kind.audience and _names_effects(text, found):
            yield UrgentSentence(sentence, cue, Span(*found.span("effects")))


def _names_effects(text: str, found: re.Match[str]) -> bool:
    return any(concept_of(term.term) for term in terms_of(text, *found.span("effects")))
