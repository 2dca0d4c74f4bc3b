"""What the lines of section 4 of a package leaflet are: template sentences, labels, contexts, items without a mark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise

from extractors.eu.bands import Band, bands, words_beside
from extractors.eu.inline_lists import elements_of
from extractors.eu.pieces import Piece
from extractors.lexicons.loading import lexicon
from extractors.model import ElementKind, Frequency, Span

# A paragraph that was joined to the one above: no stop stands before it.
JOINED = r"(?<=[a-z)])\s+(?=(?:(?:Your|(?:Tell|Contact|Talk to|Ask) your) doctor|Seek medical|Some patients have)\b)"
SENTENCE_BREAK = re.compile(rf"(?<=[.!?])[\"')\]]*\s+(?=[A-Z•])|{JOINED}")
LEADS = re.compile(r":\s*$|\b(?:following|include|includes|including|are|if you|such as|show)\s*[.:]?\s*$", re.I)
LEADS_ITEMS = re.compile(
    r"\s*(?:you|your|the following|these|other|tests?|blood tests?)\b.*(?:following|show)", re.I | re.S
)
KEEPS_BAND = re.compile(r"\b(?:tests?|scans?|x-rays?|visual)\b|^\s*(?:these|this|it|they)\b", re.I)
# "Tell your doctor at once if you have: fits, asthma" holds its own list.
ANSWERED = re.compile(r":\s+(?!(?:if|when|please|tell|contact|stop|see)\b)\S", re.I)
# "Some side effects are typical of these medicines:" has left the band above it.
NEW_TOPIC = re.compile(r"(?:some|certain|a few) (?:\w+ )?side.effects (?:are|were|have)\b", re.I)
# Lists of what makes an effect likelier, or of what to do, are no lists of effects.
CAUSES = re.compile(
    r"\b(?:more likely to|(?:caused|brought about) (?:by|if)|risk (?:is|of|factors?)\b.{0,60}\b(?:if|higher|increased)|"
    r"to (?:reduce|lower|prevent|help)\b|before (?:taking|using|starting))",
    re.I,
)
INTRODUCTION = re.compile(r"\b(?:some|several|certain)\b[^.:]{0,60}\bserious\b[^.]{0,40}[:.–-]", re.I)
OPENS_LIST = re.compile(r"\bfollowing\b|\bother\b.{0,40}\beffects\b", re.I)
POINTS_BACK = re.compile(r"(?:these|this|those|they|some|most|the following)\b", re.I)
OTHER_WORD = re.compile(r"\W*(?:other|additional|further|the other)\b", re.I)
SHORT_LEAD = 80
LONGEST_LEAD = 200
_POPULATION = re.compile(
    r"\b(?:children|adolescents|adults|elderly|infants?|babies|teenagers|men|women|males?|females?|newborns?|partners)\b",
    re.I,
)
_AFTER_LABEL = re.compile(
    r"[\s:;,.)–—-]*(?:(?:other\s+)?(?:possible\s+)?(?:serious\s+)?(?:side\s+effects?|adverse\s+reactions?|effects)\s*"
    r"(?:of\s+[A-Z][\w-]*)?\s*)?(?:(?:of\s+[A-Z][\w-]*\s+)?(?:that\s+may\s+)?(?:are|is|include|includes|occur|"
    r"reported|have been reported)\b\s*"
    r"(?:with\s+[A-Z][\w-]*)?\s*)?(?:(?:treated|treatment|taking|receiving|using|given)(?:\s+with)?\s+[A-Z][\w-]*)?"
    r"(?:,\s[^.:]{0,50}:)?[:;.–—-]?\s*",
    re.I,
)
_GROUP = re.compile(
    rf"(?:\b(?:in|for)\s+(?:the\s+)?)?(?:\b[a-z-]+\s+)?{_POPULATION.pattern}(?:\s+(?:and|or)\s+[a-z-]+|\s+patients)*"
    r"(?:\s*\([^()]*\))?(?:\s+(?:aged|taking|with|younger|older|from|over|under|\d+)\b(?:(?!\sthat\b)[^.:;])*)?",
    re.I,
)
_LONGEST_LEAD = 140
_POPULATION_LINE = re.compile(rf"(?:in |for )?(?:the )?{_POPULATION.pattern}[^.,]*$", re.I)
_NONE_KNOWN = re.compile(
    r"\bno (?:known |reported )?(?:side.effects|adverse reactions)\b|"
    r"\bside.effects (?:are|have) (?:not (?:known|been (?:reported|observed|seen)))|"
    r"\bnot known to (?:cause|have) side.effects",
    re.I,
)
_LONGEST_POPULATION = 70
_THINKS_SO = re.compile(
    r"(?:if you think (?:that )?you (?:may |might )?have [^.]*,"
    r"|if you (?:notice|get|have|experience) any of these (?:symptoms|signs|side effects),?) (?:please )?"
    r"(?:contact|tell|talk|speak|call|see|ask|seek|stop)\b[^.]*\.?\s*$",
    re.I,
)
_COLON = re.compile(
    r"\s*(?:serious\s+)?(?:(?:side|adverse|undesirable)\s+(?:effects?|reactions?))?\s*(?:of\s+[A-Z][\w-]*\s*)?:", re.I
)
_LONGEST_LABEL_TAIL = 4
_LONGEST_ITEM, _LONGEST_OF_ALL = 170, 2000
_LONGEST_LABEL_LINE = 110
_LONGEST_LABEL_PARAGRAPH = 1_000  # what stands beside a label in more characters is no part of it
_BLANKS_BEFORE = 50
_ONE_IN = re.compile(r"1\s*in\s*1")
_BEFORE_RATE, _BEHIND_RATE = 40, 20  # characters: "very rare, may affect " and " people"


@cache
def _boilerplate() -> re.Pattern[str]:
    return re.compile("|".join(row["pattern"].replace(" ", r"\s+") for row in lexicon("leaflet_boilerplate")), re.I)


@lru_cache(maxsize=2048)
def is_boilerplate(text: str) -> bool:
    """Tell whether a paragraph is one that the template puts into every leaflet.

    >>> is_boilerplate("Reporting of side effects"), is_boilerplate("Headache")
    (True, False)
    """
    found = _boilerplate().match(text)
    return bool(found)


def only_advises(words: str) -> bool:
    """Tell an item that says what to do about an effect named above it, as some leaflets end their lists.

    >>> only_advises("If you think you may have gout, tell your doctor."), only_advises("If you think of self-harm")
    (True, False)
    >>> only_advises("If you notice any of these symptoms tell your doctor")
    True
    """
    return bool(_THINKS_SO.match(words))


def shifted(band: Band, offset: int) -> Frequency:
    """Return the frequency of a band that was found in a text cut at ``offset``."""
    f = band.frequency
    span = Span(band.start + offset, band.end + offset)
    return Frequency(span, f.category, f.scale, f.basis, f.confidence, f.min_pct, f.max_pct)


def classed(text: str, often: Frequency) -> Frequency:
    """Return a frequency that running text states as a rate alone with the class and bounds of its band.

    >>> said = "An allergic reaction may affect up to 1 in 100 people."
    >>> classed(said, Frequency(Span(32, 46))).category.value
    'uncommon'
    """
    if often.span is None or often.category is not None or not _ONE_IN.search(text, *often.span):
        return often
    start = max(0, often.span.start - _BEFORE_RATE)
    for band in bands(text[start : often.span.end + _BEHIND_RATE]):
        if band.is_rated and start + band.start <= often.span.start < start + band.end:
            return shifted(band, start)
    return often


def own_band(words: str, found: Sequence[Band]) -> Band | None:
    """Return the frequency that an item states for itself, with its rate or in parentheses."""
    rated = [b for b in found if b.is_rated or words[b.start - 1 : b.start] == "("]
    if len({b.frequency.category for b in rated}) == 1:
        return rated[0]
    return None


def is_label(words: str, band: Band) -> bool:
    """Tell whether words are a label and little else."""
    if len(words) - (band.end - band.start) > _LONGEST_LABEL_PARAGRAPH:
        return False
    return len(words_beside(words, band).split()) <= (_LONGEST_LABEL_TAIL if band.is_rated else 0)


def opens(words: str, band: Band) -> bool:
    """Tell whether a label opens a band there, rather than being said of something in a sentence."""
    before = words[max(0, band.start - _BLANKS_BEFORE) : band.start].rstrip()
    if words[band.start : band.end].split("(")[0].rstrip().endswith("ly"):
        return False  # "Rarely (may affect …), patients may have": an adverb of its sentence
    starts = not before or before[-1] in ".:!?)" or words[band.start].isupper()
    if band.is_rated:
        return starts
    return starts and (
        is_label(words[band.start : band.end + _LONGEST_LABEL_PARAGRAPH + 1], _moved(band))
        or bool(_COLON.match(words, band.end))
    )


def _moved(band: Band) -> Band:
    return Band(band.frequency, 0, band.end - band.start, band.is_rated, band.is_named)


def opens_band(text: str, piece: Piece | None) -> bool:
    """Tell whether a paragraph begins with a label."""
    if piece is None or piece.kind is ElementKind.LIST_ITEM:
        return False
    words = piece.text_span.of(text)
    return any(b.start == 0 and opens(words, b) for b in bands(words))


def is_context(words: str, following: Piece | None) -> bool:
    """Tell a short line that names a use or a way of taking the medicine above the bands that hold for it."""
    return following is not None and len(words) < _LONGEST_LABEL_LINE and words[0].isupper() and words[-1] not in ".!?"


def governs(words: str, found: Sequence[Band]) -> bool:
    """Tell whether a lead-in's label speaks of the list after it."""
    last = found[-1]
    if last.is_rated:
        return len({b.frequency.category for b in found}) == 1 or not words_beside(words[last.start :], _moved(last))
    return is_label(words, last)


