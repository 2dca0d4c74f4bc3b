"""What of a list item is the effect: without its own label, its stop, and the advice that ends it."""

from __future__ import annotations

import re

from extractors.eu.bands import Band, bands, words_beside
from extractors.eu.cues import after_label, own_band, sentences, without_stop
from extractors.model import Span

_WHO = r"(?:your|a|the) (?:doctor|nurse|pharmacist|physician)"
_ADVICE = re.compile(
    rf"(?:please )?(?:{_WHO}s? (?:will|should|can|may|might)"
    rf"|(?:tell|talk to|speak to|contact|ask|call|see|consult|inform) {_WHO}|seek (?:\w+ )?(?:medical|help))\b",
    re.IGNORECASE,
)
_ASKS_OF = re.compile(r"\b(?:if you|signs? of|symptoms? of)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(r"\b(?:these|this|those|such)\b", re.IGNORECASE)


def item_quote(text: str, span: Span) -> tuple[Span, Band | None]:
    """Return where the effect of an item stands, and how often it says itself to be.

    >>> item = "bone pain. Your doctor will tell you what you can take for it."
    >>> item_quote(item, Span(0, len(item)))[0].of(item)
    'bone pain'
    >>> item = "Common (may affect up to 1 in 10 people): polyps in the stomach"
    >>> item_quote(item, Span(0, len(item)))[0].of(item)
    'polyps in the stomach'
    """
    words = span.of(text)
    parts = sentences(text, span)
    own = own_band(words, bands(words))
    start = _after_own_label(text, span, own) if own else span.start
    end = next((part.end for part in reversed(parts) if not _is_remark(text, part, span)), span.end)
    return Span(start, start + len(without_stop(text[start:end]))), own


def _after_own_label(text: str, span: Span, own: Band) -> int:
    """Step over a label with its colon at the head of an item."""
    if own.start:
        return span.start
    at = after_label(text, span.start + own.end, span.end)
    return at if ":" in text[span.start + own.end : at] and at < span.end else span.start


def _is_remark(text: str, sentence: Span, item: Span) -> bool:
    """Say whether a sentence behind the first of an item is nothing but advice, or a label ("Common (may affect …).").

    What points back ("these symptoms", "this is common") is of one piece with what it is about, unless it was a
    paragraph of its own: then no stop parts it from the item.
    """
    words = sentence.of(text)
    if sentence.start == item.start:
        return False
    if text[: sentence.start].rstrip()[-1] not in ".!?":
        return bool(_ADVICE.match(words))
    if _POINTS_BACK.search(words):
        return False
    return _is_label(words) or bool(_ADVICE.match(words) and not _ASKS_OF.search(words))


def next_list(words: str) -> int:
    """Return where the sentence begins that opens another list in an item, 0 where none does.

    >>> item = "mouth ulcers. Very rare (may affect up to 1 in 10,000 people): fits"
    >>> item[next_list(item) :]
    'Very rare (may affect up to 1 in 10,000 people): fits'
    """
    if ":" not in words or ". " not in words:
        return 0
    labels = [b for b in bands(words) if b.is_named and ":" in words[b.end : after_label(words, b.end, len(words))]]
    starts = [s.start for s in sentences(words, Span(0, len(words)))[1:]]
    return next((at for b in labels for at in reversed(starts) if at <= b.start), 0)


def _is_label(words: str) -> bool:
    found = bands(words)
    return len(found) == 1 and found[0].is_rated and not words_beside(words, found[0]).strip(" .:;,")