def sentences(text: str, span: Span) -> list[Span]:
    """Return the sentences of a paragraph."""
    words = span.of(text)
    bounds = [0, *(m.end() for m in SENTENCE_BREAK.finditer(words)), len(words)]
    return [Span(span.start + a, span.start + b) for a, b in pairwise(bounds)]


def is_item_like(text: str, piece: Piece | None) -> bool:
    """Tell a short paragraph that may be a list item without its mark."""
    if piece is None or piece.kind is not ElementKind.PARAGRAPH:
        return False
    words = piece.text_span.of(text)
    if len(words) > _LONGEST_ITEM or is_boilerplate(words) or opens_band(text, piece) or words.rstrip().endswith(":"):
        return False
    return bool(elements_of(text, piece.text_span))


def is_item_anyway(text: str, span: Span, following: Piece | None, *, in_run: bool) -> bool:
    """Tell a paragraph that is an item whatever its words: it begins in small letters, or has no full stop."""
    words = span.of(text).strip()
    if words[0].islower():
        return len(words) <= _LONGEST_OF_ALL
    alike = following is not None and following.text_span.of(text).rstrip()[-1:] not in ".:"
    return len(words) <= LONGEST_LEAD and words[-1] not in ".:!?" and (in_run or alike)


def without_stop(words: str) -> str:
    """Return an item without what parts it from the next one: a comma, a semicolon, the stop of its only sentence.

    >>> without_stop("grey hair;"), without_stop("cold feet."), without_stop("Rash. It may itch.")
    ('grey hair', 'cold feet', 'Rash. It may itch.')
    """
    solid = words.rstrip(" ,;")
    is_alone = solid.endswith(".") and not solid.endswith("etc.") and not SENTENCE_BREAK.search(solid)
    return solid[:-1] if is_alone else solid


def after_label(text: str, at: int, end: int) -> int:
    """Step over "side effects are:" and the like after a label."""
    found = _AFTER_LABEL.match(text, at, end)
    return found.end() if found else at


def population_in(text: str, span: Span) -> Span | None:
    """Return the group of patients that a line names, None for longer text.

    >>> line = "The following side effects were seen in male patients:"
    >>> population_in(line, Span(0, len(line))).of(line)
    'in male patients'
    """
    found = _GROUP.search(text, *span) if span.end - span.start < _LONGEST_LEAD else None
    return Span(*found.span()) if found else None


def population_line(words: str) -> bool:
    """Tell a line that only names a group of patients.

    >>> population_line("Children and adolescents"), population_line("Headache in children and adults")
    (True, False)
    """
    return len(words) < _LONGEST_POPULATION and bool(_POPULATION_LINE.match(words))


def none_known(words: str) -> bool:
    """Tell a sentence that denies any effect.

    >>> none_known("There are no known side effects."), none_known("Not all side effects are known.")
    (True, False)
    """
    return bool(_NONE_KNOWN.search(words))
